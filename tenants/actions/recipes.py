"""Recipes: the columns of a table are chosen once, and the next table with the same header is read without a question."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from tenants.actions import checks
from tenants.actions import import_tables as tables
from tenants.ingest.headers import squeeze
from tenants.store import audit, recipes
from tenants.store.base import db
from tenants.store.recipes import LONGEST_NAME, Recipe
from tenants.store.work import work
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.survey import Column

KEPT = ("columns", "kinds", "default_kind", "order", "zone", "clock", "encoding", "delimiter", "group")
"""What a recipe keeps of an answer; the day a list of members was made is every list's own."""
ROLE = "recipe"
"""Where an import's mapping names the recipe it was read by."""


def digest(headers: Iterable[str]) -> str:
    """What tells a header again: its words in their order, case and white space aside."""
    words = "\x1f".join(squeeze(header).casefold() for header in headers)
    return sha256(words.encode("utf-8", "replace")).hexdigest()


def matching(community_id: UUID, path: Path, *, name: str) -> Recipe | None:
    """The recipe of this community for the table in ``path``; ``None`` for what is no table, or one never seen."""
    known = recipes.of_community(community_id) if tables.may_be_table(name) else []
    encodings = dict.fromkeys([None, *(str(each.mapping["encoding"]) for each in known if each.mapping.get("encoding"))])
    for encoding in encodings if known else ():
        for kind in dict.fromkeys(each.kind for each in known):
            found = header_of(path, name=name, kind=kind, encoding=encoding)
            recipe = recipes.for_header(community_id, kind, digest(found)) if found else None
            if recipe is not None:
                return recipe
    return None


def header_of(path: Path, *, name: str, kind: str, encoding: str | None = None) -> Sequence[str]:
    """The header of a table as one of that ``kind``, nothing for what is none: it may stand below a title."""
    try:
        return [column.header for column in tables.columns(path, name=name, kind=kind, encoding=encoding)]
    except Refusal:
        return []


def as_mapping(recipe: Recipe) -> dict[str, Any]:
    """The recipe as an import's mapping, which names it."""
    return {**recipe.mapping, ROLE: str(recipe.id)}


def applied(
    community_id: UUID, path: Path, *, name: str, wanted: str, mapping: Mapping[str, Any], by: UUID | None, now: datetime
) -> tuple[str, Mapping[str, Any]]:
    """The format and mapping to read ``path`` by: a recipe's where nothing else was said of it and one fits, else what was said.

    Notes the recipe's use in the caller's transaction.
    """
    recipe = None if mapping.get("columns") else _fitting(community_id, path, name, wanted)
    if recipe is None:
        return wanted, mapping
    recipe.used_at, recipe.used_by, recipe.uses = now, by, recipe.uses + 1
    return tables.format_of(recipe.kind, path), {**as_mapping(recipe), **mapping}


def fits(community_id: UUID, path: Path, *, name: str, wanted: str) -> bool:
    """Whether a recipe would be applied to ``path``."""
    return _fitting(community_id, path, name, wanted) is not None


def renewed(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """An import's mapping with what its recipe says now, where it had one that is still there."""
    recipe = recipes.by_id(UUID(str(mapping[ROLE]))) if mapping.get(ROLE) else None
    return {**mapping, **as_mapping(recipe)} if recipe else {key: value for key, value in mapping.items() if key != ROLE}


def keep(
    community_id: UUID, columns: Sequence[Column], *, kind: str, name: str, mapping: Mapping[str, Any], by: UUID | None, now: datetime
) -> UUID:
    """Keep what a person chose for a table with these columns; returns the recipe's id. ``kind``: events, members or daily.

    ``name`` is what it is called at first, the name of the file as a rule; one that is there already keeps its own.
    """
    said = {key: mapping[key] for key in KEPT if mapping.get(key)}
    with work():
        header = digest(column.header for column in columns)
        return recipes.put(community_id, kind=kind, header=header, name=stem(name), mapping=said, by=by, now=now)


def stem(name: str) -> str:
    """What a recipe is called at first: the file's name without its ending."""
    return (Path(name).stem or name)[:LONGEST_NAME]


def rename(recipe_id: UUID, name: str, *, by: UUID | None) -> Recipe:
    """Call a recipe something else. Raises ``Refusal`` for an empty or endless name."""
    called = checks.text(name, "name", longest=LONGEST_NAME, required=True)
    with work():
        recipe = _found(recipe_id)
        recipe.name = called
        audit.record(by, "renamed", "recipe", recipe.id, name=called)
    return recipe


def forget(recipe_id: UUID, *, by: UUID | None) -> str:
    """Drop a recipe; the next table with its header is asked about again. Imports made by it stay. Returns its name."""
    with work():
        recipe = _found(recipe_id)
        name = recipe.name
        db.session.delete(recipe)
        audit.record(by, "forgot", "recipe", recipe_id, name=name)
    return name


def _fitting(community_id: UUID, path: Path, name: str, wanted: str) -> Recipe | None:
    if wanted != "auto" and not tables.kind_of(wanted):
        return None
    recipe = matching(community_id, path, name=name)
    return recipe if recipe is not None and wanted in {"auto", tables.format_of(recipe.kind, path)} else None


def _found(recipe_id: UUID) -> Recipe:
    recipe = recipes.by_id(recipe_id)
    if recipe is None:
        raise NotFoundError("recipe.not_found")
    return recipe
