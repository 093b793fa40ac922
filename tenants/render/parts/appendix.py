"""The appendix: what every figure means, where it comes from and what is missing."""

from math import ceil
from typing import Any

from tenants.measure import CATALOGUE
from tenants.render import charts, formats
from tenants.render.charts.pen import text_width
from tenants.render.parts import provenance
from tenants.render.setting import Setting
from tenants.render.wording.reasons import reason_words, source_word
from tenants.terms.figure import Figure, Source
from tenants.terms.metric import Metric, Pillar, Unit

_ENTRY = 236.0  # points: the width of an entry, with what the estimate of a text's width is too wide
_AHEAD = 5  # entries among which a neighbour is looked for
_WHOLE = 0.995  # of the days: a month with data on all of them


def view(s: Setting) -> dict[str, Any]:
    """Return what the appendix shows."""
    d = s.document
    covered = sum(1 for _day, has in d.coverage if has)
    return {
        "groups": _groups(s),
        "coverage": _coverage(s) if covered < len(d.coverage) else "",
        "days": len(d.coverage),
        "coverage_title": s.say("%(covered)s of %(all)s days have data", covered=covered, all=len(d.coverage)),
        "unknown": _unknown(s),
        "contract": d.contract_version,
        "agreed": provenance.contract(s),
        "sources": provenance.sources(s),
        "as_of": formats.moment(d.as_of, s.zone, s.lang) if d.as_of else "",
        "zone": d.zone,
        "version": d.version,
        "estimated": any(figure.estimated for figure in d.figures.values()),
    }


def _groups(s: Setting) -> list[dict[str, Any]]:
    """Return the figures in the order of the catalogue, by pillar; neighbours that rest on one source alone share a title."""
    groups: dict[Pillar, list[tuple[Metric, Figure]]] = {}
    for key, metric in CATALOGUE.items():
        figure = s.document.figures.get(key)
        if figure is not None and (figure.value is not None or (metric.unit is Unit.TABLE and figure.reason is None)):
            groups.setdefault(metric.pillar, []).append((metric, figure))
    joined: list[tuple[list[Pillar], list[tuple[Metric, Figure]]]] = []
    for pillar, found in groups.items():
        if joined and _shared(found) is _shared(joined[-1][1]) is not Source.COMPUTED:
            joined[-1][0].append(pillar)
            joined[-1][1].extend(found)
        else:
            joined.append(([pillar], found))
    return [_group(s, pillars, found) for pillars, found in joined]


def _shared(found: list[tuple[Metric, Figure]]) -> Source:
    sources = {figure.source for _metric, figure in found}
    return sources.pop() if len(sources) == 1 else Source.COMPUTED


def _group(s: Setting, pillars: list[Pillar], found: list[tuple[Metric, Figure]]) -> dict[str, Any]:
    """Return the figures of pillars; a source that all of them share is said once, beside the title."""
    shared = _shared(found)
    return {
        "title": ("、" if s.zh else ", ").join(s.pillar(pillar) for pillar in pillars),
        "source": source_word(shared, s.lang) if shared is not Source.COMPUTED else "",
        "rows": _paired([_row(s, metric, figure, shared) for metric, figure in found]),
    }


def _paired(rows: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Set two entries beside each other, as far as possible in their order but of like length: a pair is as tall as its longer one."""
    # The width of each is looked at by up to five neighbours and estimated letter by letter: once is enough.
    waiting = [(row, ceil(text_width(" ".join(row.values()), 7) / _ENTRY)) for row in rows]
    pairs: list[list[dict[str, str]]] = []
    while waiting:
        first, lines = waiting.pop(0)
        if not waiting:
            pairs.append([first])
            continue
        nearest = min(range(min(_AHEAD, len(waiting))), key=lambda at: abs(waiting[at][1] - lines))
        pairs.append([first, waiting.pop(nearest)[0]])
    return pairs


def _unknown(s: Setting) -> list[tuple[str, list[str]]]:
    """Return each reason for a missing value with the metrics it is missing from."""
    found: dict[str, list[str]] = {}
    for key in CATALOGUE:
        figure = s.document.figures.get(key)
        if figure is not None and figure.value is None and figure.reason:
            found.setdefault(reason_words(figure.reason, s.lang), []).append(s.metric(key).name)
    return list(found.items())


def _row(s: Setting, metric: Metric, figure: Figure, shared: Source) -> dict[str, str]:
    words = s.metric(metric.key)
    value = s.say("drawn") if metric.unit is Unit.TABLE else formats.figure(figure.value, metric.unit, s.lang)
    if figure.low is not None and figure.high is not None:
        span = f"{formats.figure(figure.low, metric.unit, s.lang)}–{formats.figure(figure.high, metric.unit, s.lang)}"
        value += f"（{span}）" if s.zh else f" ({span})"
    about = f"≈{formats.NBSP}" if figure.estimated and figure.value is not None else ""
    return {"name": words.name, "formula": words.formula, "value": about + value, "origin": _origin(s, figure, shared)}


def _origin(s: Setting, figure: Figure, shared: Source) -> str:
    """Return in brackets where a figure comes from and what it rests on; nothing where its group or the notes say so."""
    parts = [] if figure.source in {shared, Source.COMPUTED} else [source_word(figure.source, s.lang)]
    if figure.coverage is not None and figure.coverage < _WHOLE:
        parts.append(s.say("%(share)s of the days", share=formats.share(figure.coverage, s.lang, 0)))
    if figure.n is not None and figure.unit is not Unit.PEOPLE:
        parts.append(f"n{formats.NBSP}={formats.NBSP}{formats.number(figure.n, s.lang)}")
    words = ("，" if s.zh else ", ").join(parts)
    if not words:
        return ""
    return f"（{words}）" if s.zh else f"({words})"


def _coverage(s: Setting) -> str:
    days = s.document.coverage
    covered = sum(1 for _day, has in days if has)
    note = s.say("%(covered)s of %(all)s days", covered=covered, all=len(days))
    return charts.coverage(
        s.palette,
        [(s.document.community, [has for _day, has in days], note)],
        lambda at: formats.day(days[at][0], s.lang),
        title=s.say("Days with data"),
    )
