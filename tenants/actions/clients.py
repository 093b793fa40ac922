"""Clients: the brands that pay the agency, and who of theirs receives reports."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from tenants.actions import checks
from tenants.store import audit
from tenants.store.base import db
from tenants.store.clients import Client, Recipient, client_by_slug
from tenants.store.work import work
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.people import Language


@dataclass(frozen=True, slots=True)
class ClientForm:
    """What a person says of a client; checked by ``create`` and ``change``."""

    name: str
    language: str = Language.ZH
    recipients: Iterable[str] = field(default_factory=tuple)
    contact: str = ""
    contract_from: date | None = None
    contract_until: date | None = None
    notes: str = ""


def find(slug: str) -> Client:
    """Return the client of that slug or raise ``NotFoundError``."""
    client = client_by_slug(slug)
    if client is None:
        raise NotFoundError("client.not_found", slug=slug)
    return client


def create(slug: str, form: ClientForm, *, by: UUID | None) -> Client:
    """Create a client. Refuses a slug that is taken, an unknown language and an unusable address."""
    slug = checks.slug(slug)
    if client_by_slug(slug) is not None:
        raise Refusal("client.slug_taken", field="slug", slug=slug)
    try:
        with work():
            client = Client(slug=slug)
            _fill(client, form)
            db.session.add(client)
            db.session.flush()
            audit.record(by, "created", "client", client.id, name=client.name)
    except IntegrityError as error:
        if checks.violates(error, "uq_client_tenant_id_slug"):
            raise Refusal("client.slug_taken", field="slug", slug=slug) from error
        raise
    return client


def change(client: Client, form: ClientForm, *, by: UUID | None) -> Client:
    """Change everything a person says of a client; reports already made keep what they said."""
    with work():
        _fill(client, form)
        audit.record(by, "changed", "client", client.id, name=client.name)
    return client


def archive(client: Client, *, by: UUID | None, now: datetime) -> None:
    """Put a client away with its communities: nothing is deleted, nothing is measured or sent any more."""
    with work():
        client.archived_at = client.archived_at or now
        for community in client.communities:
            community.archived_at = community.archived_at or now
        audit.record(by, "archived", "client", client.id, name=client.name)


def restore(client: Client, *, by: UUID | None) -> None:
    """Take a client back, with the communities that were put away together with it."""
    with work():
        together = client.archived_at
        client.archived_at = None
        for community in client.communities:
            if community.archived_at == together:
                community.archived_at = None
        audit.record(by, "restored", "client", client.id, name=client.name)


def _fill(client: Client, form: ClientForm) -> None:
    if form.contract_from and form.contract_until and form.contract_until < form.contract_from:
        raise Refusal("client.contract_ends_early", field="contract_until")
    client.name = checks.text(form.name, "name", longest=120, required=True)
    client.language = checks.choice(form.language, Language, "language")
    client.contact = checks.text(form.contact, "contact", longest=2000)
    client.notes = checks.text(form.notes, "notes", longest=4000)
    client.contract_from = form.contract_from
    client.contract_until = form.contract_until
    wanted = checks.emails(form.recipients)
    known = {recipient.email: recipient for recipient in client.recipients}
    client.recipients = [known.get(address) or Recipient(email=address) for address in wanted]
