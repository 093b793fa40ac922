"""The world the tests share: two agencies with data that looks alike, so that a leak shows as a duplicate, and a canary in every text.

Each agency has two clients, one person of each role and two people of clients, a community per client, an import, a survey, a target,
activities and reviews in every state. What a page of one agency shows must never hold the other's canary.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from tenants.actions import passwords
from tenants.store import accounts as store
from tenants.store.accounts import Invitation, Login, Person, Seat, Tenant
from tenants.store.activities import Activity
from tenants.store.alerts import Alert
from tenants.store.base import db, new_id
from tenants.store.clients import Client, Community, Recipient
from tenants.store.comments import ReviewComment
from tenants.store.identities import Identity
from tenants.store.imports import Import
from tenants.store.overviews import Overview
from tenants.store.recipes import Recipe
from tenants.store.recorded import CustomMetric, Recorded
from tenants.store.reports import Delivery, ReportRun
from tenants.store.reviews import ActionItem, Review
from tenants.store.schedules import Schedule
from tenants.store.shares import ShareLink
from tenants.store.suppressions import Suppression
from tenants.store.surveys import Survey
from tenants.store.targets import TargetRow
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.people import Role

Row = TypeVar("Row")
NOW = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)
AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
PASSWORD = "a lantern for every gate"
# Hashing takes 30 ms; everybody in the world has the same password.
KEPT = passwords.hashed(PASSWORD)


@dataclass(frozen=True)
class Cast:
    """Somebody who can sign in, as plain values."""

    id: UUID
    email: str
    role: Role
    seat_id: UUID
    client: str = ""


@dataclass
class Agency:
    """One agency as plain values. ``ids`` fills the arguments of routes by their names."""

    id: int
    slug: str
    canary: str
    people: dict[str, Cast] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    other_ids: dict[str, str] = field(default_factory=dict)
    """The same arguments for the second client's things, which the first client's people must not reach."""


@dataclass
class World:
    """Both agencies, and somebody with an account but no seat."""

    a: Agency
    b: Agency
    stranger: Cast


ARGUMENTS = (
    *("client", "community", "review_id", "run_id", "import_id", "activity_id", "survey_id", "target_id", "action_id"),
    *("schedule_id", "alert_id"),
    *("delivery_id", "suppression_id"),
    *("overview_id", "seat_id", "invitation_id", "period", "metric", "colour", "login_id", "secret", "slug", "digest", "name", "number"),
    *("link_id", "token", "form"),
    *("remark_id", "recipe_id"),
    *("identity_id", "recorded_id", "metric_id"),
)
"""Names of route arguments the world can fill; a route with another name fails the matrix until it is added here."""

REVIEW_STATES = ("draft", "in_review", "approved", "published", "acknowledged", "withdrawn")


def build() -> World:
    """Make the world in the database of the running application context."""
    a, b = _agency("north", "KANARIE-NORD-4411"), _agency("south", "KANARIE-SUED-8822")
    with work():
        person = _person("nobody@example.com", "Lin Wu")
        stranger = Cast(person.id, person.email, Role.ANALYST, new_id())
    return World(a, b, stranger)


def grow(agency: Agency, count: int) -> None:
    """Give ``agency`` as many further clients, each with a community and one of everything in it."""
    with use_tenant(agency.id):
        for n in range(3, 3 + count):
            with work():
                _things(agency, _client(agency, n), {}, n)


def _person(email: str, name: str) -> Person:
    person = Person(email=email, name=name, password_hash=KEPT, language="en", verified_at=NOW)
    db.session.add(person)
    db.session.flush()
    return person


def _agency(slug: str, canary: str) -> Agency:
    agency = Agency(id=store.next_tenant_id(), slug=slug, canary=canary)
    with use_tenant(agency.id):
        with work():
            db.session.add(Tenant(id=agency.id, slug=slug, name=f"Anxu {canary}", language="en", timezone="Asia/Shanghai"))
            db.session.flush()
            clients = [_client(agency, n) for n in (1, 2)]
            _team(agency, clients)
        for n, client in enumerate(clients, 1):
            with work():
                _things(agency, client, agency.ids if n == 1 else agency.other_ids, n)
    agency.ids |= {"period": "2026-06", "metric": "active_rate", "colour": "2f4fa2", "slug": slug, "secret": "not-a-secret"}
    agency.other_ids |= {key: agency.ids[key] for key in ("period", "metric", "colour", "slug", "secret")}
    return agency


def _client(agency: Agency, n: int) -> Client:
    client = Client(slug=f"liye-{n}", name=f"Liye {n} {agency.canary}", language="en", contact=agency.canary)
    db.session.add(client)
    db.session.flush()
    db.session.add(Recipient(client_id=client.id, email=f"brand{n}@{agency.slug}.example", name="Brand"))
    return client


def _team(agency: Agency, clients: list[Client]) -> None:
    for role in (Role.OWNER, Role.MANAGER, Role.ANALYST):
        _seat(agency, role.value, role, None)
    for n, client in enumerate(clients, 1):
        _seat(agency, f"client{n}", Role.CLIENT, client)
    owner = agency.people["owner"]
    invitation = Invitation(
        email=f"new@{agency.slug}.example",
        role="analyst",
        token_hash=passwords.digest(f"invitation-{agency.slug}"),
        invited_by=owner.id,
        created_at=NOW,
        expires_at=datetime.now(UTC) + timedelta(days=5),
    )
    db.session.add(invitation)
    db.session.flush()
    login = Login(person_id=owner.id, token_hash=passwords.digest(f"login-{agency.slug}"), created_at=NOW, expires_at=NOW)
    db.session.add(login)
    db.session.flush()
    for ids in (agency.ids, agency.other_ids):
        ids["invitation_id"] = str(invitation.id)
        ids["seat_id"] = str(agency.people["analyst"].seat_id)
        ids["login_id"] = str(login.id)


def _seat(agency: Agency, key: str, role: Role, client: Client | None) -> None:
    person = _person(f"{key}@{agency.slug}.example", f"{key.title()} {agency.canary}")
    seat = Seat(person_id=person.id, role=role.value, client_id=client.id if client else None)
    db.session.add(seat)
    db.session.flush()
    agency.people[key] = Cast(person.id, person.email, role, seat.id, client.slug if client else "")


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


def _things(agency: Agency, client: Client, ids: dict[str, str], n: int) -> None:
    """A community of ``client`` and one of everything in it."""
    mark = agency.canary
    db.session.add(client)
    community = _add(
        Community(
            slug=f"hikers-{n}",
            client_id=client.id,
            name=f"Hikers {n} {mark}",
            platform="discord",
            timezone="Asia/Shanghai",
            **dict.fromkeys(("positioning", "audience", "rules"), mark),
        )
    )
    ids |= {"client": client.slug, "community": community.slug}
    ids["import_id"] = str(_import(community, mark).id)
    recipe = Recipe(community_id=community.id, kind="events", header="0" * 64, name=f"Sign-ups {mark}", mapping={"columns": {"at": 1}})
    ids["recipe_id"] = str(_add(recipe).id)
    survey = Survey(community_id=community.id, name=f"Pulse {mark}", file_name="pulse.csv", file_key="none", sha256="0" * 64)
    ids["survey_id"] = str(_add(survey).id)
    target = TargetRow(
        community_id=community.id,
        metric="active_rate",
        period="2026-06",
        period_first=date(2026, 6, 1),
        period_until=date(2026, 7, 1),
        value=0.4,
        direction="up",
    )
    ids["target_id"] = str(_add(target).id)
    ids["alert_id"] = str(_add(_alert(community)).id)
    schedule = Schedule(community_id=community.id, client_id=client.id, cadence="quarter", first=date(2026, 4, 1))
    ids["schedule_id"] = str(_add(schedule).id)
    ids |= _said(community, mark, n)
    activity = Activity(community_id=community.id, title=f"Live Q&A {mark}", kind="qa", starts_at=NOW, brief=mark, owner=mark)
    ids["activity_id"] = str(_add(activity).id)
    _reviews(community, mark, ids)
    ids["overview_id"] = str(_add(_overview(client, mark)).id)


def _said(community: Community, mark: str, n: int) -> dict[str, str]:
    """Somebody who was merged, a metric of the workspace's own, and a value of it."""
    person = _add(Identity(client_id=community.client_id, name=f"Ann {mark}", made_at=NOW))
    names = {"name_en": f"Leads {n} {mark}", "name_zh": f"Leads {n} {mark}"}
    kind = {"unit": "count", "direction": "up", "pillar": "conversion", "formula": mark, "additive": True}
    metric = _add(CustomMetric(key=f"x_leads_{n}", created_at=NOW, **names, **kind))
    june = {"period": "2026-06", "period_first": date(2026, 6, 1), "period_until": date(2026, 7, 1)}
    said = Recorded(community_id=community.id, metric=metric.key, version=1, value=7.0, note=mark, recorded_at=NOW, **june)
    return {"identity_id": str(person.id), "metric_id": str(metric.id), "recorded_id": str(_add(said).id)}


def _overview(client: Client, mark: str) -> Overview:
    return Overview(
        client_id=client.id,
        period="2026-06",
        period_first=date(2026, 6, 1),
        period_until=date(2026, 7, 1),
        commentary={"achievements": mark, "shortcomings": "", "causes": "", "next_steps": "", "ask": ""},
    )


def _alert(community: Community) -> Alert:
    return Alert(community_id=community.id, rule="stale", facts={"days": 12, "last": None, "usual": None}, raised_at=NOW, log=[])


def _import(community: Community, mark: str) -> Import:
    return _add(
        Import(
            community_id=community.id,
            file_name=f"{mark}.json",
            file_key="none",
            sha256="1" * 64,
            size=10,
            state="failed",
            error="import.truncated_zip",
            error_facts={"name": mark},
        )
    )


def _reviews(community: Community, mark: str, ids: dict[str, str]) -> None:
    """A review in each state, of the months before June 2026, the published one with a report that was sent."""
    for back, state in enumerate(REVIEW_STATES):
        month = 6 - back
        review = _add(
            Review(
                community_id=community.id,
                client_id=community.client_id,
                period=f"2026-{month:02d}",
                period_first=date(2026, month, 1),
                period_until=date(2026, month + 1, 1),
                state=state,
                commentary={"achievements": mark, "shortcomings": "", "causes": "", "next_steps": "", "ask": ""},
                note=mark,
            )
        )
        if state == "draft":
            ids["review_id"] = str(review.id)
            action = ActionItem(community_id=community.id, review_id=review.id, text=f"Call {mark}", owner=mark)
            ids["action_id"] = str(_add(action).id)
            remark = ReviewComment(review_id=review.id, client_id=community.client_id, audience="internal", text=mark, created_at=NOW)
            ids["remark_id"] = str(_add(remark).id)
        if state == "published":
            ids["published_id"] = str(review.id)
            _published(review, mark, ids)


def _published(review: Review, mark: str, ids: dict[str, str]) -> None:
    """What a published review has: its report, a letter, a link to it."""
    run = _add(ReportRun(review_id=review.id, client_id=review.client_id, version=1, language="en", state="rendered"))
    letter = Delivery(run_id=run.id, client_id=review.client_id, recipient=f"{mark}@example.com", message_id=f"<{run.id}@x>", state="held")
    link = ShareLink(review_id=review.id, client_id=review.client_id, note=mark, token_hash=new_id().bytes, expires_at=AHEAD)
    ids |= {"run_id": str(run.id), "delivery_id": str(_add(letter).id), "link_id": str(_add(link).id), "token": "x" * 43, "form": "json"}
    gone = f"gone-{review.community.slug}@{mark}.example".lower()
    stopped = Suppression(email=gone, reason="bounced", words=mark, delivery_id=letter.id)
    ids["suppression_id"] = str(_add(stopped).id)
