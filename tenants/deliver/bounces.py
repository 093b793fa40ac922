"""Letters that came back, as bytes: which letter of ours, to whom, for good or for now, in whose words.

Reads delivery reports (RFC 3464), complaints (RFC 5965) and what Exim and qmail write instead. Whoever can send mail to the bounce address
can send anything at all, so nothing here is believed: a bounce only names a letter, and the caller knows whether there is one.
"""

import email
import itertools
import mailbox
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from pathlib import Path

LOOKED_AT = 512 * 1024
"""Bytes of a message that are read: a report and the headers of the letter it returns stand before the letter's own attachments."""
MOST_PARTS = 60
MOST_RECIPIENTS = 100
WORDS = 300

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"(?:^|[\s:;])([45]\d\d)[ -]")
_MESSAGE_ID = re.compile(r"^message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{3,200})>", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>;,\"()@]{1,64}@[^\s<>;,\"()@]{1,190}")
_QMAIL = re.compile(r"^<([^<>\s]{3,254})>:[ \t]*\r?\n((?:(?!\r?\n).+\r?\n?){0,20})", re.MULTILINE)
_SENDERS = re.compile(r"mailer-daemon|postmaster|mail delivery (?:sub)?system", re.IGNORECASE)
_PERMANENT = re.compile(r"permanent (?:fatal )?error|no such user|user unknown|unknown user|does not exist", re.IGNORECASE)
# 5.2.2 full, 5.2.3 and 5.3.4 too large, 5.6 content, 5.7 policy: these speak of the letter or of the day, not of the address.
_OF_THE_LETTER = re.compile(r"5\.(?:2\.[23]|3\.4|6\.\d+|7\.\d+)")


class Kind(StrEnum):
    """``HARD``: the address takes no mail. ``SOFT``: this letter is late or was turned away. ``COMPLAINT``: it was called unwanted."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a message says about one letter of ours. ``recipient`` is lower-cased, empty where the message names nobody."""

    message_id: str
    recipient: str
    kind: Kind
    words: str


def parse(raw: bytes) -> list[Bounce]:
    """Return what ``raw`` says about letters, one entry a recipient; nothing for any message that is no bounce. Never raises for bytes."""
    try:
        message = email.message_from_bytes(raw[:LOOKED_AT])
        return list(_read(message))[:MOST_RECIPIENTS]
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):
        # The standard library's parser gives up on some malformed headers and charsets in these ways.
        return []


def messages(path: Path) -> Iterator[bytes]:
    """Yield the messages of an mbox file, a Maildir folder or a single message, each cut to what ``parse`` looks at.

    Raises ``OSError`` where there is nothing to read.
    """
    if path.is_dir():
        yield from _of_box(mailbox.Maildir(path, create=False))
        return
    with path.open("rb") as file:
        beginning = file.read(LOOKED_AT)
    if beginning.startswith(b"From "):
        yield from _of_box(mailbox.mbox(path, create=False))
    else:
        yield beginning


def _of_box(box: mailbox.Mailbox[mailbox.Message]) -> Iterator[bytes]:
    try:
        for key in box.iterkeys():
            with closing(box.get_file(key)) as file:
                yield file.read(LOOKED_AT)
    finally:
        box.close()


def _read(message: Message) -> Iterator[Bounce]:
    parts = list(itertools.islice(_walk(message), MOST_PARTS))
    if message.get_content_type() == "multipart/report":
        kind = str(message.get_param("report-type") or "").lower()
        if kind == "feedback-report":
            yield from _complaint(parts)
            return
        yield from _report(parts)
        return
    if _from_a_server(message):
        yield from _in_words(message, parts)


def _walk(message: Message) -> Iterator[Message]:
    """The message and its parts, but nothing inside of a letter or report that it encloses."""
    yield message
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for each in message.get_payload():
            if isinstance(each, Message):
                yield from _walk(each)


def _report(parts: Sequence[Message]) -> Iterator[Bounce]:
    """RFC 3464: a block about the message, then one about each recipient."""
    message_id = _returned_id(parts)
    blocks = [block for part in parts if part.get_content_type() == "message/delivery-status" for block in _blocks(part)]
    for block in blocks if message_id else ():
        action = _line(block, "Action").lower()
        recipient = _address(_line(block, "Original-Recipient")) or _address(_line(block, "Final-Recipient"))
        if action not in {"failed", "delayed"} or not recipient:
            continue
        words = _line(block, "Diagnostic-Code").partition(";")[2].strip() or _line(block, "Status")
        status = _STATUS.search(_line(block, "Status"))
        # A server that gives no class of its own (5.0.0) says more in its words.
        code = status[0] if status and not status[0].endswith(".0.0") else (_code(words) or (status[0] if status else ""))
        hard = action == "failed" and _is_hard(code)
        yield Bounce(message_id, recipient, Kind.HARD if hard else Kind.SOFT, clean(f"{code} {words}" if code not in words else words))


def _complaint(parts: Sequence[Message]) -> Iterator[Bounce]:
    """RFC 5965: a mail provider tells that its reader pressed "spam"."""
    message_id = _returned_id(parts)
    for part in parts:
        if part.get_content_type() != "message/feedback-report" or not message_id:
            continue
        blocks = _blocks(part)
        said = {name.lower(): clean(str(value)) for block in blocks for name, value in block.items()}
        kind = said.get("feedback-type", "abuse")
        recipient = _address(said.get("original-rcpt-to", "")) or _returned_to(parts)
        if kind.lower() != "not-spam":
            yield Bounce(message_id, recipient, Kind.COMPLAINT, clean(f"{kind} {said.get('user-agent', '')}"))


def _in_words(message: Message, parts: Sequence[Message]) -> Iterator[Bounce]:
    """Exim names whom it failed in a header, qmail in a paragraph each; both return the letter, headers first."""
    text = "\n".join(_text(part) for part in parts if part.get_content_maintype() == "text")
    named = _MESSAGE_ID.search(text)
    message_id = named[1] if named else _returned_id(parts[1:])
    if not message_id:
        return
    above = text[: named.start()] if named else text
    failed = _line(message, "X-Failed-Recipients")
    if failed:
        said = _verdict(above)
        for address in _ADDRESS.findall(failed):
            yield Bounce(message_id, address.lower(), *said)
        return
    for found in _QMAIL.finditer(above):
        if _ADDRESS.fullmatch(found[1]):
            yield Bounce(message_id, found[1].lower(), *_verdict(found[2]))


def _verdict(text: str) -> tuple[Kind, str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = next(
        (line for line in lines if _code(line)), next((line for line in lines if _PERMANENT.search(line)), lines[-1] if lines else "")
    )
    code = _code(telling)
    hard = _is_hard(code) if code else bool(_PERMANENT.search(text))
    return (Kind.HARD if hard else Kind.SOFT), clean(telling)


def _code(words: str) -> str:
    """The enhanced status in ``words``, or one made from the reply code (550 -> 5.0.0); empty without either."""
    found = _STATUS.search(words)
    if found:
        return found[0]
    reply = _REPLY.search(words)
    return f"{reply[1][0]}.0.0" if reply else ""


def _is_hard(code: str) -> bool:
    return code.startswith("5.") and not _OF_THE_LETTER.fullmatch(code)


def _from_a_server(message: Message) -> bool:
    """Whether a mail server wrote it: an answer of a person, or of their absence, returns no letter for good."""
    if _line(message, "X-Failed-Recipients"):
        return True
    return _line(message, "Return-Path") == "<>" or bool(_SENDERS.search(_line(message, "From")))


def _returned_id(parts: Sequence[Message]) -> str:
    """The Message-ID of the letter that came back: its headers, or the whole of it, travel with the report."""
    for part in parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            found = _MESSAGE_ID.search(_text(part))
            if found:
                return found[1]
        for inner in _enclosed(part):
            found = _MESSAGE_ID.search(f"Message-ID: {_line(inner, 'Message-ID')}")
            if found:
                return found[1]
    return ""


def _returned_to(parts: Sequence[Message]) -> str:
    return next((_address(_line(inner, "To")) for part in parts[1:] for inner in _enclosed(part)), "")


def _enclosed(part: Message) -> list[Message]:
    payload = part.get_payload()
    if part.get_content_type() != "message/rfc822" or not isinstance(payload, list):
        return []
    return [each for each in payload if isinstance(each, Message)]


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        found = [each for each in payload if isinstance(each, Message)]
        # A report that the parser took for one message is fields all the same.
        return found if any(each.items() for each in found) else [email.message_from_string(_text(each)) for each in found]
    return [email.message_from_string(block) for block in re.split(r"\r?\n\r?\n", _text(part))]


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _line(message: Message, name: str) -> str:
    return " ".join(str(message.get(name) or "").split())


def _address(field: str) -> str:
    """The address of ``rfc822; he@brand.example`` or ``"He" <he@brand.example>``, lower-cased."""
    found = _ADDRESS.search(field.rpartition(";")[2])
    return found[0].lower() if found else ""


def clean(words: str) -> str:
    """Return what a server said as one short line without control characters."""
    return " ".join("".join(each if each.isprintable() else " " for each in words).split())[:WORDS]
