"""How a report is laid out: which sections in which order, under which names, which metrics, and the agency's own texts between them.

An agency has one template; a client may change parts of it. What both say together (``resolved``) is frozen with the report, so that a
later change of a template never rewrites a report that was approved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Section(StrEnum):
    """The sections of a report in their usual order, after the cover. ``summary`` is always first, ``appendix`` always last."""

    SUMMARY = "summary"
    SCORECARD = "scorecard"
    SATISFACTION = "satisfaction"
    ACTIVITY = "activity"
    GROWTH = "growth"
    DONE = "done"
    CAMPAIGNS = "campaigns"
    VOICES = "voices"
    MONEY = "money"
    ACTIONS = "actions"
    APPENDIX = "appendix"


ALWAYS = (Section.SUMMARY, Section.APPENDIX)
"""A report without its verdict, or without where its figures come from, is none."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """The agency's own text, Markdown by language, shown after section ``after``; a language without a text shows nothing."""

    id: str
    after: Section
    title: Mapping[str, str] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template:
    """One resolved layout. Names are by language (``{"en": ...}``); a missing one means the product's own word.

    ``metrics`` are the keys the scorecard shows besides those with a goal, in order; ``None`` for the product's choice. A metric that
    carries a goal is always shown: a promise is not hidden by a layout.
    """

    sections: Sequence[Section] = tuple(Section)
    section_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    metrics: Sequence[str] | None = None
    metric_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    texts: Sequence[TextBlock] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What one level (agency or client) says; ``None`` leaves a part to the level above."""

    sections: Sequence[Section] | None = None
    section_names: Mapping[str, Mapping[str, str]] | None = None
    metrics: Sequence[str] | None = None
    metric_names: Mapping[str, Mapping[str, str]] | None = None
    texts: Sequence[TextBlock] | None = None


class Part(StrEnum):
    """What a client takes over from the agency, or says itself, as a whole."""

    SECTIONS = "sections"
    METRICS = "metrics"
    TEXTS = "texts"


FIELDS: Mapping[Part, tuple[str, ...]] = MappingProxyType(
    {Part.SECTIONS: ("sections", "section_names"), Part.METRICS: ("metrics", "metric_names"), Part.TEXTS: ("texts",)}
)
"""The fields of ``Changes`` that make up a part."""


def said(level: Changes) -> frozenset[Part]:
    """Return the parts that ``level`` says something about."""
    return frozenset(part for part, names in FIELDS.items() if any(getattr(level, name) is not None for name in names))


def differing(before: Changes, after: Changes) -> frozenset[Part]:
    """Return the parts in which reports would look different; saying the product's own order in so many words is no difference."""
    was, now = resolved(before), resolved(after)
    return frozenset(part for part, names in FIELDS.items() if any(getattr(was, name) != getattr(now, name) for name in names))


def resolved(*levels: Changes) -> Template:
    """Return the template that ``levels`` (the agency first, then the client) make together; a later level wins part by part.

    Names are merged entry by entry, and an empty one brings back the product's word; sections always begin with the summary and end
    with the appendix, whatever a level says.
    """
    template = Template()
    sections: Sequence[Section] = template.sections
    section_names: dict[str, Mapping[str, str]] = {}
    metric_names: dict[str, Mapping[str, str]] = {}
    metrics: Sequence[str] | None = None
    texts: Sequence[TextBlock] = ()
    for level in levels:
        sections = sections if level.sections is None else level.sections
        metrics = metrics if level.metrics is None else level.metrics
        texts = texts if level.texts is None else level.texts
        section_names |= _merged(section_names, level.section_names)
        metric_names |= _merged(metric_names, level.metric_names)
    middle = [each for each in dict.fromkeys(sections) if each not in ALWAYS]
    return Template(
        sections=(Section.SUMMARY, *middle, Section.APPENDIX),
        section_names=_named(section_names),
        metrics=metrics,
        metric_names=_named(metric_names),
        texts=tuple(texts),
    )


def _merged(known: Mapping[str, Mapping[str, str]], given: Mapping[str, Mapping[str, str]] | None) -> dict[str, Mapping[str, str]]:
    return {key: {**known.get(key, {}), **names} for key, names in (given or {}).items()}


def _named(names: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    written = {key: {language: name for language, name in each.items() if name} for key, each in names.items()}
    return MappingProxyType({key: each for key, each in written.items() if each})
