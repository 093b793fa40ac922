"""What the live imports of a community vouch for: which days, up to when, and what their formats can tell."""

from collections.abc import Collection, Sequence
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
    """What the live imports vouch for: spans of local days, the last instant, and what each of their formats can tell of its days."""

    spans: Sequence[tuple[date, date]]
    as_of: datetime | None
    proofs: Sequence[tuple[date, date, Evidence]]
    lists_tell_leaves: bool
    """Two lists of one group show who left between them."""

    def covers(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.spans)

    def evidence(self, first: date, until: date) -> Evidence:
        """What can be known of the days from ``first`` to before ``until``: a platform that tells nothing of replies has none to count.

        Of days that no import is of: what any import of the community tells.
        """
        told = [proof for begins, ends, proof in self.proofs if begins < until and ends >= first] or [proof for *_, proof in self.proofs]
        found = {name: any(getattr(proof, name) for proof in told) for name in _PROOFS}
        return Evidence(**found | {"leaves": found["leaves"] or self.lists_tell_leaves})

    def days_without_replies(self, first: date, until: date) -> Collection[date]:
        """The days from ``first`` to before ``until`` of which no import tells who answered whom."""
        if all(proof.replies for *_, proof in self.proofs):
            return ()
        days = {first + timedelta(days=n) for n in range((until - first).days)}
        for begins, ends, proof in self.proofs:
            if proof.replies:
                days.difference_update(begins + timedelta(days=n) for n in range((ends - begins).days + 1))
        return days


def what_is_known(community: Community, zone: ZoneInfo, now: datetime) -> Vouched:
    """What is known of ``community``, as of ``now`` at the latest."""
    spans: list[tuple[date, date]] = []
    ends: list[datetime] = []
    proofs: list[tuple[date, date, Evidence]] = []
    lists = member_lists.spans(community)
    for each in once(("imports", community.id), lambda: imports.vouching(community.id)):
        days = [local for local in (each.covers_from, each.covers_until) if local]
        days += [at.astimezone(zone).date() for at in (each.first_at, each.last_at) if at is not None]
        if not days:
            continue
        # A list of members says who belonged, and of what they did nothing: its days are covered for membership alone (``listed``).
        if not any(no == each.no for no, _, _ in lists) or set(each.counts) - {EventKind.JOIN, EventKind.LEAVE}:
            spans.append((min(days), max(days)))
        proofs.append((min(days), max(days), Evidence(**{name: bool(each.evidence.get(name)) for name in _PROOFS})))
        if each.covers_until:
            ends.append(_end_of(each.covers_until, zone))
        ends += [each.last_at] if each.last_at else []
    counted = daily_figures.last_day(community)
    if counted:
        ends.append(_end_of(counted, zone))
    compared = len({(source, day) for _, source, day in lists}) > len({source for _, source, _ in lists})
    return Vouched(spans, min(max(ends), now) if ends else None, proofs, compared)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return local_midnight(day + timedelta(days=1), zone) - timedelta(microseconds=1)
