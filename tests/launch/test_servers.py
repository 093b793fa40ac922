"""The embedded servers: started, found again, stopped, and their data kept."""

import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis

from webapp.launch import account, say, servers
from webapp.launch.postgres import Postgres
from webapp.launch.valkey import Valkey


@pytest.fixture
def places():
    """Two folders that the servers' account can reach: data and sockets."""
    base = Path(tempfile.mkdtemp(prefix="qunce-", dir="/tmp"))
    base.chmod(0o755)
    who = account.current()
    yield who.own(base / "home"), who.own(base / "s"), who
    shutil.rmtree(base)


def test_the_database_keeps_its_rows_over_a_restart(places):
    postgres = Postgres(*places, throwaway=True)
    assert not postgres.is_up()
    postgres.start()
    try:
        assert postgres.is_up()
        assert servers.prepare_database(postgres)
        assert not servers.prepare_database(postgres)
        with psycopg.connect(postgres.conninfo("qunce")) as line:
            line.execute("CREATE TABLE t AS SELECT '群策' AS name")
        postgres.stop()
        assert not postgres.is_up()
        postgres.start()
        with psycopg.connect(postgres.conninfo("qunce")) as line:
            assert line.execute("SELECT name FROM t").fetchone() == ("群策",)
            locale = line.execute("SELECT datcollate, datlocprovider FROM pg_database WHERE datname = 'qunce'").fetchone()
            assert locale == ("C.UTF-8", "c")
    finally:
        postgres.stop()


def test_the_queue_keeps_its_entries_over_a_restart(places):
    valkey = Valkey(*places)
    for expected in (None, b"1"):
        valkey.start()
        try:
            assert valkey.is_up()
            with redis.Redis.from_url(valkey.url()) as line:
                assert line.get("kept") == expected
                line.set("kept", "1")
        finally:
            valkey.stop()
        assert not valkey.is_up()


def test_data_of_another_version_is_not_touched(places):
    home, sockets, who = places
    (home / "pg").mkdir()
    (home / "pg" / "PG_VERSION").write_text("9\n")
    with pytest.raises(say.Trouble, match="made by PostgreSQL 9"):
        Postgres(home, sockets, who).start()
    assert (home / "pg" / "PG_VERSION").read_text() == "9\n"


def test_a_folder_of_somebody_else_is_refused(tmp_path):
    tmp_path.chmod(0o755)
    stranger = account.Account(uid=54321, gid=54321, drop=False)
    with pytest.raises(say.Trouble, match="belongs to another user"):
        stranger.own(tmp_path)


def test_a_folder_that_is_really_a_link_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    who = account.current()
    before = (tmp_path / "real").stat()
    with pytest.raises(say.Trouble, match="belongs to another user"):
        who.own(tmp_path / "link")
    assert (tmp_path / "real").stat() == before


def test_the_name_of_a_socket_stays_under_the_systems_limit():
    longest = f"/tmp/qunce-{account.key()}/.s.PGSQL.5432"
    assert len(longest.encode()) <= 107
