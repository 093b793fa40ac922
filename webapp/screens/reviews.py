"""Reviews: the list, the reviews of a community, drafting one, and the review itself."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import reporting, reviewing
from tenants.store import comments, listings
from tenants.store import reviews as store
from tenants.store.clients import Community, all_communities
from tenants.store.reviews import Review
from tenants.terms.people import Language, Role
from tenants.terms.period import Cadence, Period
from tenants.terms.report import ReviewState as S
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.reading import online
from webapp.screens import workspace
from webapp.screens.pdfs import name_of, send_pdf
from webapp.screens.review_page import page_of
from webapp.screens.review_words import STATES, state_words
from webapp.screens.spans import label_words

reviews = workspace("reviews")

VIEWS = {
    "open": (S.DRAFT, S.IN_REVIEW, S.APPROVED),
    "published": (S.PUBLISHED, S.ACKNOWLEDGED),
    "withdrawn": (S.WITHDRAWN,),
    "all": tuple(S),
}
OFFERED = ((Cadence.MONTH, 13), (Cadence.WEEK, 9), (Cadence.QUARTER, 5), (Cadence.YEAR, 2))
"""Periods a review may be drafted of, the running one first, by cadence."""


@reviews.get("/reviews")
@allow(Role.ANALYST)
def index() -> Response:
    """Every review by where it stands and who must act; of all communities or one."""
    places = list(all_communities())
    chosen = next((place for place in places if place.slug == request.args.get("community")), None)
    number, counts = _page_number(), listings.counts()
    view = request.args.get("state", "open" if any(counts.get(state) for state in VIEWS["open"]) else "all")
    if view not in VIEWS:
        abort(404)
    slug = chosen.slug if chosen else None
    return show(
        "screens/reviews/index.html",
        listed=listings.reviews(VIEWS[view], chosen, page=number),
        view=view,
        totals={name: sum(counts.get(state, 0) for state in states) for name, states in VIEWS.items()},
        address=lambda **more: url_for("reviews.index", **{"state": view, "community": slug, **more}),
        states=STATES,
        asking=comments.unanswered_by_review(),
        chosen=chosen,
        communities=[(place.slug, place.name, place.client.name) for place in places],
    )


@reviews.get("/communities/<community>/reviews", endpoint="community")
@allow(Role.ANALYST)
def of_community(community: str) -> Response:
    """The reviews of a community, and the choice of a period to draft the next one of."""
    return _of_community(community_actions.find(community), Form())


@reviews.post("/communities/<community>/reviews")
@allow(Role.ANALYST)
def draft(community: str) -> Response:
    """Draft the review of a period; one that is there already is opened."""
    row = community_actions.find(community)
    form = Form.posted()
    label = form.text("period", limit=24)
    if form.ok:
        with form.refusals():
            made = reviewing.draft(row, Period.parse(label), by=current_user.id, now=datetime.now(UTC))
            return answer(url_for("reviews.show", review_id=made.id))
    return _of_community(row, form, status=422)


@reviews.get("/reviews/<uuid:review_id>", endpoint="show")
@allow(Role.ANALYST)
def show_one(review_id: UUID) -> Response:
    """One review: what it says, what is open, and the next step."""
    return show("screens/reviews/show.html", **page_of(find(review_id)))


@reviews.get("/reviews/<uuid:review_id>/preview")
@allow(Role.ANALYST)
def preview(review_id: UUID) -> Response:
    """The report as the client will read it online."""
    row = find(review_id)
    document = reviewing.now_document(row, now=datetime.now(UTC))
    return show(
        "screens/reviews/preview.html", review=row, title=label_words(document.period), state=state_words(row.state), **online(document)
    )


@reviews.get("/reviews/<uuid:review_id>/preview.pdf", endpoint="preview_pdf")
@allow(Role.ANALYST)
def preview_pdf(review_id: UUID) -> Response:
    """The PDF as it would be now, in the client's language or the one in the address; nothing of it is kept."""
    row = find(review_id)
    lang = request.args.get("language", row.client.language)
    if lang not in tuple(Language):
        abort(404)
    made = reporting.preview(row, lang=lang, now=datetime.now(UTC))
    return send_pdf(made.pdf, name_of(row, lang), attached=False)


def find(review_id: UUID) -> Review:
    """Return the review of that id, or answer 404."""
    return store.by_id(review_id) or abort(404)


def _page_number() -> int:
    number = request.args.get("page", "1")
    return int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 1000 else 1


def _of_community(community: Community, form: Form, status: int = 200) -> Response:
    rows = list(store.of_community(community))
    return show(
        "screens/reviews/community.html",
        status=status,
        form=form,
        community=community,
        rows=rows,
        states=STATES,
        periods=_offered(community, {row.period: row.state for row in reversed(rows)}),
    )


def _offered(community: Community, known: dict[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods by cadence, the running one first, each with the state of its review where there is one."""
    today = datetime.now(UTC).astimezone(ZoneInfo(community.timezone)).date()
    groups = []
    for cadence, count in OFFERED:
        periods = [Period.containing(today, cadence)]
        while len(periods) < count:
            periods.append(periods[-1].previous())
        groups.append((_cadence_words(cadence), [(each.label, _choice(each, known, running=not at)) for at, each in enumerate(periods)]))
    return groups


def _choice(period: Period, known: dict[str, str], *, running: bool) -> str:
    words = label_words(period)
    if period.label in known:
        return f"{words} · {state_words(known[period.label])}"
    return " · ".join((words, _("still running"))) if running else words


def _cadence_words(cadence: Cadence) -> str:
    return str({Cadence.MONTH: _("Month"), Cadence.WEEK: _("Week"), Cadence.QUARTER: _("Quarter"), Cadence.YEAR: _("Year")}[cadence])
