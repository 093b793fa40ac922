"""The report as JSON: the frozen document in plain types, and its words in the reader's language beside it.

The form is published as a JSON Schema (``docs/report.schema.json``), made from the dataclasses themselves, so that it cannot be out of
date: a test compares the two.
"""

import json
from typing import Any

from pydantic import TypeAdapter

from tenants.render import currency, formats
from tenants.render.outward import outward
from tenants.render.parts.changes import moved_goal
from tenants.render.setting import Setting
from tenants.render.wording.findings import verdict_sentence
from tenants.render.wording.metrics import pillar_word
from tenants.render.wording.reasons import reason_words
from tenants.terms import snapshot
from tenants.terms.document import Correction, Line, ReportDocument
from tenants.terms.figure import Figure

SCHEMA = 2
"""The version of the published form; ``/schemas/report-2.json``."""


def as_json(document: ReportDocument, lang: str) -> bytes:
    """Return ``document`` as indented UTF-8 JSON with sorted keys; equal documents give equal bytes.

    Shares are fractions, amounts decimal texts, instants ISO 8601. ``words`` holds every figure, verdict, finding and correction as the
    other renderings in ``lang`` write them. An unknown language raises ``ValueError``.
    """
    shown = outward(document)
    with currency.in_currency(document.brand.currency):
        plain = snapshot.plain(shown) | {"words": _words(Setting.of(shown, lang))}
    return (json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what ``as_json`` writes."""
    found = TypeAdapter(ReportDocument).json_schema(mode="serialization")
    found["properties"]["words"] = {
        "description": "The report's own words in one language: what its pages, its PDF and its workbook write.",
        "type": "object",
        "required": ["language", "verdict", "pillars", "figures", "findings", "corrections"],
        "properties": {
            "language": {"enum": ["en", "zh_Hans_CN"]},
            "verdict": {"type": "string"},
            "pillars": {"type": "object", "additionalProperties": {"type": "string"}},
            "findings": {"type": "object", "additionalProperties": {"type": "string"}},
            "figures": {"type": "object", "additionalProperties": _FIGURE},
            "corrections": {"type": "object", "additionalProperties": _CORRECTION},
        },
    }
    found["required"] = sorted({*found["required"], "words"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:qunce:report:{SCHEMA}",
        "title": "Qunce report",
        **{key: value for key, value in found.items() if key != "title"},
    }


def schema_text() -> str:
    """Return the schema as the file in ``docs`` holds it."""
    return json.dumps(schema(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


_FIGURE = {
    "type": "object",
    "required": ["name", "definition", "value"],
    "properties": {
        **{key: {"type": "string"} for key in ("name", "definition", "value", "interval", "reason")},
        **{key: {"type": "string"} for key in ("goal", "attainment", "status", "change")},
    },
}

_CORRECTION = {
    "description": "What a corrected version changed of one figure; goals only where the goal was moved, a dash where none was set.",
    "type": "object",
    "required": ["before", "after"],
    "properties": {key: {"type": "string"} for key in ("before", "after", "goal_before", "goal_after")},
}


def _words(s: Setting) -> dict[str, Any]:
    d = s.document
    lines = {line.metric: line for part in d.pillars for line in part.lines}
    return {
        "language": s.lang.value,
        "verdict": verdict_sentence(d, s.lang),
        "pillars": {part.pillar.value: pillar_word(part.pillar, s.lang) for part in d.pillars},
        "figures": {key: _figure(s, figure, lines.get(key)) for key, figure in d.figures.items()},
        "findings": {finding.id: s.finding(finding).sentence for finding in d.findings},
        "corrections": {each.metric: _correction(s, each) for each in d.corrections},
    }


def _correction(s: Setting, each: Correction) -> dict[str, str]:
    found = {name: formats.figure(figure.value, figure.unit, s.lang) for name, figure in (("before", each.before), ("after", each.after))}
    if goals := moved_goal(s, each):
        found["goal_before"], found["goal_after"] = goals
    return found


def _figure(s: Setting, figure: Figure, line: Line | None) -> dict[str, str]:
    named = s.metric(figure.key)
    found = {"name": named.name, "definition": named.formula, "value": formats.figure(figure.value, figure.unit, s.lang)}
    if figure.low is not None and figure.high is not None:
        ends = [formats.figure(end, figure.unit, s.lang) for end in (figure.low, figure.high)]
        found["interval"] = s.say("%(low)s to %(high)s", low=ends[0], high=ends[1])
    if figure.reason:
        found["reason"] = reason_words(figure.reason, s.lang)
    if line and line.previous:
        found["change"] = formats.change(line.figure, line.previous, figure.unit, s.lang)
    if line and line.verdict:
        found["goal"] = s.goal_text(line.verdict.target, figure.unit)
        found["attainment"] = formats.share(line.verdict.attainment, s.lang, 0)
        found["status"] = s.status(line.verdict.status)
    return found
