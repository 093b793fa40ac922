"""The client's calendar: what was held and what is coming, as the agency approved it in its reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenants.render import formats
from tenants.terms.activity import ActivityLine, ActivityState
from tenants.terms.document import ReportDocument
from tenants.terms.period import Cadence, Period
from webapp.screens.spans import label_words
from webapp.words import language, weekday


@dataclass(frozen=True, slots=True)
class Line:
    """One activity in words. ``off``: it was called off."""

    community: str
    title: str
    day: date
    when: str
    weekday: str
    clock: str
    people: int | None
    result: str
    off: bool


def coming_and_held(documents: Sequence[ReportDocument], today: date) -> tuple[list[Line], list[Line]]:
    """Return what lies ahead, the next first, and what was held, the latest first.

    ``documents`` come the newest first: where two tell of the same activity, the later report knows better. An activity that a report
    announced and that no report has told of since stands among the coming ones until its day, and nowhere after it.
    """
    told: dict[tuple[str, str, date], Line] = {}
    ahead: dict[tuple[str, str, date], Line] = {}
    for document in documents:
        for line in document.activities:
            told.setdefault(_key(document, line), _line(document, line))
        for line in document.coming:
            if line.day >= today and line.state is ActivityState.PLANNED:
                ahead.setdefault(_key(document, line), _line(document, line))
        # Of a period still running, its own activities may lie ahead too.
        for line in document.activities:
            if line.day >= today and line.state is ActivityState.PLANNED:
                ahead.setdefault(_key(document, line), _line(document, line))
    past = [line for key, line in told.items() if key not in ahead and line.day <= today]
    return sorted(ahead.values(), key=lambda line: (line.day, line.clock)), sorted(past, key=lambda line: line.day, reverse=True)


def months_of(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Group what was held by month."""
    groups: dict[Period, list[Line]] = {}
    for line in lines:
        groups.setdefault(Period.containing(line.day, Cadence.MONTH), []).append(line)
    return [(label_words(period), found) for period, found in groups.items()]


def _key(document: ReportDocument, line: ActivityLine) -> tuple[str, str, date]:
    return document.community, line.title, line.day


def _line(document: ReportDocument, line: ActivityLine) -> Line:
    whole = line.starts.hour == line.starts.minute == 0
    return Line(
        community=document.community,
        title=line.title,
        day=line.day,
        when=formats.days(line.day, line.last, language()),
        weekday=weekday(line.day, short=True),
        clock="" if whole else f"{line.starts:%H:%M}",
        people=line.participants,
        result=line.result,
        off=line.state is ActivityState.CANCELLED,
    )
