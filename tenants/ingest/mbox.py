"""Mailboxes: archives of mailing lists and groups as mbox files, one or many in a zip.

Python's own ``mailbox`` trips over a byte that is no ASCII in the line between two mails, so the file is cut here: where a line begins
with ``From `` after a blank one and what follows looks like the head of a mail. Of each mail only the first megabyte is kept (what is
longer is attachments), so memory stays flat. A mail is its Message-ID, whatever list it came by; without one, a hash of what it says.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake, clean, prose
from tenants.ingest.keys import Repeats
from tenants.ingest.mbox_mail import ERRORS, Mail
from tenants.ingest.octets import byte_blocks
from tenants.ingest.questions import asks
from tenants.ingest.registry import HEAD, Format, is_asset, of_heads
from tenants.terms.errors import Refusal
from tenants.terms.event import Author, Event, EventKind, Evidence

EVIDENCE = Evidence(joins=False, leaves=False, replies=True, reactions=False, reaction_authors=False)
SUFFIXES = (".mbox", ".mbx", ".txt", "")
MOST_OF_A_MAIL = 1 << 20
_LONGEST_ID = 200
_TAIL = 1 << 16

_SIGHT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*From [^\n]+\n(?:>?From [^\n]*\n)?[!-9;-~]{2,60}:[ \t\r\n]")
_HEADER = re.compile(rb"(?:>?From |[!-9;-~]{2,60}:(?:[ \t\r\n]|$))")
_DATED = re.compile(rb"\d{1,2}:\d{2}(?::\d{2})? .*\d{4}")
_PERIOD = re.compile(r"^\d{4}[-_.]?(?:\d{2}|[A-Za-z]+)?(?:[-_.]?\d{2})?$|^(?:mbox|inbox|archive|mail|messages)$", re.IGNORECASE)


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is a mailbox."""
    return _SIGHT.match(head) is not None


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The mails, file by file."""
    found = False
    for entry in upload.entries:
        if upload.is_zip and ((entry.suffix not in SUFFIXES and not _PERIOD.match(PurePosixPath(entry.name).name)) or is_asset(entry.name)):
            continue
        if entry.empty:
            intake.skip(entry.name, "skip.empty_file")
        elif looks_like(upload.head(entry, HEAD)):
            found = True
            yield from _Box(upload, entry, intake).events()
        else:
            intake.skip(entry.name, "skip.other_format", format="")
    if not found:
        raise Refusal("import.not_this_format", format="mbox", name=upload.name)
    intake.finish(EVIDENCE)


class _Box:
    """One file."""

    def __init__(self, upload: Upload, entry: Entry, intake: Intake) -> None:
        self._upload = upload
        self._entry = entry
        self._intake = intake
        self._repeats = Repeats()
        path = PurePosixPath(entry.name)
        # A file for each month is named after the month; its folder is named after the list.
        names = [part for part in (path.stem, *reversed(path.parts[:-1])) if not _PERIOD.match(part)]
        self._name = clean(names[0]) if names else ""

    def events(self) -> Iterator[Event]:
        tally, intake = self._intake.tally, self._intake
        with self._upload.open(self._entry) as raw:
            for number, (envelope, data) in enumerate(mails(raw, self._entry.name), start=1):
                tally.records += 1
                where = f"{self._entry.name}#{number}"
                try:
                    event = self._event(Mail(envelope, data), where)
                except ERRORS:
                    intake.skip(where, "skip.not_a_record")
                    continue
                if event is not None:
                    yield event

    def _event(self, mail: Mail, where: str) -> Event | None:
        intake = self._intake
        at = mail.at()
        if at is None:
            intake.skip(where, "skip.bad_time", value=clean(mail.header("Date")))
            return None
        address, name = mail.author()
        author = clean(address or name)
        text = prose(mail.text())
        key = clean(mail.id(), _LONGEST_ID + 1)
        if not key or len(key) > _LONGEST_ID:
            key = self._repeats.key(f"{at.isoformat()}\0{author}\0{mail.header('Subject')}\0{text}")
        if not author:
            intake.skip(where, "skip.no_author")
            return None
        if not intake.believable(at, where):
            return None
        known = intake.authors.get(author)
        if known is None or not known.name:
            intake.authors[author] = Author(author, clean(name), is_bot=mail.by_machine(), email=clean(address))
        parent = mail.parent()
        kind = EventKind.REPLY if parent or mail.answers() else EventKind.MESSAGE
        reply_to = clean(parent, _LONGEST_ID) or None if parent else None
        channel = clean(mail.sent_to()) or self._name
        return Event(kind, at, author, key, channel, reply_to, 1, ("?" in text or "？" in text) and asks(text), None, text)


def mails(raw: BinaryIO, name: str) -> Iterator[tuple[bytes, bytes]]:
    """Each mail with the line before it; of a mail no more than its first megabyte."""
    rest = b"\n\n"
    for block in byte_blocks(raw, name):
        rest += block if len(rest) > 2 else block.removeprefix(b"\xef\xbb\xbf").lstrip()
        begins = 0
        for border in _borders(rest):
            if begins:
                yield _mail(rest[begins:border])
            begins = border
        # The last line may be a border whose head has not come yet, so it is looked at again.
        rest = rest[begins:]
        if begins:
            rest = b"\n\n" + rest
        if len(rest) > MOST_OF_A_MAIL + _TAIL:
            rest = rest[:MOST_OF_A_MAIL] + rest[-_TAIL:]
    if rest.startswith(b"\n\nFrom "):
        yield _mail(rest[2:])


def _borders(data: bytes) -> Iterator[int]:
    """Where in ``data`` the lines stand that part mails."""
    at = data.find(b"\nFrom ")
    while at >= 0:
        if data[at - 1 : at] == b"\n" or data[at - 2 : at] == b"\n\r":
            line = data.find(b"\n", at + 1)
            if line < 0:
                return
            follows = _HEADER.match(data, line + 1)
            if follows or (_DATED.search(data, at + 6, line) and data[line + 1 : line + 3].lstrip(b"\r").startswith(b"\n")):
                yield at + 1
        at = data.find(b"\nFrom ", at + 6)


def _mail(data: bytes) -> tuple[bytes, bytes]:
    envelope, _, mail = data[:MOST_OF_A_MAIL].partition(b"\n")
    # Within a text a line that begins so is kept apart by a mark.
    return envelope, mail.replace(b"\n>From ", b"\nFrom ") if b"\n>From " in mail else mail


FORMAT = Format("mbox", of_heads(lambda head: looks_like(head.raw), *SUFFIXES), events, EVIDENCE)
