"""The page of a community: goals and verdicts, days and hours, every figure with what stands behind it, and what it says without data."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tenants.actions import activities, communities, figures, importing, targets
from tenants.actions.activities import ActivityForm, OutcomeForm
from tenants.actions.dashboards import best_month, overview
from tenants.actions.targets import TargetForm
from tenants.store.tenancy import use_tenant
from tenants.terms.activity import ActivityKind
from tenants.terms.metric import Direction
from tenants.terms.period import Period

HERE = "/w/north/communities/hikers-1"
NOW = datetime(2026, 7, 6, 1, tzinfo=UTC)


def table(first: datetime, days: int) -> str:
    """Acts of up to five people a day, at nine in the morning Beijing time; every tenth day is quiet."""
    acts = [
        f"{(first + timedelta(days=day, minutes=person)).isoformat()},person-{person},message"
        for day in range(days)
        for person in range(0 if day % 10 == 9 else 2 + day % 4)
    ]
    return "\n".join(["time,user,kind", *acts])


@pytest.fixture
def data(app, world, tmp_path: Path):
    """May and June 2026 of one community, with three goals and an activity."""
    path = tmp_path / "acts.csv"
    path.write_text(table(datetime(2026, 5, 1, 1, tzinfo=UTC), 61))
    with app.app_context(), use_tenant(world.a.id):
        row = communities.find("hikers-1")
        importing.now(row.id, path, format="events-csv", now=NOW)
        row = communities.find("hikers-1")
        june = Period.parse("2026-06")
        goals = {
            "dau_avg": TargetForm(value=2.0, direction=Direction.UP),
            "acts": TargetForm(value=1000.0, direction=Direction.UP),
            "nps": TargetForm(value=40.0, direction=Direction.UP),
        }
        targets.save(row, june, goals, by=None)
        held = ActivityForm(
            title="Ridge walk",
            kind=ActivityKind.GATHERING,
            starts_at=datetime(2026, 6, 13, 1, tzinfo=UTC),
            ends_at=None,
            all_day=False,
            owner="",
            brief="",
            budget=None,
        )
        made = activities.plan(communities.find("hikers-1"), held, by=None, now=datetime(2026, 5, 20, tzinfo=UTC))
        done = OutcomeForm(participants=12, registered=None, cost=None, result="", rating=None, lessons="")
        activities.finish(made.id, done, revision=made.revision, by=None, now=NOW)
    return world


@pytest.fixture
def manager(as_person, world):
    return as_person(world.a.people["manager"].email)


def test_the_page_measures_as_reviews_do(data, app):
    """Both months are read at once, which must not change a figure of either."""
    with app.app_context(), use_tenant(data.a.id):
        row, june = communities.find("hikers-1"), Period.parse("2026-06")
        found = overview(row, june, now=NOW)
        assert found.document.figures == figures.figures(row, june, now=NOW)[1]
        assert found.previous == figures.figures(row, june.previous(), now=NOW)[1]


def test_pillars_stand_against_their_goals_with_verdicts(data, manager):
    page = manager.get(f"{HERE}?period=2026-06").text
    daily = re.search(r'<div class="goal"><h4[^>]*>Daily active, mean</h4>.*?goal__foot.*?</p></div>', page, re.DOTALL)
    assert daily, page[:200]
    assert "Ahead" in daily[0]
    assert "goal 2" in daily[0]
    acts = re.search(r'<div class="goal"><h4[^>]*>Acts</h4>.*?goal__foot.*?</p></div>', page, re.DOTALL)
    assert acts
    assert "Missed" in acts[0]


def test_every_figure_opens_its_definition_and_a_missing_one_its_reason(data, manager):
    page = manager.get(f"{HERE}?period=2026-06").text
    opened = re.findall(r'popovertarget="(p[0-9a-f]{8})"', page)
    written = re.findall(r'id="(p[0-9a-f]{8})" popover', page)
    assert len(opened) > 80
    assert sorted(opened) == sorted(written)
    nps = re.search(r'<tr><th scope="row">Net promoter score[^<]*</th>\s*<td[^>]*><button[^>]*popovertarget="(\w+)"', page)
    assert nps
    pop = re.search(rf'id="{nps[1]}" popover.*?</div>', page, re.DOTALL)
    assert pop
    assert "No survey was made." in pop[0]


def test_days_are_drawn_with_what_happened_and_said_as_a_table(data, manager):
    page = manager.get(f"{HERE}?period=2026-06").text
    assert page.count('class="c-hit"') == 30
    assert "Ridge walk" in page
    assert 'class="c-pin"' in page
    assert "Before and after says what happened at the same time, not why." in page
    rows = re.findall(r'<tr><th scope="row">(\d+\xa0June)</th><td class="num">(\d+)</td>', page)
    assert len(rows) == 30
    acts = manager.get(f"{HERE}?period=2026-06&chart=acts").text
    assert 'aria-current="true">Acts</span>' in acts


def test_hours_are_on_the_communitys_clock(data, manager):
    page = manager.get(f"{HERE}?period=2026-06").text
    assert re.search(r"busiest on \w{3} at 9:00", page)
    assert page.count("<title>Mon ") == 24


def test_the_page_opens_on_the_last_month_with_data(data, app, manager):
    with app.app_context(), use_tenant(data.a.id):
        row = communities.find("hikers-1")
        assert best_month(row, now=NOW).label == "2026-06"
        assert best_month(row, now=datetime(2026, 6, 20, tzinfo=UTC)).label == "2026-05"
        assert best_month(communities.find("hikers-2"), now=NOW).label == "2026-07"
    assert "June\u00a02026" in manager.get(HERE).text


def test_coverage_and_the_end_of_the_data_are_said(data, manager):
    page = manager.get(f"{HERE}?period=2026-06").text
    assert "30 of 30 days are covered." in page
    assert "Data until 30\u00a0June\u00a02026" in page


def test_weeks_quarters_and_spans_of_ones_own_can_be_asked_for(data, manager):
    for label in ("2026-W24", "2026-Q2", "2026", "2026-06-03..2026-06-20"):
        assert manager.get(f"{HERE}?period={label}").status_code == 200, label


@pytest.mark.parametrize("label", ["june", "2026-13", "1900..2100", "2020-01-01..2026-01-01", "2026-06-10..2026-06-01"])
def test_nonsense_and_endless_periods_are_not_there(data, manager, label):
    assert manager.get(f"{HERE}?period={label}").status_code == 404


def test_a_period_without_data_says_so_and_leads_to_one_with_data(data, manager):
    page = manager.get(f"{HERE}?period=2024-02").text
    assert "No import covers a day of it." in page
    assert f'href="{HERE}?period=2026-06"' in page


def test_a_community_without_data_offers_the_import(world, manager):
    page = manager.get("/w/north/communities/hikers-2").text
    # The world begins with a survey in each community; without it there is nothing at all.
    manager.send(f"/w/north/surveys/{world.a.other_ids['survey_id']}/undo")
    page = manager.get("/w/north/communities/hikers-2").text
    assert "No data yet" in page
    assert 'href="/w/north/communities/hikers-2/imports"' in page
    assert "stopped; nothing was written." in page


def test_the_page_speaks_chinese(data, manager):
    manager.send("/preferences", language="zh_Hans_CN", next="/")
    page = manager.get(f"{HERE}?period=2026-06").text
    for words in ("每日走势", "活跃时段", "全部指标", "值得注意", "覆盖 30 / 30 天", "2026\u00a0年 6\u00a0月"):
        assert words in page, words


def test_people_stand_in_a_triangle_of_weeks_in_tiers_and_in_the_order_of_what_they_did(data, manager):
    page = manager.get(f"{HERE}?period=2026-06").text
    triangle = re.search(r'<table class="cells cohorts">(.*?)</table>', page, re.DOTALL)[1]
    assert triangle.count("<tr>") == 1 + 8
    # Four came in the first days of May; the fifth on the Monday after, alone, and was there in each of the seven weeks that followed.
    first = re.search(r"4\sMay – 10\sMay</th>(.*?)</tr>", triangle)[1]
    assert 'class="total">1<' in first
    assert first.count("100\u00a0%") == 7
    moves = re.search(r'<table class="cells tiers__moves">(.*?)</table>', page, re.DOTALL)[1]
    assert "Core" in moves
    top = re.search(r'id="h-b".*?<tbody>(.*?)</tbody>', page, re.DOTALL)[1]
    assert re.findall(r"person-\d", top)[:2] == ["person-0", "person-1"]


def test_a_year_before_can_stand_beside_the_month(data, manager):
    page = manager.get(f"{HERE}?period=2026-06&against=year").text
    assert "June\u00a02025" in page
    assert manager.get(f"{HERE}?period=2026-06&against=nobody").status_code == 404


@pytest.mark.parametrize("key", ["active", "acts", "members", "joins", "leaves"])
def test_every_series_of_the_chart_can_be_walked_through(data, manager, key):
    page = manager.get(f"{HERE}?period=2026-06&chart={key}").text
    plot = json.loads(html.unescape(re.search(r'data-plot="([^"]*)"', page)[1]))
    assert len(plot["labels"]) == 30
    assert plot["series"][0]["look"] == "now"
    if key == "members":
        assert plot["series"][0]["values"] == [5] * 30
