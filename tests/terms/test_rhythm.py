"""When reports come due, in every zone there is."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.terms.period import Cadence, Period
from tenants.terms.rhythm import CADENCES, Rhythm, came_due, due_at, next_due

JUNE, JULY = Period.month(2026, 6), Period.month(2026, 7)
ODD = (
    "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/Havana", "America/Santiago", "America/Sao_Paulo", "America/St_Johns",
    "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu", "Asia/Shanghai", "Asia/Tehran", "Atlantic/Azores",
    "Australia/Lord_Howe", "Europe/Dublin", "Europe/London", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati",
)  # fmt: skip


def test_a_report_is_due_at_its_hour_some_days_after_its_period_ended():
    shanghai = ZoneInfo("Asia/Shanghai")
    assert due_at(JUNE, 2, 9, shanghai) == datetime(2026, 7, 3, 1, tzinfo=UTC)
    assert due_at(JUNE, 0, 0, shanghai) == JUNE.bounds(shanghai)[1]
    assert due_at(Period.parse("2026-W27"), 1, 8, ZoneInfo("Europe/London")) == datetime(2026, 7, 7, 7, tzinfo=UTC)
    assert due_at(Period.parse("2026"), 31, 23, ZoneInfo("UTC")) == datetime(2027, 2, 1, 23, tzinfo=UTC)


def test_an_hour_that_clocks_leave_out_comes_later_and_one_they_repeat_comes_first():
    berlin = ZoneInfo("Europe/Berlin")
    # 29 March 2026, 02:00 does not exist there; 25 October 2026, 02:00 happens twice.
    assert due_at(Period.parse("2026-02-01..2026-03-29"), 0, 2, berlin) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert due_at(Period.parse("2026-10-01..2026-10-25"), 0, 2, berlin) == datetime(2026, 10, 25, 0, tzinfo=UTC)


def test_a_day_that_a_zone_left_out_is_followed_by_the_next():
    """Samoa had no 30 December 2011."""
    apia = ZoneInfo("Pacific/Apia")
    assert due_at(Period.parse("2011-12-01..2011-12-30"), 0, 9, apia).astimezone(apia) == datetime(2011, 12, 31, 9, tzinfo=apia)


@pytest.mark.parametrize("zone", ODD)
def test_in_odd_zones_too_periods_come_due_in_order_each_once_and_never_before_they_end(zone):
    place = ZoneInfo(zone)
    assert zone in available_timezones()
    for hour in (0, 1, 2, 3, 23):
        for cadence in CADENCES:
            rhythm = Rhythm(cadence, 0, hour, zone, date(2009, 1, 1))
            found = list(came_due(rhythm, datetime(2027, 1, 1, tzinfo=UTC), None))
            moments = [each.at for each in found]
            assert moments == sorted(set(moments))
            assert all(each.at >= each.period.bounds(place)[1] for each in found)
            assert all(after.period == before.period.following() for before, after in pairwise(found))


@settings(max_examples=150)
@given(
    st.sampled_from(CADENCES),
    st.integers(0, 31),
    st.integers(0, 23),
    st.sampled_from(sorted(available_timezones())),
    st.integers(0, 15_000_000).map(lambda minutes: datetime(2006, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
)
def test_what_is_next_is_what_has_not_come_due(cadence, settle, hour, zone, now):
    rhythm = Rhythm(cadence, settle, hour, zone, date(2002, 5, 7))
    past, ahead = list(came_due(rhythm, now, None)), next_due(rhythm, now)
    assert len(ahead) == 3
    assert all(each.at > now for each in ahead)
    assert ahead[0].period == past[-1].period.following()
    assert list(came_due(rhythm, now, past[-2].period.first)) == past[-1:]


def test_nothing_before_the_first_period_comes_due():
    rhythm = Rhythm(Cadence.MONTH, 2, 9, "UTC", date(2026, 6, 15))
    assert [each.period for each in came_due(rhythm, datetime(2026, 8, 20, tzinfo=UTC), None)] == [JUNE, JULY]
    assert [each.period for each in next_due(rhythm, datetime(2024, 1, 1, tzinfo=UTC), 2)] == [JUNE, JULY]
