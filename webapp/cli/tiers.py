"""The command that sorts members into tiers; a module of its own, so that it loads nothing that reads files."""

from datetime import date

import click

from tenants.actions import tiers as acting
from tenants.render.wording.tiers import sentence, tier_word
from tenants.store.clients import Community
from tenants.terms.errors import Refusal
from tenants.terms.tiers import ORDER, TierCounts
from webapp.cli.common import Answer, command, in_community, now, reader_language


@click.command()
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--at", "written", required=True, metavar="DAY", help="2016-02-29: the end of that day on the community's clock")
@click.option("--members", is_flag=True, help="List every member with tier and reason.")
@command
def tiers(workspace: str, community: str, written: str, members: bool) -> Answer:  # noqa: FBT001 - click hands it over by name
    """Sort the members of a community into tiers: how many stand in each, and with --members who and why."""
    try:
        at = date.fromisoformat(written)
    except ValueError as error:
        raise Refusal("tiers.day", day=written) from error
    with in_community(workspace, community) as place:
        counts = acting.counts_at(place, at, now=now())
        answer = {"at": at, "timezone": place.timezone, **_counted(counts)}
        return answer | {"people": _people(place, at)} if members else answer


def _counted(counts: TierCounts) -> dict[str, object]:
    shares = {tier: counts.share(tier) for tier in ORDER}
    return {
        "members": counts.members,
        "rules": counts.rules,
        "coverage": counts.covered,
        "paid": counts.paid,
        "tiers": {tier.value: {"members": counts.tiers[tier], "share": shares[tier]} for tier in ORDER},
    }


def _people(place: Community, at: date) -> list[dict[str, object]]:
    lang = reader_language()
    return [
        {
            "no": name.no,
            "name": name.shown,
            "tier": placed.tier.value,
            "tier_name": tier_word(placed.tier, lang),
            "rule": placed.why.value,
            "reason": sentence(placed, lang),
            "figures": dict(placed.facts),
            "paid": profile.paid,
        }
        for name, profile, placed in acting.everybody(place, at, now=now())
    ]
