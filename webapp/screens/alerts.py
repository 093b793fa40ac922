"""Alerts: the list, one of them with what one could do, the rules, and how a person hears of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import alert_digest, alert_rules
from tenants.actions import alerts as acting
from tenants.actions import communities as community_actions
from tenants.actions.alert_digest import Reading
from tenants.actions.alert_rules import RuleForm
from tenants.render.wording.alerts import rule_words
from tenants.store import accounts
from tenants.store import alerts as store
from tenants.store.alerts import Wanted
from tenants.store.clients import Community, all_communities
from tenants.terms.alert import RULES, Rule, State
from tenants.terms.people import Role
from tenants.terms.words import N_
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.alert_words import shown, steps
from webapp.words import language, zone

alerts = workspace("alerts")

PAGE = 30
VIEWS = (("standing", N_("Unsettled")), ("done", N_("Settled")), ("over", N_("Over")), ("all", N_("All")))
UNITS = {"percent": N_("per cent of the period"), "days": N_("days"), "points": N_("points"), "times": N_("times the usual spread")}
MUTED_DAYS = 30


@alerts.get("/alerts")
@allow(Role.ANALYST)
def index() -> Response:
    """The alerts of the workspace, those to be seen to first; what is shown is in the address."""
    wanted = Wanted(request.args.get("state", "standing"), request.args.get("community", ""), request.args.get("rule", ""))
    page = max(1, request.args.get("page", 1, type=int))
    found, total = store.listed(wanted, limit=PAGE, offset=min(page - 1, 10_000) * PAGE)

    def there(state: str = wanted.state, page: int | None = None) -> str:
        return url_for("alerts.index", state=state, community=wanted.community or None, rule=wanted.rule or None, page=page)

    return show(
        "screens/alerts/index.html",
        lines=shown(found),
        total=total,
        wanted=wanted,
        views=[(_(words), there(state=code), wanted.state == code) for code, words in VIEWS],
        communities=[(each.slug, each.name) for each in all_communities()],
        rules=[(rule.value, rule_words(rule, language())[0]) for rule in Rule],
        before=there(page=page - 1) if page > 1 else "",
        after=there(page=page + 1) if page * PAGE < total else "",
    )


@alerts.get("/alerts/<uuid:alert_id>")
@allow(Role.ANALYST)
def show_one(alert_id: UUID) -> Response:
    """One alert: what happened, how unusual, what one could do, what was done."""
    return _one(alert_id, Form())


@alerts.post("/alerts/<uuid:alert_id>")
@allow(Role.ANALYST)
def turn(alert_id: UUID) -> Response:
    """Take an alert up, settle it or open it again, with a note."""
    form = Form.posted()
    state = form.choice("state", State)
    note = form.text("note", limit=acting.NOTE, optional=True, lines=True)
    before = acting.find(alert_id).state
    if form.ok and state is not None:
        with form.refusals():
            acting.turn(alert_id, state, note=note, by=current_user.id, now=datetime.now(UTC))
            words = {State.OPEN: _("Opened again."), State.ACKNOWLEDGED: _("You see to it."), State.DONE: _("Settled.")}[state]
            undo = url_for("alerts.back", alert_id=alert_id, state=before) if before != state else ""
            return answer(url_for("alerts.show_one", alert_id=alert_id), toast=Toast(words, undo=undo))
    return _one(alert_id, form, status=422)


@alerts.post("/alerts/<uuid:alert_id>/back")
@allow(Role.ANALYST)
def back(alert_id: UUID) -> Response:
    """Undo the last turn."""
    if request.args.get("state") not in tuple(State):
        abort(404)
    acting.turn(alert_id, State(request.args["state"]), by=current_user.id, now=datetime.now(UTC))
    return answer(url_for("alerts.show_one", alert_id=alert_id), toast=_("As it was before."))


@alerts.post("/alerts/<uuid:alert_id>/mute")
@allow(Role.MANAGER)
def mute(alert_id: UUID) -> Response:
    """Raise nothing of this kind in this community for a month, or again."""
    row = acting.find(alert_id)
    again = request.form.get("again") == "1"
    until = None if again else datetime.now(UTC).astimezone(zone()).date() + timedelta(days=MUTED_DAYS)
    alert_rules.mute(row.community, Rule(row.rule), until, by=current_user.id)
    words = (
        _("Alerts of this kind are raised here again.") if again else _("Nothing of this kind is raised here for %(n)s days.", n=MUTED_DAYS)
    )
    return answer(url_for("alerts.show_one", alert_id=alert_id), toast=words)


def _one(alert_id: UUID, form: Form, status: int = 200) -> Response:
    row = acting.find(alert_id)
    today = datetime.now(UTC).astimezone(zone()).date()
    holds = alert_rules.settings(row.community)[Rule(row.rule)]
    return show(
        "screens/alerts/show.html",
        status=status,
        line=shown([row])[0],
        steps=steps(row),
        form=form,
        muted=holds.muted_until if holds.muted_until and holds.muted_until >= today else None,
        about=rule_words(row.rule, language())[1],
    )


@alerts.get("/alerts/rules")
@allow(Role.ANALYST)
def rules() -> Response:
    """What is watched: for the whole workspace, or what differs in one community."""
    return _rules(_place(), None)


@alerts.post("/alerts/rules")
@allow(Role.MANAGER)
def save_rules() -> Response:
    """Change the rules of the workspace or of one community, all or none."""
    community, form = _place(), Form.posted()
    wanted = {rule: _typed(form, rule, community) for rule in Rule}
    if form.ok:
        with form.refusals():
            alert_rules.save(community, wanted, by=current_user.id)
            return answer(url_for("alerts.rules", community=community.slug if community else None), toast=_("Saved."))
    return _rules(community, form, status=422)


def _place() -> Community | None:
    slug = request.args.get("community", "")
    return community_actions.find(slug) if slug else None


def _typed(form: Form, rule: Rule, community: Community | None) -> RuleForm:
    choice = form.one_of(f"watch.{rule}", ["on", "off", *(["as"] if community else [])])
    threshold = form.number(f"threshold.{rule}", optional=True)
    muted = form.day(f"muted.{rule}", optional=True)
    same = community is not None and choice == "as"
    plain = community is None and choice == "on" and threshold in {None, RULES[rule].threshold} and muted is None
    return RuleForm(inherit=same or plain, active=choice != "off", threshold=threshold, muted_until=muted)


def _rules(community: Community | None, form: Form | None, status: int = 200) -> Response:
    said = alert_rules.said(community)
    above = alert_rules.of_workspace()
    holds = alert_rules.settings(community) if community else above
    first: dict[str, object] = {}
    for rule in Rule:
        row = said.get(rule)
        first[f"watch.{rule}"] = "as" if community and row is None else "on" if holds[rule].active else "off"
        first[f"threshold.{rule}"] = f"{row.threshold:g}" if row and row.threshold is not None else ""
        first[f"muted.{rule}"] = row.muted_until.isoformat() if row and row.muted_until else ""
    return show(
        "screens/alerts/rules.html",
        status=status,
        community=community,
        form=form or Form(initial=first),
        lines=[(rule, *rule_words(rule, language()), above[rule], _(UNITS[RULES[rule].unit])) for rule in Rule],
        places=[
            (_("Whole workspace"), url_for("alerts.rules"), community is None),
            *(
                (each.name, url_for("alerts.rules", community=each.slug), community is not None and each.id == community.id)
                for each in all_communities()
            ),
        ],
    )


@alerts.get("/alerts/letters")
@allow(Role.ANALYST)
def letters() -> Response:
    """How the one who asks hears of alerts in this workspace."""
    seat = accounts.seat_of(current_user.id) or abort(404)
    wanted = alert_digest.reading(seat)
    return show("screens/alerts/letters.html", form=Form(initial={"daily": "1" if wanted.daily else "0", "hour": wanted.hour}))


@alerts.post("/alerts/letters")
@allow(Role.ANALYST)
def save_letters() -> Response:
    """Get a daily letter or none, at which hour."""
    seat, form = accounts.seat_of(current_user.id) or abort(404), Form.posted()
    daily = form.one_of("daily", ["1", "0"])
    hour = form.whole("hour", least=0, most=23)
    if form.ok and hour is not None:
        with form.refusals():
            alert_digest.choose(seat, Reading(daily == "1", hour), by=current_user.id)
            return answer(url_for("alerts.letters"), toast=_("Saved."))
    return show("screens/alerts/letters.html", status=422, form=form)
