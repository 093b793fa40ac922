"""Overviews: a client's roll-up over its communities, and the agency's portfolio over its clients. Both only repeat approved reports."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from tenants.actions import checks, documents, letters, reporting
from tenants.actions.reviewing import LONGEST_SENTENCE, LONGEST_TEXT, PUBLISHED
from tenants.assess import overview as assessing
from tenants.measure.catalogue import only_own
from tenants.render import bounded, pdf
from tenants.render import overview as drawing
from tenants.store import accounts, audit, clients, overviews, recorded, reviews, suppressions
from tenants.store.base import db
from tenants.store.clients import Client, Community
from tenants.store.overviews import Overview
from tenants.store.reviews import Review
from tenants.store.work import Work, work
from tenants.terms import snapshot
from tenants.terms.document import Commentary
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.overview import Absence, OverviewDocument, Place
from tenants.terms.period import Period
from tenants.terms.report import ReviewState

LIMITS = bounded.Limits(seconds=60, megabytes=600)
ONCE = "uq_overview_tenant_id_client_id_period_version"
_APPROVED = (ReviewState.APPROVED, *PUBLISHED)


def draft(client: Client | None, period: Period, *, by: UUID | None, now: datetime) -> Overview:
    """Return the overview of ``client`` (``None``: of the portfolio) and ``period``, begun if there is none; the highest version."""
    if found := overviews.latest(client, period):
        return found
    if not _communities(client):
        raise Refusal("overview.no_communities", client=client.name if client else "")
    zone = ZoneInfo(accounts.tenant_in_use().timezone)
    if period.bounds(zone)[0] > now:
        raise Refusal("overview.period_ahead", period=period.label)
    try:
        with work():
            row = _added(client, period, version=1, commentary={}, now=now)
            audit.record(by, "drafted", "overview", row.id, client=client.name if client else "", period=period.label)
    except IntegrityError as error:
        # Somebody was quicker: theirs it is.
        if checks.violates(error, ONCE) and (found := overviews.latest(client, period)):
            return found
        raise
    return row


def now_document(row: Overview, *, now: datetime) -> OverviewDocument:
    """Return what the overview says: frozen from publication on, before it what the approved reports say at this moment.

    A roll-up, which the client reads, takes published reports alone; the portfolio stays in the house and takes approved ones too.
    """
    if row.document is not None:
        return snapshot.overview(row.document)
    period = Period.parse(row.period)
    return assessing.build(
        _places(row.client, period),
        client=row.client.name if row.client else "",
        period=period,
        version=row.version,
        made=now,
        brand=documents.brand_of(row.tenant_id),
        commentary=Commentary(**row.commentary),
    )


def comment(row: Overview, commentary: Commentary, *, revision: int | None, by: UUID | None) -> Overview:
    """Replace the texts of a draft (Markdown)."""
    texts = {name: checks.text(said, name, longest=LONGEST_TEXT) for name, said in asdict(commentary).items()}
    with _changing(row, revision, "draft") as (_, found):
        found.commentary = texts
        audit.record(by, "commented", "overview", found.id)
    return found


def publish(row: Overview, *, tell: bool = True, revision: int | None, by: UUID | None, now: datetime) -> Overview:
    """Freeze the overview. A roll-up is shown to the client from now on; with ``tell`` its recipients get a letter with the way to it.

    Who said stop is left out. Refused while no community has a report in it.
    """
    with _changing(row, revision, "draft") as (w, found):
        document = now_document(found, now=now)
        if all(place.absence for place in document.places):
            raise Refusal("overview.empty", period=found.period)
        found.document = dict(snapshot.plain(document))
        found.state, found.published_at, found.published_by = "published", now, by
        told = _tell(w, found) if tell and found.client else 0
        audit.record(by, "published", "overview", found.id, version=found.version, told=told)
    return found


def correct(row: Overview, reason: str, *, by: UUID | None, now: datetime) -> Overview:
    """Begin the next version of a published overview, with its words and the reports as they are now; the published one stays."""
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE, required=True)
    if row.state != "published":
        raise Refusal("overview.wrong_state", period=row.period)
    try:
        with work():
            copy = _added(row.client, Period.parse(row.period), version=row.version + 1, commentary=dict(row.commentary), now=now)
            audit.record(by, "corrected", "overview", copy.id, version=copy.version, reason=said)
    except IntegrityError as error:
        if checks.violates(error, ONCE):
            raise Refusal("overview.correction_begun", period=row.period) from error
        raise
    return copy


def report(row: Overview, *, lang: str, paper: str = "A4", now: datetime) -> bytes:
    """Return the overview as a PDF, rendered in a bounded process."""
    document = now_document(row, now=now)
    assets = reporting.pictures(document)
    own = [row.metric for row in recorded.own_metrics(archived=None)]

    def drawn() -> bytes:
        # The child that draws can ask no database.
        with only_own(own):
            return pdf.pdf(drawing.html(document, lang, paper, logo="logo" in assets), assets)

    return bounded.run(drawn, LIMITS)


def _added(client: Client | None, period: Period, *, version: int, commentary: Mapping[str, str], now: datetime) -> Overview:
    row = Overview(
        client_id=client.id if client else None,
        period=period.label,
        period_first=period.first,
        period_until=period.until,
        version=version,
        commentary=dict(commentary),
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _communities(client: Client | None) -> Sequence[Community]:
    return [each for each in clients.all_communities() if client is None or each.client_id == client.id]


def _places(client: Client | None, period: Period) -> list[Place]:
    """Every community at work, with its latest frozen report of exactly this period or the reason why there is none."""
    known = overviews.reviews_of(period)
    return [_place(community, known.get(community.id, ()), inside=client is None) for community in _communities(client)]


def _place(community: Community, versions: Sequence[Review], *, inside: bool) -> Place:
    """``versions`` are the reviews of the period, the highest first; a correction that is not ready yet leaves the one before in force."""
    wanted = _APPROVED if inside else PUBLISHED
    ready = next((each for each in versions if each.state in wanted), None)
    document = reviews.frozen(ready) if ready else None
    if ready is not None and document is not None:
        return assessing.place(document, slug=community.slug, review=str(ready.id))
    newest = versions[0] if versions else None
    absence = Absence.NO_REVIEW if newest is None else Absence.NOT_READY
    if newest is not None and newest.state == ReviewState.WITHDRAWN:
        absence = Absence.WITHDRAWN
    link = str(newest.id) if newest is not None and inside else ""
    return assessing.missing(community.client.name, community.name, slug=community.slug, absence=absence, review=link)


def readers(client: Client) -> list[str]:
    """Return the addresses that a roll-up is announced to: the client's recipients, but for those that are written to no more."""
    addresses = [each.email for each in client.recipients]
    unwanted = suppressions.of(addresses)
    return [each for each in addresses if each.lower() not in unwanted]


def _tell(w: Work, row: Overview) -> int:
    """Queue a letter to each of the client's readers, in the agency's look."""
    if row.client is None:
        return 0
    tenant, addresses = accounts.tenant_in_use(), readers(row.client)
    for address in addresses:
        facts = {
            "agency": tenant.sender or tenant.name,
            "colour": tenant.colour,
            "footer": tenant.footer,
            "client": row.client.name,
            "period": row.period,
            "link": f"/w/{tenant.slug}/portal/overviews/{row.id}",
        }
        letters.queue(w, name="overview", language=row.client.language, recipient=address, facts=facts)
    return len(addresses)


@contextmanager
def _changing(row: Overview, revision: int | None, state: str) -> Iterator[tuple[Work, Overview]]:
    """One transaction around one change of one overview, kept from other writers."""
    with work() as w:
        found = overviews.locked(row.id)
        if found is None:
            raise NotFoundError("overview.not_found")
        if found.state != state:
            raise Refusal("overview.wrong_state", period=found.period)
        if revision is not None and found.revision != revision:
            raise Refusal("review.changed", revision=found.revision, period=found.period)
        found.revision += 1
        yield w, found
