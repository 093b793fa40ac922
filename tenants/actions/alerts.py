"""Which promises are off their track, from the figures people agreed on last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tenants.store import reviews
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


def off_track(latest: Iterable[Review]) -> Sequence[OffTrack]:
    """Targets missed first, then at risk, the furthest from its goal first; at most twelve."""
    found = [each for review in latest for each in _missed(review)]
    found.sort(key=lambda each: (each.verdict.status != Status.MISSED, each.verdict.attainment or 0.0))
    return found[:MOST]


def _missed(review: Review) -> Iterator[OffTrack]:
    document = reviews.frozen(review)
    for part in document.pillars if document else ():
        for line in part.lines:
            if line.verdict is not None and line.verdict.status in {Status.MISSED, Status.AT_RISK}:
                yield OffTrack(review, line, line.verdict)
