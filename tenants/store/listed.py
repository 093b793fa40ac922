"""What the lists of members of a community show of its people, as membership needs it: who was there, who came, who left."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import cast

from pyroaring import BitMap

from tenants.measure.list_moves import Moves, moves
from tenants.measure.membership import Trace, TraceKind
from tenants.store import member_lists
from tenants.store.clients import Community
from tenants.store.redirects import persons
from tenants.store.sql import InOne
from tenants.store.zones import zone_of
from tenants.terms.facts import People
from tenants.terms.period import local_midnight


class Listed:
    """The live lists of one community, compared when they are first asked for. A merged person stands on a list if any account does."""

    def __init__(self, here: InOne, community: Community) -> None:
        self._here = here
        self._zone = zone_of(community)

    @cached_property
    def _moves(self) -> Moves:
        lists = member_lists.snapshots(self._here.community_no)
        known = persons(self._here) if lists else {}
        return moves({group: [(day, _counted(people, known)) for day, people in found] for group, found in lists.items()})

    def leavers(self, nos: Collection[int] | None) -> list[int]:
        """Who of ``nos`` (``None``: of everybody) was ever missing on a list after having stood on one."""
        return [no for no in self._moves.others if nos is None or no in nos]

    def arrays(self, nos: Collection[int] | None, *, since: datetime | None) -> dict[str, object]:
        """For each of ``nos`` on a list: their number, the instant they are first seen on one, and since when they were there at least."""
        rows = [(no, *self._first(no, since)) for no in self._moves.first if nos is None or no in nos]
        return {"listed": [row[0] for row in rows], "seen": [row[1] for row in rows], "opened": [row[2] for row in rows]}

    def _first(self, no: int, since: datetime | None) -> tuple[datetime, datetime]:
        day, opening = self._moves.first[no]
        at = local_midnight(day, self._zone)
        return at, min(at, since or at) if opening else at

    def traces(self, no: int) -> Iterator[Trace]:
        """What the lists show of one person. The day of a list begins with the move that it shows, and ends as it says."""
        first = self._moves.first.get(no)
        if first is not None:
            day, opening = first
            yield Trace(TraceKind.LISTED if opening else TraceKind.JOIN, local_midnight(day, self._zone), estimated=True)
        for kind, day in self._moves.others.get(no, ()):
            yield Trace(kind, local_midnight(day, self._zone), estimated=True)


def _counted(people: BitMap, known: Mapping[int, int]) -> People:
    merged = people & BitMap(known)
    return cast("People", (people - merged) | BitMap(known[no] for no in merged) if merged else people)
