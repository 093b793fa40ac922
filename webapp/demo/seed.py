"""Fill an empty installation with the demo's business, through the same use cases as everybody else.

Nothing is written past the product's own doors: exports are made in the platforms' formats and imported, answers come from survey files,
reviews are drafted, approved and published, reports are rendered by the worker's own code. Same days, same data.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from tenants.actions import accounts, activities, clients, communities, importing, targets
from tenants.actions import surveys as surveying
from tenants.actions.activities import ActivityForm, OutcomeForm
from tenants.actions.clients import ClientForm
from tenants.actions.communities import CommunityForm
from tenants.actions.targets import TargetForm
from tenants.store import members
from tenants.store.accounts import Tenant, person_by_email, tenant_by_slug
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.people import Role
from tenants.terms.period import Cadence, Period
from webapp.demo import exports, reviews, schedules, surveys, talk
from webapp.demo.cast import AGENCIES, ZH
from webapp.demo.history import History, Simulation
from webapp.demo.names import EN_NAMES, ZH_NAMES
from webapp.demo.plans import AgencyPlan, ClientPlan, CommunityPlan, Show

PASSWORD = "qunce-demo-2026"  # noqa: S105 - the demo's password is printed for everyone to use
MONTHS = 14
GROWING = frozenset({"dau_avg", "mau", "joins", "net_growth", "nps"})
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The months the demo tells of, the running one last."""

    today: date
    months: tuple[Period, ...]

    @classmethod
    def until(cls, today: date) -> "Calendar":
        """Return ``MONTHS`` whole months and the running one."""
        months = [Period.containing(today, Cadence.MONTH)]
        for _ in range(MONTHS):
            months.insert(0, months[0].previous())
        return cls(today, tuple(months))


def seed(now: datetime, say: Say) -> list[dict[str, str]]:
    """Fill every workspace of the cast that is not there yet; return the logins."""
    for agency in AGENCIES:
        if tenant_by_slug(agency.slug) is None:
            _agency(agency, now, say)
    return [login for agency in AGENCIES for login in _logins(agency)]


def _logins(agency: AgencyPlan) -> list[dict[str, str]]:
    staff = [{"email": email, "password": PASSWORD, "role": role, "workspace": agency.slug} for role, email, _name in agency.people]
    readers = [{"email": plan.reader[0], "password": PASSWORD, "role": "client", "workspace": agency.slug} for plan in agency.clients]
    return staff + readers


def _agency(agency: AgencyPlan, now: datetime, say: Say) -> None:
    owner = agency.people[0][1]
    opened = accounts.open_workspace(
        agency.slug, name=agency.name, owner_email=owner, language=agency.language, timezone=agency.timezone, now=now
    )
    with use_tenant(opened.id):
        with work():
            tenant = db.session.get_one(Tenant, opened.id)
            tenant.colour, tenant.footer, tenant.currency = agency.colour, agency.footer, agency.currency
        people: dict[str, UUID] = {}
        for role, email, name in agency.people:
            seated = accounts.seat_person(
                email, role=Role(role), client=None, name=name, language=agency.language, password=PASSWORD, now=now
            )
            people[role] = seated.id
        with work():
            for _role, email, name in agency.people:
                if person := person_by_email(email):
                    person.name = name
        for plan in agency.clients:
            _client(agency, plan, people, now, say)
    months = Calendar.until(now.astimezone(ZoneInfo(agency.timezone)).date()).months[:-1]
    talk.write(agency, opened.id, people, months, now)


def _client(agency: AgencyPlan, plan: ClientPlan, people: dict[str, UUID], now: datetime, say: Say) -> None:
    form = ClientForm(
        name=plan.name,
        language=plan.language,
        recipients=plan.recipients,
        contact=plan.contact,
        contract_from=date(now.year - 1, 7, 1),
        contract_until=date(now.year + 1, 6, 30),
    )
    client = clients.create(plan.slug, form, by=people["owner"])
    email, name = plan.reader
    accounts.seat_person(email, role=Role.CLIENT, client=client, name=name, language=plan.language, password=PASSWORD, now=now)
    if plan is agency.clients[0]:
        talk.lay_out(plan, by=people["owner"], now=now)
    for index, community in enumerate(plan.communities):
        say(f"{agency.name}: {community.name}")
        _community(agency, plan, community, people, now, first=index == 0)


def _community(agency: AgencyPlan, client: ClientPlan, plan: CommunityPlan, people: dict[str, UUID], now: datetime, *, first: bool) -> None:
    zone = ZoneInfo(agency.timezone)
    calendar = Calendar.until(now.astimezone(zone).date())
    form = CommunityForm(
        name=plan.name,
        platform=plan.platform,
        timezone=agency.timezone,
        kind=plan.kind,
        positioning=plan.positioning,
        audience=plan.audience,
        capacity=plan.capacity,
        quiet_from=time(23),
        quiet_until=time(8),
        rules=plan.rules,
    )
    place = communities.create(plan.slug, clients.find(client.slug), form, by=people["manager"])
    held = [(show, _moment(show, month, zone)) for month in (*calendar.months, calendar.months[-1].following()) for show in plan.shows]
    boosts = {moment.astimezone(zone).date(): show.pull for show, moment in held}
    names = ZH_NAMES if agency.language == ZH else EN_NAMES
    history = Simulation(plan.shape, names, zone, len(plan.channels), boosts, plan.slug).run(calendar.months[0].first, calendar.today)
    with tempfile.TemporaryDirectory() as folder:
        _import(place, plan, agency.language, history, zone, Path(folder), people["manager"], now)
        for asked, month in _waves(calendar):
            _survey(place, plan, agency.language, asked, month, Path(folder), people["manager"], now)
    _promise(place, plan, calendar, people["owner"])
    for index, (show, moment) in enumerate(held):
        _hold(place, show, moment, index, people["manager"], now)
    reviews.write(place, plan, calendar.months[:-1], people, now, first=first)
    schedules.write(place, plan, calendar.months[-1], people, now)


def _import(
    place: Community, plan: CommunityPlan, language: str, history: History, zone: ZoneInfo, folder: Path, by: UUID, now: datetime
) -> None:
    channels = list(plan.channels)
    if plan.export == "slack":
        path = folder / f"{plan.slug}-slack-export.zip"
        exports.slack(history, channels, language, path)
    elif plan.export == "discord":
        path = folder / f"{plan.slug}-discord-json.zip"
        exports.discord(history, plan.name, channels, language, path)
    else:
        path = folder / f"{plan.slug}-events.csv"
        exports.table(history, channels, language, zone, path)
    importing.now(place.id, path, file_name=path.name, by=by, now=now)
    staff = {person.name for person in history.people if person.staff}
    numbers = [member.no for member in members.of_community(place) if member.name in staff]
    importing.mark_staff(place.id, numbers, staff=True, by=by)


def _waves(calendar: Calendar) -> list[tuple[date, Period]]:
    """Surveys are asked in the second week of each of the last seven months, and of every third before."""
    whole = calendar.months[:-1]
    chosen = [month for index, month in enumerate(whole) if index >= len(whole) - 7 or index % 3 == 1]
    return [(month.first + timedelta(days=8), month) for month in chosen]


def _survey(
    place: Community, plan: CommunityPlan, language: str, asked: date, month: Period, folder: Path, by: UUID, now: datetime
) -> None:
    age = (now.date() - asked).days
    slump, depth = plan.shape.slump
    mood = 0.05 - depth * 0.35 * max(0.0, 1 - abs(age - slump) / 70) - age / 6000
    path = folder / f"{plan.slug}-survey-{month.label}.csv"
    surveys.write(path, plan.satisfied, language, asked, mood=mood, seed=f"{plan.slug} {month.label}")
    surveying.import_survey(place.id, path, nps=2, csat=3, comment=4, asked=asked, name=path.stem, file_name=path.name, by=by, now=now)


def _promise(place: Community, plan: CommunityPlan, calendar: Calendar, by: UUID) -> None:
    """Set each month's targets: what grows with the community was promised lower a year ago, rates stay as they are."""
    last = len(calendar.months) - 1
    for index, month in enumerate(calendar.months):
        eased = 1 - 0.02 * (last - index)
        wanted: dict[str, TargetForm | None] = {
            metric: TargetForm(value=float(round(value * eased)) if metric in GROWING else value, weight=weight)
            for metric, (value, weight) in plan.targets.items()
        }
        targets.save(place, month, wanted, by=by)


def _moment(show: Show, month: Period, zone: ZoneInfo) -> datetime:
    """Return when a recurring activity falls in ``month``: its week and weekday, in UTC."""
    ahead = (show.weekday - month.first.weekday()) % 7
    day = month.first + timedelta(days=min(ahead + 7 * (show.week - 1), month.length - 1))
    return datetime.combine(day, time(show.hour), tzinfo=zone).astimezone(UTC)


def _hold(place: Community, show: Show, moment: datetime, index: int, by: UUID, now: datetime) -> None:
    """Plan an activity three weeks ahead; hold most of those that are over, call off a few."""
    form = ActivityForm(
        title=show.title,
        kind=show.kind,
        starts_at=moment,
        ends_at=moment + timedelta(minutes=90),
        owner=show.owner,
        budget=Decimal(show.cost) if show.cost else None,
    )
    activity = activities.plan(place, form, by=by, now=min(now, moment - timedelta(days=21)))
    if moment > now - timedelta(days=1):
        return
    if index % 17 == 11:
        activities.cancel(activity.id, revision=activity.revision, by=by)
        return
    came = round(show.people * (0.82 + 0.36 * ((index * 7919) % 100) / 100))
    outcome = OutcomeForm(
        participants=came,
        registered=round(came * 1.25),
        cost=Decimal(round(show.cost * (0.85 + 0.25 * ((index * 104729) % 100) / 100))) if show.cost else Decimal(0),
        rating=4 + index % 2,
    )
    activities.finish(activity.id, outcome, revision=activity.revision, by=by, now=now)
