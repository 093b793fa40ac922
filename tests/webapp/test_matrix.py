"""Every route x every visitor, generated from the application: a new route is covered before anyone remembers it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tenants.terms.people import Role
from tests import world as worlds
from webapp.access import Door, policy_of
from webapp.errors import init_errors
from webapp.factory import create_app

ENDS_THE_SESSION = {"accounts.sign_out"}
FREE = {"filename", "path"}


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            if rule.endpoint not in ENDS_THE_SESSION:
                yield rule, method


def address(rule: Rule, slug: str, ids: dict[str, str]) -> str:
    """The route's address with its arguments filled from the world."""

    def fill(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        if name == "tenant":
            return slug
        if found[1].startswith(("int:", "int(")):
            return "1"
        return ids.get(name, "x")

    return re.sub(r"<([^>]+)>", fill, rule.rule)


def visit(browser, method: str, where: str):
    token = browser.token()
    return browser.open(where, method=method, headers={"X-CSRFToken": token})


def names_things(rule: Rule) -> bool:
    """Whether the address names a thing of the workspace, rather than a period or a colour."""
    return bool(rule.arguments - {"tenant", "period", "metric", "colour", "kind", "language", "number"})


def test_every_argument_of_a_route_is_known_to_the_world(app):
    used = {name for rule in app.url_map.iter_rules() for name in rule.arguments} - {"tenant"}
    assert used <= set(worlds.ARGUMENTS), f"add to tests/world.py: {sorted(used - set(worlds.ARGUMENTS))}"


def test_every_route_has_a_policy(app):
    assert [rule.rule for rule in app.url_map.iter_rules() if policy_of(app, rule.endpoint) is None] == []


def test_the_application_refuses_to_start_with_a_route_nobody_guards(config, monkeypatch):
    def with_hole(app: Flask) -> None:
        init_errors(app)
        app.add_url_rule("/hole", view_func=lambda: "come in", endpoint="hole")

    monkeypatch.setattr("webapp.factory.init_errors", with_hole)
    with pytest.raises(RuntimeError, match="hole"):
        create_app(config)


def test_signed_out_visitors_are_led_to_sign_in(app, world, visitor):
    wrong = []
    for rule, method in routes(app):
        answer = visit(visitor, method, address(rule, "north", world.a.ids))
        led = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
        if led == (policy_of(app, rule.endpoint).door is Door.PUBLIC) or (answer.status_code >= 500 and rule.endpoint != "health.ready"):
            wrong.append((method, rule.rule, answer.status_code))
        if world.a.canary.encode() in answer.data and not rule.rule.startswith("/invitations"):
            wrong.append((method, rule.rule, "canary"))
    assert wrong == []


@pytest.mark.parametrize("who", ["stranger", "owner", "manager", "client1"])
def test_outsiders_cannot_tell_that_a_workspace_exists(app, world, as_person, who):
    browser = as_person(world.stranger.email if who == "stranger" else world.b.people[who].email)
    wrong = []
    for rule, method in routes(app):
        if policy_of(app, rule.endpoint).door is not Door.ROLES:
            continue
        there = visit(browser, method, address(rule, "north", world.a.ids))
        nowhere = visit(browser, method, address(rule, "no-such-workspace", world.a.ids))
        if (there.status_code, nowhere.status_code) != (404, 404) or world.a.canary.encode() in there.data:
            wrong.append((method, rule.rule, there.status_code, nowhere.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", ["owner", "manager", "analyst", "client1"])
def test_each_role_opens_what_it_may_and_nothing_else(app, world, as_person, who):
    """Weak roles get 403 exactly; strong ones anything but a refusal of access or a crash."""
    browser, role, wrong = as_person(world.a.people[who].email), world.a.people[who].role, []
    for rule, method in routes(app):
        policy = policy_of(app, rule.endpoint)
        if policy.door is not Door.ROLES:
            continue
        answer = visit(browser, method, address(rule, "north", world.a.ids))
        status = answer.status_code
        if (status == 403) != (role not in policy.roles) or status >= 500 or (status == 302 and "/sign-in" in answer.headers["Location"]):
            wrong.append((method, rule.rule, status))
        if world.b.canary.encode() in answer.data:
            wrong.append((method, rule.rule, "the other agency's canary"))
    assert wrong == []


@pytest.mark.parametrize("who", ["owner", "client1"])
def test_another_agencys_things_are_missing_even_by_their_ids(app, world, as_person, who):
    browser, role, wrong = as_person(world.a.people[who].email), world.a.people[who].role, []
    # Slugs are alike in both agencies on purpose; the ids are what could leak.
    foreign = {**world.b.ids, "client": "no-such-client", "community": "no-such-community"}
    for rule, method in routes(app):
        if role not in policy_of(app, rule.endpoint).roles or not names_things(rule):
            continue
        answer = visit(browser, method, address(rule, "north", foreign))
        if answer.status_code not in ({404} if method == "GET" else {404, 422}) or world.b.canary.encode() in answer.data:
            wrong.append((method, rule.rule, answer.status_code))
    assert wrong == []


def test_a_clients_people_do_not_reach_another_clients_things(app, world, as_person):
    browser, wrong = as_person(world.a.people["client1"].email), []
    foreign = {**world.a.other_ids, "review_id": world.a.other_ids["published_id"]}
    for rule, method in routes(app):
        if Role.CLIENT not in policy_of(app, rule.endpoint).roles or not names_things(rule):
            continue
        answer = visit(browser, method, address(rule, "north", foreign))
        if answer.status_code not in ({404} if method == "GET" else {404, 422}) or b"Hikers 2" in answer.data:
            wrong.append((method, rule.rule, answer.status_code))
    assert wrong == []
