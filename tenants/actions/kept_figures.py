"""Figures that are measured once and served until the community's data changes.

Kept is what bulk data gives: days, hours and the figures. What is not bulk data (calendar, surveys, what is recorded, ...) is read anew
each time; a figure that looked at some of it is measured anew when that has changed since. So kept figures are always those that measuring
now would give (``tests/actions/test_kept_figures.py``), at the price of a few small statements.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

import tenants
from tenants.measure import CATALOGUE
from tenants.measure.catalogue import measure_one
from tenants.store import facts as store
from tenants.store import kept_days, measured
from tenants.store.clients import Community
from tenants.store.vouched import what_is_known
from tenants.store.zones import contract_of, zone_of
from tenants.terms import snapshot
from tenants.terms.facts import Facts
from tenants.terms.figure import Figure
from tenants.terms.period import Cadence, Period

BULK = frozenset(
    (
        *("period", "zone", "contract", "evidence", "as_of", "days", "before", "spells", "acts", "acts_before", "seen_before"),
        *("first_week", "weeks", "hours", "threads", "tiers", "manual", "listed", "settled", "again"),
    )
)
"""The fields of ``Facts`` that change only where ``measured.forget`` is called; every other one is compared with what it was."""
LOOKED_AT = (Cadence.MONTH, Cadence.WEEK, Cadence.QUARTER, Cadence.YEAR)
RULES = (
    "measure/*.py",
    "terms/facts.py",
    "terms/figure.py",
    "store/facts.py",
    "store/firsts.py",
    "store/vouched.py",
    "terms/manual.py",
    "terms/threads.py",
    "store/reading.py",
    "store/kept_days.py",
    "store/slices.py",
    "store/threads.py",
    "actions/kept_figures.py",
)
"""The files that decide what is measured: figures of another edition of them are not served."""

Measured = tuple[Facts, dict[str, Figure]]


@dataclass(frozen=True, slots=True)
class _Found:
    """Figures with what else than bulk data each of them looked at, and the marks of that."""

    figures: dict[str, Figure]
    looked: dict[str, list[str]]
    marks: dict[str, str]


def figures(community: Community, periods: Iterable[Period], *, now: datetime) -> dict[Period, Measured]:
    """The facts of each of ``periods`` and every figure, as measuring now gives them; what is measured for the first time is kept.

    Facts read their larger parts when they are looked at, as long as the workspace is in use.
    """
    wanted = list(dict.fromkeys(periods))
    terms = _terms(community)
    found = measured.kept(community, [period.label for period in wanted], terms=terms)
    served = _served(community, wanted, found.contents, terms, now)
    fresh: dict[str, bytes] = {}
    result: dict[Period, Measured] = {}
    for period, (facts, before) in served.items():
        now_found = _measure(facts, before)
        result[period] = facts, now_found.figures
        if now_found != before and (facts.as_of is None or facts.as_of < now):
            fresh |= _contents(period, facts, now_found, whole=before is None)
    measured.keep(community, fresh, terms=terms, version=found.version)
    return result


def some(community: Community, keys: Collection[str], periods: Iterable[Period], *, now: datetime) -> dict[Period, dict[str, Figure]]:
    """Only the figures ``keys`` of each of ``periods``; of those that rest on bulk data alone nothing but what is kept is read."""
    wanted = list(dict.fromkeys(periods))
    contents = measured.kept(community, [period.label for period in wanted], terms=_terms(community)).contents
    found = {period: _settled(contents.get(period.label), keys, now) for period in wanted}
    missing = figures(community, [period for period, known in found.items() if known is None], now=now)
    return {period: known or {key: missing[period][1][key] for key in keys} for period, known in found.items()}


def _settled(content: bytes | None, keys: Collection[str], now: datetime) -> dict[str, Figure] | None:
    """What is kept of ``keys``, if nothing but bulk data can change it; ``None`` also where the data reaches beyond ``now``."""
    if content is None:
        return None
    plainly = kept_days.loaded(content)
    as_of = plainly["bulk"]["as_of"]
    if (as_of and datetime.fromisoformat(as_of) >= now) or any(plainly["looked"].get(key, True) for key in keys):
        return None
    return dict(snapshot.figures({key: plainly["figures"][key] for key in keys}))


def _served(
    community: Community, periods: Sequence[Period], contents: Mapping[str, bytes], terms: str, now: datetime
) -> dict[Period, tuple[Facts, _Found | None]]:
    """The facts of each period with what is kept of its figures; where nothing is, or it reaches beyond ``now``, read from the rollups."""
    plainly = {period: kept_days.loaded(contents[period.label]) for period in periods if period.label in contents}
    rests = {period: kept_days.bulk(each["bulk"], partial(_people, community, period, terms, now)) for period, each in plainly.items()}
    known = {period: bulk for period, bulk in rests.items() if bulk.as_of is None or bulk.as_of < now}
    around = store.around(community, known, now=now)
    # Periods may lie a year apart: what is between them is not read.
    return {
        period: (around[period], _Found(dict(snapshot.figures(each["figures"])), each["looked"], each["marks"]))
        if period in known and (each := plainly[period])
        else (store.facts(community, period, now=now), None)
        for period in periods
    }


def _people(community: Community, period: Period, terms: str, now: datetime) -> bytes:
    """Who was active on which day; from the rollups where it was forgotten a moment ago."""
    subject = _of_people(period)
    content = measured.kept(community, [subject], terms=terms).contents.get(subject)
    return kept_days.people(_bulk(store.facts(community, period, now=now))) if content is None else content


def _measure(facts: Facts, before: _Found | None) -> _Found:
    """Every figure; what is kept where it rests on nothing that changed."""
    marks = {each.name: _mark(getattr(facts, each.name)) for each in fields(facts) if each.name not in BULK}
    changed = set(marks) if before is None else {name for name, mark in marks.items() if before.marks.get(name) != mark}
    found = _Found({}, {}, marks)
    for key in (*CATALOGUE, *(metric.key for metric in facts.own)):
        if before is not None and key in before.figures and changed.isdisjoint(before.looked[key]):
            found.figures[key], found.looked[key] = before.figures[key], before.looked[key]
        else:
            watched = _Watched(facts)
            found.figures[key] = measure_one(key, cast("Facts", watched))
            found.looked[key] = sorted(watched.looked - BULK)
    return found


class _Watched:
    """Facts that note which of their fields were looked at."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.looked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.looked.add(name)
        return getattr(self._facts, name)


def _contents(period: Period, facts: Facts, found: _Found, *, whole: bool) -> dict[str, bytes]:
    """What is kept of one period; who was active on its days only once, for it changes with the bulk data alone."""
    bulk = _bulk(facts)
    plainly = {"bulk": kept_days.plain(bulk), "figures": snapshot.plain(found.figures), "looked": found.looked, "marks": found.marks}
    content = {period.label: kept_days.dumped(plainly)}
    return content | ({_of_people(period): kept_days.people(bulk)} if whole else {})


def _bulk(facts: Facts) -> store.Bulk:
    return store.Bulk(facts.evidence, facts.as_of, facts.days, facts.before, facts.seen_before, facts.hours)


def _of_people(period: Period) -> str:
    return f"{period.label} people"


def _terms(community: Community) -> str:
    return f"{_edition()} {community.timezone} {_mark(contract_of(community))}"


def _mark(value: object) -> str:
    """A short text that differs where ``value`` does."""
    return blake2b(repr(value).encode(), digest_size=12).hexdigest()


@cache
def _edition() -> str:
    """The mark of the rules themselves, so that a new release does not serve what an old one measured."""
    root = Path(tenants.__path__[0])
    hashed = blake2b(digest_size=8)
    for path in _files(root):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def _files(root: Path) -> Sequence[Path]:
    return [path for pattern in RULES for path in sorted(root.glob(pattern))]


def warm(community: Community, *, now: datetime) -> int:
    """Measure the periods of ``looked_at`` and return how many were not kept yet."""
    missing = [period for period in looked_at(community, now=now) if not kept_now(community, [period])[period]]
    for period in missing:
        # One at a time: a year and what lies before it need not be in memory together with the rest.
        figures(community, [period], now=now)
    return len(missing)


def looked_at(community: Community, *, now: datetime) -> list[Period]:
    """The periods that people look at first after an import: the week, month, quarter and year the data ends in, and those before them."""
    zone = zone_of(community)
    known = what_is_known(community, zone, now).as_of
    present = [] if known is None else [Period.containing(known.astimezone(zone).date(), cadence) for cadence in LOOKED_AT]
    return [period for each in present for period in (each, each.previous())]


def kept_now(community: Community, periods: Iterable[Period]) -> Mapping[Period, bool]:
    """Which of ``periods`` are kept, so that looking at them costs little."""
    wanted = list(periods)
    there = measured.kept(community, [period.label for period in wanted], terms=_terms(community)).contents
    return {period: period.label in there for period in wanted}
