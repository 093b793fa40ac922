"""What of a document may leave as data: what its report says, and nothing that was left out of it on purpose.

A page shows what its template names; a file of data would show everything. So what a manager dropped, and the sections the layout leaves
out, are taken away before a workbook or a JSON file is made.
"""

from dataclasses import replace

from tenants.measure import CATALOGUE
from tenants.terms.document import ReportDocument
from tenants.terms.metric import Unit
from tenants.terms.template import Section
from tenants.terms.voices import shielded


def outward(document: ReportDocument) -> ReportDocument:
    """Return ``document`` without dropped findings, hidden sections and the key of the agency's logo among its files; voices shielded.

    Without ``Section.MONEY`` no amount stays; without ``DONE``, ``VOICES`` or ``ACTIONS`` no activity, quotation or action.
    """
    shown = set(document.template.sections)
    dropped = set(document.dropped)
    found = replace(
        document,
        brand=replace(document.brand, logo=""),
        findings=tuple(each for each in document.findings if each.id not in dropped),
        dropped=(),
        rewritten={key: text for key, text in document.rewritten.items() if key not in dropped},
        activities=document.activities if Section.DONE in shown else (),
        voices=shielded(document.voices, document.figures, names=document.names_shown) if Section.VOICES in shown else (),
        actions=document.actions if Section.ACTIONS in shown else (),
    )
    return found if Section.MONEY in shown else _without_money(found)


def _without_money(document: ReportDocument) -> ReportDocument:
    """Amounts go; a goal stays in the scorecard, as the template promises."""
    amounts = {key for key, entry in CATALOGUE.items() if entry.unit is Unit.MONEY}
    promised = {line.metric for part in document.pillars for line in part.lines if line.verdict}
    hidden = amounts - promised
    pillars = tuple(replace(part, lines=tuple(line for line in part.lines if line.metric not in hidden)) for part in document.pillars)
    return replace(
        document,
        pillars=pillars,
        figures={key: figure for key, figure in document.figures.items() if key not in hidden},
        corrections=tuple(each for each in document.corrections if each.metric not in hidden),
        activities=tuple(replace(line, cost=None) for line in document.activities),
        coming=tuple(replace(line, cost=None) for line in document.coming),
    )
