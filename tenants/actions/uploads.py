"""Uploads that are not imported yet: kept while a person looks at their columns, recognised, and imported again."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tenants.actions import importing
from tenants.actions.import_mapping import column_mapping
from tenants.ingest import formats, surveys
from tenants.ingest.events_csv import event_columns
from tenants.store import files, imports
from tenants.store.clients import Community
from tenants.store.imports import Import, ImportState
from tenants.store.tenancy import TenantMixError
from tenants.store.zones import zone_of
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.survey import Column

ORDINARY = ".csv"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TABLES = (".csv", ".tsv", ".txt")
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


def wants_columns(path: Path, *, name: str, wanted: str) -> bool:
    """Whether this upload is a table whose columns a person should look at first; anything else can be imported at once.

    Raises ``Refusal`` for what cannot be imported at all, before anything is kept.
    """
    if wanted == "events-csv":
        return True
    if wanted != "auto":
        return False
    try:
        return formats.recognise(path, name=name) == "events-csv"
    except Refusal as refusal:
        # A table with headers nobody knows, or in an unsure encoding, is a question and no failure.
        table = name.lower().endswith(_TABLES) and not refusal.facts.get("looks_like")
        if refusal.code in UNSURE and table:
            return True
        raise


def table_columns(path: Path, *, name: str, encoding: str | None = None) -> Sequence[Column]:
    """The columns of a table of acts with samples and the role each seems to have. Raises ``Refusal`` for what is no table."""
    return event_columns(path, name=name, encoding=encoding)


def check(community: Community, path: Path, *, name: str, mapping: Mapping[str, Any], now: datetime) -> None:
    """Refuse a mapping that cannot be read (columns missing, days that could be two), as the import itself would."""
    formats.read(path, zone=zone_of(community), now=now, format="events-csv", mapping=column_mapping(mapping), name=name)


def again(import_id: UUID, *, by: UUID | None, now: datetime) -> Import:
    """Import the kept file of an import that stopped or was undone once more, as a new import.

    Raises ``Refusal``: ``import.not_again`` for one in another state, ``import.file_gone`` where the file is not kept any more.
    """
    row = imports.by_id(import_id)
    if row is None:
        raise NotFoundError("import.not_found")
    if row.state not in {ImportState.FAILED, ImportState.UNDONE}:
        raise Refusal("import.not_again", state=row.state)
    community, name, wanted, mapping = row.community_id, row.file_name, row.wanted_format, dict(row.mapping)
    try:
        with files.temporary_copy(row.file_key) as path:
            return importing.begin(community, path, file_name=name, format=wanted, mapping=mapping, by=by, now=now)
    except (files.MissingFileError, TenantMixError) as error:
        raise Refusal("import.file_gone", name=name) from error


def keep_again(import_id: UUID) -> str:
    """Keep the file of an import as a table whose columns are chosen anew; returns its digest."""
    row = imports.by_id(import_id)
    if row is None:
        raise NotFoundError("import.not_found")
    try:
        with files.temporary_copy(row.file_key) as path:
            return keep(path)
    except (files.MissingFileError, TenantMixError) as error:
        raise Refusal("import.file_gone", name=row.file_name) from error


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
