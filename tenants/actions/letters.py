"""Letters about accounts: verification, invitation, password. Queued in the transaction that gives reason for them, sent by a job."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tenants.actions import handing
from tenants.actions.handing import LEASE, Office, Turn
from tenants.deliver.message import Attachment, Mail, message_id
from tenants.deliver.terms import Pulse
from tenants.render.letters import letter
from tenants.store import accounts, outgoing
from tenants.store.accounts import AccountLetter, Person
from tenants.store.base import db, new_id
from tenants.store.seats import seats_of
from tenants.store.work import Work, work
from tenants.terms.document import Brand
from tenants.terms.people import Role
from tenants.terms.report import DeliveryState as S

HOUSE = "Qunce 群策"
"""Who writes about an account that belongs to no workspace yet."""


Enclose = Callable[[str, Mapping[str, Any], str, datetime, Pulse], tuple[dict[str, Any], Attachment | None]]
"""Asked when a letter is sent, with its name, facts, language and the moment: what it says in the end, and what travels with it.

The pulse is to be called every few seconds while that takes.
"""


def queue(w: Work, *, name: str, language: str, recipient: str, facts: dict[str, Any], key: str = "") -> UUID:
    """Write a letter into the outbox of the running transaction; it is sent after the commit. ``facts`` are plain values.

    ``key`` names a letter that is written once and never again: a second one makes the transaction fail (``IntegrityError``).
    """
    letter_id = new_id()
    db.session.add(
        AccountLetter(
            id=letter_id,
            name=name,
            language=language,
            recipient=recipient,
            facts=facts,
            message_id=message_id("account.invalid", key or letter_id),
        )
    )
    w.then("jobs.letters.send", str(letter_id))
    return letter_id


def house_of(person: Person) -> dict[str, str]:
    """Return the facts that make a letter the agency's: for somebody who is a client of one agency and works for none; else nothing."""
    seats = seats_of(person.id)
    slugs = {seat.slug for seat in seats}
    tenant = accounts.tenant_by_slug(slugs.pop()) if len(slugs) == 1 and all(seat.role == Role.CLIENT for seat in seats) else None
    return {"agency": tenant.sender or tenant.name, "colour": tenant.colour, "footer": tenant.footer} if tenant else {}


def send(letter_id: UUID, post: Office, *, now: datetime, lease: timedelta = LEASE, enclose: Enclose | None = None) -> S | None:
    """Send one account letter; returns its state afterwards, ``None`` when there was nothing to do. Its facts are emptied once settled."""
    with work():
        row = outgoing.claim(AccountLetter, letter_id, lease)
        if row is None:
            return None
        turn = Turn(AccountLetter, row.id, row.fence, row.attempt, lease)
        name, language, recipient, letter_key, facts = row.name, row.language, row.recipient, row.message_id, dict(row.facts)
    if str(facts.get("link", "")).startswith("/"):
        # Whoever queued it knew the page, not the address this installation is reached at.
        facts["link"] = post.base_url + facts["link"]
    look = {name: str(facts[name]) for name in ("colour", "footer") if facts.get(name)}
    brand, attachment = Brand(agency=str(facts.get("agency") or HOUSE), **look), None
    try:
        if enclose is not None:
            facts, attachment = enclose(name, facts, language, now, handing.Renewal(turn))
        words = letter(name, language, brand, **facts)
    except Exception as error:
        handing.broken(turn, error)
        raise
    mail = Mail(
        message_id=letter_key if "@" in letter_key else f"{letter_key}@{post.domain}",
        date=now,
        sender_name=brand.agency,
        sender=post.sender,
        recipient=recipient,
        subject=words.subject,
        text=words.text,
        html=words.html,
        language=language.split("_")[0],
        attachment=attachment,
        stop=str(facts.get("stop", "")),
    )
    return handing.hand_over(turn, mail, post)
