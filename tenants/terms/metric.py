"""Metrics as terms: pillar, unit, direction, and the entry of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Pillar(StrEnum):
    """The three promises of a report first, then what supports them."""

    SATISFACTION = "satisfaction"
    ACTIVITY = "activity"
    GROWTH = "growth"
    CONTENT = "content"
    CONVERSION = "conversion"
    OPERATIONS = "operations"


CORE_PILLARS = (Pillar.SATISFACTION, Pillar.ACTIVITY, Pillar.GROWTH)


class Unit(StrEnum):
    """How a value is counted and shown. Shares are fractions (0.421) in data and percentages (42.1 %) on paper."""

    PEOPLE = "people"
    ACTS = "acts"
    SHARE = "share"
    RATIO = "ratio"
    POINTS = "points"
    PERCENT = "percent"
    MINUTES = "minutes"
    HOURS = "hours"
    COUNT = "count"
    MONEY = "money"
    TABLE = "table"


class Direction(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"
    RANGE = "range"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the catalogue: what a figure means, word for word.

    ``name``, ``short`` and ``formula`` are message ids (English); the catalogues hold the Chinese. ``additive``: the values of days add
    up to that of the period, so a running period has a pace. ``targetable``: a KPI target may be set on it.
    """

    key: str
    pillar: Pillar
    unit: Unit
    direction: Direction
    name: str
    short: str
    formula: str
    additive: bool = False
    targetable: bool = True
    names: Mapping[str, str] = field(default_factory=dict)
    """Language -> name, of a metric that a workspace added itself; its ``formula`` is said in whatever language it was written in."""
