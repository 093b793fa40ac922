"""Invented report documents: a full month, one with hardly any data, and one that strains every layout."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from tenants.measure import CATALOGUE
from tenants.terms.document import Brand, Commentary, DayPoint, Line, PillarPart, ReportDocument
from tenants.terms.figure import Figure, Reason
from tenants.terms.metric import CORE_PILLARS, Direction, Pillar, Unit
from tenants.terms.period import Period
from tenants.terms.target import Score, Status
from tests.render.made import ACTIVITIES, DAU, JUNE, VALUES, at, figure, june, part, points, verdict


def full(**changes):
    """June of an invented outdoor brand, with everything there is, as assess puts it together."""
    return replace(june(), **changes)


def bare(**changes):
    """A community's first month: nothing imported, no goals, no survey, no calendar."""
    figures = {key: Figure(key, None, entry.unit, coverage=0.0, reason=Reason.NO_COVERAGE) for key, entry in CATALOGUE.items()}
    nothing = Score(None, 0.0, Status.NO_DATA)
    document = ReportDocument(
        schema=1,
        version=1,
        client="Night Reads",
        community="Night Reads",
        platform="discord",
        period=Period.parse("2016-W07"),
        zone="America/New_York",
        contract_version=1,
        as_of=None,
        made=datetime(2016, 2, 23, 2, 0, tzinfo=UTC),
        brand=Brand("Night Beacon", "#f2b705"),
        overall=nothing,
        overall_previous=None,
        pillars=tuple(PillarPart(pillar, nothing, None, ()) for pillar in CORE_PILLARS),
        findings=(),
        days=tuple(DayPoint(day, None, None, 0, 0) for day in Period.parse("2016-W07").days()),
        days_before=(),
        hours=(),
        activities=(),
        coming=(),
        commentary=Commentary(),
        actions=(),
        figures=figures,
    )
    return replace(document, **changes)


@cache
def strained():
    """Long names, a negative NPS, gaps, thirty goals, no budget, a crowd of activities and pages of commentary."""
    base = full()
    keys = [*[key for key, entry in CATALOGUE.items() if entry.unit is not Unit.TABLE and entry.targetable][:28], "nps", "csat"]
    lines = []
    for n, key in enumerate(keys):
        value, previous, _goal = VALUES.get(key, (0.5, 0.4, None))
        found = figure(key, None if n % 7 == 3 else value)
        judged = verdict(found, (previous, Direction.UP, 0.1 + n % 3))
        lines.append(Line(key, CATALOGUE[key].pillar, found, figure(key, previous), None, judged))
    pillars = tuple(part(p, [each for each in lines if each.pillar is p]) for p in Pillar if any(x.pillar is p for x in lines))
    negative = figure("nps", -21.5, low=-38.0, high=-4.0, n=61, detail={"promoters": 13, "passives": 22, "detractors": 26})
    crowd = tuple(
        replace(
            ACTIVITIES[n % 12],
            title=f"{ACTIVITIES[n % 12].title}：夏季轻量化露营装备选购与户外安全知识有奖答疑专场 {n}",
            starts=at(1 + n % 28),
        )
        for n in range(70)
    )
    prose = "龘囍 🏔️ 本月的情况比较复杂，" + "加入的人少了一半，活跃回落到去年十月的水平，需要逐项说明。" * 20
    return replace(
        base,
        client="岫岚山野户外装备与自然教育（华东区）联合社群",
        community="Xiulan Outdoor Equipment and Nature Education, East China Joint Communities",
        brand=Brand("Night Beacon 夜行灯塔传播", "#f2b705", "Night Beacon Communications & Partners <b>GmbH</b>"),
        pillars=pillars,
        figures=base.figures | {each.metric: each.figure for each in lines} | {"nps": negative},
        days=points(JUNE.first, [None if n in (10, 11, 12, 20) else value for n, value in enumerate(DAU)], crowd),
        activities=crowd,
        commentary=Commentary(prose, prose, prose, prose, prose),
        voices=tuple((n, f"第 {n} 条留言 <script>alert(1)</script> " + "很长的一句话，" * (n % 5)) for n in range(11)),
    )


def year(**changes):
    """A whole year: bars a week, no calendar, no shaded weekends."""
    span = Period.parse("2025")
    values = [200 + (n * 37) % 160 for n in range(span.length)]
    return full(period=span, days=points(span.first, values), days_before=(), coverage=tuple((d, True) for d in span.days()), **changes)
