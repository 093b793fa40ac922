"""What the page of one review shows, as plain values for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _

from tenants.actions import documents, gate, reviewing
from tenants.actions.reviewing import MOST_VOICES, Decision
from tenants.render import formats
from tenants.render.markdown import clean
from tenants.render.wording.findings import finding_words, verdict_sentence
from tenants.render.wording.metrics import metric_words
from tenants.store import listings, reports
from tenants.store import reviews as store
from tenants.store.accounts import names_of
from tenants.store.reviews import Review
from tenants.store.surveys import AnswerRow
from tenants.terms.document import Finding, ReportDocument, Tone
from tenants.terms.figure import Figure
from tenants.terms.people import Language
from tenants.terms.report import ReviewState as S
from webapp.forms import Form
from webapp.hypermedia import show
from webapp.reading import scorecard, setting, tally
from webapp.screens import review_talk
from webapp.screens.report_words import RUNS
from webapp.screens.review_gate import asked, waiting_links
from webapp.screens.review_parts import actions_of, changes, reasons
from webapp.screens.review_steps import dialogs
from webapp.screens.review_words import DEEDS, state_words
from webapp.screens.spans import label_words
from webapp.words import language, local_day

FIELDS = ("achievements", "shortcomings", "causes", "next_steps", "ask")
TONES = {Tone.GOOD: "ahead", Tone.BAD: "risk", Tone.NEUTRAL: "none"}
ASSOCIATIONS = {"after_more", "after_less", "peak_day_activity", "share_activity"}
OFFERED_VOICES = 60
FIRST_FINDINGS = 8
"""Findings that stand open; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence: plain text, or a figure whose definition it opens."""

    text: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A finding of the draft: its sentence in pieces, figures it rests on that the sentence does not show, and what was decided."""

    id: str
    headline: str
    parts: Sequence[Part]
    figures: Sequence[Figure]
    tone: str
    drafted: str
    own: str
    decision: Decision
    association: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """A comment that may be quoted."""

    key: str
    score: str
    text: str
    chosen: bool


def page_of(review: Review, form: Form | None = None, **more: Any) -> dict[str, Any]:
    """Return what the page shows. ``form`` is a refused one: what was typed into it stays."""
    now = datetime.now(UTC)
    document = reviewing.now_document(review, now=now)
    period = documents.period_of(review)
    questions = reviewing.questions(review, document, now=now)
    waiting = [asked(each, review) for each in gate.waiting(questions)]
    newest = store.latest(review.community, period)
    return {
        "review": review,
        "d": document,
        "period": period,
        "title": label_words(period),
        "state": state_words(review.state),
        "steps": steps(review),
        **_figures(document),
        "findings": findings(review, document),
        "first_findings": FIRST_FINDINGS,
        "questions": [asked(each, review) for each in questions],
        "waiting": waiting,
        "waiting_links": waiting_links(waiting),
        "missed": [(key, metric_words(key, language()).name) for key in gate.missed(document)],
        "reasons": reasons(review, document),
        "changes": changes(document),
        **review_talk.talk(review, document),
        "form": form or Form(initial={**review.commentary, "revision": review.revision}),
        "texts": {name: clean(str(review.commentary.get(name, ""))) for name in FIELDS},
        "voices": voices(review),
        "most_voices": MOST_VOICES,
        "actions": actions_of(review, now),
        **_reports(review),
        "newer": newest if newest is not None and newest.id != review.id else None,
        "deeds": deeds(review),
        "editable": review.state in reviewing.EDITABLE,
        "month": period.first.strftime("%Y-%m"),
        "ask_list": dialogs(review),
        "theirs": {},
        **more,
    }


def _figures(document: ReportDocument) -> dict[str, Any]:
    """The verdict, the scorecard and the activities."""
    s = setting(document)
    return {
        "verdict": verdict_sentence(document, language()),
        "groups": scorecard(s),
        "tally": tally(document),
        "before": s.before_word(),
        "year_before": label_words(document.period.year_before()),
        "activities": sorted(document.activities, key=lambda line: line.starts),
        "coming": document.coming,
        "signed_share": lambda value: formats.number(value * 100, language(), 1, sign=True) + formats.PERCENT,
    }


def _reports(review: Review) -> dict[str, Any]:
    """The review's reports, and the languages it was not made in."""
    runs = list(reports.of_review(review))
    return {
        "runs": runs,
        "asks": [each.value for each in Language if not any(run.language == each for run in runs)],
        "run_words": {code.value: str(_(words)) for code, words in RUNS.items()},
    }


def steps(review: Review) -> list[tuple[str, str, str]]:
    """The five states as ``ui.steps`` wants them: what is done with who and when, where it stands, what is ahead."""
    order = [S.DRAFT, S.IN_REVIEW, S.APPROVED, S.PUBLISHED, S.ACKNOWLEDGED]
    gone = review.state == S.WITHDRAWN
    at = order.index(S.PUBLISHED if gone else S(review.state))
    names = [_("Draft"), _("In review"), _("Approve, freeze figures"), _("Publish"), _("Client confirms")]
    past = [_("Drafted"), _("Reviewed"), _("Approved"), _("Published"), _("Confirmed")]
    moments: list[tuple[datetime | None, UUID | None]] = [
        (review.submitted_at or review.drafted_at, review.submitted_by),
        (review.approved_at, None),
        (review.approved_at, review.approved_by),
        (review.published_at, review.published_by),
        (review.acknowledged_at, review.acknowledged_by),
    ]
    people = names_of({by for _moment, by in [*moments, (None, review.withdrawn_by)] if by})
    found = []
    for index, _state in enumerate(order):
        # A state that the review has reached for good (approved and later) counts as done, not as going on.
        done = index < at or (index == at and at >= order.index(S.APPROVED))
        when = _when(*moments[index], people) if done else ""
        found.append((past[index] if done else names[index], "done" if done else "now" if index == at else "ahead", when))
    return [*found[:-1], (_("Withdrawn"), "now", _when(review.withdrawn_at, review.withdrawn_by, people))] if gone else found


def _when(moment: datetime | None, by: UUID | None, names: Mapping[UUID, str]) -> str:
    if moment is None:
        return ""
    day = local_day(moment)
    return f"{day} {names[by]}" if by and by in names else day


def findings(review: Review, document: ReportDocument) -> list[Drafted]:
    """The document's findings, the most important first, dropped ones in their place."""
    return [_drafted(review, document, each) for each in sorted(document.findings, key=lambda each: -each.weight)]


def _drafted(review: Review, document: ReportDocument, finding: Finding) -> Drafted:
    words = finding_words(finding, language())
    own = str(review.rewritten.get(finding.id, ""))
    known = [document.figures[key] for key in finding.metrics if key in document.figures and document.figures[key].value is not None]
    parts = _with_figures(own or words.sentence, known)
    shown = {part.figure.key for part in parts if part.figure}
    return Drafted(
        id=finding.id,
        headline="" if own else words.headline,
        parts=parts,
        figures=[each for each in known if each.key not in shown],
        tone=TONES[finding.tone],
        drafted=words.sentence,
        own=own,
        decision=reviewing.decision_of(review, finding.id),
        association=finding.key in ASSOCIATIONS,
    )


def _with_figures(sentence: str, figures: Sequence[Figure]) -> list[Part]:
    """Cut a sentence so that each figure it shows opens its definition; a figure is found by the words it is written with."""
    parts = [Part(sentence)]
    for figure in figures:
        for at, part in enumerate(parts):
            text = _shown(part, figure)
            if text:
                before, _found, after = part.text.partition(text)
                parts[at : at + 1] = [each for each in (Part(before), Part(text, figure), Part(after)) if each.text]
                break
    return parts


def _shown(part: Part, figure: Figure) -> str:
    if part.figure is not None:
        return ""
    forms = (formats.worded(figure.value, figure.unit, language()), formats.figure(figure.value, figure.unit, language()))
    # A bare "12" may be a day or another count; only what carries its unit is surely the figure.
    return next((text for text in forms if text in part.text and (len(text) > 3 or not text.isdigit())), "")


def voices(review: Review) -> list[Voice]:
    """Comments of the period's surveys: the chosen ones in their order, then the lowest and the highest scores."""
    offered = list(store.comments(review.community, documents.period_of(review)))
    order = {(str(survey), no): at for at, (survey, no) in enumerate(review.voices)}
    chosen = sorted((row for row in offered if (str(row.survey_id), row.no) in order), key=lambda row: order[(str(row.survey_id), row.no)])
    rest = [row for row in offered if (str(row.survey_id), row.no) not in order]
    if len(rest) > OFFERED_VOICES:
        rest = rest[: OFFERED_VOICES // 2] + rest[-OFFERED_VOICES // 2 :]
    return [_voice(row, chosen=True) for row in chosen] + [_voice(row, chosen=False) for row in rest]


def _voice(row: AnswerRow, *, chosen: bool) -> Voice:
    score = row.nps if row.nps is not None else row.csat
    return Voice(f"{row.survey_id}:{row.no}", "" if score is None else f"{score:g}", row.comment, chosen)


def deeds(review: Review) -> list[tuple[datetime, str, str]]:
    """What was done with the review: when, what, by whom and with which words."""
    found, events = [], listings.deeds(review)
    names = names_of({event.person_id for event in events if event.person_id})
    for event in events:
        said = str(event.facts.get("reason") or event.facts.get("note") or "")
        note = " · ".join(each for each in (names.get(event.person_id, "") if event.person_id else "", said) if each)
        found.append((event.at, str(_(DEEDS.get(event.verb, event.verb))), note))
    return found


def finding_page(review: Review, finding_id: str) -> dict[str, Any]:
    """What the fragment of one finding shows."""
    page = page_of(review)
    page["finding"] = next((each for each in page["findings"] if each.id == finding_id), None)
    return page


def address(review: Review, anchor: str = "") -> str:
    """The review's address, at one of its sections."""
    return url_for("reviews.show", review_id=review.id, _anchor=anchor or None)


def refused(review: Review, form: Form) -> Response:
    """The page with the refusal on top of it; fields that belong to other forms show what is kept."""
    notice = form.problem or next(iter(form.errors.values()), "")
    page = page_of(store.by_id(review.id) or review, notice=notice, remedy=form.remedy, typed=form)
    response = show("screens/reviews/show.html", fragment="screens/reviews/_notice.html", status=422, **page)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#review-notice", "innerHTML show:top"
    return response
