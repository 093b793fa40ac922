"""A report about nothing: what a worker renders once when it starts."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tenants.assess.document import build
from tenants.measure import measure
from tenants.terms.contract import MetricContract
from tenants.terms.document import Brand, ReportDocument
from tenants.terms.event import Evidence
from tenants.terms.facts import Day, Facts
from tenants.terms.period import Period


def specimen() -> ReportDocument:
    """Return the report of a month without data, made by the same steps as any other."""
    period = Period.month(2020, 2)
    facts = Facts(
        period=period,
        zone=ZoneInfo("UTC"),
        contract=MetricContract(),
        evidence=Evidence(joins=False, leaves=False, replies=False, reactions=False, reaction_authors=False),
        as_of=None,
        days=[Day(day, covered=False, counts={}, active=frozenset(), joined=0, left=0) for day in period.days()],
        before=[],
        spells=[],
        acts={},
        acts_before={},
        seen_before=frozenset(),
        first_week={},
        weeks={},
        hours=[[0] * 24 for _ in range(7)],
        threads=[],
    )
    return build(
        facts=facts,
        figures=measure(facts),
        past=[],
        targets=[],
        client="群策",
        community="Qunce",
        platform="other",
        version=1,
        made=datetime(2020, 3, 1, tzinfo=UTC),
        brand=Brand("Qunce 群策"),
    )
