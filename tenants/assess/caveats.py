"""Findings about the data itself: what it does not cover, cannot tell, or tells with doubt."""

from collections.abc import Iterator

from tenants.assess.case import Case, find
from tenants.measure.catalogue import CATALOGUE
from tenants.measure.span import covered, elapsed
from tenants.terms.document import Finding, Tone
from tenants.terms.figure import Plain, Reason
from tenants.terms.metric import Pillar

LOW_COVERAGE = 0.9
SMALL_SURVEY = 30


def gaps(case: Case) -> Iterator[Finding]:
    """Days without data, a membership ledger that does not add up, estimated members."""
    all_days, seen = elapsed(case.facts), covered(case.facts)
    if all_days and len(seen) < LOW_COVERAGE * len(all_days):
        share = len(seen) / len(all_days)
        missing = len(all_days) - len(seen)
        yield find(
            "low_coverage",
            Tone.NEUTRAL,
            Pillar.OPERATIONS,
            [],
            80 - 20 * share,
            {"missing": missing, "days": len(all_days), "share": share},
        )
    net = case.figures["net_growth"]
    if net.reason is Reason.LEDGER_GAP:
        parts = {name: net.detail[name] for name in ("gap", "joins", "leaves", "members_change")}
        plain: dict[str, Plain] = {name: value for name, value in parts.items() if isinstance(value, int)}
        yield find("ledger_gap", Tone.NEUTRAL, Pillar.GROWTH, ["net_growth"], 70, plain)
    members = case.figures["members_end"]
    guessed = members.detail.get("estimated_people")
    if members.value and isinstance(guessed, int) and guessed / members.value >= 0.2:
        yield find("members_estimated", Tone.NEUTRAL, Pillar.GROWTH, ["members_end"], 9, {"value": members.value, "estimated": guessed})


def surveys(case: Case) -> Iterator[Finding]:
    """Nobody was asked; or so few answered that the figure says little."""
    promised = [key for key in ("nps", "csat") if key in case.verdicts]
    if case.figures["nps"].reason is Reason.NO_SURVEY:
        yield find("no_survey", Tone.NEUTRAL, Pillar.SATISFACTION, ["nps", "csat"], 42 if promised else 14, {})
    for key in ("nps", "csat"):
        figure = case.figures[key]
        if figure.value is None or not figure.n or figure.n >= SMALL_SURVEY:
            continue
        unit = CATALOGUE[key].unit.value
        facts: dict[str, Plain] = {
            "metric": key,
            "unit": unit,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "n": figure.n,
        }
        yield find("few_answers", Tone.NEUTRAL, Pillar.SATISFACTION, [key], 27, facts)


def goals_without_data(case: Case) -> Iterator[Finding]:
    """Targets that cannot be judged, one finding a reason; a survey that was not made has a finding of its own."""
    by_reason: dict[Reason, list[str]] = {}
    for key, each in case.verdicts.items():
        if each.attainment is None and each.figure.reason not in (None, Reason.NO_SURVEY):
            by_reason.setdefault(each.figure.reason, []).append(key)
    for reason, keys in by_reason.items():
        facts: dict[str, Plain] = {"names": ",".join(keys), "reason": reason.value}
        yield find("goal_no_data", Tone.NEUTRAL, CATALOGUE[keys[0]].pillar, keys, 44, facts, about=reason.value)


def silence(case: Case) -> Iterator[Finding]:
    """Not one act in a period that the data covers."""
    acts = case.figures["acts"]
    if acts.value == 0 and not case.running:
        yield find("nothing_happened", Tone.BAD, Pillar.ACTIVITY, ["acts"], 75, {})
