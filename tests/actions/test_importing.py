"""Exports come in whole or not at all, once, and can be taken back."""

import json
import threading
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tenants.actions import importing
from tenants.store import imports, loading
from tenants.store.base import db
from tenants.store.clients import Community, community_by_id
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tests.communities import EXPORTS, NOW, application, bring, dump, make_place, real_exports

TRUTH = json.loads(Path(EXPORTS, "truth.json").read_text()) if EXPORTS else {}
PEOPLE = [{"id": f"U{n}", "name": f"person{n}"} for n in range(1, 6)]


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def said(day, clock, who, text="hello", **more):
    at = datetime.fromisoformat(f"2024-03-{day:02d}T{clock}:00+00:00").timestamp()
    return {"type": "message", "user": who, "ts": f"{at:.6f}", "text": text, **more}


def joined(day, clock, who):
    return said(day, clock, who, subtype="channel_join")


def left(day, clock, who):
    return said(day, clock, who, subtype="channel_leave")


FIRST_WEEK = [
    joined(1, "08:00", "U1"),
    joined(1, "09:00", "U2"),
    said(1, "10:00", "U1", "how are you?", reactions=[{"name": "tea", "users": ["U2"], "count": 3}]),
    said(2, "10:00", "U2"),
    said(4, "23:30", "U3"),
]
SECOND_WEEK = [
    said(4, "23:30", "U3"),
    said(8, "10:00", "U1"),
    left(9, "10:00", "U2"),
    joined(10, "10:00", "U4"),
]


def export(path, records, people=PEOPLE, channel="general"):
    """A Slack export with one channel."""
    days = {}
    for record in records:
        days.setdefault(datetime.fromtimestamp(float(record["ts"]), UTC).date().isoformat(), []).append(record)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", json.dumps(people))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": channel, "members": []}]))
        for day, found in days.items():
            archive.writestr(f"{channel}/{day}.json", json.dumps(found))
    return path


@contextmanager
def inside(place):
    with use_tenant(place.tenant_id):
        yield community_by_id(place.community_id)


def undo(place, result):
    with use_tenant(place.tenant_id):
        importing.undo(result.import_id, now=NOW)


@real_exports
@pytest.mark.parametrize("name", ["houstondatavis_A", "hfaran_testarchive", "zulip_test_slack_importer"])
def test_a_real_slack_export_gives_the_counts_of_an_independent_script(app, name):
    place = make_place(zone="America/Chicago")
    result = bring(place, Path(EXPORTS, f"slack/{name}.zip"))
    truth = TRUTH[f"slack/{name}.zip"]
    assert result.records == truth["records"]
    assert result.events.get("message", 0) + result.events.get("reply", 0) == truth["human_or_bot_messages"]
    for kind in ("join", "leave", "reaction"):
        assert result.events.get(kind, 0) == truth[f"{kind}s"]
    assert result.added == sum(result.events.values())


@real_exports
@pytest.mark.parametrize("name", ["discord/komodo_dce_csv.zip", "discord/meshcore_dce_html.zip", "slack/houstondatavis_A.zip"])
def test_a_real_export_that_comes_twice_adds_nothing(app, superuser, name):
    place = make_place()
    first = bring(place, Path(EXPORTS, name))
    rows = dump(superuser, "event", "spell", "community_day", "community_day_bitmap", "member")
    again = bring(place, Path(EXPORTS, name))
    assert (again.added, again.already_there) == (0, sum(again.events.values()))
    assert again.events == first.events
    assert dump(superuser, "event", "spell", "community_day", "community_day_bitmap", "member") == rows
    truth = TRUTH[name]
    if name.startswith("discord"):
        messages = truth.get("distinct_ids", truth.get("messages", 0))
        system = truth.get("system_notifications", 0)
        assert messages - system <= first.events["message"] + first.events.get("reply", 0) <= messages
        assert first.events["reaction"] == truth["reactions"]


def test_the_same_file_twice_adds_nothing_and_says_so(app, tmp_path):
    place = make_place()
    path = export(tmp_path / "a.zip", FIRST_WEEK)
    first, again = bring(place, path), bring(place, path)
    assert (first.added, first.already_there) == (8, 0)
    assert (again.added, again.already_there) == (0, 8)
    assert first.events == {"join": 2, "message": 3, "reaction": 3}
    assert first.people == 3


def test_an_overlapping_file_adds_only_what_is_new(app, tmp_path, superuser):
    apart, together = make_place("apart"), make_place("together")
    bring(apart, export(tmp_path / "a.zip", FIRST_WEEK))
    second = bring(apart, export(tmp_path / "b.zip", SECOND_WEEK))
    assert (second.added, second.already_there) == (3, 1)
    bring(together, export(tmp_path / "c.zip", FIRST_WEEK + SECOND_WEEK[1:]))
    place = frozenset({"tenant_id", "community_no", "import_no"})
    for table in ("event", "spell", "community_day", "community_day_bitmap"):
        rows = dump(superuser, table, without=place)[table]
        assert len(rows) % 2 == 0
        assert rows[::2] == rows[1::2], table


def test_undoing_the_later_of_two_overlapping_imports_restores_every_row(app, tmp_path, superuser):
    place = make_place()
    bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    before = dump(superuser)
    grown = [*FIRST_WEEK[:2], FIRST_WEEK[2] | {"reactions": [{"name": "tea", "users": ["U2"], "count": 9}]}, *SECOND_WEEK]
    renamed = [{"id": "U1", "name": "person1", "real_name": "Somebody Else"}, {"id": "U3", "name": "person3", "is_bot": True}, *PEOPLE[3:]]
    second = bring(place, export(tmp_path / "b.zip", grown, renamed))
    assert second.added == 3 + 6
    assert dump(superuser) != before
    undo(place, second)
    assert dump(superuser) == before


def test_undoing_the_first_of_two_leaves_what_the_second_alone_would_have_made(app, tmp_path, superuser):
    place, alone = make_place("both"), make_place("alone")
    first = bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    bring(place, export(tmp_path / "b.zip", SECOND_WEEK, PEOPLE[2:]))
    undo(place, first)
    bring(alone, export(tmp_path / "b.zip", SECOND_WEEK, PEOPLE[2:]))
    numbered = frozenset({"tenant_id", "community_no", "import_no", "member_no", "no", "channel_no", "people"})
    for table, rows in dump(superuser, without=numbered).items():
        assert len(rows) % 2 == 0, table
        assert rows[::2] == rows[1::2], table


def test_undoing_the_only_import_leaves_empty_tables(app, tmp_path, superuser):
    place = make_place()
    undo(place, bring(place, export(tmp_path / "a.zip", FIRST_WEEK + SECOND_WEEK)))
    assert not any(dump(superuser).values())


def test_an_import_is_undone_only_once(app, tmp_path):
    place = make_place()
    result = bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    undo(place, result)
    with pytest.raises(Refusal) as refused:
        undo(place, result)
    assert refused.value.code == "import.not_done"


def test_two_agencies_with_the_same_file_do_not_see_each_other(app, tmp_path, superuser):
    path = export(tmp_path / "a.zip", FIRST_WEEK)
    one, other = make_place("one"), make_place("other")
    mine = bring(one, path)
    theirs = bring(other, path)
    assert (mine.added, theirs.added) == (8, 8)
    with use_tenant(other.tenant_id), pytest.raises(Refusal) as refused:
        importing.undo(mine.import_id, now=NOW)
    assert refused.value.code == "import.not_found"
    undo(one, mine)
    assert {row[0] for rows in dump(superuser).values() for row in rows} == {other.tenant_id}


def test_a_community_of_another_tenant_is_not_found(app, tmp_path):
    one, other = make_place("one"), make_place("other")
    with use_tenant(other.tenant_id), pytest.raises(Refusal) as refused:
        importing.now(one.community_id, export(tmp_path / "a.zip", FIRST_WEEK), now=NOW)
    assert refused.value.code == "community.not_found"


def test_a_dry_run_reports_everything_and_writes_nothing(app, tmp_path, superuser):
    place = make_place()
    bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    before = dump(superuser, *dump(superuser), "import")
    result = bring(place, export(tmp_path / "b.zip", SECOND_WEEK), dry_run=True)
    assert (result.import_id, result.added, result.already_there) == (None, 3, 1)
    assert dump(superuser, *before) == before


def test_a_truncated_file_is_refused_and_nothing_of_it_stays(app, tmp_path, superuser):
    place = make_place()
    whole = export(tmp_path / "a.zip", FIRST_WEEK * 40).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refusal) as refused:
        bring(place, tmp_path / "cut.zip")
    assert not any(dump(superuser).values())
    with inside(place) as community:
        (row,) = imports.of_community(community.id)
        assert (row.state, row.error) == ("failed", refused.value.code)


class Killed(BaseException):
    """A worker that dies: no handler of ours runs for it."""


@pytest.mark.parametrize("where", ["copy_in", "_add"])
def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_finishes(app, tmp_path, superuser, monkeypatch, where):
    place = make_place()
    with inside(place) as community:
        row_id = importing.begin(community.id, export(tmp_path / "a.zip", FIRST_WEEK), file_name="a.zip", now=NOW).id
    genuine = getattr(loading, where)

    def die(*args):
        genuine(*args)
        raise Killed

    monkeypatch.setattr(loading, where, die)
    with use_tenant(place.tenant_id), pytest.raises(Killed):
        importing.run(row_id, now=NOW)
    monkeypatch.undo()
    assert not any(dump(superuser).values())
    with use_tenant(place.tenant_id):
        assert imports.due() == []
        assert importing.run(row_id, now=NOW) is None
    superuser.execute("UPDATE import SET lease_until = now() - interval '1 second'")
    with use_tenant(place.tenant_id):
        assert [row.id for row in imports.due()] == [row_id]
        db.session.rollback()
        assert importing.run(row_id, now=NOW).added == 8


def test_a_stale_worker_keeps_nothing_of_what_it_did(app, tmp_path, superuser, monkeypatch):
    place = make_place()
    with inside(place) as community:
        row_id = importing.begin(community.id, export(tmp_path / "a.zip", FIRST_WEEK), file_name="a.zip", now=NOW).id
    genuine = loading._add

    def overtaken(*args):
        superuser.execute("UPDATE import SET fence = fence + 1")
        return genuine(*args)

    monkeypatch.setattr(loading, "_add", overtaken)
    with use_tenant(place.tenant_id):
        assert importing.run(row_id, now=NOW) is None
    assert not any(dump(superuser).values())


def test_an_import_that_killed_three_workers_fails_with_its_reason(app, tmp_path, superuser):
    place = make_place()
    with inside(place) as community:
        row_id = importing.begin(community.id, export(tmp_path / "a.zip", FIRST_WEEK), file_name="a.zip", now=NOW).id
    superuser.execute("UPDATE import SET attempt = 3, state = 'running', lease_until = now() - interval '1 second'")
    with use_tenant(place.tenant_id), pytest.raises(Refusal) as refused:
        importing.run(row_id, now=NOW)
    assert refused.value.code == "import.worker_lost"
    with use_tenant(place.tenant_id):
        assert imports.by_id(row_id).state == "failed"


def test_imports_that_run_at_once_into_one_community_give_what_one_after_the_other_gives(app, tmp_path, superuser):
    place, quiet = make_place("busy"), make_place("quiet")
    paths = [export(tmp_path / "a.zip", FIRST_WEEK), export(tmp_path / "b.zip", SECOND_WEEK), export(tmp_path / "c.zip", FIRST_WEEK[2:])]
    results = []

    def one(path):
        with app.app_context():
            results.append(bring(place, path))

    threads = [threading.Thread(target=one, args=[path]) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result.added for result in results) == 11
    for path in paths:
        bring(quiet, path)
    numbered = frozenset({"tenant_id", "community_no", "import_no", "member_no", "no", "channel_no", "people"})
    for table in ("member", "event", "spell", "community_day", "community_day_bitmap"):
        rows = dump(superuser, table, without=numbered)[table]
        assert rows[::2] == rows[1::2], table


def test_progress_can_be_read_while_the_import_runs(app, tmp_path, superuser, monkeypatch):
    place = make_place()
    with inside(place) as community:
        row_id = importing.begin(community.id, export(tmp_path / "a.zip", FIRST_WEEK), file_name="a.zip", now=NOW).id
    genuine = loading._add
    seen = []

    def look(*args):
        seen.append(superuser.execute("SELECT state, progress, records FROM import").fetchone())
        return genuine(*args)

    monkeypatch.setattr(loading, "_add", look)
    with use_tenant(place.tenant_id):
        importing.run(row_id, now=NOW)
    assert seen == [("running", 90, 5)]
    assert superuser.execute("SELECT state, progress FROM import").fetchone() == ("done", 100)


def test_a_new_time_zone_moves_acts_to_the_days_they_have_there(app, tmp_path, superuser):
    place, other = make_place("one"), make_place("other", zone="Asia/Shanghai")
    path = export(tmp_path / "a.zip", FIRST_WEEK + SECOND_WEEK)
    bring(place, path)
    bring(other, path)
    with use_tenant(place.tenant_id):
        with work():
            community_by_id(place.community_id).timezone = "Asia/Shanghai"
        importing.recompute(place.community_id)
    keys = frozenset({"tenant_id", "community_no", "import_no"})
    for table in ("event", "community_day", "community_day_bitmap"):
        rows = dump(superuser, table, without=keys)[table]
        assert rows[::2] == rows[1::2], table


def test_staff_are_counted_apart_as_soon_as_they_are_marked(app, tmp_path, superuser):
    place = make_place()
    bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    no = superuser.execute("SELECT no FROM member WHERE external_id = 'slack:U1'").fetchone()[0]
    whose = "SELECT who, sum(count) FROM community_day WHERE kind = 1 GROUP BY who ORDER BY who"
    assert superuser.execute(whose).fetchall() == [(0, 3)]
    with use_tenant(place.tenant_id):
        importing.mark_staff(place.community_id, [no], staff=True, by=None)
    assert superuser.execute(whose).fetchall() == [(0, 2), (1, 1)]


def test_an_archived_community_takes_no_import(app, tmp_path):
    place = make_place()
    with use_tenant(place.tenant_id), work():
        db.session.get(Community, (place.tenant_id, place.community_id)).archived_at = NOW
    with pytest.raises(Refusal) as refused:
        bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    assert refused.value.code == "community.archived"
