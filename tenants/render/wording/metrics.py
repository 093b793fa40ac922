"""Metrics, pillars and units in words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import NamedTuple

from tenants.measure.catalogue import CATALOGUE, OWN
from tenants.render import currency
from tenants.render.words import known, translations
from tenants.terms.metric import Metric, Pillar, Unit
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


Names = Mapping[str, Mapping[str, str]]
"""Own names of metrics: key -> language -> name."""

_own: ContextVar[Names] = ContextVar("own names of metrics", default=MappingProxyType({}))


@contextmanager
def renamed(names: Names) -> Iterator[None]:
    """Call metrics by ``names`` inside the block, as a report's layout does; a missing one keeps the product's name."""
    token = _own.set(names)
    try:
        yield
    finally:
        _own.reset(token)


def metric_words(key: str, lang: str) -> MetricWords:
    """Return the words of the metric ``key``; ``KeyError`` for one that is not in the catalogue and no workspace's own (``x_...``)."""
    words = _own_words(key, lang) if key.startswith(OWN) else _product_words(CATALOGUE[key], lang)
    own = _own.get().get(key, {}).get(known(lang), "").strip()
    return words._replace(name=own, short=own) if own else words


def _product_words(metric: Metric, lang: str) -> MetricWords:
    gettext = translations(lang).gettext
    return MetricWords(gettext(metric.name), gettext(metric.short), gettext(metric.formula))


def _own_words(key: str, lang: str) -> MetricWords:
    """The words of a metric that a workspace added: as it wrote them, the key itself once nobody knows it any more."""
    metric = CATALOGUE.get(key)
    if metric is None:
        return MetricWords(key, key, "")
    name = metric.names.get(known(lang), "") or metric.name
    return MetricWords(name, name, metric.formula)


def pillar_word(pillar: Pillar | str, lang: str) -> str:
    """Return the name of a pillar."""
    return translations(lang).gettext(PILLARS[Pillar(pillar)])


def unit_word(unit: Unit | str, lang: str) -> str:
    """Return what a unit counts, for the head of a column."""
    return currency.unit(lang) if Unit(unit) is Unit.MONEY else translations(lang).gettext(UNITS[Unit(unit)])
