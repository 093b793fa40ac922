"""How often each person acted, as bitmaps by binary digit: who is in the first has an odd count, who is in the second has the two, ...

Adding two days is adding numbers digit by digit, for everybody at once; 120 days of 100,000 people take milliseconds, and no event is
looked at.
"""

from collections.abc import Iterable, Mapping, Sequence

from pyroaring import BitMap

Slices = list[BitMap]
_SIZE = 4


def of(groups: Mapping[int, Iterable[int]]) -> Slices:
    """The slices of people given by how often they acted (1 and more); nobody is in two groups."""
    found: Slices = []
    for times, people in groups.items():
        members = BitMap(people)
        for digit in range(times.bit_length()):
            if digit == len(found):
                found.append(BitMap())
            if times >> digit & 1:
                found[digit] |= members
    return found


def add(one: Slices, other: Slices) -> Slices:
    """Both counts together, person by person."""
    if len(one) < len(other):
        one, other = other, one
    found: Slices = []
    carry = BitMap()
    for digit, mine in enumerate(one):
        if digit < len(other):
            theirs = other[digit]
            either = mine ^ theirs
            found.append(either ^ carry)
            carry = (mine & theirs) | (carry & either)
        elif carry:
            found.append(mine ^ carry)
            carry = mine & carry
        else:
            found.append(mine)
    if carry:
        found.append(carry)
    return found


def total(several: Iterable[Slices]) -> Slices:
    """All of ``several`` together: added in pairs, so that most additions have few digits."""
    level = list(several)
    while len(level) > 1:
        pairs = [add(one, other) for one, other in zip(level[::2], level[1::2], strict=False)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
    return level[0] if level else []


def counts(slices: Slices, without: BitMap) -> dict[int, int]:
    """Everybody's count, people in ``without`` left out."""
    groups = [(0, BitMap().union(*slices) - without)]
    # From the greatest digit on each group is split in those who have the next one and those who have not.
    for digit in range(len(slices) - 1, -1, -1):
        halves = [(times, people, people & slices[digit]) for times, people in groups]
        groups = [(times + (1 << digit), having) for times, _people, having in halves if having]
        groups += [(times, rest) for times, people, having in halves if (rest := people - having)]
    found: dict[int, int] = {}
    for times, people in groups:
        found.update(dict.fromkeys(people, times))
    return found


def pack(slices: Sequence[BitMap]) -> bytes:
    """The slices as bytes; none where everybody acted once, for then the people themselves say all."""
    if len(slices) <= 1:
        return b""
    parts = [one.serialize() for one in slices]
    return b"".join(len(part).to_bytes(_SIZE, "big") + part for part in parts)


def unpack(packed: bytes, people: BitMap) -> Slices:
    """The slices that ``pack`` wrote, of ``people``."""
    if not packed:
        return [people]
    found: Slices = []
    at = 0
    while at < len(packed):
        size = int.from_bytes(packed[at : at + _SIZE], "big")
        found.append(BitMap.deserialize(packed[at + _SIZE : at + _SIZE + size]))
        at += _SIZE + size
    return found
