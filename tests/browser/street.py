"""Two small agencies with the demo's own business, one in each language, so that every page has something to show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import psycopg
import pytest
from flask import Flask
from psycopg.rows import dict_row
from werkzeug.routing import Rule

from tenants.terms.people import Role
from tests import world as worlds
from webapp.access import Door, policy_of
from webapp.demo import reviews, seed
from webapp.demo.cast import AGENCIES
from webapp.demo.plans import AgencyPlan

MONTHS = 3
SMALL = {"starters": 40, "joins": 0.6}
STATES = {"review_id": "state", "import_id": "state", "run_id": "state", "delivery_id": "state", "overview_id": "state"}
TABLES = {
    "review_id": "review",
    "import_id": "import",
    "run_id": "report_run",
    "delivery_id": "delivery",
    "suppression_id": "suppression",
    "activity_id": "activity",
    "survey_id": "survey",
    "action_id": "action_item",
    "overview_id": "overview",
    "seat_id": "seat",
    "schedule_id": "schedule",
    "alert_id": "alert",
    "target_id": "target",
    "identity_id": "identity",
    "metric_id": "custom_metric",
    "recorded_id": "recorded",
    "invitation_id": "invitation",
}


@dataclass
class Agency:
    """A seeded agency: who works there, and what stands in the arguments of its routes (one value for each state of a thing)."""

    slug: str
    language: str
    owner: str
    reader: str
    password: str
    period: str
    arguments: dict[str, list[str]] = field(default_factory=dict)


def found(now: datetime) -> list[AgencyPlan]:
    """Seed one client of each agency of the demo's cast with a short history."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seed, "MONTHS", MONTHS)
        patch.setattr(reviews, "PUBLISHED", 1)
        plans = [_small(plan) for plan in AGENCIES]
        for plan in plans:
            seed._agency(plan, now, lambda _said: None)
    return plans


def _small(plan: AgencyPlan) -> AgencyPlan:
    client = plan.clients[0]
    places = tuple(replace(place, shape=replace(place.shape, **SMALL)) for place in client.communities)
    return replace(plan, clients=(replace(client, communities=places),))


def agencies(plans: list[AgencyPlan], conninfo: str, now: datetime) -> list[Agency]:
    """What the routes of the seeded agencies may be filled with."""
    return [_agency(plan, conninfo, now) for plan in plans]


def _agency(plan: AgencyPlan, conninfo: str, now: datetime) -> Agency:
    client = plan.clients[0]
    month = seed.Calendar.until(now.date()).months[-2].label
    agency = Agency(plan.slug, plan.language, plan.people[0][1], client.reader[0], seed.PASSWORD, month)
    with psycopg.connect(conninfo, row_factory=dict_row) as line:
        tenant = line.execute("SELECT id FROM tenant WHERE slug = %s", [plan.slug]).fetchone()["id"]
        for name, table in TABLES.items():
            agency.arguments[name] = _one_of_each(line, table, tenant, STATES.get(name))
    agency.arguments |= {"number": ["3"], "client": [client.slug], "community": [client.communities[0].slug], "period": [month]}
    return agency


def _one_of_each(line: psycopg.Connection, table: str, tenant: int, state: str | None) -> list[str]:
    rows = line.execute(f"SELECT * FROM {table} WHERE tenant_id = %s ORDER BY id", [tenant]).fetchall()
    if state is None:
        return [str(rows[-1]["id"])] if rows else []
    return [str(each) for each in {row[state]: row["id"] for row in rows}.values()]


def addresses(app: Flask, agency: Agency, role: Role | None) -> Iterator[str]:
    """Every page of the application that ``role`` may open (``None``: those that everybody may), its arguments filled."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        policy = policy_of(app, rule.endpoint)
        wanted = policy.door is Door.PUBLIC if role is None else role in policy.roles if policy.door is Door.ROLES else role is Role.OWNER
        if "GET" in rule.methods and wanted and not (role and policy.door is Door.PUBLIC):
            yield from _filled(rule, agency)


def _filled(rule: Rule, agency: Agency) -> Iterator[str]:
    names = rule.arguments - {"tenant"}
    if not names <= set(agency.arguments):
        return
    # Each state of a thing is shown by its own page; what may be done with it is asked once.
    varied = next((name for name in names if name in STATES and rule.rule.endswith(">")), None)
    for value in agency.arguments[varied] if varied else [""]:
        values = {name: agency.arguments[name][0] for name in names if agency.arguments[name]} | {"tenant": agency.slug}
        if varied:
            values[varied] = value
        if rule.arguments <= set(values):
            yield re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda found, known=values: known[found[1]], rule.rule)


def build(app: Flask) -> tuple[worlds.World, list[AgencyPlan], datetime]:
    """Fill the database of ``app``: the seeded agencies, and the tests' world for states that good business never shows."""
    now = datetime.now(UTC)
    with app.app_context():
        return worlds.build(), found(now), now
