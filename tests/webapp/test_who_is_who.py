"""Merging people, recording values, metrics of one's own, a client's figures together: the screens."""

import re

import pytest

from tenants.actions import importing
from tenants.store import recorded as store
from tenants.store.base import db
from tenants.store.clients import Community, client_by_slug, community_by_slug
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.period import Period
from tests.communities import NOW

PEOPLE = "/w/north/clients/liye-1/people"
VALUES = "/w/north/communities/hikers-1/recorded?period=2026-06"
JUNE = Period.month(2026, 6)


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


@pytest.fixture
def two_accounts(app, world, tmp_path):
    """Mei on one platform and on another, and Bo."""
    with app.app_context(), use_tenant(world.a.id):
        with work():
            client = client_by_slug("liye-1")
            db.session.add(Community(client_id=client.id, slug="second", name="Second", platform="qq", timezone="UTC", contract={}))
        for slug, rows in (("hikers-1", ["m1,Mei Lin", "b1,Bo"]), ("second", ["m2,mei lin"])):
            path = tmp_path / f"{slug}.csv"
            lines = [f"2026-06-0{day} 10:00,{who},message,{slug}{day}" for day, who in enumerate(rows, 1)]
            path.write_text("\n".join(["time,author,name,kind,id", *lines, ""]))
            importing.now(community_by_slug(slug).id, path, now=NOW)


def keys_in(page):
    return re.findall(r'type="hidden" name="key" value="([\d.]+)"', page)


def test_a_suggestion_is_merged_shown_and_taken_apart(manager, two_accounts):
    page = manager.get(PEOPLE).text
    keys = keys_in(page)
    assert len(keys) == 2
    assert "They have the same name" in page
    done = manager.send(f"{PEOPLE}/merge", key=keys)
    assert done.status_code == 303
    page = manager.get(PEOPLE).text
    assert "Mei Lin is one person now" in page
    assert keys_in(page) == []
    assert "Merged: Mei Lin · mei lin" in page
    identity = re.search(r"/people/([0-9a-f-]{36})/split\" aria-label=\"Mei Lin", page)[1]
    assert manager.send(f"{PEOPLE}/{identity}/split").status_code == 303
    page = manager.get(PEOPLE).text
    assert len(keys_in(page)) == 2
    assert manager.send(f"{PEOPLE}/{identity}/split").status_code in {404, 422}


def test_who_is_not_the_same_is_suggested_no_more_until_that_is_taken_back(manager, two_accounts):
    keys = keys_in(manager.get(PEOPLE).text)
    manager.send(f"{PEOPLE}/apart", key=keys)
    page = manager.get(PEOPLE).text
    assert keys_in(page) == []
    assert "Said not to be the same" in page
    manager.send(f"{PEOPLE}/apart", key=keys, again="1")
    assert keys_in(manager.get(PEOPLE).text) == keys


def test_a_search_finds_several_names_at_once_and_one_alone_is_not_merged(manager, two_accounts):
    page = manager.get(f"{PEOPLE}?find=mei,bo").text
    boxes = re.findall(r'type="checkbox" name="key" value="([\d.]+)"', page)
    assert len(boxes) == 3
    refused = manager.send(f"{PEOPLE}/merge", key=boxes[:1])
    assert refused.status_code == 422
    assert "Choose at least two." in refused.text
    assert "Nobody is called" in manager.get(f"{PEOPLE}?find=xyz").text


def test_an_analyst_sees_and_changes_nothing(world, as_person, two_accounts):
    analyst = as_person("analyst@north.example")
    page = analyst.get(PEOPLE).text
    assert "Mei Lin" in page
    assert "Not the same" not in page
    assert analyst.send(f"{PEOPLE}/merge", key=keys_in(page)).status_code == 403


def test_a_clients_communities_stand_side_by_side_with_their_labels(manager, two_accounts):
    page = manager.get("/w/north/clients/liye-1/figures?period=2026-06").text
    assert "Nobody was merged across communities yet" in page
    assert "not de-duplicated" in page
    manager.send(f"{PEOPLE}/merge", key=keys_in(manager.get(PEOPLE).text))
    page = manager.get("/w/north/clients/liye-1/figures?period=2026-06").text
    assert "People known to be in several communities count once." in page
    assert "One person is in more than one and counts once." in page
    assert manager.get("/w/north/clients/liye-2/figures").status_code == 200


def test_values_are_recorded_corrected_and_taken_back(app, world, manager):
    assert manager.send(VALUES, **{"value.revenue": "1,200", "note.revenue": "till", "value.conversion_rate": "12.5 %"}).status_code == 303
    page = manager.get(VALUES).text
    assert "2 values recorded." in page
    assert 'value="12.5"' in page
    assert manager.send(VALUES, **{"value.revenue": "1300", "note.revenue": "till"}).status_code == 303
    assert "One value recorded." in manager.get(VALUES).text
    with app.app_context(), use_tenant(world.a.id):
        rows = store.versions(community_by_slug("hikers-1"), "revenue", JUNE)
        assert [(row.version, row.value) for row in rows] == [(2, 1300), (1, 1200)]
        newest = rows[0].id
    assert manager.send(f"/w/north/communities/hikers-1/recorded/{newest}/undo").status_code == 303
    page = manager.get(VALUES).text
    assert "The value before holds again." in page
    assert re.search(r'id="value.revenue"[^>]*value="1200"', page)
    assert manager.send(VALUES, **{"value.revenue": "1200", "note.revenue": "till"}).status_code == 303
    assert "Nothing changed." in manager.get(VALUES).text


@pytest.mark.parametrize(("field", "text"), [("complaints", "-1"), ("complaints", "1.5"), ("conversion_rate", "120"), ("revenue", "a lot")])
def test_what_no_value_can_be_is_refused_and_kept(manager, field, text):
    refused = manager.send(VALUES, **{f"value.{field}": text})
    assert refused.status_code == 422
    assert f'value="{text}"' in refused.text


NEW = {"key": "Demos", "name_zh": "演示", "name_en": "", "formula": "Demos held by sales.", "unit": "count", "direction": "up"}


def test_a_metric_of_ones_own_is_defined_recorded_renamed_and_put_away(app, world, manager):
    assert manager.send("/w/north/metrics", **NEW, pillar="conversion", additive="1").status_code == 303
    page = manager.get("/w/north/metrics").text
    assert "x_demos" in page
    assert "演示" in page
    assert manager.send(VALUES, **{"value.x_demos": "9"}).status_code == 303
    assert "Demos held by sales." in manager.get(VALUES).text
    with app.app_context(), use_tenant(world.a.id):
        (metric,) = [row.id for row in store.own_metrics() if row.key == "x_demos"]
    where = f"/w/north/metrics/{metric}"
    assert "演示" in manager.get(where).text
    changed = {**NEW, "name_en": "Demos held", "pillar": "conversion"}
    assert manager.send(where, **changed).status_code == 303
    assert "Demos held" in manager.get("/w/north/metrics").text
    assert manager.send(f"{where}/archive").status_code == 303
    assert "value.x_demos" not in manager.get(VALUES).text
    assert manager.send(f"{where}/restoration").status_code == 303
    assert "value.x_demos" in manager.get(VALUES).text
    twice = manager.send("/w/north/metrics", **NEW, pillar="conversion")
    assert twice.status_code == 422
    assert "There is a metric with the key x_demos." in twice.text


def test_the_client_reads_how_it_is_counted(world, as_person):
    page = as_person("client1@north.example").get("/w/north/portal/how-we-count").text
    assert "Hikers 1" in page
    assert "Hikers 2" not in page
    assert "is left out of all figures about members" in page
    assert "who does one of these: Messages, Replies, Reactions, Check-ins, Attendances" in page
