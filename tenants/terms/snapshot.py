"""The report document as JSON and back, loss-free: the form in which it is frozen in the database and handed to the renderer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from tenants.terms.document import ReportDocument


def dump(document: ReportDocument) -> str:
    """Return ``document`` as JSON text with sorted keys: equal documents give equal text, so it can be hashed."""
    return json.dumps(plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(text: str | bytes) -> ReportDocument:
    """Return the document that ``dump`` wrote.

    Fields that a newer schema added take their defaults. Raises ``ValueError`` or ``TypeError`` for anything that is no document.
    """
    document: ReportDocument = _build(ReportDocument, json.loads(text))
    return document


def plain(value: Any) -> Any:
    """Return ``value`` (dataclasses, enums, days, instants, decimals, sequences, mappings) in the types JSON knows."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date | Decimal):
        return str(value) if isinstance(value, Decimal) else value.isoformat()
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no plain form")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, value: Any) -> Any:
    """Rebuild ``value`` as the annotation ``kind`` says."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _either(arguments, value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {_build(arguments[0], key): _build(arguments[1], item) for key, item in value.items()}
    if origin is tuple and arguments[-1] is not Ellipsis:
        return tuple(_build(each, item) for each, item in zip(arguments, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return tuple(_build(arguments[0], item) for item in value)
    return _single(kind, value)


def _either(arguments: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    others = [each for each in arguments if each is not NoneType]
    # A union of several plain types (bool | int | float | str) says nothing that JSON does not say already.
    return _build(others[0], value) if len(others) == 1 else value


def _single(kind: Any, value: Any) -> Any:
    if not isinstance(kind, type):
        return value
    if is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], item) for name, item in value.items() if name in hints})
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(value)
    if issubclass(kind, Enum | Decimal):
        return kind(value)
    return value
