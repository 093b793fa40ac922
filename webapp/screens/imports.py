"""Imports: upload an export, watch it run, see what it came to, take it back. Choosing columns stands in ``import_columns.py``."""

import csv
import io
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, make_response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import importing, uploads
from tenants.render.wording.errors import sentence
from tenants.render.wording.import_facts import size
from tenants.store import accounts
from tenants.store import imports as store
from tenants.store.clients import Community, all_communities
from tenants.store.imports import Import, ImportState
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.import_words import OFFERED, bare_name, format_name, formats, kind_counts, places, reasons
from webapp.words import language

imports = workspace("imports")

SHOWN = 200
"""Places left out that the page lists; the table to download has all that were kept."""
UNFINISHED = frozenset({ImportState.WAITING, ImportState.RUNNING})


@imports.get("/imports")
@allow(Role.ANALYST)
def index() -> Response:
    """Every import of the workspace, running ones first, and a place to drop the next."""
    return _index(Form(initial={"format": "auto", "community": request.args.get("community", "")}))


@imports.post("/imports")
@allow(Role.MANAGER)
def create() -> Response:
    """Take an upload into the community that the form names."""
    form = Form.posted()
    slug = form.one_of("community", [place.slug for place in all_communities()])
    done = _take(form, slug) if slug else None
    return done or _index(form, status=422)


@imports.get("/communities/<community>/imports")
@allow(Role.ANALYST)
def new(community: str) -> Response:
    """The imports of one community, and a place to drop the next."""
    return _of_community(community_actions.find(community), Form(initial={"format": "auto"}))


@imports.post("/communities/<community>/imports")
@allow(Role.MANAGER)
def upload(community: str) -> Response:
    """Take an upload into this community."""
    form = Form.posted()
    row = community_actions.find(community)
    return _take(form, row.slug) or _of_community(community_actions.find(community), form, status=422)


@imports.get("/imports/<uuid:import_id>", endpoint="show")
@allow(Role.ANALYST)
def show_one(import_id: UUID) -> Response:
    """One import: how far it is, or what it came to."""
    row = _find(import_id)
    return show("screens/imports/show.html", fragment="screens/imports/_import.html", **_facts(row))


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


@imports.get("/imports/<uuid:import_id>/undo")
@allow(Role.MANAGER)
def ask_undo(import_id: UUID) -> Response:
    """Ask whether to take an import back."""
    row = _find(import_id)
    return show(
        "screens/imports/undo.html",
        row=row,
        question=_("Undo this import?"),
        verb=_("Undo %(n)s acts", n=f"{row.added:,}"),
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


def _find(import_id: UUID) -> Import:
    return store.by_id(import_id) or abort(404)


def _take(form: Form, slug: str) -> Response | None:
    """Keep the upload and begin, or lead to the choice of columns; ``None`` with errors in ``form``."""
    given, wanted = form.file("file"), form.one_of("format", OFFERED)
    if given is None or not form.ok:
        return None
    name = bare_name(given.filename)
    with tempfile.TemporaryDirectory(prefix="qunce-") as folder, form.refusals():
        path = Path(folder, "upload")
        given.save(path)
        if uploads.wants_columns(path, name=name, wanted=wanted):
            return answer(url_for("imports.columns", community=slug, digest=uploads.keep(path), name=name))
        community = community_actions.find(slug).id
        row = importing.begin(community, path, file_name=name, format=wanted, by=current_user.id, now=datetime.now(UTC))
        return answer(url_for("imports.show", import_id=row.id))
    # A refusal may blame a field that this form does not have.
    for field in form.errors.keys() - {"file", "format", "community"}:
        form.problem = form.errors.pop(field)
    return None


def _index(form: Form, status: int = 200) -> Response:
    rows = store.of_workspace()
    return show(
        "screens/imports/index.html",
        fragment="screens/imports/_list.html",
        status=status,
        form=form,
        places=[(place.slug, f"{place.client.name} · {place.name}") for place in all_communities()],
        **_listed(list(rows)),
    )


def _of_community(community: Community, form: Form, status: int = 200) -> Response:
    rows = list(store.of_community(community.id))
    spans = [span for row in rows if row.state == ImportState.DONE and (span := span_of(row, ZoneInfo(community.timezone)))]
    return show(
        "screens/imports/community.html",
        fragment="screens/imports/_list.html",
        status=status,
        form=form,
        community=community,
        span=(min(first for first, _last in spans), max(last for _first, last in spans)) if spans else None,
        **_listed(sorted(rows, key=lambda row: row.state not in UNFINISHED), place=community),
    )


def _listed(rows: list[Import], place: Community | None = None) -> dict[str, Any]:
    return {
        "rows": rows,
        "place": place,
        "running": any(row.state in UNFINISHED for row in rows),
        "names": names(),
        "formats": formats(),
        "format_name": format_name,
        "limit": upload_limit(),
        "limit_bytes": request.max_content_length or 0,
    }


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
    listed = places(row.skipped[:SHOWN])
    return {
        "row": row,
        "community": row.community,
        "zone": zone,
        "running": row.state in UNFINISHED,
        "counts": kind_counts(row.counts),
        "format_name": format_name,
        "skipped": listed,
        "skipped_total": len(row.skipped) + row.skipped_more,
        "skipped_rest": len(row.skipped) + row.skipped_more - len(listed),
        "reasons": reasons(row.skipped),
        "first": row.first_at.astimezone(zone) if row.first_at else None,
        "last": row.last_at.astimezone(zone) if row.last_at else None,
        "who": names()(row.created_by),
        "weight": size(row.size),
        "said": sentence(row.error, row.error_facts, language()) if row.error else ("", ""),
        "table": row.wanted_format == "events-csv" or bool(row.mapping) or row.file_name.lower().endswith((".csv", ".tsv", ".txt")),
    }


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
