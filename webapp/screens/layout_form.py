"""A report template as it stands in a form: rows that can be moved, ticked and named, texts that can be added and taken away."""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from tenants.actions import layout_checks
from tenants.actions.layouts import Layout
from tenants.terms.people import Language
from tenants.terms.template import ALWAYS, Changes, Part, Section, Template, TextBlock, said

SECTIONS, METRICS, TEXTS = (str(part) for part in Part)
_ID = re.compile(r"[0-9a-f]{8}")


@dataclass
class Row:
    """A section or a metric: whether it is shown, and its names by language. Rows of one ``group`` may change places."""

    key: str
    shown: bool
    names: dict[str, str]
    group: str = ""
    fixed: bool = False


@dataclass
class Block:
    """A text of the agency's own: after which section it stands, heading and Markdown by language."""

    id: str
    after: str
    title: dict[str, str] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)


@dataclass
class Typed:
    """The whole form. ``own`` holds the parts this level says itself; the others are the level's above (product or agency)."""

    own: set[str]
    sections: list[Row]
    metrics: list[Row]
    texts: list[Block]
    paper: str
    names_shown: bool = False

    @classmethod
    def of(cls, layout: Layout, template: Template, *, agency: bool) -> "Typed":
        """The form of what is kept: ``layout`` says which parts are its own, ``template`` what they come to."""
        own = {str(part) for part in said(layout.changes)}
        return cls(
            own=own | ({SECTIONS, TEXTS} if agency else set()),
            sections=_rows(_all_sections(template.sections), template.sections, template.section_names, SECTIONS),
            metrics=_metric_rows(template.metrics, template.metric_names),
            texts=[Block(each.id, str(each.after), dict(each.title), dict(each.text)) for each in template.texts],
            paper=layout.paper,
            names_shown=layout.names_shown,
        )

    @classmethod
    def posted(cls, data: MultiDict[str, str]) -> "Typed":
        """The form as it was sent; rows nobody sent stand at the end, not shown."""
        names = {kind: _names(data, kind) for kind in (SECTIONS, METRICS)}
        order = [key for key in data.getlist(f"order.{SECTIONS}") if key in set(Section)]
        shown = {*data.getlist(f"shown.{SECTIONS}"), *map(str, ALWAYS)}
        metrics = _metric_rows(data.getlist(f"shown.{METRICS}"), names[METRICS], data.getlist(f"order.{METRICS}"))
        return cls(
            own={kind for kind in map(str, Part) if data.get(f"mode.{kind}") == "own"},
            sections=_rows(_all_sections(order), shown, names[SECTIONS], SECTIONS),
            metrics=metrics,
            texts=[_block(data, each) for each in dict.fromkeys(data.getlist("order.texts")) if _ID.fullmatch(each)],
            paper=data.get("paper", ""),
            names_shown=bool(data.get("names_shown")),
        )

    @property
    def changes(self) -> Changes:
        """What this level says."""
        sections, metrics, texts = (kind in self.own for kind in (SECTIONS, METRICS, TEXTS))
        return Changes(
            sections=tuple(Section(row.key) for row in self.sections if row.shown) if sections else None,
            section_names={row.key: row.names for row in self.sections} if sections else None,
            metrics=tuple(row.key for row in self.metrics if row.shown) if metrics else None,
            metric_names={row.key: row.names for row in self.metrics} if metrics else None,
            texts=tuple(TextBlock(each.id, Section(each.after), each.title, each.text) for each in self.texts) if texts else None,
        )

    def do(self, deed: str) -> str:
        """Move, add or take away, as a button says: ``up:sections:growth``, ``add:texts``. Returns the id to put the focus on."""
        verb, _, rest = deed.partition(":")
        kind, _, key = rest.partition(":")
        if verb in {"up", "down"} and kind in {SECTIONS, METRICS}:
            _move(self.sections if kind == SECTIONS else self.metrics, key, -1 if verb == "up" else 1)
            return f"{verb}.{kind}.{key}"
        if verb == "add" and kind == TEXTS:
            self.texts.append(Block(secrets.token_hex(4), str(Section.SUMMARY)))
            return f"after.{self.texts[-1].id}"
        if verb == "remove" and kind == TEXTS:
            self.texts = [each for each in self.texts if each.id != key]
        return "add-text"

    def groups(self) -> Iterator[tuple[str, Sequence[Row]]]:
        """The metrics by pillar, each pillar's in their order."""
        for group in dict.fromkeys(row.group for row in self.metrics):
            yield group, [row for row in self.metrics if row.group == group]


def _rows(order: Sequence[str], shown: object, names: Mapping[str, Mapping[str, str]], kind: str) -> list[Row]:
    there = {str(each) for each in shown} if isinstance(shown, set | list | tuple) else set()
    always = {str(each) for each in ALWAYS} if kind == SECTIONS else set()
    return [Row(key, key in there, _both(names.get(key, {})), fixed=key in always) for key in map(str, order)]


def _all_sections(order: Sequence[str]) -> list[str]:
    """The sections in ``order``, those left out behind all that usually stand before them, first and last page in their places."""
    said_so = [str(each) for each in dict.fromkeys(order) if Section(each) not in ALWAYS]
    usual = [str(each) for each in Section if each not in ALWAYS]
    for index, key in enumerate(usual):
        if key not in said_so:
            said_so.insert(max((said_so.index(each) + 1 for each in usual[:index] if each in said_so), default=0), key)
    return [str(ALWAYS[0]), *said_so, str(ALWAYS[1])]


def _metric_rows(shown: Sequence[str] | None, names: Mapping[str, Mapping[str, str]], order: Sequence[str] = ()) -> list[Row]:
    """Metrics by pillar: chosen ones in their order first, unless ``order`` says where each stands."""
    pillars = {metric.key: str(metric.pillar) for metric in layout_checks.metrics()}
    chosen = [key for key in (layout_checks.usual_metrics() if shown is None else shown) if key in pillars]
    ranked = list(dict.fromkeys([*(key for key in order if key in pillars), *chosen, *pillars]))
    groups = list(dict.fromkeys(pillars.values()))
    ranked.sort(key=lambda key: groups.index(pillars[key]))
    rows = _rows(ranked, set(chosen), names, METRICS)
    for row in rows:
        row.group = pillars[row.key]
    return rows


def _names(data: MultiDict[str, str], kind: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    start = f"name.{kind}."
    for name in data:
        if name.startswith(start):
            key, _, language = name.removeprefix(start).rpartition(".")
            found.setdefault(key, {})[language] = data[name]
    return found


def _block(data: MultiDict[str, str], key: str) -> Block:
    after = data.get(f"after.{key}", "")
    return Block(
        key,
        after if after in set(Section) else str(Section.SUMMARY),
        {str(each): data.get(f"title.{key}.{each}", "") for each in Language},
        {str(each): data.get(f"text.{key}.{each}", "") for each in Language},
    )


def _both(names: Mapping[str, str]) -> dict[str, str]:
    return {str(each): names.get(each, "") for each in Language}


def _move(rows: list[Row], key: str, step: int) -> None:
    """Let a row change places with its neighbour of the same group; at the edge nothing happens."""
    mates = [index for index, row in enumerate(rows) if not row.fixed and any(each.key == key and each.group == row.group for each in rows)]
    at = next((place for place, index in enumerate(mates) if rows[index].key == key), None)
    if at is not None and 0 <= at + step < len(mates):
        one, other = mates[at], mates[at + step]
        rows[one], rows[other] = rows[other], rows[one]
