"""Chats that platforms export as plain text: one file, or a zip of them, each read by itself."""

import csv
from collections.abc import Callable, Iterator
from typing import Protocol

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake
from tenants.ingest.registry import HEAD, Head
from tenants.ingest.tables import lines
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, Evidence


class TextFile(Protocol):
    """One file being read. ``moves_told``: a notice of somebody coming or going was understood."""

    moves_told: bool

    def events(self) -> Iterator[Event]:
        """The acts in it."""
        ...


def events(
    upload: Upload, intake: Intake, *, name: str, looks_like: Callable[[Head], bool], read: Callable[[Upload, Entry, Intake], TextFile]
) -> Iterator[Event]:
    """The acts in every file that ``looks_like`` the format called ``name``; joins and leaves are known where a notice told of one.

    Files of another kind in a zip are skipped; raises ``Refusal("import.not_this_format")`` where no file is left.
    """
    told = found = False
    for entry in upload.entries:
        if upload.is_zip and entry.suffix != ".txt":
            continue
        if entry.empty:
            intake.skip(entry.name, "skip.empty_file")
            continue
        if upload.is_zip and not looks_like(Head(entry.name, upload.head(entry, HEAD))):
            intake.skip(entry.name, "skip.other_format", format="")
            continue
        file = read(upload, entry, intake)
        yield from file.events()
        told, found = told or file.moves_told, True
    if not found:
        raise Refusal("import.not_this_format", format=name, name=upload.name)
    intake.finish(Evidence(joins=told, leaves=told, replies=False, reactions=False, reaction_authors=False))


def lines_of(upload: Upload, entry: Entry, encoding: str) -> Iterator[str]:
    """The lines of one file in ``encoding``; raises ``Refusal`` for another encoding and for a line without end."""
    with upload.open(entry) as raw:
        try:
            yield from lines(raw, encoding)
        except UnicodeError as error:
            raise Refusal("import.unknown_encoding", field="encoding", name=entry.name) from error
        except csv.Error as error:
            raise Refusal("import.endless_line", name=entry.name) from error
