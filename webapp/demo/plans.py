"""What the demo's generator needs to know of an agency, its clients and their communities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from webapp.demo.history import Shape


@dataclass(frozen=True, slots=True)
class Show:
    """An activity that recurs each month: on the ``week``-th ``weekday`` (0 Monday) at ``hour``; ``pull`` is how much it draws."""

    title: str
    kind: str
    week: int
    weekday: int
    hour: int
    pull: float
    people: int
    cost: int
    owner: str


@dataclass(frozen=True, slots=True)
class Satisfied:
    """How members answer: chances of promoter and detractor, mean of 1-5 satisfaction, answers a survey, and what they write."""

    promoters: float
    detractors: float
    csat: float
    answers: int
    comments: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class CommunityPlan:
    """One community and everything the generator needs to fill it. ``export``: slack, discord or table."""

    slug: str
    name: str
    platform: str
    kind: str
    export: str
    channels: Sequence[str]
    positioning: str
    audience: str
    capacity: int | None
    shape: Shape
    shows: Sequence[Show]
    targets: Mapping[str, tuple[float, float]]
    satisfied: Satisfied
    achievement: str
    cause: str
    ask: str
    actions: Sequence[tuple[str, str]]
    rules: str = ""


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """A brand and its communities."""

    slug: str
    name: str
    language: str
    recipients: Sequence[str]
    reader: tuple[str, str]
    communities: Sequence[CommunityPlan]
    contact: str = ""


@dataclass(frozen=True, slots=True)
class AgencyPlan:
    """A workspace with its people: (role, e-mail, name)."""

    slug: str
    name: str
    language: str
    timezone: str
    colour: str
    footer: str
    currency: str
    people: Sequence[tuple[str, str, str]]
    clients: Sequence[ClientPlan] = field(default_factory=tuple)
