"""Imports of the workspace and of one community: what was brought in so far, and the place where files are dropped."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from tenants.actions import communities as community_actions
from tenants.actions import gaps, import_questions, reminders, uploads
from tenants.store import imports as store
from tenants.store.base import new_id
from tenants.store.clients import Community, all_communities
from tenants.store.imports import Import, ImportState, Wanted
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens.import_words import OFFERED, bare_name, format_name, formats, source_name
from webapp.screens.imports import UNFINISHED, imports, names, span_of, upload_limit

MOST_FILES = 60
"""Files of one upload; more are refused before any is looked into."""
STATES = ("running", "stopped", "done", "undone")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list was narrowed to, as its address says it."""

    wanted: Wanted
    address: Callable[..., str]


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


def _take(form: Form, slug: str) -> Response | None:
    """Take every file of the upload, each as an import of its own; ``None`` with errors in ``form``."""
    given = [each for each in request.files.getlist("file") if each.filename]
    wanted = form.one_of("format", OFFERED)
    if not given:
        form.wrong("file", _("Please choose a file."))
    if len(given) > MOST_FILES:
        form.wrong("file", _("%(n)s files at most at once.", n=MOST_FILES))
    if not form.ok:
        return None
    with form.refusals():
        rows = _taken(given, slug, wanted)
        return answer(_landing(rows, slug), toast=_said(rows))
    # A refusal may blame a field that this form does not have.
    for field in form.errors.keys() - {"file", "format", "community"}:
        form.problem = form.errors.pop(field)
    return None


def _taken(given: Sequence[FileStorage], slug: str, wanted: str) -> list[tuple[UUID, str]]:
    """The imports made of the files, in the order of their names: parts of a series count on each other's people and days."""
    batch = new_id() if len(given) > 1 else None
    found = []
    with tempfile.TemporaryDirectory(prefix="qunce-") as folder:
        for each in sorted(given, key=lambda one: uploads.in_order(one.filename or "")):
            path = Path(folder, "upload")
            each.save(path)
            community = community_actions.find(slug)
            name = bare_name(each.filename)
            row = uploads.take(community, path, name=name, wanted=wanted, by=current_user.id, now=datetime.now(UTC), batch=batch)
            found.append((row.id, import_questions.asked(row)))
    return found


def _landing(rows: Sequence[tuple[UUID, str]], slug: str) -> str:
    """Where an upload leads: one file to its page, or to its columns; several to the list of them."""
    if len(rows) > 1:
        batch = store.by_id(rows[0][0])
        return url_for("imports.new", community=slug, batch=batch.batch if batch else None)
    import_id, asked = rows[0]
    return url_for("imports.columns" if asked == import_questions.COLUMNS else "imports.show", import_id=import_id)


def _said(rows: Sequence[tuple[UUID, str]]) -> str:
    return "" if len(rows) == 1 else ngettext("%(num)s file taken.", "%(num)s files taken.", len(rows))


def _index(form: Form, status: int = 200) -> Response:
    narrowed = _narrowed("imports.index")
    rows = list(store.found(narrowed.wanted))
    return show(
        "screens/imports/index.html",
        fragment="screens/imports/_list.html",
        status=status,
        form=form,
        places=[(place.slug, f"{place.client.name} · {place.name}") for place in all_communities()],
        due=reminders.due(now=datetime.now(UTC)),
        **_listed(rows, narrowed, store.formats_met()),
    )


def _of_community(community: Community, form: Form, status: int = 200) -> Response:
    narrowed = _narrowed("imports.new", community=community.slug)
    now, zone = datetime.now(UTC), ZoneInfo(community.timezone)
    today = now.astimezone(zone).date()
    live = list(store.live(community.id))
    known = gaps.coverage(community, today, today, now=now)
    return show(
        "screens/imports/community.html",
        fragment="screens/imports/_list.html",
        status=status,
        form=form,
        community=community,
        span=_span(live, zone),
        complete=known.last_complete,
        sources=known.sources,
        due=[each for each in reminders.due(now=now) if each.community.id == community.id],
        **_listed(list(store.found(narrowed.wanted, community.id)), narrowed, store.formats_met(community.id), place=community),
    )


def _span(live: Sequence[Import], zone: ZoneInfo) -> tuple[date, date] | None:
    spans = [span for row in live if (span := span_of(row, zone))]
    return (min(first for first, _last in spans), max(last for _first, last in spans)) if spans else None


def _narrowed(endpoint: str, **where: str) -> Filter:
    """What the address narrows the list to; what it says of no use is left out."""
    asked = {name: request.args.get(name, "") for name in ("state", "format", "by", "batch")}
    wanted = Wanted(asked["state"] if asked["state"] in STATES else "", asked["format"][:20], _uuid(asked["by"]), _uuid(asked["batch"]))
    kept = {"state": wanted.state, "format": wanted.format, "by": wanted.by, "batch": wanted.batch}

    def address(**changed: Any) -> str:
        asked_now: dict[str, Any] = {**where, **{name: value or None for name, value in {**kept, **changed}.items()}}
        return url_for(endpoint, **asked_now)

    return Filter(wanted, address)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _listed(rows: list[Import], narrowed: Filter, met: Sequence[str], place: Community | None = None) -> dict[str, Any]:
    called = names()
    return {
        "rows": rows,
        "place": place,
        "narrowed": narrowed,
        "asked": import_questions.asked,
        "running": any(row.state in UNFINISHED for row in rows),
        "finished": sum(row.state not in UNFINISHED for row in rows),
        "asking": sum(bool(import_questions.asked(row)) for row in rows),
        "stopped": sum(row.state == ImportState.FAILED and not import_questions.asked(row) for row in rows),
        "names": called,
        "formats": formats(),
        "met": [(code, format_name(code)) for code in met],
        "people": sorted({(str(row.created_by), called(row.created_by)) for row in rows if called(row.created_by)}, key=lambda one: one[1]),
        "format_name": format_name,
        "source_name": source_name,
        "limit": upload_limit(),
        "limit_bytes": request.max_content_length or 0,
    }
