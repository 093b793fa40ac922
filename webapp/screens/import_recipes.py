"""The recipes of a community: which tables are read without a question, how they are called, and forgetting them."""

from uuid import UUID

from flask import Response, abort, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import recipes as acting
from tenants.store import imports as import_store
from tenants.store import recipes as store
from tenants.store.clients import Community, community_by_id
from tenants.store.recipes import Recipe
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens.import_words import ROLES, TABLES
from webapp.screens.imports import imports, names


@imports.get("/communities/<community>/imports/recipes")
@allow(Role.ANALYST)
def recipes(community: str) -> Response:
    """The recipes of one community."""
    return _list(community_actions.find(community), Form())


@imports.post("/imports/recipes/<uuid:recipe_id>")
@allow(Role.MANAGER)
def rename(recipe_id: UUID) -> Response:
    """Call a recipe something else."""
    community = _place(recipe_id)
    form = Form.posted()
    with form.refusals():
        acting.rename(recipe_id, form.raw("name"), by=current_user.id)
        return answer(url_for("imports.recipes", community=community.slug), toast=_("Saved."))
    return _list(_place(recipe_id), form, status=422)


@imports.post("/imports/recipes/<uuid:recipe_id>/forget")
@allow(Role.MANAGER)
def forget(recipe_id: UUID) -> Response:
    """Forget a recipe; the next table with its header is asked about again."""
    slug = _place(recipe_id).slug
    name = acting.forget(recipe_id, by=current_user.id)
    return answer(url_for("imports.recipes", community=slug), toast=_("%(name)s is forgotten.", name=name))


def _place(recipe_id: UUID) -> Community:
    row = store.by_id(recipe_id) or abort(404)
    return community_by_id(row.community_id) or abort(404)


def _columns(row: Recipe) -> list[tuple[str, str]]:
    """Which column holds what, as the table has them from left to right."""
    known = ROLES.get(row.kind, {})
    chosen = [(str(which), str(_(known[role]))) for role, which in row.mapping.get("columns", {}).items() if which and role in known]
    return sorted(chosen, key=lambda each: (len(each[0]), each[0]) if each[0].isdecimal() else (999, each[0]))


def _list(community: Community, form: Form, status: int = 200) -> Response:
    rows = store.of_community(community.id)
    return show(
        "screens/imports/recipes.html",
        status=status,
        form=form,
        community=community,
        rows=rows,
        names=names(),
        columns=_columns,
        tables=TABLES,
        last_by=import_store.last_by_recipe(community.id),
    )
