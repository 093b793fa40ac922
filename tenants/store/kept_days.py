"""What the rollups say of one period (``facts.Bulk``) as bytes and back, to be kept beside its figures.

The days are small and always read; who was active on them is large, kept apart and read only when somebody asks who.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

import orjson
from pyroaring import BitMap

from tenants.store.facts import Bulk
from tenants.store.later import LaterList, LaterPeople
from tenants.terms.event import KIND_CODE, EventKind, Evidence
from tenants.terms.facts import Day, People, Who

_KINDS = {code: kind for kind, code in KIND_CODE.items()}
_WHO = tuple(Who)
_SIZE = 4


def plain(bulk: Bulk) -> dict[str, Any]:
    """The days with their counts in the types JSON knows; of people only how many."""
    return {
        "evidence": {name: getattr(bulk.evidence, name) for name in bulk.evidence.__dataclass_fields__},
        "as_of": bulk.as_of and bulk.as_of.isoformat(),
        "days": [_day(day) for day in bulk.days],
        "before": [_day(day) for day in bulk.before],
        "seen_before": len(bulk.seen_before),
        "hours": [list(row) for row in bulk.hours],
    }


def people(bulk: Bulk) -> bytes:
    """Who was active on each day, and who had been before: the sets of ``_sets`` one after the other."""
    parts = [BitMap(one).serialize() for one in _sets(bulk)]
    return b"".join(len(part).to_bytes(_SIZE, "big") + part for part in parts)


def bulk(plainly: Mapping[str, Any], read: Callable[[], bytes]) -> Bulk:
    """What ``plain`` wrote; ``read`` gives what ``people`` wrote, and is called when somebody asks who somebody is."""
    crowd = _Crowd(read)
    days, before = plainly["days"], plainly["before"]
    return Bulk(
        evidence=Evidence(**plainly["evidence"]),
        as_of=datetime.fromisoformat(plainly["as_of"]) if plainly["as_of"] else None,
        days=[_rebuilt(each, crowd, place) for place, each in enumerate(days)],
        before=LaterList(lambda: [_rebuilt(each, crowd, len(days) + place) for place, each in enumerate(before)]),
        seen_before=crowd.people(plainly["seen_before"], len(days) + len(before)),
        hours=plainly["hours"],
    )


def dumped(plainly: Mapping[str, Any]) -> bytes:
    """JSON."""
    return orjson.dumps(plainly)


def loaded(content: bytes) -> Any:
    """From JSON."""
    return orjson.loads(content)


class _Crowd:
    """The sets of one period, taken apart once."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read
        self._parts: Sequence[BitMap] | None = None

    def people(self, count: int, place: int) -> People:
        return LaterPeople(count, lambda: self._whole()[place])

    def _whole(self) -> Sequence[BitMap]:
        if self._parts is None:
            self._parts = list(_apart(self._read()))
        return self._parts


def _apart(content: bytes) -> Iterator[BitMap]:
    at = 0
    while at < len(content):
        size = int.from_bytes(content[at : at + _SIZE], "big")
        yield BitMap.deserialize(content[at + _SIZE : at + _SIZE + size])
        at += _SIZE + size


def _sets(bulk: Bulk) -> Sequence[People]:
    return [*(day.active for day in bulk.days), *(day.active for day in bulk.before), bulk.seen_before]


def _day(day: Day) -> list[Any]:
    counts = [[KIND_CODE[kind], _WHO.index(who), count] for (kind, who), count in day.counts.items()]
    return [day.day.toordinal(), day.covered, day.joined, day.left, len(day.active), counts]


def _rebuilt(said: Sequence[Any], crowd: _Crowd, place: int) -> Day:
    ordinal, covered, joined, left, active, counts = said
    found: dict[tuple[EventKind, Who], int] = {(_KINDS[kind], _WHO[who]): count for kind, who, count in counts}
    people = crowd.people(active, place)
    return Day(day=date.fromordinal(ordinal), covered=covered, counts=found, active=people, joined=cast("int", joined), left=left)
