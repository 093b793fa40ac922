"""What a person said about the columns of a table, as plain data from a form or a stored import."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tenants.ingest.columns import ColumnMapping
from tenants.ingest.table_formats import ROLES
from tenants.terms.errors import Refusal
from tenants.terms.event import EventKind


def column_mapping(said: Mapping[str, Any]) -> ColumnMapping | None:
    """Read ``{"columns": {role: number or header}, "kinds": {word: kind}, "default_kind", "order", "encoding", "delimiter", "zone",
    "as_of": day in ISO form, "group"}``.

    ``None`` when nothing was said. Raises ``Refusal("import.mapping_unusable")`` for an unknown role, kind of act or day.
    """
    chosen = {key: value for key, value in said.items() if value}
    if not chosen:
        return None
    columns = chosen.get("columns", {})
    unknown = sorted(set(columns).difference(*ROLES.values()))
    if unknown:
        raise Refusal("import.mapping_unusable", field="columns", role=unknown[0])
    try:
        kinds = {word: EventKind(kind) for word, kind in chosen.get("kinds", {}).items()}
        default = EventKind(chosen.get("default_kind", EventKind.MESSAGE))
    except ValueError as error:
        raise Refusal("import.mapping_unusable", field="kinds", role=str(error)) from error
    rest = {key: chosen[key] for key in ("order", "encoding", "delimiter", "zone", "group") if key in chosen}
    return ColumnMapping(columns=columns, kinds=kinds, default_kind=default, as_of=_day(chosen.get("as_of")), **rest)


def _day(said: object) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(str(said))
    except ValueError as error:
        raise Refusal("import.mapping_unusable", field="as_of", role=str(said)) from error
