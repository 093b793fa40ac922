"""Invented report documents: a full month, one with hardly any data, and one that strains every layout."""

import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from tenants.measure import CATALOGUE
from tenants.terms.contract import MetricContract
from tenants.terms.document import ActionLine, Brand, Commentary, Correction, DayPoint, Line, PillarPart, ReportDocument, Source
from tenants.terms.figure import Figure, Reason
from tenants.terms.metric import CORE_PILLARS, Direction, Pillar, Unit
from tenants.terms.period import Period
from tenants.terms.report import ActionState
from tenants.terms.target import Score, Status
from tenants.terms.template import Section, Template, TextBlock
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


def logo():
    """A PNG of 300 x 100 pixels, in two colours."""
    rows = b"".join(b"\x00" + b"\x14\x61\x4f" * 150 + b"\xf2\xb7\x05" * 150 for _ in range(100))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 300, 100, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def laid_out(**changes):
    """June under a layout of its own: another order, own names, two own texts, other metrics, a logo, headlines without serifs."""
    template = Template(
        sections=tuple(Section(each) for each in ("summary", "actions", "scorecard", "growth", "activity", "done", "voices", "appendix")),
        section_names={
            Section.GROWTH: {"en": "New faces", "zh_Hans_CN": "新面孔"},
            Section.ACTIONS: {"en": "Promises", "zh_Hans_CN": "承诺"},
        },
        metrics=("gini", "members_end", "ugc_share"),
        metric_names={"nps": {"en": "Would recommend us", "zh_Hans_CN": "愿意推荐"}},
        texts=(
            TextBlock(
                "who",
                Section.SUMMARY,
                {"en": "Who looks after you", "zh_Hans_CN": "谁为您服务"},
                {"en": "**Lin** on weekdays, *Zhou* at weekends.\n\n- by mail\n- by phone", "zh_Hans_CN": "工作日 **林一舟**，周末周宁。"},
            ),
            TextBlock("foot", Section.DONE, {}, {"en": "Photographs are ours <b>alone</b>.", "zh_Hans_CN": "图片均为原创。"}),
        ),
    )
    base = full()
    return replace(base, template=template, brand=replace(base.brand, logo="logo.png", typeface="sans"), **changes)


def corrected(**changes):
    """The second version of June: two figures changed, reasons for what was missed, sources, a small group among the voices."""
    base = full()
    now = base.figures
    reasons = {
        "stay_d7": "门店扫码券当天就能用，领完就走；7 月 8 日起改为入群第 7 天发放。",
        "nps": "晚上没有人答问题。",
    }
    changed = (
        Correction("nps", figure("nps", 44.1, low=34.0, high=53.9, n=198), now["nps"]),
        Correction("joins", figure("joins", 405), now["joins"]),
    )
    more = {
        "version": 2,
        "corrections": changed,
        "correction_reason": "6 月 30 日的数据补导入之后，重新计算。",
        "reasons": reasons,
        "sources": (
            Source("events-csv", "wechat-june.csv", date(2026, 6, 1), date(2026, 6, 30), 63225, datetime(2026, 7, 1, 2, 0, tzinfo=UTC)),
            Source("survey", "六月满意度问卷", date(2026, 6, 24), date(2026, 6, 24), 214, datetime(2026, 6, 28, 8, 0, tzinfo=UTC)),
        ),
        "contract": MetricContract(version=3),
    }
    return replace(base, **{**more, **changes})


def crowded(**changes):
    """The strained document with forty actions, half of them carried, and a reason for every missed goal."""
    base = strained()
    states = (ActionState.OPEN, ActionState.DONE, ActionState.DROPPED)
    actions = tuple(
        ActionLine(
            f"第 {n} 项：把值班时间延长到晚上十一点，并把常见问题整理成一页说明",
            "运营组 周宁" if n % 2 else "",
            date(2026, 6, 1 + n % 28) if n % 4 else None,
            states[n % 3],
            carried=n < 20,
            reason="客户不再需要" if n % 3 == 2 else "",
            since="2026-04" if n < 20 else "2026-06",
        )
        for n in range(40)
    )
    missed = {line.metric: "本月人手不足，" * (1 + n % 4) for n, part in enumerate(base.pillars) for line in part.lines}
    return replace(base, actions=actions, reasons=missed, **changes)
