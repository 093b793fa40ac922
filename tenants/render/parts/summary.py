"""The page a busy reader reads: the verdict, three pillars, what went well and what did not, what comes next, what we ask."""

from collections import Counter
from typing import Any

from tenants.assess.findings import pick
from tenants.render import charts, formats
from tenants.render.charts import Strip
from tenants.render.charts.goals import SCALE
from tenants.render.charts.pen import text_width
from tenants.render.markdown import clean
from tenants.render.parts import activity, sections
from tenants.render.parts.points import percent, targeted
from tenants.render.parts.room import pillars_scale
from tenants.render.setting import Setting
from tenants.render.wording.findings import verdict_sentence
from tenants.terms.document import Finding, PillarPart
from tenants.terms.metric import CORE_PILLARS, Pillar
from tenants.terms.period import Cadence
from tenants.terms.report import ActionState
from tenants.terms.target import Status
from tenants.terms.template import Section

MOST_FINDINGS = 3
_VERDICT_ROOM = 1100  # points: two and a half lines of the verdict at its full size
_WIDTH, _DAYS_HEIGHT = 482.0, 150.0  # points: of the days that stand in for pillars where there are no goals
_ROOM = 900  # points of commentary, set in one line, that still fit into the summary
LEADS = {Pillar.SATISFACTION: "nps", Pillar.ACTIVITY: "active_members", Pillar.GROWTH: "members_end"}


def view(s: Setting) -> dict[str, Any]:
    """Return what the summary shows."""
    d = s.document
    goals = _has_goals(s)
    written = d.commentary
    texts = {
        "achievements": clean(written.achievements),
        "shortcomings": clean(written.shortcomings),
        "causes": clean(written.causes),
        "next_steps": clean(written.next_steps),
        "ask": clean(written.ask),
    }
    verdict = verdict_sentence(d, s.lang)
    length = sum(text_width(text, 9) for text in vars_of(written))
    good, bad = pick(s.findings(), good=MOST_FINDINGS, bad=MOST_FINDINGS)
    shown = {
        "verdict": verdict,
        "long_verdict": text_width(verdict, 22) > _VERDICT_ROOM,
        "overall": overall(s),
        "heads": [_head(s, part) for part in _shown_pillars(s)] if goals else _leads(s),
        "good": [_item(s, finding) for finding in good],
        "bad": [_item(s, finding) for finding in bad],
        "nothing": all(figure.value is None for figure in d.figures.values()),
        "coming": _coming(s),
        "texts": texts,
        "apart": length > _ROOM * 6,
        "next_title": _next_title(s),
    }
    if not goals:
        return shown | {"pillars": "", "days": activity.line(s, _DAYS_HEIGHT, _WIDTH), "days_title": activity.line_title(s)}
    fitted, scale = _fitted(s, shown)
    return fitted | {"pillars": _pillars(s, scale), "days": "", "days_title": ""}


def _fitted(s: Setting, shown: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """Return what of ``shown`` fits on one page, and the scale of its chart.

    First the chart gives way, then the least important findings (their chapters tell them), then what the manager wrote moves to the
    page after.
    """
    for apart in (shown["apart"], True):
        for most in range(MOST_FINDINGS, 0, -1):
            fewer = shown | {"good": shown["good"][:most], "bad": shown["bad"][:most], "apart": apart}
            scale = pillars_scale(fewer, s.document.commentary, zh=s.zh, page=s.page)
            if scale is not None:
                return fewer, scale
    return shown | {"apart": True}, SCALE


def _next_title(s: Setting) -> str:
    """Name the period after; a single day and a span somebody chose have no name worth a title."""
    following = s.document.period.following()
    if following.cadence in (Cadence.CUSTOM, Cadence.DAY):
        return s.say("What comes next")
    return s.say("What comes in %(period)s", period=formats.period_short(following, s.lang))


def vars_of(written: Any) -> tuple[str, ...]:
    """Return the manager's five texts."""
    return (written.achievements, written.shortcomings, written.causes, written.next_steps, written.ask)


def _shown_pillars(s: Setting) -> list[PillarPart]:
    """The three promises always, in their order; another pillar where it has goals, five at the most."""
    by = {part.pillar: part for part in s.document.pillars}
    core = [by[pillar] for pillar in CORE_PILLARS if pillar in by]
    return (core + [part for part in s.document.pillars if part.pillar not in CORE_PILLARS and targeted(part)])[:5]


def _has_goals(s: Setting) -> bool:
    return any(targeted(part) for part in s.document.pillars)


def overall(s: Setting) -> str:
    """Return the overall score, what it was before, and how the goals ended; or that no goals were set."""
    d, _ = s.document, s.say
    if not _has_goals(s):
        return _("No goals were set for %(period)s; the figures stand for themselves.", period=formats.period(d.period, s.lang))
    score = percent(d.overall.value)
    before = percent(d.overall_previous) if d.overall_previous is not None else ""
    if d.overall.value is None:
        first = _("No overall score: too few of the goals have data.")
    elif before:
        first = _("Overall %(score)s, goal 100, %(period)s %(before)s.", score=score, period=s.before_word(), before=before)
    else:
        first = _("Overall %(score)s, goal 100.", score=score)
    counts = Counter(line.verdict.status for part in d.pillars for line in part.lines if line.verdict)
    words = [s.status(status).split(formats.NBSP, 1)[1].lower() + formats.NBSP + str(counts[status]) for status in Status if counts[status]]
    total = s.many("%(n)s metric with a goal", "%(n)s metrics with a goal", sum(counts.values()))
    colon, comma, stop = ("：", "，", "。") if s.zh else (": ", ", ", ".")
    return f"{first}{'' if s.zh else ' '}{total}{colon}{comma.join(words)}{stop}"


def _head(s: Setting, part: PillarPart) -> dict[str, str]:
    value = part.score.value
    note = ""
    if not targeted(part):
        note = s.say("no goals set")
    elif value is None:
        note = s.say("under 70%% of the weight has data: no score")
    previous = f"{s.before_word()} {percent(part.previous)}" if part.previous is not None else ""
    return {
        "name": s.pillar(part.pillar),
        "value": percent(value),
        "status": s.status(part.score.status) if value is not None else "",
        "note": note or previous,
    }


def _leads(s: Setting) -> list[dict[str, str]]:
    """Without goals, each pillar shows its leading figure instead of a score."""
    heads = []
    for pillar in CORE_PILLARS:
        key = LEADS[pillar]
        line = s.line(key)
        note = s.metric(key).name
        if line and line.previous and line.previous.value is not None and line.figure.value is not None:
            moved = formats.change(line.figure, line.previous, line.figure.unit, s.lang)
            note += s.say(", %(change)s against %(period)s", change=moved, period=s.before_word())
        heads.append({"name": s.pillar(pillar), "value": s.shown(key), "status": "", "note": note})
    return heads


def _pillars(s: Setting, scale: float) -> str:
    columns, said = [], []
    for part in _shown_pillars(s):
        lines = targeted(part)
        whole = sum(line.verdict.target.weight for line in lines if line.verdict) or 1
        strips = [
            Strip(s.metric(line.metric).short, line.verdict.target.weight / whole, line.verdict.attainment)
            for line in lines
            if line.verdict
        ]
        columns.append(sorted(strips, key=lambda strip: -strip.weight))
        said.append(f"{s.pillar(part.pillar)} {percent(part.score.value)}")
    title = s.say("Pillars against the goal: %(scores)s", scores=", ".join(said))
    return charts.pillars(s.palette, columns, goal=s.say("Goal"), title=title, scale=scale)


def _item(s: Setting, finding: Finding) -> dict[str, str]:
    words = s.finding(finding)
    anchor = sections.anchor(s, Section(finding.pillar) if finding.pillar in CORE_PILLARS else Section.SCORECARD)
    chapter = s.section(anchor)
    return {"headline": words.headline, "sentence": words.sentence, "anchor": anchor, "chapter": chapter}


def _coming(s: Setting) -> list[tuple[str, str]]:
    """What is planned next: open actions by due date and the next activities, six at the most.

    An action that was due earlier is overdue, not planned: it stands with the other promises.
    """
    d = s.document
    waiting = [action for action in d.actions if action.state is ActionState.OPEN]
    rows = [(action.due, action.text) for action in waiting if action.due and action.due >= d.period.until]
    rows += [(activity.day, activity.title) for activity in d.coming]
    rows.sort(key=lambda row: row[0])
    return [(formats.day(day, s.lang), text) for day, text in rows[:6]]
