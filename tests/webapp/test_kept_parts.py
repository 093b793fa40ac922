"""The part of a community's page about one period is written once, and anew as soon as anything has changed that it rests on."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from tenants.actions import activities, communities, importing, kept_parts, recording, targets, tiers
from tenants.actions.activities import ActivityForm
from tenants.actions.targets import TargetForm
from tenants.store import tier_rules, unchanged
from tenants.store.base import db
from tenants.store.tenancy import use_tenant
from tenants.terms.activity import ActivityKind
from tenants.terms.metric import Direction
from tenants.terms.period import Period
from tenants.terms.tiers import Tier, default_rules
from tests.webapp.test_dashboard import NOW, table
from webapp.config import ROOT

HERE = "/w/north/communities/hikers-1?period=2026-06"
JUNE = Period.parse("2026-06")
GOES_WITH_MEASURED = {
    *("member", "spell", "event", "thread", "community_day", "community_day_bitmap", "daily_figure", "member_list", "import"),
    *("measured", "data_version"),
}
"""Tables of which ``measured.forget`` tells, and where it notes it."""
OF_A_SURVEY = {"answer"}
"""Answers come and go with their survey's row."""


@pytest.fixture
def data(app, world, tmp_path):
    path = tmp_path / "acts.csv"
    path.write_text(table(datetime(2026, 5, 1, 1, tzinfo=UTC), 61))
    with app.app_context(), use_tenant(world.a.id):
        importing.now(communities.find("hikers-1").id, path, format="events-csv", now=NOW)
    return world


@pytest.fixture
def written(monkeypatch):
    """The subjects of the parts that had to be written."""
    subjects = []

    def noting(community, subject, periods, *, write, **rest):
        def noted():
            subjects.append(subject)
            return write()

        return kept(community, subject, periods, write=noted, **rest)

    kept = kept_parts.kept
    monkeypatch.setattr(kept_parts, "kept", noting)
    return subjects


@pytest.fixture
def sent(app):
    """The statements sent so far."""
    statements = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _line, _cursor, statement, *_: statements.append(statement))
    return statements


def test_a_part_is_written_once_for_everybody_and_anew_after_every_change(app, data, as_person, written, tmp_path):
    manager, analyst = (as_person(data.a.people[role].email) for role in ("manager", "analyst"))
    first = manager.get(HERE).text
    assert _part(analyst.get(HERE).text) == _part(first) == _part(manager.get(HERE).text)
    assert len(written) == 1

    def after(change):
        """The page once ``change`` was made; written anew, once."""
        before = len(written)
        with app.app_context(), use_tenant(data.a.id):
            change(communities.find("hikers-1"))
        part = _part(manager.get(HERE).text)
        assert (_part(manager.get(HERE).text), len(written)) == (part, before + 1), change
        return part

    goal = TargetForm(value=1000.0, direction=Direction.UP)
    assert "1,000" in after(lambda row: targets.save(row, JUNE, {"acts": goal}, by=None))
    plan = ActivityForm(title="Ridge walk", kind=ActivityKind.GATHERING, starts_at=datetime(2026, 6, 13, 1, tzinfo=UTC))
    after(lambda row: activities.plan(row, plan, by=None, now=NOW))
    assert ">7,531<" in after(lambda row: recording.record(row, "conversions", JUNE, 7531, by=None, now=NOW))
    after(lambda row: communities.change(row, communities.CommunityForm("Walkers", row.platform, "Europe/Berlin"), by=None))
    more = tmp_path / "more.csv"
    more.write_text("time,user,kind\n2026-06-02T09:00:00+00:00,person-99,message\n")
    assert "person-99" in after(lambda row: importing.now(row.id, more, format="events-csv", now=NOW))
    rules = [replace(rule, on=rule.tier is not Tier.CORE) for rule in default_rules().rules]
    after(lambda row: tiers.save_rules(row, rules, version=tier_rules.in_force(row).version, by=None))


def test_every_language_and_chart_has_a_part_of_its_own(data, as_person, written):
    manager = as_person(data.a.people["manager"].email)
    english = manager.get(HERE).text
    assert 'aria-current="true">Acts</span>' in manager.get(f"{HERE}&chart=acts").text
    assert "June\u00a02025" in manager.get(f"{HERE}&against=year").text
    manager.send("/preferences", language="zh_Hans_CN", next="/")
    assert "每日走势" in manager.get(HERE).text
    manager.send("/preferences", language="en", next="/")
    assert _part(manager.get(HERE).text) == _part(english)
    assert len(written) == 4


def test_a_part_rests_on_nothing_but_what_it_is_kept_for(data, as_person, sent, monkeypatch):
    """Whoever lets the page show something of another table has to let its mark count that table too."""
    read = set()

    def watching(community, subject, periods, *, write, **rest):
        sent.clear()
        part = write()
        read.update(*(re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)", statement) for statement in sent))
        return part

    monkeypatch.setattr(kept_parts, "kept", watching)
    assert as_person(data.a.people["manager"].email).get(HERE).status_code == 200
    tables = read & set(db.metadata.tables)
    assert {"target", "survey", "community_day"} <= tables
    assert tables <= {*unchanged.TABLES, *GOES_WITH_MEASURED, *OF_A_SURVEY}


def test_a_part_knows_nothing_of_who_reads_it():
    """It is shown to everybody of the agency: whatever depends on a person, a role or a session stands outside of it."""
    folder = ROOT / "templates/screens/dashboard"
    names = ["_period.html", *re.findall(r'include "screens/dashboard/(\w+\.html)"', (folder / "_period.html").read_text())]
    assert len(names) == 6
    for name in names:
        told = re.search(r"\bmay\(|csrf|current_user|membership|theme|session|post_button", (folder / name).read_text())
        assert told is None, (name, told)


def test_a_page_that_is_kept_takes_few_statements(data, as_person, sent):
    manager = as_person(data.a.people["manager"].email)
    manager.get(HERE)
    manager.get(HERE)
    sent.clear()
    assert "person-0" in manager.get(HERE).text
    # Who it is, where and whether they may; the community, its imports, alerts and stage; what has changed, the part; the review, the rail.
    assert len(sent) <= 13, "\n".join(sent)


def _part(page):
    """What the page says of its period, from the sentence that leads it to the definitions."""
    return re.search(r'<div class="cluster dash__lead">.*</main>', page, re.DOTALL)[0]
