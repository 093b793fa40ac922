"""What the page of a report template shows, as plain values for its template; and the picture beside the form."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import layout_preview as previewing
from tenants.actions import layouts as acting
from tenants.actions import workspaces
from tenants.actions.layouts import PAPER, Reach
from tenants.render.wording.errors import error_words
from tenants.render.wording.metrics import metric_words, pillar_word
from tenants.render.wording.sections import section_note, section_word
from tenants.store.clients import Client, all_clients
from tenants.store.reviews import Review
from tenants.terms import snapshot
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.people import Language
from tenants.terms.period import Period
from tenants.terms.template import Part, Section, Template
from webapp import previews
from webapp.forms import Form
from webapp.screens.choices import languages
from webapp.screens.layout_form import METRICS, SECTIONS, Typed
from webapp.screens.spans import label_words
from webapp.words import language


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture of a page, or in ``problem`` why there is none. ``marks``: (title, page) of each section."""

    address: str = ""
    number: int = 0
    count: int = 0
    marks: Sequence[tuple[str, int]] = ()
    at: str = ""
    problem: str = ""


def page_of(client: Client | None, form: Form, typed: Typed, address: Callable[..., str]) -> dict[str, Any]:
    """Return what the page shows of ``typed``; ``address(client, verb)`` is where its buttons lead."""
    reviews = previewing.shown_with(client)
    return {
        "client": client,
        "form": form,
        "typed": typed,
        "here": lambda verb="": address(client, verb),
        "section_words": {str(each): (section_word(each, language()), section_note(each, language())) for each in Section},
        "metric_words": {row.key: metric_words(row.key, language()) for row in typed.metrics},
        "pillar_words": {group: pillar_word(group, language()) for group, _rows in typed.groups()},
        "own_word": {
            SECTIONS: {code: {str(each): section_word(each, code) for each in Section} for code in Language},
            METRICS: {code: {row.key: metric_words(row.key, code).name for row in typed.metrics} for code in Language},
        },
        "languages": languages(),
        "papers": _papers(client),
        "agency_paper": workspaces.find().paper,
        "shown_with": [(str(each.id), f"{each.community.name}, {label_words_of(each)}") for each in reviews],
        "chosen": request.form.get("with", ""),
        "lang": _lang(client),
        "holders": {} if client else _holders(),
        "followers": len(all_clients()),
        "reach": None if client else _reach(typed),
        "part_words": part_words(),
        "reset_text": reset_words(client),
    }


def part_words() -> dict[str, str]:
    """The parts of a template in words."""
    return {
        str(Part.SECTIONS): _("Sections"),
        str(Part.METRICS): _("Figures of the scorecard"),
        str(Part.TEXTS): _("Texts of your own"),
        PAPER: _("Paper"),
    }


def reset_words(client: Client | None) -> str:
    """What going back means."""
    words = (
        _("Everything that %(client)s has of its own here goes; you can undo it.", client=client.name)
        if client
        else _("Your order, names, figures and texts go; you can undo it. Clients keep what is their own.")
    )
    return f"{words} {_('Approved reports never change.')}"


def label_words_of(review: Review) -> str:
    """The period of a review in words."""
    return label_words(Period.parse(review.period))


def drawn(client: Client | None, form: Form, typed: Typed) -> Drawn | None:
    """Return the page that the form asks for; ``None`` when a newer request has overtaken this one."""
    if not form.ok:
        return Drawn(problem=_("Load the page again."))
    with previews.turn(current_user.id) as mine:
        if not mine:
            return None
        try:
            return _draw(client, typed)
        except NotFoundError:
            raise
        except Refusal as refusal:
            return Drawn(problem=error_words(refusal, language()).whole)


def _draw(client: Client | None, typed: Typed) -> Drawn:
    template = acting.as_it_would_be(client, typed.changes)
    lang = _lang(client)
    review = _chosen(previewing.shown_with(client))
    document = previewing.printed(_document(review, client), template, previewing.brand_of(), names_shown=typed.names_shown)
    paper = typed.paper or workspaces.find().paper
    key = f"{g.workspace.id}:{hashlib.sha256(f'{lang}|{paper}|{snapshot.dump(document)}'.encode()).hexdigest()}"
    content = previews.kept(key)
    if content is None:
        content = previewing.pages(document, lang, paper)
        previews.keep(key, content)
    return _paged(content, template, lang)


def _document(review: Review | None, client: Client | None) -> Any:
    """The document to lay out. Figures of a draft are measured anew at most once in some minutes: only the layout is at stake here."""
    now = datetime.now(UTC)
    if review is None or review.document is not None:
        return previewing.document_of(review, client, now=now)
    key = f"{g.workspace.id}:draft:{review.id}:{review.revision}"
    found = previews.kept(key)
    if found is not None:
        return snapshot.load(found)
    document = previewing.document_of(review, client, now=now)
    previews.keep(key, snapshot.dump(document).encode())
    return document


def _paged(content: bytes, template: Template, lang: str) -> Drawn:
    at, was = request.form.get("at", ""), request.form.get("was", "")
    asked = request.form.get("page", "") or request.form.get("page_here", "") or "2"
    number = int(asked) if asked.isdecimal() and len(asked) < 5 else 1
    made = previewing.page(content, number)
    if at != was and not request.form.get("page"):
        there = next((page for title, page in made.marks if title in _titles(at, template, lang)), made.number)
        if there != made.number:
            made = previewing.page(content, there)
    picture = "data:image/png;base64," + base64.b64encode(made.png).decode()
    return Drawn(picture, made.number, made.count, made.marks, at)


def _titles(at: str, template: Template, lang: str) -> list[str]:
    """The bookmarks that lead to what is being edited: a section, or a text (``text:<id>``), which may have none but its section's."""
    block = next((each for each in template.texts if at == f"text:{each.id}"), None)
    title = block.title.get(lang) if block else None
    section = str(block.after) if block else at
    if title or section not in set(Section):
        return [title] if title else []
    return [template.section_names.get(section, {}).get(lang) or section_word(section, lang)]


def _lang(client: Client | None) -> str:
    wanted = request.form.get("lang", "")
    return wanted if wanted in set(Language) else client.language if client else workspaces.find().language


def _chosen(offered: Sequence[Review]) -> Review | None:
    wanted = request.form.get("with", "")
    return next((each for each in offered if str(each.id) == wanted), offered[0] if offered else None)


def _papers(client: Client | None) -> list[tuple[str, str]]:
    sizes = [("A4", "A4"), ("Letter", "Letter")]
    return [("", _("As the agency (%(paper)s)", paper=workspaces.find().paper)), *sizes] if client else sizes


def _holders() -> dict[str, list[str]]:
    """The names of clients that have a part of their own, by part."""
    own = acting.owners()
    found: dict[str, list[str]] = {}
    for each in all_clients():
        for part in own.get(each.id, ()):
            found.setdefault(part, []).append(each.name)
    return found


def _reach(typed: Typed) -> Reach | None:
    """Where the change is seen; ``None`` while the form holds something that would be refused."""
    try:
        return acting.reach(typed.changes, typed.paper)
    except Refusal:
        return None
