"""Whose money it is: amounts are worded in the currency of the workspace, set once a request or document.

A context variable rather than an argument of every formatter: one page, letter or report never mixes currencies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from babel.numbers import get_currency_symbol

from tenants.terms.people import Language

DEFAULT = "CNY"
OFFERED = ("CNY", "HKD", "TWD", "SGD", "JPY", "USD", "EUR", "GBP", "AUD", "CAD", "CHF")
_current: ContextVar[str] = ContextVar("currency", default=DEFAULT)


def use(code: str) -> None:
    """Word amounts in ``code`` (ISO 4217) from here on in this context."""
    _current.set(code)


@contextmanager
def in_currency(code: str) -> Iterator[None]:
    """Word amounts in ``code`` inside the block."""
    token = _current.set(code)
    try:
        yield
    finally:
        _current.reset(token)


def in_use() -> str:
    """Return the code of the currency in use."""
    return _current.get()


def sign(lang: str) -> str:
    """Return its sign as ``lang`` writes it before a number (``¥``, ``£``, ``US$`` in Chinese)."""
    code = in_use()
    if code == DEFAULT:
        return "¥"
    zh = lang.startswith("zh")
    # Yen and yuan share their sign; beside each other they must not look alike.
    return "JP¥" if code == "JPY" else get_currency_symbol(code, locale=Language.ZH.value if zh else Language.EN.value)


def unit(lang: str) -> str:
    """Return the word of a column of amounts: ``元`` for yuan in Chinese, else the sign."""
    return "元" if in_use() == DEFAULT and lang.startswith("zh") else sign(lang)
