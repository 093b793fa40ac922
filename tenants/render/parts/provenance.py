"""Where the figures come from: the imports and surveys behind each part, and what counts by the metric contract, in words."""

from collections.abc import Sequence
from typing import Any

from tenants.measure import CATALOGUE
from tenants.render import formats
from tenants.render.setting import Setting
from tenants.render.wording.import_facts import FORMATS
from tenants.render.wording.kinds import act_word
from tenants.terms.document import Source
from tenants.terms.figure import Source as Origin
from tenants.terms.metric import Pillar

MOST = 24
"""Rows of sources; of more, the oldest are told of by their number."""
_SURVEY = "survey"


def sources(s: Setting) -> dict[str, Any]:
    """Return the imports and surveys that hold data of the period, the newest where there are too many to list."""
    found = s.document.sources
    return {
        "rows": [_row(s, source) for source in found[-MOST:]],
        "left": max(0, len(found) - MOST),
        "total": s.many("%(n)s source", "%(n)s sources", len(found)),
    }


def _row(s: Setting, source: Source) -> dict[str, str]:
    survey = source.kind == _SURVEY
    days = formats.days(source.first, source.last, s.lang, year=True) if source.first and source.last else formats.DASH
    return {
        "name": source.name,
        "kind": s.say("Survey") if survey else s.say(FORMATS.get(source.kind, source.kind)),
        "days": days,
        "rows": formats.number(source.rows, s.lang),
        "imported": formats.day(source.imported.astimezone(s.zone).date(), s.lang, year=True),
        "feeds": feeds(s, survey=survey),
    }


def feeds(s: Setting, *, survey: bool) -> str:
    """Return the pillars whose figures rest on surveys, or on imported activity."""
    wanted = (Origin.SURVEY,) if survey else (Origin.COMPUTED, Origin.IMPORT)
    figures = s.document.figures
    pillars = [
        pillar
        for pillar in Pillar
        if any(
            CATALOGUE[key].pillar is pillar and figure.value is not None and figure.source in wanted
            for key, figure in figures.items()
            if key in CATALOGUE
        )
    ]
    return ("、" if s.zh else ", ").join(s.pillar(pillar) for pillar in pillars) or formats.DASH


def contract(s: Setting) -> Sequence[str]:
    """Return what counts in this community as sentences; nothing for a document that does not hold its contract."""
    agreed = s.document.contract
    if agreed is None:
        return ()
    acts = ("、" if s.zh else ", ").join(act_word(kind, s.lang).lower() for kind in agreed.qualifying)
    return (
        s.say("Active is who did at least one of these: %(acts)s.", acts=acts),
        s.say("Staff and bots are not counted.") if agreed.exclude_staff else s.say("Bots are not counted; staff are."),
        s.say(
            "Silent is who did none of them for %(n)s days; a newcomer is one for %(m)s days.", n=agreed.silent_days, m=agreed.newcomer_days
        ),
    )
