"""The command line as a process: what a shell script sees."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from webapp.launch import paths

HEAVY = ("weasyprint", "PIL", "css_inline", "gunicorn", "alembic", "rq", "redis", "lxml", "chardet", "tenants.ingest")
"""What measuring has no use for; each would make every call of a script slower."""


@pytest.fixture
def shell(environ):
    """Run ``qunce`` in a process of its own."""
    names = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR"}}

    def run(*words: object, stdin: str | None = None, python: tuple[str, ...] = ("-m", "webapp.cli"), **more: str):
        command = [sys.executable, "-P", *python, *map(str, words)]
        surroundings = names | environ | {"PYTHONPATH": str(paths.ROOT)} | more
        return subprocess.run(
            command, check=False, input=stdin, capture_output=True, text=True, env=surroundings, cwd=Path.home(), timeout=60
        )

    return run


def test_a_script_gets_pure_json_and_an_exit_status(shell, slack):
    made = shell("tenant", "create", "harbour", "--name", "Harbour", "--owner", "owner@harbour.example", "--json")
    assert (made.returncode, json.loads(made.stdout)["tenant"]) == (0, "harbour")
    again = shell("tenant", "create", "harbour", "--name", "Harbour", "--owner", "owner@harbour.example", "--json", LANG="zh_CN.UTF-8")
    assert again.returncode == 1
    assert json.loads(again.stdout)["error"] == {"code": "accounts.slug_taken", "message": "这个地址已被另一个工作区使用。请换一个。"}
    missing = shell("import", slack, "--tenant", "harbour", "--community", "regulars", "--json")
    assert (missing.returncode, json.loads(missing.stdout)["error"]["code"]) == (1, "community.not_found")
    wrong = shell("import", slack)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Missing option '--tenant'" in wrong.stderr


def test_help_needs_no_database(shell):
    for words in (("--help",), ("import", "--help"), ()):
        told = shell(*words, DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none")
        assert "Usage: qunce" in told.stdout + told.stderr
        assert "Traceback" not in told.stderr


def test_a_database_that_is_away_is_told_in_a_sentence(shell):
    away = shell(
        "tenant", "create", "a", "--name", "A", "--owner", "a@a.example", "--json", DATABASE_URL="postgresql+psycopg://x@127.0.0.1:1/x"
    )
    assert away.returncode == 1
    assert json.loads(away.stdout)["error"]["code"] == "database.unreachable"
    assert "Traceback" not in away.stderr


def test_measuring_loads_nothing_that_draws_reads_files_or_queues(shell):
    program = f"import sys; import webapp.cli.__main__, webapp.cli.figures; print([name for name in {HEAVY} if name in sys.modules])"
    assert shell(python=("-c", program)).stdout.strip() == "[]"
