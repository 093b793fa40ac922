"""Activity: whether questions get answers, and how soon. Definitions: metrics.md, "Activity"."""

from collections.abc import Sequence

from tenants.measure.activity import entry
from tenants.measure.registry import Known, metric
from tenants.measure.span import days_later, known_until, span
from tenants.terms.facts import Facts, Thread
from tenants.terms.figure import Reason
from tenants.terms.metric import Direction, Unit
from tenants.terms.words import N_

ANSWER_DAYS = 7


def _threads(facts: Facts) -> Sequence[Thread]:
    start, end = span(facts)
    return [thread for thread in facts.threads if start <= thread.started < end]


@metric(
    entry(
        "reply_coverage",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Questions answered"),
            N_("Answered"),
            N_(
                "Members' questions (a message with a sentence that ends in a question mark) with a reply by "
                "somebody else within 7 days, over all of them. Questions asked less than 7 days before the data"
                " ends are left out."
            ),
        ),
    )
)
def reply_coverage(facts: Facts) -> Known | Reason:
    """Share (0..1) of members' questions that somebody else answered within 7 local days.

    A question younger than that when the data ends is left out, answered or not: counting only the answered ones would flatter.
    """
    if not facts.evidence.replies:
        return Reason.NOT_RECORDED
    asked = [thread for thread in _threads(facts) if thread.question and not thread.by_staff]
    limits = [(thread, days_later(thread.started, ANSWER_DAYS, facts.zone)) for thread in asked]
    old = [(thread, limit) for thread, limit in limits if limit < known_until(facts)]
    if not old:
        return Reason.TOO_YOUNG if asked else Reason.NO_QUESTIONS
    answered = sum(thread.answered is not None and thread.answered <= limit for thread, limit in old)
    return Known(answered / len(old), n=len(old), detail={"answered": answered, "too_young": len(asked) - len(old)})


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of ``values`` (sorted, not empty) lie, interpolated linearly between neighbours."""
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


@metric(
    entry(
        "first_reply_minutes",
        Unit.MINUTES,
        Direction.DOWN,
        (
            N_("First reply"),
            N_("First reply"),
            N_("Median time from the first message of a thread to the first reply by somebody else, over the threads that got one."),
        ),
    )
)
def first_reply_minutes(facts: Facts) -> Known | Reason:
    """Median minutes to the first reply, the 90th percentile in ``detail["p90"]``; threads without a reply do not count."""
    if not facts.evidence.replies:
        return Reason.NOT_RECORDED
    seen = known_until(facts)
    waits = sorted(
        (thread.answered - thread.started).total_seconds() / 60
        for thread in _threads(facts)
        if thread.answered is not None and thread.started <= thread.answered < seen
    )
    if not waits:
        return Reason.NO_THREADS
    return Known(quantile(waits, 0.5), n=len(waits), detail={"p90": quantile(waits, 0.9)})
