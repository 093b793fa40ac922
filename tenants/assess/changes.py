"""Findings about what changed against the period before and the same period last year, and about what did not."""

from collections.abc import Iterator, Sequence

from tenants.assess.case import Case, Past, find
from tenants.assess.runs import record
from tenants.assess.trend import Basis, Change, compare
from tenants.measure.catalogue import CATALOGUE
from tenants.terms.document import Finding, Tone
from tenants.terms.figure import Figure, Plain
from tenants.terms.metric import Direction, Pillar

FAMILIES = (
    ("nps",),
    ("csat",),
    ("active_rate", "active_members", "dau_avg"),
    ("acts", "messages"),
    ("acts_per_active",),
    ("reply_coverage",),
    ("first_reply_minutes",),
    ("newcomer_activation", "retention_w1"),
    ("net_growth", "members_end"),
    ("joins",),
    ("churn_rate", "leaves"),
    ("stay_d7", "early_leave_rate", "stay_d1"),
    ("referral_share", "referral_joins"),
    ("participation_rate",),
)
"""Metrics that say the same thing twice, the most telling first: a change is told of one of each."""
STEADY = frozenset({"nps", "csat", "active_rate", "active_members", "dau_avg", "acts", "joins", "net_growth"})
"""Metrics of which "no clear change" is worth saying; of the others silence says it."""
SURVEYED = ("nps", "csat")
DECIDED_BY = {"leaves": "churn_rate"}
"""Counts that grow with the community, and the rate that speaks for them where it is known."""
MUCH = 0.25
"""Size of a step, as a share of what was before, that is not called "no clear change", though the steps before it were as large."""
MOST_YEARS = 3
"""Comparisons with last year that are told: a community that grew is up on it in everything."""


def _covered_days(figure: Figure, length: int) -> int:
    return round((figure.coverage if figure.coverage is not None else 1.0) * length)


def change_of(case: Case, key: str, figure: Figure, than: Past | None) -> Change | None:
    """The change of ``key`` against ``than``; of a running period only surveys can be compared, the rest is not over."""
    if than is None or key not in than.figures or (case.running and key not in SURVEYED):
        return None
    before = than.figures[key]
    days = (_covered_days(figure, case.period.length), _covered_days(before, than.period.length))
    return compare(figure, before, case.history(key), days=days)


def changes(case: Case) -> Iterator[Finding]:
    """One finding of each family of metrics: a clear step from the previous period, else from last year, else a record, else none at all.

    A metric with a goal is left out but for last year: its step stands beside its goal. Where the figures that matter most show no clear
    change, that is said.
    """
    years: list[Finding] = []
    still: list[Finding] = []
    said: list[Finding] = []
    for family in FAMILIES:
        judged = any(key in case.verdicts and case.verdicts[key].attainment is not None for key in family)
        told = [] if judged else list(_first_clear(case, family, case.previous, "change", 30))
        told = told or list(_first_clear(case, family, case.year_before, "year", 24))
        if not told and not judged:
            told = list(_record(case, family))
        if told and told[0].key.startswith("year"):
            years += told
        elif not any(_same(each, told) for each in said):
            said += told
        if not told or told[0].key.startswith("year"):
            still += _unclear(case, family, judged=judged)
    yield from said
    yield from _one_a_pillar(still)
    yield from sorted(years, key=lambda each: -each.weight)[:MOST_YEARS]


def _same(one: Finding, others: Sequence[Finding]) -> bool:
    """Whether two metrics of a pillar tell the same step: where nobody leaves, growth is joins."""
    names = ("value", "before", "than")
    return any(one.pillar is other.pillar and all(one.facts.get(name) == other.facts.get(name) for name in names) for other in others)


def _one_a_pillar(found: Sequence[Finding]) -> Iterator[Finding]:
    """Each survey's, and of other figures that did not change the first of a pillar: that nothing happened is said once."""
    told: set[Pillar] = set()
    for each in found:
        if each.metrics[0] in SURVEYED or each.pillar not in told:
            yield each
            told.add(each.pillar)


def _first_clear(case: Case, family: tuple[str, ...], than: Past | None, name: str, weight: float) -> Iterator[Finding]:
    for key in family:
        change = change_of(case, key, case.figures[key], than)
        if change is None or not change.clear or than is None or _decided(case, key):
            continue
        metric = CATALOGUE[key]
        tone = Tone.NEUTRAL if change.good is None else Tone.GOOD if change.good else Tone.BAD
        facts: dict[str, Plain] = {
            **_facts(case, change, than),
            "difference": change.difference,
            "relative": change.relative,
            "worse": metric.direction is Direction.DOWN,
            **record(case, key, case.figures[key]),
            **(_year(case, key) if name == "change" else {}),
        }
        size = min(1.0, abs(change.relative)) if change.relative is not None else min(1.0, abs(change.difference) / 100)
        yield find(f"{name}_{'up' if change.difference > 0 else 'down'}", tone, metric.pillar, [key], weight + 15 * size, facts)
        return


def _decided(case: Case, key: str) -> bool:
    return key in DECIDED_BY and case.figures[DECIDED_BY[key]].value is not None


def _facts(case: Case, change: Change, than: Past) -> dict[str, Plain]:
    figure = case.figures[change.metric]
    return {
        "metric": change.metric,
        "unit": figure.unit.value,
        "value": change.now,
        "before": change.before,
        "than": than.period.label,
        "basis": change.basis.value if change.basis else None,
        "cadence": case.period.cadence.value,
        "step_low": change.low,
        "step_high": change.high,
    }


def _year(case: Case, key: str) -> dict[str, Plain]:
    """What it was a year before, beside the step from the period before."""
    change = change_of(case, key, case.figures[key], case.year_before)
    if change is None or case.year_before is None or case.year_before is case.previous:
        return {}
    return {"year": case.year_before.period.label, "year_value": change.before}


def _record(case: Case, family: tuple[str, ...]) -> Iterator[Finding]:
    """The highest or lowest value of the last periods, where no step is clear: many small ones add up."""
    for key in family:
        figure = case.figures[key]
        found = record(case, key, figure)
        if found["record"] is None or figure.value is None or _decided(case, key):
            continue
        metric = CATALOGUE[key]
        up = found["record"] == "high"
        tone = Tone.NEUTRAL
        if metric.direction in (Direction.UP, Direction.DOWN):
            tone = Tone.GOOD if up is (metric.direction is Direction.UP) else Tone.BAD
        facts: dict[str, Plain] = {
            "metric": key,
            "unit": figure.unit.value,
            "value": figure.value,
            "cadence": case.period.cadence.value,
            **found,
        }
        yield find(f"record_{found['record']}", tone, metric.pillar, [key], 25, facts)
        return


def _unclear(case: Case, family: tuple[str, ...], *, judged: bool) -> Iterator[Finding]:
    """That the step may be chance or habit; a goal that is judged once the period is over says that itself."""
    if judged and not case.running:
        return
    for key in family:
        if key not in STEADY:
            continue
        figure = case.figures[key]
        change = change_of(case, key, figure, case.previous)
        if change is None or change.clear is not False or case.previous is None or change.basis is Basis.CHANCE:
            continue
        if not change.difference or (change.basis is Basis.HABIT and abs(change.relative or 0) > MUCH):
            return
        metric = CATALOGUE[key]
        facts = _facts(case, change, case.previous) | {"low": figure.low, "high": figure.high}
        yield find("no_clear_change", Tone.NEUTRAL, metric.pillar, [key], 26 if key in SURVEYED else 16, facts)
        return
