"""The page of one community: its promises and how they stand, its days, hours and people, and every figure with what stands behind it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, g, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from tenants.actions import communities as community_actions
from tenants.actions import kept_parts
from tenants.actions.dashboards import Against, Overview, best_month, foresee, overview
from tenants.actions.kept_parts import Part
from tenants.render import formats
from tenants.render.setting import Setting
from tenants.render.wording.findings import finding_words, verdict_sentence
from tenants.render.wording.platforms import platform_word
from tenants.render.wording.stages import stage_words
from tenants.store import alerts as alert_store
from tenants.store import imports as import_store
from tenants.store import reviews as review_store
from tenants.store import stages as stage_store
from tenants.store import surveys as survey_store
from tenants.store.clients import Community
from tenants.store.glance import glance, once
from tenants.terms.errors import Refusal
from tenants.terms.people import Language, Role
from tenants.terms.period import Cadence, Period
from tenants.terms.words import N_
from webapp.access import allow
from webapp.edition import edition
from webapp.hypermedia import show
from webapp.reading import plotting
from webapp.screens.alert_words import shown
from webapp.screens.choices import kinds
from webapp.screens.communities import communities
from webapp.screens.dashboard_chart import chart, chosen
from webapp.screens.dashboard_figures import beside_words, groups, pillars
from webapp.screens.dashboard_people import days_of, people
from webapp.screens.drawing import heat
from webapp.screens.spans import Spans, around, label_words
from webapp.screens.tier_days import Days
from webapp.words import language

CADENCES = ((Cadence.WEEK, N_("Week")), (Cadence.MONTH, N_("Month")), (Cadence.QUARTER, N_("Quarter")), (Cadence.YEAR, N_("Year")))
BESIDE = ((Against.PREVIOUS, N_("with the period before")), (Against.YEAR, N_("with a year before")))
STANDOUT = 5
LONGEST = 400
"""Days of the longest period a page measures."""


@communities.get("/communities/<community>", endpoint="show")
@allow(Role.ANALYST)
@glance()
def show_one(community: str) -> Response:
    """One community in one period, beside another; period, comparison and chart are in the address."""
    row = community_actions.find(community)
    now = datetime.now(UTC)
    period = _period(row, now)
    empty = not once(("imports", row.id), lambda: import_store.vouching(row.id)) and not survey_store.of_community(row.id)
    spans = around(period, _address)
    context: dict[str, Any] = {
        "community": row,
        "period": period,
        "kind_name": dict(kinds())[row.kind],
        "platform_name": platform_word(row.platform, language()),
        "spans": spans,
        "empty": empty,
        "noticed": shown(alert_store.standing(row)),
        "live": {} if empty else plotting(),
        "stage": _stage(row),
        "failed": [each for each in import_store.of_community(row.id, limit=5) if each.state == "failed"] if empty else [],
    }
    if not empty:
        part = _part(row, period, spans, now)
        context |= {
            "part": Markup(part.markup),  # noqa: S704 - what this page's own template wrote
            "as_of_words": _moment(part.as_of, row),
            "review": review_store.latest(row, period),
        }
    return show("screens/dashboard/show.html", **context)


def _stage(community: Community) -> str:
    """The stage somebody confirmed, in words; empty where nobody has."""
    row = stage_store.current(community)
    return stage_words(row.stage, language())[0] if row is not None else ""


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


def _against() -> Against:
    """The comparison in the address; 404 for one there is not."""
    try:
        return Against(request.args.get("against", Against.PREVIOUS))
    except ValueError:
        abort(404)


def _address(label: str, **also: str) -> str:
    kept: dict[str, Any] = {"chart": request.args.get("chart") or None, "against": request.args.get("against") or None, "period": label}
    return url_for("communities.show", community=(request.view_args or {})["community"], **(kept | also))


def _part(community: Community, period: Period, spans: Spans, now: datetime) -> Part:
    """Everything about the period, as it was written when somebody last asked for it, or anew where anything has changed since."""
    against, days = _against(), days_of(community, period, now)

    def write() -> Part:
        found = overview(community, period, now=now, against=against)
        context = _measured(community, found, against, days, now)
        markup = render_template("screens/dashboard/_period.html", community=community, period=period, spans=spans, **context)
        # Of a period without data the page names another one with some, and which that is depends on the day.
        return Part(markup, found.document.as_of, lasting=not context["nothing"] and not current_app.jinja_env.auto_reload)

    foresee(community, period, against, [days.at, days.since])
    besides = (edition(), language(), request.script_root, g.workspace.slug, str(days.at), str(days.since))
    chosen()
    # As the address has them, since the addresses in the part go on from it.
    subject = ":".join(("part", period.label, *(request.args.get(name, "") for name in ("against", "chart")), language()))
    return kept_parts.kept(community, subject, [period, against.of(period)], besides=besides, now=now, write=write)


def _moment(at: datetime | None, community: Community) -> str:
    return formats.moment(at, ZoneInfo(community.timezone), language()) if at else ""


def _measured(community: Community, found: Overview, against: Against, days: Days, now: datetime) -> dict[str, Any]:
    """All that a period with data shows: nothing but what follows from the rows of ``store.unchanged``, bulk data and the address."""
    document, period = found.document, found.document.period
    setting = Setting.of(document, language())
    now_words, then_words = beside_words(found)
    coverage = _coverage(found)
    other = best_month(community, now=now) if coverage["nothing"] else period
    return {
        "sentence": verdict_sentence(document, language()),
        "pillars": pillars(found, setting),
        "promised": bool(found.targets),
        "groups": groups(found, setting),
        "chart": chart(found, now_words, then_words, lambda key: _address(period.label, chart=key) + "#daily"),
        "heat": heat(document.hours, formats.WEEKDAYS[Language(language())]),
        "findings": [finding_words(each, language()) for each in document.findings[:STANDOUT]],
        **people(community, period, days, now=now),
        "figures": document.figures,
        "cadences": [(_(words), _address(_beside(period, each).label), period.cadence is each) for each, words in CADENCES],
        "beside": [(_(words), _address(period.label, against=each), against is each) for each, words in BESIDE],
        "before_words": then_words,
        "now_words": now_words,
        "as_of_words": _moment(document.as_of, community),
        "contract": document.contract_version,
        "other": other,
        "other_words": label_words(other),
        **coverage,
    }


def _coverage(found: Overview) -> dict[str, Any]:
    """How much of the period is known: of no day at all, the page says so instead of showing dashes."""
    document = found.document
    covered = sum(seen for _day, seen in document.coverage)
    unknown = all(figure.value is None for figure in document.figures.values() if figure.source == "computed")
    return {"covered": covered, "days": len(document.coverage), "nothing": not covered and unknown}


def _beside(period: Period, cadence: Cadence) -> Period:
    """The period of another cadence that shows the end of this one."""
    last = period.days()[-1]
    return period if period.cadence is cadence else Period.containing(last, cadence)
