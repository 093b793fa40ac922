"""Uploads that are not imported yet: kept while a person looks at their columns, recognised, and imported again."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError

from tenants.actions import checks, import_questions, import_tables, importing, recipes
from tenants.actions.import_mapping import column_mapping
from tenants.ingest import formats, surveys
from tenants.ingest.archive import natural
from tenants.store import files, imports
from tenants.store.clients import Community
from tenants.store.imports import Import, ImportState
from tenants.store.tenancy import TenantMixError
from tenants.store.zones import zone_of
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.survey import Column

log = logging.getLogger(__name__)

ORDINARY = ".csv"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TABLES = (".csv", ".tsv", ".txt", ".xlsx")
UNSURE = frozenset({"import.unknown_format", "import.unknown_encoding"})


@dataclass(frozen=True, slots=True)
class SurveyColumns:
    """The columns of a survey and, for the guessed questions ("nps", "csat"), the scale their answers were given on."""

    columns: Sequence[Column]
    scales: Mapping[str, str]


def keep(path: Path) -> str:
    """Keep a table while its columns are chosen; returns its SHA-256, by which ``opened`` finds it again."""
    files.put(path, ORDINARY)
    return files.sha256(path)


@contextmanager
def opened(digest: str) -> Iterator[Path]:
    """Yield a local copy of a kept table. Raises ``NotFoundError`` for a digest that nobody kept here."""
    if not _DIGEST.fullmatch(digest):
        raise NotFoundError("import.not_found")
    try:
        with files.temporary_copy(files.key_as(f"{digest[:2]}/{digest}{ORDINARY}")) as path:
            yield path
    except files.MissingFileError as error:
        raise NotFoundError("import.not_found") from error


def take(community: Community, path: Path, *, name: str, wanted: str, by: UUID | None, now: datetime, batch: UUID | None = None) -> Import:
    """Begin the import of an upload; whatever the file is, the answer is its row.

    A table nobody described yet waits for its columns (``import.ask_columns``); a file that cannot be read has stopped, with the reason
    on its row. Raises ``Refusal`` only where nothing at all can be imported here (an archived community).
    """

    def parked(refusal: Refusal) -> Import:
        return import_questions.park(community.id, path, refusal, file_name=name, wanted=wanted, by=by, now=now, batch=batch)

    try:
        asks = "" if recipes.fits(community.id, path, name=name, wanted=wanted) else first_question(path, name=name, wanted=wanted)
        if asks:
            return parked(Refusal(asks, name=name))
        return importing.begin(community.id, path, file_name=name, format=wanted, by=by, now=now, batch=batch)
    except Refusal as refusal:
        if not refusal.code.startswith("import."):
            raise
        return parked(refusal)
    except OperationalError:
        raise
    except Exception:
        log.exception("an upload could not be looked into")
        return parked(Refusal("import.unexpected"))


def in_order(name: str) -> list[tuple[int, int, str]]:
    """A key to take files of one upload by: ``part 2`` before ``part 10``, an earlier month before a later one."""
    return natural(name.casefold())


def first_question(path: Path, *, name: str, wanted: str) -> str:
    """What a person should say of an upload before it is begun, as the code of a refusal; "" where it can be imported at once.

    Of a table of acts its columns, of a list of members its day if it names none. Raises ``Refusal`` for what cannot be imported at all.
    """
    try:
        kind = import_tables.kind_of(formats.recognise(path, name=name) if wanted == "auto" else wanted)
    except Refusal as refusal:
        # A table with headers nobody knows, or in an unsure encoding, is a question and no failure.
        table = name.lower().endswith(_TABLES) and not refusal.facts.get("looks_like")
        if refusal.code in UNSURE and table:
            return "import.ask_columns"
        raise
    if kind == "members" and import_tables.undated(path, name=name):
        return "import.ask_as_of"
    return "import.ask_columns" if kind == "events" else ""


@contextmanager
def kept_file(row: Import) -> Iterator[Path]:
    """Yield a local copy of an import's file. Raises ``Refusal("import.file_gone")`` where it is not kept any more."""
    if not row.file_key:
        raise Refusal("import.file_gone", name=row.file_name)
    try:
        with files.temporary_copy(row.file_key) as path:
            yield path
    except (files.MissingFileError, TenantMixError) as error:
        raise Refusal("import.file_gone", name=row.file_name) from error


def check(community: Community, path: Path, *, name: str, kind: str, mapping: Mapping[str, Any], now: datetime) -> None:
    """Refuse a mapping that cannot be read (columns missing, days that could be two), as the import itself would."""
    wanted = import_tables.format_of(kind, path)
    formats.read(path, zone=zone_of(community), now=now, format=wanted, mapping=column_mapping(mapping), name=name)


def choose(import_id: UUID, mapping: Mapping[str, Any], *, kind: str, by: UUID | None, now: datetime) -> bool:
    """Take the columns that a person chose for the table of an import, as a ``kind`` of table, and keep them as a recipe.

    An import that stopped goes on with them (``True``); one that is done or undone stays as it is, and they hold from the next file on.
    Raises ``Refusal`` for columns that cannot be read.
    """
    row = _found(import_id)
    # Whoever leaves the zone as it stands there has said it.
    mapping = {imports.CLOCK: row.community.timezone, **mapping}
    with kept_file(row) as path:
        check(row.community, path, name=row.file_name, kind=kind, mapping=mapping, now=now)
        found = import_tables.columns(path, name=row.file_name, kind=kind, encoding=mapping.get("encoding") or None)
        wanted = import_tables.format_of(kind, path)
    recipe = recipes.keep(row.community_id, found, kind=kind, name=row.file_name, mapping=mapping, by=by, now=now)
    if row.state != ImportState.FAILED:
        return False
    import_questions.answer(import_id, {**mapping, recipes.ROLE: str(recipe)}, by=by, wanted=wanted)
    return True


def again(import_id: UUID, *, by: UUID | None, now: datetime) -> Import:
    """Import the kept file of an import that stopped or was undone once more, as a new import; a recipe as it is now.

    Raises ``Refusal``: ``import.not_again`` for one in another state, ``import.file_gone`` where the file is not kept any more.
    """
    row = _found(import_id)
    if row.state not in {ImportState.FAILED, ImportState.UNDONE}:
        raise Refusal("import.not_again", state=row.state)
    community, name, wanted, mapping = row.community_id, row.file_name, row.wanted_format, recipes.renewed(row.mapping)
    with kept_file(row) as path:
        return importing.begin(community, path, file_name=name, format=wanted, mapping=mapping, by=by, now=now)


def in_zone(import_id: UUID, zone: str, *, by: UUID | None, now: datetime) -> Import:
    """Take a done import back and import its file anew, the times that name no zone read in ``zone``; returns the new import.

    Raises ``Refusal``: ``community.no_such_zone`` for what is no zone, ``import.file_gone``, and as ``importing.undo`` does.
    """
    row = _found(import_id)
    said = {**recipes.renewed(row.mapping), "zone": checks.zone(zone, "zone")}
    with kept_file(row) as path:
        importing.undo(row.id, by=by, now=now)
        return importing.begin(row.community_id, path, file_name=row.file_name, format=row.format, mapping=said, by=by, now=now)


def _found(import_id: UUID) -> Import:
    row = imports.by_id(import_id)
    if row is None:
        raise NotFoundError("import.not_found")
    return row


def survey_columns(path: Path, *, name: str, now: datetime, community: Community) -> SurveyColumns:
    """The columns of a survey file and the scales of its guessed questions. Raises ``Refusal`` for a file that is no table."""
    columns = surveys.columns(path, name=name)
    scales: dict[str, str] = {}
    for column in columns:
        if column.guess not in {"nps", "csat"}:
            continue
        try:
            asked = {each: column.number if column.guess == each else None for each in ("nps", "csat")}
            reading = surveys.read(path, zone=zone_of(community), now=now, name=name, nps=asked["nps"], csat=asked["csat"])
        except Refusal:
            continue
        found = reading.nps_scale if column.guess == "nps" else reading.csat_scale
        scales |= {column.guess: found.value} if found else {}
    return SurveyColumns(columns, scales)
