"""Text tables as people save them: which encoding, which separator, and the rows.

Excel on a Chinese Windows saves CSV in GBK without saying so. A file that is neither UTF-8 nor convincingly GBK is refused and the encoding
asked for, rather than read as nonsense.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO
from weakref import WeakKeyDictionary

from tenants.ingest.archive import Entry, Upload
from tenants.terms.errors import Refusal

DELIMITERS = (",", ";", "\t", "|")
MAX_COLUMNS = 4_096
_SAMPLE = 1 << 16
_BLOCK = 1 << 19
_LONGEST_LINE = 16 << 20
# An upload is looked at by one format after the other; its text is tried only once.
_KNOWN: "WeakKeyDictionary[Upload, dict[tuple[str, bool], str]]" = WeakKeyDictionary()


def encoding_of(upload: Upload, entry: Entry, *, western: bool = False) -> str:
    """The codec that reads the whole of ``entry``: utf-8-sig, utf-16 (by its mark), gb18030, or with ``western`` also cp1252.

    Raises ``Refusal("import.unknown_encoding")`` where none is sure.
    """
    known = _KNOWN.setdefault(upload, {})
    if (entry.name, western) not in known:
        known[entry.name, western] = _encoding_of(upload, entry, western=western)
    return known[entry.name, western]


def _encoding_of(upload: Upload, entry: Entry, *, western: bool) -> str:
    with upload.open(entry) as raw:
        before = upload.total
        start = raw.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding, fits = "utf-16", True
        else:
            encoding, fits = "utf-8-sig", _decodes(raw, start, "utf-8")
    if not fits:
        encoding = _without_mark(upload, entry, western=western)
    upload.total = before
    return encoding


def _decodes(raw: BinaryIO, start: bytes, encoding: str) -> bool:
    decode = codecs.getincrementaldecoder(encoding)("strict").decode
    data = start
    try:
        while data:
            decode(data)
            data = raw.read(1 << 18)
        decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(upload: Upload, entry: Entry, *, western: bool) -> str:
    with upload.open(entry) as raw:
        sample = raw.read(4 << 20)
        whole = not raw.peek(1)
    text = _gb18030(sample, whole=whole)
    if text is not None:
        foreign = [sign for sign in text if sign > "\x7f"]
        common = sum(1 for sign in foreign if _in_gb2312(sign))
        if foreign and common >= 0.85 * len(foreign):
            return "gb18030"
    if western and b"\x00" not in sample and not any(byte in sample for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)):
        return "cp1252"
    raise Refusal("import.unknown_encoding", field="encoding", name=entry.name)


def _gb18030(sample: bytes, *, whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder("gb18030")("strict").decode(sample, whole)
    except UnicodeDecodeError:
        return None


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def lines(raw: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines of a text with their ends, a block at a time (several times quicker than a text wrapper); raises ``UnicodeError``."""
    return chain.from_iterable(io.StringIO(block, newline="") for block in _blocks(raw, encoding))


def _blocks(raw: BinaryIO, encoding: str) -> Iterator[str]:
    decode = codecs.getincrementaldecoder(encoding)("strict").decode
    rest = ""
    while data := raw.read(_BLOCK):
        text = rest + decode(data)
        end = text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1
        yield text[:end]
        rest = text[end:]
        if len(rest) > _LONGEST_LINE:
            raise csv.Error("a line without end")
    yield rest + decode(b"", True)


def delimiter_of(sample: str) -> str:
    """The separator that cuts most lines of ``sample`` into the same number of cells; a comma where there is but one column."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            rows = islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), 30)
            widths = [len(row) for row in rows if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = sum(1 for width in widths if width == widths[0]) / len(widths) + min(widths[0], 50) / 1000
        if score > best_score:
            best, best_score = delimiter, score
    return best


class Table:
    """A table in a file: iterate it for (line number, cells). Its header is the first row that is not blank."""

    def __init__(
        self,
        upload: Upload,
        entry: Entry,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        western: bool = False,
    ) -> None:
        self._upload = upload
        self._entry = entry
        if encoding is not None:
            try:
                codecs.lookup(encoding)
            except LookupError as error:
                raise Refusal("import.no_such_encoding", field="encoding", encoding=encoding) from error
        self.encoding = encoding or encoding_of(upload, entry, western=western)
        if self.encoding.lower().replace("_", "-") == "utf-8":
            self.encoding = "utf-8-sig"
        self.delimiter = delimiter or self._sniff()

    def _sniff(self) -> str:
        data = self._upload.head(self._entry, _SAMPLE)
        text = codecs.getincrementaldecoder(self.encoding)("replace").decode(data)
        # The last line may be cut in the middle.
        return delimiter_of(text[: text.rfind("\n") + 1] or text)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that is not blank, with the number of the line it ends on; raises ``Refusal`` for text that is no table."""
        return ((line, row) for _, line, row in self._read())

    def numbered(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that is not blank, with its number in a spreadsheet (from 1, blank rows counted)."""
        return ((number, row) for number, _, row in self._read())

    def _read(self) -> Iterator[tuple[int, int, list[str]]]:
        with self._upload.open(self._entry) as raw:
            reader = csv.reader(lines(raw, self.encoding), delimiter=self.delimiter)
            try:
                for number, row in enumerate(reader, start=1):
                    if len(row) > MAX_COLUMNS:
                        raise Refusal("import.too_many_columns", name=self._entry.name, limit=MAX_COLUMNS)
                    if row and (row[0].strip() or any(cell.strip() for cell in row)):
                        yield number, reader.line_num, row
            except UnicodeError as error:
                raise Refusal("import.unknown_encoding", field="encoding", name=self._entry.name) from error
            except csv.Error as error:
                raise Refusal("import.broken_csv", name=self._entry.name, line=reader.line_num) from error
