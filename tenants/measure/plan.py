"""Content, plan and money: what was planned, held and spent. Definitions: metrics.md, "Content, plan, money".

The calendar is evidence of its own: these figures do not wait for an import. In a running period an item counts as due once the
data has reached its day, or once it is done.
"""

from collections.abc import Sequence
from datetime import datetime

from tenants.measure.registry import Known, metric
from tenants.measure.span import guessed, last_day, members_at, running
from tenants.terms.facts import Facts, Held
from tenants.terms.figure import Reason, Source
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.period import local_midnight
from tenants.terms.words import N_

NO_ACTIVITY = ("holiday",)
"""Kinds that stand in the calendar but are not held by anybody."""


def _entry(key: str, pillar: Pillar, unit: Unit, direction: Direction, words: tuple[str, str, str], *, additive: bool = False) -> Metric:
    return Metric(key, pillar, unit, direction, *words, additive=additive)


def _due(facts: Facts) -> Sequence[Held]:
    """Items of the period whose day has come: all once it is over, or where no import says how far time has gone."""
    last = last_day(facts)
    if last is None or not running(facts):
        return facts.held
    return [item for item in facts.held if item.done or item.day <= last]


def _posts(facts: Facts) -> Sequence[Held]:
    """Content items that were meant to appear: one withdrawn within the period never was part of its plan."""
    return [item for item in _due(facts) if item.content and (item.planned_before or not item.cancelled)]


def _activities(facts: Facts) -> Sequence[Held]:
    return [item for item in _due(facts) if not item.content and item.kind not in NO_ACTIVITY]


def _was_held(item: Held) -> bool:
    return item.done and not item.cancelled


@metric(
    _entry(
        "posts_planned",
        Pillar.CONTENT,
        Unit.COUNT,
        Direction.NONE,
        (N_("Posts planned"), N_("Posts planned"), N_("Content posts in the calendar of the period.")),
        additive=True,
    ),
    Source.MANUAL,
)
def posts_planned(facts: Facts) -> Known | Reason:
    """Content items of the calendar; unknown where the calendar holds nothing at all."""
    return Known(len(_posts(facts))) if facts.held else Reason.NO_PLAN


@metric(
    _entry(
        "posts_published",
        Pillar.CONTENT,
        Unit.COUNT,
        Direction.UP,
        (N_("Posts published"), N_("Posts out"), N_("Content posts of the calendar that were published.")),
        additive=True,
    ),
    Source.MANUAL,
)
def posts_published(facts: Facts) -> Known | Reason:
    """Content items marked done."""
    return Known(sum(map(_was_held, _posts(facts)))) if facts.held else Reason.NO_PLAN


@metric(
    _entry(
        "on_time_rate",
        Pillar.CONTENT,
        Unit.SHARE,
        Direction.UP,
        (N_("Posts on time"), N_("On time"), N_("Posts published by the planned day, over posts planned.")),
    ),
    Source.MANUAL,
)
def on_time_rate(facts: Facts) -> Known | Reason:
    """Share (0..1) of planned posts that appeared by their day."""
    planned = _posts(facts)
    if not planned:
        return Reason.NO_PLAN
    return Known(sum(_was_held(item) and item.on_time for item in planned) / len(planned), n=len(planned))


@metric(
    _entry(
        "activities_held",
        Pillar.OPERATIONS,
        Unit.COUNT,
        Direction.UP,
        (N_("Activities held"), N_("Activities"), N_("Activities of the calendar that took place; content posts and holidays are none.")),
        additive=True,
    ),
    Source.MANUAL,
)
def activities_held(facts: Facts) -> Known | Reason:
    """Activities marked done; unknown where the calendar holds nothing at all."""
    return Known(sum(map(_was_held, _activities(facts)))) if facts.held else Reason.NO_PLAN


@metric(
    _entry(
        "plan_execution",
        Pillar.OPERATIONS,
        Unit.SHARE,
        Direction.UP,
        (
            N_("Plan carried out"),
            N_("Plan done"),
            N_("Activities that stood in the calendar when the period began and took place, over all that stood there."),
        ),
    ),
    Source.MANUAL,
)
def plan_execution(facts: Facts) -> Known | Reason:
    """Share (0..1) of the activities planned at ``t0`` that were held; what was added later neither helps nor hurts."""
    planned = [item for item in _activities(facts) if item.planned_before]
    if not planned:
        return Reason.NO_PLAN
    held = sum(map(_was_held, planned))
    extra = sum(_was_held(item) and not item.planned_before for item in _activities(facts))
    return Known(held / len(planned), n=len(planned), detail={"held": held, "unplanned": extra})


@metric(
    _entry(
        "participation_rate",
        Pillar.OPERATIONS,
        Unit.SHARE,
        Direction.UP,
        (
            N_("Participation"),
            N_("Participation"),
            N_("Participants of the activities, over the members at the start of each activity's day."),
        ),
    ),
    Source.MANUAL,
)
def participation_rate(facts: Facts) -> Known | Reason:
    """Participants over members, summed over the activities that have both; over 1 where outsiders came too."""
    counted = [(item, item.participants) for item in _activities(facts) if _was_held(item) and item.participants is not None]
    if not counted:
        return Reason.NO_PARTICIPANTS
    base = sum(members_at(facts, _begins(facts, item)) for item, _ in counted)
    if not base:
        return Reason.NO_MEMBERS
    people = sum(count for _, count in counted)
    estimated = bool(guessed(facts, facts.spells)) or not facts.evidence.leaves
    return Known(people / base, estimated=estimated, n=len(counted), detail={"participants": people})


def _begins(facts: Facts, item: Held) -> datetime:
    return local_midnight(item.day, facts.zone)


@metric(
    _entry(
        "show_up_rate",
        Pillar.OPERATIONS,
        Unit.SHARE,
        Direction.UP,
        (N_("Show-up rate"), N_("Show-up"), N_("Participants over registrations, of the activities that have both.")),
    ),
    Source.MANUAL,
)
def show_up_rate(facts: Facts) -> Known | Reason:
    """Participants over registrations; over 1 where people came without registering."""
    both = [
        (item.participants, item.registered)
        for item in _activities(facts)
        if _was_held(item) and item.participants is not None and item.registered
    ]
    registered = sum(asked for _, asked in both)
    if not registered:
        return Reason.NO_PARTICIPANTS
    return Known(sum(came for came, _ in both) / registered, n=registered)


@metric(
    _entry(
        "cost",
        Pillar.OPERATIONS,
        Unit.MONEY,
        Direction.DOWN,
        (N_("Cost"), N_("Cost"), N_("Costs booked on the calendar's items in the period.")),
        additive=True,
    ),
    Source.MANUAL,
)
def cost(facts: Facts) -> Known | Reason:
    """Sum of booked costs; unknown where none is booked."""
    booked = [item.cost for item in facts.held if item.cost is not None]
    return Known(sum(booked), n=len(booked)) if booked else Reason.NO_COST


@metric(
    _entry(
        "budget_use",
        Pillar.OPERATIONS,
        Unit.SHARE,
        Direction.DOWN,
        (N_("Budget used"), N_("Budget used"), N_("Costs booked over budget, of the items that have a budget.")),
    ),
    Source.MANUAL,
)
def budget_use(facts: Facts) -> Known | Reason:
    """Cost over budget; over 1 where more was spent. An item with a budget and no cost booked counts as nothing spent yet.

    A budget of 0 is one: what is spent on it all the same is more than was granted.
    """
    budgeted = [item for item in facts.held if item.budget is not None]
    budget = sum(item.budget or 0 for item in budgeted)
    if not budget:
        return Reason.NO_BUDGET
    return Known(sum(item.cost or 0 for item in budgeted) / budget, detail={"budget": budget})


@metric(
    _entry(
        "cost_per_participant",
        Pillar.OPERATIONS,
        Unit.MONEY,
        Direction.DOWN,
        (N_("Cost per participant"), N_("Cost each"), N_("Costs over participants, of the activities that have both.")),
    ),
    Source.MANUAL,
)
def cost_per_participant(facts: Facts) -> Known | Reason:
    """Cost over participants; what an activity cost to which nobody came is in it."""
    both = [(i.cost, i.participants) for i in facts.held if i.cost is not None and i.participants is not None]
    people = sum(count for _, count in both)
    if not people:
        return Reason.NO_PARTICIPANTS
    return Known(sum(spent for spent, _ in both) / people, n=people)
