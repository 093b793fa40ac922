"""The page of one community: its promises and how they stand, its days, its hours, and every figure with what stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from tenants.actions import communities as community_actions
from tenants.actions.dashboards import Overview, best_month, catalogue, overview
from tenants.render import formats
from tenants.render.setting import Setting
from tenants.render.wording.findings import finding_words, verdict_sentence
from tenants.render.wording.metrics import metric_words, pillar_word
from tenants.render.wording.platforms import platform_word
from tenants.store import imports as import_store
from tenants.store import reviews as review_store
from tenants.store import surveys as survey_store
from tenants.store.clients import Community
from tenants.terms.activity import ActivityState
from tenants.terms.document import DayPoint, Line, PillarPart, ReportDocument
from tenants.terms.errors import Refusal
from tenants.terms.figure import Figure
from tenants.terms.metric import CORE_PILLARS, Direction, Unit
from tenants.terms.people import Language, Role
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Score, Verdict
from tenants.terms.words import N_
from webapp.access import allow
from webapp.figures import bar
from webapp.hypermedia import show
from webapp.screens.choices import kinds
from webapp.screens.communities import communities
from webapp.screens.drawing import Daily, daily, heat
from webapp.screens.spans import around, label_words
from webapp.words import language

CADENCES = ((Cadence.WEEK, N_("Week")), (Cadence.MONTH, N_("Month")), (Cadence.QUARTER, N_("Quarter")), (Cadence.YEAR, N_("Year")))
SERIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"active": (N_("Active"), "dau_avg"), "acts": (N_("Acts"), "acts"), "joins": (N_("Joins"), "joins")}
)
"""What the daily chart can show: its name, and the metric whose figure stands beside it."""
STANDOUT = 5
LONGEST = 400
"""Days of the longest period a page measures."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of a pillar: a figure against its goal, or without one."""

    name: str
    figure: Figure
    status: str
    target: str
    before: str
    bar: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class PillarView:
    """One of the three promises."""

    name: str
    score: Score
    score_text: str
    note: str
    goals: Sequence[Goal]
    promised: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the table: now, before, the change, and its goal if it has one."""

    name: str
    figure: Figure
    before: Figure | None
    change: str
    target: str
    verdict: Verdict | None


@communities.get("/communities/<community>", endpoint="show")
@allow(Role.ANALYST)
def show_one(community: str) -> Response:
    """One community in one period."""
    row = community_actions.find(community)
    now = datetime.now(UTC)
    period = _period(row, now)
    empty = not import_store.live(row.id) and not survey_store.of_community(row.id)
    context: dict[str, Any] = {
        "community": row,
        "period": period,
        "kind_name": dict(kinds())[row.kind],
        "platform_name": platform_word(row.platform, language()),
        "spans": around(period, _address),
        "empty": empty,
        "failed": [each for each in import_store.of_community(row.id, limit=5) if each.state == "failed"] if empty else [],
    }
    if not empty:
        context |= _measured(row, period, now)
    return show("screens/dashboard/show.html", **context)


def _period(community: Community, now: datetime) -> Period:
    """The period in the address, else the one with news; 404 for nonsense and for spans too long to measure on a page."""
    label = request.args.get("period")
    if not label:
        return best_month(community, now=now)
    try:
        period = Period.parse(label)
    except Refusal:
        abort(404)
    if period.length > LONGEST:
        abort(404)
    return period


def _address(label: str, **also: str) -> str:
    kept: dict[str, Any] = {"chart": request.args.get("chart") or None, "period": label, **also}
    return url_for("communities.show", community=(request.view_args or {})["community"], **kept)


def _measured(community: Community, period: Period, now: datetime) -> dict[str, Any]:
    """All that a period with data shows."""
    found = overview(community, period, now=now)
    document = found.document
    setting = Setting.of(document, language())
    zone = ZoneInfo(community.timezone)
    review = review_store.latest(community, period)
    other = best_month(community, now=now)
    covered = sum(seen for _day, seen in document.coverage)
    return {
        "sentence": verdict_sentence(document, language()),
        "pillars": [_pillar(part, setting, period) for part in document.pillars if part.pillar in CORE_PILLARS],
        "promised": bool(found.targets),
        "groups": _groups(found, setting),
        "chart": _chart(found),
        "heat": heat(document.hours, formats.WEEKDAYS[Language(language())]),
        "findings": [finding_words(each, language()) for each in document.findings[:STANDOUT]],
        "cadences": [(_(words), _address(_beside(period, each).label), period.cadence is each) for each, words in CADENCES],
        "before_words": formats.period_short(period.previous(), language()),
        "now_words": formats.period_short(period, language()),
        "as_of": document.as_of,
        "as_of_words": formats.moment(document.as_of, zone, language()) if document.as_of else "",
        "contract": document.contract_version,
        "covered": covered,
        "days": len(document.coverage),
        "review": review,
        "nothing": not covered and all(figure.value is None for figure in document.figures.values() if figure.source == "computed"),
        "other": other,
        "other_words": label_words(other),
    }


def _beside(period: Period, cadence: Cadence) -> Period:
    """The period of another cadence that shows the end of this one."""
    last = period.days()[-1]
    return period if period.cadence is cadence else Period.containing(last, cadence)


def _pillar(part: PillarPart, setting: Setting, period: Period) -> PillarView:
    promised = [line for line in part.lines if line.verdict is not None]
    lines = promised or [line for line in part.lines if line.figure.unit is not Unit.TABLE][:3]
    before = formats.share(part.previous, language(), 1) if part.previous is not None else ""
    name = formats.period_short(period.previous(), language())
    return PillarView(
        name=pillar_word(part.pillar, language()),
        score=part.score,
        score_text=formats.number(part.score.value * 100, language(), 1) if part.score.value is not None else "",
        note=_("%(period)s: %(score)s", period=name, score=before) if before else "",
        goals=[_goal(line, setting, name) for line in lines],
        promised=bool(promised),
    )


def _goal(line: Line, setting: Setting, before: str) -> Goal:
    unit, target = line.figure.unit, line.verdict.target if line.verdict else None
    known = line.previous is not None and line.previous.value is not None
    then = formats.worded(line.previous.value, unit, language()) if line.previous else ""
    return Goal(
        name=metric_words(line.metric, language()).name,
        figure=line.figure,
        status=line.verdict.status if line.verdict else "",
        target=_("goal %(goal)s", goal=setting.goal_text(target, unit)) if target else "",
        before=_("%(period)s %(value)s", period=before, value=then) if known else "",
        bar=bar(line.figure.value, target.value, down=target.direction is Direction.DOWN) if target else None,
    )


def _groups(found: Overview, setting: Setting) -> list[tuple[str, list[Row], bool]]:
    """Every figure of the catalogue by pillar, the three promises first; the others stand open where one of them has a value."""
    verdicts = {line.metric: line.verdict for part in found.document.pillars for line in part.lines if line.verdict}
    groups: dict[str, list[Row]] = {}
    for metric in catalogue():
        figure, before = found.document.figures[metric.key], found.previous.get(metric.key)
        if metric.unit is Unit.TABLE:
            continue
        target = found.targets.get(metric.key)
        known = before is not None and before.value is not None and figure.value is not None
        change = formats.change(figure, before, metric.unit, language()) if known and before else ""
        goal = setting.goal_text(target, metric.unit) if target else ""
        row = Row(metric_words(metric.key, language()).name, figure, before, change, goal, verdicts.get(metric.key))
        groups.setdefault(metric.pillar, []).append(row)
    order = [*CORE_PILLARS, *(pillar for pillar in groups if pillar not in CORE_PILLARS)]
    return [
        (pillar_word(pillar, language()), rows, pillar in CORE_PILLARS or any(row.figure.value for row in rows))
        for pillar in order
        if (rows := groups.get(pillar))
    ]


@dataclass(frozen=True, slots=True)
class Chart:
    """The daily chart with what stands around it."""

    drawing: Daily | None
    choices: Sequence[tuple[str, str, bool]]
    name: str
    figure: Figure
    goal: str
    held: Sequence[tuple[int, str, str, str]]
    """Number, title, address and sentence of each activity held."""
    table: Sequence[tuple[str, str, str]]
    highest: str


def _chart(found: Overview) -> Chart:
    key = request.args.get("chart", "active")
    if key not in SERIES:
        abort(404)
    document, words = found.document, formats.acts if key == "acts" else formats.people
    target = found.targets.get("dau_avg") if key == "active" else None

    def value(day: DayPoint) -> int | None:
        known = day.active is not None
        return {"active": day.active, "acts": day.acts, "joins": day.joins if known else None}[key]

    held = [
        (line, row)
        for line, row in zip(document.activities, found.rows, strict=False)
        if line.state is ActivityState.DONE and document.period.contains(line.day)
    ]
    drawing = daily(
        document.days,
        document.days_before,
        value,
        lambda count: words(count, language()),
        goal=target.value if target else None,
        happened=[(line.day, line.title) for line, _row in held],
    )
    best = max(((value(day) or 0, day.day) for day in document.days), default=(0, None))
    return Chart(
        drawing=drawing,
        choices=[(_(name), _address(document.period.label, chart=each), each == key) for each, (name, _metric) in SERIES.items()],
        name=_(SERIES[key][0]),
        figure=document.figures[SERIES[key][1]],
        goal=formats.worded(target.value, Unit.PEOPLE, language()) if target else "",
        held=[
            (number, line.title, url_for("calendar.show", activity_id=row.id), _after(line.day, line.association))
            for number, (line, row) in enumerate(held, 1)
        ],
        table=_table(document, value),
        highest=_("%(day)s with %(value)s", day=formats.day(best[1], language()), value=words(best[0], language())) if best[0] else "",
    )


def _table(document: ReportDocument, value: Any) -> list[tuple[str, str, str]]:
    """The drawn days as a table: day, now, before."""
    then = [value(day) for day in document.days_before]
    return [
        (
            formats.day(day.day, language()),
            formats.number(value(day), language()),
            formats.number(then[index] if index < len(then) else None, language()),
        )
        for index, day in enumerate(document.days)
    ]


def _after(day: date, association: float | None) -> str:
    said = formats.day(day, language())
    if association is None:
        return str(_("%(day)s; the seven days around it are not complete, so nothing is compared.", day=said))
    sign = formats.number(association * 100, language(), 1, sign=True)
    return str(_("%(day)s; daily active people, seven days after against before: %(change)s %%", day=said, change=sign))
