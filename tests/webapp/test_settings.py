"""The workspace's settings and the metric contract: who may change them, what they change, and what is refused."""

import re
from datetime import UTC, datetime

import pytest

from tenants.actions import figures, importing
from tenants.store.accounts import Tenant
from tenants.store.base import db
from tenants.store.clients import community_by_slug
from tenants.store.tenancy import use_tenant
from tenants.store.zones import contract_of
from tenants.terms.period import Period

WORKSPACE = {
    "name": "Harbour & Pine",
    "language": "en",
    "timezone": "Europe/London",
    "currency": "GBP",
}
CONTRACT = "/w/north/communities/hikers-1/contract"
TERMS = {"qualifying": ["message"], "staff_counts": "no", "silent_days": "21", "newcomer_days": "10"}
JUNE = Period.month(2026, 6)
NOW = datetime(2026, 7, 6, tzinfo=UTC)


@pytest.fixture
def owner(world, as_person):
    return as_person("owner@north.example")


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


@pytest.fixture
def chat(app, world, tmp_path):
    """June of the first community: two members write, a host writes more, a fourth only reacts."""
    lines = ["at,kind,author"]
    for day in range(1, 31):
        for kind, who in [("message", "ann"), ("message", "bob"), ("message", "host"), ("message", "host"), ("reaction", "fan")]:
            lines.append(f"2026-06-{day:02d}T{3 + len(lines) % 7:02d}:{len(lines) % 60:02d}:00Z,{kind},{who}")
    path = tmp_path / "june.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with app.app_context(), use_tenant(world.a.id):
        importing.now(community_by_slug("hikers-1").id, path, format="events-csv", now=NOW)


@pytest.fixture
def figure(app, world):
    def value(key):
        with app.app_context(), use_tenant(world.a.id):
            return figures.figures(community_by_slug("hikers-1"), JUNE, now=NOW)[1][key].value

    return value


def tenant(app, world):
    with app.app_context(), use_tenant(world.a.id):
        return db.session.get(Tenant, world.a.id)


def version(page):
    return re.search(r'name="version" value="(\d+)"', page)[1]


def number(page, name):
    return re.search(rf'name="no" value="(\d+)"><span>{name}</span>', page)[1]


def test_the_owner_changes_the_workspace(app, world, owner):
    assert owner.send("/w/north/settings", **WORKSPACE).status_code == 303
    kept = tenant(app, world)
    assert (kept.name, kept.timezone, kept.currency) == ("Harbour & Pine", "Europe/London", "GBP")
    assert "Harbour &amp; Pine" in owner.get("/w/north/settings").text
    with app.app_context(), use_tenant(world.b.id):
        assert db.session.get(Tenant, world.b.id).name != "Harbour & Pine"


def test_others_read_the_settings_and_change_nothing(world, manager):
    page = manager.get("/w/north/settings").text
    assert "Asia/Shanghai" in page
    assert 'name="currency"' not in page
    assert manager.send("/w/north/settings", **WORKSPACE).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"language": "fr"}, "language"),
        ({"currency": "DOUBLOON"}, "currency"),
    ],
)
def test_settings_that_cannot_be_are_refused_and_keep_what_was_typed(app, world, owner, changes, field):
    answer = owner.send("/w/north/settings", **(WORKSPACE | changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert tenant(app, world).timezone == "Asia/Shanghai"


def test_a_new_contract_is_a_new_version_and_counts_every_day_anew(app, world, manager, chat, figure):
    assert figure("active_members") == 4
    answer = manager.send(CONTRACT, version=version(manager.get(CONTRACT).text), **TERMS)
    assert answer.status_code == 303
    with app.app_context(), use_tenant(world.a.id):
        contract = contract_of(community_by_slug("hikers-1"))
    assert (contract.version, contract.silent_days, contract.newcomer_days) == (2, 21, 10)
    assert figure("active_members") == 3, "reacting alone does not count any more"
    page = manager.get(CONTRACT).text
    assert "Version 2" in page
    assert "Manager KANARIE" in page


def test_agreeing_on_the_same_again_makes_no_version(manager):
    now = version(manager.get(CONTRACT).text)
    same = TERMS | {"qualifying": ["message", "reply", "reaction", "checkin", "attendance"], "silent_days": "30", "newcomer_days": "14"}
    manager.send(CONTRACT, version=now, **same)
    page = manager.get(CONTRACT).text
    assert "Nothing changed." in page
    assert version(page) == now


def test_a_contract_somebody_else_changed_meanwhile_is_refused(manager):
    now = version(manager.get(CONTRACT).text)
    manager.send(CONTRACT, version=now, **TERMS)
    answer = manager.send(CONTRACT, version=now, **(TERMS | {"silent_days": "60"}))
    assert answer.status_code == 422
    assert "agreed on version 2 meanwhile" in answer.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"qualifying": []}, "qualifying"),
        ({"qualifying": ["join"]}, "qualifying"),
        ({"silent_days": "91"}, "silent_days"),
        ({"silent_days": "soon"}, "silent_days"),
        ({"newcomer_days": "0"}, "newcomer_days"),
        ({"staff_counts": "perhaps"}, "staff_counts"),
    ],
)
def test_a_contract_that_cannot_be_is_refused_beside_its_field(manager, changes, field):
    answer = manager.send(CONTRACT, version="1", **(TERMS | changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert version(manager.get(CONTRACT).text) == "1"


def test_staff_is_found_by_name_marked_and_unmarked_and_figures_follow(manager, chat, figure):
    found = manager.get(CONTRACT + "?find=HO").text
    assert "<span>ann</span>" not in found
    host = number(found, "host")
    manager.send("/w/north/communities/hikers-1/staff", staff="yes", no=host)
    assert figure("active_members") == 3
    page = manager.get(CONTRACT).text
    undo = re.search(r'action="([^"]+staff=no[^"]*)"', page)[1].replace("&amp;", "&")
    manager.send(undo)
    assert figure("active_members") == 4


def test_marking_nobody_is_refused(manager):
    answer = manager.send("/w/north/communities/hikers-1/staff", staff="yes")
    assert answer.status_code == 422
    assert "Choose at least one person." in answer.text


def test_an_analyst_reads_the_contract_and_cannot_change_it(world, as_person):
    analyst = as_person("analyst@north.example")
    assert "Mark as staff" not in analyst.get(CONTRACT).text
    assert analyst.send(CONTRACT, version="1", **TERMS).status_code == 403
