"""What invented report documents are made of: a full month of figures, days, activities and words."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from tenants.assess.document import Past, Written, build
from tenants.measure import CATALOGUE
from tenants.terms.activity import ActivityKind, ActivityLine, ActivityState
from tenants.terms.contract import MetricContract
from tenants.terms.document import ActionLine, Brand, Commentary, DayPoint, PillarPart
from tenants.terms.event import EventKind, Evidence
from tenants.terms.facts import Day, Facts, Who
from tenants.terms.figure import Figure, Reason, Source
from tenants.terms.metric import Direction, Pillar
from tenants.terms.period import Period
from tenants.terms.report import ActionState
from tenants.terms.target import Score, Status, Target, Verdict

ZONE = ZoneInfo("Asia/Shanghai")
JUNE = Period.month(2026, 6)
DAU = (
    *(372, 368, 376, 384, 379, 402, 398, 362, 366, 612, 498, 462, 441, 438, 432, 421, 437, 530, 318, 431),
    *(352, 376, 388, 447, 412, 402, 402, 396, 381, 377),
)
MAY = (
    *(362, 341, 355, 372, 381, 377, 392, 398, 371, 366, 384, 379, 401, 412, 396, 372, 368, 385, 391, 379, 402, 405),
    *(388, 361, 374, 386, 379, 398, 404, 377, 371),
)
PROFILE = (6, 3, 1, 1, 0, 1, 5, 14, 26, 38, 42, 40, 48, 36, 30, 32, 36, 40, 44, 58, 84, 92, 70, 30)

# key: value, previous, goal (value, direction, weight) or None
VALUES = {
    "nps": (45.8, 41.2, (50, Direction.UP, 0.55)),
    "csat": (87.4, 86.2, (90, Direction.UP, 0.30)),
    "complaints_per_1000": (1.3, 1.1, (1.2, Direction.DOWN, 0.15)),
    "response_rate": (0.334, 0.31, None),
    "active_rate": (0.436, 0.397, (0.40, Direction.UP, 0.35)),
    "dau_avg": (412.4, 381, (400, Direction.UP, 0.25)),
    "reply_coverage": (0.88, 0.86, (0.90, Direction.UP, 0.20)),
    "first_reply_minutes": (26, 34, (30, Direction.DOWN, 0.20)),
    "active_members": (1286, 1174, None),
    "stickiness": (0.32, 0.325, None),
    "acts": (63225, 58110, None),
    "acts_per_active": (49.2, 49.5, None),
    "top10_share": (0.17, 0.21, None),
    "silent_rate": (0.29, 0.31, None),
    "newcomer_activation": (0.52, 0.55, None),
    "ugc_share": (0.38, 0.42, None),
    "net_growth": (203, 145, (190, Direction.UP, 0.35)),
    "churn_rate": (0.034, 0.037, (0.04, Direction.DOWN, 0.25)),
    "stay_d7": (0.71, 0.80, (0.85, Direction.UP, 0.25)),
    "referral_share": (0.38, 0.32, (0.35, Direction.UP, 0.15)),
    "joins": (412, 269, None),
    "leaves": (209, 124, None),
    "members_start": (2846, 2701, None),
    "members_end": (3049, 2846, None),
    "stay_d1": (0.93, 0.95, None),
    "early_leave_rate": (0.29, 0.20, None),
    "growth_rate": (0.071, 0.054, None),
    "plan_execution": (0.917, 1.0, None),
    "activities_held": (11, 9, None),
    "budget_use": (0.93, 0.88, None),
    "cost": (12060, 11400, None),
}
DETAILS = {
    "nps": {"low": 36.0, "high": 55.0, "n": 214, "detail": {"promoters": 124, "passives": 64, "detractors": 26, "scale": "0-10"}},
    "csat": {"low": 82.3, "high": 91.2, "n": 214},
    "stay_d1": {"low": 0.90, "high": 0.95, "n": 342},
    "stay_d7": {"low": 0.66, "high": 0.76, "n": 342},
}
HISTORY = {
    "joins": (209, 220, 212, 242, 250, 212, 200, 259, 249, 270, 269, 412),
    "leaves": (121, 118, 116, 122, 119, 128, 140, 117, 121, 119, 124, 209),
}


def figure(key, value, **more):
    entry = CATALOGUE[key]
    survey = entry.pillar is Pillar.SATISFACTION
    source = Source.SURVEY if survey else Source.COMPUTED
    coverage = None if survey else 1.0
    return Figure(key, value, entry.unit, coverage=coverage, source=source, **more)


def attainment(value, goal, direction):
    return goal / value if direction is Direction.DOWN else value / goal


def status(attained):
    if attained is None:
        return Status.NO_DATA
    return next(
        state
        for least, state in ((1.05, Status.AHEAD), (0.95, Status.ON_TRACK), (0.8, Status.AT_RISK), (-9, Status.MISSED))
        if attained >= least
    )


def verdict(found, goal):
    value, direction, weight = goal
    attained = None if found.value is None else attainment(found.value, value, direction)
    return Verdict(Target(found.key, value, direction, weight=weight), found, attained, status(attained))


def part(pillar, lines):
    judged = [line.verdict for line in lines if line.verdict]
    have = [(v.target.weight, min(v.attainment, 1.5)) for v in judged if v.attainment is not None]
    whole = sum(v.target.weight for v in judged)
    coverage = sum(w for w, _a in have) / whole if whole else 0.0
    value = sum(w * a for w, a in have) / sum(w for w, _a in have) if coverage >= 0.7 else None
    return PillarPart(pillar, Score(value, coverage, status(value)), 0.97 if value else None, tuple(lines))


def targets():
    return [Target(key, goal[0], goal[1], weight=goal[2]) for key, (_v, _p, goal) in VALUES.items() if goal]


def figures_of(column):
    """Every figure of the catalogue, this month's (0) or the month before's (1)."""
    found = {key: Figure(key, None, entry.unit, reason=Reason.NOT_RECORDED) for key, entry in CATALOGUE.items()}
    for key, given in VALUES.items():
        more = DETAILS.get(key, {})
        if column and more:
            more = {**more, "low": given[1] - (more["high"] - more["low"]) / 2, "high": given[1] + (more["high"] - more["low"]) / 2}
        found[key] = figure(key, given[column], **more)
    table = [list(row) for row in hours()]
    found["active_hours"] = figure("active_hours", sum(map(sum, table)), detail={"table": table})
    return found


def past():
    """Eleven months: the last in full, the earlier ones with what the history draws."""
    months = [JUNE.previous()]
    while len(months) < 11:
        months.append(months[-1].previous())
    found = []
    for back, month in enumerate(months):
        if back == 0:
            found.append(Past(month, figures_of(1), targets()))
            continue
        values = {key: figure(key, HISTORY[key][10 - back]) for key in HISTORY}
        values |= {
            key: figure(key, given[1] * (1 - 0.02 * back + 0.03 * (back % 3))) for key, given in VALUES.items() if key not in HISTORY
        }
        found.append(Past(month, values))
    return found


def facts(span, values, before=()):
    def day(at, n, value):
        acts = {(EventKind.MESSAGE, Who.MEMBER): (value or 0) * 5}
        return Day(at, value is not None, acts, frozenset(range(value or 0)), 8 + (n * 7) % 11, 3 + n % 6)

    days = [day(at, n, value) for n, (at, value) in enumerate(zip(span.days(), values, strict=True))]
    first = span.first - timedelta(days=len(before))
    earlier = [day(first + timedelta(days=n), n, value) for n, value in enumerate(before)]
    return Facts(
        period=span,
        zone=ZONE,
        contract=MetricContract(version=3),
        evidence=Evidence(joins=True, leaves=True, replies=True, reactions=True, reaction_authors=True),
        as_of=datetime(2026, 6, 30, 22, 0, tzinfo=UTC),
        days=days,
        before=earlier,
        spells=(),
        acts={},
        acts_before={},
        seen_before=frozenset(),
        first_week={},
        weeks={},
        hours=hours(),
        threads=(),
    )


def at(day, hour=20):
    return datetime(2026, 6, day, hour, tzinfo=ZONE)


ACTIVITIES = (
    ActivityLine("话题：夏季装备清单", ActivityKind.TOPIC, ActivityState.DONE, at(1), None, 88, None, None),
    ActivityLine("新手打卡 21 天", ActivityKind.GATHERING, ActivityState.DONE, at(3), at(23), 212, None, Decimal(600)),
    ActivityLine("装备投票", ActivityKind.POLL, ActivityState.DONE, at(5), None, 133, None, None),
    ActivityLine("露营答疑直播", ActivityKind.QA, ActivityState.DONE, at(10), None, 486, 520, Decimal(3200), "三个问题当场成交"),
    ActivityLine("老带新", ActivityKind.FISSION, ActivityState.DONE, at(12), at(18), 94, None, Decimal(4710)),
    ActivityLine("净山行动（线下）", ActivityKind.GATHERING, ActivityState.DONE, at(13, 9), None, 41, 60, Decimal(2050)),
    ActivityLine("618 专场答疑", ActivityKind.QA, ActivityState.DONE, at(18), None, 233, None, Decimal(0)),
    ActivityLine("端午徒步", ActivityKind.GATHERING, ActivityState.CANCELLED, at(20, 8), None, None, 38, None),
    ActivityLine("路线投票", ActivityKind.POLL, ActivityState.DONE, at(24), None, 178, None, None),
    ActivityLine("满意度问卷", ActivityKind.SURVEY, ActivityState.DONE, at(24, 21), None, 214, 640, None),
    ActivityLine("摄影征集截止", ActivityKind.CONTEST, ActivityState.DONE, at(27), None, 68, None, Decimal(1500)),
    ActivityLine("月度感谢", ActivityKind.CARE, ActivityState.DONE, at(30), None, None, None, None),
)
COMING = (
    ActivityLine(
        "第二场答疑直播：徒步鞋怎么选",
        ActivityKind.QA,
        ActivityState.PLANNED,
        datetime(2026, 7, 15, 20, tzinfo=ZONE),
        None,
        None,
        None,
        None,
    ),
)
ACTIONS = (
    ActionLine("增加白天值班一人", "运营组 周宁", date(2026, 6, 5), ActionState.DONE, carried=True),
    ActionLine("成员原创栏目", "内容组 何夏", date(2026, 6, 20), ActionState.OPEN, carried=True),
    ActionLine("晚间值班（19–23 时）", "运营组 周宁", date(2026, 7, 3), ActionState.OPEN),
    ActionLine("新人七天引导：欢迎、任务、首问必答", "运营组 林一舟", date(2026, 7, 6), ActionState.OPEN),
)
VOICES = (
    (10, "直播那天问的三个问题都有人答，当场就下单了帐篷。"),
    (4, "晚上十点问尺码，第二天中午才有人理，券都过期了。"),
    (7, "想看到更多普通人的路线，而不是一直推新品 😀"),
)
WRITTEN = Commentary(
    achievements="- 答疑直播**当场解决**了选购问题",
    shortcomings="晚上没人答，新人等不到第一句回复。",
    causes="值班只到 18 时，而四成互动在 19 时以后。",
    next_steps="",
    ask="1. **7 月 5 日前**：派一名产品顾问，每周二、四 20–22 时在群里答疑\n2. **7 月 8 日前**：把门店扫码券改为入群第 7 天发放",
)


def points(first, values, activities=()):
    titles = {}
    for line in activities:
        titles.setdefault(line.day, []).append(line.title)
    days = [first + timedelta(days=n) for n in range(len(values))]
    return tuple(
        DayPoint(day, value, None if value is None else value * 5, 8 + (n * 7) % 11, 3 + n % 6, tuple(titles.get(day, ())))
        for n, (day, value) in enumerate(zip(days, values, strict=True))
    )


def hours():
    weekday = (0.82, 0.86, 1.06, 0.95, 1.0, 0.9, 0.84)
    return tuple(tuple(round(PROFILE[h] * weekday[d] * (1.18 if d == 2 and 19 < h < 22 else 1)) for h in range(24)) for d in range(7))


@cache
def june():
    return build(
        facts=facts(JUNE, DAU, MAY),
        figures=figures_of(0),
        past=past(),
        targets=targets(),
        client="岫岚户外",
        community="徒步会员群",
        platform="wechat",
        version=1,
        made=datetime(2026, 7, 2, 2, 0, tzinfo=UTC),
        brand=Brand("汀步社群", "#14614f", "汀步社群（上海）"),
        activities=ACTIVITIES,
        coming=COMING,
        written=Written(commentary=WRITTEN, actions=ACTIONS, voices=VOICES),
    )
