"""The fixtures that all other tests stand on."""

import smtplib
import socket

import psycopg
import pytest
import redis
from psycopg.errors import InsufficientPrivilege

from tests import kept, servers, warm


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")


def test_the_applications_role_has_no_power_over_row_security(database_url):
    with psycopg.connect(_plain(database_url)) as line:
        row = line.execute("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    assert row == (False, False, False)


def test_the_applications_role_may_not_make_tables(database_url):
    with psycopg.connect(_plain(database_url)) as line, pytest.raises(InsufficientPrivilege):
        line.execute("CREATE TABLE mine (id int)")


def test_rows_of_a_test_are_gone_after_it_and_rows_of_migrations_stay(databases, fresh_database):
    with psycopg.connect(databases.postgres.conninfo(fresh_database)) as line:
        line.execute("CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int REFERENCES parent)")
        line.execute("CREATE TABLE kept_rows (id int); INSERT INTO kept_rows VALUES (1)")
        line.execute("INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1)")
        line.execute("INSERT INTO kept.tables VALUES ('public.kept_rows')")
    with psycopg.connect(databases.postgres.conninfo(fresh_database)) as forgotten:
        forgotten.execute("INSERT INTO parent VALUES (2)")
        with psycopg.connect(databases.postgres.conninfo(fresh_database), autocommit=True) as line:
            servers.wipe(line)
        forgotten.close()
    with psycopg.connect(databases.postgres.conninfo(fresh_database)) as line:
        counts = "SELECT (SELECT count(*) FROM parent), (SELECT count(*) FROM child), (SELECT count(*) FROM kept_rows)"
        assert line.execute(counts).fetchone() == (0, 0, 1)


def test_an_application_is_as_new_for_each_test(database_url, redis_url, tmp_path):
    with kept.application(kept.config(database_url, redis_url, tmp_path / "a", "http://localhost")) as first:
        limit = first.config["MAX_CONTENT_LENGTH"]
        first.config["MAX_CONTENT_LENGTH"] = 1
        first.extensions["previews"] = "of the last test"
    with kept.application(kept.config(database_url, redis_url, tmp_path / "b", "http://localhost")) as second:
        assert second is first
        assert second.config["MAX_CONTENT_LENGTH"] == limit
        assert second.config["QUNCE"].storage_url.endswith("/b/files")
        assert "previews" not in second.extensions


def test_what_was_built_once_comes_back_with_its_rows_and_files(beside, database_url, tmp_path):
    def build(words=("once",)):
        (folder / "note").write_text(words[0])
        beside.execute("INSERT INTO person (id, email, name, language) VALUES (gen_random_uuid(), 'a@b.example', 'A', 'en')")
        return list(words)

    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        found = warm.kept(beside, "a test's own", build, folder)
        assert found == ["once"]
        found.append("twice")
        assert (folder / "note").read_text() == "once"
        assert beside.execute("SELECT name FROM person").fetchall() == [("A",)]
        servers.wipe(beside)


@pytest.mark.parametrize("turn", [1, 2])
def test_the_queue_is_empty_at_the_start_of_each_test(redis_url, turn):
    with redis.Redis.from_url(redis_url) as line:
        assert line.dbsize() == 0
        line.set("left", turn)


def test_the_post_office_keeps_letters_and_refuses_by_script(smtp_server):
    smtp_server.say("RCPT", "550 5.1.1 no such person")
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as line:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            line.sendmail("a@example.org", ["b@example.org"], "Subject: x\r\n\r\nfirst")
        line.sendmail("a@example.org", ["b@example.org"], "Subject: x\r\n\r\nsecond")
    assert [letter.content for letter in smtp_server.letters] == [b"Subject: x\r\n\r\nsecond\r\n"]
    assert [command for command, _ in smtp_server.commands] == ["MAIL", "RCPT", "MAIL", "RCPT", "DATA"]


def test_the_bucket_keeps_bytes(s3_server, monkeypatch):
    from obstore.store import from_url

    for name, value in s3_server.environ.items():
        monkeypatch.setenv(name, value)
    store = from_url(s3_server.url)
    store.put("a/b", "群策".encode())
    assert bytes(store.get("a/b").bytes()).decode() == "群策"


def test_a_test_cannot_call_out():
    with socket.socket() as line, pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
        line.connect(("192.0.2.1", 80))


@pytest.mark.browser
def test_the_browser_shows_chinese(browser):
    page = browser.new_page()
    page.set_content("<title>群策</title>")
    assert page.title() == "群策"
    page.close()
