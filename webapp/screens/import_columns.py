"""Choosing which column of a table holds what, before it is imported; what was chosen is a recipe for the next one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import import_tables, uploads
from tenants.store import imports as store
from tenants.store.imports import Import, ImportState
from tenants.terms.event import EventKind
from tenants.terms.people import Role
from tenants.terms.survey import Column
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens.import_words import ROLES, TABLES, kinds, roles
from webapp.screens.imports import ENCODINGS, imports
from webapp.zones import zones

ORDERS = ("dmy", "mdy")
MOST = 80
"""Columns that the page offers; a table of acts has a dozen."""
MOST_WORDS = 40
"""Words for kinds of acts that the page takes."""


@imports.get("/imports/<uuid:import_id>/columns")
@allow(Role.MANAGER)
def columns(import_id: UUID) -> Response:
    """The columns of a table with samples, and what each seems to hold, or was said to hold before."""
    row = store.by_id(import_id) or abort(404)
    said = {"default_kind": EventKind.MESSAGE.value, **row.mapping, "words": _spelled(row.mapping.get("kinds") or {})}
    return _choose(row, Form(initial=said))


@imports.post("/imports/<uuid:import_id>/columns")
@allow(Role.MANAGER)
def choose(import_id: UUID) -> Response:
    """Take the chosen columns: an import that waits for them goes on, and the next table like it is not asked about."""
    row = store.by_id(import_id) or abort(404)
    form = Form.posted()
    mapping = _mapping(form, ROLES[_kind(row)])
    if form.ok:
        with form.refusals():
            going = uploads.choose(import_id, mapping, kind=_kind(row), by=current_user.id, now=datetime.now(UTC))
            toast = "" if going else _("Kept for the next file. To read this one anew, undo it and import it again.")
            return answer(url_for("imports.show", import_id=import_id), toast=toast)
    return _choose(store.by_id(import_id) or abort(404), form, status=422)


def _kind(row: Import) -> str:
    """What kind of table it is read as: what the address says, else what was said or found of it."""
    asked = request.args.get("kind", "")
    told = import_tables.kind_of(row.format) or import_tables.kind_of(row.wanted_format)
    return asked if asked in TABLES else told or "events"


def _encoding(row: Import) -> str | None:
    wanted = request.args.get("encoding", str(row.mapping.get("encoding") or ""))
    return wanted if wanted in ENCODINGS else None


def _mapping(form: Form, offered: Mapping[str, str]) -> dict[str, Any]:
    """What the form says; a role of those ``offered`` that no column was given is in no column."""
    chosen: dict[str, int | str] = dict.fromkeys(offered, "")
    for number in range(1, MOST + 1):
        role = form.raw(f"column.{number}")
        if role not in offered:
            continue
        if chosen[role]:
            form.wrong("mapping", _("Two columns are chosen as “%(role)s”. Leave one of them out.", role=_(offered[role])))
        chosen[role] = number
    kind = form.choice("default_kind", EventKind) if "default_kind" in request.form else None
    day = form.day("as_of", optional=True)
    encoding = form.one_of("encoding", ENCODINGS, optional=True) if "encoding" in request.form else request.args.get("encoding", "")
    return {
        "columns": chosen,
        "kinds": _words(form),
        "default_kind": kind.value if kind else "",
        "order": form.one_of("order", ORDERS, optional=True),
        "zone": form.one_of("zone", [name for _group, names in zones() for name, _words in names], optional=True),
        "as_of": day.isoformat() if day else "",
        "encoding": encoding if encoding in ENCODINGS else "",
    }


def _words(form: Form) -> dict[str, str]:
    """Words of the file for kinds of acts, one ``word = kind`` a line; the kind as a code or as the page calls it."""
    codes = {words.casefold(): code for code, words in kinds()} | {code: code for code, _words in kinds()}
    found: dict[str, str] = {}
    for line in form.text("words", limit=4_000, optional=True, lines=True).splitlines()[:MOST_WORDS]:
        word, equals, kind = (part.strip() for part in line.replace("＝", "=").partition("="))
        if not equals or not word or kind.casefold() not in codes:
            form.wrong("words", _("“%(line)s”: write a word of the file, an equals sign, and a kind of act.", line=line[:60]))
            continue
        found[word] = codes[kind.casefold()]
    return found


def _spelled(said: dict[str, str]) -> str:
    names = dict(kinds())
    return "\n".join(f"{word} = {names.get(code, code)}" for word, code in said.items())


def _guesses(row: Import, found: Sequence[Column]) -> dict[int, str]:
    """What each column is offered as: as it was chosen before, else as its header says."""
    said = row.mapping.get("columns") or {}
    by_number = {number: role for role, number in said.items() if isinstance(number, int)}
    return by_number or {column.number: column.guess for column in found}


def _choose(row: Import, form: Form, status: int = 200) -> Response:
    found: Sequence[Column] = []
    with form.refusals(), uploads.kept_file(row) as path:
        found = import_tables.columns(path, name=row.file_name, kind=_kind(row), encoding=_encoding(row))
    return show(
        "screens/imports/columns.html",
        status=status if form.ok or status != 200 else 422,
        form=form,
        sent=status != 200,
        row=row,
        goes_on=row.state == ImportState.FAILED,
        community=row.community,
        encoding=_encoding(row) or "",
        encodings=ENCODINGS,
        columns=found[:MOST],
        guesses=_guesses(row, found),
        more=max(0, len(found) - MOST),
        roles=roles(_kind(row)),
        kind=_kind(row),
        tables=TABLES,
        kinds=kinds(),
        zones=zones(),
    )
