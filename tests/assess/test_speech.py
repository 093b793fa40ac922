"""Words compared between two months."""

from math import isclose, log

from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.assess.speech import LEAST, Move, compare, likelihood, most_used

COUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 80), max_size=12)


def test_a_word_that_came_up_and_one_that_went_are_told_first():
    found = compare({"tent": 40, "boots": 10, "rope": 2}, {"boots": 11, "stove": 30, "rope": 1}, 100, 100)
    assert [(each.word, each.move) for each in found] == [("tent", Move.NEW), ("stove", Move.GONE)]
    # 40 of 100 against 0 of 100: twenty expected in each.
    assert isclose(found[0].weight, 2 * 40 * log(40 / 20))


def test_the_size_of_the_months_is_taken_into_account():
    assert compare({"tent": 30}, {"tent": 60}, 100, 200) == []
    assert [each.move for each in compare({"tent": 30}, {"tent": 60}, 100, 1000)] == [Move.MORE]
    assert [each.move for each in compare({"tent": 30}, {"tent": 60}, 1000, 100)] == [Move.LESS]


def test_a_month_without_messages_is_compared_with_nothing():
    assert compare({"tent": 30}, {}, 100, 0) == []
    assert compare({}, {"tent": 30}, 0, 100) == []


def test_rare_words_are_not_spoken_of():
    assert compare({"tent": LEAST - 1}, {}, 3, 100_000) == []
    assert most_used({"tent": 9, "a": LEAST - 1, "boots": 9}, 5) == [("boots", 9), ("tent", 9)]


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_what_is_said_of_a_word_fits_its_counts(now, before):
    found = compare(now, before, 100, 100)
    assert len({each.word for each in found}) == len(found)
    for each in found:
        assert (each.now, each.before) == (now.get(each.word, 0), before.get(each.word, 0))
        assert (each.now > each.before) == (each.move in {Move.NEW, Move.MORE})
        assert each.weight == likelihood(each.now, each.before, 100, 100)
        assert {each.word: each.move for each in compare(before, now, 100, 100)}[each.word] != each.move
