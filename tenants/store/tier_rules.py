"""The rules that sort a community's members into tiers, version by version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.accounts import Person
from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Community
from tenants.store.zones import contract_of
from tenants.terms.tiers import Tier, TierRule, TierRules, default_rules


class TierRuleSet(Identified, Model):
    """One version of a community's rules, in the order they are tried; the highest is in force, none are the default ones."""

    __tablename__ = "tier_rules"
    community_id: Mapped[UUID]
    version: Mapped[int]
    rules: Mapped[list[Any]]
    set_by: Mapped[UUID | None]
    set_at: Mapped[datetime] = mapped_column(server_default=func.now())
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_id", "version"),
        owned("community_id", "community", ondelete="CASCADE"),
    )


def newest(community: Community, *, version: int | None = None) -> TierRuleSet | None:
    """The rules in force as they are kept, or an earlier ``version`` of them; ``None`` where the default ones hold."""
    wanted = select(TierRuleSet).where(TierRuleSet.community_id == community.id).order_by(TierRuleSet.version.desc()).limit(1)
    if version is not None:
        wanted = wanted.where(TierRuleSet.version == version)
    return db.session.scalars(wanted).one_or_none()


def in_force(community: Community) -> TierRules:
    """The rules in force, with the windows of the community's metric contract."""
    return worded(newest(community), community)


def worded(row: TierRuleSet | None, community: Community) -> TierRules:
    """A kept version as the term; ``None`` are the default rules."""
    contract = contract_of(community)
    rules = TierRules(tuple(_rule(each) for each in row.rules), row.version) if row is not None else default_rules()
    return rules.under(contract.silent_days, contract.newcomer_days)


def _rule(kept: Mapping[str, Any]) -> TierRule:
    return TierRule(Tier(kept["tier"]), bool(kept["on"]), {name: float(value) for name, value in kept["limits"].items()})


def plain(rules: Sequence[TierRule]) -> list[Any]:
    """Rules as they are kept."""
    return [{"tier": rule.tier.value, "on": rule.on, "limits": dict(rule.limits)} for rule in rules]


def versions(community: Community) -> Sequence[Row[TierRuleSet, str | None]]:
    """Every version with the name of who made it (``None``: the command line), the newest first."""
    wanted = select(TierRuleSet, Person.name).outerjoin(Person, Person.id == TierRuleSet.set_by)
    return db.session.execute(wanted.where(TierRuleSet.community_id == community.id).order_by(TierRuleSet.version.desc())).all()
