"""What is worth a sentence: every rule in one list, one order, no contradictions."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from tenants.assess import caveats, changes, days, goals, shares, signs
from tenants.assess.case import Case
from tenants.terms.document import Finding, Tone

RULES: Sequence[Callable[[Case], Iterator[Finding]]] = (
    goals.goals,
    changes.changes,
    shares.people,
    shares.joins,
    shares.ledger,
    shares.kinds,
    days.extremes,
    days.concentration,
    signs.activities,
    signs.levels,
    signs.movers,
    signs.busy_hours,
    caveats.gaps,
    caveats.surveys,
    caveats.goals_without_data,
    caveats.silence,
)
"""Adding a finding = one rule here, one test, one sentence in ``render/wording`` in both languages."""
GOOD, BAD = 3, 3
"""How many of each a page for the hurried reader has room for."""
_UP, _DOWN = frozenset({"change_up", "year_up", "record_high"}), frozenset({"change_down", "year_down", "record_low"})


def findings(case: Case) -> list[Finding]:
    """Return everything worth a sentence, the weightiest first; equal cases give equal lists.

    Levels are judged once: a metric with a goal by its goal, any other by a general threshold, never by both. Of two findings about one
    metric that point different ways (up and down, or in favour and against without a goal), only the weightier is told.
    """
    found = [finding for rule in RULES for finding in rule(case)]
    ordered = sorted(found, key=lambda each: (-each.weight, each.id))
    kept: list[Finding] = []
    for each in ordered:
        if not any(_contradict(each, other) for other in kept):
            kept.append(each)
    return kept


def _contradict(one: Finding, other: Finding) -> bool:
    if not set(one.metrics[:1]) & set(other.metrics[:1]):
        return False
    ways = {_way(one), _way(other)}
    if ways == {1, -1}:
        return True
    judged = one.key.startswith(("goal_", "pace_")) or other.key.startswith(("goal_", "pace_"))
    return not judged and one.metrics != ["dau"] and {one.tone, other.tone} == {Tone.GOOD, Tone.BAD}


def _way(finding: Finding) -> int:
    """1 for a finding that says up, -1 for one that says down, 0 for any other."""
    if finding.key in _UP:
        return 1
    if finding.key in _DOWN:
        return -1
    value, before = finding.facts.get("value"), finding.facts.get("before")
    clear = finding.key.startswith("goal_") and finding.facts.get("clear") and isinstance(value, int | float)
    if not clear or not isinstance(value, int | float) or not isinstance(before, int | float):
        return 0
    return (value > before) - (value < before)


def pick(found: Iterable[Finding], *, good: int = GOOD, bad: int = BAD) -> tuple[list[Finding], list[Finding]]:
    """Return what a hurried reader should know: at most so many good and bad findings, the weightiest first, no metric told twice.

    Metrics that say the same thing (``changes.FAMILIES``) count as one; so do the findings of one activity.
    """
    left = {Tone.GOOD: good, Tone.BAD: bad}
    chosen: dict[Tone, list[Finding]] = {Tone.GOOD: [], Tone.BAD: []}
    told: set[str] = set()
    for each in sorted(found, key=lambda one: (-one.weight, one.id)):
        subjects = _subjects(each)
        if left.get(each.tone, 0) > 0 and not subjects & told:
            chosen[each.tone].append(each)
            left[each.tone] -= 1
            told |= subjects
    return chosen[Tone.GOOD], chosen[Tone.BAD]


def _subjects(finding: Finding) -> set[str]:
    """What a finding is about: the leading metric of each of its metrics' families, and the activity it names."""
    families = {key: family[0] for family in changes.FAMILIES for key in family}
    title = finding.facts.get("title")
    return {families.get(key, key) for key in finding.metrics if key != "dau"} | ({f"activity {title}"} if title else set())
