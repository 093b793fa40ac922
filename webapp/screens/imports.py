"""One import: how far it is, what it asks, what it came to and changed; taking it back. Lists and uploads stand in ``import_lists.py``."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, make_response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import gaps, import_questions, importing, uploads
from tenants.render import formats
from tenants.render.wording.errors import sentence
from tenants.render.wording.import_facts import size
from tenants.store import accounts, recipes
from tenants.store import imports as store
from tenants.store.imports import CLOCK, UNREAD, Import, ImportState
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.import_effects import effects_of
from webapp.screens.import_words import format_name, groups, kind_counts, places
from webapp.words import language
from webapp.zones import zones

imports = workspace("imports")

UNFINISHED = frozenset({ImportState.WAITING, ImportState.RUNNING})
ENCODINGS = ("utf-8", "gb18030", "utf-16")


@imports.get("/imports/<uuid:import_id>", endpoint="show")
@allow(Role.ANALYST)
def show_one(import_id: UUID) -> Response:
    """One import: how far it is, or what it came to."""
    row = _find(import_id)
    return _page(row, Form(initial={"zone": row.community.timezone, "order": "", "encoding": "", "as_of": ""}))


@imports.get("/imports/<uuid:import_id>/skipped")
@allow(Role.ANALYST)
def skipped(import_id: UUID) -> Response:
    """The places left out, as a table for a spreadsheet."""
    row = _find(import_id)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([_("Where"), _("Reason"), _("What to do")])
    for place in places(row.skipped):
        table.writerow([_harmless(cell) for cell in (place.where, place.reason, place.remedy)])
    response = make_response("\ufeff" + text.getvalue())
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = f'attachment; filename="skipped-{row.no}.csv"'
    return response


@imports.post("/imports/<uuid:import_id>/answer")
@allow(Role.MANAGER)
def reply(import_id: UUID) -> Response:
    """Answer what a stopped import asks; it goes on by itself."""
    row = _find(import_id)
    form = Form.posted()
    said = _answered(form, import_questions.asked(row))
    if form.ok:
        with form.refusals():
            import_questions.answer(import_id, said, by=current_user.id)
            return answer(url_for("imports.show", import_id=import_id))
    return _page(_find(import_id), form, status=422)


@imports.get("/imports/<uuid:import_id>/undo")
@allow(Role.MANAGER)
def ask_undo(import_id: UUID) -> Response:
    """Ask whether to take an import back, and say what goes."""
    row = _find(import_id)
    return show(
        "screens/imports/undo.html",
        row=row,
        kind=_kind(row),
        lost=_lost(row),
        question=_("Undo this import?"),
        verb=_verb(row),
        danger=True,
        address=url_for("imports.undo", import_id=import_id),
        back=url_for("imports.show", import_id=import_id),
    )


@imports.post("/imports/<uuid:import_id>/undo")
@allow(Role.MANAGER)
def undo(import_id: UUID) -> Response:
    """Take an import back."""
    row = importing.undo(_find(import_id).id, by=current_user.id, now=datetime.now(UTC))
    again_address = url_for("imports.again", import_id=import_id)
    return answer(
        url_for("imports.show", import_id=import_id), toast=Toast(_("%(file)s is undone.", file=row.file_name), undo=again_address)
    )


@imports.post("/imports/<uuid:import_id>/repetition")
@allow(Role.MANAGER)
def again(import_id: UUID) -> Response:
    """Import the kept file once more."""
    row = uploads.again(_find(import_id).id, by=current_user.id, now=datetime.now(UTC))
    return answer(url_for("imports.show", import_id=row.id))


@imports.get("/imports/<uuid:import_id>/zone")
@allow(Role.MANAGER)
def zone(import_id: UUID) -> Response:
    """Ask in which zone the times of a file are to be read instead."""
    row = _find(import_id)
    return _zone(row, Form(initial={"zone": row.mapping.get(CLOCK) or row.community.timezone}))


@imports.post("/imports/<uuid:import_id>/zone")
@allow(Role.MANAGER)
def read_in_zone(import_id: UUID) -> Response:
    """Take a file back and import it anew, its times read in another zone."""
    row, form = _find(import_id), Form.posted()
    wanted = form.text("zone", limit=60)
    if form.ok:
        with form.refusals():
            made = uploads.in_zone(row.id, wanted, by=current_user.id, now=datetime.now(UTC))
            return answer(url_for("imports.show", import_id=made.id))
    return _zone(row, form, status=422)


def _zone(row: Import, form: Form, status: int = 200) -> Response:
    return show("screens/imports/zone.html", status=status, form=form, row=row, community=row.community, zones=zones())


def _find(import_id: UUID) -> Import:
    return store.by_id(import_id) or abort(404)


def _answered(form: Form, asked: str) -> dict[str, Any]:
    """What the form says of the question that was asked."""
    if asked == "order":
        return {"order": form.one_of("order", ("dmy", "mdy"))}
    if asked == "encoding":
        return {"encoding": form.one_of("encoding", ENCODINGS)}
    if asked == "as_of":
        day = form.day("as_of")
        return {"as_of": day.isoformat() if day else ""}
    return {"zone": form.text("zone", limit=60)} if asked == "zone" else {}


def _page(row: Import, form: Form, status: int = 200) -> Response:
    return show(
        "screens/imports/show.html", fragment="screens/imports/_import.html", status=status, form=form, encodings=ENCODINGS, **_facts(row)
    )


def upload_limit() -> str:
    """How large an upload may be, in words."""
    return size(request.max_content_length or 0)


def names() -> Callable[[UUID | None], str]:
    """Who is who in this workspace, for "imported by"; somebody who has left has no name here."""
    known = {seat.person_id: seat.person.name for seat in accounts.seats()}
    return lambda person: known.get(person, "") if person else ""


def span_of(row: Import, zone: ZoneInfo) -> tuple[date, date] | None:
    """First and last local day that an import vouches for."""
    if row.first_at is None or row.last_at is None:
        return None
    days = [row.first_at.astimezone(zone).date(), row.last_at.astimezone(zone).date(), row.covers_from, row.covers_until]
    known = [day for day in days if day is not None]
    return min(known), max(known)


def _facts(row: Import) -> dict[str, Any]:
    zone = ZoneInfo(row.community.timezone)
    asked = import_questions.asked(row)
    done = row.state == ImportState.DONE
    return {
        "row": row,
        "community": row.community,
        "zone": zone,
        "running": row.state in UNFINISHED,
        "asked": asked,
        "zones": zones() if asked == "zone" else [],
        "counts": kind_counts(row.counts),
        "format_name": format_name,
        "groups": groups(row.skipped),
        "skipped_total": len(row.skipped) + row.skipped_more,
        "first": row.first_at.astimezone(zone) if row.first_at else None,
        "last": row.last_at.astimezone(zone) if row.last_at else None,
        "who": names()(row.created_by),
        "weight": size(row.size),
        "said": sentence(row.error, row.error_facts, language()) if row.error else ("", ""),
        "table": bool(row.file_key) and row.file_name.lower().endswith((".csv", ".tsv", ".txt", ".xlsx")),
        "recipe": recipes.by_id(UUID(row.mapping["recipe"])) if row.mapping.get("recipe") else None,
        "left_aside": row.mapping.get(UNREAD, ()) if done else (),
        "answered_too": import_questions.answered_too(row),
        "earlier": store.same_bytes(row) if done and not row.added else None,
        "elsewhere": store.same_bytes_elsewhere(row) if done else None,
        "effects": effects_of(row),
        "lost": _lost(row) if done else None,
        "kind": _kind(row),
        "verb": _verb(row) if done else "",
    }


def _kind(row: Import) -> str:
    """The first word of a format: ``slack``, but also ``members`` and ``daily``, which hold no acts."""
    return row.format.partition("-")[0]


def _verb(row: Import) -> str:
    """What the button says that takes an import back."""
    acts = _kind(row) not in {"members", "daily"}
    words: str = _("Undo %(n)s acts", n=formats.number(row.added, language())) if acts else _("Undo this import")
    return words


def _lost(row: Import) -> dict[str, Any]:
    """What taking an import back takes away: days that no other import holds."""
    zone = ZoneInfo(row.community.timezone)
    rest = [each for each in store.live(row.community_id) if each.id != row.id]
    return {"days": gaps.lost(row, rest, zone)}


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
