"""The lifecycle stage of a community: proposed from its figures, decided by a person, watched by the clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tenants.actions import checks, target_suggestions
from tenants.actions import figures as measuring
from tenants.assess.stages import FACTORS, propose
from tenants.assess.suggestions import Suggestion
from tenants.store import audit, standings
from tenants.store import stages as store
from tenants.store import tiers as days
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.stages import StageRow
from tenants.store.targets import hold
from tenants.store.work import work
from tenants.store.zones import zone_of
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.figure import Figure
from tenants.terms.metric import Metric
from tenants.terms.period import Cadence, Period
from tenants.terms.stages import Sign, Stage, StageFigures, StageProposal, StageReason, StageState
from tenants.terms.tiers import Tier

ONE_DAY = timedelta(days=1)
MONTHS = 6
READ = ("members_end", "active_rate", "joins", "leaves")


def last_month(community: Community, *, now: datetime) -> Period | None:
    """The last month that is over and whose end the data reaches; ``None`` before there is one."""
    until, first = days.data_until(community), days.data_from(community)
    if until is None or first is None:
        return None
    today = now.astimezone(zone_of(community)).date()
    end = min(until + ONE_DAY, today)
    month = Period.containing(end, Cadence.MONTH).previous()
    return month if first < month.until else None


def proposal(community: Community, *, now: datetime, month: Period | None = None) -> StageProposal | None:
    """What the figures up to the last whole month (or up to ``month``) propose; ``None`` where they say too little."""
    month = month or last_month(community, now=now)
    figures = _figures(community, month, now) if month else None
    return propose(figures) if figures else None


def _figures(community: Community, month: Period, now: datetime) -> StageFigures | None:
    first = store.first_known(community) or now
    born = first.astimezone(zone_of(community)).date()
    months = [month]
    while len(months) < MONTHS and months[0].first > born:
        months.insert(0, months[0].previous())
    known = measuring.history(community, READ, months, now=now)
    counts = standings.counts_at(community, month.until - ONE_DAY)
    if not counts.members:
        return None
    age = (month.until.year - born.year) * 12 + month.until.month - born.month - (1 if month.until.day < born.day else 0)
    return StageFigures(
        month=month.label,
        age_months=max(0, age),
        members=[_value(known[each]["members_end"]) for each in months],
        rates=[_value(known[each]["active_rate"]) for each in months],
        joins=[_value(known[each]["joins"]) for each in months],
        leaves=[_value(known[each]["leaves"]) for each in months],
        core=(counts.tiers[Tier.EXPERT] + counts.tiers[Tier.CORE]) / counts.members if counts.covered else None,
    )


def _value(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)


def decide(community: Community, stage: str, note: str, *, now: datetime, by: UUID | None) -> StageRow:
    """Confirm the proposed stage, or choose another with a reason; the stage in force and what waited are history then.

    Refuses an unknown stage, a choice against the figures without a reason (field ``note``), and an archived community.
    """
    _open(community)
    chosen, said = checks.choice(stage, Stage, "stage"), checks.text(note, "note", longest=600)
    found = proposal(community, now=now)
    if not said and (found is None or found.stage != chosen):
        raise Refusal("stage.reason_needed", field="note")
    with work():
        hold(community)
        waits = store.waiting(community)
        if waits is not None and waits.stage == chosen:
            row = waits
        else:
            if waits is not None:
                _close(waits, StageState.DECLINED, now, by)
            row = StageRow(community_id=community.id, stage=chosen, made_at=now, month=found.month if found else "")
            row.proposed, row.reasons = (found.stage, plain(found.reasons)) if found else ("", [])
            db.session.add(row)
        row.note, row.looked = said, found.month if found else ""
        _close(row, StageState.CONFIRMED, now, by)
        db.session.flush()
        audit.record(by, "confirmed", "stage", community.id, stage=chosen, proposed=row.proposed)
    return row


def keep(community: Community, *, now: datetime, by: UUID | None) -> StageRow:
    """Stay in the stage that was confirmed, against the proposal that waits; refused where none waits."""
    _open(community)
    with work():
        waits = store.waiting(community)
        if waits is None:
            raise Refusal("stage.nothing_waits")
        _close(waits, StageState.DECLINED, now, by)
        audit.record(by, "declined", "stage", community.id, stage=waits.stage)
    return waits


def undo(community: Community, row_id: UUID, *, by: UUID | None) -> None:
    """Take back what was decided last: the stage before is in force again, or the proposal waits again."""
    with work():
        hold(community)
        row = store.by_id(community, row_id)
        if row is None or row.state not in {StageState.CONFIRMED, StageState.DECLINED}:
            raise NotFoundError("stage.not_found")
        newest = store.newest(community)
        if newest is None or newest.id != row.id:
            raise Refusal("stage.decided_since")
        waits_again = row.state == StageState.DECLINED and store.waiting(community) is None
        row.state = StageState.PROPOSED if waits_again else StageState.WITHDRAWN
        audit.record(by, "took_back", "stage", community.id, stage=row.stage)


def _close(row: StageRow, state: StageState, now: datetime, by: UUID | None) -> None:
    row.state, row.decided_at, row.decided_by = state.value, now, by


def watch(*, now: datetime) -> None:
    """Propose a change where the figures of two months in a row have left the stage that was confirmed; each month is looked at once."""
    for row in store.in_force():
        community = row.community
        month = last_month(community, now=now)
        if month is None or month.label <= row.looked:
            continue
        found, before = (proposal(community, now=now, month=each) for each in (month, month.previous()))
        with work():
            hold(community)
            row.looked = month.label
            waits = store.waiting(community)
            left = found is not None and before is not None and found.stage == before.stage != row.stage
            if waits is not None and (found is None or waits.stage != found.stage):
                _close(waits, StageState.WITHDRAWN, now, None)
                db.session.flush()
                waits = None
            if left and found is not None and waits is None:
                fresh = StageRow(community_id=community.id, stage=found.stage, state=StageState.PROPOSED, made_at=now, month=found.month)
                fresh.proposed, fresh.reasons = found.stage, plain(found.reasons)
                db.session.add(fresh)


def plain(reasons: Sequence[StageReason]) -> list[Any]:
    """Reasons as they are kept."""
    return [{"sign": reason.sign.value, "facts": dict(reason.facts), "holds": reason.holds} for reason in reasons]


def worded(kept: Sequence[Mapping[str, Any]]) -> list[StageReason]:
    """Kept reasons as terms."""
    return [StageReason(Sign(each["sign"]), each["facts"], bool(each["holds"])) for each in kept]


def factors(stage: Stage | str) -> Mapping[str, float]:
    """The goals that fit a stage, and how far each reaches from the middle of the last months (0) to their best quarter (1) and beyond."""
    return FACTORS[Stage(stage)]


def goals(community: Community, stage: Stage | str, period: Period, *, now: datetime) -> list[tuple[Metric, Suggestion]]:
    """The goals that fit ``stage``, from the community's own past; metrics whose past says too little are left out."""
    wanted = factors(stage)
    found = target_suggestions.suggestions(community, period, now=now, factors=wanted)
    return [(metric, said) for metric, said in found if metric.key in wanted]


def adopt(
    community: Community, stage: Stage | str, period: Period, chosen: Sequence[str], *, now: datetime, batch: UUID, by: UUID | None
) -> int:
    """Set the goals of ``chosen`` metrics for ``period`` in one step, all or none; how many changed. ``batch`` takes them back."""
    keys = [key for key in chosen if key in factors(stage)]
    return target_suggestions.adopt(community, period, keys, now=now, factors=factors(stage), batch=batch, by=by)


def _open(community: Community) -> None:
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)
