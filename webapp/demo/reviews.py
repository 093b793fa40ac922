"""The demo's reviews: the last months published, the newest one in whichever state its community has reached."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from tenants.actions import action_items, gate, reviewing
from tenants.store import reviews as store
from tenants.store.clients import Community
from tenants.store.reviews import Review
from tenants.terms.document import Commentary
from tenants.terms.period import Period
from tenants.terms.report import ActionState
from webapp.demo.plans import CommunityPlan

PUBLISHED = 3
NEWEST = {
    "hiking-club": "in_review",
    "gear-lab": "draft",
    "reading-circle": "approved",
    "home-brewers": "published",
    "barista-floor": "draft",
    "data-circle": "in_review",
}
"""How far the review of the month that has just ended has come."""


def write(place: Community, plan: CommunityPlan, months: Sequence[Period], people: dict[str, UUID], now: datetime, *, first: bool) -> None:
    """Publish the reviews of ``PUBLISHED`` months (fewer for a client's further communities) and bring the newest to its state."""
    count = PUBLISHED if first else 1
    for month in months[-count - 1 : -1]:
        _publish(_approve(_fill(place, plan, month, people, now), people, now), people, now)
    row = _fill(place, plan, months[-1], people, now)
    state = NEWEST[plan.slug]
    if state == "in_review":
        reviewing.submit(row, revision=None, by=people["manager"], now=now)
    elif state in {"approved", "published"}:
        row = _approve(row, people, now)
        if state == "published":
            _publish(row, people, now)


def _fill(place: Community, plan: CommunityPlan, month: Period, people: dict[str, UUID], now: datetime) -> Review:
    """Draft a review, write its commentary, quote members and agree on actions."""
    manager = people["manager"]
    row = reviewing.draft(place, month, by=manager, now=now)
    words = Commentary(achievements=plan.achievement, causes=plan.cause, ask=plan.ask)
    row = reviewing.comment(row, words, revision=None, by=manager)
    row = reviewing.explain(row, dict.fromkeys(gate.missed(reviewing.now_document(row, now=now)), plan.cause), revision=None, by=manager)
    said = [answer for answer in store.comments(place, month) if answer.comment]
    distinct = list({answer.comment: answer for answer in said}.values())[:4]
    row = reviewing.choose_voices(row, [(answer.survey_id, answer.no) for answer in distinct], revision=None, by=manager)
    midmonth = datetime.combine(month.first, time(10), tzinfo=UTC) + timedelta(days=12)
    for item in store.open_actions(place)[1:]:
        action_items.close(item, ActionState.DONE, by=manager, now=min(now, midmonth))
    text, owner = plan.actions[month.first.month % len(plan.actions)]
    if all(item.text != text for item in store.open_actions(place)):
        action_items.add(row, text, owner=owner, due=month.until + timedelta(days=12), by=manager)
    return row


def _approve(row: Review, people: dict[str, UUID], now: datetime) -> Review:
    """Answer what the gate still asks, then submit and approve."""
    manager, owner = people["manager"], people["owner"]
    document = reviewing.now_document(row, now=now)
    for question in reviewing.questions(row, document, now=now):
        if question.answerable and not question.settled:
            row = reviewing.answer(row, question.key, _reason(row), revision=None, by=manager)
    row = reviewing.submit(row, revision=None, by=manager, now=now)
    return reviewing.approve(row, waive=_reason(row), revision=None, by=owner, now=now)


def _publish(row: Review, people: dict[str, UUID], now: datetime) -> Review:
    return reviewing.publish(row, revision=None, by=people["owner"], now=now)


def _reason(row: Review) -> str:
    return "已与客户说明。" if row.client.language.startswith("zh") else "Discussed with the client."
