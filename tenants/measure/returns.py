"""Activity: who comes back, in the weeks after their first act and after a silence. Definitions: metrics.md, "Activity"."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate
from operator import or_

from tenants.measure.activity import entry
from tenants.measure.registry import Known, metric
from tenants.measure.span import among, covered, known_until, union, without
from tenants.terms.facts import Facts
from tenants.terms.figure import Reason
from tenants.terms.metric import Direction, Unit
from tenants.terms.period import local_midnight
from tenants.terms.words import N_

SILENCE = timedelta(days=90)


def _retention(weeks: int) -> Callable[[Facts], Known | Reason]:
    def find(facts: Facts) -> Known | Reason:
        """Share (0..1) of the people whose first ever act lies in the period who were active again ``weeks`` weeks later.

        The weekly cohorts of the period are pooled. A cohort whose later week is not over, or out of the data's reach, is
        left out; ``TOO_YOUNG`` if that is every one of them.
        """
        if not facts.first_week:
            return Reason.NO_NEWCOMERS
        base = again = 0
        known = known_until(facts)
        cohorts: dict[date, list[int]] = defaultdict(list)
        for member, monday in facts.first_week.items():
            cohorts[monday].append(member)
        for monday, members in cohorts.items():
            later = monday + timedelta(weeks=weeks)
            over = local_midnight(later + timedelta(days=6), facts.zone) < known
            if over and later in facts.weeks:
                active = facts.weeks[later]
                base += len(members)
                again += sum(member in active for member in members)
        if not base:
            return Reason.TOO_YOUNG
        return Known(again / base, n=base, detail={"again": again, "too_young": len(facts.first_week) - base})

    return find


retention_w1 = metric(
    entry(
        "retention_w1",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Active again a week later"),
            N_("Return, week 1"),
            N_("Of the people who acted for the first time ever in a week of the period, the share active in the following week."),
        ),
    )
)(_retention(1))
retention_w4 = metric(
    entry(
        "retention_w4",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Active again four weeks later"),
            N_("Return, week 4"),
            N_("Of the people who acted for the first time ever in a week of the period, the share active in the fourth week after it."),
        ),
    )
)(_retention(4))


@metric(
    entry(
        "reactivated",
        Unit.PEOPLE,
        Direction.UP,
        (
            N_("Came back"),
            N_("Came back"),
            N_("People active in the period who had been active before, but not in the 90 days before their first act of the period."),
        ),
        goal=False,
    )
)
def reactivated(facts: Facts) -> Known | Reason:
    """People active again after at least 90 silent days; unknown where nothing vouches for the days before the period."""
    before = [day for day in facts.before if day.covered]
    if not before:
        return Reason.NO_COVERAGE
    ever = union([facts.seen_before, *(day.active for day in before)])
    # Who was active on the last of these days, on the last two, and so on.
    lately = list(accumulate((day.active for day in reversed(before)), or_))
    returned, heard = 0, union([])
    for day in covered(facts):
        recent = len(before) - bisect_left(before, day.day - SILENCE, key=lambda each: each.day)
        first = without(day.active, heard)
        returned += len(among(without(first, lately[recent - 1]) if recent else first, ever))
        heard = union([heard, day.active])
    return Known(returned)
