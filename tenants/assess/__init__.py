"""Judgement on figures: attainment, change, findings and the report document; pure and deterministic."""
