"""Parts of facts that are read when somebody first looks at them: most figures need few of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

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

    def __repr__(self) -> str:
        return repr(self.whole)
