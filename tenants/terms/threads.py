"""Many threads by their columns: a quarter of a million of them take milliseconds, as objects they would take seconds."""

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple, overload

from tenants.terms.facts import Thread

NEVER = 2**63 - 1
"""The tick of what has not happened, and as PostgreSQL sends "infinity"."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def tick(at: datetime | None) -> int:
    """Microseconds since 2000, as PostgreSQL counts them; ``NEVER`` of nothing."""
    return NEVER if at is None else (at - _EPOCH) // _TICK


def moment(at: int) -> datetime:
    """The instant of a tick, in UTC."""
    return _EPOCH + at * _TICK


def ticks(sent: bytes) -> "array[int]":
    """The ticks of instants that PostgreSQL sent as eight bytes each, one after the other."""
    found = array("q", sent)
    if sys.byteorder == "little":
        found.byteswap()
    return found


class Kind(NamedTuple):
    """What a thread is: a question or not, begun by staff or by a member."""

    question: bool
    by_staff: bool


class Times(NamedTuple):
    """When threads of one kind were started, and when each was answered, in ticks."""

    started: Sequence[int]
    answered: Sequence[int]


class Threads(Sequence[Thread]):
    """Threads in the order they were started, and by kind in any order (``times``); read at the first look at them."""

    def __init__(self, read: Callable[[], Mapping[Kind, Times]]) -> None:
        self._read = read

    @cached_property
    def times(self) -> Mapping[Kind, Times]:
        """When they were started and answered."""
        return self._read()

    @classmethod
    def of(cls, threads: Sequence[Thread]) -> "Threads":
        """The same threads by their columns."""
        if isinstance(threads, Threads):
            return threads
        found: dict[Kind, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for each in threads:
            started, answered = found[Kind(each.question, each.by_staff)]
            started.append(tick(each.started))
            answered.append(tick(each.answered))
        return cls(lambda: {kind: Times(*times) for kind, times in found.items()})

    @cached_property
    def whole(self) -> Sequence[Thread]:
        """Each of them."""
        return sorted(self._each(), key=lambda thread: thread.started)

    def _each(self) -> Iterable[Thread]:
        for kind, times in self.times.items():
            for started, answered in zip(*times, strict=True):
                yield Thread(moment(started), kind.question, kind.by_staff, None if answered == NEVER else moment(answered))

    @overload
    def __getitem__(self, index: int) -> Thread: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Thread]: ...
    def __getitem__(self, index: int | slice) -> Thread | Sequence[Thread]:
        return self.whole[index]

    def __len__(self) -> int:
        return sum(len(times.started) for times in self.times.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self.whole) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as of a list
