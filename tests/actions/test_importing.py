"""Exports come in whole or not at all, and once."""

import json
from pathlib import Path

import pytest

from tenants.actions import importing
from tenants.store.base import db
from tenants.store.clients import Community, community_by_id
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tests.chats import FIRST_WEEK, SECOND_WEEK, export
from tests.communities import EXPORTS, NOW, application, bring, dump, make_place, real_exports

TRUTH = json.loads(Path(EXPORTS, "truth.json").read_text()) if EXPORTS else {}


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


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
