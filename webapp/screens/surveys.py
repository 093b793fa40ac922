"""Surveys: upload the answers, choose the questions, see NPS and satisfaction with their intervals, read what people wrote."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import surveys as acting
from tenants.actions import uploads
from tenants.store import surveys as store
from tenants.store.clients import Community, all_communities
from tenants.store.surveys import Survey
from tenants.terms.people import Role
from tenants.terms.survey import Column, Scale
from tenants.terms.words import N_
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens import workspace
from webapp.screens.import_words import bare_name, places
from webapp.screens.imports import names, upload_limit

surveys = workspace("surveys")

VOICES = 40
SHOWN = 200
QUESTIONS = ("nps", "csat", "comment")
SCALES = (Scale.ZERO_TEN, Scale.ONE_TEN, Scale.ONE_FIVE)
OF_TEN = (
    ("high", N_("Promoters, 9–10"), range(9, 11)),
    ("middle", N_("Passives, 7–8"), range(7, 9)),
    ("low", N_("Detractors, 0–6"), range(7)),
)
OF_FIVE = (
    ("high", N_("Satisfied, 4–5"), range(4, 6)),
    ("middle", N_("Undecided, 3"), range(3, 4)),
    ("low", N_("Dissatisfied, 1–2"), range(1, 3)),
)
SCALE_WORDS: Mapping[str, str] = MappingProxyType({"0-10": "0–10", "1-10": "1–10", "1-5": "1–5"})


@surveys.get("/surveys")
@allow(Role.ANALYST)
def index() -> Response:
    """Every survey of the workspace, and a place to drop the next."""
    return _index(Form())


@surveys.post("/surveys")
@allow(Role.MANAGER)
def create() -> Response:
    """Take a file of answers for the community that the form names."""
    form = Form.posted()
    slug = form.one_of("community", [place.slug for place in all_communities()])
    done = _take(form, community_actions.find(slug)) if slug else None
    return done or _index(form, status=422)


@surveys.get("/communities/<community>/surveys")
@allow(Role.ANALYST)
def new(community: str) -> Response:
    """The surveys of one community, and a place to drop the next."""
    return _of_community(community_actions.find(community), Form())


@surveys.post("/communities/<community>/surveys")
@allow(Role.MANAGER)
def upload(community: str) -> Response:
    """Take a file of answers for this community."""
    form = Form.posted()
    return _take(form, community_actions.find(community)) or _of_community(community_actions.find(community), form, status=422)


@surveys.get("/communities/<community>/surveys/columns/<digest>")
@allow(Role.MANAGER)
def columns(community: str, digest: str) -> Response:
    """The columns of a kept file: which asks for recommendation, which for satisfaction, where people wrote."""
    return _choose(community_actions.find(community), digest, None)


@surveys.post("/communities/<community>/surveys/columns/<digest>")
@allow(Role.MANAGER)
def begin(community: str, digest: str) -> Response:
    """Import the kept answers from the chosen columns."""
    row = community_actions.find(community)
    form = Form.posted()
    chosen = {name: form.whole(name, least=1, optional=True) for name in QUESTIONS}
    scale = form.one_of("scale", SCALES, optional=True)
    asked, sent = form.day("asked", optional=True), form.whole("sent", least=1, optional=True)
    title, name = form.text("name", limit=160, optional=True), bare_name(request.args.get("name"))
    if form.ok:
        with form.refusals(), uploads.opened(digest) as path:
            made = acting.import_survey(
                row.id,
                path,
                **chosen,
                scale=scale or None,
                asked=asked,
                sent=sent,
                name=title or None,
                file_name=name,
                by=current_user.id,
                now=datetime.now(UTC),
            )
            words = (
                _("%(n)s responses imported.", n=f"{made.added:,}")
                if made.added
                else _("This survey was here already. Nothing has changed.")
            )
            return answer(url_for("surveys.show", survey_id=made.survey_id), toast=words)
    return _choose(community_actions.find(community), digest, form)


@surveys.get("/surveys/<uuid:survey_id>", endpoint="show")
@allow(Role.ANALYST)
def show_one(survey_id: UUID) -> Response:
    """One survey: its scores, what was left out, and what people wrote, by score if asked for."""
    row = _find(survey_id)
    groups = OF_FIVE if row.nps_scale is None and row.csat_scale == Scale.ONE_FIVE else OF_TEN
    wanted = request.args.get("score", "")
    scores = next((range_ for key, _words, range_ in groups if key == wanted), None)
    page = max(1, request.args.get("page", 1, int))
    result = acting.result_of(row)
    voices, total = store.comments(row.id, scores, limit=VOICES, offset=(page - 1) * VOICES)

    def address(score: str, number: int = 1) -> str:
        return url_for("surveys.show", survey_id=survey_id, score=score or None, page=number if number > 1 else None)

    return show(
        "screens/surveys/show.html",
        row=row,
        community=row.community,
        result=result,
        parts=_parts(result.nps),
        scale_words=SCALE_WORDS,
        skipped=places(row.skipped[:SHOWN]),
        skipped_rest=max(0, len(row.skipped) - SHOWN),
        who=names()(row.created_by),
        voices=voices,
        voices_total=total,
        filters=[(_("All"), address(""), scores is None), *((_(words), address(key), key == wanted) for key, words, _range in groups)],
        before=address(wanted, page - 1) if page > 1 else "",
        after=address(wanted, page + 1) if page * VOICES < total else "",
        first=(page - 1) * VOICES + 1,
        last=(page - 1) * VOICES + len(voices),
    )


@surveys.get("/surveys/<uuid:survey_id>/undo")
@allow(Role.MANAGER)
def ask_undo(survey_id: UUID) -> Response:
    """Ask whether to take a survey back."""
    row = _find(survey_id)
    return show(
        "layouts/confirm.html",
        question=_("Undo this survey?"),
        text=_("Its answers are removed and its scores leave the figures. Reports already published keep theirs."),
        verb=_("Undo %(n)s responses", n=f"{row.responses:,}"),
        danger=True,
        address=url_for("surveys.undo", survey_id=survey_id),
        back=url_for("surveys.show", survey_id=survey_id),
    )


@surveys.post("/surveys/<uuid:survey_id>/undo")
@allow(Role.MANAGER)
def undo(survey_id: UUID) -> Response:
    """Take a survey back."""
    row = acting.undo(_find(survey_id).id, by=current_user.id, now=datetime.now(UTC))
    return answer(url_for("surveys.new", community=row.community.slug), toast=_("%(name)s is undone.", name=row.name))


def _find(survey_id: UUID) -> Survey:
    return store.by_id(survey_id) or abort(404)


def _take(form: Form, community: Community) -> Response | None:
    """Keep the file and lead to the choice of questions; ``None`` with errors in ``form``."""
    given = form.file("file")
    if given is None or not form.ok:
        return None
    name, slug = bare_name(given.filename), community.slug
    with tempfile.TemporaryDirectory(prefix="qunce-") as folder, form.refusals():
        path = Path(folder, "upload")
        given.save(path)
        acting.columns(path, file_name=name)
        return answer(url_for("surveys.columns", community=slug, digest=uploads.keep(path), name=name))
    for field in form.errors.keys() - {"file", "community"}:
        form.problem = form.errors.pop(field)
    return None


def _index(form: Form, status: int = 200) -> Response:
    return show(
        "screens/surveys/index.html",
        status=status,
        form=form,
        places=[(place.slug, f"{place.client.name} · {place.name}") for place in all_communities()],
        rows=_scored(store.of_workspace()),
        place=None,
        limit=upload_limit(),
        limit_bytes=request.max_content_length or 0,
    )


def _of_community(community: Community, form: Form, status: int = 200) -> Response:
    return show(
        "screens/surveys/community.html",
        status=status,
        form=form,
        community=community,
        place=community,
        rows=_scored(store.of_community(community.id)),
        limit=upload_limit(),
        limit_bytes=request.max_content_length or 0,
    )


def _scored(rows: Sequence[Survey]) -> list[tuple[Survey, acting.SurveyResult]]:
    return [(row, acting.result_of(row)) for row in rows]


def _parts(nps: Mapping[str, Any] | None) -> list[tuple[str, str, str]]:
    """Detractors, passives and promoters as parts of one bar: class, beginning and width in per cent of it."""
    parts, at = [], 0.0
    for key, look in (("detractors", "low"), ("passives", "mid"), ("promoters", "high")):
        width = 100 * nps[key] / nps["n"] if nps and nps["n"] else 0.0
        parts.append((look, f"{at:.2f}", f"{width:.2f}"))
        at += width
    return parts


def _choose(community: Community, digest: str, form: Form | None) -> Response:
    """The choice of questions; guesses are chosen already, unless a person has said otherwise."""
    name = bare_name(request.args.get("name"))
    wanted = form or Form()
    found = uploads.SurveyColumns((), {})
    with uploads.opened(digest) as path, wanted.refusals():
        found = uploads.survey_columns(path, name=name, now=datetime.now(UTC), community=community)
    guessed = {column.guess: column.number for column in found.columns if column.guess in QUESTIONS}
    if form is None and wanted.ok:
        wanted = Form(initial={**guessed, "name": PurePosixPath(name).stem})
    context: dict[str, Any] = {
        "form": wanted,
        "community": community_actions.find(community.slug),
        "digest": digest,
        "name": name,
        "options": [(column.number, _option(column)) for column in found.columns],
        "guessed": [
            (column, SCALE_WORDS.get(found.scales.get(column.guess, ""), "")) for column in found.columns if column.guess in QUESTIONS
        ],
        "question_words": {"nps": _("Recommendation (NPS)"), "csat": _("Satisfaction (CSAT)"), "comment": _("What people wrote")},
        "scales": [(scale.value, SCALE_WORDS[scale]) for scale in SCALES],
    }
    return show("screens/surveys/columns.html", status=200 if wanted.ok else 422, **context)


def _option(column: Column) -> str:
    """A column as a list of choices names it: number, header, and what stands in it."""
    head = " / ".join(part for part in (column.header, column.subheader) if part) or _("(no header)")
    short = head if len(head) <= 90 else f"{head[:89]}…"
    samples = ", ".join(sample[:24] for sample in column.samples[:3])
    return f"{column.number} · {short}" + (f" ({samples})" if samples else "")
