"""Parts of a review's page that other pages show as well: its actions, its reasons, what a later version changed."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from tenants.actions import documents
from tenants.render import formats
from tenants.render.wording.metrics import metric_words
from tenants.store import reviews as store
from tenants.store.reviews import ActionItem, Review
from tenants.terms.document import ReportDocument
from tenants.terms.figure import Figure
from tenants.terms.metric import Unit
from tenants.terms.report import ActionState
from tenants.terms.target import Target
from webapp.reading import setting
from webapp.words import language


@dataclass(frozen=True, slots=True)
class Action:
    """An action agreed, whether an earlier review brought it, in which period it was agreed (in words), and whether it is late."""

    item: ActionItem
    carried: bool
    since: str
    late: bool


def actions_of(review: Review, now: datetime) -> list[Action]:
    """What was agreed in the review or carried into it."""
    zone = ZoneInfo(review.community.timezone)
    begins = documents.period_of(review).bounds(zone)[0]
    today = now.astimezone(zone).date()
    return [action_of(each, today) for each in store.actions_of(review, begins)]


def action_of(agreed: store.Agreed, today: date) -> Action:
    """An action as pages show it."""
    item = agreed.item
    late = item.state == ActionState.OPEN and item.due is not None and item.due < today
    return Action(item, agreed.carried, formats.period(agreed.since, language()), late)


def reasons(review: Review, document: ReportDocument) -> dict[str, str]:
    """Why goals were missed, by metric: as it is being written, or as it was frozen."""
    return {key: str(said) for key, said in (review.reasons if review.document is None else document.reasons).items()}


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that a later version changed, with its goals in words where they changed as well."""

    name: str
    before: Figure
    after: Figure
    goals: tuple[str, str] | None


def changes(document: ReportDocument) -> list[Changed]:
    """What this version changed of the one before it."""
    s = setting(document)

    def goal(target: Target | None, unit: Unit) -> str:
        return s.goal_text(target, unit) if target else str(_("none"))

    found = []
    for each in document.corrections:
        unit = each.after.unit
        goals = goal(each.goal_before, unit), goal(each.goal_after, unit)
        name = metric_words(each.metric, language()).name
        found.append(Changed(name, each.before, each.after, goals if goals[0] != goals[1] else None))
    return found
