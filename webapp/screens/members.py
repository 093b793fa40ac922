"""One member of a community: what is known of them, where they stand and why, and what they did month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import tiers as acting
from tenants.render import formats
from tenants.render.wording.kinds import act_word
from tenants.render.wording.platforms import platform_word
from tenants.render.wording.tiers import sentence, tier_word
from tenants.store import people_of
from tenants.store.clients import Community
from tenants.store.events import SpellRow
from tenants.store.zones import zone_of
from tenants.terms.event import EventKind
from tenants.terms.people import Role
from tenants.terms.period import Cadence, Period
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.spans import label_words
from webapp.screens.tier_days import Days, asked
from webapp.words import language

members = workspace("members")

MONTHS = 12
MARKS = {"expert": "expert", "paid": "paid"}


@dataclass(frozen=True, slots=True)
class Months:
    """What somebody did month by month: kinds of acts, and rows of (month, counts by kind, all)."""

    kinds: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int], int]]
    most: int


@members.get("/communities/<community>/members/<int:number>", endpoint="show")
@allow(Role.ANALYST)
def show_one(community: str, number: int) -> Response:
    """The page of one member."""
    row, now = community_actions.find(community), datetime.now(UTC)
    member = people_of.one(row, number) if number < 2**31 else None
    if member is None:
        abort(404)
    if member.person_no is not None:
        return answer(url_for("members.show", community=community, number=member.person_no))
    days = asked(row, now)
    known = acting.one_member(row, number, days.at, now=now)
    was = acting.standing(row, days.since, now=now).of(number)
    spells = people_of.spells(row, number)
    inviter = next((spell.inviter_no for spell in spells if spell.inviter_no), None)
    called = people_of.names(row, [number, *([inviter] if inviter else [])])
    return show(
        "screens/members/show.html",
        community=row,
        days=days,
        member=member,
        name=called[number].shown,
        account=member.external_id.partition(":")[2] or member.external_id,
        profile=known[0] if known else None,
        tier=tier_word(known[1].tier, language()) if known else "",
        said=sentence(known[1], language()) if known else "",
        was=tier_word(was, language()) if was else "",
        spells=[_spell(spell, zone_of(row)) for spell in spells],
        inviter=called.get(inviter) if inviter else None,
        months=_months(row, number, days),
        accounts=people_of.accounts(row, number),
        elsewhere=[(place, platform_word(place.platform, language()), other) for place, other in people_of.elsewhere(member)],
    )


def _spell(spell: SpellRow, zone: ZoneInfo) -> dict[str, object]:
    """One membership in words, on the community's clock."""

    def words(at: datetime | None) -> str:
        return formats.day(at.astimezone(zone).date(), language(), year=True) if at else ""

    return {"joined": words(spell.joined_at), "left": words(spell.left_at), "estimated": spell.estimated}


def _months(row: Community, number: int, days: Days) -> Months:
    last = Period.containing(days.at, Cadence.MONTH)
    periods = [last]
    while len(periods) < MONTHS:
        periods.append(periods[-1].previous())
    found = people_of.months(row, number, periods[-1].first, last.until)
    kinds = [kind for kind in EventKind if any(each is kind for _month, each in found)]
    oldest = min((month for month, _kind in found), default=last.first)
    rows = [(label_words(each), [found.get((each.first, kind), 0) for kind in kinds]) for each in periods if each.first >= oldest]
    return Months(
        kinds=[act_word(kind, language()) for kind in kinds],
        rows=[(words, counts, sum(counts)) for words, counts in rows],
        most=max((sum(counts) for _words, counts in rows), default=0),
    )


@members.post("/communities/<community>/members/<int:number>/marks")
@allow(Role.MANAGER)
def mark(community: str, number: int) -> Response:
    """Say of a member that they are an expert, or paying, or not (``what``, ``is``)."""
    row, form = community_actions.find(community), Form(request.values)
    what, value = form.one_of("what", MARKS), form.one_of("is", ["yes", "no"]) == "yes"
    if not form.ok or number >= 2**31:
        abort(422)
    changed = acting.mark(row, number, **{MARKS[what]: value}, by=current_user.id)
    words = {
        ("expert", True): _("Marked as an expert."),
        ("expert", False): _("No longer marked as an expert."),
        ("paid", True): _("Marked as paying."),
        ("paid", False): _("No longer marked as paying."),
    }
    back: dict[str, Any] = {"what": what, "is": "no" if value else "yes"}
    undo = url_for("members.mark", community=community, number=number, **back)
    toast = Toast(words[what, value], undo=undo) if changed else Toast(_("Nothing changed."))
    return answer(url_for("members.show", community=community, number=number), toast=toast)
