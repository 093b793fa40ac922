"""Which promises are off their track, from the figures people agreed on last."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.store import today
from tenants.store.reviews import Review
from tenants.terms.document import Line
from tenants.terms.target import Status, Verdict

MOST = 12


@dataclass(frozen=True, slots=True)
class OffTrack:
    """One target that was missed or at risk in a community's latest frozen review."""

    review: Review
    line: Line
    verdict: Verdict

    @property
    def values(self) -> list[float | None]:
        """The recent values, the latest last."""
        return [value for _label, value in self.line.history]


def off_track() -> Sequence[OffTrack]:
    """Targets missed first, then at risk, the furthest from its goal first; at most twelve."""
    lines = today.latest_lines((Status.MISSED, Status.AT_RISK))
    found = [OffTrack(review, line, line.verdict) for review, line in lines if line.verdict is not None]
    found.sort(key=lambda each: (each.verdict.status != Status.MISSED, each.verdict.attainment or 0.0))
    return found[:MOST]
