"""A letter as bytes: MIME with both bodies, an attachment, and headers that a mail server cannot be tricked by."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tenants.deliver.terms import Answer, HandingError

POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a letter; ``kind`` is its media type (``application/pdf``)."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """Everything a letter is made of. ``date`` is aware; ``sender_name`` may hold any script.

    ``stop`` is the https address that a mail program's own "unsubscribe" posts to (RFC 8058), empty where nothing can be stopped.
    """

    message_id: str
    date: datetime
    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    language: str = ""
    reply_to: str = ""
    stop: str = ""
    attachment: Attachment | None = None


def message_id(domain: str, *parts: object) -> str:
    """Return the id of the letter that ``parts`` name: equal parts, equal id, so that a resend is the same letter to its reader."""
    digest = hashlib.sha256("\x1f".join(str(each) for each in parts).encode()).hexdigest()
    return f"{digest[:40]}@{domain}"


def address(text: str) -> Address:
    """Return ``text`` as an address, its domain in ASCII.

    Raises ``HandingError`` (never) for what no server takes: no domain, spaces, or a local part outside ASCII.
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
        if local.isascii() and local and ascii_domain:
            return Address(username=local, domain=ascii_domain)
    except (ValueError, IndexError) as error:
        raise HandingError(Answer.NEVER, "delivery.address", text) from error
    raise HandingError(Answer.NEVER, "delivery.address", text)


def mime(mail: Mail) -> bytes:
    """Return the letter with CRLF line ends, all ASCII. Equal letters give equal bytes: even the boundaries come from the message id."""
    letter = EmailMessage(policy=POLICY)
    sender = address(mail.sender)
    letter["Message-ID"] = f"<{mail.message_id}>"
    letter["Date"] = format_datetime(mail.date)
    letter["From"] = Address(_one_line(mail.sender_name), sender.username, sender.domain)
    letter["To"] = address(mail.recipient)
    letter["Subject"] = _one_line(mail.subject)
    if mail.reply_to:
        letter["Reply-To"] = address(mail.reply_to)
    letter["Auto-Submitted"] = "auto-generated"
    if mail.stop:
        letter["List-Unsubscribe"] = f"<{_one_line(mail.stop)}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if mail.language:
        letter["Content-Language"] = mail.language
    letter.set_content(mail.text, cte="base64")
    letter.add_alternative(mail.html, subtype="html", cte="base64")
    if mail.attachment is not None:
        main, _, sub = mail.attachment.kind.partition("/")
        letter.add_attachment(mail.attachment.content, maintype=main, subtype=sub, filename=_one_line(mail.attachment.name))
    for number, part in enumerate(each for each in letter.walk() if each.is_multipart()):
        part.set_boundary(f"={mail.message_id[:32]}.{number}=")
    return letter.as_bytes()


def _one_line(text: str) -> str:
    """A header is one line: a line break in a name would otherwise begin a header of its own."""
    return " ".join(text.split())
