"""Growth: how the members are spread over the tiers. The rules stand in ``assess/tiers``; here their outcome is counted."""

from collections.abc import Callable, Mapping

from tenants.measure.growth import entry
from tenants.measure.registry import Known, metric
from tenants.terms.facts import Facts
from tenants.terms.figure import Reason
from tenants.terms.metric import Direction, Metric, Unit
from tenants.terms.tiers import Tier
from tenants.terms.words import N_

NAMES: Mapping[Tier, tuple[str, str, Direction]] = {
    Tier.AT_RISK: (N_("Tier: at risk"), N_("Share at risk"), Direction.DOWN),
    Tier.EXPERT: (N_("Tier: experts"), N_("Share of experts"), Direction.UP),
    Tier.CORE: (N_("Tier: core"), N_("Share of core members"), Direction.UP),
    Tier.LOYAL: (N_("Tier: loyal"), N_("Share of loyal members"), Direction.UP),
    Tier.ACTIVE: (N_("Tier: active"), N_("Share of active members"), Direction.UP),
    Tier.NEWCOMER: (N_("Tier: newcomers"), N_("Share of newcomers"), Direction.NONE),
    Tier.POTENTIAL: (N_("Tier: potential"), N_("Share of potential members"), Direction.NONE),
    Tier.SILENT: (N_("Tier: silent"), N_("Share of silent members"), Direction.DOWN),
    Tier.ZOMBIE: (N_("Tier: zombies"), N_("Share of zombies"), Direction.DOWN),
}
COUNTED = N_("Members at the end whom the community's rules put in this tier: the first rule that fits counts.")
SHARED = N_("Members of this tier at the end, over all members at the end.")
TIERS = tuple(f"tier_{tier}" for tier in NAMES)
SHARES = tuple(f"tier_share_{tier}" for tier in NAMES)


def _count(tier: Tier) -> Callable[[Facts], Known | Reason]:
    def find(facts: Facts) -> Known | Reason:
        """Members of the tier at the end; unknown (``NO_TIERS``) where the members were not sorted, or its rule is switched off."""
        return Known(facts.tiers[tier]) if tier in facts.tiers else Reason.NO_TIERS

    return find


def _share(tier: Tier) -> Callable[[Facts], Known | Reason]:
    def find(facts: Facts) -> Known | Reason:
        """Share (0..1) of the members at the end; over all tiers, members without one included, the shares make 1."""
        if tier not in facts.tiers:
            return Reason.NO_TIERS
        members = sum(facts.tiers.get(each, 0) for each in Tier)
        return Known(facts.tiers[tier] / members, n=members, detail={"members": facts.tiers[tier]}) if members else Reason.NO_MEMBERS

    return find


def _entry(key: str, unit: Unit, direction: Direction, name: str, formula: str) -> Metric:
    return entry(key, unit, direction, (name, name, formula))


for _tier, (_name, _share_name, _direction) in NAMES.items():
    metric(_entry(f"tier_{_tier}", Unit.PEOPLE, _direction, _name, COUNTED))(_count(_tier))
    metric(_entry(f"tier_share_{_tier}", Unit.SHARE, _direction, _share_name, SHARED))(_share(_tier))
