"""Alerts of real data: raised once, over when their reason is gone, raised again only after that, turned by people, told by letter."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tenants.actions import alert_digest, alert_rules, alerts, communities, importing, noticing, targets
from tenants.actions.alert_digest import Reading
from tenants.actions.alert_rules import RuleForm
from tenants.actions.handing import Office
from tenants.actions.targets import TargetForm
from tenants.deliver.outbox import Outbox
from tenants.store import accounts
from tenants.store import alerts as store
from tenants.store.accounts import AccountLetter, Person, Seat
from tenants.store.alerts import Wanted
from tenants.store.base import db
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.alert import Rule, State
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.period import Period
from tests.communities import application, make_place
from tests.webapp.june import export

JULY = datetime(2026, 7, 1, 8, tzinfo=UTC)
LATER = datetime(2026, 7, 20, 8, tzinfo=UTC)


@pytest.fixture
def community(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place()
        with use_tenant(place.tenant_id):
            importing.now(place.community_id, export(tmp_path / "export.zip"), now=JULY)
            yield communities.find("regulars")


def standing():
    return [(row.rule, row.subject, row.state, row.times) for row in store.listed(Wanted(), limit=50)[0]]


def test_a_steady_community_raises_nothing(community):
    assert noticing.look(community.id, now=JULY) == 0
    assert standing() == []


def test_the_same_thing_is_raised_once_however_often_it_is_looked_at(community):
    assert [noticing.look(community.id, now=LATER + timedelta(days=n)) for n in range(3)] == [1, 0, 0]
    assert standing() == [("stale", "2026-06-30", "open", 1)]
    assert store.listed(Wanted(), limit=1)[0][0].facts["days"] == 22


def test_what_is_over_closes_and_opens_again_only_when_it_comes_back(community):
    noticing.look(community.id, now=LATER)
    noticing.look(community.id, now=JULY + timedelta(days=2))
    (row,), count = store.listed(Wanted("over"), limit=5)
    assert (row.over_at, count, store.count_open()) == (JULY + timedelta(days=2), 1, 0)
    with pytest.raises(Refusal, match=r"alert\.over"):
        alerts.turn(row.id, State.OPEN, by=None, now=LATER)
    assert noticing.look(community.id, now=LATER) == 1
    assert standing() == [("stale", "2026-06-30", "open", 2)]


def test_what_is_settled_stays_settled_while_it_lasts(community):
    noticing.look(community.id, now=LATER)
    (row,), _count = store.listed(Wanted(), limit=5)
    alerts.turn(row.id, State.ACKNOWLEDGED, note="The export comes on Monday.", by=None, now=LATER)
    alerts.turn(row.id, State.DONE, by=None, now=LATER)
    alerts.turn(row.id, State.DONE, by=None, now=LATER)
    assert [each["verb"] for each in alerts.find(row.id).log] == ["acknowledged", "done"]
    assert alerts.find(row.id).log[0]["note"] == "The export comes on Monday."
    assert noticing.look(community.id, now=LATER + timedelta(days=1)) == 0
    assert standing() == []


def test_a_rule_that_is_off_ends_what_it_raised_and_a_muted_one_leaves_it(community):
    noticing.look(community.id, now=LATER)
    alert_rules.mute(community, Rule.STALE, LATER.date() + timedelta(days=30), by=None)
    noticing.look(community.id, now=LATER)
    assert [row[0] for row in standing()] == ["stale"]
    alert_rules.save(community, {Rule.STALE: RuleForm(inherit=False, active=False)}, by=None)
    noticing.look(community.id, now=LATER)
    assert standing() == []


def test_a_community_goes_before_the_workspace_and_the_workspace_before_the_default(community):
    alert_rules.save(None, {Rule.STALE: RuleForm(inherit=False, threshold=30)}, by=None)
    assert alert_rules.settings(community)[Rule.STALE].threshold == 30
    assert noticing.look(community.id, now=LATER) == 0
    alert_rules.save(community, {Rule.STALE: RuleForm(inherit=False, threshold=15)}, by=None)
    assert noticing.look(community.id, now=LATER) == 1
    assert alert_rules.save(community, {Rule.STALE: RuleForm(inherit=True)}, by=None) == 1
    assert alert_rules.settings(community)[Rule.STALE].threshold == 30
    with pytest.raises(Refusal) as refused:
        alert_rules.save(None, {Rule.STALE: RuleForm(inherit=False, threshold=0)}, by=None)
    assert (refused.value.code, refused.value.field) == ("alert.threshold", "threshold.stale")


def test_a_goal_off_its_track_is_told_while_the_period_runs(community):
    quarter = Period.parse("2026-Q3")
    targets.put(community, "acts", quarter, TargetForm(100_000), by=None)
    targets.put(community, "acts", Period.parse("2026"), TargetForm(100_000), by=None)
    noticing.look(community.id, now=JULY)
    (row,) = store.standing(community)
    assert (row.rule, row.subject) == ("off_track", "acts:2026")


def test_a_community_is_due_once_a_day_and_after_its_data_changed(community, tmp_path):
    assert noticing.due(now=JULY) == [community.id]
    noticing.look(community.id, now=JULY)
    assert noticing.due(now=JULY + timedelta(hours=20)) == []
    assert noticing.due(now=JULY + timedelta(hours=23)) == [community.id]
    importing.now(community.id, export(tmp_path / "again.zip"), now=JULY + timedelta(hours=1))
    assert noticing.due(now=JULY + timedelta(hours=2)) == [community.id]
    with use_tenant(community.tenant_id):
        communities.archive(community, by=None, now=JULY)
        assert noticing.due(now=LATER) == []
        assert noticing.look(community.id, now=LATER) == 0


@pytest.fixture
def reader(community):
    with work():
        person = Person(email="lin@harbour.example", name="Lin", language="en")
        db.session.add(person)
        db.session.flush()
        seat = Seat(person_id=person.id, role="manager")
        db.session.add(seat)
    return accounts.seat_of(person.id)


def letters():
    return [(each.name, each.recipient, each.facts) for each in db.session.scalars(select(AccountLetter))]


def test_a_letter_a_day_tells_what_is_new_and_nothing_else(community, reader, tmp_path):
    post = Office(Outbox(tmp_path / "out"), "reports@harbour.example", "https://harbour.example", secret="a key for tests")
    noon = LATER.replace(hour=4)  # noon in Shanghai, where the workspace's clock stands
    assert alert_digest.send(post, now=noon) == 0
    noticing.look(community.id, now=noon)
    assert alert_digest.send(post, now=noon + timedelta(hours=1)) == 0, "its day had its letter's hour already"
    tomorrow = noon + timedelta(days=1)
    assert [alert_digest.send(post, now=each) for each in (tomorrow - timedelta(hours=4), tomorrow, tomorrow)] == [0, 1, 0]
    assert alert_digest.send(post, now=tomorrow + timedelta(days=1)) == 0
    ((name, recipient, facts),) = letters()
    assert (name, recipient, facts["count"]) == ("alerts", "lin@harbour.example", 1)
    (group,) = facts["groups"]
    assert group["lines"][0]["what"] == "The data ends on 30 June, 20 days ago.".replace(" June", "\xa0June")
    secret = facts["stop"].rpartition("/")[2]
    assert alert_digest.turn("a key for tests", secret, daily=False).stopped
    assert not alert_digest.reading(reader).daily
    with pytest.raises(NotFoundError):
        alert_digest.reader("another key", secret)


def test_a_person_chooses_the_hour_or_none(community, reader, tmp_path):
    post = Office(Outbox(tmp_path / "out"), "reports@harbour.example", "https://harbour.example", secret="a key for tests")
    noticing.look(community.id, now=LATER)
    alert_digest.choose(reader, Reading(True, 20), by=None)
    assert alert_digest.send(post, now=LATER) == 0
    assert alert_digest.send(post, now=LATER.replace(hour=12)) == 1
    with pytest.raises(Refusal, match=r"alert\.hour"):
        alert_digest.choose(reader, Reading(True, 24), by=None)


def test_an_alert_that_is_nobodys_is_not_found(community):
    with pytest.raises(NotFoundError):
        alerts.turn(UUID(int=7), State.DONE, by=None, now=JULY)
