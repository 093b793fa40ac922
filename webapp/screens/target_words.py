"""What the pages of targets say: how a goal stands, where it comes from, what changed, why a goal is suggested."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from tenants.actions.target_standing import Stand
from tenants.actions.target_suggestions import Basis, Suggestion
from tenants.actions.targets import metric_of
from tenants.render import formats
from tenants.render.wording.metrics import metric_words
from tenants.store import accounts
from tenants.store.target_defaults import DefaultRow
from tenants.store.targets import Promise
from tenants.terms.figure import Figure
from tenants.terms.metric import Direction, Metric, Unit
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Target
from tenants.terms.words import N_
from webapp.screens.target_form import Row
from webapp.words import language

WHOLE = frozenset({Unit.PEOPLE, Unit.ACTS, Unit.COUNT})
LENGTHS = (
    (Cadence.WEEK, N_("Week")),
    (Cadence.MONTH, N_("Month")),
    (Cadence.QUARTER, N_("Quarter")),
    (Cadence.YEAR, N_("Year")),
)
CHANCES: Mapping[str, tuple[str, str]] = {
    "likely": (N_("will likely be reached"), "track"),
    "open": (N_("could go either way"), "plain"),
    "unlikely": (N_("unlikely"), "risk"),
}


@dataclass(frozen=True, slots=True)
class StandLine:
    """How one goal stands, in words. ``bar``: (now, goal) as fractions of its width. ``chance``: (words, tone), if one can be told."""

    row: Row
    stand: Stand
    goal: str
    origin: str
    reached: str
    forecast: str
    span: str
    chance: tuple[str, str] | None
    bar: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of one target beside the one before it. ``person`` is empty for the command line."""

    name: str
    at: datetime
    person: str
    version: int
    before: str
    after: str
    verb: str
    more: list[str]


def cadences(period: Period, address: Callable[[str], str]) -> list[tuple[str, str, bool]]:
    """The same day as a week, month, quarter and year: (words, address, is the present one)."""
    found = [(words, Period.containing(period.first, cadence)) for cadence, words in LENGTHS]
    return [(_(words), address(each.label), each.cadence == period.cadence) for words, each in found]


def stands(found: Mapping[str, Stand], lines: Iterable[Row]) -> list[StandLine]:
    """How the goals of a page stand, in the order of its rows."""
    rows = {line.metric.key: line for line in lines}
    return [_line(rows[key], found[key]) for key in rows if key in found]


def _line(row: Row, stand: Stand) -> StandLine:
    each, unit = stand.verdict, stand.verdict.figure.unit
    words = CHANCES.get(stand.chance)
    return StandLine(
        row=row,
        stand=stand,
        goal=goal_words(each.target, row.metric),
        origin=origin(row.bound),
        reached="" if stand.reached is None else formats.share(stand.reached, language(), 0),
        forecast="" if each.forecast is None else formats.figure(foreseen(each.forecast, each.figure), unit, language()),
        span=_span(stand),
        chance=(_(words[0]), words[1]) if words else None,
        bar=_bar(each.figure.value, each.target),
    )


def foreseen(value: float, now: Figure) -> float:
    """``value`` as finely as the figure itself comes: what is counted in whole people ends with whole people."""
    return round(value) if now.unit in WHOLE and now.value is not None and now.value == int(now.value) else value


def _span(stand: Stand) -> str:
    if stand.low is None or stand.high is None:
        return ""
    now = stand.verdict.figure
    low, high = (formats.figure(foreseen(end, now), now.unit, language()) for end in (stand.low, stand.high))
    return "" if low == high else _("%(low)s to %(high)s", low=low, high=high)


def _bar(value: float | None, target: Target) -> tuple[float, float] | None:
    """The value and the goal on one scale that begins at 0; ``None`` where one of them lies below it."""
    if value is None or value < 0 or target.value <= 0:
        return None
    whole = max(value, target.value) * 1.1
    return value / whole, target.value / whole


def goal_words(target: Target | Promise, metric: Metric) -> str:
    """A goal with its bounds: ``at most 4 %``, ``3 % to 5 %``, ``at least 40 %``."""
    value = formats.figure(target.value, metric.unit, language())
    match target.direction:
        case Direction.RANGE if target.low is not None:
            return str(_("%(low)s to %(high)s", low=formats.figure(target.low, metric.unit, language()), high=value))
        case Direction.DOWN:
            return str(_("at most %(goal)s", goal=value))
        case _:
            return str(_("at least %(goal)s", goal=value))


def name(metric: Metric) -> str:
    """The metric's name in the reader's language."""
    return metric_words(metric.key, language()).name


def origin(bound: Promise | None) -> str:
    """Where what is in force comes from; empty for a community's own."""
    if not isinstance(bound, DefaultRow):
        return ""
    return str(_("from the client") if bound.client_id else _("from the workspace"))


def versions(rows: Sequence[Promise]) -> list[VersionLine]:
    """Versions, the newest first, each beside the one before."""
    people = accounts.names_of({row.set_by for row in rows if row.set_by is not None})
    earlier = {(row.metric, row.version): row for row in rows}
    return [_version(row, earlier.get((row.metric, row.version - 1)), metric_of(row.metric), people) for row in rows]


def _version(row: Promise, before: Promise | None, metric: Metric | None, people: Mapping[UUID, str]) -> VersionLine:
    def words(each: Promise | None) -> str:
        return "" if each is None or each.removed or metric is None else goal_words(each, metric)

    waived = getattr(row, "waived", False)
    verb = _("does not apply here") if waived else _("ended") if row.removed else _("changed") if words(before) else _("set")
    return VersionLine(
        name=metric_words(row.metric, language()).name if metric else row.metric,
        at=row.set_at,
        person=people.get(row.set_by, "") if row.set_by else "",
        version=row.version,
        before=words(before),
        after=words(row),
        verb=verb,
        more=[] if row.removed or metric is None else _further(row, before, metric),
    )


def _further(row: Promise, before: Promise | None, metric: Metric) -> list[str]:
    """What else a version says, as far as it differs from the one before or from what is usual."""
    was = (before.weight, before.tolerance, before.baseline, before.stretch) if before else (1.0, 0.05, None, None)
    said = []
    if row.weight != was[0]:
        said.append(_("weight %(n)s", n=formats.number(row.weight, language(), 1)))
    if row.tolerance != was[1]:
        said.append(_("tolerance %(n)s", n=formats.share(row.tolerance, language(), 1)))
    if row.baseline != was[2] and row.baseline is not None:
        said.append(_("from %(n)s", n=formats.figure(row.baseline, metric.unit, language())))
    if row.stretch != was[3] and row.stretch is not None:
        said.append(_("stretch %(n)s", n=formats.figure(row.stretch, metric.unit, language())))
    return said


def why(metric: Metric, said: Suggestion) -> list[str]:
    """Why a goal is suggested, with the figures behind it: one sentence each."""

    def number(value: float) -> str:
        return formats.figure(value, metric.unit, language())

    known = {"middle": number(said.middle), "quarter": number(said.best_quarter), "best": number(said.best)}
    found = [
        ngettext(
            "The median of the last period is %(middle)s.",
            "The median of the last %(num)d periods is %(middle)s; one in four reached %(quarter)s.",
            said.periods,
            **known,
        )
    ]
    if said.last_year is not None:
        found.append(_("Moved for the season: a year ago it was %(year)s.", year=number(said.last_year)))
    if said.basis is Basis.STAGE:
        found.append(_("Weighed for the community's stage."))
    found.append(_("The best of the last %(n)s was %(best)s.", n=said.looked_at, best=known["best"]))
    return found
