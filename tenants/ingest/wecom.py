"""What WeCom's (企业微信) two exports share: files of JSON objects, one a line or in arrays, and who is of the company.

Both speak of people by the same ids, so what the archive of messages and the lists of members say comes together.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake, clean
from tenants.ingest.jsonstream import JsonStream
from tenants.ingest.octets import as_utf_8
from tenants.ingest.registry import HEAD, Head
from tenants.terms.errors import Refusal
from tenants.terms.event import Author

SUFFIXES = (".json", ".jsonl", ".ndjson", ".txt", ".log")
WRAPPERS = ("chatdata", "data", "list", "messages", "msglist", "group_chat_list", "groups", "records", "result")
"""Keys under which tools put the array, if they do not write it bare."""

_WRAPPED = re.compile(rf'\s*\{{\s*(?:"\w+"\s*:\s*(?:"[^"]*"|[\w.-]+)\s*,\s*)*"(?:{"|".join(WRAPPERS)})"\s*:\s*\['.encode())
_OUTSIDE = re.compile(r"^w[om](?:[\w-]{18,}|(?=.*[A-Z0-9_-])[\w-]+)$")
_ROBOT = re.compile(r"^wb[A-Za-z0-9_-]{3,}$")


def is_outside(person: str) -> bool:
    """Whether an id is that of an outside contact (``wo…``, ``wm…``), not of somebody of the company."""
    return _OUTSIDE.match(person) is not None


def is_robot(person: str) -> bool:
    """Whether an id is that of a robot of a group (``wb…``)."""
    return _ROBOT.match(person) is not None


def meet(intake: Intake, person: str, name: str = "", *, staff: bool | None = None) -> str:
    """Remember a person; their cleaned id. ``staff`` overrules what the id says."""
    author = clean(person)
    known = intake.authors.get(author)
    if known is not None and (staff is None or known.is_staff == staff) and (known.name or not name):
        return author
    if author:
        bot = is_robot(person)
        known = known or Author(author, "", is_bot=bot, is_staff=not bot and not is_outside(person))
        intake.authors[author] = replace(known, name=known.name or clean(name), is_staff=known.is_staff if staff is None else staff)
    return author


def files(upload: Upload, intake: Intake, looks_like: Callable[[Head], bool], name: str, *, also: Callable[[Head], bool]) -> list[Entry]:
    """The files to read; others are skipped and said so, but for those that ``also`` knows. Raises ``Refusal`` where there are none."""
    found: list[Entry] = []
    for entry in upload.entries:
        if upload.is_zip and entry.suffix not in SUFFIXES:
            continue
        head = None if entry.empty else Head(entry.name, upload.head(entry, HEAD))
        if head is None:
            intake.skip(entry.name, "skip.empty_file")
        elif looks_like(head):
            found.append(entry)
        elif not also(head):
            intake.skip(entry.name, "skip.other_format", format="")
    if not found:
        raise Refusal("import.not_this_format", format=name, name=upload.name)
    return found


def records(upload: Upload, entry: Entry) -> Iterator[Any]:
    """The values in a file: of an array, of an array in an object, one after another (a line each), or the one object that it is."""
    with upload.open(entry) as raw:
        wrapped = _WRAPPED.match(raw.peek(HEAD))
        stream = JsonStream(as_utf_8(raw), entry.name)
        while opens := stream.peek():
            if opens == "[":
                yield from stream.array()
            elif wrapped:
                yield from _unwrapped(stream)
            else:
                yield stream.value()


def _unwrapped(stream: JsonStream) -> Iterator[Any]:
    for key in stream.members():
        if key in WRAPPERS and stream.peek() == "[":
            yield from stream.array()
        else:
            stream.value()
