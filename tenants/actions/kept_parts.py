"""Parts of a community's pages as they were written, kept until anything changes that they rest on.

A part is a page's words and drawings of one period: the same for everybody who reads the same language, and much dearer to write than to
read. What it rests on stands in its terms: the community's bulk data (its version, as for every figure kept), every row of
``store.unchanged``, whatever else the page names, and the edition of the product.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from tenants.store import measured, unchanged
from tenants.store.clients import Community
from tenants.terms.period import Period


@dataclass(frozen=True, slots=True)
class Part:
    """Markup with the last instant of the data it shows; ``lasting``: it may be kept, nothing in it depends on the present moment."""

    markup: str
    as_of: datetime | None
    lasting: bool = True


def kept(
    community: Community, subject: str, periods: Sequence[Period], *, besides: Sequence[str], now: datetime, write: Callable[[], Part]
) -> Part:
    """The part called ``subject`` (short) about ``periods``, as ``write`` gives it now; written only if it is not kept.

    ``besides`` is all that it depends on other than the rows of the community: language, chosen chart, addresses, edition of the product.
    A look back to a time when the data was not there yet neither uses nor leaves a part.
    """
    terms = blake2b(json.dumps([unchanged.mark(community, periods), *besides]).encode(), digest_size=16).hexdigest()
    found = measured.kept(community, [subject], terms=terms)
    if subject in found.contents:
        part = _read(found.contents[subject])
        if _told(part, now):
            return part
    part = write()
    if part.lasting and _told(part, now):
        measured.keep(community, {subject: _written(part)}, terms=terms, version=found.version)
    return part


def _told(part: Part, now: datetime) -> bool:
    """Whether the data was whole by ``now``: later looks tell no more of it."""
    return part.as_of is not None and part.as_of < now


def _written(part: Part) -> bytes:
    as_of = part.as_of.isoformat() if part.as_of else ""
    return zlib.compress(f"{as_of}\n{part.markup}".encode(), 1)


def _read(content: bytes) -> Part:
    as_of, _line, markup = zlib.decompress(content).decode().partition("\n")
    return Part(markup, datetime.fromisoformat(as_of) if as_of else None)
