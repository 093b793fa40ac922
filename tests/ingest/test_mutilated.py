"""Whatever is done to a file, reading it ends in a reading or a refusal."""

import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.ingest import read, surveys
from tenants.terms.errors import Refusal
from tests.ingest.conftest import FIXTURES

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FILES = sorted(path.name for path in FIXTURES.iterdir() if path.is_file())
DAMAGE = st.lists(
    st.tuples(st.sampled_from(["cut", "flip", "drop", "insert", "double"]), st.floats(0, 1), st.binary(min_size=1, max_size=6)),
    min_size=1,
    max_size=4,
)


def mutilate(data, damage):
    for how, place, other in damage:
        at = int(place * len(data))
        match how:
            case "cut":
                data = data[: at + 1]
            case "flip":
                data = data[:at] + bytes(byte ^ other[0] for byte in data[at : at + 1]) + data[at + 1 :]
            case "drop":
                data = data[:at] + data[at + len(other) * 3 :]
            case "insert":
                data = data[:at] + other + data[at:]
            case _:
                data = data[:at] + data[at : at + 200] + data[at:]
    return data


def ends_well(path, name):
    try:
        reading = read(path, zone=ZoneInfo("Asia/Shanghai"), now=NOW, name=name)
        events = list(reading.events)
    except Refusal:
        return
    assert all(event.at.tzinfo is not None and event.at <= NOW.replace(year=2027) and event.key for event in events)
    assert all(event.author is None or event.author in reading.tally.authors for event in events)
    for text in [*(event.key for event in events), *(author.name for author in reading.tally.authors.values())]:
        text.encode()
        assert "\0" not in text


@pytest.mark.parametrize("name", FILES)
def test_a_mutilated_file_is_read_or_refused(tmp_path, name):
    original = (FIXTURES / name).read_bytes()

    @settings(max_examples=25)
    @given(DAMAGE)
    def check(damage):
        path = tmp_path / "damaged"
        path.write_bytes(mutilate(original, damage))
        ends_well(path, name)
        try:
            surveys.columns(path)
            answers = surveys.read(path, zone=ZoneInfo("UTC"), now=NOW, nps=2, csat=3, comment=1).answers
        except Refusal:
            return
        assert all(0 <= (answer.nps or 0) <= 10 and 0 <= (answer.csat or 0) <= 10 for answer in answers)

    check()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_mutilated_zip_is_read_or_refused(tmp_path, method):
    sound = tmp_path / "sound.zip"
    with zipfile.ZipFile(sound, "w", method) as archive:
        for path in sorted((FIXTURES / "slack").rglob("*.json")):
            archive.write(path, path.relative_to(FIXTURES / "slack"))
    original = sound.read_bytes()

    @settings(max_examples=40)
    @given(DAMAGE)
    def check(damage):
        path = tmp_path / "damaged.zip"
        path.write_bytes(mutilate(original, damage))
        ends_well(path, "damaged.zip")

    check()
