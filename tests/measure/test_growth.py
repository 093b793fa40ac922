from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tenants.measure import measure
from tenants.terms.figure import Reason
from tenants.terms.period import Period
from tests.measure.small_world import ALL, World, at, member, said

JUNE = Period.month(2026, 6)


def figures(*spells, period=JUNE, **more):
    return measure(World(spells=list(spells), **more).facts(period))


def test_who_joins_at_the_first_instant_of_the_period_is_a_join_and_no_member_at_its_start():
    first = member(1, "2026-06-01")
    first = replace(first, joined=JUNE.bounds(ZoneInfo("Asia/Shanghai"))[0])
    found = figures(first)
    assert (found["members_start"].value, found["joins"].value, found["members_end"].value) == (0, 1, 1)


def test_who_leaves_at_the_last_instant_belongs_to_the_next_period():
    end = JUNE.bounds(ZoneInfo("Asia/Shanghai"))[1]
    found = figures(replace(member(1, "2026-05-01"), left=end))
    assert (found["members_end"].value, found["leaves"].value) == (1, 0)


def test_a_join_and_a_leave_on_the_same_day_both_count():
    found = figures(replace(member(1, "2026-06-10"), left=at("2026-06-10", "18:00")))
    assert (found["joins"].value, found["leaves"].value, found["net_growth"].value) == (1, 1, 0)


def test_a_re_join_is_a_join_and_no_new_cohort_member():
    found = figures(member(1, "2026-01-01", "2026-05-20"), member(1, "2026-06-03", first=False))
    assert found["joins"].value == 1
    assert found["joins"].detail["returned"] == 1
    assert (found["stay_d7"].value, found["stay_d7"].reason) == (None, Reason.NO_JOINS)


def test_leaves_that_a_format_cannot_record_are_unknown_and_so_is_what_rests_on_them():
    found = figures(member(1, "2026-06-03"), evidence=replace(ALL, leaves=False))
    for key in ("leaves", "churn_rate", "net_growth", "growth_rate", "early_leave_rate", "stay_d7"):
        assert (found[key].value, found[key].reason) == (None, Reason.NOT_RECORDED), key
    assert found["joins"].value == 1
    assert (found["members_end"].value, found["members_end"].estimated) == (1, True)


def test_joins_from_first_acts_are_given_and_called_estimates():
    found = figures(member(1, "2026-06-03", estimated=True), evidence=replace(ALL, joins=False))
    assert (found["joins"].value, found["joins"].estimated) == (1, True)
    assert found["members_start"].estimated is False
    assert found["members_end"].estimated is True


def test_a_ledger_that_does_not_add_up_is_flagged_with_the_difference():
    facts = World(spells=[member(1, "2026-06-03")]).facts(JUNE)
    days = [replace(day, joined=day.joined + (day.day.day == 9)) for day in facts.days]
    found = measure(replace(facts, days=days))["net_growth"]
    assert (found.value, found.reason, found.detail["gap"]) == (2, Reason.LEDGER_GAP, 1)


def test_churn_counts_people_there_at_the_start_even_if_they_came_back():
    found = figures(
        member(1, "2026-01-01", "2026-06-05"),
        member(1, "2026-06-20", first=False),
        member(2, "2026-01-01"),
        member(3, "2026-06-02", "2026-06-04"),
    )
    assert found["churn_rate"].value == 0.5
    assert found["churn_rate"].n == 2


def test_rates_over_no_members_are_unknown():
    found = figures(member(1, "2026-06-03"))
    assert found["growth_rate"].reason is Reason.NO_MEMBERS
    assert found["churn_rate"].reason is Reason.NO_MEMBERS
    assert figures()["active_rate"].reason is Reason.NO_MEMBERS


def test_early_leavers_are_counted_among_those_who_joined_a_week_before_the_end():
    found = figures(
        member(1, "2026-06-03", "2026-06-09"),
        member(2, "2026-06-03", "2026-06-12"),
        member(3, "2026-06-28", "2026-06-29"),
    )["early_leave_rate"]
    assert (found.value, found.n, found.detail["too_young"]) == (0.5, 2, 1)


def test_staying_looks_beyond_the_period_and_leaves_out_who_is_too_young():
    found = figures(
        member(1, "2026-06-29", "2026-07-03"),
        member(2, "2026-06-29"),
        member(3, "2026-06-30"),
        as_of=at("2026-07-06", "20:00"),
    )
    assert (found["stay_d1"].value, found["stay_d1"].n) == (1, 3)
    assert (found["stay_d7"].value, found["stay_d7"].n, found["stay_d7"].detail["too_young"]) == (0.5, 2, 1)
    assert (found["stay_d30"].value, found["stay_d30"].reason) == (None, Reason.TOO_YOUNG)


def test_who_left_and_came_back_within_the_week_has_stayed():
    found = figures(member(1, "2026-06-03", "2026-06-04"), member(1, "2026-06-06", first=False))
    assert found["stay_d1"].value == 0
    assert found["stay_d7"].value == 1


def test_invitations_are_unknown_where_no_join_ever_names_an_inviter():
    found = figures(member(1, "2026-06-03"))
    assert found["referral_joins"].reason is Reason.NOT_RECORDED
    found = figures(member(1, "2026-01-03", inviter=9), member(2, "2026-06-03"))
    assert (found["referral_joins"].value, found["referral_share"].value) == (0, 0)
    found = figures(member(1, "2026-01-03", inviter=9))
    assert found["referral_share"].reason is Reason.NO_JOINS


def test_capacity_use_needs_a_capacity():
    assert figures(member(1, "2026-01-01"))["capacity_use"].reason is Reason.NO_CAPACITY
    assert figures(member(1, "2026-01-01"), capacity=4)["capacity_use"].value == 0.25


def test_a_running_period_is_cut_where_the_data_ends():
    found = figures(
        member(1, "2026-01-01", "2026-06-25"),
        member(2, "2026-06-05"),
        member(3, "2026-06-20"),
        as_of=at("2026-06-10", "15:00"),
    )
    assert (found["members_end"].value, found["joins"].value, found["leaves"].value) == (2, 1, 0)
    assert found["joins"].coverage == pytest.approx(10 / 30)


def test_a_period_after_the_data_is_unknown_throughout():
    found = figures(member(1, "2026-01-01"), as_of=at("2026-05-10"))
    assert found["members_end"].reason is Reason.NO_COVERAGE
    assert found["acts"].reason is Reason.NO_COVERAGE


def test_days_with_23_and_25_hours_keep_the_ledger_whole():
    berlin = ZoneInfo("Europe/Berlin")
    spring = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)
    world = World(zone=berlin, spells=[replace(member(1, "2026-01-01"), joined=datetime(2026, 3, 29, 21, 59, tzinfo=UTC))])
    world.spells.append(replace(member(2, "2026-01-01"), joined=spring))
    sunday = measure(world.facts(Period.parse("2026-03-29")))
    monday = measure(world.facts(Period.parse("2026-03-30")))
    assert (sunday["joins"].value, sunday["members_end"].value, sunday["net_growth"].reason) == (1, 1, None)
    assert (monday["joins"].value, monday["members_start"].value) == (1, 1)


def test_days_of_a_cohort_are_local_days_across_a_change_of_the_clock():
    berlin = ZoneInfo("Europe/Berlin")
    joined = datetime(2026, 3, 28, 12, tzinfo=berlin).astimezone(UTC)
    left = datetime(2026, 3, 29, 11, 30, tzinfo=berlin).astimezone(UTC)
    world = World(zone=berlin, spells=[replace(member(1, "2026-01-01"), joined=joined, left=left)])
    assert measure(world.facts(Period.month(2026, 3)))["stay_d1"].value == 0
    later = replace(world.spells[0], left=datetime(2026, 3, 29, 12, 30, tzinfo=berlin).astimezone(UTC))
    assert measure(World(zone=berlin, spells=[later]).facts(Period.month(2026, 3)))["stay_d1"].value == 1


def test_days_without_data_are_left_out_and_lower_the_coverage():
    gone = frozenset(date(2026, 6, day) for day in range(1, 16))
    world = World(spells=[member(1, "2026-01-01")], acts=said(1, "2026-06-10", "2026-06-20"), uncovered=gone)
    found = measure(world.facts(JUNE))
    assert (found["messages"].value, found["messages"].coverage) == (1, 0.5)
    assert found["dau_avg"].value == pytest.approx(1 / 15)
