"""Satisfaction: what members say, with its margin of error."""

from typing import Any

from tenants.render import charts, formats
from tenants.render.charts import Range
from tenants.render.parts.common import chapter, facts_table
from tenants.render.setting import Setting
from tenants.render.wording.reasons import reason_words
from tenants.terms.figure import Figure
from tenants.terms.metric import Pillar, Unit
from tenants.terms.target import Status

_TREND = 3  # periods with a value that make a trend
_TABLE = ("csat", "response_rate", "complaints", "complaints_per_1000")


def view(s: Setting) -> dict[str, Any]:
    """Return what the chapter shows; without a survey, why there is nothing to show."""
    nps, csat = s.figure("nps"), s.figure("csat")
    head = chapter(s, Pillar.SATISFACTION, _plain_headline(s, nps, csat))
    missing = s.document.figures.get("nps")
    reason = reason_words(missing.reason, s.lang) if missing and missing.reason and not nps else ""
    scale = nps.detail.get("scale") if nps else ""
    return {
        **head,
        "nps": _strip(s, nps) if nps else "",
        "nps_title": _nps_title(s, nps) if nps else "",
        "answers": _answers(nps) if nps else "",
        "odd_scale": scale if scale not in {"", "0-10", None} else "",
        "groups": _groups(s, nps) if nps else "",
        "groups_title": _groups_title(s, nps) if nps else "",
        "trend": _trend(s, "nps") if nps else "",
        "trend_title": _trend_title(s, nps) if nps else "",
        "csat": _csat(s, csat) if csat else "",
        "csat_title": _csat_title(s) if csat else "",
        "goal": s.goal("nps") is not None,
        "reason": reason,
        "table": facts_table(s, _TABLE),
    }


def _plain_headline(s: Setting, nps: Figure | None, csat: Figure | None) -> str:
    if nps:
        return s.say("NPS is %(nps)s, from %(n)s answers", nps=s.shown("nps"), n=formats.number(nps.n, s.lang))
    if csat:
        return s.say("%(share)s of those who answered are satisfied", share=s.shown("csat"))
    return s.say("Nobody was asked: satisfaction is not known")


def _rounded(s: Setting, value: float | None) -> str:
    return formats.number(value, s.lang)


def _nps_title(s: Setting, nps: Figure) -> str:
    if nps.low is None or nps.high is None:
        return s.say("NPS is %(nps)s", nps=s.shown("nps"))
    return s.say("The true NPS lies between %(low)s and %(high)s", low=_rounded(s, nps.low), high=_rounded(s, nps.high))


def _answers(nps: Figure) -> int:
    return nps.n or 0


def _strip(s: Setting, nps: Figure) -> str:
    target, line = s.goal("nps"), s.line("nps")
    words = f"{s.period_word()} {s.shown('nps')}"
    if nps.low is not None and nps.high is not None:
        words = s.say("%(now)s, range %(low)s to %(high)s", now=words, low=_rounded(s, nps.low), high=_rounded(s, nps.high))
    previous = line.previous.value if line and line.previous else None
    before = (float(previous), f"{s.before_word()} {formats.number(previous, s.lang, 1)}") if previous is not None else None
    goal = (target.value, s.say("Goal %(value)s", value=_rounded(s, target.value))) if target else None
    value = Range("NPS", nps.value, nps.low, nps.high, words)
    return charts.nps_strip(s.palette, value, goal=goal, before=before, title=f"NPS {words}")


def _trend(s: Setting, key: str) -> str:
    """Draw a sampled figure over the periods that have it; nothing with fewer than three of them."""
    line, target = s.line(key), s.goal(key)
    history = list(line.history) if line else []
    known = [at for at, (_label, value) in enumerate(history) if value is not None]
    if line is None or len(known) < _TREND:
        return ""
    spans = line.spans or [(None, None)] * len(history)
    unit = line.figure.unit
    rows = [
        Range(s.label(label), value, *spans[at], formats.figure(value, unit, s.lang))
        for at, (label, value) in enumerate(history)
        if at >= known[0]
    ]
    goal = (target.value, s.say("Goal %(value)s", value=s.goal_text(target, unit))) if target else None
    return charts.intervals(s.palette, rows, goal=goal, title=s.say("%(metric)s, the last %(n)s periods", metric="NPS", n=len(rows)))


def _trend_title(s: Setting, nps: Figure) -> str:
    """Say whether the score moved against the period before by more than chance explains; without one, where it may lie."""
    line = s.line("nps")
    before = line.previous if line else None
    if before is None or before.value is None:
        return _nps_title(s, nps)
    facts = {"now": s.shown("nps"), "then": formats.figure(before.value, Unit.POINTS, s.lang)}
    if not formats.clear_change(nps, before):
        return s.say("NPS %(now)s: no clear change on %(period)s (%(then)s)", period=s.before_word(), **facts)
    if float(nps.value or 0) > before.value:
        return s.say("NPS rose to %(now)s, from %(then)s %(when)s", when=s.back_then(), **facts)
    return s.say("NPS fell to %(now)s, from %(then)s %(when)s", when=s.back_then(), **facts)


def _csat_title(s: Setting) -> str:
    line = s.line("csat")
    share = s.shown("csat")
    if not line or not line.verdict:
        return s.say("%(share)s of those who answered are satisfied", share=share)
    if (line.verdict.attainment or 0) >= 1:
        return s.say("%(share)s are satisfied: the goal is reached", share=share)
    if line.verdict.status is Status.ON_TRACK:
        return s.say("%(share)s are satisfied: within the tolerance of the goal", share=share)
    return s.say("%(share)s are satisfied: short of the goal", share=share)


def _counts(nps: Figure) -> tuple[int, int, int]:
    detail = nps.detail
    parts = [detail.get(name) for name in ("detractors", "passives", "promoters")]
    return tuple(int(part) if isinstance(part, int | float) else 0 for part in parts)  # type: ignore[return-value]  # three


def _groups_title(s: Setting, nps: Figure) -> str:
    detractors, _passives, promoters = _counts(nps)
    return s.say("%(promoters)s would recommend the community, %(detractors)s would not", promoters=promoters, detractors=detractors)


def _groups(s: Setting, nps: Figure) -> str:
    """Draw answers by score where the survey's distribution is known, else the three groups as shares of one bar."""
    counts = _counts(nps)
    total = sum(counts) or 1
    names = (
        s.many("%(n)s detractor", "%(n)s detractors", counts[0]),
        s.many("%(n)s passive", "%(n)s passives", counts[1]),
        s.many("%(n)s promoter", "%(n)s promoters", counts[2]),
    )
    comma = "，" if s.zh else ", "
    words = tuple(f"{name}{comma}{formats.share(count / total, s.lang, 0)}" for name, count in zip(names, counts, strict=True))
    title = comma.join(words)
    scores = nps.detail.get("scores")
    if isinstance(scores, list) and len(scores) in {10, 11}:
        numbers = [int(score) if isinstance(score, int | float) else 0 for score in scores]
        shown = (words[0], names[1], words[2])
        return charts.scores(s.palette, numbers, shown, first=11 - len(numbers), title=title)
    return charts.groups(s.palette, counts, (words[0], words[1], words[2]), title=title)


def _csat(s: Setting, csat: Figure) -> str:
    target, line = s.goal("csat"), s.line("csat")
    rows = [Range(s.period_word(), csat.value, csat.low, csat.high, s.shown("csat"))]
    if line and line.previous and line.previous.value is not None:
        before = line.previous
        words = formats.figure(before.value, Unit.PERCENT, s.lang)
        rows.append(Range(s.before_word(), before.value, before.low, before.high, words))
    goal = (target.value, s.say("Goal %(value)s", value=s.goal_text(target, Unit.PERCENT))) if target else None
    lowest = min(value for row in rows for value in (row.value, row.low, target.value if target else None) if value is not None)
    bounds = (max(0.0, 10 * int((lowest - 5) / 10)), 100.0)
    return charts.ranges(s.palette, rows, goal=goal, bounds=bounds, title=f"CSAT {s.shown('csat')}")
