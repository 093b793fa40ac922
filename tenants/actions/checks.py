"""Checks of what a person typed, shared by the use cases; each returns the clean value or refuses, naming the field."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import available_timezones

from sqlalchemy.exc import IntegrityError

from tenants.terms.errors import Refusal

E = TypeVar("E", bound=StrEnum)

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}", re.UNICODE)
EMAIL_LENGTH = 254
RESERVED = frozenset({"new", "settings", "portal", "api", "static", "admin"})


def text(value: str | None, field: str, *, longest: int, required: bool = False) -> str:
    """Return ``value`` trimmed and normalised (NFC), without control characters but line ends; refuse what is missing or too long."""
    clean = unicodedata.normalize("NFC", value or "").replace("\r\n", "\n").strip()
    clean = "".join(c for c in clean if c in "\n\t" or unicodedata.category(c) != "Cc")
    if required and not clean:
        raise Refusal("field.required", field=field, name=field)
    if len(clean) > longest:
        raise Refusal("field.too_long", field=field, name=field, longest=longest, length=len(clean))
    return clean


def slug(value: str | None, field: str = "slug") -> str:
    """Return a name for addresses: 1 to 40 of a-z, 0-9 and ``-``, neither first nor last a hyphen."""
    clean = (value or "").strip().lower()
    if not SLUG.fullmatch(clean):
        raise Refusal("slug.unusable", field=field, slug=clean)
    if clean in RESERVED:
        raise Refusal("slug.reserved", field=field, slug=clean)
    return clean


def email(value: str | None, field: str = "email") -> str:
    """Return a plausible address, lower-cased; whether it exists shows only when a letter arrives."""
    clean = (value or "").strip().lower()
    if len(clean) > EMAIL_LENGTH or not EMAIL.fullmatch(clean):
        raise Refusal("email.unusable", field=field, email=clean)
    return clean


def emails(values: Iterable[str], field: str = "recipients") -> list[str]:
    """Return distinct addresses in the order given."""
    return list(dict.fromkeys(email(value, field) for value in values if value.strip()))


def zone(value: str | None, field: str = "timezone") -> str:
    """Return the name of a time zone that exists (``Asia/Shanghai``)."""
    clean = (value or "").strip()
    if clean not in available_timezones():
        raise Refusal("timezone.unknown", field=field, timezone=clean)
    return clean


def choice(value: str | None, kind: type[E], field: str) -> E:
    """Return a member of an enum by its value."""
    try:
        return kind(value or "")
    except ValueError as error:
        raise Refusal("field.not_offered", field=field, value=str(value), offered=", ".join(kind)) from error


def zoned(moment: datetime) -> datetime:
    """Return ``moment``, which must carry its zone: a naive time is a programming error."""
    if moment.tzinfo is None:
        message = "a moment without a time zone"
        raise ValueError(message)
    return moment


def violates(error: IntegrityError, constraint: str) -> bool:
    """Tell whether ``error`` is about the named constraint, so that a race is answered like the check before it."""
    diagnosis = getattr(error.orig, "diag", None)
    return bool(diagnosis and diagnosis.constraint_name == constraint)
