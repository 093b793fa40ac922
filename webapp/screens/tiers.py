"""Tiers of a community: how many stand in each, who moved between two days, and the lists one acts on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, abort, g, request
from flask_babel import gettext as _

from tenants.actions import communities as community_actions
from tenants.actions import tiers as acting
from tenants.actions.renderings import Rendering
from tenants.actions.tiers import Row, Sorting, Wanted, Window
from tenants.render import formats, people_table
from tenants.render.wording.tiers import list_words, rule_words, tier_word, why_words
from tenants.store import tier_rules
from tenants.store import tiers as store
from tenants.store.clients import Community
from tenants.store.glance import glance, once
from tenants.store.people_of import Name
from tenants.terms.people import Language, Role
from tenants.terms.tiers import ORDER, Moves, Standing, Tier, TierList
from webapp.access import allow
from webapp.hypermedia import show
from webapp.screens import workspace
from webapp.screens.sending import send
from webapp.screens.tier_days import Days, asked, month_ends
from webapp.screens.tier_matrix import JOINED, LEFT, matrix
from webapp.words import language

tiers = workspace("tiers")

PAGE = 50
ENGAGED = (Tier.EXPERT, Tier.CORE, Tier.LOYAL, Tier.ACTIVE)
QUIET = (Tier.SILENT, Tier.ZOMBIE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Line:
    """One tier of the table."""

    tier: Tier
    name: str
    rule: str
    members: int
    share: str
    change: str
    address: str


@tiers.get("/communities/<community>/tiers")
@allow(Role.ANALYST)
@glance()
def index(community: str) -> Response:
    """How many stand in each tier, what changed, who moved, and whom to talk to."""
    row, now = community_actions.find(community), datetime.now(UTC)
    days = asked(row, now)
    acting.foresee(row, [days.at, days.since])
    found, before = acting.standing(row, days.at, now=now), acting.standing(row, days.since, now=now)
    rules = once(("rules", row.id), lambda: tier_rules.in_force(row))
    lines = [_line(tier, found, before, rule_words(tier, rules, language()), days) for tier in ORDER]
    moved = acting.moved(before, found)
    return show(
        "screens/tiers/index.html",
        community=row,
        days=days,
        counts=found.counts,
        until=store.data_until(row),
        lines=[line for line in lines if line.tier is not Tier.OTHER or line.members],
        lists=_lists(found, moved, days),
        matrix=matrix(moved, days),
        engaged=sum(found.counts.tiers[tier] for tier in ENGAGED),
        quiet=sum(found.counts.tiers[tier] for tier in QUIET),
        leaving=found.counts.tiers[Tier.AT_RISK],
        options=month_ends(days.at),
        since_options=month_ends(days.since),
        rules=rules,
    )


def _line(tier: Tier, found: Standing, before: Standing, rule: str, days: Days) -> Line:
    now, then = found.counts.tiers[tier], before.counts.tiers[tier]
    return Line(
        tier=tier,
        name=tier_word(tier, language()),
        rule=rule,
        members=now,
        share=formats.share(found.counts.share(tier), language()),
        change=formats.difference(now - then, "people", language()) if before.counts.members else formats.DASH,
        address=days.address("tiers.people", now=tier.value),
    )


def _lists(found: Standing, moved: Moves, days: Days) -> list[tuple[str, str, int, str]]:
    counts = found.counts.tiers
    numbers = {
        TierList.AT_RISK: counts[Tier.AT_RISK],
        TierList.WAITING: len(found.waiting),
        TierList.RISING: acting.rising(moved),
        TierList.SILENT: counts[Tier.SILENT],
        TierList.ZOMBIES: counts[Tier.ZOMBIE],
    }
    return [(*list_words(each, language()), number, days.address("tiers.people", list=each.value)) for each, number in numbers.items()]


@tiers.get("/communities/<community>/tiers/people")
@allow(Role.ANALYST)
def people(community: str) -> Response:
    """The members of one list, tier or cell of the matrix: who, and why in words."""
    row, now = community_actions.find(community), datetime.now(UTC)
    days, wanted, order = asked(row, now), _wanted(), _order()
    left = request.args.get("now") == LEFT
    number = _number()
    gone = _gone(row, days, wanted, now) if left else []
    page = None if left else acting.listed(row, wanted, days.at, days.since, window=Window(order, (number - 1) * PAGE, PAGE), now=now)
    total = page.total if page else len(gone)

    def address(**more: object) -> str:
        kept = {name: request.args.get(name) for name in ("list", "now", "was", "find", "order") if request.args.get(name)}
        return days.address("tiers.people", **{**kept, **more})

    return show(
        "screens/tiers/people.html",
        fragment="screens/tiers/_people.html",
        community=row,
        days=days,
        title=_title(wanted, left=left),
        note=list_words(wanted.list, language())[1] if wanted.list else "",
        rows=[_row(each) for each in page.rows] if page else [],
        gone=gone[(number - 1) * PAGE : number * PAGE],
        left=left,
        total=total,
        first=(number - 1) * PAGE + 1,
        number=number,
        more=number * PAGE < total,
        order=order,
        sought=wanted.like,
        kept={name: request.args.get(name) for name in ("list", "now", "was", "order") if request.args.get(name)},
        address=address,
        sort=lambda key: address(order=key),
        file=lambda form: days.address("tiers.file", form=form, **{k: v for k, v in request.args.items() if k in KEPT}),
    )


KEPT = ("list", "now", "was", "find", "order")


def _wanted() -> Wanted:
    """What the address asks for; 404 for lists and tiers that there are not."""
    kind, now, was = (request.args.get(name, "") for name in ("list", "now", "was"))
    try:
        return Wanted(
            list=TierList(kind) if kind else None,
            now=Tier(now) if now and now != LEFT else None,
            was=Tier(was) if was and was != JOINED else None,
            joined=was == JOINED,
            like=request.args.get("find", "").strip()[:100],
        )
    except ValueError:
        abort(404)


def _order() -> str:
    order = request.args.get("order") or "-acts"
    if order.removeprefix("-") not in tuple(Sorting):
        abort(404)
    return order


def _number() -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _gone(row: Community, days: Days, wanted: Wanted, now: datetime) -> list[Name]:
    if wanted.was is None:
        abort(404)
    found = acting.gone(row, wanted.was, days.at, days.since, now=now)
    return [name for name in found if wanted.like.casefold() in name.shown.casefold()]


def _title(wanted: Wanted, *, left: bool) -> str:
    lang = language()
    if wanted.list:
        return list_words(wanted.list, lang)[0]
    now = _("Left the community") if left else tier_word(wanted.now, lang) if wanted.now else ""
    if wanted.was or wanted.joined:
        was = _("Not a member yet") if wanted.joined else tier_word(wanted.was or Tier.OTHER, lang)
        return f"{was} → {now}" if now else was
    return now or str(_("All members"))


def _row(row: Row) -> Mapping[str, Any]:
    lang = language()
    return {
        "no": row.name.no,
        "name": row.name.shown,
        "paid": row.name.paid,
        "tier": tier_word(row.placed.tier, lang),
        "why": why_words(row.placed, lang),
        "was": tier_word(row.was, lang) if row.was else "",
        "acts": row.profile.acts,
        "last": row.last,
        "joined": row.profile.joined,
    }


@tiers.get("/communities/<community>/tiers/file/<form>")
@allow(Role.ANALYST)
def file(community: str, form: str) -> Response:
    """The whole list as CSV or workbook, in the order of the page."""
    row, now = community_actions.find(community), datetime.now(UTC)
    if form not in {"csv", "xlsx"} or request.args.get("now") == LEFT:
        abort(404)
    days, wanted = asked(row, now), _wanted()
    page = acting.listed(row, wanted, days.at, days.since, window=Window(_order()), now=now)
    heads = [_("Name"), _("Platform id"), _("Tier"), _("Why"), _("Tier before"), _("Last active"), _("Acts, 30 days")]
    heads += [_("Acts, 30 days before"), _("Member since"), _("Paid"), _("Number")]
    cells = [_cells(each) for each in page.rows]
    title = f"{row.name} · {_title(wanted, left=False)}"
    name = f"{row.slug}-{wanted.list or wanted.now or 'members'}-{days.at.isoformat()}.{form}"
    if form == "csv":
        return send(Rendering(people_table.as_csv(heads, cells), "text/csv; charset=utf-8", name))
    zh = language() == Language.ZH
    content = people_table.as_workbook(title, days.at_words, heads, cells, colour=g.workspace.colour, zh=zh, made=now)
    return send(Rendering(content, XLSX, name))


def _cells(row: Row) -> list[people_table.Cell]:
    lang = language()
    return [
        row.name.shown,
        row.name.external_id.partition(":")[2] or row.name.external_id,
        tier_word(row.placed.tier, lang),
        why_words(row.placed, lang),
        tier_word(row.was, lang) if row.was else "",
        row.last,
        row.profile.acts,
        row.profile.acts_before,
        row.profile.joined,
        str(_("yes")) if row.name.paid else "",
        row.name.no,
    ]
