"""Parts of facts that are read when somebody first looks at them: most figures need few of them."""

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

from pyroaring import BitMap

Item = TypeVar("Item")
Key = TypeVar("Key")
Value = TypeVar("Value")


class LaterList(Sequence[Item], Generic[Item]):
    """A sequence that is read at the first look at it."""

    def __init__(self, read: Callable[[], Sequence[Item]]) -> None:
        self._read = read

    @cached_property
    def whole(self) -> Sequence[Item]:
        """What it holds."""
        return self._read()

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        return self.whole[index]

    def __len__(self) -> int:
        return len(self.whole)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.whole)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self.whole) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as of a list

    def __repr__(self) -> str:
        return repr(self.whole)


class LaterMap(Mapping[Key, Value], Generic[Key, Value]):
    """A mapping that is read at the first look at it."""

    def __init__(self, read: Callable[[], Mapping[Key, Value]]) -> None:
        self._read = read

    @cached_property
    def whole(self) -> Mapping[Key, Value]:
        """What it holds."""
        return self._read()

    def __getitem__(self, key: Key) -> Value:
        return self.whole[key]

    def __len__(self) -> int:
        return len(self.whole)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.whole)

    def keys(self) -> KeysView[Key]:
        """As of what it holds, which goes through them faster."""
        return self.whole.keys()

    def values(self) -> ValuesView[Value]:
        """As of what it holds."""
        return self.whole.values()

    def items(self) -> ItemsView[Key, Value]:
        """As of what it holds."""
        return self.whole.items()

    def __repr__(self) -> str:
        return repr(self.whole)


class LaterPeople(AbstractSet[int]):
    """People of whom at first only the number is known; who they are is read when asked. Unions and the like are of this kind too."""

    def __init__(self, count: int, read: Callable[[], BitMap]) -> None:
        self._count = count
        self._read = read

    @classmethod
    def of(cls, people: BitMap) -> "LaterPeople":
        """The same for people who are known."""
        return cls(len(people), lambda: people)

    @cached_property
    def whole(self) -> BitMap:
        """Who they are."""
        return self._read()

    def __contains__(self, one: object) -> bool:
        return isinstance(one, int) and one in self.whole

    def __iter__(self) -> Iterator[int]:
        return iter(self.whole)

    def __len__(self) -> int:
        return self._count

    def __or__(self, other: AbstractSet[Any]) -> "LaterPeople":
        return self.of(self.whole | _bitmap(other))

    def __and__(self, other: AbstractSet[Any]) -> "LaterPeople":
        return self.of(self.whole & _bitmap(other))

    def __sub__(self, other: AbstractSet[Any]) -> "LaterPeople":
        return self.of(self.whole - _bitmap(other))


def _bitmap(people: AbstractSet[int]) -> BitMap:
    return people.whole if isinstance(people, LaterPeople) else BitMap(people)
