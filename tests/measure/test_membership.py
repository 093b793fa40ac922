from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tenants.measure.membership import Trace, TraceKind, spells

START = datetime(2026, 1, 1, tzinfo=UTC)


def t(hours):
    return START + timedelta(hours=hours)


def join(hours, channel="", inviter=None):
    return Trace(TraceKind.JOIN, t(hours), channel, inviter)


def leave(hours, channel=""):
    return Trace(TraceKind.LEAVE, t(hours), channel)


def act(hours, channel="general"):
    return Trace(TraceKind.ACT, t(hours), channel)


def test_a_person_joins_at_the_earliest_evidence_and_once_however_many_channels_they_enter():
    (found,) = spells(7, [join(5, "random"), join(2, "general", inviter=3), act(9)])
    assert (found.member, found.joined, found.left, found.estimated, found.first) == (7, t(2), None, False, True)
    assert (found.inviter, found.first_act) == (3, t(9))


def test_who_invites_a_member_into_one_more_room_has_not_brought_them():
    (found,) = spells(7, [join(2, "general"), join(2 + 24, "random", inviter=3)])
    assert found.inviter is None
    (found,) = spells(7, [join(2, "general"), join(2 + 23, "random", inviter=3)])
    assert found.inviter == 3, "what names the inviter may be a record of the same coming"
    (found,) = spells(7, [join(30, inviter=3)], platform_joined=t(0))
    assert (found.joined, found.inviter) == (t(0), None)


def test_an_act_that_makes_nobody_active_shows_that_somebody_is_there():
    (found,) = spells(7, [Trace(TraceKind.ACT, t(1), counts=False), act(4)])
    assert (found.joined, found.estimated, found.first_act) == (t(1), True, t(4))


def test_a_first_act_stands_in_for_a_join_and_says_so():
    (found,) = spells(7, [act(4), act(9)])
    assert (found.joined, found.estimated, found.first_act) == (t(4), True, t(4))


def test_the_word_of_the_platform_beats_a_later_first_act():
    (found,) = spells(7, [act(4)], platform_joined=t(1))
    assert (found.joined, found.estimated) == (t(1), False)
    (found,) = spells(7, [act(4)], platform_joined=t(8))
    assert (found.joined, found.estimated) == (t(4), True)
    (found,) = spells(7, [], platform_joined=t(8))
    assert (found.joined, found.first_act) == (t(8), None)


def test_leaving_one_channel_is_not_leaving_while_the_person_is_in_another():
    (found,) = spells(7, [join(1, "a"), join(2, "b"), leave(3, "a")])
    assert found.left is None
    (found,) = spells(7, [join(1, "a"), act(2, "b"), leave(3, "a")])
    assert found.left is None
    (found,) = spells(7, [join(1, "a"), join(2, "b"), leave(3, "a"), leave(4, "b")])
    assert found.left == t(4)


def test_leaving_the_community_ends_it_whatever_channels_there_were():
    (found,) = spells(7, [join(1, ""), act(2, "a"), act(3, "b"), leave(4)])
    assert found.left == t(4)


def test_an_act_after_the_end_opens_an_estimated_spell():
    first, second = spells(7, [join(1), leave(4), act(6), act(7)])
    assert (first.first, second.first) == (True, False)
    assert (second.joined, second.estimated, second.first_act, second.left) == (t(6), True, t(6), None)


def test_a_re_join_is_a_new_spell_of_the_same_person():
    first, second = spells(7, [join(1), leave(4), join(6), act(8)])
    assert (first.left, second.joined, second.estimated, second.first) == (t(4), t(6), False, False)
    assert (first.first_act, second.first_act) == (None, t(8))


def test_who_is_first_seen_leaving_was_a_member_since_the_data_begins():
    (found,) = spells(7, [leave(4)], since=t(0))
    assert (found.joined, found.left, found.estimated) == (t(0), t(4), True)


def test_leaving_a_channel_one_was_never_seen_in_shows_nothing():
    assert spells(7, [leave(4, "a")]) == []
    (found,) = spells(7, [leave(4, "a")], platform_joined=t(1))
    assert found.left is None
    (found,) = spells(7, [join(1, "b"), leave(4, "a")])
    assert found.left is None


traces = st.lists(
    st.builds(
        Trace,
        kind=st.sampled_from(TraceKind),
        at=st.integers(0, 30).map(t),
        channel=st.sampled_from(["", "a", "b"]),
    ),
    max_size=12,
)


@given(traces, st.randoms(use_true_random=False), st.none() | st.integers(0, 30).map(t))
def test_the_order_of_the_evidence_does_not_matter_and_spells_never_overlap(given_traces, random, joined):
    found = spells(1, given_traces, platform_joined=joined, since=START)
    shuffled = list(given_traces)
    random.shuffle(shuffled)
    assert spells(1, shuffled, platform_joined=joined, since=START) == found
    assert [each.first for each in found] == [True, *[False] * (len(found) - 1)][: len(found)]
    for before, after in pairwise(found):
        assert before.left is not None
        assert before.joined <= before.left <= after.joined
    for trace in given_traces:
        if trace.kind is not TraceKind.LEAVE:
            assert any(each.joined <= trace.at and (each.left is None or trace.at <= each.left) for each in found)
