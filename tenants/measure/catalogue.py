"""The catalogue of metrics, in the order of metrics.md, and the one call that measures them all."""

from collections.abc import Mapping

from tenants.measure import activity, growth, habits, joiners, plan, replies, satisfaction
from tenants.measure.registry import REGISTRY
from tenants.terms.facts import Facts
from tenants.terms.figure import Figure
from tenants.terms.metric import Metric

_FILES = (growth, joiners, activity, habits, replies, satisfaction, plan)
"""Importing a file registers its metrics; the names are kept so that none looks unused."""

_ORDER = (
    *("members_start", "members_end", "joins", "leaves", "net_growth", "growth_rate", "churn_rate", "early_leave_rate"),
    *("stay_d1", "stay_d7", "stay_d30", "referral_joins", "referral_share", "capacity_use"),
    *("messages", "replies", "reactions", "acts", "active_members", "dau", "wau", "mau", "dau_avg", "stickiness"),
    *("active_rate", "silent_rate", "acts_per_member", "acts_per_active", "newcomer_activation"),
    *("retention_w1", "retention_w4", "reactivated", "lost_regulars", "reply_coverage", "first_reply_minutes"),
    *("top10_share", "gini", "active_hours", "ugc_share"),
    *("nps", "csat", "response_rate", "complaints", "complaints_per_1000"),
    *("posts_planned", "posts_published", "on_time_rate", "activities_held", "plan_execution"),
    *("participation_rate", "show_up_rate", "cost", "budget_use", "cost_per_participant"),
)

CATALOGUE: Mapping[str, Metric] = {key: REGISTRY[key][0] for key in _ORDER}
"""Every metric by its key."""


def measure(facts: Facts) -> dict[str, Figure]:
    """Return a figure for every metric of the catalogue, always all of them, in its order.

    What cannot be known has ``value`` ``None`` and the reason; nothing is 0 for want of data. Pure: equal facts give equal
    figures. Days that no import vouches for are left out, bots always, staff as the contract says.
    """
    return {key: REGISTRY[key][1](facts) for key in CATALOGUE}
