"""Alerts as the pages show them: in words, with the pages where something can be done, and what became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from tenants.render.wording.alerts import alert_words, rule_words
from tenants.store import accounts
from tenants.store.alerts import Alert
from tenants.terms.alert import Rule, State
from tenants.terms.words import N_
from webapp.words import language

STATES: Mapping[str, tuple[str, str, str]] = {
    "open": (N_("not taken up"), "risk", "risk"),
    "acknowledged": (N_("being seen to"), "plain", "half"),
    "done": (N_("done"), "track", "track"),
    "over": (N_("over by itself"), "plain", "ring"),
}
"""A state's words, tone and shape."""
VERBS: Mapping[str, str] = {
    "raised": N_("came back"),
    "open": N_("opened it again"),
    "acknowledged": N_("took it up"),
    "done": N_("settled it"),
    "noted": N_("noted"),
}
GRAVE = frozenset({Rule.SILENCE, Rule.CHURN_SPIKE, Rule.SATISFACTION_DROP})


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with an alert. ``person`` is empty where nobody did it."""

    at: datetime
    person: str
    verb: str
    note: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One alert, ready to be written. ``mark``: a verdict's code. ``state``: words, tone, shape. ``hints``: words, address."""

    row: Alert
    title: str
    what: str
    unusual: str
    rule: str
    mark: str
    state: tuple[str, str, str]
    hints: list[tuple[str, str]]

    @property
    def standing(self) -> bool:
        """Whether anything is left to do."""
        return self.row.over_at is None and self.row.state != State.DONE


def shown(rows: Iterable[Alert]) -> list[Shown]:
    """The alerts in the reader's language."""
    return [_shown(row) for row in rows]


def _shown(row: Alert) -> Shown:
    words = alert_words(row.rule, row.facts, language())
    state = STATES["over" if row.over_at is not None and row.state != State.DONE else row.state]
    hints = [(said, url_for(page, community=row.community.slug)) for said, page in words.hints]
    missed = row.rule in GRAVE or row.facts.get("status") == "missed"
    return Shown(
        row=row,
        title=words.title,
        what=words.what,
        unusual=words.unusual,
        rule=rule_words(row.rule, language())[0],
        mark="no_data" if row.rule == Rule.STALE else "missed" if missed else "at_risk",
        state=(_(state[0]), *state[1:]),
        hints=hints,
    )


def steps(row: Alert) -> list[Step]:
    """What was done with an alert, the newest first."""
    people = {str(person): name for person, name in accounts.names_of({UUID(each["by"]) for each in row.log if each["by"]}).items()}
    said = [(each, VERBS[each["verb"]]) for each in reversed(row.log)]
    return [Step(datetime.fromisoformat(each["at"]), people.get(each["by"], ""), _(verb), each["note"]) for each, verb in said]
