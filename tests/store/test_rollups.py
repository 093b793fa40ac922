"""Rollups equal what a slow, plain look at every event says: after imports that overlap, undoing, bots, staff, a change of zone."""

import json
import random
import zipfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from tenants.actions import communities, importing
from tenants.store import rollups, slices
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tests.communities import application, bring, make_place

ZONE = "Europe/Berlin"
# The night in which the clock goes forward, and the one in which it goes back.
NIGHTS = (datetime(2024, 3, 30, 20, tzinfo=UTC), datetime(2024, 10, 26, 20, tzinfo=UTC))


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def export(path, seed, first, last):
    """A Slack export: messages ``first`` to ``last`` of one made-up talk over both nights, with threads, reactions and a bot."""
    chance = random.Random(seed)
    records, roots = {}, []
    for n in range(60):
        at = NIGHTS[n % 2] + timedelta(minutes=chance.randrange(720))
        who = chance.choice(["U1", "U1", "U1", "U2", "U3", "UB"])
        ts = f"{at.timestamp():.0f}.{n:06d}"
        one = {"type": "message", "user": who, "ts": ts, "text": "is it so?" if chance.random() < 0.3 else "yes"}
        if roots and chance.random() < 0.4:
            one["thread_ts"] = chance.choice(roots)
        else:
            roots.append(ts)
        if chance.random() < 0.3:
            one["reactions"] = [{"name": "tea", "count": 2, "users": ["U2"]}]
        if first <= n < last:
            records.setdefault(at.date().isoformat(), []).append(one)
    with zipfile.ZipFile(path, "w") as archive:
        people = [{"id": who, "name": who.lower(), "is_bot": who == "UB"} for who in ("U1", "U2", "U3", "UB")]
        archive.writestr("users.json", json.dumps(people))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "general", "members": []}]))
        for day, said in records.items():
            archive.writestr(f"general/{day}.json", json.dumps(sorted(said, key=lambda each: each["ts"])))
    return path


def expected(line, zone):
    """Every rollup from a walk over the events in Python."""
    marks = dict(line.execute("SELECT no, CASE WHEN is_bot THEN 2 WHEN is_staff THEN 1 ELSE 0 END FROM member").fetchall())
    rows = line.execute("SELECT key, kind, occurred_at, day, member_no, reply_to, count, question, channel_no FROM event").fetchall()
    days, people, replies = Counter(), Counter(), {}
    for _key, kind, at, day, member, parent, count, _question, _room in rows:
        assert day == at.astimezone(ZoneInfo(zone)).date()
        days[day, kind, 3 if member is None else marks[member], at.astimezone(ZoneInfo(zone)).hour] += count
        if member is not None:
            people[day, kind, member] += count
        if kind == 2:
            replies.setdefault(parent, []).append((at, member))
    threads = set()
    for key, kind, at, day, member, _parent, _count, question, room in rows:
        heard = replies.get(key, [])
        if kind == 1 and member is not None and (question or heard):
            others = [when for when, who in heard if who not in {member, None} and marks[who] != 2]
            threads.add((key, day, at, member, room, question, len(heard), min(others, default=None)))
    firsts = {}
    for day, kind, member in people:
        if kind in {1, 2, 3}:
            firsts[member] = min(day, firsts.get(member, day))
    return days, people, threads, firsts


def found(line):
    days, people = Counter(), Counter()
    for day, kind, who, count, hours in line.execute("SELECT day, kind, who, count, hours FROM community_day").fetchall():
        assert sum(hours) == count
        days.update({(day, kind, who, hour): n for hour, n in enumerate(hours) if n})
    for day, kind, here, times in line.execute("SELECT day, kind, people, times FROM community_day_bitmap WHERE kind > 0").fetchall():
        counted = slices.counts(slices.unpack(times, BitMap.deserialize(here)), BitMap())
        assert set(counted) == set(BitMap.deserialize(here))
        people.update({(day, kind, member): n for member, n in counted.items()})
    asked = line.execute("SELECT key, day, started_at, member_no, channel_no, question, replies, answered_at FROM thread").fetchall()
    first = line.execute("SELECT day, people FROM community_day_bitmap WHERE kind = 0").fetchall()
    firsts = {member: day for day, here in first for member in BitMap.deserialize(here)}
    assert len(firsts) == sum(len(BitMap.deserialize(here)) for _day, here in first)
    return days, people, set(asked), firsts


@pytest.mark.parametrize("seed", [1, 2])
def test_rollups_are_what_a_walk_over_the_events_says_whatever_happens(app, tmp_path, superuser, seed):
    place = make_place(zone=ZONE)
    parts = [(0, 40), (25, 60), (10, 50)]
    imports = []
    for number, (first, last) in enumerate(parts):
        imports.append(bring(place, export(tmp_path / f"{number}.zip", seed, first, last)))
        assert found(superuser) == expected(superuser, ZONE)
    assert found(superuser)[2]
    with use_tenant(place.tenant_id):
        importing.mark_staff(place.community_id, [1], staff=True, by=None)
        assert found(superuser) == expected(superuser, ZONE)
        importing.undo(imports[1].import_id, now=datetime(2026, 1, 1, tzinfo=UTC))
        assert found(superuser) == expected(superuser, ZONE)
        importing.undo(imports[0].import_id, now=datetime(2026, 1, 1, tzinfo=UTC))
        assert found(superuser) == expected(superuser, ZONE)
        community = community_by_id(place.community_id)
        form = communities.CommunityForm(name="Regulars", platform="slack", timezone="Asia/Kathmandu")
        communities.change(community, form, by=None)
    assert found(superuser) == expected(superuser, "Asia/Kathmandu")


@pytest.mark.parametrize("other_days", [0, 20], ids=["most of the days change", "few of the days change"])
def test_a_reply_of_a_later_import_answers_a_thread_of_an_earlier_day(app, tmp_path, superuser, other_days):
    place = make_place()
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    more = "".join(f"2024-05-{day:02} 10:00,ann,message,d{day},\n" for day in range(1, other_days + 1))
    first.write_text(f"time,author,kind,id,reply_to\n2024-04-02 10:00,ann,message,q,\n{more}")
    second.write_text("time,author,kind,id,reply_to\n2024-04-09 11:00,bob,reply,r,q\n")
    bring(place, first)
    assert superuser.execute("SELECT count(*) FROM thread").fetchone() == (0,)
    later = bring(place, second)
    assert superuser.execute("SELECT replies, answered_at FROM thread").fetchall() == [(1, datetime(2024, 4, 9, 11, tzinfo=UTC))]
    with use_tenant(place.tenant_id):
        importing.undo(later.import_id, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert superuser.execute("SELECT count(*) FROM thread").fetchone() == (0,)


@given(st.lists(st.dictionaries(st.integers(0, 40), st.integers(1, 300)), max_size=6), st.sets(st.integers(0, 40)))
def test_slices_add_up_as_numbers_do(days, without):
    cut = []
    for day in days:
        groups = {}
        for member, times in day.items():
            groups.setdefault(times, []).append(member)
        people = BitMap(day)
        cut.append(slices.unpack(slices.pack(slices.of(groups)), people))
    total = sum((Counter(day) for day in days), Counter())
    assert slices.counts(slices.total(cut), BitMap(without)) == {member: n for member, n in total.items() if member not in without}


@given(days=st.sets(st.dates(date(2020, 1, 1), date(2021, 12, 31)), max_size=40))
def test_spans_cover_all_days_in_order_none_twice_and_none_is_long(days):
    spans = rollups._spans(days)
    assert all(any(first <= day <= last for first, last in spans) for day in days)
    assert all(first in days and last in days and (last - first).days < rollups.BATCH for first, last in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("zone", "first", "part"),
    [
        ("Europe/Berlin", date(2024, 3, 31), "1 hour"),
        ("Asia/Kathmandu", date(2024, 3, 31), "15 minutes"),
        # Here the clock is put by half an hour: from eleven hours ahead to ten and a half.
        ("Australia/Lord_Howe", date(2024, 4, 7), "15 minutes"),
        ("Australia/Lord_Howe", date(2024, 2, 1), "1 hour"),
    ],
)
def test_hours_are_told_apart_by_whole_hours_where_all_of_a_zone_begin_at_one(zone, first, part):
    assert rollups._part(ZoneInfo(zone), first, first) == part
