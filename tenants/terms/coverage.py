"""Which days of a community are in its data: by source, and all in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Covered(StrEnum):
    """How much of a day is there. ``OUTSIDE``: nothing is expected of it, it lies before the first data or is not over yet."""

    WHOLE = "whole"
    PARTLY = "partly"
    NONE = "none"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """What is there of one source (``slack``, ``wechat``): its first and last day, and the last one that is whole."""

    source: str
    first: date
    last: date
    whole_until: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row that are not whole. ``missing`` are the sources that lack all or a part of them."""

    first: date
    last: date
    state: Covered
    missing: Sequence[str]

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days of a span. ``by_source`` holds, for each source, only days that it has something of; ``gaps`` are oldest first.

    ``last_complete`` is the last day, of all there are, on which every source expected was whole.
    """

    days: Mapping[date, Covered]
    by_source: Mapping[str, Mapping[date, Covered]]
    sources: Sequence[SourceSpan]
    gaps: Sequence[Gap]
    last_complete: date | None
