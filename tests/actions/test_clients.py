"""Clients and their communities: made, changed, put away and taken back, and refused in time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from tenants.actions import clients, communities
from tenants.actions.clients import ClientForm
from tenants.actions.communities import CommunityForm
from tenants.store import clients as store
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.events import EventRow
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import NotFoundError, Refusal
from tests.communities import application, bring, make_place

NOW = datetime(2026, 7, 3, 2, 0, tzinfo=UTC)
BOOKS = ClientForm(name=" 白榆书店 ", language="zh_Hans_CN", recipients=["Hello@Baiyu.example", "hello@baiyu.example", "two@baiyu.example"])


@pytest.fixture
def outside(database_url, tmp_path):
    """A place, entered by nobody yet."""
    with application(database_url, tmp_path / "files"):
        yield make_place()


@pytest.fixture
def place(outside):
    with use_tenant(outside.tenant_id):
        yield outside


def place_of(name="Readers", **other):
    return CommunityForm(**{"name": name, "platform": "wechat", "timezone": "Asia/Shanghai"} | other)


def refused(act, *args, **named):
    with pytest.raises(Refusal) as caught:
        act(*args, **named)
    return caught.value.code, caught.value.field


def test_a_client_is_kept_tidy_with_each_recipient_once(place):
    made = clients.create("baiyu", BOOKS, by=None)
    assert (made.name, made.slug) == ("白榆书店", "baiyu")
    assert sorted(each.email for each in clients.find("baiyu").recipients) == ["hello@baiyu.example", "two@baiyu.example"]
    deeds = db.session.scalars(select(AuditEvent).where(AuditEvent.noun == "client")).all()
    assert [(deed.verb, deed.facts["name"]) for deed in deeds] == [("created", "白榆书店")]


def test_changing_the_recipients_keeps_the_ones_that_stay(place):
    made = clients.create("baiyu", BOOKS, by=None)
    before = {each.email: each.id for each in made.recipients}
    clients.change(made, ClientForm(name="Baiyu", language="en", recipients=["two@baiyu.example", "new@baiyu.example"]), by=None)
    after = {each.email: each.id for each in clients.find("baiyu").recipients}
    assert set(after) == {"two@baiyu.example", "new@baiyu.example"}
    assert after["two@baiyu.example"] == before["two@baiyu.example"]


@pytest.mark.parametrize(
    ("slug", "changes", "code", "field"),
    [
        ("tea", {}, "client.slug_taken", "slug"),
        ("Ünïcode", {}, "slug.unusable", "slug"),
        ("-edge", {}, "slug.unusable", "slug"),
        ("new", {}, "slug.reserved", "slug"),
        ("fine", {"name": "  "}, "field.required", "name"),
        ("fine", {"name": "n" * 121}, "field.too_long", "name"),
        ("fine", {"language": "fr"}, "field.not_offered", "language"),
        ("fine", {"recipients": ["nobody"]}, "email.unusable", "recipients"),
        ("fine", {"contract_from": date(2026, 7, 1), "contract_until": date(2026, 6, 30)}, "client.contract_ends_early", "contract_until"),
    ],
)
def test_a_client_that_cannot_be_is_refused_and_nothing_is_kept(place, slug, changes, code, field):
    form = ClientForm(**{"name": "Baiyu", "language": "en"} | changes)
    assert refused(clients.create, slug, form, by=None) == (code, field)
    assert [each.slug for each in store.all_clients()] == ["tea"]


def test_a_client_comes_back_with_the_communities_that_left_with_it_and_no_others(place):
    client = clients.find("tea")
    earlier = communities.create("earlier", client, place_of(), by=None)
    communities.archive(earlier, by=None, now=NOW - timedelta(days=3))
    clients.archive(client, by=None, now=NOW)
    assert store.all_clients() == []
    assert store.all_communities() == []
    clients.restore(client, by=None)
    assert [each.slug for each in store.all_communities()] == ["regulars"]
    assert [each.slug for each in store.all_communities(archived=True)] == ["earlier"]


def test_an_archived_client_takes_no_community_and_gives_none_back(place):
    client = clients.find("tea")
    clients.archive(client, by=None, now=NOW)
    assert refused(communities.create, "late", client, place_of(), by=None)[0] == "client.archived"
    assert refused(communities.restore, communities.find("regulars"), by=None)[0] == "client.archived"


def test_what_does_not_exist_is_not_found(place):
    with pytest.raises(NotFoundError):
        clients.find("nobody")
    with pytest.raises(NotFoundError):
        communities.find("nobody")


def test_two_workspaces_may_use_the_same_address(outside):
    other = make_place("another")
    ids = []
    for each in (outside, other):
        with use_tenant(each.tenant_id):
            ids.append(clients.find("tea").id)
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"platform": "icq"}, "field.not_offered", "platform"),
        ({"kind": "secret"}, "field.not_offered", "kind"),
        ({"timezone": "Mars/Olympus"}, "timezone.unknown", "timezone"),
        ({"capacity": 0}, "community.capacity_unusable", "capacity"),
        ({"quiet_from": time(23)}, "community.quiet_hours_half", "quiet_until"),
        ({"name": ""}, "field.required", "name"),
    ],
)
def test_a_community_that_cannot_be_is_refused(place, changes, code, field):
    assert refused(communities.create, "readers", clients.find("tea"), place_of(**changes), by=None) == (code, field)
    assert [each.slug for each in store.all_communities()] == ["regulars"]


def test_a_community_keeps_what_was_said_of_it(place):
    form = place_of(capacity=500, quiet_from=time(23), quiet_until=time(8), rules="一天一篇\n不发广告", kind="knowledge")
    communities.create("readers", clients.find("tea"), form, by=None)
    kept = communities.find("readers")
    assert (kept.capacity, kept.quiet_from, kept.quiet_until, kept.rules, kept.kind) == (
        500,
        time(23),
        time(8),
        "一天一篇\n不发广告",
        "knowledge",
    )
    assert refused(communities.create, "readers", clients.find("tea"), form, by=None) == ("community.slug_taken", "slug")


def test_a_new_time_zone_moves_the_days_that_were_counted(outside, tmp_path):
    export = tmp_path / "acts.csv"
    export.write_text("at,kind,author\n2026-06-01T20:00:00Z,message,ann\n2026-06-02T03:00:00Z,message,bob\n", encoding="utf-8")
    bring(outside, export, format="events-csv")
    with use_tenant(outside.tenant_id):
        community = communities.find("regulars")
        assert _days(community) == {date(2026, 6, 1), date(2026, 6, 2)}
        communities.change(community, place_of(name="Regulars", platform="slack", timezone="Asia/Shanghai"), by=None)
        assert _days(communities.find("regulars")) == {date(2026, 6, 2)}


def _days(community):
    return set(db.session.scalars(select(EventRow.day).where(EventRow.community_no == community.no)))
