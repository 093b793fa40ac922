"""The report document as JSON and back, loss-free: the form in which it is frozen in the database and handed to the renderer."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from tenants.terms.document import Line, ReportDocument
from tenants.terms.figure import Figure
from tenants.terms.overview import OverviewDocument
from tenants.terms.template import Changes


def dump(document: ReportDocument) -> str:
    """Return ``document`` as JSON text with sorted keys: equal documents give equal text, so it can be hashed."""
    return json.dumps(plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(text: str | bytes) -> ReportDocument:
    """Return the document that ``dump`` wrote.

    Fields that a newer schema added take their defaults. Raises ``ValueError`` or ``TypeError`` for anything that is no document.
    """
    return rebuild(json.loads(text))


def rebuild(plainly: Mapping[str, Any]) -> ReportDocument:
    """Return the document of which ``plainly`` is the form in types that JSON knows; raises as ``load`` does."""
    document: ReportDocument = _builder(ReportDocument)(plainly)
    return document


def lines(plainly: Sequence[Any]) -> Sequence[Line]:
    """Return lines of a document from their form in types that JSON knows; raises as ``load`` does."""
    found: Sequence[Line] = _builder(Sequence[Line])(plainly)
    return found


def changes(plainly: Mapping[str, Any]) -> Changes:
    """Return what one level of report templates changes from its form in types that JSON knows; raises as ``load`` does."""
    found: Changes = _builder(Changes)(plainly)
    return found


def figures(plainly: Mapping[str, Any]) -> Mapping[str, Figure]:
    """Return figures by key from their form in types that JSON knows; raises as ``load`` does."""
    found: Mapping[str, Figure] = _builder(Mapping[str, Figure])(plainly)
    return found


def overview(plainly: Mapping[str, Any]) -> OverviewDocument:
    """Return the overview of which ``plainly`` is the form in types that JSON knows; raises as ``load`` does."""
    found: OverviewDocument = _builder(OverviewDocument)(plainly)
    return found


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


Builder = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


@cache
def _builder(kind: Any) -> Builder:
    """Return what rebuilds a value as the annotation ``kind`` says.

    A document is a tree of thousands of values of a few dozen kinds: annotations are read once a kind, not once a value.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _either(arguments)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, item = _builder(arguments[0]), _builder(arguments[1])
        return lambda value: {key(name): item(each) for name, each in value.items()}
    if origin is tuple and arguments[-1] is not Ellipsis:
        places = [_builder(each) for each in arguments]
        return lambda value: tuple(place(each) for place, each in zip(places, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Sequence):
        each_of = _builder(arguments[0])
        return tuple if each_of is _same else lambda value: tuple(map(each_of, value))
    return _single(kind)


def _either(arguments: tuple[Any, ...]) -> Builder:
    others = [each for each in arguments if each is not NoneType]
    if len(others) != 1:
        return _same  # a union of several plain types (bool | int | float | str) says nothing that JSON does not say already
    other = _builder(others[0])
    return _same if other is _same else lambda value: None if value is None else other(value)


def _single(kind: Any) -> Builder:
    if not isinstance(kind, type):
        return _same
    if is_dataclass(kind):
        return _record(kind)
    if issubclass(kind, datetime | date):
        return kind.fromisoformat
    return kind if issubclass(kind, Enum | Decimal) else _same


def _record(kind: type) -> Builder:
    known = {name: _builder(hint) for name, hint in get_type_hints(kind).items()}
    return lambda value: kind(**{name: known[name](item) for name, item in value.items() if name in known})
