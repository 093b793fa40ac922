"""Whatever is done to the values, cells and encodings of a chat's export, reading it ends in a reading or a refusal."""

import json
from copy import deepcopy
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.ingest import read
from tenants.ingest.columns import ColumnMapping
from tenants.terms.errors import Refusal
from tests.ingest.conftest import FIXTURES, NOW
from tests.ingest.test_mutilated import ends_well
from tests.ingest.test_wecom import ARCHIVE

DEEP = "[" * 3_000 + "]" * 3_000
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, -1, 10**30, 2**63, 253_402_300_800, -(10**15), 1e308, float("nan"), float("inf"), 0.5]),
    st.sampled_from(["", " ", "\0", "\ud800", "𠮷" * 300, "a" * 100_000, "<" * 500, '"' * 9, "你" * 200, "\u202e\u200e\ufeff"]),
    # What a careless pattern would brood over.
    st.sampled_from(
        [" " * 60_000, "\n" * 30_000, "<a>" * 9_000, "「」\n" * 9_000, '" ' * 900, "<title>" * 4_000, f"<{'@' * 40_000}:", "-" * 50_000]
    ),
    st.sampled_from([[], {}, [[[]]], {"a": {"b": [None]}}, [None], [1, "x"], {"content": None}, {"content": {"content": 1}}]),
    st.integers(),
    st.text(max_size=20),
)
PLACES = st.lists(st.tuples(st.integers(0, 10_000), ODD), min_size=1, max_size=6)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "cp1252", "utf-7", "utf-32"])
JSON_FILES = [
    ("wechat-weflow.json", "wechat-json", "chat.json"),
    (ARCHIVE, "wecom-archive", "archive.json"),
    ("wecom-members.json", "wecom-members", "members.json"),
    ("zulip/zulip_json/1-announce/Spring.20meeting.json", "zulip", "zulip_json/1-announce/Spring.20meeting.json"),
    ("zulip/zulip_json/stream_index.json", "zulip", "zulip_json/stream_index.json"),
]
TEXT_FILES = [
    ("wechat-memotrace.csv", "wechat-csv", ","),
    ("wechat-bot.csv", "wechat-bot", ","),
    ("#garden_20260301.log", "irc", " "),
    ("irc-2026-03-02.html", "irc", ">"),
    ("irc-supybot.log", "irc", " "),
    ("garden.mbox", "mbox", ":"),
]


def spots(value, found):
    """Every container of ``value`` with each of its keys."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        found.append((value, key))
        if isinstance(inner, (dict, list)):
            spots(inner, found)
    return found


def ends(path, name, kind):
    """Both as what it was, and as whatever it looks like."""
    ends_well(path, name)
    try:
        reading = read(path, zone=ZoneInfo("Asia/Shanghai"), now=NOW, name=name, format=kind, mapping=ColumnMapping())
        events = list(reading.events)
    except Refusal:
        return
    known = reading.tally.authors
    assert all(event.author in known and (event.inviter is None or event.inviter in known) for event in events)
    assert all(event.key and len(event.key) <= 300 and len(event.channel) <= 120 for event in events)
    assert reading.tally.evidence is not None


@pytest.mark.parametrize(("name", "kind", "inner"), JSON_FILES, ids=[name for name, _, _ in JSON_FILES])
def test_values_of_any_kind_anywhere(tmp_path, zipped, name, kind, inner):
    text = (FIXTURES / name).read_text()
    source = json.dumps([json.loads(line) for line in text.splitlines()]) if name == ARCHIVE else text

    @settings(max_examples=20)
    @given(PLACES, st.booleans(), st.booleans())
    def check(places, deep, escaped):
        value = json.loads(source)
        for number, odd in places:
            where = spots(value, [])
            if where:
                holder, key = where[number % len(where)]
                holder[key] = deepcopy(odd)
        written = json.dumps(value, ensure_ascii=escaped)
        written = written.replace("null", DEEP, 1) if deep else written
        data = written.encode("utf-8", "surrogatepass")
        if kind == "zulip":
            path = zipped({"zulip_json/stream_index.json": "{}", inner: data})
        else:
            path = tmp_path / "odd"
            path.write_bytes(data)
        ends(path, "odd.zip" if kind == "zulip" else inner, kind)

    check()


@pytest.mark.parametrize(("name", "kind", "separator"), TEXT_FILES, ids=[name for name, _, _ in TEXT_FILES])
def test_cells_of_any_kind_in_any_encoding(tmp_path, name, kind, separator):
    source = (FIXTURES / name).read_bytes().decode("utf-8-sig", "replace")

    @settings(max_examples=20)
    @given(PLACES, ENCODINGS)
    def check(places, encoding):
        lines = source.split("\n")
        for number, odd in places:
            at = number % len(lines)
            cells = lines[at].split(separator)
            cells[number // 7 % len(cells)] = str(odd)
            lines[at] = separator.join(cells)
        path = tmp_path / "odd"
        path.write_bytes("\n".join(lines).encode(encoding, "replace"))
        ends(path, name, kind)

    check()
