"""How the goals of a period stand: the value now, its pace, where it may end, and how likely the goal is; for those pages that ask.

Only metrics with a goal are measured, and past periods only for them.
"""

from dataclasses import dataclass
from datetime import datetime

from tenants.actions import figures as measuring
from tenants.assess.attainment import standing as stands_at
from tenants.assess.case import Case, Past
from tenants.assess.document import judge
from tenants.assess.outlook import outlook
from tenants.measure.catalogue import measure_one
from tenants.measure.registry import REGISTRY
from tenants.store import facts as facts_store
from tenants.store import targets as store
from tenants.store.clients import Community
from tenants.store.zones import zone_of
from tenants.terms.figure import Plain
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Verdict

HISTORY = 8
"""Past periods that a trend and a chance rest on."""
RUNNING = (Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR)


@dataclass(frozen=True, slots=True)
class Stand:
    """One goal of a period. ``reached``: what its status goes by, 1 is the goal. ``chance``: ``likely``, ``open``, ``unlikely`` or empty.

    ``low``/``high`` are the range that the value may end in, where enough of the past is known to say one.
    """

    verdict: Verdict
    reached: float | None
    chance: str
    low: float | None
    high: float | None


def case_of(community: Community, period: Period, *, now: datetime) -> Case | None:
    """Measure and judge the goals of ``period`` with what was promised and reached before; ``None`` where it has none."""
    bound = store.in_force_by_period(community, [period])[period.label]
    if not bound:
        return None
    facts = facts_store.facts(community, period, now=now)
    own = {metric.key for metric in facts.own}
    keys = [target.metric for target in bound if target.metric in REGISTRY or target.metric in own]
    found = {key: measure_one(key, facts) for key in keys}
    earlier = [period.previous()]
    while len(earlier) < HISTORY:
        earlier.append(earlier[-1].previous())
    known = measuring.history(community, keys, earlier, now=now)
    promised = store.in_force_by_period(community, earlier)
    past = [Past(each, known[each], promised[each.label]) for each in earlier if each in known]
    return judge(facts=facts, figures=found, past=past, targets=bound)


def standing(community: Community, period: Period, *, now: datetime) -> dict[str, Stand]:
    """Return how each goal of a running or ended ``period`` stands, by metric, in the order of the keys; empty before it begins."""
    if period.first > now.astimezone(zone_of(community)).date():
        return {}
    case = case_of(community, period, now=now)
    return {} if case is None else {key: _stand(case, each) for key, each in case.verdicts.items()}


def running(community: Community, *, now: datetime) -> list[Period]:
    """The week, month, quarter and year that hold today in the community's zone."""
    today = now.astimezone(zone_of(community)).date()
    return [Period.containing(today, cadence) for cadence in RUNNING]


def _stand(case: Case, each: Verdict) -> Stand:
    said = outlook(case, each)
    low, high = _number(said["end_low"]), _number(said["end_high"])
    if low is None and each.forecast is not None:
        low, high = each.forecast_low, each.forecast_high
    return Stand(each, stands_at(each), str(said["outlook"] or ""), low, high)


def _number(value: Plain | list[Plain] | list[list[Plain]]) -> float | None:
    return float(value) if isinstance(value, int | float) else None
