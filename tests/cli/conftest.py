"""The command line as scripts call it: one process's worth of surroundings, each call by itself, answers as JSON."""

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobs import runtime
from webapp.cli.__main__ import qunce as commands


@dataclass(frozen=True)
class Said:
    """How one call went. ``json`` is what stood on standard output, and nothing else may stand there."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Mapping:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def refused(self) -> str:
        """The code of the refusal; fails when it is not one."""
        assert self.code == 1, (self.code, self.out, self.err)
        assert set(self.json) == {"error"}
        assert set(self.json["error"]) == {"code", "message"}
        assert self.json["error"]["message"], self.json
        return self.json["error"]["code"]


@pytest.fixture
def environ(database_url, redis_url, tmp_path):
    """The environment of a call."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "STORAGE_URL": f"file://{tmp_path}/files",
        "SMTP_URL": f"file://{tmp_path}/outbox",
        "BASE_URL": "https://qunce.example",
    }


@pytest.fixture
def plain(environ, monkeypatch):
    """Call the command line without ``--json``: ``plain("tenant", "create", ...)``."""
    for name in ("QUNCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    here = runtime.start(environ)

    def call(*arguments: object, stdin: str | None = None, lang: str | None = None) -> Said:
        with here.app.app_context():
            words = [str(argument) for argument in arguments]
            done = CliRunner().invoke(commands, words, input=stdin, env={"QUNCE_LANG": lang} if lang else {}, prog_name="qunce")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    yield call
    runtime.stop()


@pytest.fixture
def qunce(plain):
    """Call the command line with ``--json``."""
    return lambda *arguments, **named: plain(*arguments, "--json", **named)


@pytest.fixture
def harbour(qunce):
    """A workspace ``harbour`` with the client ``tea`` and the community ``regulars`` on Slack, in UTC."""
    for call in (
        ("tenant", "create", "harbour", "--name", "Harbour", "--owner", "owner@harbour.example"),
        ("client", "create", "tea", "--tenant", "harbour", "--name", "Tea House", "--lang", "en", "--recipient", "mei@tea.example"),
        ("community", "create", "regulars", *AT[:2], "--client", "tea", "--name", "Regulars", "--platform", "slack", "--timezone", "UTC"),
    ):
        done = qunce(*call)
        assert done.code == 0, done.out + done.err
    return "harbour"


AT = ("--tenant", "harbour", "--community", "regulars")
"""The options that name the community of ``harbour``."""


@pytest.fixture
def in_it(qunce, harbour):
    """Call a command on that community: ``in_it("import", file)``."""
    return lambda *arguments, **named: qunce(*arguments, *AT, **named)


@pytest.fixture(scope="session")
def exports():
    """The folder of real exports, which is not part of the repository: named by QUNCE_EXPORTS."""
    folder = os.environ.get("QUNCE_EXPORTS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("QUNCE_EXPORTS names no folder of real exports")
    return Path(folder)


@pytest.fixture(scope="session")
def truth(exports):
    """What an independent script counted in each of them."""
    return json.loads((exports / "truth.json").read_text())


@pytest.fixture
def table(tmp_path):
    """Write a CSV file of acts: ``table("2026-02-03T10:00:00Z,mei,message", ...)``."""

    def write(*rows: str, name: str = "acts.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join(["time,member,kind", *rows, ""]).encode(encoding))
        return path

    return write


@pytest.fixture
def february(table):
    """Ten people of February 2026: each comes on the first, eight write, one leaves."""
    joined = [f"2026-02-01T08:{n:02d}:00Z,p{n},join" for n in range(10)]
    wrote = [f"2026-02-{day:02d}T09:{n:02d}:00Z,p{n},message" for n in range(8) for day in range(2, 2 + n + 1)]
    return table(*joined, *wrote, "2026-02-20T08:00:00Z,p9,leave", name="february.csv")


@pytest.fixture
def zipped(tmp_path):
    """Make a zip of ``{name: text or bytes}``."""

    def make(files: Mapping[str, str | bytes], name: str = "upload.zip") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for inner, content in files.items():
                archive.writestr(inner, content)
        return path

    return make


SLACK = Path(__file__).parents[1] / "ingest" / "fixtures" / "slack"


@pytest.fixture
def slack(zipped):
    """The small workspace of the fixtures, as Slack would zip it."""
    return zipped({str(path.relative_to(SLACK)): path.read_bytes() for path in sorted(SLACK.rglob("*.json"))}, "slack.zip")
