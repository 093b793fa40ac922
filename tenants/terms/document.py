"""The report document: the frozen, versioned, language-neutral snapshot that every rendering shows.

Nothing in it is worded but what people wrote themselves (titles, commentary, actions, voices). Findings are keys with figures; the
renderer words them, so a sentence can never contradict its figures and both languages come from one snapshot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tenants.terms.activity import ActivityLine
from tenants.terms.contract import MetricContract
from tenants.terms.figure import Figure, Plain
from tenants.terms.metric import Metric, Pillar
from tenants.terms.period import Period
from tenants.terms.report import ActionState
from tenants.terms.target import Score, Target, Verdict
from tenants.terms.template import Template


class Tone(StrEnum):
    """Where a finding belongs on the one-page summary."""

    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth a sentence: its rule's ``key``, the figures it rests on (metric keys) and the plain facts that fill the sentence.

    ``weight`` orders findings, the most important first. ``id`` is stable within the document, for adopt / rewrite / drop.
    """

    id: str
    key: str
    tone: Tone
    pillar: Pillar
    metrics: Sequence[str]
    facts: Mapping[str, Plain]
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the scorecard: this period's figure, the previous one, the same period last year, the verdict, the recent history."""

    metric: str
    pillar: Pillar
    figure: Figure
    previous: Figure | None
    year_before: Figure | None
    verdict: Verdict | None
    history: Sequence[tuple[str, float | None]] = ()
    """(period label, value) of up to the last 12 periods, this one last."""
    spans: Sequence[tuple[float | None, float | None]] = ()
    """The 95 % interval (low, high) of each value of ``history``, where the figure is sampled; else empty."""


@dataclass(frozen=True, slots=True)
class PillarPart:
    """A pillar with its score and its scorecard rows."""

    pillar: Pillar
    score: Score
    previous: float | None
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class DayPoint:
    """One day of the period as the charts draw it; ``active`` is ``None`` where no data vouches for the day."""

    day: date
    active: int | None
    acts: int | None
    joins: int
    leaves: int
    activities: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Commentary:
    """What the manager wrote, in Markdown."""

    achievements: str = ""
    shortcomings: str = ""
    causes: str = ""
    next_steps: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action with owner and due date, and where it stands."""

    text: str
    owner: str
    due: date | None
    state: ActionState
    carried: bool = False
    reason: str = ""
    """Why it was dropped."""
    since: str = ""
    """Label of the period it was agreed in; empty where that is not on file."""


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose report it is. ``colour`` is ``#rrggbb``, ``currency`` an ISO 4217 code, ``typeface`` the headlines' (``serif``, ``sans``).

    ``logo`` is the key of a PNG among the workspace's files, empty for none; its bytes are handed to the renderer beside the document.
    """

    agency: str
    colour: str = "#2f4fa2"
    footer: str = ""
    currency: str = "CNY"
    typeface: str = "serif"
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where data of the period came from: one import.

    ``first`` and ``last`` are its first and last local day with data, ``rows`` what it added; ``kind`` a format's code (``slack``) or
    ``survey``.
    """

    kind: str
    name: str
    first: date | None
    last: date | None
    rows: int
    imported: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """One figure that a corrected version changed, or whose goal it did: what the version before said, and what this one says.

    Goals are ``None`` where none was set, and in documents that were made before goals were told here.
    """

    metric: str
    before: Figure
    after: Figure
    goal_before: Target | None = None
    goal_after: Target | None = None


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """The whole report of one community and period, as agreed; renderings add words and ink, nothing else."""

    schema: int
    version: int
    client: str
    community: str
    platform: str
    period: Period
    zone: str
    contract_version: int
    as_of: datetime | None
    made: datetime
    brand: Brand
    overall: Score
    overall_previous: float | None
    pillars: Sequence[PillarPart]
    findings: Sequence[Finding]
    days: Sequence[DayPoint]
    days_before: Sequence[DayPoint]
    hours: Sequence[Sequence[int]]
    activities: Sequence[ActivityLine]
    coming: Sequence[ActivityLine]
    commentary: Commentary
    actions: Sequence[ActionLine]
    figures: Mapping[str, Figure]
    """Every measured figure, those without a target too; the appendix defines each."""
    voices: Sequence[tuple[int | None, str]] = ()
    """(score, comment) of quotations a person chose for this report; never a name."""
    rewritten: Mapping[str, str] = field(default_factory=dict)
    """Finding id -> the manager's own sentence instead of ours."""
    dropped: Sequence[str] = ()
    """Ids of findings the manager dropped."""
    coverage: Sequence[tuple[date, bool]] = ()
    headline: Finding | None = None
    """What the one-sentence verdict rests on; its key begins with ``headline.`` and it is never among ``findings``."""
    template: Template = field(default_factory=Template)
    """How this report is laid out, as it stood when it was approved."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Metric -> why its goal was missed, in the manager's words."""
    contract: MetricContract | None = None
    """What counts in this community: the metric contract in force; ``None`` in documents of schema 1."""
    sources: Sequence[Source] = ()
    """The imports that hold data of the period, the oldest first."""
    corrections: Sequence[Correction] = ()
    """What this version changed of the one published before it; empty in a first version."""
    correction_reason: str = ""
    """Why there is a version after the first."""
    names_shown: bool = False
    """Whether the client's contract allows members to be named."""
    own: Sequence[Metric] = ()
    """Metrics of the workspace's own that this report knows, as they were defined when it was made."""
