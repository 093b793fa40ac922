"""What people may say in a report template: known sections and metrics, names and texts that fit on paper, each refusal with its field."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from tenants.actions import checks
from tenants.assess.document import SHOWN
from tenants.measure import CATALOGUE
from tenants.terms.errors import Refusal
from tenants.terms.metric import Metric, Unit
from tenants.terms.people import Language
from tenants.terms.template import ALWAYS, Changes, Section, TextBlock

T = TypeVar("T", bound=str)
PAPERS = ("A4", "Letter")
LONGEST_NAME = 60
LONGEST_TITLE = 90
LONGEST_TEXT = 4000
MOST_TEXTS = 12


def metrics() -> Sequence[Metric]:
    """Return the metrics that a scorecard can show, in the catalogue's order; tables of several figures have no row."""
    return [metric for metric in CATALOGUE.values() if metric.unit is not Unit.TABLE]


def usual_metrics() -> Sequence[str]:
    """Return the metrics that a scorecard shows where nobody chose any, besides those with a goal."""
    return [key for keys in SHOWN.values() for key in keys]


def paper(value: str, *, optional: bool) -> str:
    """Return a size of paper; empty for "as the agency" where that is allowed."""
    if value in PAPERS or (optional and not value):
        return value
    raise Refusal("field.not_offered", field="paper", value=value, offered=", ".join(PAPERS))


def checked(changes: Changes) -> Changes:
    """Return ``changes`` clean: trimmed, each thing once, empty texts dropped. Refuses what is unknown or too long, naming the field."""
    shown = {metric.key for metric in metrics()}
    return replace(
        changes,
        sections=_known(changes.sections, set(Section), "sections"),
        section_names=_names(changes.section_names, set(Section), "sections"),
        metrics=_known(changes.metrics, shown, "metrics"),
        metric_names=_names(changes.metric_names, shown, "metrics"),
        texts=_texts(changes.texts),
    )


def _known(keys: Sequence[T] | None, offered: AbstractSet[T], field: str) -> Sequence[T] | None:
    if keys is None:
        return None
    for key in keys:
        if key not in offered:
            raise Refusal("field.not_offered", field=field, value=key, offered=", ".join(sorted(offered)))
    return tuple(dict.fromkeys(keys))


def _names(names: Mapping[str, Mapping[str, str]] | None, offered: AbstractSet[str], kind: str) -> Mapping[str, Mapping[str, str]] | None:
    if names is None:
        return None
    found = {}
    for key, each in names.items():
        if key not in offered:
            raise Refusal("field.not_offered", field=kind, value=key, offered=", ".join(sorted(offered)))
        found[str(key)] = {
            str(language): " ".join(checks.text(each.get(language, ""), f"name.{kind}.{key}.{language}", longest=LONGEST_NAME).split())
            for language in Language
        }
    return found


def _texts(blocks: Sequence[TextBlock] | None) -> Sequence[TextBlock] | None:
    if blocks is None:
        return None
    if len(blocks) > MOST_TEXTS:
        raise Refusal("layout.too_many_texts", field="texts", most=MOST_TEXTS)
    clean = [_text(block) for block in blocks]
    return tuple(block for block in clean if any(block.title.values()) or any(block.text.values()))


def _text(block: TextBlock) -> TextBlock:
    titles = {str(each): checks.text(block.title.get(each, ""), f"title.{block.id}.{each}", longest=LONGEST_TITLE) for each in Language}
    texts = {str(each): checks.text(block.text.get(each, ""), f"text.{block.id}.{each}", longest=LONGEST_TEXT) for each in Language}
    for language in Language:
        if titles[language] and not texts[language]:
            raise Refusal("layout.title_alone", field=f"text.{block.id}.{language}")
    return replace(block, title={k: v for k, v in titles.items() if v}, text={k: v for k, v in texts.items() if v})


def movable(section: Section) -> bool:
    """Whether a layout may hide or move ``section``."""
    return section not in ALWAYS
