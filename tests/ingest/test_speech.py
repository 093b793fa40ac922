"""Words out of what people wrote, in both languages."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.ingest.speech import LONGEST, counted, words
from tenants.ingest.stop_words import STOP


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我们今天一起去香山爬山，登山鞋谁有多余的？", ["香山", "爬山", "登山鞋", "多余"]),
        ("The trail to Cobo opens: boots, poles and the trail map", ["trail", "cobo", "opens", "boots", "poles", "trail", "map"]),
        ("Qunce的月度报告", ["qunce", "月度", "报告"]),
        ("see https://example.org/trail and mail me@example.org, @Maria #tent :tada: `code block` 42 3.14", ["mail"]),
        ("Anna's boots, Anna’s boots, O'Neill", ["anna", "boots", "anna", "boots", "o'neill"]),
        ("谢谢大家，好的", []),
        ("ok", []),
        ("", []),
    ],
)
def test_words_carry_what_was_spoken_of(text, found):
    assert sorted(words(text)) == sorted(found)


def test_a_word_counts_once_a_message_and_by_month():
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    found = counted([(may, "tent tent boots"), (may, "Tent"), (june, "帐篷和帐篷")])
    assert found == {(may, "tent"): 2, (may, "boots"): 1, (june, "帐篷"): 1}


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_text_gives_words_of_bounded_length_that_are_no_stop_words(text):
    for word in words(text):
        assert 2 <= len(word) <= LONGEST
        assert word not in STOP
        assert word == word.casefold()
