"""Who is who in IRC logs: a person changes names within a connection, and the log says so."""

import re
from collections import Counter
from collections.abc import Iterable

# Names that a network gives to whoever has none, one after another.
_GIVEN = re.compile(r"guest\d*$|unnamed|\d", re.IGNORECASE)
_SPARE = re.compile(r"[_`^\\-]+$|\d+$|[_|-]?(?:away|afk|lunch|mtg|zzz|brb|home|work)$", re.IGNORECASE)


class Names:
    """The person behind each nick, from all changes of nick in an upload; nicks differ by more than case.

    Two nicks are one person if the log says that the one became the other. The nick that takes part in most changes stands for all;
    where that is a tie, the one that looks least like a spare.
    """

    def __init__(self, changes: Iterable[tuple[str, str]] = ()) -> None:
        told: Counter[str] = Counter()
        parent: dict[str, str] = {}

        def top(nick: str) -> str:
            while (above := parent.setdefault(nick, nick)) != nick:
                nick = above
            return nick

        for one, other in changes:
            old, new = one.casefold(), other.casefold()
            if old == new or _GIVEN.match(old) or _GIVEN.match(new):
                continue
            told.update((old, new))
            parent[top(old)] = top(new)
        groups: dict[str, list[str]] = {}
        for nick in parent:
            groups.setdefault(top(nick), []).append(nick)
        self._person: dict[str, str] = {}
        for group in groups.values():
            chief = min(group, key=lambda nick: (-told[nick], _SPARE.search(nick) is not None, len(nick), nick))
            self._person.update(dict.fromkeys(group, chief))
        self._used: dict[str, Counter[str]] = {chief: Counter() for chief in set(self._person.values())}

    def person(self, nick: str) -> str:
        """Who ``nick`` is: the nick, in small letters, that stands for the person."""
        folded = nick.casefold()
        return self._person.get(folded, folded)

    def has_many(self, person: str) -> bool:
        """Whether ``person`` is known by several nicks."""
        return person in self._used

    def spoke(self, person: str, nick: str) -> None:
        """Remember that ``person`` spoke as ``nick``, so that the name they use most is shown."""
        if (used := self._used.get(person)) is not None:
            used[nick] += 1

    def shown(self) -> dict[str, str]:
        """For each person of several nicks who spoke, the nick they used most."""
        return {person: used.most_common(1)[0][0] for person, used in self._used.items() if used}
