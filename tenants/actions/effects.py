"""What an import, or taking one back, changed in the figures: the key figures of the months it touched, before and after.

Both are measured inside the transaction that changes the data, so that they differ by this one change and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tenants.actions import figures
from tenants.assess.attainment import verdict
from tenants.measure import CATALOGUE
from tenants.render import formats
from tenants.store import import_effects, targets
from tenants.store.clients import Community
from tenants.store.reviews import Review, frozen
from tenants.store.zones import zone_of
from tenants.terms.document import ReportDocument
from tenants.terms.figure import Figure, Source
from tenants.terms.metric import Unit
from tenants.terms.people import Language
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Status, Target

KEY = ("members_end", "active_members", "messages", "acts", "joins", "leaves")
"""The figures that are shown whatever was promised."""
MOST = 6
"""Months that are measured: the last ones touched. An export of ten years would else be measured for longer than it is read."""
MOST_REVIEWS = 12

Measured = Mapping[Period, Mapping[str, Figure]]


@dataclass(frozen=True, slots=True)
class Taken:
    """The figures of some periods at one moment. ``more`` counts months touched that were not measured."""

    months: Sequence[Period]
    more: int
    targets: Mapping[str, Sequence[Target]]
    reviews: Sequence[Review]
    figures: Measured


def months_of(first: date, last: date) -> tuple[list[Period], int]:
    """The last months between two local days, oldest first, and how many earlier ones there are."""
    found: list[Period] = []
    period = Period.containing(last, Cadence.MONTH)
    while period.until > first and len(found) < MOST:
        found.append(period)
        period = period.previous()
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return found[::-1], max(0, count - len(found))


def before(community: Community, days: Iterable[date | None], *, now: datetime) -> Taken | None:
    """Measure what is about to change: the months from the first to the last of ``days`` and reviews published of them.

    ``None`` where no day is known: nothing can change then.
    """
    known = [day for day in days if day is not None]
    if not known:
        return None
    months, more = months_of(min(known), max(known))
    promised = targets.in_force_by_period(community, months)
    bound = {label: [each for each in rows if each.metric in CATALOGUE] for label, rows in promised.items()}
    reviews = import_effects.published_between(community, months[0].first, months[-1].until, limit=MOST_REVIEWS)
    taken = Taken(months, more, bound, reviews, {})
    return Taken(months, more, bound, reviews, _measure(community, taken, now))


def after(community: Community, taken: Taken, *, now: datetime) -> dict[str, Any]:
    """Measure the same again and return what differs, as plain data for the import's row.

    ``months``: ``period``, ``figures`` (key: [before, after], ``None`` where unknown) and ``goals`` whose verdict changed;
    ``reviews``: published ones whose printed figures are not those of today any more; ``more``: months touched beyond those.
    """
    found = _measure(community, taken, now)
    return {
        "months": [_month(period, taken, found, now, community) for period in taken.months],
        "more": taken.more,
        "reviews": [said for review in taken.reviews if (said := _review(review, taken.figures, found)) is not None],
    }


def days_of(community: Community, *instants: datetime | None) -> list[date | None]:
    """The local days of instants, as ``before`` wants them."""
    zone = zone_of(community)
    return [at.astimezone(zone).date() if at is not None else None for at in instants]


def touched(said: Mapping[str, Any]) -> list[date]:
    """A day of each month that an import said it changed."""
    return [Period.parse(month["period"]).first for month in said.get("import", {}).get("months", [])]


def unit_of(metric: str) -> Unit | None:
    """The unit a kept figure is printed in; ``None`` for a metric that is in the catalogue no more."""
    return CATALOGUE[metric].unit if metric in CATALOGUE else None


def _measure(community: Community, taken: Taken, now: datetime) -> Measured:
    """Key figures and what was promised, of the months; what their scorecards show, of the reviews' periods."""
    wanted: dict[Period, set[str]] = {period: {*KEY, *(each.metric for each in taken.targets[period.label])} for period in taken.months}
    for review in taken.reviews:
        document = frozen(review)
        if document is not None:
            wanted.setdefault(document.period, set()).update(_lines(document))
    together = set[str]().union(*wanted.values())
    return figures.history(community, sorted(together), list(wanted), now=now)


def _month(period: Period, taken: Taken, found: Measured, now: datetime, community: Community) -> dict[str, Any]:
    then, today = taken.figures[period], found[period]
    elapsed = _elapsed(period, now, community)
    goals = []
    for target in taken.targets[period.label]:
        was, is_now = (verdict(target, each[target.metric], elapsed=elapsed).status for each in (then, today))
        if was is not is_now:
            goals.append(_goal(target, then, today, was, is_now))
    return {
        "period": period.label,
        "figures": {key: [then[key].value, today[key].value] for key in KEY},
        "goals": goals,
    }


def _goal(target: Target, then: Mapping[str, Figure], today: Mapping[str, Figure], was: Status, is_now: Status) -> dict[str, Any]:
    values = [then[target.metric].value, today[target.metric].value]
    return {"metric": target.metric, "values": values, "goal": target.value, "status": [was.value, is_now.value]}


def _elapsed(period: Period, now: datetime, community: Community) -> float:
    begins, ends = period.bounds(zone_of(community))
    return min(1.0, max(0.0, (now - begins) / (ends - begins)))


def _lines(document: ReportDocument) -> list[str]:
    """The metrics of a scorecard that are measured from what an import brings."""
    lines = [line for part in document.pillars for line in part.lines]
    return [line.metric for line in lines if line.figure.source is Source.COMPUTED and line.metric in CATALOGUE]


def _review(review: Review, then: Measured, found: Measured) -> dict[str, Any] | None:
    """What a published review says differently, ``None`` if this change made no difference to it."""
    document = frozen(review)
    if document is None:
        return None
    differs = []
    for metric in _lines(document):
        was, is_now = then[document.period][metric], found[document.period][metric]
        printed = _printed(document.figures[metric]) if metric in document.figures else ""
        if _printed(was) != _printed(is_now) != printed:
            differs.append({"metric": metric, "values": [document.figures[metric].value if printed else None, is_now.value]})
    if not differs:
        return None
    return {"id": str(review.id), "period": review.period, "version": review.version, "differs": differs}


def _printed(figure: Figure) -> str:
    """What a reader sees of it: numbers are written alike in both languages."""
    return formats.figure(figure.value, figure.unit, Language.EN) if figure.value is not None else ""
