"""Scores of the pillars and of the whole. Definitions: metrics.md, "Attainment"."""

from collections.abc import Iterable, Mapping, Sequence

from tenants.assess.attainment import CAP, standing, status_of
from tenants.measure.catalogue import CATALOGUE
from tenants.terms.metric import CORE_PILLARS, Pillar
from tenants.terms.target import Score, Status, Verdict

ENOUGH = 0.7
"""Share of the weight that must have data before a pillar gets a score."""


def pillar_score(verdicts: Sequence[Verdict]) -> Score:
    """Return the weighted mean of the attainments, each capped to 0..1.5, of the targets that have data.

    In a running period additive metrics go by their pace. Under 70 % of the weight with data, and without any target, ``value`` is
    ``None``; ``coverage`` says how much has data (0..1).
    """
    total = sum(each.target.weight for each in verdicts)
    have = [(each.target.weight, reached) for each in verdicts if (reached := standing(each)) is not None]
    weight = sum(each for each, _ in have)
    coverage = weight / total if total else 0.0
    if not have or coverage < ENOUGH:
        return Score(None, coverage, Status.NO_DATA)
    value = sum(each * min(max(reached, 0.0), CAP) for each, reached in have) / weight
    return Score(value, coverage, status_of(value))


def scores(verdicts: Iterable[Verdict]) -> Mapping[Pillar, Score]:
    """Return the score of each pillar that has a target."""
    by_pillar: dict[Pillar, list[Verdict]] = {}
    for each in verdicts:
        by_pillar.setdefault(CATALOGUE[each.target.metric].pillar, []).append(each)
    return {pillar: pillar_score(by_pillar[pillar]) for pillar in Pillar if pillar in by_pillar}


def overall(by_pillar: Mapping[Pillar, Score]) -> Score:
    """Return the mean of the three core pillars, equally weighted, over those that have a target and a score.

    ``coverage`` is the mean coverage of the core pillars that have a target. ``None`` where fewer than half of them have a score.
    """
    promised = [by_pillar[pillar] for pillar in CORE_PILLARS if pillar in by_pillar]
    if not promised:
        return Score(None, 0.0, Status.NO_DATA)
    coverage = sum(score.coverage for score in promised) / len(promised)
    values = [score.value for score in promised if score.value is not None]
    if 2 * len(values) < len(promised) or not values:
        return Score(None, coverage, Status.NO_DATA)
    value = sum(values) / len(values)
    return Score(value, coverage, status_of(value))
