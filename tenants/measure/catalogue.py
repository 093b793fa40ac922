"""The catalogue of metrics, in the order of metrics.md, and the one call that measures them all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from tenants.measure import (
    activity,
    certainty,
    effects,
    fission,
    growth,
    habits,
    joiners,
    money,
    plan,
    replies,
    returns,
    satisfaction,
    tiers,
)
from tenants.measure.registry import REGISTRY
from tenants.terms.facts import Facts
from tenants.terms.figure import Figure, Reason, Source
from tenants.terms.metric import Metric

_FILES = (growth, joiners, tiers, activity, habits, returns, replies, satisfaction, certainty, plan, effects, money, fission)
"""Importing a file registers its metrics; the names are kept so that none looks unused."""

_ORDER = (
    *("members_start", "members_end", "joins", "leaves", "net_growth", "growth_rate", "churn_rate", "early_leave_rate"),
    *("stay_d1", "stay_d7", "stay_d30", "referral_joins", "referral_share", "capacity_use", "communities"),
    *(*tiers.TIERS, *tiers.SHARES),
    *("messages", "replies", "reactions", "acts", "active_members", "dau", "wau", "mau", "dau_avg", "stickiness"),
    *("active_rate", "silent_rate", "acts_per_member", "acts_per_active", "newcomer_activation"),
    *("retention_w1", "retention_w4", "reactivated", "lost_regulars", "reply_coverage", "first_reply_minutes"),
    *("top10_share", "gini", "active_hours", "ugc_share"),
    *("nps", "nps_interval", "csat", "csat_interval", "response_rate", "change"),
    *("complaints", "complaints_per_1000", "resolution_hours"),
    *("posts_planned", "posts_published", "on_time_rate", "activities_held", "plan_execution"),
    *("participation_rate", "show_up_rate", "cost", "budget_use", "cost_per_participant", "cost_per_join", "cost_per_retained"),
    *("conversions", "conversion_rate", "paid_members", "paid_share", "revenue", "arpu", "association"),
    *("funnel", *fission.STEPS, *fission.RATES, "funnel_overall", "k_factor", "depth", "top_inviters", "expected_size"),
)

OWN = "x_"
"""How the keys of metrics begin that a workspace added itself."""
RECORDABLE = (
    *("complaints", "resolution_hours", "conversions", "conversion_rate", "paid_members", "revenue"),
    *fission.STEPS,
)
"""Metrics of the product whose values are recorded, by hand or by a program."""

_own: list[Callable[[], Mapping[str, Metric]]] = []
_given: ContextVar[Mapping[str, Metric] | None] = ContextVar("own metrics that are given", default=None)


def own_metrics_from(find: Callable[[], Mapping[str, Metric]]) -> None:
    """Register what finds the metrics of the workspace in use; called once, by the store."""
    _own[:] = [find]


@contextmanager
def only_own(metrics: Iterable[Metric]) -> Iterator[None]:
    """Within the block ``metrics`` are all that a workspace has of its own: a report is drawn as it was frozen, and asks nobody."""
    token = _given.set({metric.key: metric for metric in metrics})
    try:
        yield
    finally:
        _given.reset(token)


class Catalogue(Mapping[str, Metric]):
    """Every metric by its key. Going through it meets those of the product; looking up finds the workspace's own as well."""

    def __init__(self, entries: Mapping[str, Metric]) -> None:
        """Begin with the product's ``entries``."""
        self._entries = dict(entries)

    def __getitem__(self, key: str) -> Metric:
        """Return the metric; ``KeyError`` if neither the product nor the workspace in use has it."""
        if not key.startswith(OWN):
            return self._entries[key]
        given = _given.get()
        if given is not None:
            return given[key]
        return next((found[key] for find in _own if key in (found := find())), None) or self._entries[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the keys of the product's metrics, in the order of their definitions."""
        return iter(self._entries)

    def __len__(self) -> int:
        """Return how many metrics the product has."""
        return len(self._entries)


CATALOGUE: Mapping[str, Metric] = Catalogue({key: REGISTRY[key][0] for key in _ORDER})
"""Every metric by its key."""


def measure(facts: Facts) -> dict[str, Figure]:
    """Return a figure for every metric of the catalogue, always all of them, in its order; the workspace's own (``facts.own``) after them.

    What cannot be known has ``value`` ``None`` and the reason; nothing is 0 for want of data. Pure: equal facts give equal
    figures. Days that no import vouches for are left out, bots always, staff as the contract says.
    """
    return {key: measure_one(key, facts) for key in (*CATALOGUE, *(metric.key for metric in facts.own))}


def measure_one(key: str, facts: Facts) -> Figure:
    """Return the figure of one metric, of the product or among ``facts.own``; ``KeyError`` if it is neither."""
    if key in REGISTRY:
        return REGISTRY[key][1](facts)
    own = next((metric for metric in facts.own if metric.key == key), None)
    if own is None:
        raise KeyError(key)
    value = facts.recorded.get(key)
    return Figure(key, value, own.unit, source=Source.MANUAL, reason=Reason.NOT_RECORDED if value is None else None)
