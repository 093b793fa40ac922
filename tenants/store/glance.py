"""One look at a community: what a page asks several times is read once, and what is kept of it is read in one statement.

Outside ``glance`` everything is read when it is asked for. Only pages that change nothing look this way.
"""

from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from tenants.store.tenancy import current_scope

Value = TypeVar("Value")


@dataclass(slots=True)
class Glance:
    """What was read so far. ``ahead`` are subjects of kept figures that will be asked for, by the community's number."""

    found: dict[Hashable, Any] = field(default_factory=dict)
    ahead: dict[int, set[str]] = field(default_factory=dict)


_running: ContextVar[Glance | None] = ContextVar("glance", default=None)


@contextmanager
def glance() -> Iterator[None]:
    """Within the block the same is read once; a glance within a glance is the same one."""
    if _running.get() is not None:
        yield
        return
    token = _running.set(Glance())
    try:
        yield
    finally:
        _running.reset(token)


def once(key: Hashable, read: Callable[[], Value]) -> Value:
    """What ``read`` returns, asked at most once in a glance for each ``key`` and whoever looks."""
    here = _running.get()
    if here is None:
        return read()
    whole = (current_scope(), key)
    if whole not in here.found:
        here.found[whole] = read()
    return cast("Value", here.found[whole])


def announced_of(community_no: int) -> frozenset[str]:
    """The subjects announced so far; none outside a glance."""
    here = _running.get()
    return frozenset(here.ahead.get(community_no, ())) if here is not None else frozenset()


def ahead(community_no: int, subjects: Collection[str]) -> None:
    """Say which kept subjects of a community will be asked for in this glance, so that they are read together."""
    here = _running.get()
    if here is not None:
        here.ahead.setdefault(community_no, set()).update(subjects)
