"""Handing a letter to a transport, with its row telling the truth at every moment (trust.md, "Durable report runs")."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError

from tenants.deliver.message import Mail, mime
from tenants.deliver.outbox import Outbox
from tenants.deliver.smtp import SmtpTransport
from tenants.deliver.terms import Answer, Envelope, HandingError, Transport
from tenants.store import outgoing
from tenants.store.accounts import AccountLetter
from tenants.store.reports import Delivery
from tenants.store.work import work
from tenants.terms.report import DeliveryState as S

LEASE = timedelta(seconds=40)
"""Longer than any single step may take; whoever works at a letter renews it between the steps (``Renewal``)."""
INSIST_S = (0.5, 1.0, 2.0, 4.0, 8.0)
"""The server has the letter: noting that is tried again over these seconds while the database is away."""
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long to wait after each refusal for now; after the last one the letter has failed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Office:
    """Where letters are handed in: the way out, the address they come from, and the address their links begin with.

    ``returns`` is the address that bounces go to, empty for the sender's own; ``secret`` signs the link that stops further letters.
    """

    transport: Transport
    sender: str
    base_url: str
    returns: str = ""
    secret: str = ""

    @property
    def domain(self) -> str:
        """The part of a message id that says whose it is."""
        return self.sender.rpartition("@")[2]


def office(smtp_url: str, base_url: str, *, secret: str = "", stall_s: float = 20.0, verdict_s: float = 90.0) -> Office:
    """Open the office that ``SMTP_URL`` names: ``file:///folder``, ``smtp://`` or ``smtps://``.

    ``?from=`` is the sender's address, ``&bounces=`` where mail servers send what they could not deliver.
    """
    parts = urlsplit(smtp_url)
    host = urlsplit(base_url).hostname or ""
    named = host if "." in host and not host.replace(".", "").isdigit() else "qunce.invalid"
    said = parse_qs(parts.query)
    sender = said.get("from", [f"reports@{named}"])[0]
    way: Transport = Outbox(Path(unquote(parts.path)))
    if parts.scheme != "file":
        way = SmtpTransport.from_url(smtp_url, stall_s=stall_s, verdict_s=verdict_s)
    return Office(way, sender, base_url, said.get("bounces", [""])[0], secret)


@dataclass(frozen=True, slots=True)
class Turn:
    """One claim of one letter."""

    kind: type[Any]
    """``Delivery`` or ``AccountLetter``."""
    letter_id: UUID
    fence: int
    attempt: int
    lease: timedelta = LEASE


def hand_over(turn: Turn, mail: Mail, post: Office) -> S:
    """Hand one claimed letter over, and return the state it is in afterwards.

    ``handing`` is committed between the recipient's acceptance and the letter itself. What goes wrong before is tried again by itself;
    what goes wrong after the last byte may have arrived, and is held for a person.
    """
    renewal = Renewal(turn)
    try:
        content = mime(mail)
        with post.transport.open(Envelope(post.returns or mail.sender, mail.recipient, mail.message_id), renewal) as handing:
            if not _move(turn, S.SENDING, S.HANDING, lease_until=func.now() + turn.lease):
                return S.SENDING  # taken from us; whoever has it now decides
            handing.data(content)
            _insist(lambda: _move(turn, S.HANDING, S.SENT, sent_at=func.now(), **_reason(turn, "", ""), **_emptied(turn)))
    except HandingError as error:
        return _unsuccessful(turn, error)
    except Exception as error:
        broken(turn, error)
        raise
    return S.SENT


@dataclass(slots=True)
class Renewal:
    """Renews the lease of a letter while somebody works at it: a fourth of it has passed at least since the last time."""

    turn: Turn
    last: float = field(default_factory=time.monotonic)

    def __call__(self) -> None:
        if time.monotonic() - self.last < self.turn.lease.total_seconds() / 4:
            return
        self.last = time.monotonic()
        try:
            with work():
                outgoing.renew(self.turn.kind, self.turn.letter_id, self.turn.fence, self.turn.lease)
        except SQLAlchemyError as error:
            # The fence decides in the end who may go on; a renewal that is missed makes nothing wrong.
            log.warning("letter %s: no sign of life given: %s", self.turn.letter_id, error)


def _insist(note: Callable[[], bool]) -> None:
    """Note what cannot be undone, also where the database is away for a moment; after that the letter will be held."""
    for pause in INSIST_S:
        try:
            note()
        except SQLAlchemyError as error:
            log.warning("what the mail server said could not be noted yet: %s", error)
            time.sleep(pause)
        else:
            return
    note()


def broken(turn: Turn, error: Exception) -> None:
    """Note that our own program failed: the letter failed if it was not handed over yet, else it is held."""
    reason = _reason(turn, "delivery.bug", f"{type(error).__name__}: {error}")
    if not _move(turn, S.SENDING, S.FAILED, **reason):
        _move(turn, S.HANDING, S.HELD, **reason)


def _unsuccessful(turn: Turn, error: HandingError) -> S:
    reason = _reason(turn, error.code, error.words)
    if error.answer is Answer.UNCLEAR:
        _insist(lambda: _move(turn, S.HANDING, S.HELD, **reason))
        return S.HELD
    if error.answer is Answer.LATER and turn.attempt <= len(BACKOFF):
        return _from_either(turn, S.PENDING, next_at=func.now() + BACKOFF[turn.attempt - 1], **reason)
    if error.answer is Answer.BUG:
        log.error("letter %s: the server did not understand us: %s", turn.letter_id, error.words)
    return _from_either(turn, S.FAILED, **reason, **_emptied(turn))


def _from_either(turn: Turn, target: S, **values: Any) -> S:
    """The server's refusal is clear in both states: it does not have the letter."""
    _insist(lambda: _move(turn, S.SENDING, target, **values) or _move(turn, S.HANDING, target, **values))
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
