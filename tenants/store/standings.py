"""Who stands in which tier, kept between imports: a few bitmaps a day, so that counts and moves cost no second look at the members."""

import base64
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from pyroaring import BitMap

from tenants.assess.tiers import place_all
from tenants.store import measured
from tenants.store.clients import Community
from tenants.store.tier_rules import in_force
from tenants.store.tiers import Day
from tenants.terms.tiers import ORDER, Members, Profile, Sorted, Standing, Tier, TierCounts, TierRules

ONE_DAY = timedelta(days=1)


def counts_at(community: Community, last: date) -> TierCounts:
    """How many members stand in each tier at the end of the local day ``last``, by the rules in force."""
    return standing(community, last).counts


def standing(community: Community, last: date, rules: TierRules | None = None) -> Standing:
    """Who stands in which tier at the end of the local day ``last``; kept until the community's data, contract or rules change."""
    rules = rules or in_force(community)
    subject, terms = f"tiers:{last.isoformat()}", f"rules {rules.version}, contract {community.contract_version}, {community.timezone}"
    kept = measured.kept(community, [subject], terms=terms)
    if subject in kept.contents:
        return _read(json.loads(kept.contents[subject]), last)
    found = measure(Day(community, last + ONE_DAY, rules), rules)
    measured.keep(community, {subject: _written(found)}, terms=terms, version=kept.version)
    return found


def measure(day: Day, rules: TierRules) -> Standing:
    """Sort the members of one day anew."""
    return summed(day, day.profiles, place_all(day.profiles, rules), rules)


def summed(day: Day, profiles: list[Profile], placed: Sorted, rules: TierRules) -> Standing:
    """What the tiers of all members of one day come to."""
    tiers = {tier: BitMap() for tier in ORDER}
    waiting, paid = BitMap(), BitMap()
    for profile in profiles:
        tier = placed[profile.member].tier
        tiers[tier].add(profile.member)
        if tier is Tier.NEWCOMER and not profile.ever:
            waiting.add(profile.member)
        if profile.paid:
            paid.add(profile.member)
    counts = TierCounts(
        last=day.until - ONE_DAY,
        members=len(profiles),
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
