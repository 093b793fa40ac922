"""Scores as the report writes them; a leaf, since the summary, the scorecard and the letters all need it."""

from tenants.render import formats
from tenants.terms.document import Line, PillarPart


def targeted(part: PillarPart) -> list[Line]:
    """Return the rows of a pillar that a goal was set for."""
    return [line for line in part.lines if line.verdict is not None]


def percent(value: float | None) -> str:
    """Return a score (1.0 is the goal) as whole points."""
    return formats.DASH if value is None else f"{value * 100:.0f}".replace("-", formats.MINUS)
