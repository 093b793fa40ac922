"""Looking at a community: its rules are asked once a day and after its data changed; what they notice becomes alerts, each once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from tenants.actions import alert_rules
from tenants.actions import figures as measuring
from tenants.actions.target_standing import case_of, running
from tenants.assess import notices
from tenants.store import alerts as store
from tenants.store import facts as facts_store
from tenants.store import imports, surveys
from tenants.store.alerts import Alert, AlertWatch
from tenants.store.base import db
from tenants.store.clients import Community, community_by_id
from tenants.store.work import work
from tenants.store.zones import zone_of
from tenants.terms.alert import Noticed, Rule, Setting, State
from tenants.terms.facts import Facts
from tenants.terms.figure import Figure
from tenants.terms.period import Period

HALF_A_YEAR = timedelta(days=182)
NEWS = timedelta(days=21)
"""Data that ended longer ago is not spoken of day by day: that it ended is the news."""
SURVEYS = 12
ASKED_LATELY = timedelta(days=90)
SPAN = timedelta(days=28)
SPANS = 4
ANSWERABLE = timedelta(days=7)
"""A question counts as unanswered after as many days (metrics.md, reply_coverage)."""
ONCE_A_DAY_AT = 6
"""The hour of the community's own day from which it is looked at again."""


def due(*, now: datetime) -> list[UUID]:
    """Live communities that were not looked at on their present day, or whose data changed since."""
    return [community.id for community, at, changed in store.watched() if changed or at is None or at < _begun(community, now)]


def _begun(community: Community, now: datetime) -> datetime:
    """The last time it was six in the morning where the community is."""
    local = now.astimezone(zone_of(community))
    begins = local.replace(hour=ONCE_A_DAY_AT, minute=0, second=0, microsecond=0)
    return begins if begins <= local else begins - timedelta(days=1)


def look(community_id: UUID, *, now: datetime) -> int:
    """Ask every rule about one community; return how many alerts were raised. Done twice, or by two at once, nothing is raised twice.

    What stood and is no longer noticed is over; it is raised anew only after that. Rules that are off end what they raised, muted ones
    leave it as it is.
    """
    with work():
        community = community_by_id(community_id)
        if community is None or community.archived_at is not None:
            return 0
        watch = store.watch(community, lock=True)
        today = now.astimezone(zone_of(community)).date()
        settings = alert_rules.settings(community)
        found = list(_noticed(community, settings, today, now))
        raised = _settle(community, settings, found, today, now)
        if watch is None:
            db.session.add(AlertWatch(community_id=community.id, looked_at=now))
        else:
            watch.looked_at = max(now, watch.looked_at)
        return raised


def _settle(community: Community, settings: Mapping[Rule, Setting], found: Sequence[Noticed], today: date, now: datetime) -> int:
    known = store.known(community)
    seen = {(each.rule.value, each.subject) for each in found}
    raised = 0
    for each in found:
        row = known.get((each.rule.value, each.subject))
        if row is None:
            db.session.add(_new(community, each, now))
            raised += 1
        elif row.over_at is not None:
            _reopen(row, each, now)
            raised += 1
        elif row.facts != dict(each.facts):
            row.facts = dict(each.facts)
    for key, row in known.items():
        setting = settings.get(Rule(row.rule))
        if key not in seen and row.over_at is None and (setting is None or not setting.active or not setting.quiet(today)):
            row.over_at = now
    return raised


def _new(community: Community, each: Noticed, now: datetime) -> Alert:
    return Alert(community_id=community.id, rule=each.rule.value, subject=each.subject, day=each.day, facts=dict(each.facts), raised_at=now)


def _reopen(row: Alert, each: Noticed, now: datetime) -> None:
    row.over_at, row.raised_at, row.state = None, now, State.OPEN.value
    row.times += 1
    row.facts, row.day = dict(each.facts), each.day
    row.log = [*row.log, {"at": now.isoformat(), "by": None, "verb": "raised", "note": ""}]


def _noticed(community: Community, settings: Mapping[Rule, Setting], today: date, now: datetime) -> Iterator[Noticed]:
    """What the rules that are not quiet say of a community as it is now."""
    wanted = {rule: setting.threshold for rule, setting in settings.items() if not setting.quiet(today)}
    facts = _facts(community, today, now)
    days = notices.whole_days(facts)
    last = next((each.day for each in reversed(days) if each.covered), None)
    if last is not None and today - last <= NEWS:
        known = days[: next(n for n, each in enumerate(days) if each.day == last) + 1]
        by_days: Mapping[Rule, Callable[[float], Iterator[Noticed]]] = {
            Rule.SILENCE: lambda least: notices.silence(known, least),
            Rule.ACTIVITY_DROP: lambda score: notices.activity_drop(known, score),
            Rule.CHURN_SPIKE: lambda score: notices.churn_spike(known, score),
            Rule.JUMP: lambda score: notices.jump(facts, known, score),
        }
        for rule, ask in by_days.items():
            if rule in wanted:
                yield from ask(wanted[rule])
        if Rule.UNANSWERED in wanted:
            yield from notices.unanswered(_reply_coverage(community, last, now), wanted[Rule.UNANSWERED])
    if Rule.SATISFACTION_DROP in wanted:
        for asked in _asked(community, today, now):
            yield from notices.satisfaction_drop(asked, wanted[Rule.SATISFACTION_DROP])
    if Rule.STALE in wanted:
        yield from _stale(community, facts, today, wanted[Rule.STALE])
    if Rule.OFF_TRACK in wanted:
        for period in running(community, now=now):
            case = case_of(community, period, now=now)
            yield from notices.off_track(case, wanted[Rule.OFF_TRACK]) if case else ()


def _facts(community: Community, today: date, now: datetime) -> Facts:
    """The days of the last half year and the quarter before it, from the counts by day alone."""
    span = Period(today - HALF_A_YEAR, today + timedelta(days=1))
    return facts_store.several(community, [span], now=now)[span]


def _stale(community: Community, facts: Facts, today: date, least: float) -> Iterator[Noticed]:
    zone = zone_of(community)
    last = facts.as_of.astimezone(zone).date() if facts.as_of else None
    came = [row.finished_at.astimezone(zone).date() for row in imports.live(community.id) if row.finished_at is not None]
    yield from notices.stale(last, community.created_at.astimezone(zone).date(), today, least, came)


def _reply_coverage(community: Community, last: date, now: datetime) -> list[tuple[Period, Figure]]:
    """The share of answered questions in four weeks after four weeks, the last of which could still be answered in full."""
    until = last + timedelta(days=1) - ANSWERABLE
    spans = [Period(until - SPAN * n, until - SPAN * (n - 1)) for n in range(SPANS, 0, -1)]
    known = measuring.history(community, ["reply_coverage"], spans, now=now)
    return [(each, known[each]["reply_coverage"]) for each in spans if each in known]


def _asked(community: Community, today: date, now: datetime) -> list[list[tuple[date, Figure]]]:
    """The days surveys were asked on with their NPS, and with their satisfaction, oldest first; nothing if none was asked lately."""
    days = sorted({row.asked_on for row in surveys.of_community(community.id) if row.asked_on is not None and row.asked_on <= today})
    days = days[-SURVEYS:]
    if len(days) < 2 or today - days[-1] > ASKED_LATELY:
        return []
    periods = {day: Period(day, day + timedelta(days=1)) for day in days}
    known = measuring.history(community, ["nps", "csat"], list(periods.values()), now=now)
    return [[(day, known[period][key]) for day, period in periods.items() if period in known] for key in ("nps", "csat")]
