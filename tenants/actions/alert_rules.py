"""The rules of alerts: what holds in a workspace, and what differs in a community."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.store import alerts as store
from tenants.store import audit
from tenants.store.alerts import AlertRule
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.work import work
from tenants.terms.alert import RULES, Rule, Setting
from tenants.terms.errors import Refusal


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What a person says of one rule. ``inherit``: what the workspace says (for a community), or the default; the rest is then ignored.

    ``threshold`` ``None``: as above.
    """

    inherit: bool = True
    active: bool = True
    threshold: float | None = None
    muted_until: date | None = None


def settings(community: Community) -> dict[Rule, Setting]:
    """What holds for one community, rule by rule."""
    found = store.rules([community.id])
    return {rule: _setting(rule, found, community.id) for rule in Rule}


def of_workspace() -> dict[Rule, Setting]:
    """What holds where a community says nothing else."""
    found = store.rules([])
    return {rule: _setting(rule, found, None) for rule in Rule}


def said(community: Community | None) -> dict[Rule, AlertRule]:
    """What one place itself says, as far as it does."""
    found = store.rules([community.id] if community else [])
    return {Rule(row.rule): row for row in found if row.community_id == (community.id if community else None)}


def save(community: Community | None, wanted: Mapping[Rule, RuleForm], *, by: UUID | None) -> int:
    """Change the rules of a community, or with ``None`` of the workspace, all or none; return how many changed.

    A threshold outside its bounds is refused (``alert.threshold``), the field named ``threshold.<rule>``.
    """
    for rule, form in wanted.items():
        bounds = RULES[rule]
        if not form.inherit and form.threshold is not None and not bounds.least <= form.threshold <= bounds.most:
            raise Refusal("alert.threshold", field=f"threshold.{rule.value}", least=bounds.least, most=bounds.most)
    changed = 0
    with work():
        for rule, form in wanted.items():
            changed += _put(community, rule, form, by)
    return changed


def _put(community: Community | None, rule: Rule, form: RuleForm, by: UUID | None) -> bool:
    place = community.id if community else None
    row = store.rule_of(place, rule.value)
    if form.inherit:
        if row is None:
            return False
        db.session.delete(row)
    elif row is None:
        db.session.add(
            AlertRule(community_id=place, rule=rule.value, active=form.active, threshold=form.threshold, muted_until=form.muted_until)
        )
    elif (row.active, row.threshold, row.muted_until) == (form.active, form.threshold, form.muted_until):
        return False
    else:
        row.active, row.threshold, row.muted_until = form.active, form.threshold, form.muted_until
    audit.record(by, "changed", "alert_rule", rule.value, community=str(place or ""), inherit=form.inherit, active=form.active)
    return True


def mute(community: Community, rule: Rule, until: date | None, *, by: UUID | None) -> None:
    """Raise nothing of a rule in a community up to and with ``until``; ``None`` ends that."""
    with work():
        row = store.rule_of(community.id, rule.value)
        if row is None:
            holds = settings(community)[rule]
            row = AlertRule(community_id=community.id, rule=rule.value, active=holds.active)
            db.session.add(row)
        row.muted_until = until
        audit.record(by, "muted" if until else "unmuted", "alert_rule", rule.value, community=str(community.id))


def _setting(rule: Rule, found: Sequence[AlertRule], community_id: UUID | None) -> Setting:
    rows = [row for row in found if row.rule == rule.value]
    above = next((row for row in rows if row.community_id is None), None)
    own = next((row for row in rows if community_id is not None and row.community_id == community_id), None)
    thresholds = [row.threshold for row in (own, above) if row is not None and row.threshold is not None]
    nearest = own or above
    return Setting(
        active=nearest.active if nearest else True,
        threshold=thresholds[0] if thresholds else RULES[rule].threshold,
        muted_until=nearest.muted_until if nearest else None,
    )
