"""Activity: whether questions get answers, and how soon. Definitions: metrics.md, "Activity"."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from tenants.measure.activity import entry
from tenants.measure.registry import Known, metric
from tenants.measure.span import days_later, known_until, span
from tenants.terms.facts import Facts
from tenants.terms.figure import Reason
from tenants.terms.metric import Direction, Unit
from tenants.terms.threads import Kind, Threads, moment, tick
from tenants.terms.words import N_

ANSWER_DAYS = 7
ANSWER_TICKS = timedelta(days=ANSWER_DAYS) // timedelta(microseconds=1)
NEAR = timedelta(days=2) // timedelta(microseconds=1)
"""Further than this no change of a clock goes."""


def _times(facts: Facts, kinds: Iterable[Kind] | None = None) -> Iterator[tuple[int, int]]:
    """When threads of some ``kinds`` (of all) were started and answered, in ticks."""
    start, end = map(tick, span(facts))
    known = Threads.of(facts.threads).times
    for kind in known if kinds is None else kinds:
        if kind in known:
            yield from ((started, answered) for started, answered in zip(*known[kind], strict=True) if start <= started < end)


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
    seen = tick(known_until(facts))
    asked = old = heard = 0
    for started, answered in _times(facts, [Kind(question=True, by_staff=False)]):
        limit = started + ANSWER_TICKS
        # Only near the limit does the local clock decide.
        if abs(seen - limit) < NEAR or abs(answered - limit) < NEAR:
            limit = tick(days_later(moment(started), ANSWER_DAYS, facts.zone))
        asked += 1
        if limit < seen:
            old += 1
            heard += answered <= limit
    if not old:
        return Reason.TOO_YOUNG if asked else Reason.NO_QUESTIONS
    return Known(heard / old, n=old, detail={"answered": heard, "too_young": asked - old})


def _minutes(waits: Sequence[int], share: float) -> float:
    """The minutes that ``share`` of ``waits`` (ticks, sorted, not empty) do not take, interpolated linearly between neighbours."""
    place = share * (len(waits) - 1)
    below = int(place)
    shorter, longer = (waits[each] / 1_000_000 / 60 for each in (below, min(below + 1, len(waits) - 1)))
    return shorter + (longer - shorter) * (place - below)


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
    seen = tick(known_until(facts))
    waits = sorted(answered - started for started, answered in _times(facts) if started <= answered < seen)
    if not waits:
        return Reason.NO_THREADS
    return Known(_minutes(waits, 0.5), n=len(waits), detail={"p90": _minutes(waits, 0.9)})
