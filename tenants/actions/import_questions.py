"""Imports that stopped with a question: what is asked, and how they go on once a person has answered."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tenants.actions import checks, recipes
from tenants.actions.import_keeping import keep, plain_facts
from tenants.actions.import_mapping import column_mapping
from tenants.store import audit
from tenants.store import imports as store
from tenants.store import recipes as recipe_store
from tenants.store.base import db
from tenants.store.imports import Import, ImportState
from tenants.store.work import Work, work
from tenants.terms.errors import NotFoundError, Refusal

COLUMNS = "columns"
ASK_ZONE = "import.ask_zone"
ASKED: Mapping[str, str] = {
    "import.ask_order": "order",
    "import.ambiguous_dates": "order",
    ASK_ZONE: "zone",
    "import.no_such_zone": "zone",
    "import.ask_as_of": "as_of",
    "import.unknown_encoding": "encoding",
    "import.no_such_encoding": "encoding",
    "import.ask_columns": COLUMNS,
    "import.missing_columns": COLUMNS,
    "import.no_such_column": COLUMNS,
    "import.ambiguous_column": COLUMNS,
}
"""What has to be answered, by the refusal that an import stopped with."""


def asked(row: Import) -> str:
    """What an import waits to be told (order, zone, as_of, encoding, columns); "" if it asks nothing."""
    return ASKED.get(row.error, "") if row.state == ImportState.FAILED and row.file_key else ""


def park(
    community_id: UUID,
    path: Path,
    refusal: Refusal,
    *,
    file_name: str,
    wanted: str,
    now: datetime,
    by: UUID | None,
    batch: UUID | None = None,
) -> Import:
    """Write an upload down as an import that stopped before it began: with a question, or for good.

    Its file is kept only where there is something to ask. Raises ``Refusal`` as ``importing.begin`` does.
    """
    with work():
        row = keep(community_id, path, file_name=file_name, wanted=wanted, mapping={}, by=by, now=now, whole=refusal.code in ASKED)
        row.batch, row.state, row.finished_at = batch, ImportState.FAILED, now
        row.error, row.error_facts = refusal.code[:60], plain_facts(refusal.facts)
    return row


def answer(import_id: UUID, said: Mapping[str, Any], *, by: UUID | None, wanted: str | None = None) -> Import:
    """Give a stopped import what it asked for and send it on its way again; what was answered earlier stays.

    ``said`` are parts of its mapping (``import_mapping``); ``wanted`` is the format, where a person settled that too. Where a recipe
    had been used, it learns the answer; a zone answers for every such file of the community that waits for one.
    Raises ``Refusal``: ``import.not_asking`` for one that asks nothing (any more), and for what cannot be an answer.
    """
    given = {key: value for key, value in said.items() if value}
    if "zone" in given:
        given["zone"] = checks.zone(str(given["zone"]), "zone")
    with work() as w:
        row = store.by_id(import_id)
        if row is None:
            raise NotFoundError("import.not_found")
        db.session.refresh(row, with_for_update=True)
        if not asked(row) and not (wanted and row.state == ImportState.FAILED and row.file_key):
            raise Refusal("import.not_asking", state=row.state)
        alike = _alike(row) if "zone" in given else []
        _go_on(w, row, given, by=by, wanted=wanted)
        for other in alike:
            _go_on(w, other, {"zone": given["zone"]}, by=by)
    return row


def _go_on(w: Work, row: Import, given: Mapping[str, Any], *, by: UUID | None, wanted: str | None = None) -> None:
    mapping = {**row.mapping, **given}
    column_mapping(mapping)
    _learn(mapping, given)
    row.mapping, row.wanted_format = mapping, wanted or row.wanted_format
    row.state, row.error, row.error_facts, row.finished_at = ImportState.WAITING, "", {}, None
    row.attempt = row.progress = row.records = 0
    audit.record(by, "answered", "import", row.id, name=row.file_name, said=sorted(given))
    w.then("jobs.imports.run", row.tenant_id, str(row.id))


def answered_too(row: Import) -> int:
    """How many other imports the answer to ``row`` sends on their way as well."""
    return len(_alike(row, locked=False)) if asked(row) == "zone" else 0


def _alike(row: Import, *, locked: bool = True) -> list[Import]:
    """Other imports of the community that wait for the zone of the same kind of file: one answer holds for all of them."""
    if row.error != ASK_ZONE:
        return []
    kind = row.error_facts.get("format")
    return [
        other
        for other in store.asking(row.community_id, ASK_ZONE, locked=locked)
        if other.id != row.id and other.error_facts.get("format") == kind
    ]


def _learn(mapping: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """A recipe that left a question open knows the answer next time."""
    recipe = recipe_store.by_id(UUID(str(mapping[recipes.ROLE]))) if mapping.get(recipes.ROLE) else None
    if recipe is not None:
        recipe.mapping = {**recipe.mapping, **{key: given[key] for key in recipes.KEPT if key in given}}
