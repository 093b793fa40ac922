from dataclasses import replace
from datetime import date, timedelta

import pytest

from tenants.measure import measure
from tenants.terms.contract import MetricContract
from tenants.terms.event import EventKind
from tenants.terms.facts import Thread, Who
from tenants.terms.figure import Reason
from tenants.terms.period import Period
from tests.measure.small_world import ALL, World, at, member, said

JUNE = Period.month(2026, 6)
QUESTION = {"question": True, "by_staff": False}


def figures(*acts, period=JUNE, **more):
    return measure(World(acts=[each for group in acts for each in group], **more).facts(period))


def test_bots_never_count_and_staff_counts_if_the_contract_says_so():
    acts = [said(1, "2026-06-02"), said(2, "2026-06-02", who=Who.STAFF), said(3, "2026-06-02", who=Who.BOT)]
    found = figures(*acts)
    assert (found["messages"].value, found["active_members"].value) == (1, 1)
    found = figures(*acts, contract=MetricContract(exclude_staff=False))
    assert (found["messages"].value, found["active_members"].value) == (2, 2)


def test_anonymous_reactions_count_as_acts_and_in_nothing_per_person():
    found = figures(said(1, "2026-06-02"), said(None, "2026-06-02", "2026-06-03", kind=EventKind.REACTION, who=Who.UNKNOWN))
    assert (found["reactions"].value, found["acts"].value) == (2, 3)
    assert found["acts"].detail["anonymous"] == 2
    assert (found["active_members"].value, found["acts_per_active"].value, found["top10_share"].value) == (1, 1, 1)


def test_what_a_format_cannot_tell_is_unknown():
    found = figures(said(1, "2026-06-02"), evidence=replace(ALL, replies=False, reactions=False))
    for key in ("replies", "reactions", "reply_coverage", "first_reply_minutes"):
        assert (found[key].value, found[key].reason) == (None, Reason.NOT_RECORDED), key
    assert found["messages"].value == 1


def test_a_reply_is_no_message():
    found = figures(said(1, "2026-06-02"), said(2, "2026-06-02", kind=EventKind.REPLY))
    assert (found["messages"].value, found["replies"].value, found["acts"].value) == (1, 1, 2)


def test_dau_is_that_of_the_last_day_with_the_series_beside_it():
    found = figures(said(1, "2026-06-29", "2026-06-30"), said(2, "2026-06-29"), uncovered=frozenset([date(2026, 6, 28)]))["dau"]
    assert found.value == 1
    assert found.detail["series"][27:] == [None, 2, 1]
    assert found.detail["day"] == "2026-06-30"


def test_wau_and_mau_reach_back_before_the_period():
    week = Period.parse("2026-W23")
    found = figures(said(1, "2026-05-25"), said(2, "2026-06-01"), said(3, "2026-04-01"), period=week)
    assert (found["wau"].value, found["mau"].value) == (1, 2)
    assert (found["wau"].coverage, found["mau"].coverage) == (1, 1)


def test_mau_at_the_beginning_of_the_data_says_how_little_it_covers():
    found = figures(said(1, "2026-06-02"), since=date(2026, 6, 1), period=Period.parse("2026-W23"))
    assert found["mau"].coverage == pytest.approx(7 / 28)


def test_stickiness_is_for_calendar_months_however_they_are_asked_for():
    acts = said(1, *[f"2026-06-{day:02d}" for day in range(1, 31)])
    assert figures(acts)["stickiness"].value == 1
    assert figures(acts, period=Period.parse("2026-06-01..2026-07-01"))["stickiness"].value == 1
    assert figures(acts, period=Period.parse("2026-W23"))["stickiness"].reason is Reason.NOT_A_MONTH
    assert figures()["stickiness"].reason is Reason.NO_ACTIVE_MEMBERS


def test_active_rate_is_over_the_mean_number_of_members():
    spells = [member(1, "2026-01-01"), member(2, "2026-06-16")]
    found = figures(said(1, "2026-06-02"), spells=spells)["active_rate"]
    assert found.detail["mean_members"] == 1.5
    assert found.value == pytest.approx(1 / 1.5)


def test_silent_members_are_those_of_some_standing_without_an_act_in_the_window():
    spells = [member(1, "2026-01-01"), member(2, "2026-01-01"), member(3, "2026-06-20"), member(4, "2026-01-01", "2026-06-05")]
    found = figures(said(1, "2026-06-02"), said(2, "2026-05-20"), spells=spells)["silent_rate"]
    assert (found.value, found.n, found.detail["silent"]) == (0.5, 2, 1)


def test_silence_cannot_be_told_of_newcomers():
    assert figures(spells=[member(1, "2026-06-20")])["silent_rate"].reason is Reason.TOO_YOUNG
    assert figures()["silent_rate"].reason is Reason.NO_MEMBERS


def test_of_days_without_data_nobody_can_say_who_was_silent():
    gap = frozenset(date(2026, 6, day) for day in range(2, 31))
    found = figures(said(1, "2026-06-01"), spells=[member(1, "2026-01-01")], uncovered=gap, contract=MetricContract(silent_days=14))[
        "silent_rate"
    ]
    assert (found.value, found.reason) == (None, Reason.NO_COVERAGE)


def test_activation_leaves_out_the_young_and_those_known_by_their_first_act():
    spells = [
        member(1, "2026-06-02", first_act=at("2026-06-05")),
        member(2, "2026-06-02", first_act=at("2026-06-12")),
        member(3, "2026-06-02"),
        member(4, "2026-06-02", first_act=at("2026-06-02"), estimated=True),
        member(5, "2026-06-28", first_act=at("2026-06-28")),
    ]
    found = figures(spells=spells, as_of=at("2026-06-30", "20:00"))["newcomer_activation"]
    assert (found.value, found.n) == (pytest.approx(1 / 3), 3)
    assert figures(spells=spells[3:4])["newcomer_activation"].reason is Reason.NOT_RECORDED
    young = figures(spells=spells[4:], as_of=at("2026-06-30", "20:00"))
    assert young["newcomer_activation"].reason is Reason.TOO_YOUNG
    assert figures()["newcomer_activation"].reason is Reason.NO_JOINS


def test_a_newcomer_who_leaves_comes_back_and_acts_within_the_week_takes_part():
    spells = [
        member(1, "2026-06-02", "2026-06-03"),
        member(1, "2026-06-04", first=False, first_act=at("2026-06-05")),
        member(2, "2026-06-02", "2026-06-03"),
        member(2, "2026-06-04", first=False, first_act=at("2026-06-12")),
    ]
    found = figures(spells=spells)["newcomer_activation"]
    assert (found.value, found.n) == (0.5, 2)


def test_weekly_retention_pools_the_cohorts_of_the_period_and_leaves_out_young_ones():
    acts = [said(1, "2026-06-02", "2026-06-09", "2026-06-30"), said(2, "2026-06-03"), said(3, "2026-06-30", "2026-07-07")]
    found = figures(*acts, as_of=at("2026-07-04", "23:00"))
    assert (found["retention_w1"].value, found["retention_w1"].n) == (0.5, 2)
    assert (found["retention_w4"].value, found["retention_w4"].n) == (None, None)
    assert found["retention_w4"].reason is Reason.TOO_YOUNG
    found = figures(*acts)
    assert (found["retention_w1"].value, found["retention_w4"].value) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert figures(said(1, "2026-05-01", "2026-06-05"))["retention_w1"].reason is Reason.NO_NEWCOMERS


def test_who_comes_back_after_90_days_is_reactivated_and_a_newcomer_is_not():
    acts = [said(1, "2026-01-05", "2026-06-10"), said(2, "2026-04-20", "2026-06-10"), said(3, "2026-06-10")]
    assert figures(*acts)["reactivated"].value == 1


def test_the_90_days_are_counted_from_the_first_act_of_the_period():
    assert figures(said(1, "2026-03-10", "2026-06-05"))["reactivated"].value == 0
    assert figures(said(1, "2026-03-10", "2026-06-25"))["reactivated"].value == 1


def test_without_data_before_the_period_nobody_is_called_back_or_lost():
    found = figures(said(1, "2026-06-10"), since=date(2026, 6, 1))
    assert found["reactivated"].reason is Reason.NO_COVERAGE
    assert found["lost_regulars"].reason is Reason.NO_COVERAGE


def test_a_regular_is_lost_once_the_period_is_over_without_an_act():
    regular = said(1, "2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04")
    other = said(2, "2026-05-01", "2026-05-02", "2026-05-03")
    found = figures(regular, other)["lost_regulars"]
    assert (found.value, found.n) == (1, 1)
    assert figures(regular, as_of=at("2026-06-10"))["lost_regulars"].reason is Reason.TOO_YOUNG
    assert figures(regular, said(1, "2026-06-30"))["lost_regulars"].value == 0


def test_questions_count_as_answered_within_seven_days_and_not_before_those_have_passed():
    threads = [
        Thread(at("2026-06-02"), **QUESTION, answered=at("2026-06-03")),
        Thread(at("2026-06-02"), **QUESTION, answered=at("2026-06-12")),
        Thread(at("2026-06-02"), **QUESTION, answered=None),
        Thread(at("2026-06-28"), **QUESTION, answered=at("2026-06-28", "13:00")),
        Thread(at("2026-06-02"), question=True, by_staff=True, answered=None),
        Thread(at("2026-06-02"), question=False, by_staff=False, answered=None),
    ]
    found = figures(threads=threads, as_of=at("2026-06-30", "20:00"))["reply_coverage"]
    assert (found.value, found.n, found.detail["too_young"]) == (pytest.approx(1 / 3), 3, 1)
    young = figures(threads=threads[3:4], as_of=at("2026-06-30", "20:00"))["reply_coverage"]
    assert young.reason is Reason.TOO_YOUNG


def test_first_reply_is_the_median_with_the_slow_tenth_beside_it():
    threads = [Thread(at("2026-06-02"), False, False, at("2026-06-02") + timedelta(minutes=wait)) for wait in (10, 20, 30, 40, 500)]
    found = figures(threads=threads)["first_reply_minutes"]
    assert (found.value, found.n) == (30, 5)
    assert found.detail["p90"] == pytest.approx(316)


def test_ten_people_carry_what_they_carry():
    acts = [said(n, "2026-06-02") for n in range(20)]
    assert figures(*acts)["top10_share"].value == 0.5
    assert figures(*acts)["gini"].value == pytest.approx(0)
    assert figures(said(1, *["2026-06-02"] * 99), said(2, "2026-06-02"))["gini"].value == pytest.approx(0.49)
    assert figures()["gini"].reason is Reason.NO_ACTS


def test_hours_are_a_table_of_local_time():
    found = figures([*said(1, "2026-06-02", "2026-06-09"), *said(2, "2026-06-03")])["active_hours"]
    assert (found.value, found.detail["weekday"], found.detail["hour"], found.detail["peak"]) == (3, 1, 12, 2)
    assert found.detail["table"][2][12] == 1
    assert figures()["active_hours"].reason is Reason.NO_ACTS


def test_staff_posts_stand_in_the_denominator_of_members_posts():
    found = figures(said(1, "2026-06-02"), said(2, "2026-06-02", "2026-06-03", "2026-06-04", who=Who.STAFF))
    assert found["ugc_share"].value == 0.25
    assert figures()["ugc_share"].reason is Reason.NO_POSTS


def test_roaring_bitmaps_and_frozensets_give_the_same_figures():
    from pyroaring import BitMap

    spells = [member(n, "2026-01-01") for n in range(9)]
    acts = [said(n, *[f"2026-06-{1 + (n * day) % 28:02d}" for day in range(1, 5)]) for n in range(9)]
    acts += [said(n, "2026-01-02", "2026-04-20") for n in range(4)]
    facts = World(spells=spells, acts=[a for group in acts for a in group]).facts(JUNE)

    def bitmaps(days):
        return [replace(day, active=BitMap(day.active)) for day in days]

    roaring = replace(
        facts,
        days=bitmaps(facts.days),
        before=bitmaps(facts.before),
        seen_before=BitMap(facts.seen_before),
        weeks={week: BitMap(people) for week, people in facts.weeks.items()},
    )
    assert measure(roaring) == measure(facts)
