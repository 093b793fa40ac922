"""Damaged files, dying workers and imports at the same time leave nothing half done."""

import threading
from contextlib import contextmanager

import pytest

from tenants.actions import importing
from tenants.store import imports, loading
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tests.chats import FIRST_WEEK, SECOND_WEEK, export
from tests.communities import NOW, application, bring, dump, make_place


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


@contextmanager
def inside(place):
    with use_tenant(place.tenant_id):
        yield community_by_id(place.community_id)


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
