"""Schedules as pages show them: when the next reports come due, who is told, what became of the last ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from tenants.render import formats
from tenants.render.wording.schedules import every, rhythm_words
from tenants.store import accounts
from tenants.store import schedules as store
from tenants.store.clients import Client
from tenants.store.reviews import SHOWN
from tenants.store.schedules import Schedule, ScheduledPeriod
from tenants.terms.people import Language, Role
from tenants.terms.report import ReviewState
from tenants.terms.rhythm import Due, Rhythm, came_due, next_due
from tenants.terms.words import N_
from webapp.words import language

COMING = 3
OUTCOMES = {
    "sending": ("none", "half", N_("On its way")),
    "sent": ("ahead", "done", N_("Sent unread")),
    "held": ("risk", "risk", N_("Held")),
    "skipped": ("none", "none", N_("Skipped")),
}
WAITING = ("risk", "draft", N_("Waits for you"))
PUBLISHED = ("ahead", "done", N_("Published"))
WITHDRAWN = ("missed", "missed", N_("Withdrawn"))


@dataclass(frozen=True, slots=True)
class Date:
    """One date to come: when, on the community's clock, and the label of the period it covers."""

    when: str
    period: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one period that came due."""

    period: str
    tone: str
    shape: str
    word: str
    review_id: UUID | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One schedule of a list. ``missed``: periods that came due while it was paused; ``told``: who hears when a review is ready."""

    row: Schedule
    name: str
    rhythm: str
    coming: Sequence[Date]
    told: str
    language: str
    missed: int
    outcomes: Sequence[Outcome]


def shown(rows: Sequence[Schedule], now: datetime) -> list[Shown]:
    """Schedules with everything a list says of them."""
    done, newest = store.outcomes([row.id for row in rows]), store.dealt_with()
    approvers = approving()
    return [
        Shown(
            row=row,
            name=every(row.cadence, language()),
            rhythm=rhythm_words(row.rhythm, language()),
            coming=dates(next_due(row.rhythm, now, COMING), row.rhythm),
            told=approvers.get(row.approver_id, "") if row.approver_id else "",
            language=_language(row),
            missed=sum(1 for _each in came_due(row.rhythm, now, newest.get(row.id))) if row.paused_at else 0,
            outcomes=[_outcome(each) for each in done[row.id]],
        )
        for row in rows
    ]


def by_client(found: Sequence[Shown]) -> list[tuple[Client, list[Shown]]]:
    """The list divided by clients, in its order."""
    return [(client, list(group)) for client, group in groupby(found, key=lambda each: each.row.community.client)]


def dates(coming: Sequence[Due], rhythm: Rhythm) -> list[Date]:
    """Dates in words, on the clock of the rhythm's zone."""
    zone = ZoneInfo(rhythm.zone)
    return [Date(formats.moment(each.at, zone, language(), named=False), each.period.label) for each in coming]


def ahead(rhythm: Rhythm, now: datetime, schedule: Schedule | None) -> tuple[list[Date], list[Date], int]:
    """What comes due at once (a few of them), the next dates, and how many come due at once in all."""
    newest = store.dealt_with().get(schedule.id) if schedule else None
    at_once = list(came_due(rhythm, now, newest))
    return dates(list(islice(at_once, COMING)), rhythm), dates(next_due(rhythm, now, COMING), rhythm), len(at_once)


def approving() -> dict[UUID, str]:
    """Who may approve reviews here, by name."""
    return {seat.person_id: seat.person.name or seat.person.email for seat in accounts.seats() if seat.role in (Role.OWNER, Role.MANAGER)}


def language_name(code: str) -> str:
    """A language in the page's words."""
    return str(_("Chinese") if code == Language.ZH else _("English"))


def _language(row: Schedule) -> str:
    return language_name(row.language or row.community.client.language)


def _outcome(row: ScheduledPeriod) -> Outcome:
    tone, shape, word = OUTCOMES.get(row.outcome, WAITING)
    state = row.review.state if row.review is not None else ""
    if state == ReviewState.WITHDRAWN:
        tone, shape, word = WITHDRAWN
    elif state in SHOWN and row.outcome in ("drafted", "held"):
        tone, shape, word = PUBLISHED
    return Outcome(row.period, tone, shape, str(_(word)), row.review_id)
