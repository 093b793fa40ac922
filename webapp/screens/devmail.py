"""The demo's mailbox at ``/dev/mail``: letters that were written into the file outbox instead of being sent. Never in production."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from flask import Blueprint, Response, abort, current_app

from webapp.access import public
from webapp.config import Config
from webapp.hypermedia import show

devmail = Blueprint("devmail", __name__)

MOST = 200
# The letter's own styles are inline; its frame may run nothing, send nothing and load nothing but pictures it carries.
LETTER_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One letter as the list and its page show it."""

    name: str
    subject: str
    sender: str
    recipient: str
    sent: datetime
    text: str
    has_html: bool
    attachments: tuple[tuple[int, str, int], ...]
    """(number, file name, bytes)"""


def _outbox() -> Path:
    config: Config = current_app.config["QUNCE"]
    if config.production or config.outbox is None:
        abort(404)
    return config.outbox


def _message(name: str) -> EmailMessage:
    """The letter of that file name; 404 unless it is one of the files in the outbox itself."""
    path = next((each for each in _files() if each.name == name), None)
    if path is None:
        abort(404)
    message = message_from_bytes(path.read_bytes(), policy=default)
    if not isinstance(message, EmailMessage):
        abort(404)
    return message


def _files() -> list[Path]:
    folder = _outbox()
    found = folder.glob("**/*.eml") if folder.is_dir() else iter(())
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)[:MOST]


def _seen(name: str) -> Seen:
    message = _message(name)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    parts = list(message.iter_attachments())
    attached = [(n, part.get_filename() or f"{n}", len(_payload(part))) for n, part in enumerate(parts)]
    date = message["Date"]
    return Seen(
        name=name,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        sent=parsedate_to_datetime(str(date)).astimezone(UTC) if date else datetime.now(UTC),
        text=str(text.get_content()) if text else "",
        has_html=html is not None,
        attachments=tuple(attached),
    )


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


@devmail.get("/dev/mail")
@public
def index() -> Response:
    """The letters in the outbox, the newest first."""
    return show("screens/devmail/index.html", letters=[_seen(path.name) for path in _files()])


@devmail.get("/dev/mail/<name>")
@public
def letter(name: str) -> Response:
    """One letter: its text, its HTML in a frame that may do nothing, its attachments."""
    return show("screens/devmail/letter.html", letter=_seen(name))


@devmail.get("/dev/mail/<name>/html")
@public
def body(name: str) -> Response:
    """The HTML of a letter, for the frame."""
    part = _message(name).get_body(("html",))
    if part is None:
        abort(404)
    response = Response(str(part.get_content()), mimetype="text/html")
    response.headers["Content-Security-Policy"] = LETTER_CSP
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@devmail.get("/dev/mail/<name>/attachments/<int:number>")
@public
def attachment(name: str, number: int) -> Response:
    """One attachment, as a download."""
    parts = list(_message(name).iter_attachments())
    if number >= len(parts):
        abort(404)
    response = Response(_payload(parts[number]), mimetype=parts[number].get_content_type())
    response.headers.set("Content-Disposition", "attachment", filename=parts[number].get_filename() or f"{number}")
    return response
