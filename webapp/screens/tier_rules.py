"""The rules that sort members into tiers: edited with their effect in sight, kept version by version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import tiers as acting
from tenants.actions.tiers import Effect
from tenants.render import formats
from tenants.render.wording.tiers import limit_word, rule_words, tier_word, why_words
from tenants.store import tier_rules as store
from tenants.store.clients import Community
from tenants.terms.people import Role
from tenants.terms.tiers import LIMITS, ORDER, Limit, Tier, TierRule, TierRules, default_rules
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show, wants_fragment
from webapp.screens import workspace
from webapp.screens.tier_days import Days, asked
from webapp.words import language

tier_rules = workspace("tier_rules")


@dataclass(frozen=True, slots=True)
class Editable:
    """One rule in the form: what it says now, and its thresholds as (field, words, least, most)."""

    tier: Tier
    name: str
    words: str
    limits: Sequence[tuple[str, str, str, str]]


@tier_rules.get("/communities/<community>/tiers/rules")
@allow(Role.ANALYST)
def index(community: str) -> Response:
    """The rules in force, and what was in force before."""
    row = community_actions.find(community)
    rules = store.in_force(row)
    return _page(row, Form(initial=_initial(rules)), [rule.tier for rule in rules.rules])


@tier_rules.post("/communities/<community>/tiers/rules")
@allow(Role.MANAGER)
def update(community: str) -> Response:
    """See what other rules would do (``do=effect``), put one up or down (``move``), or save them."""
    row, form, now = community_actions.find(community), Form.posted(), datetime.now(UTC)
    order = _order(form)
    if form.raw("move"):
        return _page(row, form, _moved(order, form.raw("move")))
    rules, version = _rules(form, order), form.whole("version") or 0
    if form.raw("do") == "effect":
        return _effect(row, form, rules, asked(row, now), now)
    if form.ok:
        with form.refusals():
            saved = acting.save_rules(row, rules, version=version, by=current_user.id)
            if saved == version:
                return answer(url_for("tier_rules.index", community=community), toast=_("Nothing changed."))
            return _saved(community, saved, version)
    return _page(row, form, order, status=422)


@tier_rules.post("/communities/<community>/tiers/rules/restore")
@allow(Role.MANAGER)
def restore(community: str) -> Response:
    """Put an earlier version in force again (``to``, 0: the default rules)."""
    row, form = community_actions.find(community), Form(request.values)
    earlier, version = form.whole("to") or 0, form.whole("version") or 0
    if form.ok:
        with form.refusals():
            saved = acting.restore_rules(row, earlier, version=version, by=current_user.id)
            if saved == version:
                return answer(url_for("tier_rules.index", community=community), toast=_("Nothing changed."))
            return _saved(community, saved, version)
    rules = store.in_force(row)
    form = _carried(form, rules)
    return _page(row, form, [rule.tier for rule in rules.rules], status=422)


def _carried(form: Form, rules: TierRules) -> Form:
    """The rules in force with the complaint about another form."""
    fresh = Form(initial=_initial(rules))
    fresh.problem, fresh.remedy = form.problem or next(iter(form.errors.values()), ""), form.remedy
    return fresh


def _saved(community: str, saved: int, version: int) -> Response:
    undo = url_for("tier_rules.restore", community=community, to=version, version=saved)
    words = _("Version %(n)s of the rules is in force.", n=saved)
    return answer(url_for("tier_rules.index", community=community), toast=Toast(words, undo=undo))


def _initial(rules: TierRules) -> dict[str, object]:
    shown = {f"{rule.tier}.{name}": _typed(rule.limit(name), bound) for rule in rules.rules for name, bound in LIMITS[rule.tier].items()}
    return {**shown, "on": [rule.tier.value for rule in rules.rules if rule.on], "version": rules.version}


def _typed(value: float, bound: Limit) -> str:
    return f"{value * 100 if bound.share else value:g}"


def _order(form: Form) -> list[Tier]:
    """The order the form was sent with; what is missing keeps its usual place behind."""
    known = {tier.value: tier for tier in LIMITS}
    sent = [known[text] for text in dict.fromkeys(form.all("order")) if text in known]
    return [*sent, *(tier for tier in LIMITS if tier not in sent)]


def _moved(order: list[Tier], move: str) -> list[Tier]:
    """``core:up``: that rule one place earlier."""
    name, _colon, way = move.partition(":")
    place = next((at for at, tier in enumerate(order) if tier.value == name), None)
    if place is None:
        return order
    other = max(0, place - 1) if way == "up" else min(len(order) - 1, place + 1)
    order[place], order[other] = order[other], order[place]
    return order


def _rules(form: Form, order: Sequence[Tier]) -> list[TierRule]:
    on = set(form.all("on"))
    rules = []
    for tier in order:
        limits = {}
        for name, bound in LIMITS[tier].items():
            scale, field = 100 if bound.share else 1, f"{tier}.{name}"
            least, most = bound.least * scale, bound.most * scale
            value = form.number(field, least=least, most=most) if bound.share else form.whole(field, least=int(least), most=int(most))
            limits[name] = bound.default if value is None else round(value / scale, 6)
        rules.append(TierRule(tier, tier.value in on, limits))
    return rules


def _effect(row: Community, form: Form, rules: Sequence[TierRule], days: Days, now: datetime) -> Response:
    found = None
    if form.ok:
        with form.refusals():
            found = acting.effect(row, rules, days.at, now=now)
    fragment = wants_fragment()
    return _page(row, form, [rule.tier for rule in rules], effect=found, days=days, status=200 if form.ok or fragment else 422)


def _page(
    row: Community, form: Form, order: Sequence[Tier], *, effect: Effect | None = None, days: Days | None = None, status: int = 200
) -> Response:
    lang, present = language(), store.in_force(row)
    return show(
        "screens/tiers/rules.html",
        fragment="screens/tiers/_effect.html" if form.raw("do") == "effect" else "",
        status=status,
        community=row,
        days=days or asked(row, datetime.now(UTC)),
        form=form,
        rules=present,
        editable=[_editable(tier, present) for tier in order],
        effect=_shown(effect) if effect else None,
        versions=store.versions(row),
        default=store.plain(present.rules) == store.plain(default_rules().rules),
        names={tier: tier_word(tier, lang) for tier in ORDER},
    )


def _editable(tier: Tier, rules: TierRules) -> Editable:
    lang = language()
    limits = []
    for name, bound in LIMITS[tier].items():
        field = f"{tier}.{name}"
        limits.append((field, limit_word(tier, name, lang), _typed(bound.least, bound), _typed(bound.most, bound)))
    return Editable(tier, tier_word(tier, lang), rule_words(tier, rules, lang), limits)


def _shown(effect: Effect) -> dict[str, object]:
    """What the page says of an effect."""
    lang = language()
    rows = []
    for tier in ORDER:
        before, after = effect.now.tiers[tier], effect.then.tiers[tier]
        if before or after:
            change = formats.difference(after - before, "people", lang) if after != before else ""
            rows.append((tier_word(tier, lang), before, after, change))
    people = [
        (name.no, name.shown, tier_word(was, lang), tier_word(placed.tier, lang), why_words(placed, lang))
        for name, was, placed in effect.people
    ]
    return {"rows": rows, "people": people, "moved": effect.moved}
