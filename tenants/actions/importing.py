"""Imports: an export comes in, is read in one transaction, and can be taken back.

Whoever runs an import claims its row first (lease and fence, ``store/imports``). All of it is one transaction: a worker that is killed
leaves nothing behind but a lease that runs out. Only progress is written beside it.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError

from tenants.actions import daily_figures, effects, recipes
from tenants.actions.import_keeping import keep, new_row, plain_facts
from tenants.actions.import_reading import UNASKED, loaded, opened, read_in
from tenants.actions.open_communities import community_of
from tenants.actions.turns import take_turn
from tenants.ingest import speech
from tenants.store import audit, files, imports, loading, members, rollups
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.imports import Import, ImportState
from tenants.store.work import work
from tenants.terms.errors import NotFoundError, Refusal

WARM = "jobs.figures.warm"


class _OvertakenError(Exception):
    """Another worker has taken this import over; nothing of ours is kept."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an import came to. ``events`` are acts by kind as the file holds them; ``added`` and ``already_there`` add up to them.

    ``people`` counts distinct authors, joiners and leavers in the file. ``skipped`` are the places left out, each with ``where``,
    ``reason`` (a code) and ``facts``; ``skipped_more`` counts those beyond the first thousand. ``import_id`` is ``None`` after a dry run.
    """

    import_id: str | None
    format: str
    records: int
    events: Mapping[str, int]
    people: int
    added: int
    already_there: int
    skipped: list[dict[str, Any]]
    skipped_more: int
    first: datetime | None
    last: datetime | None

    def plain(self) -> dict[str, Any]:
        """The same as JSON has it: instants in ISO 8601, UTC."""
        said = asdict(self)
        return said | {"first": self.first and self.first.isoformat(), "last": self.last and self.last.isoformat()}


def begin(
    community_id: UUID,
    path: Path,
    *,
    file_name: str,
    now: datetime,
    format: str = "auto",  # noqa: A002 - the word of the command line
    mapping: Mapping[str, Any] | None = None,
    by: UUID | None = None,
    batch: UUID | None = None,
) -> Import:
    """Keep an upload (a file on this machine) and have a worker import it; returns the row to watch.

    ``format`` is one of ``ingest.formats.FORMATS`` or ``auto``; ``mapping`` says which column is what; where a table's columns were chosen
    before in this community, that holds again (``recipes``). ``batch`` is what was uploaded together with it.
    The same file may come again: it adds nothing. Raises ``Refusal`` for an unknown community, an archived one, or an unreadable mapping.
    """
    with work() as w:
        row = keep(community_id, path, file_name=file_name, wanted=format, mapping=mapping or {}, by=by, now=now)
        row.batch = batch
        w.then("jobs.imports.run", row.tenant_id, str(row.id))
    return row


def now(
    community_id: UUID,
    path: Path,
    *,
    now: datetime,
    format: str = "auto",  # noqa: A002 - the word of the command line
    mapping: Mapping[str, Any] | None = None,
    dry_run: bool = False,
    file_name: str | None = None,
    by: UUID | None = None,
) -> Result:
    """Import a file in this process and return what it came to. With ``dry_run`` all of it is done and taken back: nothing is written.

    Times that name no zone are in the one that was said for such files before, else in the community's: nobody is asked.
    Raises ``Refusal`` as ``begin`` and reading do; a refused import leaves a row that says so, and nothing else.
    """
    name = file_name or path.name
    said = {**(mapping or {}), UNASKED: True}
    if dry_run:
        return _rehearse(community_of(community_id), path, name, format, said, now)
    with work():
        import_id = keep(community_id, path, file_name=name, wanted=format, mapping=said, by=by, now=now).id
    result = run(import_id, now=now)
    if result is None:
        # A worker that polls was faster; it does the same.
        result = _wait_for(import_id)
    return result


def run(import_id: UUID, *, now: datetime) -> Result | None:
    """Claim an import and do it. ``None``: it is done already, or somebody else has it.

    A refusal is written on the row and raised. An import that killed its worker three times fails with ``import.worker_lost``.
    """
    with work():
        fence = imports.claim(import_id)
    if fence is None:
        return None
    try:
        row = _claimed(import_id)
        with files.temporary_copy(row.file_key) as path, work() as w:
            w.then(WARM, row.tenant_id, str(row.community_id))
            return _carry_out(import_id, fence, path, now)
    except Refusal as refusal:
        _fail(import_id, fence, refusal.code, refusal.facts, now)
        raise
    except _OvertakenError:
        return None
    except OperationalError:
        # The database is away: the lease runs out, and the import is picked up again.
        raise
    except Exception:
        _fail(import_id, fence, "import.unexpected", {}, now)
        raise


def undo(import_id: UUID, *, now: datetime, by: UUID | None = None) -> Import:
    """Take an import back: what only it held goes, with people only it knew; the rest is as if it had never been.

    Raises ``Refusal("import.not_done")`` unless it is done, ``import.busy`` while another import of the community runs.
    """
    with work() as w:
        row = _row(import_id)
        community = row.community
        w.then(WARM, row.tenant_id, str(community.id))
        if not loading.lock(community.no):
            raise Refusal("import.busy")
        db.session.refresh(row, with_for_update=True)
        if row.state != ImportState.DONE:
            raise Refusal("import.not_done", state=row.state)
        days = [*effects.days_of(community, row.first_at, row.last_at), row.covers_from, row.covers_until, *effects.touched(row.effects)]
        before = effects.before(community, days, now=now)
        row.state = ImportState.UNDONE
        row.undone_at = now
        since = imports.since(community.id, without=row.no)
        daily_figures.take_back_import(row, by=by, now=now)
        loading.unload(community, row.no, since=since, words=speech.counted if row.words_at else None)
        if before is not None:
            row.effects = {**row.effects, "undo": effects.after(community, before, now=now)}
        audit.record(by, "undone", "import", row.id, name=row.file_name)
    return row


def recompute(community_id: UUID) -> None:
    """Bring days, membership and rollups of a community up to date after its time zone, contract or staff changed."""
    with work():
        community = community_of(community_id)
        take_turn(community, lambda: None)
        loading.recompute(community, since=imports.since(community.id))


def mark_staff(community_id: UUID, nos: list[int], *, staff: bool, by: UUID | None) -> None:
    """Say of people of a community that they are staff, or are not; its figures follow at once."""
    with work():
        community = community_of(community_id)
        take_turn(community, lambda: None)
        rollups.rebuild(community, members.mark(community, nos, staff=staff))
        audit.record(by, "marked_staff" if staff else "unmarked_staff", "community", community.id, people=len(nos))


def result_of(row: Import) -> Result:
    """What a done import came to, from its row."""
    return Result(
        import_id=str(row.id),
        format=row.format,
        records=row.records,
        events=row.counts,
        people=row.people,
        added=row.added,
        already_there=row.already_there,
        skipped=row.skipped,
        skipped_more=row.skipped_more,
        first=row.first_at,
        last=row.last_at,
    )


def _row(import_id: UUID) -> Import:
    row = imports.by_id(import_id)
    if row is None:
        raise NotFoundError("import.not_found")
    return row


def _claimed(import_id: UUID) -> Import:
    row = _row(import_id)
    if row.attempt > imports.ATTEMPTS:
        raise Refusal("import.worker_lost", attempts=imports.ATTEMPTS)
    return row


def _carry_out(import_id: UUID, fence: int, path: Path, now: datetime) -> Result:
    row = _row(import_id)
    done = read_in(row, fence, path, now)
    if not imports.finish(import_id, fence, state=ImportState.DONE, progress=100, finished_at=now, **done.values):
        raise _OvertakenError
    db.session.refresh(row)
    if done.before is not None:
        row.effects = {"import": effects.after(row.community, done.before, now=now)}
    return result_of(row)


def _rehearse(community: Community, path: Path, name: str, wanted: str, mapping: Mapping[str, Any], now: datetime) -> Result:
    try:
        wanted, mapping = recipes.applied(community.id, path, name=name, wanted=wanted, mapping=mapping, by=None, now=now)
        row = new_row(community, name, wanted, mapping, now)
        row.size, row.sha256, row.file_key = path.stat().st_size if path.exists() else 0, "", ""
        db.session.add(row)
        db.session.flush()
        take_turn(community, lambda: None)
        values = loaded(row, opened(row, path, now), lambda _rows: None, lambda _first, _last: None, now=now)
        first, last, counts = values.pop("first_at"), values.pop("last_at"), values.pop("counts")
        rest = {key: values[key] for key in ("format", "records", "people", "added", "already_there", "skipped", "skipped_more")}
        return Result(import_id=None, events=counts, first=first, last=last, **rest)
    finally:
        db.session.rollback()


def _wait_for(import_id: UUID) -> Result:
    while True:
        db.session.rollback()
        row = _row(import_id)
        if row.state == ImportState.FAILED:
            raise Refusal(row.error, **row.error_facts)
        if row.state == ImportState.DONE:
            return result_of(row)
        time.sleep(0.2)


def _fail(import_id: UUID, fence: int, code: str, facts: Mapping[str, object], now: datetime) -> None:
    """Say on the row why it failed, in a transaction of its own."""
    with work():
        said = {"error": code[:60], "error_facts": plain_facts(facts)}
        imports.finish(import_id, fence, state=ImportState.FAILED, finished_at=now, **said)
