"""What is set at all: markup that means no harm, tables of a length that a person reads, pictures of a size that fits in memory."""

import re
import struct
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from tenants.render.formats import number
from tenants.render.words import translations
from tenants.terms.errors import Refusal

MOST_ROWS = 400
"""Rows of one table that are set; the next one says how many are left out. A table of 10,000 keeps a machine busy for minutes."""
MOST_CELLS = 4_000
"""Cells of one table that are set: of wide tables fewer rows."""
MOST_PIXELS = 16_000_000
"""Pixels of one picture: 64 MB when it is unpacked."""
_ADDRESS = re.compile("#|https?://|mailto:", re.IGNORECASE)
_BODIES = frozenset({"tbody", "tfoot"})
_PNG = re.compile(rb"\x89PNG\r\n\x1a\n....IHDR(.{8})", re.DOTALL)


def read(html: str) -> ET.Element:
    """Return the root of well-formed markup, its tables cut to ``MOST_ROWS``.

    A document type may name ``html`` and declare nothing, so that no entity can grow or reach a file. Raises
    ``Refusal("report.broken_markup")``.
    """
    if "<!ENTITY" in html or "<!ATTLIST" in html:
        raise Refusal("report.broken_markup", place="a declaration of its own")
    try:
        root = ET.fromstring(html)  # noqa: S314 - our own markup; expat resolves no external entity, and none is declared
    except ET.ParseError as error:
        raise Refusal("report.broken_markup", place=str(error)) from error
    for link in root.iter("a"):
        # A printed page has no address that a relative one could be told from.
        if not _ADDRESS.match(link.get("href", "")):
            link.attrib.pop("href", None)
    for table in root.iter("table"):
        _cut(table, root.get("lang") or "en")
    return root


def _cut(table: ET.Element, lang: str) -> None:
    """Leave the first rows of a table, and say in its last how many are missing."""
    groups = [(group, [row for row in group if row.tag == "tr"]) for group in (table, *(each for each in table if each.tag in _BODIES))]
    filled = [(group, rows) for group, rows in groups if rows]
    total = sum(len(rows) for _group, rows in filled)
    columns = max((len(rows[0]) for _group, rows in filled), default=1) or 1
    most = left = max(1, min(MOST_ROWS, MOST_CELLS // columns))
    if total <= most:
        return
    for group, rows in filled:
        for row in rows[left:]:
            group.remove(row)
        left = max(0, left - len(rows))
    cell = ET.SubElement(ET.SubElement(filled[-1][0], "tr"), "td", {"colspan": str(columns)})
    left = total - most
    cell.text = translations(lang).ngettext("One more is not listed.", "%(n)s more are not listed.", left) % {"n": number(left, lang)}


def check_pictures(assets: Mapping[str, Any]) -> None:
    """Make sure that every picture is a PNG that fits in memory.

    Raises ``Refusal("report.unsafe_markup")`` with the picture's name.
    """
    for name, data in assets.items():
        head = _PNG.match(data[:24])
        if head is None:
            raise Refusal("report.unsafe_markup", address=f"asset:{name}")
        width, height = struct.unpack(">II", head[1])
        if not 0 < width * height <= MOST_PIXELS:
            raise Refusal("report.unsafe_markup", address=f"asset:{name}")
