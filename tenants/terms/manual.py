"""Figures that somebody counted by hand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manual:
    """What somebody counted by hand on one local day; ``None`` is not known, never 0. ``members``: at the end of the day."""

    members: int | None = None
    messages: int | None = None
    active_members: int | None = None
    joins: int | None = None
    leaves: int | None = None
