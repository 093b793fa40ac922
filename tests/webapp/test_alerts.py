"""The pages of alerts: the list and its views, one alert turned and noted, rules, the daily letter and the way out of it."""

import re
from datetime import UTC, datetime

import pytest

from tenants.actions import alert_rules, seals
from tenants.actions.seals import Purpose, Sealed
from tenants.store import alerts as store
from tenants.store.base import db
from tenants.store.clients import community_by_slug
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.alert import Rule

LIST = "/w/north/alerts"


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


@pytest.fixture
def one(world):
    return f"{LIST}/{world.a.ids['alert_id']}"


def test_the_list_shows_what_is_open_and_the_rail_counts_it(manager):
    page = manager.get(LIST).text
    assert page.count('class="task"') == 2
    assert re.search(r'nav__count">2<span class="vh"> not taken up', page)
    assert "No data yet" in page
    assert manager.get(f"{LIST}?community=hikers-1").text.count('class="task"') == 1
    assert "No such alerts" in manager.get(f"{LIST}?rule=silence").text
    assert "No such alerts" in manager.get(f"{LIST}?state=over").text


def test_home_and_the_community_name_it_too(manager):
    assert "Out of the ordinary" in manager.get("/w/north/").text
    assert "Out of the ordinary" in manager.get("/w/north/communities/hikers-1").text


def test_an_alert_is_taken_up_settled_and_taken_back(manager, one):
    assert manager.send(one, state="acknowledged", note="Lin asks for the file").status_code == 303
    page = manager.get(one).text
    assert "being seen to" in page
    assert "Lin asks for the file" in page
    assert "took it up" in page
    undo = re.search(r'action="([^"]+/back\?state=open)"', page)
    assert undo
    assert manager.send(undo[1]).status_code == 303
    assert 'value="acknowledged"' in manager.get(one).text
    manager.send(one, state="done", note="")
    assert "Settled" in manager.get(f"{LIST}?state=done").text
    assert manager.get(LIST).text.count('class="task"') == 1


def test_nonsense_is_refused_and_keeps_the_note(manager, one):
    answer = manager.send(one, state="gone", note="kept")
    assert answer.status_code == 422
    assert "kept" in answer.text


def test_a_kind_is_kept_quiet_for_a_month_and_raised_again(manager, one):
    manager.send(f"{one}/mute")
    assert "Nothing of this kind is raised here until" in manager.get(one).text
    manager.send(f"{one}/mute", again="1")
    assert "Keep quiet for a month" in manager.get(one).text


def rules(page):
    fields = dict(re.findall(r'name="((?:threshold|muted)\.\w+)"[^>]*value="([^"]*)"', page))
    return fields | dict(re.findall(r'name="(watch\.\w+)" value="(\w+)"[^>]* checked', page))


def test_rules_differ_by_community_and_fall_back_to_the_workspace(app, world, manager):
    place = f"{LIST}/rules?community=hikers-1"
    fields = rules(manager.get(place).text)
    assert fields["watch.stale"] == "as"
    assert manager.send(place, **(fields | {"watch.stale": "on", "threshold.stale": "21"})).status_code == 303
    shared = rules(manager.get(f"{LIST}/rules").text)
    assert manager.send(f"{LIST}/rules", **(shared | {"watch.jump": "off"})).status_code == 303
    with app.app_context(), use_tenant(world.a.id):
        holds = alert_rules.settings(community_by_slug("hikers-1"))
        assert (holds[Rule.STALE].threshold, holds[Rule.JUMP].active, holds[Rule.SILENCE].active) == (21, False, True)
    refused = manager.send(place, **(fields | {"watch.stale": "on", "threshold.stale": "0"}))
    assert refused.status_code == 422
    assert "Write a number between" in refused.text


def test_a_person_chooses_their_letter(manager):
    assert manager.send(f"{LIST}/letters", daily="0", hour="7").status_code == 303
    page = manager.get(f"{LIST}/letters").text
    assert re.search(r'value="0"[^>]* checked', page)
    assert re.search(r'value="7" selected', page)
    assert manager.send(f"{LIST}/letters", daily="maybe", hour="25").status_code == 422


def test_the_link_of_a_letter_stops_the_letters_without_an_account(app, world, visitor):
    secret = seals.seal(app.config["SECRET_KEY"], Purpose.ALERTS, Sealed(world.a.id, world.a.people["manager"].seat_id))
    address = f"/alerts/letters/{secret}"
    assert "No more letters about alerts?" in visitor.get(address).text
    assert "No more letters about alerts" in visitor.post(address).text
    with app.app_context(), use_tenant(world.a.id):
        daily = [(seat.role, row.daily) for seat, row in store.readers() if row is not None]
    assert daily == [("manager", False)]
    assert "Send no more" in visitor.post(address, data={"again": "1"}).text
    assert visitor.get("/alerts/letters/made-up").status_code == 404


def test_an_alert_speaks_the_readers_language_and_leads_to_what_can_be_done(app, world, manager, one):
    with app.app_context(), use_tenant(world.a.id), work():
        row = store.known(community_by_slug("hikers-1"))["stale", ""]
        row.rule, row.day = "activity_drop", None
        span = {"metric": "active_members", "span": "day", "period": "2026-07-07", "day": "2026-07-07"}
        row.facts = span | {"value": 4, "middle": 41, "score": -5.6, "among": 26, "beyond": 0}
        row.raised_at = datetime.now(UTC)
        db.session.flush()
    page = manager.get(one).text.replace("\xa0", " ")
    assert "On Tuesday, 7 July 4 people were active." in page
    assert "The lowest Tuesday of the last 26; 41 is usual." in page
    assert "/w/north/communities/hikers-1" in page
    manager.send("/preferences", language="zh_Hans_CN")
    assert "低于此前 26 个周二" in manager.get(one).text.replace("\xa0", " ")
