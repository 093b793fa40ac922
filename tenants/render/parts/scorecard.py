"""The scorecard: every metric that is followed, in one table."""

from collections.abc import Sequence
from typing import Any

from tenants.measure import CATALOGUE
from tenants.render import charts, formats
from tenants.render.parts.points import percent, targeted
from tenants.render.setting import Setting
from tenants.render.wording.reasons import reason_words
from tenants.terms.document import Line, PillarPart
from tenants.terms.metric import CORE_PILLARS, Pillar, Unit
from tenants.terms.target import Score, Status

_A_PAGE = 18
_REACHED = (Status.AHEAD, Status.ON_TRACK)


def view(s: Setting) -> dict[str, Any]:
    """Return what the scorecard shows; rows of tables (the week's hours) are charts elsewhere and left out."""
    parts = [part for part in _parts(s) if _lines(s, part)]
    goals = [line for part in parts for line in part.lines if line.verdict]
    return {
        "headline": _headline(s, goals, parts),
        "groups": [{"title": s.pillar(part.pillar), "note": _note(s, part), "rows": _rows(s, part)} for part in parts],
        "before": s.before_word(),
        "goals": bool(goals),
        "history": any(len(line.history) > 1 for part in parts for line in part.lines),
        "reasons": _reasons(s, parts),
        "legend": [s.status(status) for status in Status],
    }


def shown(s: Setting) -> set[str]:
    """Return the keys of the metrics that the scorecard shows."""
    return {line.metric for part in _parts(s) for line in _lines(s, part)}


def _lines(s: Setting, part: PillarPart) -> list[Line]:
    """Return the rows shown: those with a goal always, besides them the template's choice.

    Without a choice: those of the three promises while they fit on a page. Without any goal, every known figure.
    """
    shown = [line for line in part.lines if line.figure.unit is not Unit.TABLE]
    chosen = s.document.template.metrics
    if chosen is not None:
        return [line for line in shown if line.verdict] + _chosen(s, part, chosen)
    if not any(map(targeted, s.document.pillars)):
        return [line for line in shown if line.figure.value is not None]
    core = [each for each in s.document.pillars if each.pillar in CORE_PILLARS]
    crowded = part.pillar not in CORE_PILLARS or sum(len(each.lines) for each in core) > _A_PAGE
    return [line for line in shown if line.verdict] if crowded else shown


def _chosen(s: Setting, part: PillarPart, keys: Sequence[str]) -> list[Line]:
    """Return the rows of chosen metrics without a goal, in the order of the choice; one not looked back on has its figure alone."""
    rows = []
    for key in dict.fromkeys(keys):
        entry, figure = CATALOGUE.get(key), s.document.figures.get(key)
        if entry is None or figure is None or entry.pillar is not part.pillar or entry.unit is Unit.TABLE:
            continue
        line = s.line(key) or Line(key, entry.pillar, figure, None, None, None)
        if not line.verdict:
            rows.append(line)
    return rows


def _parts(s: Setting) -> list[PillarPart]:
    """Return the pillars of the document, and those that only the template's choice of metrics brings in."""
    parts = list(s.document.pillars)
    missing = [pillar for pillar in Pillar if pillar not in {part.pillar for part in parts}]
    return parts + [PillarPart(pillar, Score(None, 0.0, Status.NO_DATA), None, ()) for pillar in missing]


def _headline(s: Setting, goals: list[Line], parts: list[PillarPart]) -> str:
    total = len(goals)
    if not parts:
        return s.say("Nothing could be measured")
    if not total:
        return s.many("%(n)s metric, no goals yet", "%(n)s metrics, no goals yet", sum(len(_lines(s, part)) for part in parts))
    reached = sum(1 for line in goals if line.verdict and line.verdict.status in _REACHED)
    missing = sum(1 for line in goals if line.verdict and line.verdict.status is Status.NO_DATA)
    short = total - reached - missing
    facts = {"reached": reached, "short": short, "missing": missing}
    if missing:
        return s.many(
            "Of %(n)s goal %(reached)s is reached, %(short)s is not, %(missing)s has no data",
            "Of %(n)s goals %(reached)s are reached, %(short)s are not, %(missing)s have no data",
            total,
            **facts,
        )
    return s.many(
        "Of %(n)s goal %(reached)s is reached and %(short)s is not",
        "Of %(n)s goals %(reached)s are reached and %(short)s are not",
        total,
        **facts,
    )


def _note(s: Setting, part: PillarPart) -> str:
    if not targeted(part):
        return s.say("no goals set")
    if part.score.value is None:
        return s.say("no score: %(share)s of the weight has data", share=formats.share(part.score.coverage, s.lang, 0))
    score = s.say("score %(score)s", score=percent(part.score.value))
    if part.score.coverage >= 0.995:
        return score
    share = formats.share(part.score.coverage, s.lang, 0)
    return score + s.say(", on the %(share)s of the weight that has data", share=share)


def _rows(s: Setting, part: PillarPart) -> list[dict[str, Any]]:
    """With a goal first, by weight; then the others in the order of the catalogue."""
    lines = _lines(s, part)
    ordered = sorted(lines, key=lambda line: -line.verdict.target.weight if line.verdict else 1)
    return [_row(s, line) for line in ordered]


def _row(s: Setting, line: Line) -> dict[str, Any]:
    words, verdict, unit = s.metric(line.metric), line.verdict, line.figure.unit
    attained = percent(verdict.attainment) if verdict else formats.DASH
    history = [value for _label, value in line.history]
    name = words.name
    return {
        "name": name,
        "short_definition": words.formula if len(words.formula) <= (13 if s.zh else 27) else "",
        "value": formats.figure(line.figure.value, unit, s.lang),
        "estimated": line.figure.estimated and line.figure.value is not None,
        "goal": s.goal_text(verdict.target, unit) if verdict else "",
        "bullet": charts.bullet(
            s.palette,
            verdict.attainment,
            title=s.say("%(metric)s: %(percent)s of 100", metric=name, percent=attained),
        )
        if verdict
        else "",
        "change": formats.change(line.figure, line.previous, unit, s.lang) if line.previous else formats.DASH,
        "spark": charts.spark(
            s.palette,
            history,
            goal=verdict.target.value if verdict else None,
            title=s.say("%(metric)s, the last %(n)s periods", metric=name, n=len(history)),
            width=58,
        )
        if sum(value is not None for value in history) > 1
        else "",
        "status": s.status(verdict.status) if verdict else "",
        "why": s.document.reasons.get(line.metric, "").strip() if verdict else "",
    }


def _reasons(s: Setting, parts: list[PillarPart]) -> list[tuple[str, list[str]]]:
    """Return each reason for a missing value with the metrics it is missing from."""
    found: dict[str, list[str]] = {}
    for part in parts:
        for line in _lines(s, part):
            if line.figure.value is None and line.figure.reason:
                found.setdefault(reason_words(line.figure.reason, s.lang), []).append(s.metric(line.metric).name)
    return list(found.items())
