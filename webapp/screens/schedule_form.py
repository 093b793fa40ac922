"""The form of a schedule: what it offers, what was typed, and the dates that what was typed leads to."""

from datetime import datetime
from itertools import groupby
from typing import Any

from tenants.actions.schedules import ScheduleForm, begins_with
from tenants.render.wording.schedules import EVERY, every, rhythm_words
from tenants.store.clients import Community, all_communities, community_by_slug
from tenants.store.schedules import Schedule
from tenants.store.zones import zone_of
from tenants.terms.people import Language
from tenants.terms.period import Cadence, Period
from tenants.terms.rhythm import LAST_HOUR, MOST_SETTLE_DAYS, Rhythm
from webapp.forms import Form
from webapp.screens.schedule_words import ahead, approving, language_name
from webapp.words import language

BEGINS = ("previous", "running")
SHAPE = ("community", "cadence", "begin", "settle_days", "hour")
"""Fields that the dates depend on."""


def initial(row: Schedule | None, community: str, now: datetime) -> dict[str, object]:
    """What the form holds when it is opened: a schedule's own terms, or those of most schedules."""
    if row is not None:
        plain = ("cadence", "settle_days", "hour", "language", "revision")
        held: dict[str, object] = {name: getattr(row, name) for name in plain}
        recipients = "\n".join(str(each) for each in row.recipients)
        return {**held, "approver_id": row.approver_id or "", "recipients": recipients, "unreviewed": row.unreviewed}
    place = community_by_slug(community) or next(iter(all_communities()), None)
    terms = ScheduleForm()
    begin = "running"
    if place is not None:
        ended = begins_with(place, Cadence.MONTH, terms, now=now).until <= now.astimezone(zone_of(place)).date()
        begin = "previous" if ended else "running"
    usual = {"cadence": Cadence.MONTH.value, "settle_days": terms.settle_days, "hour": terms.hour, "begin": begin}
    return {**usual, "community": place.slug if place else ""}


def offered() -> list[tuple[str, str]]:
    """Communities that a schedule may be set up for."""
    return [(row.slug, row.name) for row in all_communities()]


def choices(form: Form, row: Schedule | None) -> dict[str, Any]:
    """What the page offers to choose from."""
    places = all_communities()
    community = row.community if row else community_by_slug(form.raw("community"))
    client = community.client if community else None
    grouped = [(name, [(each.slug, each.name) for each in group]) for name, group in groupby(places, key=lambda each: each.client.name)]
    return {
        "row": row,
        "places": grouped,
        "cadences": [(cadence.value, every(cadence, language())) for cadence in EVERY],
        "hours": [(str(hour), f"{hour:02d}:00") for hour in range(LAST_HOUR + 1)],
        "approvers": [(str(person_id), name) for person_id, name in approving().items()],
        "languages": [(code.value, language_name(code)) for code in Language],
        "clients_language": language_name(client.language) if client and (row or len(places) == 1) else "",
        "clients_list": [each.email for each in client.recipients] if client and (row or len(places) == 1) else None,
    }


def wanted(form: Form) -> ScheduleForm:
    """What was typed, checked for its shape; what it may not hold is the action's to refuse."""
    return ScheduleForm(
        settle_days=form.whole("settle_days", most=MOST_SETTLE_DAYS) or 0,
        hour=form.whole("hour", most=LAST_HOUR) or 0,
        approver_id=form.uuid("approver_id", optional=True),
        recipients=form.emails("recipients"),
        language=form.one_of("language", [code.value for code in Language], optional=True),
        unreviewed=form.flag("unreviewed"),
    )


def begun_with(form: Form, community: Community | None, now: datetime) -> tuple[str, Period | None]:
    """The cadence of a new schedule and the period it begins with, as chosen."""
    cadence = form.one_of("cadence", [each.value for each in EVERY])
    begin = form.one_of("begin", BEGINS)
    if not cadence or not begin or community is None:
        return cadence, None
    running = Period.containing(now.astimezone(zone_of(community)).date(), Cadence(cadence))
    return cadence, running if begin == "running" else running.previous()


def typed(form: Form) -> dict[str, object]:
    """The fields that the dates depend on, whatever stands in them."""
    return {name: form.raw(name) for name in SHAPE}


def preview(form: Form, row: Schedule | None, now: datetime) -> dict[str, Any]:
    """The dates that the fields lead to; none while they do not make a schedule yet."""
    rhythm = _rhythm(form, row, now)
    if rhythm is None:
        return {"rhythm": "", "at_once": [], "at_once_count": 0, "coming": []}
    at_once, coming, count = ahead(rhythm, now, row)
    return {"rhythm": rhythm_words(rhythm, language()), "at_once": at_once, "at_once_count": count, "coming": coming}


def _rhythm(form: Form, row: Schedule | None, now: datetime) -> Rhythm | None:
    settle = form.whole("settle_days", most=MOST_SETTLE_DAYS)
    hour = form.whole("hour", most=LAST_HOUR)
    if row is not None:
        if not form.ok or settle is None or hour is None:
            return None
        return Rhythm(row.rhythm.cadence, settle, hour, row.community.timezone, row.first)
    community = community_by_slug(form.raw("community"))
    cadence, first = begun_with(form, community, now)
    if not form.ok or community is None or first is None or settle is None or hour is None:
        return None
    return Rhythm(Cadence(cadence), settle, hour, community.timezone, first.first)
