"""What the demo's people say to each other about a published report, and what the agencies lay over several communities."""

from datetime import datetime, timedelta
from uuid import UUID

from tenants.actions import clients, layouts, overviews, remarks, reviewing
from tenants.actions.communities import find as community
from tenants.actions.layouts import Layout
from tenants.store import comments
from tenants.store import reviews as store
from tenants.store.accounts import person_by_email
from tenants.store.comments import CLIENT, INTERNAL
from tenants.store.reviews import Review
from tenants.store.tenancy import use_tenant
from tenants.terms.document import Commentary
from tenants.terms.errors import NotFoundError
from tenants.terms.period import Period
from tenants.terms.template import Changes, Section, TextBlock
from webapp.demo.plans import AgencyPlan, ClientPlan

EN = "en"
ASKED = {
    EN: (
        "Why is the goal for replies so far off, and what would it take?",
        "Two hosts left in spring. From next month evenings are covered.",
    ),
    "zh_Hans_CN": ("要让每个提问都有回复，还需要什么？", "春天有两位主持人离开，下月起晚间已排好班。"),
}
INSIDE = {EN: "Ask Ines about the budget before the call.", "zh_Hans_CN": "开会前先和对方确认预算。"}
THANKS = {EN: "Clear, and short enough for my boss.", "zh_Hans_CN": "清楚，老板也看得完。"}
NOTE = {
    EN: ("How we work", "We answer within four hours on working days. **Escalations** go to Maeve Byrne."),
    "zh_Hans_CN": ("我们的服务约定", "工作日四小时内回复。**紧急事项**请联系周苓。"),
}
SUMMED = {EN: "Two quiet months behind us; the autumn programme is booked.", "zh_Hans_CN": "淡季已过，秋季活动已排定。"}


def write(agency: AgencyPlan, tenant_id: int, people: dict[str, UUID], months: tuple[Period, ...], now: datetime) -> None:
    """Let the first client of ``agency`` ask, be answered and rate; add a layout, a roll-up and the portfolio.

    ``months`` are those with reports, the newest last. Enters the scopes it needs itself: none may be in use.
    """
    plan = agency.clients[0]
    with use_tenant(tenant_id):
        client_id = clients.find(plan.slug).id
        review_id = _published(plan).id
    reader = person_by_email(plan.reader[0])
    if reader is None:
        return
    with use_tenant(tenant_id, client_id):
        asked = _ask(plan, review_id, reader.id, now)
    with use_tenant(tenant_id):
        _reply(plan, asked, people["manager"], now)
        _look_over(agency, people, months, now)


def _ask(plan: ClientPlan, review_id: UUID, by: UUID, now: datetime) -> UUID:
    row = store.by_id(review_id)
    if row is None:
        raise NotFoundError("review.not_found")
    question, _answer = ASKED[plan.language]
    asked = remarks.say(row, question, audience=CLIENT, metric="reply_coverage", by=by, now=now - timedelta(hours=30)).id
    reviewing.rate(row, 4, THANKS[plan.language], by=by, now=now - timedelta(hours=29))
    return asked


def _published(plan: ClientPlan) -> Review:
    """The newest published review of the client's first community."""
    rows = store.of_community(community(plan.communities[0].slug))
    return next(row for row in rows if row.state in reviewing.PUBLISHED)


def lay_out(plan: ClientPlan, by: UUID, now: datetime) -> None:
    """Put a note of the agency's own into the reports of ``plan``."""
    title, text = NOTE[plan.language]
    block = TextBlock("service", Section.ACTIONS, {plan.language: title}, {plan.language: text})
    layouts.save(clients.find(plan.slug), Layout(Changes(texts=(block,)), ""), by=by, now=now)


def _reply(plan: ClientPlan, asked: UUID, by: UUID, now: datetime) -> None:
    row = _published(plan)
    question = comments.by_id(asked)
    if question is not None:
        remarks.answer(question, ASKED[plan.language][1], by=by, now=now - timedelta(hours=6))
    remarks.say(row, INSIDE[plan.language], audience=INTERNAL, by=by, now=now - timedelta(hours=5))


def _look_over(agency: AgencyPlan, people: dict[str, UUID], months: tuple[Period, ...], now: datetime) -> None:
    """A published roll-up of the month before last, a portfolio of the last."""
    plan = agency.clients[0]
    roll_up = overviews.draft(clients.find(plan.slug), months[-2], by=people["manager"], now=now)
    roll_up = overviews.comment(roll_up, Commentary(achievements=SUMMED[plan.language]), revision=None, by=people["manager"])
    overviews.publish(roll_up, tell=False, revision=None, by=people["owner"], now=now)
    overviews.draft(None, months[-2], by=people["owner"], now=now)
