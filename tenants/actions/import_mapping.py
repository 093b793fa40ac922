"""What a person said about the columns of a table, as plain data from a form or a stored import."""

from collections.abc import Mapping
from typing import Any

from tenants.ingest.events_csv import ROLES, ColumnMapping
from tenants.terms.errors import Refusal
from tenants.terms.event import EventKind


def column_mapping(said: Mapping[str, Any]) -> ColumnMapping | None:
    """Read ``{"columns": {role: number or header}, "kinds": {word: kind}, "default_kind", "order", "encoding", "delimiter", "zone"}``.

    ``None`` when nothing was said. Raises ``Refusal("import.mapping_unusable")`` for an unknown role or kind of act.
    """
    chosen = {key: value for key, value in said.items() if value}
    if not chosen:
        return None
    columns = chosen.get("columns", {})
    unknown = sorted(set(columns) - set(ROLES))
    if unknown:
        raise Refusal("import.mapping_unusable", field="columns", role=unknown[0])
    try:
        kinds = {word: EventKind(kind) for word, kind in chosen.get("kinds", {}).items()}
        default = EventKind(chosen.get("default_kind", EventKind.MESSAGE))
    except ValueError as error:
        raise Refusal("import.mapping_unusable", field="kinds", role=str(error)) from error
    rest = {key: chosen[key] for key in ("order", "encoding", "delimiter", "zone") if key in chosen}
    return ColumnMapping(columns=columns, kinds=kinds, default_kind=default, **rest)
