"""The overview document: what several communities' approved reports say side by side; frozen like a report, worded when it is shown.

Every value in it is taken from a frozen report, so an overview can never say something else than the reports it sums up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tenants.terms.document import ActionLine, Brand, Commentary, Finding
from tenants.terms.figure import Figure
from tenants.terms.metric import Pillar
from tenants.terms.period import Period
from tenants.terms.target import Score


class Absence(StrEnum):
    """Why a community of the client has no figures in an overview."""

    NO_REVIEW = "no_review"
    NOT_READY = "not_ready"
    """Its review is not approved, or (in what a client reads) not published."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PillarMark:
    """A pillar's score in one community, and the one of the period before."""

    pillar: Pillar
    score: Score
    before: float | None


@dataclass(frozen=True, slots=True)
class Place:
    """One community as its report tells it. Without a report ``absence`` says why, and everything else is empty.

    ``reached``, ``short`` and ``unknown`` count its goals; ``figures`` are those of ``TOTALLED`` by key, ``before`` the same of the period
    before; ``best`` and ``worst`` the strongest findings that its manager kept.
    """

    client: str
    community: str
    slug: str
    review: str
    version: int = 0
    absence: Absence | None = None
    overall: Score | None = None
    overall_before: float | None = None
    pillars: Sequence[PillarMark] = ()
    headline: Finding | None = None
    best: Finding | None = None
    worst: Finding | None = None
    reached: int = 0
    short: int = 0
    unknown: int = 0
    figures: Mapping[str, Figure] = field(default_factory=dict)
    before: Mapping[str, Figure] = field(default_factory=dict)
    actions: Sequence[ActionLine] = ()
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a metric over the communities that have it: ``places`` of ``among``; ``before`` only where the same ones have it."""

    metric: str
    value: float
    before: float | None
    places: int
    among: int


@dataclass(frozen=True, slots=True)
class OverviewDocument:
    """A roll-up (``client`` named) or the portfolio (``client`` empty) of one period; ``places`` with the most to do come first."""

    schema: int
    version: int
    client: str
    period: Period
    made: datetime
    brand: Brand
    places: Sequence[Place]
    totals: Sequence[Total]
    commentary: Commentary = field(default_factory=Commentary)
