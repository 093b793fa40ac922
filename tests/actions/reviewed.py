"""Reviews brought as far as a test needs them."""

from contextlib import contextmanager
from datetime import UTC, datetime

from tenants.actions import gate, reviewing, targets
from tenants.store import tenancy
from tenants.store.accounts import Person, Seat
from tenants.store.base import db
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.document import Commentary
from tenants.terms.period import Period

MAY, JUNE = Period.month(2026, 5), Period.month(2026, 6)
NOW = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
"""After the tests' exports were brought in."""
WORDS = Commentary("Members hosted the live evening.", "Few joined.", "No campaign ran.", "Another evening.", "Please send samples.")


def promise(community, metric, value, period=JUNE):
    return targets.put(community, metric, period, targets.TargetForm(value=value), by=None)


def draft(community, period=JUNE, now=NOW):
    return reviewing.comment(reviewing.draft(community, period, by=None, now=now), WORDS, revision=None, by=None)


def asked(review, now=NOW):
    """The gate's questions by key."""
    return {each.key: each for each in reviewing.questions(review, reviewing.now_document(review, now=now), now=now)}


def waits(review, now=NOW):
    """Keys of what approval waits for."""
    return {each.key for each in gate.waiting(list(asked(review, now).values()))}


def approve(review, now=NOW):
    if review.state == "draft":
        reviewing.submit(review, revision=None, by=None, now=now)
    return reviewing.approve(review, waive="Settled in the meeting.", revision=None, by=None, now=now)


def publish(community, period=JUNE, by=None, **named):
    return reviewing.publish(approve(draft(community, period)), revision=None, by=by, now=NOW, **named)


def somebody_of(client, email="ines@tea.example", language="en"):
    """A person with a seat at ``client``; returns their id."""
    with work():
        person = Person(email=email, name="Ines Duarte", language=language)
        db.session.add(person)
        db.session.flush()
        db.session.add(Seat(person_id=person.id, role="client", client_id=client.id))
        return person.id


@contextmanager
def seen_by(place, client_id):
    """Leave the agency's scope for that of one of its clients, and come back to it."""
    # One scope may not stand inside another: the fixture's own is left as its holder would leave it.
    token = tenancy._scope.set(None)
    try:
        with use_tenant(place.tenant_id, client_id):
            yield
    finally:
        tenancy._scope.reset(token)
        db.session.remove()
