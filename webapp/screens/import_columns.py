"""Choosing which column of a table holds what, before it is imported."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import importing, uploads
from tenants.store import imports as store
from tenants.store.clients import Community
from tenants.terms.event import EventKind
from tenants.terms.people import Role
from tenants.terms.survey import Column
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens.import_words import ROLES, bare_name, kinds, roles
from webapp.screens.imports import imports

ENCODINGS = ("utf-8", "gb18030", "utf-16")
ORDERS = ("dmy", "mdy")
MOST = 80
"""Columns that the page offers; a table of acts has a dozen."""


@imports.get("/communities/<community>/imports/columns/<digest>")
@allow(Role.MANAGER)
def columns(community: str, digest: str) -> Response:
    """The columns of a kept table with samples, and what each seems to hold."""
    return _choose(community_actions.find(community), digest, Form(initial={"default_kind": EventKind.MESSAGE.value}))


@imports.post("/communities/<community>/imports/columns/<digest>")
@allow(Role.MANAGER)
def begin(community: str, digest: str) -> Response:
    """Import the kept table with the chosen columns."""
    row = community_actions.find(community)
    form = Form.posted()
    mapping = _mapping(form)
    name, now = _name(), datetime.now(UTC)
    if form.ok:
        with form.refusals(), uploads.opened(digest) as path:
            uploads.check(row, path, name=name, mapping=mapping, now=now)
            made = importing.begin(row.id, path, file_name=name, format="events-csv", mapping=mapping, by=current_user.id, now=now)
            return answer(url_for("imports.show", import_id=made.id))
    return _choose(community_actions.find(community), digest, form, status=422)


@imports.post("/imports/<uuid:import_id>/columns")
@allow(Role.MANAGER)
def choose_again(import_id: UUID) -> Response:
    """Choose the columns of a table that stopped once more."""
    row = store.by_id(import_id) or abort(404)
    slug, name, encoding = row.community.slug, row.file_name, str(row.mapping.get("encoding") or "")
    digest = uploads.keep_again(import_id)
    return answer(url_for("imports.columns", community=slug, digest=digest, name=name, encoding=encoding or None))


def _name() -> str:
    return bare_name(request.args.get("name"))


def _encoding() -> str | None:
    wanted = request.args.get("encoding", "")
    return wanted if wanted in ENCODINGS else None


def _mapping(form: Form) -> dict[str, Any]:
    """What the form says; a role that no column was given is in no column."""
    chosen: dict[str, int | str] = dict.fromkeys(ROLES, "")
    for number in range(1, MOST + 1):
        role = form.raw(f"column.{number}")
        if role not in ROLES:
            continue
        if chosen[role]:
            form.wrong("mapping", _("Two columns are chosen as “%(role)s”. Leave one of them out.", role=_(ROLES[role])))
        chosen[role] = number
    kind = form.choice("default_kind", EventKind)
    order = form.one_of("order", ORDERS, optional=True)
    return {"columns": chosen, "default_kind": kind.value if kind else "", "order": order, "encoding": _encoding() or ""}


def _choose(community: Community, digest: str, form: Form, status: int = 200) -> Response:
    name = _name()
    found: Sequence[Column] = []
    with uploads.opened(digest) as path, form.refusals():
        found = uploads.table_columns(path, name=name, encoding=_encoding())
    return show(
        "screens/imports/columns.html",
        status=status if form.ok or status != 200 else 422,
        form=form,
        sent=status != 200,
        community=community_actions.find(community.slug),
        digest=digest,
        name=name,
        encoding=_encoding() or "",
        encodings=ENCODINGS,
        columns=found[:MOST],
        more=max(0, len(found) - MOST),
        roles=roles(),
        kinds=kinds(),
    )
