"""Tiers of a community's members: who stands where on a day, who moved between two, the rules and what a change of them would do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tenants.assess import tiers as assess
from tenants.store import audit, glance, measured, people_of, standings, tier_rules
from tenants.store import tiers as store
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.people_of import Name
from tenants.store.targets import hold
from tenants.store.tier_rules import TierRuleSet
from tenants.store.tiers import Day
from tenants.store.work import work
from tenants.store.zones import zone_of
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.tiers import Moves, Placed, Profile, Standing, Tier, TierCounts, TierList, TierRule, TierRules, default_rules

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One member of a list: who, where they stand and why, where they stood before, and the day they were last active."""

    name: Name
    placed: Placed
    profile: Profile
    was: Tier | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list and how many there are in all."""

    rows: Sequence[Row]
    total: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of the rules would do on one day: counts now and then, and who would move (their tier now and then)."""

    now: TierCounts
    then: TierCounts
    moves: Moves
    people: Sequence[tuple[Name, Tier, Placed]]
    moved: int


def counts_at(community: Community, at: date, *, now: datetime) -> TierCounts:
    """How many members stand in each tier at the end of the local day ``at``; refuses a day that has not come."""
    return standing(community, at, now=now).counts


def standing(community: Community, at: date, *, now: datetime) -> Standing:
    """Who stands in which tier at the end of the local day ``at``; refuses a day that has not come."""
    if at > now.astimezone(zone_of(community)).date():
        raise Refusal("tiers.future", field="at", day=at.isoformat())
    return standings.standing(community, at)


def foresee(community: Community, days: Sequence[date]) -> None:
    """Have all that is kept of the tiers of ``days`` read in one statement."""
    glance.ahead(community.no, [standings.subject(day) for day in days])


def day_shown(community: Community, *, now: datetime) -> date:
    """The day tiers are shown for unless another is asked for: the last one with data, at the latest yesterday."""
    today = now.astimezone(zone_of(community)).date()
    known = store.data_until(community)
    return min(known, today - ONE_DAY) if known is not None else today - ONE_DAY


def month_before(at: date) -> date:
    """The day a month earlier; the end of a month gives the end of the month before."""
    return store.months_before(at + ONE_DAY, 1) - ONE_DAY


def moves_between(community: Community, since: date, at: date, *, now: datetime) -> Moves:
    """Who moved from which tier to which between the ends of two local days."""
    return moved(standing(community, since, now=now), standing(community, at, now=now))


def moved(before: Standing, after: Standing) -> Moves:
    """Who moved from which tier to which between two standings."""
    return assess.moves(before.tiers, after.tiers)


def rising(moves: Moves) -> int:
    """How many stand in a higher tier than before."""
    return sum(count for (was, now), count in moves.cells.items() if assess.rises(was, now))


def everybody(community: Community, at: date, *, now: datetime) -> list[tuple[Name, Profile, Placed]]:
    """Every member at the end of the local day ``at`` with what is known of them and their tier, by name."""
    day, placed = _placed(community, at, now)
    called = people_of.names(community, placed)
    found = [(called[profile.member], profile, placed[profile.member]) for profile in day.profiles if profile.member in called]
    return sorted(found, key=lambda each: (each[0].shown.casefold(), each[0].no))


def _placed(community: Community, at: date, now: datetime) -> tuple[Day, Mapping[int, Placed]]:
    if at > now.astimezone(zone_of(community)).date():
        raise Refusal("tiers.future", field="at", day=at.isoformat())
    rules = tier_rules.in_force(community)
    day = Day(community, at + ONE_DAY, rules)
    return day, assess.place_all(day.profiles, rules)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which members a list holds: one of the lists, or by tier (``now``), by tier before (``was``), ``joined``: no member before."""

    list: TierList | None = None
    now: Tier | None = None
    was: Tier | None = None
    joined: bool = False
    like: str = ""

    def chooses(self, was: Tier | None, now: Tier, *, waiting: bool) -> bool:
        """Whether somebody who stood in ``was`` and stands in ``now`` belongs to the list."""
        by_list = {
            None: True,
            TierList.SILENT: now is Tier.SILENT,
            TierList.AT_RISK: now is Tier.AT_RISK,
            TierList.ZOMBIES: now is Tier.ZOMBIE,
            TierList.RISING: assess.rises(was, now),
            TierList.WAITING: waiting,
        }
        fits = self.now in {None, now} and (self.was is None or self.was is was) and not (self.joined and was is not None)
        return by_list[self.list] and fits


class Sorting(StrEnum):
    """What lists are sorted by; with a minus before it from the other end."""

    NAME = "name"
    ACTS = "acts"
    SEEN = "seen"
    JOINED = "joined"


KEYS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    Sorting.NAME: lambda row: (row.name.shown.casefold(), row.name.no),
    Sorting.ACTS: lambda row: (row.profile.acts, row.profile.acts_before),
    Sorting.SEEN: lambda row: (row.last or date.min,),
    Sorting.JOINED: lambda row: (row.profile.joined,),
}


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of a list are wanted, in which order (``Sorting``, with a minus from the other end); ``most`` ``None`` is all."""

    order: str = "-acts"
    first: int = 0
    most: int | None = None


def listed(community: Community, wanted: Wanted, at: date, since: date, *, window: Window, now: datetime) -> Page:
    """The members a list holds at the end of ``at``, compared with the end of ``since``."""
    before = standing(community, since, now=now)
    day, placed = _placed(community, at, now)
    chosen = []
    for profile in day.profiles:
        tier = placed[profile.member].tier
        was = before.of(profile.member)
        if wanted.chooses(was, tier, waiting=tier is Tier.NEWCOMER and not profile.ever):
            chosen.append((profile, was))
    called = people_of.names(community, [profile.member for profile, _was in chosen], like=wanted.like)
    rows = [
        Row(called[profile.member], placed[profile.member], profile, was, _last(day, profile))
        for profile, was in chosen
        if profile.member in called
    ]
    if window.order.endswith(Sorting.SEEN):
        rows = _with_last(day, rows)
    rows.sort(key=KEYS[Sorting.NAME])
    rows.sort(key=KEYS[window.order.removeprefix("-")], reverse=window.order.startswith("-"))
    shown = rows[window.first : window.first + window.most] if window.most is not None else rows
    return Page(_with_last(day, shown), len(rows))


def _last(day: Day, profile: Profile) -> date | None:
    return None if profile.quiet is None else day.until - timedelta(days=profile.quiet + 1)


def _with_last(day: Day, rows: Sequence[Row]) -> list[Row]:
    """Look up when those were last active who were not within the window."""
    lasts = day.last_acts([row.name.no for row in rows if row.last is None and row.profile.ever])
    return [Row(row.name, row.placed, row.profile, row.was, row.last or lasts.get(row.name.no)) for row in rows]


def gone(community: Community, was: Tier, at: date, since: date, *, now: datetime) -> list[Name]:
    """Who stood in ``was`` at the end of ``since`` and is no member any more at the end of ``at``, by name."""
    before, after = standing(community, since, now=now), standing(community, at, now=now)
    left = [no for no in before.tiers[was] if after.of(no) is None]
    return sorted(people_of.names(community, left).values(), key=lambda name: (name.shown.casefold(), name.no))


def one_member(community: Community, no: int, at: date, *, now: datetime) -> tuple[Profile, Placed] | None:
    """What is known of one member at the end of ``at``, and their tier; ``None`` for somebody who was no member then."""
    day, placed = _placed(community, at, now)
    return next(((profile, placed[no]) for profile in day.profiles if profile.member == no), None)


def effect(community: Community, rules: Sequence[TierRule], at: date, *, now: datetime, most: int = 50) -> Effect:
    """What other rules would do at the end of ``at``: nothing is kept."""
    present, checked = tier_rules.in_force(community), assess.check(rules)
    other = TierRules(checked, present.version).under(present.silent_days, present.newcomer_days)
    if at > now.astimezone(zone_of(community)).date():
        raise Refusal("tiers.future", field="at", day=at.isoformat())
    # Wide enough for both: what is older than the window of one of them is left out by its rules.
    widest = max(present, other, key=lambda each: each.zombie_days)
    day = Day(community, at + ONE_DAY, widest, months=max(present.months, other.months))
    before, after = assess.place_all(day.profiles, present), assess.place_all(day.profiles, other)
    one, two = standings.summed(day, day.profiles, before, present), standings.summed(day, day.profiles, after, other)
    changed = [no for no, placed in after.items() if placed.tier is not before[no].tier]
    called = people_of.names(community, changed)
    people = sorted(((called[no], before[no].tier, after[no]) for no in called), key=lambda each: each[0].shown.casefold())
    return Effect(one.counts, two.counts, assess.moves(one.tiers, two.tiers), people[:most], len(changed))


def save_rules(community: Community, rules: Sequence[TierRule], *, version: int, by: UUID | None) -> int:
    """Put other rules in force and return their version; the same again changes nothing.

    Refused when somebody else changed them since ``version`` (``tiers.changed``), and for rules that mean nothing.
    """
    _open(community)
    checked = assess.check(rules)
    with work():
        hold(community)
        present = tier_rules.in_force(community)
        if present.version != version:
            raise Refusal("tiers.changed", version=present.version)
        if tier_rules.plain(checked) == tier_rules.plain(assess.check(present.rules)):
            return version
        row = TierRuleSet(community_id=community.id, version=version + 1, rules=tier_rules.plain(checked), set_by=by)
        db.session.add(row)
        db.session.flush()
        audit.record(by, "set", "tier_rules", community.id, version=row.version)
        measured.forget(community)
        return row.version


def restore_rules(community: Community, earlier: int, *, version: int, by: UUID | None) -> int:
    """Put an earlier version of the rules in force again (0: the default ones) as a version of its own."""
    row = tier_rules.newest(community, version=earlier) if earlier else None
    if earlier and row is None:
        raise NotFoundError("tiers.no_version", version=earlier)
    rules = tier_rules.worded(row, community).rules if row is not None else default_rules().rules
    return save_rules(community, rules, version=version, by=by)


def mark(community: Community, no: int, *, expert: bool | None = None, paid: bool | None = None, by: UUID | None) -> bool:
    """Say of a member that they are an expert, or paying, or not; whether anything changed."""
    _open(community)
    marks = {name: value for name, value in (("expert", expert), ("paid", paid)) if value is not None}
    with work():
        row = people_of.one(community, no)
        if row is None:
            raise NotFoundError("tiers.no_member", no=no)
        changed = people_of.mark(row, expert=expert, paid=paid)
        if changed:
            audit.record(by, "marked", "member", community.id, no=no, **marks)
            db.session.flush()
            measured.forget(community)
    return changed


def _open(community: Community) -> None:
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)
