"""Whose data may be touched: the scope that every statement is bound to.

One module owns the context variable. One session serves one tenant: entering or leaving a scope closes the session, because a row kept
in its identity map would otherwise be handed to the next tenant (seen in trials). No scope means an exception, never "all rows".
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Scope:
    """One tenant; with ``client_id``, only what is published to that client of theirs."""

    tenant_id: int
    client_id: UUID | None = None


class NoTenantError(RuntimeError):
    """A tenant-owned table was touched without a tenant in use: a programming error, never shown as data."""


class TenantMixError(RuntimeError):
    """Another tenant was entered, or its row touched, while one is in use."""


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)
_close_session: list[Callable[[], None]] = []


def on_switch(close: Callable[[], None]) -> None:
    """Register what closes the session when the scope changes; called once, by the fence."""
    _close_session[:] = [close]


def current_scope() -> Scope | None:
    """Return the scope in use, or ``None``."""
    return _scope.get()


def current_tenant() -> int:
    """Return the id of the tenant in use, or raise ``NoTenantError``."""
    scope = _scope.get()
    if scope is None:
        raise NoTenantError
    return scope.tenant_id


@contextmanager
def use_tenant(tenant_id: int, client_id: UUID | None = None) -> Iterator[Scope]:
    """Bind every statement inside to one tenant (and client). The same scope may be nested; another one raises."""
    wanted = Scope(tenant_id, client_id)
    present = _scope.get()
    if present == wanted:
        yield wanted
        return
    if present is not None:
        message = f"scope {wanted} inside {present}"
        raise TenantMixError(message)
    for close in _close_session:
        close()
    token = _scope.set(wanted)
    try:
        yield wanted
    finally:
        try:
            for close in _close_session:
                close()
        finally:
            _scope.reset(token)
