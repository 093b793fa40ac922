"""Where a stream of events becomes rows: local days, numbers for people, keys, and what two imports say of one act."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.store import loading
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.days import LocalDays
from tenants.store.imports import Import
from tenants.store.incoming import Numbers, digest
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.event import Author, Event, EventKind, Evidence, Reading, Tally
from tenants.terms.period import Period, local_midnight
from tests.communities import NOW, application, make_place

ALL = Evidence(joins=True, leaves=True, replies=True, reactions=True, reaction_authors=True)
AT = datetime(2024, 3, 31, 23, 30, tzinfo=UTC)


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def load(place, events, *, authors=(), source="slack"):
    with use_tenant(place.tenant_id), work():
        row = Import(community_id=place.community_id, file_name="x", file_key="x", sha256="x", size=1, created_at=NOW, state="done")
        db.session.add(row)
        db.session.flush()
        tally = Tally(authors={author.id: author for author in authors})
        reading = Reading("slack", ALL, iter(events), tally)
        community = community_by_id(place.community_id)
        return loading.load(
            community, row.no, reading, source=source, since=None, tick=lambda _rows: None, settle=lambda _first, _last: None
        )


def message(key, author="ann", at=AT, **more):
    return Event(EventKind.MESSAGE, at, author, key, **more)


@given(
    st.sampled_from(["Pacific/Apia", "America/St_Johns", "America/Havana", "Asia/Shanghai", "Europe/Berlin", "Africa/Monrovia"]),
    st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis wants naive bounds
    st.integers(0, 900),
)
def test_the_local_day_of_an_instant_is_the_day_whose_period_holds_it(zone_name, at, hours):
    zone = ZoneInfo(zone_name)
    day = LocalDays(zone, at - timedelta(hours=hours), at + timedelta(hours=hours)).of(at)
    begins, ends = Period(day, day + timedelta(days=1)).bounds(zone)
    assert begins <= at < ends


def test_a_day_that_a_zone_skipped_holds_nothing():
    apia = ZoneInfo("Pacific/Apia")
    change = local_midnight(date(2011, 12, 31), apia)
    days = LocalDays(apia, change - timedelta(days=2), change + timedelta(days=2))
    assert days.of(change - timedelta(seconds=1)) == date(2011, 12, 29)
    assert days.of(change) == date(2011, 12, 31)


def test_the_database_puts_acts_on_the_same_local_day(app, superuser):
    apia = ZoneInfo("Pacific/Apia")
    change = local_midnight(date(2011, 12, 31), apia)
    place = make_place(zone="Pacific/Apia")
    load(place, [message("a", at=change - timedelta(seconds=1)), message("b", at=change)])
    assert superuser.execute("SELECT day FROM event ORDER BY occurred_at").fetchall() == [(date(2011, 12, 29),), (date(2011, 12, 31),)]


def test_one_key_of_two_sources_is_two_acts(app, superuser):
    assert digest("slack", "1") != digest("discord", "1")
    place = make_place()
    assert load(place, [message("1")], source="slack").added == 1
    assert load(place, [message("1")], source="discord").added == 1
    assert superuser.execute("SELECT count(*) FROM member").fetchone() == (2,)


def test_a_record_that_stands_twice_in_one_file_is_one_act(app):
    found = load(make_place(), [message("1"), message("1"), message("2")])
    assert (found.added, found.already_there, found.counts) == (2, 1, {EventKind.MESSAGE: 3})


def test_of_two_counts_of_nameless_acts_in_one_file_the_greater_is_kept(app, superuser):
    acts = [Event(EventKind.REACTION, AT, None, "r", count=count) for count in (2, 7, 3)]
    assert load(make_place(), acts).added == 7
    assert superuser.execute("SELECT sum(count) FROM community_day").fetchone() == (7,)


def test_a_count_that_has_grown_adds_the_difference_and_a_smaller_one_nothing(app, superuser):
    place = make_place()
    found = [load(place, [Event(EventKind.REACTION, AT, None, "r", count=count)]) for count in (2, 7, 3)]
    assert [(each.added, each.already_there) for each in found] == [(2, 0), (5, 2), (0, 3)]
    assert superuser.execute("SELECT sum(count) FROM community_day").fetchone() == (7,)


def test_names_longer_than_a_column_stay_apart_and_stay_the_same(app, superuser):
    place = make_place()
    long = ["x" * 400 + end for end in "ab"]
    load(place, [message("1", long[0]), message("2", long[1])])
    load(place, [message("3", long[1]), message("4", long[0])])
    assert superuser.execute("SELECT member_no FROM event ORDER BY member_no").fetchall() == [(1,), (1,), (2,), (2,)]


def test_new_people_get_the_numbers_after_the_greatest():
    numbers = Numbers({"slack:ann": 4, "slack:bob": 9}, "slack:")
    assert [numbers.of(name) for name in ("bob", "cat", "ann", "cat", "dan")] == [9, 10, 4, 10, 11]
    assert numbers.new == {"slack:cat": 10, "slack:dan": 11}


def test_ids_that_people_type_meet_in_any_case_and_exactly_first():
    numbers = Numbers({"slack:Ann": 7, "slack:ANN": 4, "slack:bob": 9}, "slack:", any_case=True)
    assert [numbers.of(name) for name in ("Ann", "ann", "BOB", "Cat", "cat")] == [7, 4, 9, 10, 10]
    assert numbers.new == {"slack:Cat": 10}


def test_people_who_only_stand_in_the_list_are_members_from_the_day_it_tells(app, superuser):
    told = datetime(2024, 1, 5, tzinfo=UTC)
    load(make_place(), [message("1")], authors=[Author("ann", "Ann"), Author("eve", "Eve", joined=told), Author("fay", "Fay")])
    rows = superuser.execute(
        "SELECT m.name, s.joined_at, s.estimated FROM member m LEFT JOIN spell s ON s.member_no = m.no ORDER BY m.name"
    ).fetchall()
    assert rows == [("Ann", AT, True), ("Eve", told, False), ("Fay", None, None)]


def test_an_empty_file_is_an_import_of_nothing(app):
    found = load(make_place(), [])
    assert (found.added, found.already_there, found.first, found.people) == (0, 0, None, 0)


def test_whatever_reading_raises_leaves_no_row(app, superuser):
    def breaks():
        yield message("1")
        raise ValueError

    with pytest.raises(ValueError):
        load(make_place(), breaks())
    assert superuser.execute("SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM member)").fetchone() == (0, 0)
