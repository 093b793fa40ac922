"""The activity calendar: kinds and states of what an agency plans and holds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class ActivityKind(StrEnum):
    """What sort of activity it is."""

    TOPIC = "topic"
    LECTURE = "lecture"
    GATHERING = "gathering"
    CONTEST = "contest"
    POLL = "poll"
    QA = "qa"
    CONTENT_POST = "content_post"
    CARE = "care"
    FISSION = "fission"
    SURVEY = "survey"
    HOLIDAY = "holiday"


CONTENT_KINDS = (ActivityKind.CONTENT_POST,)
"""Kinds that count as content in ``posts_planned`` and ``on_time_rate``."""


class ActivityState(StrEnum):
    """Where it stands."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One activity as a review or report shows it, in the community's local time."""

    title: str
    kind: ActivityKind
    state: ActivityState
    starts: datetime
    ends: datetime | None
    participants: int | None
    registered: int | None
    cost: Decimal | None
    result: str = ""
    association: float | None = None
    """Relative change of mean daily active members, 7 days after against 7 before; ``None`` when a window is incomplete."""

    @property
    def day(self) -> date:
        """The local day it begins on."""
        return self.starts.date()

    @property
    def last(self) -> date:
        """The last local day it takes place on; one that ends at midnight has none of the day that begins then."""
        return max(self.day, (self.ends - timedelta(microseconds=1)).date()) if self.ends else self.day
