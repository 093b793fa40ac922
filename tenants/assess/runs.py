"""For how long a goal has been kept or missed, and whether a value is the highest or lowest of its last twelve periods."""

from collections.abc import Sequence
from enum import StrEnum

from tenants.assess.attainment import verdict
from tenants.assess.case import Case, Past
from tenants.assess.trend import differ, interval
from tenants.measure.catalogue import CATALOGUE
from tenants.terms.figure import Figure, Plain
from tenants.terms.metric import Unit
from tenants.terms.target import Status, Verdict

STREAK = 3
"""Periods in a row that are worth saying."""
BETWEEN = 2
"""Periods that must lie between two times for the later one to be the first since."""
NEVER = 5
"""Periods without exception that make the exception worth saying."""
RECORD = 6
"""Values, this one included, of which one may be called the highest."""
YEAR = 12
_HAIR = 1e-9
_COVERED = 0.9


class Kept(StrEnum):
    """How a period ended for one goal. ``NEAR``: short of it, but within the agreed tolerance."""

    REACHED = "reached"
    NEAR = "near"
    MISSED = "missed"


def outcome(given: Verdict) -> Kept | None:
    """Return how a period that is over ended; ``None`` without data."""
    if given.attainment is None:
        return None
    if given.attainment >= 1 - _HAIR:
        return Kept.REACHED
    return Kept.NEAR if given.status is Status.ON_TRACK else Kept.MISSED


def _outcome_then(past: Past, key: str) -> Kept | None:
    target = next((each for each in past.targets if each.metric == key), None)
    return None if target is None or key not in past.figures else outcome(verdict(target, past.figures[key]))


def run(case: Case, key: str, each: Verdict) -> dict[str, Plain]:
    """Return since when the goal for ``key`` is reached or missed, every period judged by its own target; nothing of a running one.

    ``streak``: periods in a row with this outcome, this one included (3 to 12). ``since``: label of the last earlier period with this
    outcome, where at least two others lie between. ``first_in``: how many periods before this one, at least five and without a gap,
    all ended otherwise. At most one of the three is set.
    """
    now = None if case.running else outcome(each)
    found: dict[str, Plain] = {"streak": None, "since": None, "first_in": None}
    if now is None or now is Kept.NEAR:
        return found
    before = [(past.period.label, _outcome_then(past, key)) for past in reversed(case.past)]
    same = next((n for n, (_, state) in enumerate(before) if state is not now), len(before))
    if same + 1 >= STREAK:
        return found | {"streak": min(same + 1, YEAR)}
    if same:
        return found
    other = next((n for n, (_, state) in enumerate(before) if state is now or state is None), len(before))
    if other == len(before):
        return found | {"first_in": min(other, YEAR) if other >= NEVER else None}
    label, state = before[other]
    return found | {"since": label if state is now and other >= BETWEEN else None}


def record(case: Case, key: str, figure: Figure) -> dict[str, Plain]:
    """Return whether ``figure`` is the highest or lowest of an unbroken stretch of periods.

    ``record`` is ``high``, ``low`` or ``None``; ``record_of`` how long the stretch is: 6 to 12 periods, this one included. A sampled
    figure must differ clearly from the one it beats; any other by more than a fiftieth, additive ones also per day. Nothing is said of a
    running period, of one with under nine tenths of its days, or where the period before was the extreme already.
    """
    nothing: dict[str, Plain] = {"record": None, "record_of": None}
    if case.running or figure.value is None or (figure.coverage is not None and figure.coverage < _COVERED):
        return nothing
    stretch = _stretch(case, key)
    if len(stretch) + 1 < RECORD:
        return nothing
    top = max(stretch, key=lambda past: past.figures[key].value or 0)
    bottom = min(stretch, key=lambda past: past.figures[key].value or 0)
    for name, extreme, up in (("high", top, True), ("low", bottom, False)):
        # One more record in a row of records says no more than the last one did.
        if extreme is not stretch[0] and _beyond(case, figure, extreme, stretch, up=up):
            return {"record": name, "record_of": len(stretch) + 1}
    return nothing


def _stretch(case: Case, key: str) -> Sequence[Past]:
    """The latest of the past periods up to the first without a value, or with too little data."""
    found: list[Past] = []
    for past in reversed(case.past):
        figure = past.figures.get(key)
        if figure is None or figure.value is None or (figure.coverage is not None and figure.coverage < _COVERED):
            break
        found.append(past)
    return found[: YEAR - 1]


def _beyond(case: Case, figure: Figure, extreme: Past, stretch: Sequence[Past], *, up: bool) -> bool:
    then = extreme.figures[figure.key]
    a, b = float(figure.value or 0), float(then.value or 0)
    if interval(figure, then) is not None:
        return differ(figure, then) is True and (a > b) is up
    margin = 0.005 if figure.unit is Unit.SHARE else 0.02 * abs(b)
    if not (a > b + margin if up else a < b - margin):
        return False
    if not CATALOGUE[figure.key].additive:
        return True
    daily = [float(past.figures[figure.key].value or 0) / past.period.length for past in stretch]
    mine = a / case.period.length
    return mine > max(daily) if up else mine < min(daily)
