"""A workspace with a published review, and what became of its report and letters."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from jobs import runtime
from tenants.store import reports, reviews
from tenants.store.accounts import AccountLetter, Person, Seat, Tenant
from tenants.store.base import db
from tenants.store.clients import Client, Community, Recipient
from tenants.store.reports import Delivery, ReportRun
from tenants.store.reviews import Review
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tests.render import sample


@dataclass(frozen=True)
class House:
    """One agency with one client and its community."""

    tenant_id: int
    slug: str
    community_id: UUID
    recipients: tuple[str, ...] = ()

    def publish(self, period="2026-06", *, version=1, deliver=True):
        """Publish a review that is already frozen; return the id of its run."""
        with runtime.in_tenant(self.tenant_id), work():
            community = db.session.get(Community, (self.tenant_id, self.community_id))
            review = reviews.add(community, sample.Period.parse(period), sample.full().made)
            review.version = version
            reviews.freeze(review, sample.full(period=sample.Period.parse(period)))
            review.state = "published"
            db.session.flush()
            return reports.request(review, community.client.language, deliver=deliver)

    def run(self, run_id):
        with runtime.in_tenant(self.tenant_id):
            row = reports.by_id(run_id)
            db.session.expunge(row)
            return row

    def runs(self):
        with runtime.in_tenant(self.tenant_id):
            return _loose(db.session.query(ReportRun).order_by(ReportRun.id).all())

    def letters(self):
        with runtime.in_tenant(self.tenant_id):
            return _loose(db.session.query(Delivery).order_by(Delivery.recipient, Delivery.id).all())

    def letter(self):
        [only] = self.letters()
        return only

    def seat(self, email, role):
        """Give somebody English-speaking a place in the agency; return their address."""
        with runtime.in_tenant(self.tenant_id), work():
            person = Person(email=email, name=email, language="en")
            db.session.add(person)
            db.session.flush()
            client = db.session.query(Client).one().id if role == "client" else None
            db.session.add(Seat(person_id=person.id, role=role, client_id=client))
        return email

    def account_letters(self):
        """Letters to people rather than to a client's recipients."""
        with runtime.in_no_tenant():
            return _loose(db.session.query(AccountLetter).order_by(AccountLetter.id).all())

    def set(self, model, row_id, **values):
        with runtime.in_tenant(self.tenant_id), work():
            db.session.execute(update(model).where(model.id == row_id).values(**values))


def _loose(rows):
    for row in rows:
        db.session.expunge(row)
    return rows


def settle(slug="lantern", recipients=("he@brand.example",), language="zh_Hans_CN"):
    """Found an agency."""
    with runtime.in_no_tenant(), work():
        tenant = Tenant(slug=slug, name=f"Agency {slug}")
        db.session.add(tenant)
        db.session.flush()
        tenant_id = tenant.id
    with runtime.in_no_tenant(), use_tenant(tenant_id), work():
        client = Client(slug="xiulan", name="岫岚", language=language, recipients=[Recipient(email=each) for each in recipients])
        db.session.add(client)
        db.session.flush()
        community = Community(slug="camp", client_id=client.id, name="徒步会员群", platform="wechat", timezone="Asia/Shanghai")
        db.session.add(community)
        db.session.flush()
        return House(tenant_id, slug, community.id, tuple(recipients))


__all__ = ["House", "Review", "settle"]
