"""The finished file: what each formula comes to written beside it, and the same bytes for the same document."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime

from openpyxl import Workbook

_CELL = re.compile(rb'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v\s*/>|(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v></v>')
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def packed(book: Workbook, computed: Mapping[str, Mapping[str, float]], made: datetime) -> bytes:
    """Return the workbook's bytes. ``computed`` holds what formulas come to by sheet and cell, ``made`` is the only time in it."""
    raw = io.BytesIO()
    book.save(raw)
    parts = {f"xl/worksheets/sheet{at}.xml": computed.get(sheet.title, {}) for at, sheet in enumerate(book.worksheets, 1)}
    out = io.BytesIO()
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for entry in sorted(given.namelist()):
            content = given.read(entry)
            if entry in parts:
                content = _with_values(content, parts[entry])
            if entry == "docProps/core.xml":
                content = _MODIFIED.sub(lambda found: found[1] + stamp, content)
            archive.writestr(zipfile.ZipInfo(entry, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _with_values(content: bytes, values: Mapping[str, float]) -> bytes:
    """Put what formulas come to into their cells: openpyxl writes them empty, and a reader that does not calculate shows nothing."""

    def filled(found: re.Match[bytes]) -> bytes:
        formula, place = (found[1], found[2]) if found[1] else (found[3], found[4])
        return formula + b"<v>" + repr(float(values[place.decode()])).encode() + b"</v>"

    return _CELL.sub(filled, content)
