"""Which words a community took up and which it dropped: two months of counts compared, chance told apart from change."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log

CLEAR = 10.83
"""Log-likelihood above which a difference this large comes by chance less than once in a thousand words (chi-square, one degree)."""
LEAST = 3
"""Messages a word must stand in, in one of the two months, before anything is said of it."""


class Move(StrEnum):
    """What became of a word."""

    NEW = "new"
    MORE = "more"
    LESS = "less"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class WordChange:
    """A word whose use changed clearly. ``now`` and ``before`` are messages it stood in, ``weight`` how clear the change is."""

    word: str
    now: int
    before: int
    move: Move
    weight: float


def compare(now: Mapping[str, int], before: Mapping[str, int], messages_now: int, messages_before: int) -> list[WordChange]:
    """Return the words whose share of messages changed clearly, the clearest first (by log-likelihood, Dunning 1993).

    ``now`` and ``before`` count the messages a word stood in, ``messages_*`` all messages of each month. Where either month has no
    messages there is nothing to compare.
    """
    if messages_now <= 0 or messages_before <= 0:
        return []
    found = []
    for word in {*now, *before}:
        one, other = now.get(word, 0), before.get(word, 0)
        if max(one, other) < LEAST:
            continue
        weight = likelihood(one, other, messages_now, messages_before)
        if weight >= CLEAR:
            found.append(WordChange(word, one, other, _move(one, other, messages_now, messages_before), weight))
    return sorted(found, key=lambda each: (-each.weight, each.word))


def likelihood(one: int, other: int, total_one: int, total_other: int) -> float:
    """Return how unlikely it is that ``one`` of ``total_one`` and ``other`` of ``total_other`` are of one share: 0 where they are alike."""
    share = (one + other) / (total_one + total_other)
    expected = total_one * share, total_other * share
    return 2 * sum(seen * log(seen / due) for seen, due in zip((one, other), expected, strict=True) if seen)


def most_used(now: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    """Return the ``most`` words that stand in the most messages, at least ``LEAST``, the most used first."""
    known = [(word, count) for word, count in now.items() if count >= LEAST]
    return sorted(known, key=lambda each: (-each[1], each[0]))[:most]


def _move(one: int, other: int, total_one: int, total_other: int) -> Move:
    if not other:
        return Move.NEW
    if not one:
        return Move.GONE
    return Move.MORE if one * total_other > other * total_one else Move.LESS
