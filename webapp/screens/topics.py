"""What a community speaks of in a month: questions without an answer, what was discussed most, how long answers took, and words in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from tenants.actions import communities as community_actions
from tenants.actions import speech as acting
from tenants.actions.dashboards import best_month
from tenants.actions.speech import SHOWN, Talk
from tenants.render import formats
from tenants.store.discussions import Discussion
from tenants.store.glance import glance
from tenants.terms.people import Role
from tenants.terms.period import Cadence
from tenants.terms.words import N_
from webapp.access import allow
from webapp.hypermedia import show
from webapp.screens import workspace
from webapp.screens.spans import around, parsed
from webapp.words import language

topics = workspace("topics")

SNIPPET = 240
FURTHEST = 100_000
"""Questions that the last page of a list begins at."""
MOVES = {"new": N_("new"), "more": N_("more"), "less": N_("less"), "gone": N_("gone")}
WAIT_WORDS = (
    N_("within 5 minutes"),
    N_("5 to 15 minutes"),
    N_("15 to 60 minutes"),
    N_("1 to 4 hours"),
    N_("4 to 24 hours"),
    N_("1 to 7 days"),
    N_("later"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thread as a list shows it."""

    thread: Discussion
    said: str
    when: str


@dataclass(frozen=True, slots=True)
class Wait:
    """One class of waiting times: its words, how many threads, their share of all, and how far its bar reaches (per cent)."""

    words: str
    threads: int
    share: str
    reach: float


@topics.get("/communities/<community>/topics")
@allow(Role.ANALYST)
@glance()
def index(community: str) -> Response:
    """One month, beside the month before; the unanswered questions a page at a time."""
    row = community_actions.find(community)
    now = datetime.now(UTC)
    month = parsed(request.args["period"]) if request.args.get("period") else best_month(row, now=now)
    if month.cadence is not Cadence.MONTH:
        abort(404)
    first = _first()
    found = acting.talk(row, month, now=now, offset=first)

    def address(label: str, begin: int = 0) -> str:
        return url_for("topics.index", community=community, period=label, first=begin or None)

    after = first + SHOWN if first + SHOWN < found.unanswered_total else 0
    return show(
        "screens/topics/index.html",
        community=row,
        month=month,
        spans=around(month, address),
        found=found,
        figures=[(found.figures[key], found.before[key]) for key in acting.METRICS],
        before_words=formats.period_short(month.previous(), language()),
        open_ones=_entries(found.unanswered, found, row.timezone),
        discussed=_entries(found.discussed, found, row.timezone),
        waits=_waits(found),
        moves={key: _(word) for key, word in MOVES.items()},
        pages=(address(month.label, first - SHOWN) if first else "", address(month.label, after) if after else ""),
        shown=(first + 1, first + len(found.unanswered)),
    )


def _first() -> int:
    text = request.args.get("first", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= FURTHEST):
        abort(404)
    return int(text) // SHOWN * SHOWN


def _entries(threads: Sequence[Discussion], found: Talk, zone: str) -> list[Entry]:
    clock = ZoneInfo(zone)
    return [
        Entry(each, _snippet(found.texts.get(each.key, "")), formats.moment(each.started, clock, language(), named=False))
        for each in threads
    ]


def _snippet(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SNIPPET else f"{flat[:SNIPPET].rstrip()}…"


def _waits(found: Talk) -> list[Wait]:
    total, most = sum(found.waits), max(found.waits)
    if not total:
        return []
    return [
        Wait(_(words), threads, formats.share(threads / total, language(), 0), round(100 * threads / most, 2))
        for words, threads in zip(WAIT_WORDS, found.waits, strict=True)
    ]
