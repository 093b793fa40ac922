"""Handing a letter to a transport, with its row telling the truth at every moment (trust.md, "Durable report runs")."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from sqlalchemy import func

from tenants.deliver.message import Mail, mime
from tenants.deliver.outbox import Outbox
from tenants.deliver.smtp import SmtpTransport
from tenants.deliver.terms import Answer, Envelope, HandingError, Transport
from tenants.store import outgoing
from tenants.store.accounts import AccountLetter
from tenants.store.reports import Delivery
from tenants.store.work import work
from tenants.terms.report import DeliveryState as S

LEASE = timedelta(minutes=3)
"""Longer than a mail server may stall in all steps together."""
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long to wait after each refusal for now; after the last one the letter has failed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Office:
    """Where letters are handed in: the way out, the address they come from, and the address their links begin with."""

    transport: Transport
    sender: str
    base_url: str

    @property
    def domain(self) -> str:
        """The part of a message id that says whose it is."""
        return self.sender.rpartition("@")[2]


def office(smtp_url: str, base_url: str, *, stall_s: float = 20.0) -> Office:
    """Open the office that ``SMTP_URL`` names: ``file:///folder``, ``smtp://`` or ``smtps://``; ``?from=`` is the sender's address."""
    parts = urlsplit(smtp_url)
    host = urlsplit(base_url).hostname or ""
    named = host if "." in host and not host.replace(".", "").isdigit() else "qunce.invalid"
    sender = parse_qs(parts.query).get("from", [f"reports@{named}"])[0]
    if parts.scheme == "file":
        return Office(Outbox(Path(unquote(parts.path))), sender, base_url)
    return Office(SmtpTransport.from_url(smtp_url, stall_s=stall_s), sender, base_url)


@dataclass(frozen=True, slots=True)
class Turn:
    """One claim of one letter."""

    kind: type[Any]
    """``Delivery`` or ``AccountLetter``."""
    letter_id: UUID
    fence: int
    attempt: int
    lease: timedelta = LEASE


def hand_over(turn: Turn, mail: Mail, transport: Transport) -> S:
    """Hand one claimed letter over, and return the state it is in afterwards.

    ``handing`` is committed between the recipient's acceptance and the letter itself. What goes wrong before is tried again by itself;
    what goes wrong after the last byte may have arrived, and is held for a person.
    """
    try:
        content = mime(mail)
        with transport.open(Envelope(mail.sender, mail.recipient, mail.message_id)) as handing:
            if not _move(turn, S.SENDING, S.HANDING, lease_until=func.now() + turn.lease):
                return S.SENDING  # taken from us; whoever has it now decides
            handing.data(content)
            _move(turn, S.HANDING, S.SENT, sent_at=func.now(), **_reason(turn, "", ""), **_emptied(turn))
    except HandingError as error:
        return _unsuccessful(turn, error)
    except Exception as error:
        broken(turn, error)
        raise
    return S.SENT


def broken(turn: Turn, error: Exception) -> None:
    """Note that our own program failed: the letter failed if it was not handed over yet, else it is held."""
    reason = _reason(turn, "delivery.bug", f"{type(error).__name__}: {error}")
    if not _move(turn, S.SENDING, S.FAILED, **reason):
        _move(turn, S.HANDING, S.HELD, **reason)


def _unsuccessful(turn: Turn, error: HandingError) -> S:
    reason = _reason(turn, error.code, error.words)
    if error.answer is Answer.UNCLEAR:
        _move(turn, S.HANDING, S.HELD, **reason)
        return S.HELD
    if error.answer is Answer.LATER and turn.attempt <= len(BACKOFF):
        return _from_either(turn, S.PENDING, next_at=func.now() + BACKOFF[turn.attempt - 1], **reason)
    if error.answer is Answer.BUG:
        log.error("letter %s: the server did not understand us: %s", turn.letter_id, error.words)
    return _from_either(turn, S.FAILED, **reason, **_emptied(turn))


def _from_either(turn: Turn, target: S, **values: Any) -> S:
    """The server's refusal is clear in both states: it does not have the letter."""
    if not _move(turn, S.SENDING, target, **values):
        _move(turn, S.HANDING, target, **values)
    return target


def _move(turn: Turn, source: S, target: S, **values: Any) -> bool:
    with work():
        return outgoing.move(turn.kind, turn.letter_id, turn.fence, source, target, **values)


def _reason(turn: Turn, code: str, words: str) -> dict[str, Any]:
    if turn.kind is Delivery:
        return {"error": code, "error_text": words[:300]}
    return {"error": f"{code} {words}".strip()[:300]}


def _emptied(turn: Turn) -> dict[str, Any]:
    """A letter about an account carries a secret link, which nobody needs once it is settled."""
    return {"facts": {}} if turn.kind is AccountLetter else {}
