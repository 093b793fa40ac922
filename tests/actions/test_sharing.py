"""Links to reports as deeds: what is kept of them, how long they hold, and from where they cannot be seen at all."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tenants.actions import sharing
from tenants.store import reviews, shares
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tests import warm
from tests.communities import application

NOW = datetime(2026, 7, 3, 2, 0, tzinfo=UTC)
MONTH = timedelta(days=30)


@pytest.fixture
def world(beside, database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        yield warm.world(beside)


@pytest.fixture
def review(world):
    """The first agency's published review, its workspace entered."""
    with use_tenant(world.a.id):
        yield reviews.by_id(world.a.ids["published_id"])


def made(review, **given):
    return sharing.share(review, **({"note": "", "until": NOW + MONTH, "by": None, "now": NOW} | given))


def refused(act, *args, **named):
    with pytest.raises(Refusal) as caught:
        act(*args, **named)
    return caught.value.code


def test_a_link_opens_its_report_until_the_moment_it_ends(review):
    link = made(review, note="  The board ")
    assert link.link.note == "The board"
    opened = sharing.opened(link.secret, NOW)
    assert opened is not None
    assert (opened.review_id, opened.client_id, opened.locked) == (review.id, review.client_id, False)
    assert sharing.opened(link.secret, NOW + MONTH - timedelta(seconds=1)) is not None
    assert sharing.opened(link.secret, NOW + MONTH) is None


def test_only_what_proves_a_secret_is_kept(review):
    link = made(review, password="a lantern for the board")
    kept = [str(getattr(link.link, column.key)) for column in shares.ShareLink.__table__.columns]
    assert len(link.secret) == 43
    assert not any(link.secret in each or "lantern" in each for each in kept)
    deed = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "shared")).one()
    assert link.secret not in str(deed.facts)
    assert "lantern" not in str(deed.facts)


def test_a_password_is_the_links_own(review):
    link, open_one = made(review, password="a lantern for the board"), made(review)
    assert sharing.unlocks(link.link.id, "a lantern for the board")
    assert not sharing.unlocks(link.link.id, "another lantern")
    assert not sharing.unlocks(open_one.link.id, "")
    assert sharing.opened(link.secret, NOW).locked
    assert sharing.opened(link.secret, NOW).lock != sharing.opened(open_one.secret, NOW).lock


def test_two_links_to_one_report_never_share_a_secret(review):
    assert len({made(review).secret for _ in range(20)}) == 20


@pytest.mark.parametrize("until", [NOW, NOW - MONTH, NOW + timedelta(days=367)])
def test_a_link_ends_ahead_and_within_a_year(review, until):
    assert refused(made, review, until=until) == "share.until"
    link = made(review).link
    assert refused(sharing.extend, link, until=until, by=None, now=NOW) == "share.until"


def test_fifty_open_links_are_enough_and_ended_ones_do_not_count(review):
    links = [made(review).link for _ in range(sharing.MOST - 1)]  # and the one that the world has
    assert refused(made, review) == "share.too_many"
    sharing.revoke(links[0], by=None, now=NOW)
    assert made(review)


def test_ending_a_link_twice_is_one_deed_and_it_can_be_taken_up_again(review):
    link = made(review)
    for _ in range(2):
        sharing.revoke(link.link, by=None, now=NOW)
    assert sharing.opened(link.secret, NOW) is None
    assert refused(sharing.extend, link.link, until=NOW + MONTH, by=None, now=NOW) == "share.revoked"
    sharing.restore(link.link, by=None)
    assert sharing.opened(link.secret, NOW) is not None
    verbs = [deed.verb for deed in db.session.scalars(select(AuditEvent).where(AuditEvent.noun == "share_link").order_by(AuditEvent.id))]
    assert verbs == ["revoked", "restored"]


def test_a_link_that_ran_out_opens_again_once_it_is_extended(review):
    link, later = made(review), NOW + 2 * MONTH
    assert sharing.opened(link.secret, later) is None
    sharing.extend(link.link, until=later + MONTH, by=None, now=later)
    assert sharing.opened(link.secret, later) is not None


def test_a_link_falls_with_its_report(review):
    link = made(review)
    review.state = "withdrawn"
    db.session.commit()
    assert sharing.opened(link.secret, NOW) is None
    assert refused(made, review) == "share.not_published"


def test_openings_and_files_are_counted_apart(review):
    link = made(review).link
    for download in (False, False, True):
        sharing.count(link.id, now=NOW, download=download)
    db.session.refresh(link)
    assert (link.views, link.downloads, link.last_used_at) == (2, 1, NOW)


def test_no_other_workspace_and_nobody_of_a_client_can_see_a_link(world):
    with use_tenant(world.a.id):
        row = reviews.by_id(world.a.ids["published_id"])
        secret, client = made(row).secret, row.client_id
    with use_tenant(world.b.id):
        assert sharing.opened(secret, NOW) is None
        assert shares.by_id(world.a.ids["link_id"]) is None
    with use_tenant(world.a.id, client):
        assert sharing.opened(secret, NOW) is None
        assert shares.of_review(reviews.by_id(world.a.ids["published_id"])) == []
        assert not sharing.unlocks(world.a.ids["link_id"], "anything at all")
