"""The page of targets: percentages, ranges, versions, copies, and refusals that keep what was typed."""

import re

import pytest

from tenants.actions import targets as acting
from tenants.store import targets as store
from tenants.store.clients import community_by_slug
from tenants.store.tenancy import use_tenant
from tenants.terms.figure import Figure
from tenants.terms.metric import Unit
from tenants.terms.period import Period
from webapp.screens.target_words import foreseen

PAGE = "/w/north/communities/hikers-1/targets?period=2026-06"


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


@pytest.fixture
def kept(app, world):
    def found(label="2026-06"):
        with app.app_context(), use_tenant(world.a.id):
            rows = store.in_force(community_by_slug("hikers-1"), Period.parse(label))
            return {row.metric: (row.low, row.value, row.direction, row.weight, row.tolerance, row.version) for row in rows}

    return found


def filled(page):
    """Every field of the form with what it shows."""
    fields = {name: value for name, value in re.findall(r'<input[^>]* name="([\w.]+)"[^>]* value="([^"]*)"', page) if name != "csrf_token"}
    for name, options in re.findall(r'<select[^>]* name="(direction\.\w+)"[^>]*>(.*?)</select>', page):
        fields[name] = re.search(r'value="(\w+)" selected', options)[1]
    return fields


def test_the_page_shows_goals_as_they_are_typed_and_saving_them_changes_nothing(manager, kept):
    fields = filled(manager.get(PAGE).text)
    assert (fields["value.active_rate"], fields["weight.active_rate"], fields["tolerance.active_rate"]) == ("40", "1", "5")
    before = kept()
    assert manager.send(PAGE, **fields).status_code == 303
    assert "Nothing changed." in manager.get(PAGE).text
    assert kept() == before


def test_percentages_ranges_weights_and_tolerances_are_kept(manager, kept):
    fields = filled(manager.get(PAGE).text)
    fields |= {"value.active_rate": "42 %", "weight.active_rate": "2", "tolerance.active_rate": "7.5"}
    fields |= {"value.acts_per_member": "９", "low.acts_per_member": "4", "direction.acts_per_member": "range", "value.messages": "1,200"}
    assert manager.send(PAGE, **fields).status_code == 303
    assert "3 targets changed." in manager.get(PAGE).text
    assert kept() == {
        "active_rate": (None, 0.42, "up", 2, 0.075, 2),
        "acts_per_member": (4, 9, "range", 1, 0.05, 1),
        "messages": (None, 1200, "up", 1, 0.05, 1),
    }


def test_a_baseline_and_a_stretch_goal_set_elsewhere_outlive_the_page(app, world, manager):
    def put_and_read(form=None):
        with app.app_context(), use_tenant(world.a.id):
            place = community_by_slug("hikers-1")
            if form is not None:
                acting.put(place, "active_rate", Period.parse("2026-06"), form, by=None)
            row = store.latest(place, Period.parse("2026-06"), "active_rate")
            return row.value, row.baseline, row.stretch

    put_and_read(acting.TargetForm(value=0.4, baseline=0.3, stretch=0.5))
    assert manager.send(PAGE, **(filled(manager.get(PAGE).text) | {"value.active_rate": "45"})).status_code == 303
    assert put_and_read() == (0.45, 0.3, 0.5)


def test_an_emptied_goal_ends_the_target(manager, kept):
    manager.send(PAGE, **(filled(manager.get(PAGE).text) | {"value.active_rate": " "}))
    assert kept() == {}


def test_a_field_that_was_not_sent_ends_nothing(manager, kept):
    revision = filled(manager.get(PAGE).text)["revision"]
    manager.send(PAGE, revision=revision, **{"value.messages": "10"})
    assert set(kept()) == {"active_rate", "messages"}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("value.active_rate", "a lot"),
        ("value.active_rate", "140"),
        ("value.messages", "0"),
        ("weight.active_rate", "0"),
        ("tolerance.active_rate", "120"),
        ("value.messages", "1e300"),
    ],
)
def test_one_wrong_row_refuses_all_and_keeps_what_was_typed(manager, kept, field, typed):
    before = kept()
    answer = manager.send(PAGE, **(filled(manager.get(PAGE).text) | {"value.net_growth": "32"} | {field: typed}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    again = filled(answer.text)
    assert (again[field], again["value.net_growth"]) == (typed, "32")
    assert kept() == before


@pytest.mark.parametrize(("language", "words"), [("en", "A goal to reach must be above 0."), ("zh_Hans_CN", "要达到的目标必须大于 0。")])
def test_the_refusal_speaks_the_readers_language(manager, language, words):
    manager.send("/preferences", language=language)
    fields = filled(manager.get(PAGE).text) | {"value.net_growth": "0"}
    assert words in manager.send(PAGE, **fields).text


def test_a_page_that_is_out_of_date_is_refused(manager, kept):
    fields = filled(manager.get(PAGE).text)
    manager.send(PAGE, **(fields | {"value.active_rate": "45"}))
    answer = manager.send(PAGE, **(fields | {"value.active_rate": "50"}))
    assert answer.status_code == 422
    assert "Somebody else has changed the targets" in answer.text
    assert kept()["active_rate"][1] == 0.45


def test_the_period_before_is_copied_into_the_gaps(manager, kept):
    july = PAGE.replace("2026-06", "2026-07")
    assert "Copy from June 2026" in manager.get(july).text.replace("\xa0", " ")
    manager.send(july.replace("targets?", "targets/copy?"))
    assert kept("2026-07") == {"active_rate": (None, 0.4, "up", 1, 0.05, 1)}
    assert "One target copied." in manager.get(july).text


@pytest.mark.parametrize("label", ["nonsense", "0001-01", "9999-12", "2026-13", "1990-01-01..2026-01-01"])
def test_a_period_that_means_nothing_is_not_found(manager, label):
    assert manager.get(f"/w/north/communities/hikers-1/targets?period={label}").status_code == 404


def test_an_analyst_reads_the_targets_and_cannot_type(world, as_person):
    page = as_person("analyst@north.example").get(PAGE).text
    assert "40.0 %" in page.replace("\xa0", " ")
    assert 'name="value.' not in page


def test_a_save_is_undone_from_its_confirmation(manager, kept):
    manager.send(PAGE, **(filled(manager.get(PAGE).text) | {"value.active_rate": "45", "value.messages": "10"}))
    undo = re.search(r'action="([^"]*targets/undo[^"]*)"', manager.get(PAGE).text)[1].replace("&amp;", "&")
    assert manager.send(undo).status_code == 303
    assert "2 targets are as they were before." in manager.get(PAGE).text
    assert {metric: row[1] for metric, row in kept().items()} == {"active_rate": 0.4}
    assert manager.send(PAGE.replace("targets?", "targets/undo?") + "&batch=nonsense").status_code == 404


def test_copying_is_shown_before_it_is_done(manager, kept):
    page = manager.get("/w/north/communities/hikers-1/targets/copy?period=2026-07&uplift=10").text.replace("\xa0", " ")
    assert "at least 44.0 %" in page
    assert kept("2026-07") == {}
    chosen = {"source": "2026-06", "uplift": "10", "chosen": "1", "metric": "active_rate"}
    manager.send("/w/north/communities/hikers-1/targets/copy?period=2026-07", **chosen)
    assert kept("2026-07")["active_rate"][1] == 0.44
    answer = manager.send("/w/north/communities/hikers-1/targets/copy?period=2026-07", **(chosen | {"uplift": "900"}))
    assert answer.status_code == 422


def test_a_default_is_saved_after_its_effects_were_seen_and_shows_where_it_comes_from(manager, kept):
    address = "/w/north/targets?client=liye-1&period=2026-06"
    fields = filled(manager.get(address).text) | {"value.messages": "900", "value.active_rate": "30"}
    page = manager.send(address, **fields).text
    assert "Nothing is saved yet" in page
    assert "has a target of its own" in page
    hidden = dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', page))
    hidden.pop("csrf_token", None)
    assert manager.send(address, **hidden).status_code == 303
    page = manager.get(PAGE).text.replace("\xa0", " ")
    assert "In force: 900 from the client." in page
    assert "Instead of 30.0 % from the client." in page
    assert kept()["messages"][1] == 900
    manager.send(PAGE.replace("targets?", "targets/waive?"), metric="messages")
    assert "does not apply here" in manager.get(PAGE).text
    assert "messages" not in kept()


def test_every_version_stands_with_who_and_when(manager):
    manager.send(PAGE, **(filled(manager.get(PAGE).text) | {"value.active_rate": "45"}))
    manager.send(PAGE, **(filled(manager.get(PAGE).text) | {"value.active_rate": ""}))
    page = manager.get(PAGE.replace("targets?", "targets/versions?")).text.replace("\xa0", " ")
    assert page.index("ended") < page.rindex("at least 45.0 %")
    assert page.count("Manager KANARIE") >= 2


def test_a_community_without_a_past_is_told_what_a_suggestion_needs(manager):
    assert "three earlier periods" in manager.get(PAGE.replace("targets?", "targets/suggestions?")).text


def test_suggestions_are_not_left_while_nothing_is_ticked(manager):
    answer = manager.send(PAGE.replace("targets?", "targets/suggestions?"))
    assert answer.status_code == 422
    assert "Suggested targets" in answer.text


@pytest.mark.parametrize(
    ("now", "unit", "end"), [(40, Unit.PEOPLE, 57), (60.8, Unit.PEOPLE, 57.1), (None, Unit.PEOPLE, 57.1), (40, Unit.POINTS, 57.1)]
)
def test_what_is_counted_in_whole_people_ends_with_whole_people(now, unit, end):
    assert foreseen(57.1, Figure("net_growth", now, unit)) == end
