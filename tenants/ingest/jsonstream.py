"""JSON read piece by piece, so that an export of any size needs the memory of its largest record."""

import codecs
import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any, BinaryIO, NoReturn

from tenants.terms.errors import Refusal

CHUNK = 1 << 18
MAX_RECORD = 16 << 20
"""No honest message is larger than this many characters."""

_SPACE = re.compile(r"[ \t\n\r]*")


class JsonStream:
    """A JSON document being read. Every method raises ``Refusal`` when the text is not UTF-8, not JSON, cut off or too deep."""

    def __init__(self, raw: BinaryIO, name: str) -> None:
        self._raw = raw
        self._name = name
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("strict").decode
        self._scan = json.JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._ended = False

    def _fill(self, size: int = CHUNK) -> bool:
        if self._ended:
            return False
        data = self._raw.read(size)
        self._ended = not data
        try:
            more = self._decode(data, self._ended)
        except UnicodeDecodeError as error:
            raise Refusal("import.not_utf8", name=self._name) from error
        self._text = self._text[self._at :] + more
        self._at = 0
        return True

    def _refuse(self) -> NoReturn:
        cut_off = self._ended and not self._text[self._at :].strip()
        raise Refusal("import.truncated_json" if cut_off else "import.broken_json", name=self._name)

    def peek(self) -> str:
        """The next character that is not white space; "" at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # the pattern matches nothing too
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def _take(self, expected: str) -> str:
        found = self.peek()
        if not found or found not in expected:
            self._refuse()
        self._at += 1
        return found

    def value(self) -> Any:
        """The value that begins here, whole."""
        self.peek()
        size = CHUNK
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except RecursionError as error:
                raise Refusal("import.json_too_deep", name=self._name) from error
            except ValueError as error:
                self._more_or_refuse(size, error)
            else:
                # A number that ends with the buffer may go on in the next one.
                if end < len(self._text) or not isinstance(value, (int, float)) or not self._fill():
                    self._at = end
                    return value
            size *= 2

    def _more_or_refuse(self, size: int, error: ValueError) -> None:
        if len(self._text) - self._at > MAX_RECORD:
            raise Refusal("import.broken_json", name=self._name) from error
        if not self._fill(size):
            position = getattr(error, "pos", 0)
            cut_off = "Unterminated" in str(error) or position >= len(self._text.rstrip())
            raise Refusal("import.truncated_json" if cut_off else "import.broken_json", name=self._name) from error

    def array(self) -> Iterator[Any]:
        """The elements of the array that begins here, one by one."""
        self._take("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value()
            if self._take(",]") == "]":
                return

    def items(self) -> Iterator[int]:
        """The places of the elements of the array that begins here, from 1. After each, the caller reads it, in whatever pieces."""
        self._take("[")
        if self.peek() == "]":
            self._at += 1
            return
        for number in count(1):
            yield number
            if self._take(",]") == "]":
                return

    def pass_over(self) -> None:
        """Leave out the value that begins here, however large; the elements of an array or an object one by one."""
        match self.peek():
            case "[":
                for _ in self.items():
                    self.value()
            case "{":
                for _ in self.members():
                    self.value() if self.peek() != "[" else self.pass_over()
            case _:
                self.value()

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here. After each, the caller reads its value with ``value`` or ``array``."""
        self._take("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            key = self.value() if self.peek() == '"' else self._refuse()
            self._take(":")
            yield key
            if self._take(",}") == "}":
                return

    def end(self) -> None:
        """Insist that nothing follows."""
        if self.peek():
            self._refuse()
