"""Figures from facts: one pure function a metric, no input or output, the definitions of metrics.md."""

from tenants.measure.catalogue import CATALOGUE, measure

__all__ = ["CATALOGUE", "measure"]
