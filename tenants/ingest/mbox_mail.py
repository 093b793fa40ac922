"""One mail of an archive: who wrote it, when, what it answers and what is new in it. Nothing a mail does may stop the reading."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from tenants.ingest.markup import plain
from tenants.ingest.octets import decoded

ERRORS = (MessageError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError, AssertionError)
"""All that the standard library was seen to raise over mutilated mail (besides what descends from these)."""

_ID = re.compile(r"<\s*([^<>\s]+(?: [^<>\s]+)*)\s*>")
_AT = re.compile(r"^\s*(\S+) (?:at|AT|\(at\)|\[at\]) ([\w.-]+)")
_VIA = re.compile(r"\s+via\s+.*$", re.IGNORECASE)
_ANSWERS = re.compile(r"^\s*(?:(?:re|aw|sv|antw|rif|res|odp|vs|回复|答复|回覆)(?:\[\d+\])?\s*[:：])", re.IGNORECASE)
_TAG = re.compile(r"^\s*(?:re\s*:\s*)?\[([^\[\]]{2,60})\]", re.IGNORECASE)
_LIST = re.compile(r"<([^<>\s]+)>")
_ATTRIBUTION = re.compile(
    r"^(?:.{0,200}(?:wrote|writes|schrieb|写道|a écrit|escribió)\s*[:：]"
    r"|-{3,}\s*(?:Original Message|原始邮件)\s*-{3,}.*"
    r"|.{0,200}<[^<>]*(?:@| at )[^<>]*>\s*:)\s*$"
)
_BLANKS = re.compile(r"\n{3,}")
_SCRUBBED = re.compile(r"^-{8,} next part -{8,}$")
_DATE_LINE = re.compile(r"[A-Z][a-z]{2} +\d{1,2} +\d{1,2}:\d{2}(?::\d{2})? .*?(\d{4})")
_LONGEST_ATTRIBUTION = 500
_MOST_TEXT = 1 << 16


class Mail:
    """A mail with its ``From `` line. Every property is empty or ``None`` where the mail does not say."""

    def __init__(self, envelope: bytes, data: bytes) -> None:
        self._envelope = decoded(envelope)
        self._message: Message = message_from_bytes(data)
        # Of a header that stands twice the first counts, as everywhere in mail.
        self._headers = {name.lower(): str(value) for name, value in reversed(list(self._message.raw_items()))}

    def header(self, name: str) -> str:
        """A header as text, its encoded words read; unknown charsets are read as well as can be."""
        value = self._headers.get(name.lower())
        return " ".join(_words(value).split()) if value else ""

    def author(self) -> tuple[str, str]:
        """Address in small letters and name. Where a list put its own address in place of the author's, the one to answer to."""
        name, address = _person(self.header("From") or self.header("Sender"))
        if _VIA.search(name):
            name = _VIA.sub("", name)
            _, better = _person(self.header("X-Original-From") or self.header("Reply-To"))
            address = better or address
        if not address:
            parts = self._envelope.split()
            address = parts[1] if len(parts) > 1 and "@" in parts[1] else ""
        return address.lower(), name.strip(" \"'")

    def at(self) -> datetime | None:
        """When it was written by its ``Date``, else when it was received, else by the line before it; in UTC where no zone is told."""
        received = self.header("Received").rpartition(";")[2]
        for written in (self.header("Date"), received, self.header("X-List-Received-Date"), self._posted()):
            try:
                at = parsedate_to_datetime(written)
                return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
            except ERRORS:
                continue
        return None

    def _posted(self) -> str:
        found = _DATE_LINE.search(self._envelope)
        if found is None:
            return ""
        month, day, clock = found[0].split()[:3]
        return f"{day} {month} {found[1]} {clock} +0000"

    def id(self) -> str:
        """Its message id without brackets, "" if it has none."""
        return _first_id(self._headers.get("message-id", ""))

    def parent(self) -> str | None:
        """The id of the mail it answers."""
        found = _first_id(self._headers.get("in-reply-to", ""))
        references = _ID.findall(self._headers.get("references", ""))
        return found or (references[-1] if references else None)

    def answers(self) -> bool:
        """Whether its subject begins as an answer's does."""
        subject = self.header("Subject")
        return _ANSWERS.match(subject) is not None or _ANSWERS.match(_TAG.sub("", subject)) is not None

    def sent_to(self) -> str:
        """The list it was sent to: the id of the list, else what the subject has in brackets."""
        found = _LIST.search(self.header("List-Id")) or _TAG.match(self.header("Subject"))
        return found[1] if found else ""

    def by_machine(self) -> bool:
        """Whether it says that no person wrote it."""
        return self.header("Auto-Submitted").lower() not in {"", "no"} or self.header("Precedence").lower() == "auto_reply"

    def text(self) -> str:
        """What its author added: without quoted lines, without the signature."""
        kept: list[str] = []
        for line in self._body().splitlines():
            if line.startswith((">", "|")):
                continue
            line = line.rstrip()  # noqa: PLW2901 - the line without what nobody sees
            if line.startswith("--") and (line == "--" or _SCRUBBED.match(line)):
                break
            if not (line.endswith((":", "：", "-")) and len(line) < _LONGEST_ATTRIBUTION and _ATTRIBUTION.match(line)):
                kept.append(line)
        text = "\n".join(kept).strip()
        return _BLANKS.sub("\n\n", text) if "\n\n\n" in text else text

    def _body(self) -> str:
        html = ""
        for part in _parts(self._message):
            kind = part.get_content_type()
            if kind not in {"text/plain", "text/html"} or str(part.get("Content-Disposition") or "").lower().startswith("attachment"):
                continue
            text = _decoded(part)
            if kind == "text/plain" and text.strip():
                return text
            html = html or (plain(text) if kind == "text/html" else "")
        return html


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number > 200:
            return
        if not part.is_multipart():
            yield part


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    payload = payload[:_MOST_TEXT]
    charset = str(part.get_content_charset() or "")
    try:
        return payload.decode(charset, "replace") if charset and charset != "us-ascii" else decoded(payload)
    except (LookupError, ValueError):
        return decoded(payload)


def _words(value: str) -> str:
    """A raw header with its encoded words read; bytes that are no ASCII stand in it as lone surrogates."""
    if "=?" not in value:
        return _raw(value)
    pieces: list[str] = []
    try:
        for piece, charset in decode_header(value):
            pieces.append(piece if isinstance(piece, str) else _in(piece, charset))
    except ERRORS:
        return _raw(value)
    return "".join(pieces)


def _raw(value: str) -> str:
    if value.isascii():
        return value
    return decoded(value.encode("utf-8", "surrogateescape"))


def _in(piece: bytes, charset: str | None) -> str:
    try:
        return piece.decode(charset, "replace") if charset else decoded(piece)
    except (LookupError, ValueError):
        return decoded(piece)


def _first_id(value: str) -> str:
    found = _ID.search(value)
    if found:
        return found[1]
    bare = value.split()
    return bare[0] if len(bare) == 1 and "@" in bare[0] else ""


def _person(value: str) -> tuple[str, str]:
    """Name and address of a header; archives on the web write ``ann at example.org (Ann)``."""
    veiled = _AT.match(value)
    if veiled:
        value = f"{veiled[1]}@{veiled[2]}{value[veiled.end() :]}"
    name, address = parseaddr(value)
    return name, address if "@" in address else ""
