"""Words of the import screens: formats, kinds of acts, what a column can hold, and the places of a file that were left out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from tenants.render.wording.errors import sentence
from tenants.render.wording.import_facts import FORMATS
from tenants.render.wording.kinds import ACTS as KINDS
from tenants.render.wording.platforms import platform_word
from tenants.terms.community import Platform
from tenants.terms.coverage import Covered
from tenants.terms.words import N_
from webapp.words import language

OFFERED = tuple(FORMATS)
"""Formats a person may choose; ``auto`` is the first."""

SAMPLES = 4
"""Examples shown of each reason."""

ROLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "events": {
            "at": N_("Time"),
            "author": N_("Person (id)"),
            "name": N_("Person (name)"),
            "kind": N_("Kind of act"),
            "channel": N_("Channel"),
            "id": N_("Id of the act"),
            "reply_to": N_("Answers the act with this id"),
            "inviter": N_("Invited by"),
            "text": N_("Text"),
            "count": N_("How many acts"),
        },
        "members": {
            "id": N_("Person (id)"),
            "name": N_("Person (name)"),
            "email": N_("E-mail"),
            "joined": N_("Joined on"),
            "left": N_("Left on"),
            "how": N_("How they joined"),
            "inviter": N_("Invited by"),
            "role": N_("Role"),
            "staff": N_("Is staff"),
            "paid": N_("Has paid"),
            "bot": N_("Is a bot"),
            "tags": N_("Tags"),
            "as_of": N_("Day of the list"),
            "group": N_("Group"),
            "deleted": N_("Account deleted"),
        },
        "daily": {
            "day": N_("Day"),
            "members": N_("Members"),
            "messages": N_("Messages"),
            "active_members": N_("Active members"),
            "joins": N_("Joins"),
            "leaves": N_("Leaves"),
        },
    }
)
"""What a column can hold, by the kind of table."""

PLACE = re.compile(r"(?:^|(?<= ))(?P<what>line|row|topic) (?P<number>\d+)$")
"""The end of a place that an importer names: a line, a row or a topic by its number."""

STATES: Mapping[str, str] = MappingProxyType(
    {
        Covered.WHOLE: N_("Covered"),
        Covered.PARTLY: N_("Covered in part"),
        Covered.NONE: N_("Missing"),
        Covered.OUTSIDE: N_("Nothing expected"),
    }
)
TABLES: Mapping[str, str] = MappingProxyType(
    {"events": N_("Table of acts"), "members": N_("List of members"), "daily": N_("Daily figures")}
)
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "events": N_("Table of acts"),
        "members": N_("List of members"),
        "daily": N_("Daily figures"),
        "mbox": N_("Mailing list"),
        "irc": N_("IRC"),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was left out: where, why, and what to do about it."""

    where: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Group:
    """Places left out for one reason: how many, some of them, and what to do. ``alike``: all of them say the same."""

    count: int
    samples: Sequence[Place]
    alike: bool

    @property
    def first(self) -> Place:
        """The one that speaks for all."""
        return self.samples[0]


def formats() -> list[tuple[str, str]]:
    """Formats to choose from."""
    return [(code, _(FORMATS[code])) for code in OFFERED]


def format_name(code: str) -> str:
    """A format by its name."""
    return _(FORMATS[code]) if code in FORMATS else code


def roles(kind: str) -> list[tuple[str, str]]:
    """What a column of that kind of table can hold."""
    return [("", _("Leave out")), *((role, _(words)) for role, words in ROLES[kind].items())]


def kinds() -> list[tuple[str, str]]:
    """Kinds of acts."""
    return [(kind, _(words)) for kind, words in KINDS.items()]


def kind_counts(counts: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Acts by kind as an import's row keeps them, in words, in the order of the kinds."""
    return [(_(words), int(counts[kind])) for kind, words in KINDS.items() if counts.get(kind)]


def places(skipped: Iterable[Mapping[str, Any]]) -> list[Place]:
    """Places left out, in words."""
    return [_place(each) for each in skipped]


def groups(skipped: Sequence[Mapping[str, Any]]) -> list[Group]:
    """Places left out by reason, the most frequent first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for each in skipped:
        found.setdefault(str(each["reason"]), []).append(each)
    return sorted((_group(each) for each in found.values()), key=lambda group: -group.count)


def _group(each: Sequence[Mapping[str, Any]]) -> Group:
    samples = [_place(one) for one in each[:SAMPLES]]
    return Group(len(each), samples, len({one.reason for one in samples}) == 1)


def _place(each: Mapping[str, Any]) -> Place:
    reason, remedy = sentence(str(each["reason"]), each.get("facts") or {}, language())
    return Place(_where(str(each["where"])), reason, remedy)


def _where(written: str) -> str:
    """A place as the importers write it, in the reader's words: ``chat.txt line 7`` counts lines in both languages."""
    found = PLACE.search(written)
    if found is None:
        return written
    number = int(found["number"])
    words: dict[str, str] = {"line": _("line %(n)s", n=number), "row": _("row %(n)s", n=number), "topic": _("topic %(n)s", n=number)}
    return written[: found.start()] + words[found["what"]]


def bare_name(name: str | None) -> str:
    """The name of an uploaded file without folders and control characters, 200 characters at most."""
    plain = "".join(char for char in (name or "") if char.isprintable())
    return PurePosixPath(plain.replace("\\", "/")).name[-200:] or "upload"


def source_name(code: str) -> str:
    """Where days came from, by the first word of a format: ``slack``, ``wechat``."""
    if code in tuple(Platform):
        return platform_word(code, language())
    return _(SOURCES[code]) if code in SOURCES else code.capitalize()
