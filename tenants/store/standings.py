"""Who stands in which tier, kept between imports: a few bitmaps a day, so that counts and moves cost no second look at the members."""

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, cast

from pyroaring import BitMap

from tenants.assess.tiers import tier_of
from tenants.store import measured
from tenants.store.clients import Community
from tenants.store.glance import once
from tenants.store.tier_rules import in_force
from tenants.store.tiers import Day
from tenants.terms.tiers import ORDER, Members, Profile, Sorted, Standing, Tier, TierCounts, TierRules

ONE_DAY = timedelta(days=1)
EDITION = 2
"""Of the way members are sorted, raised when it changes: what an earlier release kept is then not served."""


def counts_at(community: Community, last: date) -> TierCounts:
    """How many members stand in each tier at the end of the local day ``last``, by the rules in force."""
    return standing(community, last).counts


def subject(last: date) -> str:
    """What the standing of that day is kept under."""
    return f"tiers:{last.isoformat()}"


def standing(community: Community, last: date, rules: TierRules | None = None) -> Standing:
    """Who stands in which tier at the end of the local day ``last``; kept until the community's data, contract or rules change."""
    rules = rules or once(("rules", community.id), lambda: in_force(community))
    kept_as, terms = subject(last), f"edition {EDITION}, rules {rules.version}, contract {community.contract_version}, {community.timezone}"
    kept = measured.kept(community, [kept_as], terms=terms)
    if kept_as in kept.contents:
        return _read(json.loads(kept.contents[kept_as]), last)
    found = measure(Day(community, last + ONE_DAY, rules), rules)
    measured.keep(community, {kept_as: _written(found)}, terms=terms, version=kept.version)
    return found


def measure(day: Day, rules: TierRules) -> Standing:
    """Sort the members of one day anew."""
    return _summed(day, ((tier_of(profile, rules).tier, profile, people) for profile, people in day.crowds()), rules)


def summed(day: Day, profiles: list[Profile], placed: Sorted, rules: TierRules) -> Standing:
    """What the tiers of all members of one day come to."""
    return _summed(day, ((placed[profile.member].tier, profile, BitMap((profile.member,))) for profile in profiles), rules)


def _summed(day: Day, placed: Iterable[tuple[Tier, Profile, BitMap]], rules: TierRules) -> Standing:
    tiers = {tier: BitMap() for tier in ORDER}
    waiting, paid = BitMap(), BitMap()
    for tier, profile, people in placed:
        tiers[tier] |= people
        if tier is Tier.NEWCOMER and not profile.ever:
            waiting |= people
        if profile.paid:
            paid |= people
    counts = TierCounts(
        last=day.until - ONE_DAY,
        members=sum(len(people) for people in tiers.values()),
        tiers={tier: len(people) for tier, people in tiers.items()},
        paid=len(paid),
        covered=day.known.covered,
        rules=rules.version,
    )
    return Standing(counts, cast("Mapping[Tier, Members]", tiers), cast("Members", waiting), cast("Members", paid))


def _written(found: Standing) -> bytes:
    sets = {**{tier.value: people for tier, people in found.tiers.items()}, "waiting": found.waiting, "paid_people": found.paid}
    counts = {"members": found.counts.members, "covered": found.counts.covered, "rules": found.counts.rules}
    packed = {name: base64.b64encode(cast("BitMap", people).serialize()).decode() for name, people in sets.items()}
    return json.dumps({**counts, "sets": packed}).encode()


def _read(kept: Mapping[str, Any], last: date) -> Standing:
    sets = {name: BitMap.deserialize(base64.b64decode(packed)) for name, packed in kept["sets"].items()}
    tiers = {tier: sets[tier.value] for tier in ORDER}
    counts = TierCounts(
        last=last,
        members=kept["members"],
        tiers={tier: len(people) for tier, people in tiers.items()},
        paid=len(sets["paid_people"]),
        covered=kept["covered"],
        rules=kept["rules"],
    )
    return Standing(counts, cast("Mapping[Tier, Members]", tiers), cast("Members", sets["waiting"]), cast("Members", sets["paid_people"]))
