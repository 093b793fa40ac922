"""Metrics, pillars and units in words."""

from collections.abc import Mapping
from typing import NamedTuple

from tenants.measure.catalogue import CATALOGUE
from tenants.render import currency
from tenants.render.words import translations
from tenants.terms.metric import Pillar, Unit
from tenants.terms.words import N_


class MetricWords(NamedTuple):
    """A metric's name, its short name for narrow places, and its definition."""

    name: str
    short: str
    formula: str


PILLARS: Mapping[Pillar, str] = {
    Pillar.SATISFACTION: N_("Satisfaction"),
    Pillar.ACTIVITY: N_("Activity"),
    Pillar.GROWTH: N_("Growth"),
    Pillar.CONTENT: N_("Content"),
    Pillar.CONVERSION: N_("Conversion"),
    Pillar.OPERATIONS: N_("Operations"),
}
UNITS: Mapping[Unit, str] = {
    Unit.PEOPLE: N_("people"),
    Unit.ACTS: N_("acts"),
    Unit.SHARE: N_("per cent"),
    Unit.RATIO: N_("ratio"),
    Unit.POINTS: N_("points"),
    Unit.PERCENT: N_("per cent"),
    Unit.MINUTES: N_("minutes"),
    Unit.HOURS: N_("hours"),
    Unit.COUNT: N_("count"),
    Unit.TABLE: N_("table"),
}


def metric_words(key: str, lang: str) -> MetricWords:
    """Return the words of the metric ``key``; ``KeyError`` for one that is not in the catalogue."""
    metric, gettext = CATALOGUE[key], translations(lang).gettext
    return MetricWords(gettext(metric.name), gettext(metric.short), gettext(metric.formula))


def pillar_word(pillar: Pillar | str, lang: str) -> str:
    """Return the name of a pillar."""
    return translations(lang).gettext(PILLARS[Pillar(pillar)])


def unit_word(unit: Unit | str, lang: str) -> str:
    """Return what a unit counts, for the head of a column."""
    return currency.unit(lang) if Unit(unit) is Unit.MONEY else translations(lang).gettext(UNITS[Unit(unit)])
