"""Which sections stand in a report, in which order and under which names: the template's choice, less what has nothing to show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tenants.render.markdown import clean
from tenants.render.setting import Setting
from tenants.terms.template import ALWAYS, Section, TextBlock

_TRACK = 148.8  # millimetres that the segment of the running rule moves from the first section to the last
_SHORT_TEXT = 1200  # characters of a text that leaves most of its page to what follows
_SHORT_TABLE = 8
_MOST_SHORT = 2  # short sections on a page that leave room for a longer one
_PILLARS = frozenset({Section.SATISFACTION.value, Section.ACTIVITY.value, Section.GROWTH.value, Section.DONE.value})
OPTIONAL = (Section.CAMPAIGNS, Section.VOICES, Section.MONEY, Section.ACTIONS)
"""Sections that are left out when there is nothing in them; of the others a reader expects at least a sentence."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section as it is set: its file, its anchor, its name in the running head and outline.

    ``page``: begins on a page of its own. ``light``: hardly fills half a page. ``short``: leaves most of its page to what follows.
    ``keep``: is moved to the next page whole rather than broken. ``shift``: millimetres of the running rule's segment.
    ``body`` is the markup of an own text, which goes by the name of the section before it where it is not ``titled``.
    """

    file: str
    anchor: str
    name: str
    light: bool
    short: bool = False
    page: bool = True
    shift: float = 0.0
    body: str = ""
    titled: bool = True
    keep: bool = False


def chapters(s: Setting, views: Mapping[str, Mapping[str, Any]]) -> list[Chapter]:
    """Return what stands between cover and end, in order; ``views`` are the parts' views by section and ``changes``."""
    found = list(_in_order(s, views))
    placed: list[Chapter] = []
    for at, chapter in enumerate(found):
        placed.append(replace(chapter, page=_begins(chapter, placed), shift=round(_TRACK * at / max(1, len(found) - 1), 1)))
    return placed


def _begins(chapter: Chapter, before: Sequence[Chapter]) -> bool:
    """Tell whether a chapter begins a page. A light one continues the page before it, but never the summary's.

    What follows short ones fills up their page. What follows a pillar without figures always does, for its sentence may have been pushed
    to a page of its own. What follows a chapter that began on another's page fills up what that left over.
    """
    last = before[-1] if before else None
    if last is None or last.file == Section.SUMMARY:
        return True
    page = before[max(at for at, each in enumerate(before) if each.page) :]
    roomy = len(page) <= _MOST_SHORT and all(each.short for each in page)
    if chapter.light or roomy or (last.short and last.file in _PILLARS):
        return False
    return last.light or last.page


def left_out(s: Setting, views: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the names of the sections that the template has and that there is nothing to show in."""
    return [s.section(each) for each in s.document.template.sections if each in OPTIONAL and not views[each]]


def anchor(s: Setting, section: Section) -> Section:
    """Return where a reference to ``section`` leads: where the template hides it, the scorecard, or the appendix."""
    shown = s.document.template.sections
    return next((each for each in (section, Section.SCORECARD) if each in shown), Section.APPENDIX)


def _in_order(s: Setting, views: Mapping[str, Mapping[str, Any]]) -> Iterator[Chapter]:
    template = s.document.template
    middle = [each for each in template.sections if each not in ALWAYS]
    homeless = [block for block in template.texts if block.after not in (*ALWAYS, *middle)]
    for section in (Section.SUMMARY, *middle):
        if section not in OPTIONAL or views[section]:
            yield _chapter(s, section, views)
        if section is Section.SUMMARY and views["changes"]:
            name = s.say("What changed")
            yield Chapter("changes", "changes", name, light=True, short=len(views["changes"]["first"]) <= _SHORT_TABLE)
        yield from _texts(s, template.texts, section)
    for block in homeless:
        yield from _texts(s, [block], block.after)
    yield Chapter(Section.APPENDIX.value, Section.APPENDIX.value, s.section(Section.APPENDIX), light=True)
    yield from _texts(s, template.texts, Section.APPENDIX)


def _texts(s: Setting, blocks: Sequence[TextBlock], after: Section) -> Iterator[Chapter]:
    """The agency's own texts after a section, as far as they have words in the report's language."""
    for block in blocks:
        text = block.text.get(s.lang, "")
        body = clean(text) if block.after is after else ""
        if body:
            title = block.title.get(s.lang, "").strip()
            at = s.document.template.texts.index(block)
            short = len(text) < _SHORT_TEXT
            name = title or s.section(after)
            yield Chapter("text", f"text-{at + 1}", name, light=True, short=short, body=body, keep=short, titled=bool(title))


def _chapter(s: Setting, section: Section, views: Mapping[str, Mapping[str, Any]]) -> Chapter:
    view = views[section]
    short = _short(section, views)
    keep = section in OPTIONAL and len(view.get("rows", ())) <= _SHORT_TABLE
    return Chapter(section.value, section.value, s.section(section), _light(section, view), short, keep=keep)


def _light(section: Section, view: Mapping[str, Any]) -> bool:
    """Tell whether a section is too little for a page of its own."""
    match section:
        case Section.SCORECARD:
            return not view["groups"]
        case Section.SATISFACTION:
            return not view["nps"] and not view["csat"]
        case Section.ACTIVITY:
            return not view["line"] and not view["heat"]
        case Section.GROWTH:
            return not view["bars"] and not view["stays"]
        case Section.DONE:
            return not view["rows"]
        case _:
            return section is not Section.SUMMARY


def _short(section: Section, views: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether a section, were it alone on a page, would leave most of it white."""
    if section is Section.VOICES or section is Section.CAMPAIGNS:
        return True
    if section in (Section.MONEY, Section.ACTIONS):
        return len(views[section].get("rows", ())) <= _SHORT_TABLE
    return section not in ALWAYS and _light(section, views[section])
