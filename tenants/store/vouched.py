"""What the live imports of a community vouch for: which days, up to when, and what their formats can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tenants.store import daily_figures, imports, member_lists
from tenants.store.clients import Community
from tenants.store.glance import once
from tenants.terms.event import EventKind, Evidence
from tenants.terms.period import local_midnight

_PROOFS = ("joins", "leaves", "replies", "reactions", "reaction_authors")


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the live imports vouch for: spans of local days, the last instant, and what their formats can tell."""

    spans: Sequence[tuple[date, date]]
    as_of: datetime | None
    evidence: Evidence

    def covers(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.spans)


def what_is_known(community: Community, zone: ZoneInfo, now: datetime) -> Vouched:
    """What is known of ``community``, as of ``now`` at the latest."""
    spans: list[tuple[date, date]] = []
    ends: list[datetime] = []
    proofs = dict.fromkeys(_PROOFS, False)
    lists = member_lists.spans(community)
    for each in once(("imports", community.id), lambda: imports.vouching(community.id)):
        days = [local for local in (each.covers_from, each.covers_until) if local]
        days += [at.astimezone(zone).date() for at in (each.first_at, each.last_at) if at is not None]
        if not days:
            continue
        # A list of members says who belonged, and of what they did nothing: its days are covered for membership alone (``listed``).
        if not any(no == each.no for no, _, _ in lists) or set(each.counts) - {EventKind.JOIN, EventKind.LEAVE}:
            spans.append((min(days), max(days)))
        for proof in _PROOFS:
            proofs[proof] |= bool(each.evidence.get(proof))
        if each.covers_until:
            ends.append(_end_of(each.covers_until, zone))
        ends += [each.last_at] if each.last_at else []
    # Two lists of one group show who left between them.
    proofs["leaves"] |= len({(source, day) for _, source, day in lists}) > len({source for _, source, _ in lists})
    counted = daily_figures.last_day(community)
    if counted:
        ends.append(_end_of(counted, zone))
    return Vouched(spans, min(max(ends), now) if ends else None, Evidence(**proofs))


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return local_midnight(day + timedelta(days=1), zone) - timedelta(microseconds=1)
