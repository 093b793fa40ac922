"""The table of all communities: what it says of each, how it is sorted, and that it shows one workspace."""

import re
from datetime import UTC, datetime

import pytest

from tenants.actions import communities, importing, portfolio, targets
from tenants.actions.dashboards import overview
from tenants.actions.targets import TargetForm
from tenants.store.tenancy import use_tenant
from tenants.terms.metric import Direction
from tenants.terms.period import Period
from tests.webapp.test_dashboard import NOW, table

HERE = "/w/north/portfolio"
JUNE = Period.parse("2026-06")


@pytest.fixture
def data(app, world, tmp_path):
    """Two communities with May and June 2026: one reaches its goal, the other does not."""
    path = tmp_path / "acts.csv"
    path.write_text(table(datetime(2026, 5, 1, 1, tzinfo=UTC), 61))
    with app.app_context(), use_tenant(world.a.id):
        for slug, goal in (("hikers-1", 2.0), ("hikers-2", 40.0)):
            importing.now(communities.find(slug).id, path, format="events-csv", now=NOW)
            targets.save(communities.find(slug), JUNE, {"dau_avg": TargetForm(value=goal, direction=Direction.UP)}, by=None)
    return world


@pytest.fixture
def manager(as_person, world):
    return as_person(world.a.people["manager"].email)


def rows(page):
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)[1]
    return [re.search(r">(Hikers[^<]*)</a>", row)[1] for row in body.split("</tr>") if "Hikers" in row]


def test_what_needs_a_hand_comes_first_and_every_column_sorts_both_ways(data, manager):
    page = manager.get(f"{HERE}?period=2026-06").text
    first, second = rows(page)[:2]
    assert (first, second) == ("Hikers 2 KANARIE-NORD-4411", "Hikers 1 KANARIE-NORD-4411")
    assert 'aria-sort="ascending"' in page
    assert rows(manager.get(f"{HERE}?period=2026-06&sort=overall&way=down").text)[:2] == [second, first]
    for key in re.findall(r"sort=(\w+)&amp;way=", page):
        assert manager.get(f"{HERE}?period=2026-06&sort={key}&way=up").status_code == 200, key


def test_figures_are_those_of_the_communitys_own_page(data, app, manager):
    with app.app_context(), use_tenant(data.a.id):
        found = {place.community.slug: place for place in portfolio.places(JUNE, now=NOW)}
        own = overview(communities.find("hikers-1"), JUNE, now=NOW)
        assert found["hikers-1"].figures == own.document.figures
        assert found["hikers-1"].overall == own.document.overall
        lines = [line for part in own.document.pillars for line in part.lines if line.verdict]
        assert found["hikers-1"].reached == sum(line.verdict.status in {"ahead", "on_track"} for line in lines) == len(lines)
        assert found["hikers-2"].verdicts["dau_avg"].status == "missed"
        assert len(found["hikers-1"].active) == 30


def test_one_client_alone_can_be_shown(data, manager, world):
    page = manager.get(f"{HERE}?period=2026-06&client=liye-1").text
    assert len(rows(page)) == 1
    assert manager.get(f"{HERE}?client=nobody").status_code == 404


@pytest.mark.parametrize("query", ["sort=x", "way=sideways", "period=x", "period=1900"])
def test_nonsense_is_not_there(data, manager, query):
    assert manager.get(f"{HERE}?{query}").status_code == 404


def test_only_so_many_are_measured_for_one_page_and_the_next_shows_the_rest(data, app, manager, monkeypatch):
    monkeypatch.setattr(portfolio, "MOST_FRESH", 1)
    page = manager.get(f"{HERE}?period=2026-06").text
    assert "One community was not measured yet." in page
    assert "not measured yet</td>" in page
    assert "not measured yet" not in manager.get(f"{HERE}?period=2026-06").text
