"""Where the tests of reading find their files."""

import os
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tenants.ingest import read

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def exports() -> Path:
    """The folder of real exports, which is not part of the repository: named by QUNCE_EXPORTS."""
    folder = os.environ.get("QUNCE_EXPORTS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("QUNCE_EXPORTS names no folder of real exports")
    return Path(folder)


@pytest.fixture
def fixture_file():
    return lambda name: FIXTURES / name


@pytest.fixture
def zipped(tmp_path):
    """Make a zip of ``{name: text or bytes}``."""

    def make(files, name="upload.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for inner, content in files.items():
                archive.writestr(inner, content)
        return path

    return make


@pytest.fixture
def slack_zip(zipped):
    """The small workspace of the fixtures, as Slack would zip it; ``more`` adds or replaces files."""

    def make(**more):
        root = FIXTURES / "slack"
        files = {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*.json"))}
        return zipped({**files, **{key.replace("__", "/"): value for key, value in more.items()}})

    return make


class Read:
    """An export read to its end."""

    def __init__(self, reading):
        self.format = reading.format
        self.promised = reading.evidence
        self.events = list(reading.events)
        self.tally = reading.tally
        self.counts = Counter()
        for event in self.events:
            self.counts[event.kind.value] += event.count
        self.keys = [event.key for event in self.events]
        self.reasons = [skipped.reason for skipped in self.tally.skipped]

    def only(self, kind):
        return [event for event in self.events if event.kind.value == kind]


@pytest.fixture
def reading():
    """Read a file to its end: ``reading(path, zone="Asia/Shanghai", ...)``."""

    def run(path, *, zone="UTC", now=NOW, **options):
        return Read(read(Path(path), zone=ZoneInfo(zone), now=now, **options))

    return run
