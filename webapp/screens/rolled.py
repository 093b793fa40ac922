"""A client's communities together: every figure with what it rests on, beside those of each community."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tenants.actions import clients as client_actions
from tenants.actions import recording, rolling
from tenants.actions.rolling import RollUp
from tenants.render.wording.metrics import metric_words, pillar_word
from tenants.render.wording.reasons import reason_words
from tenants.terms.figure import Figure, Reason
from tenants.terms.metric import CORE_PILLARS, Unit
from tenants.terms.people import Role
from tenants.terms.period import Cadence, Period
from webapp.access import allow
from webapp.hypermedia import show
from webapp.screens import workspace
from webapp.screens.spans import around, parsed
from webapp.words import language

rolled = workspace("rolled")


@dataclass(frozen=True, slots=True)
class Line:
    """One metric: together, what is to be said about it, and each community's figure."""

    name: str
    figure: Figure
    note: str
    of: list[Figure]


@rolled.get("/clients/<client>/figures")
@allow(Role.ANALYST)
def index(client: str) -> Response:
    """The figures of one period, by pillar."""
    row = client_actions.find(client)
    label, now = request.args.get("period"), datetime.now(UTC)
    today = now.astimezone(ZoneInfo(g.workspace.timezone)).date()
    period = parsed(label) if label else Period.containing(today, Cadence.MONTH).previous()
    found = rolling.rolled_up(row, period, now)
    return show(
        "screens/rolled/index.html",
        client=row,
        period=period,
        spans=around(period, lambda label: url_for("rolled.index", client=client, period=label)),
        places=[place for place, _figures in found.parts],
        groups=_groups(found),
        merged=found.merged,
        unsettled=found.unsettled,
    )


def _groups(found: RollUp) -> list[tuple[str, list[Line], bool]]:
    """The figures by pillar, those left out that no community knows; the three promises stand open."""
    pillars = {metric.key: metric.pillar for metric in recording.metrics()}
    groups: dict[str, list[Line]] = {}
    for key, figure in found.figures.items():
        of = [figures[key] for _place, figures in found.parts]
        if figure.unit is Unit.TABLE or all(each.value is None for each in [figure, *of]):
            continue
        groups.setdefault(pillars[key], []).append(_line(key, figure, of))
    order = sorted(groups, key=lambda pillar: (pillar not in CORE_PILLARS, [*CORE_PILLARS, pillar].index(pillar)))
    return [(pillar_word(pillar, language()), groups[pillar], pillar in CORE_PILLARS) for pillar in order]


def _line(key: str, figure: Figure, of: list[Figure]) -> Line:
    # Coverage is of platforms here, not of days: the note says it.
    return Line(metric_words(key, language()).name, replace(figure, coverage=None), _note(figure), of)


def _note(figure: Figure) -> str:
    """Why it is qualified, and how many platforms it rests on where that is not all of them."""
    # What it means stands in the page's head; in a row a word is enough.
    doubled = figure.reason is Reason.NOT_DEDUPLICATED
    words = [_("not de-duplicated") if doubled else reason_words(figure.reason, language())] if figure.reason else []
    having, of = figure.detail.get("with_data"), figure.detail.get("communities")
    if having != of:
        words.append(_("%(n)s of %(all)s communities have data.", n=having, all=of))
    twice = figure.detail.get("twice")
    if isinstance(twice, int | float) and twice > 0:
        once = ngettext(
            "One person is in more than one and counts once.", "%(num)d people are in more than one and count once.", int(twice)
        )
        words.append(once)
    return " · ".join(words)
