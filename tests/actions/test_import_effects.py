"""What an import says it changed: the months it touched before and after, and reviews that are true no more."""

from dataclasses import replace
from datetime import date

import pytest

from tenants.actions import figures, importing
from tenants.actions.effects import MOST, months_of
from tenants.store import imports, reviews
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.targets import TargetRow
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.period import Period
from tests.chats import FIRST_WEEK, SECOND_WEEK, export
from tests.communities import NOW, application, bring, make_place
from tests.render import sample

MARCH = Period.month(2024, 3)


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def promise(place, metric, value):
    with use_tenant(place.tenant_id), work():
        goal = {"metric": metric, "value": value, "direction": "up", "period": MARCH.label}
        db.session.add(TargetRow(community_id=place.community_id, period_first=MARCH.first, period_until=MARCH.until, **goal))


def effects(place, result):
    with use_tenant(place.tenant_id):
        return imports.by_id(result.import_id).effects


def measured(place, metric):
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        return figures.history(community, [metric], [MARCH], now=NOW)[MARCH][metric].value


def test_an_import_and_its_undoing_say_what_they_changed_and_which_goals_turned(app, tmp_path):
    place = make_place()
    promise(place, "messages", 4)
    first = effects(place, bring(place, export(tmp_path / "a.zip", FIRST_WEEK)))["import"]
    assert [month["period"] for month in first["months"]] == ["2024-03"]
    assert first["months"][0]["figures"]["messages"] == [None, 3]
    [goal] = first["months"][0]["goals"]
    assert (goal["metric"], goal["status"][0]) == ("messages", "no_data")
    second = bring(place, export(tmp_path / "b.zip", SECOND_WEEK))
    said = effects(place, second)["import"]["months"][0]
    assert said["figures"]["messages"] == [3, 4] == [3, measured(place, "messages")]
    assert said["figures"]["leaves"][1] == 1
    assert said["goals"][0]["status"][1] == "on_track"
    with use_tenant(place.tenant_id):
        importing.undo(second.import_id, now=NOW)
    undone = effects(place, second)["undo"]["months"][0]["figures"]
    assert undone["messages"] == [4, 3]
    assert effects(place, second)["import"]["months"][0] == said, "what the import said stays"


def test_the_same_file_again_changes_nothing_and_says_so(app, tmp_path):
    place = make_place()
    path = export(tmp_path / "a.zip", FIRST_WEEK)
    bring(place, path)
    again = effects(place, bring(place, path))["import"]["months"][0]
    assert all(before == after for before, after in again["figures"].values())
    assert again["goals"] == []


def published(place, messages):
    """A published review of March whose scorecard says how many messages there were."""
    whole = sample.full()
    figure = replace(whole.figures["messages"], value=messages)
    line = replace(whole.pillars[0].lines[0], metric="messages", figure=figure, verdict=None)
    document = replace(
        whole, period=MARCH, figures={**whole.figures, "messages": figure}, pillars=[replace(whole.pillars[0], lines=[line])]
    )
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        with work():
            row = reviews.add(community, MARCH, NOW)
            row.state = "published"
            row.published_at = NOW
            reviews.freeze(row, document)
            return str(row.id)


def test_a_published_review_is_named_once_its_figures_are_not_those_of_today(app, tmp_path):
    place = make_place()
    bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    review = published(place, 3)
    [named] = effects(place, bring(place, export(tmp_path / "b.zip", SECOND_WEEK)))["import"]["reviews"]
    assert (named["id"], named["period"]) == (review, "2024-03")
    assert named["differs"] == [{"metric": "messages", "values": [3, 4]}]
    again = effects(place, bring(place, export(tmp_path / "b.zip", SECOND_WEEK)))["import"]
    assert again["reviews"] == [], "the second time it made no difference"


def test_of_a_long_export_the_last_months_are_measured():
    months, more = months_of(date(2024, 3, 9), date(2026, 2, 1))
    assert (len(months), months[-1], more) == (MOST, Period.month(2026, 2), 18)
    assert months_of(date(2026, 2, 1), date(2026, 2, 28)) == ([Period.month(2026, 2)], 0)
