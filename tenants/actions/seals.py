"""Links that a letter carries to its reader, who may have no account: sealed with the installation's key, so that nobody can make one up.

A seal names one letter and one purpose: the link that stops further letters opens no report. Nothing is kept; a new key ends them all.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from tenants.terms.errors import NotFoundError

_MAC = 16
_WHOLE = 4 + 16 + _MAC


class Purpose(StrEnum):
    """What a link is for."""

    STOP = "stop"
    FILE = "file"
    ALERTS = "alerts"
    """Stops the daily letters about alerts; it names a seat instead of a letter."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The letter that a link came with."""

    tenant_id: int
    delivery_id: UUID


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever opened the link of a letter: what the page needs, as plain values. ``stopped``: no more letters go to the address."""

    address: str
    agency: str
    colour: str
    language: str
    stopped: bool


def seal(secret: str, purpose: Purpose, letter: Sealed) -> str:
    """Return the part of an address that stands for ``letter``: 48 characters of A-Z, a-z, 0-9, ``-`` and ``_``."""
    body = letter.tenant_id.to_bytes(4, "big") + letter.delivery_id.bytes
    return base64.urlsafe_b64encode(body + _mac(secret, purpose, body)).decode()


def unseal(secret: str, purpose: Purpose, text: str) -> Sealed | None:
    """Return the letter that ``text`` stands for; ``None`` for anything that was not sealed with this key for this purpose."""
    try:
        whole = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    body, mac = whole[:-_MAC], whole[-_MAC:]
    if len(whole) != _WHOLE or not hmac.compare_digest(mac, _mac(secret, purpose, body)):
        return None
    return Sealed(int.from_bytes(body[:4], "big"), UUID(bytes=body[4:]))


def opened(secret: str, purpose: Purpose, text: str) -> Sealed:
    """Return the letter that ``text`` stands for; raises ``NotFoundError("letter.not_found")`` for anything else."""
    found = unseal(secret, purpose, text)
    if found is None:
        raise NotFoundError("letter.not_found")
    return found


def _mac(secret: str, purpose: Purpose, body: bytes) -> bytes:
    return hmac.new(secret.encode(), b"letter " + purpose.encode() + b" " + body, sha256).digest()[:_MAC]
