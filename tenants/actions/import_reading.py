"""One import as it runs: its turn, its reading with progress, and the columns that say what it came to."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tenants.actions import daily_figures, effects, import_tables
from tenants.actions.effects import Taken
from tenants.actions.import_mapping import column_mapping
from tenants.actions.turns import take_turn
from tenants.ingest import formats
from tenants.store import imports, loading
from tenants.store.imports import Import
from tenants.store.loading import Settle
from tenants.store.zones import zone_of
from tenants.terms.errors import Refusal
from tenants.terms.event import Evidence, Reading, Skipped
from tenants.terms.manual import Manual

CLOCK = imports.CLOCK
"""Where an import's mapping keeps the zone that times which name none were read in."""
UNASKED = imports.UNASKED
"""Where it says that nobody is there to be asked: the community's zone is meant where none is known."""
UNREAD = imports.UNREAD
"""Where it names the columns that were left aside."""
_EVERY = 1.0
_WHILE_SETTLING = timedelta(minutes=15)
_READ = 90
"""Of 100 steps of progress, those that reading takes; the rest is for setting the rows in place."""


@dataclass(frozen=True, slots=True)
class Done:
    """What reading came to: columns for the import's row, and the figures from before it, ``None`` where no day was touched."""

    values: dict[str, Any]
    before: Taken | None


def read_in(row: Import, fence: int, path: Path, now: datetime) -> Done:
    """Read ``path`` into the community of ``row``, which ``fence`` holds; return what it came to.

    Runs in the caller's transaction; only progress is written beside it, once a second.
    """
    report = Report(row.id, fence)
    take_turn(row.community, lambda: report.say(0, 0))
    reading = opened(row, path, now)

    def tick(_rows: int) -> None:
        if report.is_time():
            report.say(int(_READ * min(1.0, reading.tally.share())), reading.tally.records)

    taken: list[Taken | None] = []

    def settle(first: datetime | None, last: datetime | None) -> None:
        report.say(_READ, reading.tally.records, lease=_WHILE_SETTLING)
        # The days are known now, and nothing has changed yet.
        tally = reading.tally
        days = [*effects.days_of(row.community, first, last), *(tally.covers or ()), *(each.as_of for each in tally.lists), *tally.daily]
        taken.append(effects.before(row.community, days, now=now))

    values = loaded(row, reading, tick, settle, now=now)
    if aside := _left_aside(row, reading.format, path):
        values["mapping"] = {**values["mapping"], UNREAD: aside}
    return Done(values, taken[0] if taken else None)


class Report:
    """Progress that only ever rises, at most once a second."""

    def __init__(self, import_id: UUID, fence: int) -> None:
        self._held = (import_id, fence)
        self._last = time.monotonic()
        self._told = 0

    def is_time(self) -> bool:
        return time.monotonic() - self._last >= _EVERY

    def say(self, progress: int, records: int, lease: timedelta = imports.LEASE) -> None:
        self._last = time.monotonic()
        self._told = max(self._told, progress)
        imports.report(*self._held, progress=self._told, records=records, lease=lease)


def _left_aside(row: Import, found: str, path: Path) -> list[str]:
    """The headers of a table's columns that nothing was read of, 40 at most; its page says them."""
    kind = import_tables.kind_of(found)
    if not kind:
        return []
    chosen, encoding = row.mapping.get("columns") or {}, row.mapping.get("encoding") or None
    try:
        return list(import_tables.unread(path, name=row.file_name, kind=kind, chosen=chosen, encoding=encoding)[:40])
    except Refusal:
        return []


def opened(row: Import, path: Path, now: datetime) -> Reading:
    """Begin to read ``path`` as what ``row`` says it is."""
    wanted = column_mapping(row.mapping)
    zone = zone_of(row.community)

    def clock(found: str) -> str:
        said = row.mapping.get(CLOCK) or imports.clock_told(row.community_id, found.partition("-")[0])
        return said or (zone.key if row.mapping.get(UNASKED) else "")

    return formats.read(path, zone=zone, now=now, format=row.wanted_format, mapping=wanted, name=row.file_name, clock=clock)


def loaded(row: Import, reading: Reading, tick: Callable[[int], None], settle: Settle, *, now: datetime) -> dict[str, Any]:
    """Load ``reading`` as the events of ``row`` and return the columns that say what it came to."""
    source = source_of(row, reading.format)
    since = imports.since(row.community_id)
    loaded = loading.load(row.community, row.no, reading, source=source, since=since, tick=tick, settle=settle)
    tally = reading.tally
    evidence: Evidence = tally.evidence or reading.evidence
    counted = _counted(row, tally.daily, now)
    return {
        "format": reading.format,
        "mapping": {**row.mapping, CLOCK: tally.clock} if tally.clock else row.mapping,
        "records": tally.records,
        "counts": {kind.value: count for kind, count in loaded.counts.items()},
        "people": loaded.people,
        "added": loaded.added + counted,
        "already_there": loaded.already_there + len(tally.daily) - counted,
        "skipped": [_skipped(place) for place in tally.skipped],
        "skipped_more": tally.skipped_more,
        "evidence": asdict(evidence),
        "first_at": loaded.first,
        "last_at": loaded.last,
        "covers_from": tally.covers[0] if tally.covers else None,
        "covers_until": tally.covers[1] if tally.covers else None,
    }


def _counted(row: Import, figures: Mapping[date, Manual], now: datetime) -> int:
    """Keep the days that somebody counted by hand; how many of them are new or other than before."""
    if not figures:
        return 0
    change = daily_figures.enter(row.community, figures, source=row.file_name, by=row.created_by, now=now, import_no=row.no)
    return len(change.after) if change else 0


def source_of(row: Import, format: str) -> str:  # noqa: A002 - the word of the command line
    """Whose ids an export holds; a list of members holds those of its community's platform."""
    source = format.split("-", maxsplit=1)[0]
    return row.community.platform if source == "members" else source


def _skipped(place: Skipped) -> dict[str, Any]:
    return {"where": place.where, "reason": place.reason, "facts": dict(place.facts)}
