"""Tiers of imported members, against sums done by hand: windows on the community's clock, staff and bots, rules and their versions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from tenants.actions import importing, tiers
from tenants.actions.tiers import Wanted, Window
from tenants.assess.tiers import place_all
from tenants.store import people_of, standings
from tenants.store import tiers as store
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.store.tier_rules import in_force
from tenants.terms.errors import Refusal
from tenants.terms.tiers import Tier, TierList, TierRule, Why, default_rules
from tests.communities import EXPORTS, NOW, application, bring, make_place, real_exports

LAST = date(2026, 6, 30)


def acts(who: str, days: range, each: int = 1, kind: str = "message") -> list[str]:
    """Acts of somebody on days before the end of June: 1 is 30 June, 30 is 1 June; each a minute apart at noon in Shanghai."""
    noon = datetime(2026, 7, 1, 4, tzinfo=UTC)
    return [
        f"{(noon - timedelta(days=back, minutes=n)).isoformat()},{who},{kind},,{who}-{kind}-{back}-{n}"
        for back in days
        for n in range(each)
    ]


def joined(who: str, back: int) -> str:
    return acts(who, range(back, back + 1), kind="join")[0]


ROWS = [
    *(joined("core", 150), *acts("core", range(1, 9), each=3)),
    *(joined("slipping", 150), *acts("slipping", range(31, 39)), *acts("slipping", range(5, 7))),
    *(joined("steady", 150), *acts("steady", range(31, 39)), *acts("steady", range(5, 8))),
    *(joined("loyal", 180), *acts("loyal", range(20, 81, 30))),
    *(joined("nearly", 179), *acts("nearly", range(20, 81, 30))),
    *(joined("new", 14), joined("no longer new", 15)),
    *(joined("once", 100), *acts("once", range(30, 31))),
    *(joined("silent", 100), *acts("silent", range(31, 32))),
    *(joined("long silent", 300), *acts("long silent", range(180, 181))),
    *(joined("zombie", 300), *acts("zombie", range(181, 182))),
    # Half past midnight on 1 July in Shanghai is still June in UTC: too late for the day looked at.
    *(joined("late", 100), "2026-06-30T16:30:00+00:00,late,message,,late-1"),
    *(joined("left", 100), *acts("left", range(1, 6)), *acts("left", range(1, 2), kind="leave")),
    *(joined("host", 100), *acts("host", range(1, 21), each=5)),
    *(f"{datetime(2026, 6, 20, 4, n, tzinfo=UTC).isoformat()},fan{n % 3},reaction,host-message-1-{n % 5},like-{n}" for n in range(9)),
]
BY_HAND = {
    "core": Tier.CORE,
    "slipping": Tier.AT_RISK,
    "steady": Tier.ACTIVE,
    "loyal": Tier.LOYAL,
    "nearly": Tier.POTENTIAL,
    "new": Tier.NEWCOMER,
    "no longer new": Tier.ZOMBIE,
    "once": Tier.POTENTIAL,
    "silent": Tier.SILENT,
    "long silent": Tier.SILENT,
    "zombie": Tier.ZOMBIE,
    "late": Tier.ZOMBIE,
    # Three acts within fourteen days of the first one: active comes first.
    **dict.fromkeys(("fan0", "fan1", "fan2"), Tier.ACTIVE),
}


@pytest.fixture
def community(database_url, tmp_path):
    path = tmp_path / "acts.csv"
    path.write_text("\n".join(["time,user,kind,reply_to,id", *ROWS]))
    with application(database_url, tmp_path / "files"):
        place = make_place(zone="Asia/Shanghai")
        bring(place, path)
        with use_tenant(place.tenant_id):
            row = community_by_id(place.community_id)
            importing.mark_staff(row.id, [numbers(row)["host"]], staff=True, by=None)
            yield community_by_id(place.community_id)


def numbers(community) -> dict[str, int]:
    return {name.shown: no for no, name in people_of.names(community, range(1000)).items()}


def placed(community, at=LAST):
    return {name.shown: each.tier for name, _profile, each in tiers.everybody(community, at, now=NOW)}


def test_members_stand_where_a_sum_by_hand_puts_them(community):
    assert placed(community) == BY_HAND
    counts = tiers.counts_at(community, LAST, now=NOW)
    assert counts.members == sum(counts.tiers.values()) == len(BY_HAND)
    assert (counts.tiers[Tier.ZOMBIE], counts.tiers[Tier.SILENT], counts.tiers[Tier.EXPERT]) == (3, 2, 0)
    assert counts.covered == 1
    assert tiers.counts_at(community, LAST, now=NOW) == counts, "kept counts are the same"


def test_crowds_come_to_the_same_as_every_member_by_themselves(community):
    tiers.mark(community, numbers(community)["silent"], expert=True, by=None)
    tiers.mark(community, numbers(community)["zombie"], paid=True, by=None)
    rules = in_force(community)
    others = replace(rules, silent_days=75, newcomer_days=120)
    backwards = replace(rules, rules=rules.rules[::-1], silent_days=3)
    few = replace(rules, rules=tuple(replace(rule, on=rule.tier in {Tier.EXPERT, Tier.SILENT, Tier.POTENTIAL}) for rule in rules.rules))
    limits = {Tier.AT_RISK: {"regular_acts": 2.0}, Tier.CORE: {"active_days": 1.0}, Tier.EXPERT: {"posts": 1.0}, Tier.ACTIVE: {"acts": 4.0}}
    close = replace(rules, rules=tuple(replace(rule, limits={**rule.limits, **limits.get(rule.tier, {})}) for rule in rules.rules))
    for back, each in product((0, 1, 14, 29, 45, 60, 100, 150, 400), (rules, others, backwards, few, close)):
        day = store.Day(community, LAST - timedelta(days=back - 1), each)
        together, apart = standings.measure(day, each), standings.summed(day, day.profiles, place_all(day.profiles, each), each)
        assert (together.counts, together.tiers) == (apart.counts, apart.tiers)
        assert (together.waiting, together.paid) == (apart.waiting, apart.paid)


def test_a_day_later_the_windows_have_moved(community):
    found = placed(community, date(2026, 7, 1))
    assert {name: tier for name, tier in found.items() if tier is not BY_HAND[name]} == {
        "nearly": Tier.LOYAL,
        "new": Tier.ZOMBIE,
        "once": Tier.SILENT,
        "long silent": Tier.ZOMBIE,
        "late": Tier.POTENTIAL,
    }


def test_what_others_say_to_somebody_makes_an_expert(community):
    importing.mark_staff(community.id, [numbers(community)["host"]], staff=False, by=None)
    profiles = {name.shown: (profile, each) for name, profile, each in tiers.everybody(community, LAST, now=NOW)}
    host, reason = profiles["host"]
    assert (host.received, host.posts, reason.tier, reason.why) == (9, 100, Tier.EXPERT, Why.ANSWERED)
    assert profiles["core"][0].more_acts == 1 / 16


def test_a_mark_makes_an_expert_and_paying_is_a_badge(community):
    no = numbers(community)["silent"]
    assert tiers.mark(community, no, expert=True, by=None)
    assert not tiers.mark(community, no, expert=True, by=None)
    assert placed(community)["silent"] is Tier.EXPERT
    assert tiers.mark(community, no, expert=False, paid=True, by=None)
    counts = tiers.counts_at(community, LAST, now=NOW)
    assert (counts.paid, counts.tiers[Tier.SILENT]) == (1, 2)
    with pytest.raises(Refusal, match=r"tiers\.no_member"):
        tiers.mark(community, 999, paid=True, by=None)


def test_moves_between_two_days_add_up_and_open_their_people(community):
    since = date(2026, 5, 31)
    before, now = tiers.counts_at(community, since, now=NOW), tiers.counts_at(community, LAST, now=NOW)
    moves = tiers.moves_between(community, since, LAST, now=NOW)
    assert {tier: moves.before(tier) for tier in Tier} == before.tiers
    assert {tier: moves.after(tier) for tier in Tier} == now.tiers
    assert sum(len(tiers.gone(community, tier, LAST, since, now=NOW)) for tier in Tier) == moves.after(None) == 1
    for (was, tier), count in moves.cells.items():
        if tier is not None:
            wanted = Wanted(now=tier, was=was, joined=was is None)
            assert tiers.listed(community, wanted, LAST, since, window=Window(most=1), now=NOW).total == count


def test_lists_hold_those_one_acts_on(community):
    def names(**wanted):
        page = tiers.listed(community, Wanted(**wanted), LAST, date(2026, 5, 31), window=Window(order="-seen"), now=NOW)
        return [row.name.shown for row in page.rows]

    assert names(list=TierList.SILENT) == ["silent", "long silent"]
    assert names(list=TierList.AT_RISK) == ["slipping"]
    assert names(list=TierList.WAITING) == ["new"]
    assert set(names(list=TierList.ZOMBIES)) == {"zombie", "no longer new", "late"}
    assert "core" in names(list=TierList.RISING)
    assert names(list=TierList.ZOMBIES, like="ZOM") == ["zombie"]
    page = tiers.listed(community, Wanted(list=TierList.ZOMBIES), LAST, date(2026, 5, 31), window=Window(order="-seen", most=1), now=NOW)
    assert (page.total, page.rows[0].name.shown, page.rows[0].last) == (3, "zombie", date(2026, 1, 1))


def test_rules_show_their_effect_before_they_are_saved_and_can_be_taken_back(community):
    rules = [
        TierRule(rule.tier, rule.on, {**rule.limits, "days": 150} if rule.tier is Tier.ZOMBIE else rule.limits)
        for rule in default_rules().rules
    ]
    effect = tiers.effect(community, rules, LAST, now=NOW)
    assert (effect.now.tiers[Tier.ZOMBIE], effect.then.tiers[Tier.ZOMBIE], effect.moved) == (3, 4, 1)
    assert [(name.shown, was, placed.tier) for name, was, placed in effect.people] == [("long silent", Tier.SILENT, Tier.ZOMBIE)]
    assert tiers.counts_at(community, LAST, now=NOW).tiers[Tier.ZOMBIE] == 3
    assert tiers.save_rules(community, rules, version=0, by=None) == 1
    assert tiers.counts_at(community, LAST, now=NOW).tiers[Tier.ZOMBIE] == 4
    assert tiers.save_rules(community, rules, version=1, by=None) == 1
    with pytest.raises(Refusal, match=r"tiers\.changed"):
        tiers.save_rules(community, default_rules().rules, version=0, by=None)
    assert tiers.restore_rules(community, 0, version=1, by=None) == 2
    assert placed(community) == BY_HAND
    assert tiers.restore_rules(community, 1, version=2, by=None) == 3
    assert placed(community)["long silent"] is Tier.ZOMBIE


def test_a_day_that_has_not_come_is_refused(community):
    with pytest.raises(Refusal, match=r"tiers\.future"):
        tiers.counts_at(community, date(2027, 1, 1), now=NOW)


@real_exports
def test_real_members_have_one_tier_each(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place(zone="America/Chicago")
        bring(place, Path(EXPORTS) / "slack/houstondatavis_A.zip")
        with use_tenant(place.tenant_id):
            row = community_by_id(place.community_id)
            counts = tiers.counts_at(row, store.data_until(row), now=NOW)
            assert counts.members == sum(counts.tiers.values()) > 20
            everybody = tiers.everybody(row, counts.last, now=NOW)
            assert len(everybody) == counts.members
            for _name, profile, each in everybody:
                assert (each.tier is Tier.ZOMBIE) == (profile.quiet is None and profile.tenure > 14), (profile, each)
                assert profile.active_days <= min(30, profile.acts)
