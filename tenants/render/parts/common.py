"""What several parts of a report share."""

from collections.abc import Sequence
from typing import Any

from tenants.render import formats
from tenants.render.parts import scorecard
from tenants.render.setting import Setting
from tenants.terms.metric import Pillar


def chapter(s: Setting, pillar: Pillar, plain: str) -> dict[str, Any]:
    """Return headline, stand-first and further sentences of a pillar's page, from its most important findings.

    Without a finding, the headline is the plain figure in ``plain``.
    """
    found = s.findings(pillar=pillar)
    ours = [finding for finding in found if finding.id not in s.document.rewritten]
    if not ours:
        own = [s.finding(finding) for finding in found]
        return {"headline": plain, "stand": own[0].sentence if own else "", "notes": own[1:4]}
    lead = s.finding(ours[0])
    rest = [s.finding(finding) for finding in found if finding is not ours[0]]
    return {
        "headline": s.title(ours[0]) or lead.headline or plain,
        "stand": lead.sentence if lead.headline else "",
        "notes": rest[:3],
    }


def facts_table(s: Setting, keys: Sequence[str]) -> list[dict[str, str]]:
    """Return rows (name, value, change against the previous period) of the known figures among ``keys``.

    What the scorecard shows is not shown twice.
    """
    rows, told = [], scorecard.shown(s)
    for key in keys:
        figure = s.figure(key)
        if figure is None or key in told:
            continue
        line = s.line(key)
        known = line and line.previous and line.previous.value is not None
        rows.append(
            {
                "name": s.metric(key).name,
                "value": formats.figure(figure.value, figure.unit, s.lang),
                "estimated": "≈" if figure.estimated else "",
                "change": formats.change(figure, line.previous, figure.unit, s.lang) if line and known else "",
            }
        )
    return rows
