"""What a format offers: how it is told by sight, what it can tell, and its acts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake
from tenants.terms.event import Event, Evidence

HEAD = 1 << 16
_PER_SUFFIX = 40
_JSON = re.compile(r'\{\s*(?:["}]|$)|\[\s*(?:[\[{"\]]|$)')
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


class Head:
    """The first 64 KiB of one file of an upload. ``name`` is its path in it."""

    def __init__(self, name: str, raw: bytes) -> None:
        self.name = name
        self.raw = raw

    @cached_property
    def text(self) -> str:
        """The bytes as text, for looking at only: by its mark, else UTF-8, else GB18030; what does not fit is replaced."""
        raw = self.raw
        for mark, encoding in _MARKS:
            if raw.startswith(mark):
                return raw.decode(encoding, "replace")
        try:
            # The last letter may be cut in the middle.
            return raw.decode() if len(raw) < HEAD else raw[: raw.rfind(b"\n") + 1 or -4].decode()
        except UnicodeDecodeError:
            return raw.decode("gb18030", "replace")

    @cached_property
    def json(self) -> str:
        """The text from its first bracket on if the file seems to be JSON (objects, or a list of them), else ""."""
        start = self.text.lstrip("\ufeff \t\r\n")
        return start if _JSON.match(start) else ""


@dataclass(slots=True)
class Sight:
    """What can be seen of an upload without reading it: the names in it and the beginnings of its files."""

    upload: Upload
    _heads: dict[str, Head] = field(default_factory=dict)

    @property
    def is_zip(self) -> bool:
        """Whether it is an archive of files."""
        return self.upload.is_zip

    @property
    def names(self) -> list[str]:
        """The paths in a zip, sorted naturally; of a single file its name."""
        return [entry.name for entry in self.upload.entries]

    def heads(self, *suffixes: str) -> Iterator[Head]:
        """Beginnings of files that are not empty, in a zip of the first forty of each ending in ``suffixes`` (any, without them)."""
        met: dict[str, int] = {}
        for entry in self.upload.entries:
            if self.is_zip and not self._wanted(entry, suffixes, met):
                continue
            if entry.name not in self._heads:
                self._heads[entry.name] = Head(entry.name, self.upload.head(entry, HEAD))
            yield self._heads[entry.name]

    @staticmethod
    def _wanted(entry: Entry, suffixes: tuple[str, ...], met: dict[str, int]) -> bool:
        suffix = entry.suffix
        if entry.empty or (suffixes and suffix not in suffixes) or is_asset(entry.name):
            return False
        met[suffix] = met.get(suffix, 0) + 1
        return met[suffix] <= _PER_SUFFIX


def is_asset(path: str) -> bool:
    """Whether a file of a zip lies where exporters put pictures and styles."""
    folders = PurePosixPath(path).parts[:-1]
    return any(part.lower().endswith("_files") or part.lower() == "media" for part in folders)


def never(_sight: Sight) -> bool:
    """For a format that is only read where it was chosen."""
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    ``events(upload, intake)`` yields the acts, in flat memory; before it ends it calls ``intake.finish(evidence)``. ``evidence`` is what
    the format can tell at best; ``events`` may know better before a row is read and then sets ``intake.promised``. ``intake`` holds the
    zone, and what a person answered: ``order``, ``encoding``, ``mapping``. With ``strict`` an upload for which the format was chosen is
    refused unless ``looks_like`` holds; a format without it checks for itself.
    """

    name: str
    looks_like: Callable[[Sight], bool]
    events: Callable[[Upload, Intake], Iterator[Event]]
    evidence: Evidence
    strict: bool = True


def of_heads(holds: Callable[[Head], bool], *suffixes: str) -> Callable[[Sight], bool]:
    """A ``looks_like`` for formats of one file or a zip of them: some file (in a zip, of these ``suffixes``) begins as ``holds`` says."""

    def looks_like(sight: Sight) -> bool:
        return any(holds(head) for head in sight.heads(*suffixes))

    return looks_like
