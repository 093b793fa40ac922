"""Files as they were uploaded: one file, or a zip of many, opened with limits that are counted while reading.

What a zip says about itself (sizes, counts, paths) is never trusted: bytes are counted as they come out, and the stored paths are only
names to show and to group by. Nothing is ever written to disk.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from tenants.terms.errors import Refusal

MAX_ENTRIES = 100_000
MAX_DIRECTORY_BYTES = 32 << 20
MAX_FILE_BYTES = 2 << 30
MAX_TOTAL_BYTES = 8 << 30
MAX_RATIO = 100
RATIO_FLOOR = 8 << 20
"""Below this many bytes no ratio is a threat, and small JSON compresses very well."""

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    OverflowError,
    AttributeError,
    IndexError,
)
"""All that zipfile was seen to raise over mutilated archives."""

_NATURAL = re.compile(r"(\d+)")
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the upload. ``name`` uses forward slashes; ``empty`` is a hint of the directory, not a promise."""

    name: str
    empty: bool = False
    info: zipfile.ZipInfo | None = None

    @property
    def suffix(self) -> str:
        """The ending of the name in small letters, with its dot; "" if there is none."""
        return PurePosixPath(self.name).suffix.lower()


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key in which ``part 2`` comes before ``part 10``."""
    # Unicode has digits that int() does not read in every run; only ASCII ones are split off.
    return [(0, int(piece), "") if piece.isascii() and piece.isdigit() else (1, 0, piece) for piece in _NATURAL.split(name) if piece]


class _Counted(io.RawIOBase):
    """Bytes of one entry, counted against every limit as they are read."""

    def __init__(self, raw: IO[bytes], upload: "Upload", entry: Entry) -> None:
        super().__init__()
        self._raw = raw
        self._upload = upload
        self._entry = entry
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # typeshed asks for a private type
        try:
            data = self._raw.read(len(buffer))
        except ZIP_ERRORS as error:
            raise Refusal("import.broken_zip", name=self._entry.name) from error
        size = len(data)
        self._read += size
        self._upload.count(size, self._read, self._entry)
        buffer[:size] = data
        return size


class Upload:
    """An uploaded file and what is inside it.

    ``name`` is what its owner called it (a stored upload has another name on disk). Raises ``Refusal`` for a zip that is damaged, encrypted
    or too large; the entries of a zip are sorted naturally by name.
    """

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path = path
        self.name = name or path.name
        self.total = 0
        self._zip: zipfile.ZipFile | None = None
        try:
            self.size = path.stat().st_size
            with path.open("rb") as file:
                self.is_zip = file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}
        except OSError as error:
            raise Refusal("import.unreadable", name=self.name) from error
        if not self.size:
            raise Refusal("import.empty_file", name=self.name)
        self.entries = self._list() if self.is_zip else [Entry(self.name)]

    def _list(self) -> list[Entry]:
        with self.path.open("rb") as file:
            if _directory_bytes(file, self.size) > MAX_DIRECTORY_BYTES:
                raise Refusal("import.too_many_entries", limit=MAX_ENTRIES)
        try:
            self._zip = zipfile.ZipFile(self.path)
        except ZIP_ERRORS as error:
            raise Refusal("import.broken_zip", name=self.name) from error
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES:
            raise Refusal("import.too_many_entries", limit=MAX_ENTRIES)
        if any(info.flag_bits & 1 for info in infos):
            raise Refusal("import.encrypted_zip", name=self.name)
        entries = [Entry(_shown(info), info.file_size == 0, info) for info in infos if not info.filename.endswith("/")]
        # A damaged directory may hold a file without a name.
        kept = [entry for entry in entries if entry.name and not any(junk in entry.name for junk in _JUNK)]
        return sorted(kept, key=lambda entry: natural(entry.name))

    def count(self, size: int, of_entry: int, entry: Entry) -> None:
        """Count ``size`` more bytes, ``of_entry`` in all from this entry; refuse what no honest export would hold."""
        self.total += size
        if of_entry > MAX_FILE_BYTES or self.total > MAX_TOTAL_BYTES:
            raise Refusal("import.too_large", name=entry.name, limit=MAX_FILE_BYTES)
        if entry.info is None:
            return
        packed = max(entry.info.compress_size, 1)
        if (of_entry > RATIO_FLOOR and of_entry > packed * MAX_RATIO) or (self.total > RATIO_FLOOR and self.total > self.size * MAX_RATIO):
            raise Refusal("import.zip_bomb", name=entry.name, ratio=MAX_RATIO)

    def share(self) -> float:
        """How much has been read, 0..1, if what the directory says of sizes is true."""
        said = sum(entry.info.file_size if entry.info else self.size for entry in self.entries)
        return min(1.0, self.total / said) if said else 0.0

    @contextmanager
    def open(self, entry: Entry) -> Iterator["io.BufferedReader[_Counted]"]:
        """The bytes of ``entry``, once, from its start; raises ``Refusal`` while reading when they are damaged or too many."""
        try:
            raw: IO[bytes] = self._zip.open(entry.info) if self._zip and entry.info else self.path.open("rb")
        except ZIP_ERRORS as error:
            raise Refusal("import.broken_zip", name=entry.name) from error
        with raw, io.BufferedReader(_Counted(raw, self, entry), 1 << 18) as buffered:
            yield buffered

    def head(self, entry: Entry, size: int = 8192) -> bytes:
        """The first bytes of ``entry``; they do not count against the total."""
        before = self.total
        with self.open(entry) as file:
            data = file.read(size)
        self.total = before
        return data

    def close(self) -> None:
        """Let go of the file."""
        if self._zip:
            self._zip.close()


def _shown(info: zipfile.ZipInfo) -> str:
    """The entry's name; Windows in China writes it in GBK and says nothing, which zipfile reads as code page 437."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _directory_bytes(file: BinaryIO, size: int) -> int:
    """How large the zip says its directory is, so that a huge one is refused before zipfile loads all of it; 0 if it does not say."""
    start = max(0, size - 65_557)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 16:
        return 0
    declared = int.from_bytes(tail[at + 12 : at + 16], "little")
    locator = tail[at - 20 : at] if at >= 20 else b""
    if locator.startswith(b"PK\x06\x07"):
        file.seek(min(int.from_bytes(locator[8:16], "little"), size))
        record = file.read(56)
        if record.startswith(b"PK\x06\x06") and len(record) >= 48:
            declared = max(declared if declared != 0xFFFFFFFF else 0, int.from_bytes(record[40:48], "little"))
    return declared
