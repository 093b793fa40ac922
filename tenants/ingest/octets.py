"""Lines of old text files, whose encoding may change from line to line."""

import codecs
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from tenants.terms.errors import Refusal

BLOCK = 1 << 18
_LONGEST_LINE = 16 << 20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_8 = codecs.BOM_UTF8


def byte_blocks(raw: BinaryIO, name: str) -> Iterator[bytes]:
    """Whole lines of ``raw``, about a quarter of a megabyte at a time; raises ``Refusal`` for a line without end."""
    rest = b""
    while data := raw.read(BLOCK):
        end = data.rfind(b"\n") + 1
        if not end:
            rest += data
            if len(rest) > _LONGEST_LINE:
                raise Refusal("import.endless_line", name=name)
            continue
        yield rest + data[:end]
        rest = data[end:]
    if rest:
        yield rest


def text_blocks(raw: BinaryIO, name: str) -> Iterator[str]:
    """Whole lines of ``raw`` as text, many at a time.

    UTF-16 is known by its mark. Everything else is UTF-8 as far as it goes; a line that is not is GB18030 if that reads as Chinese, else
    cp1252, in which whatever is left is replaced.
    """
    start = raw.read(4)
    if start.startswith(_UTF_16):
        yield from _utf_16(raw, start, name)
        return
    first = start.removeprefix(_UTF_8) if start.startswith(_UTF_8) else start
    for block in byte_blocks(_Again(first, raw), name):  # type: ignore[arg-type]  # only read() is asked of it
        try:
            yield block.decode()
        except UnicodeDecodeError:
            yield _chinese(block) or "\n".join(map(decoded, block.split(b"\n")))


class _Again:
    """A file whose first bytes were read already."""

    def __init__(self, first: bytes, raw: BinaryIO) -> None:
        self._first = first
        self._raw = raw

    def read(self, size: int) -> bytes:
        first, self._first = self._first, b""
        return first + self._raw.read(size - len(first))


def _utf_16(raw: BinaryIO, start: bytes, name: str) -> Iterator[str]:
    decode = codecs.getincrementaldecoder("utf-16")("replace").decode
    rest = decode(start)
    while data := raw.read(BLOCK):
        text = rest + decode(data)
        end = text.rfind("\n") + 1
        yield text[:end]
        rest = text[end:]
        if len(rest) > _LONGEST_LINE:
            raise Refusal("import.endless_line", name=name)
    yield rest + decode(b"", True)


def _chinese(block: bytes) -> str:
    """``block`` read as GB18030 if nearly all that is foreign in it is everyday Chinese, else ""."""
    try:
        text = block.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    foreign = "".join(sign for sign in text if sign > "\x7f")
    common = len(foreign.encode("gb2312", "ignore")) // 2
    return text if common >= 0.85 * len(foreign) and len(foreign) > 1 else ""


def decoded(line: bytes) -> str:
    """``line`` as text, whatever wrote it: UTF-8, GB2312 where every letter beyond ASCII is one of it, else cp1252."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("gb2312")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


class _Recoded:
    """A file read as if it were UTF-8."""

    def __init__(self, raw: BinaryIO, encoding: str) -> None:
        self._raw = raw
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode

    def read(self, size: int) -> bytes:
        while data := self._raw.read(size):
            if text := self._decode(data):
                return text.encode("utf-8", "replace")
        return self._decode(b"", True).encode("utf-8", "replace")


def as_utf_8(raw: "io.BufferedReader[Any]") -> BinaryIO:
    """``raw`` for a reader that knows UTF-8 only, if its beginning shows that it is UTF-16 or GB18030; only ``read`` may be asked of it."""
    head = raw.peek(BLOCK)
    if head.startswith(_UTF_16):
        return _Recoded(raw, "utf-16")  # type: ignore[return-value]  # only read() is asked of it
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        if _chinese(head[: head.rfind(b"\n") + 1] or head):
            return _Recoded(raw, "gb18030")  # type: ignore[return-value]  # as above
    return raw
