"""A measured value with everything needed to defend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tenants.terms.metric import Unit


class Source(StrEnum):
    """Where a value comes from."""

    COMPUTED = "computed"
    IMPORT = "import"
    SURVEY = "survey"
    MANUAL = "manual"
    API = "api"


class Reason(StrEnum):
    """Why a figure has no value, or only a qualified one. Worded in ``tenants/render/wording``."""

    NO_COVERAGE = "no_coverage"
    NO_MEMBERS = "no_members"
    NO_JOINS = "no_joins"
    NO_ACTS = "no_acts"
    NO_ACTIVE_MEMBERS = "no_active_members"
    NO_QUESTIONS = "no_questions"
    NO_THREADS = "no_threads"
    NO_POSTS = "no_posts"
    NO_SURVEY = "no_survey"
    NO_RESPONSES = "no_responses"
    NO_CAPACITY = "no_capacity"
    NO_PLAN = "no_plan"
    NO_BUDGET = "no_budget"
    NO_PARTICIPANTS = "no_participants"
    NOT_RECORDED = "not_recorded"
    """The imported formats cannot tell this at all (a Discord export holds no leaves)."""
    DAILY_ONLY = "daily_only"
    """Only daily counts are known, and people of several days cannot be added up."""
    TOO_YOUNG = "too_young"
    NOT_A_MONTH = "not_a_month"
    LEDGER_GAP = "ledger_gap"
    NO_NEWCOMERS = "no_newcomers"
    """Nobody acted for the first time."""
    NO_COST = "no_cost"
    NO_SENT = "no_sent"
    """It is not known how many people were asked."""
    NO_EARLIER_SURVEY = "no_earlier_survey"
    NO_CLEAR_CHANGE = "no_clear_change"
    """The value stands, but its interval contains 0."""
    NO_EFFECT_KNOWN = "no_effect_known"
    """No activity has seven days with data on both sides."""
    NO_LIMIT = "no_limit"
    """Everybody who joins brings at least one more: growth without an end, on paper."""
    NO_TIERS = "no_tiers"
    NO_STEP_BEFORE = "no_step_before"
    """A funnel's step is known, but not the one it is measured by."""
    NOT_OF_SEVERAL = "not_of_several"
    """It cannot be made of the figures of several communities (a median, a table)."""
    NOT_DEDUPLICATED = "not_deduplicated"
    """The value stands, but a person in two communities may be in it twice."""
    NO_COMMUNITIES = "no_communities"


Plain = bool | int | float | str | None
Detail = Mapping[str, Plain | list[Plain] | list[list[Plain]]]


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of one metric for one community and period, or the reason why there is none.

    ``value`` is ``None`` when unknown (never 0 for want of data), then ``reason`` says why. ``coverage`` is days with data over days
    of the period (0..1). ``low``/``high`` bound the 95 % interval, ``n`` is the sample size. ``estimated``: rests on a first act where
    no join was recorded. ``detail`` holds the plain parts (promoters, the 7 x 24 table, the ledger's difference).
    """

    key: str
    value: float | int | None
    unit: Unit
    coverage: float | None = None
    source: Source = Source.COMPUTED
    reason: Reason | None = None
    estimated: bool = False
    low: float | None = None
    high: float | None = None
    n: int | None = None
    detail: Detail = field(default_factory=dict)


Figures = Mapping[str, Figure]
"""Figures by metric key."""
