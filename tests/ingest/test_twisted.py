"""Whatever stands where a format expects something else, reading ends in a reading or a refusal."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ingest.conftest import FIXTURES
from tests.ingest.test_mutilated import ends_well

NOW = datetime(2026, 6, 1, tzinfo=UTC)
JSON_FILES = (
    "discord-general.json",
    "telegram-group.json",
    "telegram-account.json",
    "qq-exporter.json",
    "discourse-topic.json",
    "discourse-post.json",
    "mattermost.jsonl",
)
TEXT_FILES = ("whatsapp-android.txt", "whatsapp-ios-zh.txt", "whatsapp-es.txt", "qq-group.txt", "discourse-users.csv")
DEEP = json.loads("[" * 60 + "]" * 60)
ODD = st.sampled_from(
    [None, True, False, 0, -1, 10**30, -(10**18), 1e308, "", " ", "\ud800", "\0", "9" * 400, "١٢٣", [], {}, [None], {"id": None}, DEEP,
     "9999-12-31T23:59:59"]
)  # fmt: skip
PLACES = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(["value", "drop", "wrap", "key"]), ODD), min_size=1, max_size=4)


def spots(node, found):
    """Every place of a document where something else could stand: its container and its key."""
    keys = node.keys() if isinstance(node, dict) else range(len(node))
    for key in keys:
        found.append((node, key))
        if isinstance(node[key], dict | list):
            spots(node[key], found)
    return found


def twist(document, places):
    for place, how, value in places:
        odd = deepcopy(value)
        there = spots(document, [])
        if not there:
            return
        node, key = there[min(int(place * len(there)), len(there) - 1)]
        match how:
            case "value":
                node[key] = odd
            case "drop":
                del node[key]
            case "wrap":
                node[key] = [node[key], odd]
            case _:
                if isinstance(node, dict):
                    node[str(odd)[:20]] = node.pop(key)


def written(document, *, by_line):
    dump = partial(json.dumps, allow_nan=True)
    return "".join(dump(each) + "\n" for each in document) if by_line else dump(document)


@pytest.mark.parametrize("name", JSON_FILES)
def test_json_with_something_else_in_it_is_read_or_refused(tmp_path, name):
    text = (FIXTURES / name).read_text()
    by_line = name.endswith(".jsonl")

    @settings(max_examples=40)
    @given(PLACES)
    def check(places):
        document = [json.loads(line) for line in text.splitlines()] if by_line else json.loads(text)
        twist(document, places)
        path = tmp_path / "twisted"
        path.write_text(written(document, by_line=by_line))
        ends_well(path, name)

    check()


@pytest.mark.parametrize("name", JSON_FILES)
@pytest.mark.parametrize("inside", ["[" * 100_000, '{"a":' * 100_000, "1" * 5_000, "-1e999", "NaN", '"\\ud800"', "nul"])
def test_depth_and_numbers_without_end_are_refused(tmp_path, name, inside):
    text = (FIXTURES / name).read_text()
    at = text.rfind(":")
    path = tmp_path / "deep"
    path.write_text(text[: at + 1] + inside + text[at + 1 :])
    ends_well(path, name)


@pytest.mark.parametrize("name", TEXT_FILES)
def test_text_in_odd_encodings_with_odd_digits_is_read_or_refused(tmp_path, name):
    text = (FIXTURES / name).read_text()

    @settings(max_examples=40)
    @given(
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "latin-1", "cp1252", "big5", "shift_jis"]),
        st.lists(st.tuples(st.floats(0, 1), st.sampled_from("0123456789:/-.[](),\n\r\t\0\u200e\u202f\ufeff٣三²")), max_size=6),
        st.sampled_from(["\n", "\r\n", "\r", "\n\n", ""]),
    )
    def check(encoding, changes, end):
        changed = list(text.replace("\n", end))
        for place, sign in changes:
            changed[min(int(place * len(changed)), len(changed) - 1)] = sign
        path = tmp_path / "changed"
        path.write_bytes("".join(changed).encode(encoding, "replace"))
        ends_well(path, name)

    check()
