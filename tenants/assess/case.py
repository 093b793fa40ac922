"""Everything a judgement may look at: one community's period with its past, its promises and its calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tenants.measure.span import covered, elapsed, last_day, running
from tenants.terms.activity import ActivityLine
from tenants.terms.document import Finding, Tone
from tenants.terms.facts import Day, Facts
from tenants.terms.figure import Figures, Plain
from tenants.terms.metric import CORE_PILLARS, Pillar
from tenants.terms.period import Period
from tenants.terms.target import Target, Verdict

WINDOW = 7


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier period with what was measured and promised then."""

    period: Period
    figures: Figures
    targets: Sequence[Target] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One period to be judged. ``past``: the consecutive periods before it, oldest first (the last is the previous one)."""

    facts: Facts
    figures: Figures
    past: Sequence[Past]
    year_before: Past | None
    verdicts: Mapping[str, Verdict]
    activities: Sequence[ActivityLine]

    @property
    def period(self) -> Period:
        """The period judged."""
        return self.facts.period

    @property
    def previous(self) -> Past | None:
        """The period before, if it was measured."""
        return self.past[-1] if self.past else None

    @property
    def running(self) -> bool:
        """Whether the data ends before the period does."""
        return running(self.facts)

    @property
    def elapsed(self) -> float:
        """The share of the period's days that the data has reached; 1 where no import says, for then only the calendar speaks."""
        return len(elapsed(self.facts)) / self.period.length if last_day(self.facts) else 1.0

    def history(self, metric: str) -> list[float]:
        """Known values of ``metric`` in the past periods, oldest first."""
        values = (past.figures[metric].value for past in self.past if metric in past.figures)
        return [value for value in values if value is not None]


def line_up(period: Period, past: Sequence[Past]) -> tuple[Sequence[Past], Past | None]:
    """Return the unbroken run of periods that ends right before ``period`` (oldest first, up to 12), and the one a year before."""
    by_period = {each.period: each for each in past}
    run: list[Past] = []
    at = period.previous()
    while at in by_period and len(run) < 12:
        run.append(by_period[at])
        at = at.previous()
    return run[::-1], by_period.get(period.year_before())


def around(facts: Facts, first: date, last: date) -> tuple[float, float] | None:
    """Return the mean daily active people of the 7 days before ``first`` and of the 7 after ``last``.

    ``None`` unless all 14 days have data; the days from ``first`` to ``last`` belong to neither.
    """
    days = {each.day: each for each in (*facts.before, *covered(facts)) if each.covered}

    def mean(begin: date) -> float | None:
        span = [days.get(begin + timedelta(days=n)) for n in range(WINDOW)]
        seen: list[Day] = [each for each in span if each is not None]
        return sum(len(each.active) for each in seen) / WINDOW if len(seen) == WINDOW else None

    before, after = mean(first - timedelta(days=WINDOW)), mean(last + timedelta(days=1))
    return None if before is None or after is None else (before, after)


def association(facts: Facts, activity: ActivityLine) -> float | None:
    """Return the relative change of mean daily active people from the 7 days before ``activity`` to the 7 after it ended.

    An association and no effect: other things happen in a fortnight. ``None`` where a window is incomplete or nobody was there before.
    """
    means = around(facts, activity.day, activity.last)
    return None if means is None or not means[0] else means[1] / means[0] - 1


def find(
    key: str,
    tone: Tone,
    pillar: Pillar,
    metrics: Sequence[str],
    weight: float,
    facts: Mapping[str, Plain],
    *,
    about: str = "",
) -> Finding:
    """Return a finding whose id is its key and what it is ``about`` (by default its first metric); core pillars weigh a little more."""
    subject = about or (metrics[0] if metrics else "")
    core = 5 if pillar in CORE_PILLARS else 0
    return Finding(f"{key}:{subject}" if subject else key, key, tone, pillar, metrics, facts, float(weight + core))
