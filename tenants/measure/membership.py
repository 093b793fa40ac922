"""Membership intervals of one person, from whatever evidence there is of their coming, going and doing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from tenants.terms.facts import Spell

COMING = timedelta(days=1)
"""How long after somebody came a join still belongs to that coming: a list of members may know no more than its day. Later ones are
of other rooms, and whoever invited there did not bring them."""


class TraceKind(IntEnum):
    """What a trace shows; the order in which traces of one instant are read: who joins and leaves at once was there."""

    JOIN = 1
    ACT = 2
    LEAVE = 3
    LISTED = 4
    """They stand on a first list of members: they were there, since when is not known."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One piece of evidence. ``channel`` is the room it happened in; ``""`` is the community itself.

    ``estimated``: it happened at a day not known exactly (a join between two lists of members). ``counts``: of an act, whether it is one
    that makes a member active; any act shows that somebody is there.
    """

    kind: TraceKind
    at: datetime
    channel: str = ""
    inviter: int | None = None
    estimated: bool = False
    counts: bool = True


@dataclass(slots=True)
class _Open:
    """A spell that has not ended yet, and the rooms the person is known to be in."""

    joined: datetime
    estimated: bool
    inviter: int | None = None
    first_act: datetime | None = None
    rooms: set[str] = field(default_factory=set)


def spells(
    member: int,
    traces: Iterable[Trace],
    *,
    platform_joined: datetime | None = None,
    since: datetime | None = None,
) -> list[Spell]:
    """Return the membership intervals of ``member``, oldest first, from ``traces`` in any order.

    A person joins at the earliest evidence: a join of any room, the platform's own word (``platform_joined``), or a first act,
    which makes the spell *estimated*. Who brought them is said by a join of that same coming (``COMING``). Leaving one room is not
    leaving while the person is known to be in another; an act in a room shows that they are in it. A leave of the community itself
    (channel ``""``) always ends the spell. An act after the end, without a join, opens an estimated spell; a join opens a new one,
    both ``first=False``.

    ``since`` is the first instant the community's data vouches for: who is first seen leaving the community, or on a list of members
    (``LISTED``), was a member since then at least (estimated); leaving a mere room without earlier evidence shows nothing and is
    passed over.
    """
    done: list[Spell] = []
    current: _Open | None = None
    for trace in sorted(traces, key=lambda each: (each.at, each.kind, each.channel)):
        if current is None and not done and platform_joined is not None and platform_joined <= trace.at:
            current = _Open(platform_joined, estimated=False)
        match trace.kind:
            case TraceKind.LEAVE:
                if current is None and not done and not trace.channel:
                    current = _Open(min(trace.at, since or trace.at), estimated=True)
                if current is not None and _gone(current, trace.channel):
                    done.append(_close(member, current, trace.at, first=not done))
                    current = None
            case TraceKind.JOIN | TraceKind.ACT:
                current = current or _Open(trace.at, estimated=trace.estimated or trace.kind is TraceKind.ACT)
                _note(current, trace)
            case TraceKind.LISTED:
                current = current or _Open(trace.at if done else min(trace.at, since or trace.at), estimated=True)
    if current is None and not done and platform_joined is not None:
        current = _Open(platform_joined, estimated=False)
    if current is not None:
        done.append(_close(member, current, None, first=not done))
    return done


def _note(current: _Open, trace: Trace) -> None:
    current.rooms.add(trace.channel)
    if trace.kind is TraceKind.ACT and trace.counts and current.first_act is None:
        current.first_act = trace.at
    if trace.kind is TraceKind.JOIN and current.inviter is None and trace.at < current.joined + COMING:
        current.inviter = trace.inviter


def _gone(current: _Open, channel: str) -> bool:
    """Take the person out of ``channel`` and tell whether no room is left."""
    if not channel:
        return True
    was_there = channel in current.rooms
    current.rooms.discard(channel)
    return was_there and not current.rooms


def _close(member: int, current: _Open, left: datetime | None, *, first: bool) -> Spell:
    return Spell(
        member=member,
        joined=current.joined,
        left=left,
        estimated=current.estimated,
        first=first,
        inviter=current.inviter,
        first_act=current.first_act,
    )
