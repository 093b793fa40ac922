"""Roll-ups over a client's communities, and the portfolio over all clients: the list, one of them, its words and its next step."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import overviews as acting
from tenants.actions.reviewing import LONGEST_SENTENCE, LONGEST_TEXT
from tenants.render import charts, overview
from tenants.render.file_names import report_name
from tenants.store import overviews as store
from tenants.store.clients import Client, all_clients, client_by_slug
from tenants.store.overviews import Overview
from tenants.terms.document import Commentary
from tenants.terms.people import Language, Role
from tenants.terms.period import Cadence, Period
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, go, show
from webapp.screens import workspace
from webapp.screens.pdfs import send_pdf
from webapp.screens.spans import label_words
from webapp.words import language

overviews = workspace("overviews")

PORTFOLIO = "-"
"""Stands for "all clients" in the form; no client's slug can be it."""
OFFERED = ((Cadence.MONTH, 13), (Cadence.QUARTER, 5), (Cadence.YEAR, 2), (Cadence.WEEK, 9))
FIELDS = ("achievements", "shortcomings", "causes", "next_steps", "ask")


@overviews.get("/overviews")
@allow(Role.ANALYST)
def index() -> Response:
    """Every overview, and the choice of a client and period to begin one."""
    return _index(Form(initial={"client": request.args.get("client", PORTFOLIO)}))


@overviews.post("/overviews")
@allow(Role.ANALYST)
def draft() -> Response:
    """Begin the overview of a client or of all; one that is there already is opened."""
    form = Form.posted()
    slug, label = form.text("client", limit=60), form.text("period", limit=24)
    client = None if slug == PORTFOLIO else client_by_slug(slug)
    if slug and slug != PORTFOLIO and client is None:
        form.wrong("client", _("Please choose one."))
    if form.ok:
        with form.refusals():
            row = acting.draft(client, Period.parse(label), by=current_user.id, now=datetime.now(UTC))
            return answer(url_for("overviews.show", overview_id=row.id))
    return _index(form, status=422)


@overviews.get("/overviews/<uuid:overview_id>", endpoint="show")
@allow(Role.ANALYST)
def show_one(overview_id: UUID) -> Response:
    """One overview: the table, what the agency says to it, and the next step."""
    return _page(_find(overview_id))


@overviews.post("/overviews/<uuid:overview_id>/commentary")
@allow(Role.ANALYST)
def comment(overview_id: UUID) -> Response:
    """Keep the texts."""
    row, form = _find(overview_id), Form.posted()
    texts = {name: form.text(name, limit=LONGEST_TEXT, optional=True, lines=True) for name in FIELDS}
    if form.ok:
        with form.refusals():
            acting.comment(row, Commentary(**texts), revision=_seen(form), by=current_user.id)
            return answer(url_for("overviews.show", overview_id=row.id, _anchor="commentary"), toast=_("Saved."))
    return _page(row, form, status=422)


@overviews.get("/overviews/<uuid:overview_id>/publication")
@allow(Role.MANAGER)
def ask_publish(overview_id: UUID) -> Response:
    """Ask whether to freeze it, and show it to the client."""
    return _ask(_find(overview_id), "publish", Form(initial={"tell": True}))


@overviews.post("/overviews/<uuid:overview_id>/publication")
@allow(Role.MANAGER)
def publish(overview_id: UUID) -> Response:
    """Freeze it; a roll-up is shown to its client."""
    row, form = _find(overview_id), Form.posted()
    with form.refusals():
        acting.publish(row, tell=form.flag("tell"), revision=_seen(form), by=current_user.id, now=datetime.now(UTC))
        said = _("Published. %(client)s finds it in the portal.", client=row.client.name) if row.client else _("The figures are frozen.")
        return answer(url_for("overviews.show", overview_id=row.id), toast=said)
    return _ask(row, "publish", form, status=422)


@overviews.get("/overviews/<uuid:overview_id>/correction")
@allow(Role.MANAGER)
def ask_correct(overview_id: UUID) -> Response:
    """Ask what the next version is for."""
    return _ask(_find(overview_id), "correct", Form())


@overviews.post("/overviews/<uuid:overview_id>/correction")
@allow(Role.MANAGER)
def correct(overview_id: UUID) -> Response:
    """Begin the next version."""
    row, form = _find(overview_id), Form.posted()
    reason = form.text("reason", limit=LONGEST_SENTENCE)
    if form.ok:
        with form.refusals():
            made = acting.correct(row, reason, by=current_user.id, now=datetime.now(UTC))
            return answer(url_for("overviews.show", overview_id=made.id), toast=_("Version %(n)s is a draft now.", n=made.version))
    return _ask(row, "correct", form, status=422)


@overviews.get("/overviews/<uuid:overview_id>/file")
@allow(Role.ANALYST)
def download(overview_id: UUID) -> Response:
    """The PDF, as the overview stands now or was frozen."""
    return pdf_of(_find(overview_id))


def pdf_of(row: Overview) -> Response:
    """Answer with the PDF of an overview in the language of the address, else in the client's (of the portfolio: the workspace's)."""
    own = row.client.language if row.client else g.workspace.language
    lang = request.args.get("language", own)
    if lang not in tuple(Language):
        abort(404)
    paper = (row.client.paper if row.client else "") or g.workspace.paper
    content = acting.report(row, lang=lang, paper=paper, now=datetime.now(UTC))
    whose = row.client.name if row.client else g.workspace.name
    return send_pdf(content, report_name(whose, _("overview"), row.period, row.version, lang if lang != own else ""), attached=False)


def seen(row: Overview) -> dict[str, Any]:
    """Return what a page shows of an overview, drawn in the page's own colours."""
    document = acting.now_document(row, now=datetime.now(UTC))
    shown = overview.view(document, language(), charts.SCREEN)
    return {"row": row, "d": document, "o": shown, "title": label_words(Period.parse(row.period))}


def _find(overview_id: UUID) -> Overview:
    return store.by_id(overview_id) or abort(404)


def _seen(form: Form) -> int | None:
    text = form.raw("revision")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _index(form: Form, status: int = 200) -> Response:
    groups: list[tuple[Client | None, list[Overview]]] = [(None, list(store.of(None)))]
    groups += [(client, list(store.of(client))) for client in all_clients()]
    return show(
        "screens/overviews/index.html",
        status=status,
        form=form,
        groups=[(client, rows) for client, rows in groups if rows],
        clients=[(PORTFOLIO, _("All clients (portfolio)")), *((client.slug, client.name) for client, _rows in groups if client)],
        periods=_offered(),
    )


def _offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods by cadence, the last one that ended first."""
    today = datetime.now(UTC).astimezone(ZoneInfo(g.workspace.timezone)).date()
    words: dict[Cadence, Callable[[], str]] = {
        Cadence.MONTH: lambda: _("Month"),
        Cadence.QUARTER: lambda: _("Quarter"),
        Cadence.YEAR: lambda: _("Year"),
        Cadence.WEEK: lambda: _("Week"),
    }
    groups = []
    for cadence, count in OFFERED:
        periods = [Period.containing(today, cadence).previous()]
        while len(periods) < count:
            periods.append(periods[-1].previous())
        groups.append((words[cadence](), [(each.label, label_words(each)) for each in periods]))
    return groups


def _page(row: Overview, form: Form | None = None, status: int = 200) -> Response:
    form = form or Form(initial={**row.commentary, "revision": row.revision})
    newest = store.latest(row.client, Period.parse(row.period))
    newer = newest if newest is not None and newest.id != row.id else None
    return show("screens/overviews/show.html", status=status, form=form, newer=newer, readers=_readers(row), **seen(row))


def _ask(row: Overview, verb: str, form: Form, status: int = 200) -> Response:
    if status == 200 and (verb == "publish") != (row.state == "draft"):
        return go(url_for("overviews.show", overview_id=row.id))
    title = label_words(Period.parse(row.period))
    return show("screens/overviews/ask.html", status=status, form=form, row=row, verb=verb, title=title, readers=_readers(row))


def _readers(row: Overview) -> list[str]:
    return acting.readers(row.client) if row.client else []
