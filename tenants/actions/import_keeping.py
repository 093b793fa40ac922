"""An upload becomes the row of an import, and its file is kept."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tenants.actions import recipes
from tenants.actions.import_mapping import column_mapping
from tenants.actions.open_communities import community_of
from tenants.ingest import formats
from tenants.store import audit, files
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.imports import Import
from tenants.terms.errors import Refusal


def new_row(community: Community, file_name: str, wanted: str, mapping: Mapping[str, Any], now: datetime) -> Import:
    """A row that is not in the database yet. Raises ``Refusal`` for a format nobody knows and for an unreadable mapping."""
    if wanted != "auto" and wanted not in formats.FORMATS:
        raise Refusal("import.no_such_format", field="format", format=wanted, formats=list(formats.FORMATS))
    column_mapping(mapping)
    return Import(community_id=community.id, file_name=file_name[-200:], wanted_format=wanted, mapping=dict(mapping), created_at=now)


def keep(
    community_id: UUID,
    path: Path,
    *,
    file_name: str,
    wanted: str,
    mapping: Mapping[str, Any],
    by: UUID | None,
    now: datetime,
    whole: bool = True,
) -> Import:
    """Add the row of an upload to the caller's transaction and keep its file; not ``whole``: only the row.

    Raises ``Refusal`` as ``begin`` does.
    """
    community = community_of(community_id)
    wanted, mapping = recipes.applied(community.id, path, name=file_name, wanted=wanted, mapping=mapping, by=by, now=now)
    row = new_row(community, file_name, wanted, mapping, now)
    try:
        row.size, row.sha256 = path.stat().st_size, files.sha256(path)
    except OSError as error:
        raise Refusal("import.unreadable", name=file_name) from error
    suffix = Path(file_name).suffix.lower()
    row.file_key = files.put(path, suffix if re.fullmatch(r"\.[a-z0-9]{1,10}", suffix) else "") if whole else ""
    row.created_by = by
    db.session.add(row)
    db.session.flush()
    audit.record(by, "uploaded", "import", row.id, name=row.file_name)
    return row


def plain_facts(facts: Mapping[str, object]) -> dict[str, Any]:
    """The facts of a refusal as a row keeps them."""
    return {key: value if isinstance(value, str | int | float | list | None) else str(value) for key, value in facts.items()}
