"""Activities and their outcomes as forms: from a row to what the fields show, and from what was typed to what is meant."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tenants.actions.activities import ActivityForm, OutcomeForm
from tenants.store.activities import Activity
from tenants.terms.activity import ActivityKind
from webapp.forms import Form

FAR = 1e15


def of(row: Activity) -> dict[str, object]:
    """What the fields of a plan show, in the community's local time."""
    zone = ZoneInfo(row.community.timezone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone) if row.ends_at else None
    # A whole day ends at the next midnight; people name its last day.
    last = (ends - timedelta(microseconds=1)).date() if ends and row.all_day else ends.date() if ends else starts.date()
    overnight = ends is not None and not row.all_day and ends - starts < timedelta(days=1) and ends.time() < starts.time()
    return {
        "title": row.title,
        "kind": row.kind,
        "day": starts.date().isoformat(),
        "at": "" if row.all_day else starts.strftime("%H:%M"),
        "last_day": "" if overnight or last == starts.date() else last.isoformat(),
        "until": "" if row.all_day or ends is None else ends.strftime("%H:%M"),
        "owner": row.owner,
        "budget": "" if row.budget is None else f"{row.budget:f}",
        "brief": row.brief,
        "revision": row.revision,
    }


def outcome_of(row: Activity) -> dict[str, object]:
    """What the fields of an outcome show."""
    names = ("participants", "registered", "result", "lessons", "rating", "revision")
    initial: dict[str, object] = {name: "" if getattr(row, name) is None else getattr(row, name) for name in names}
    return initial | {"cost": "" if row.cost is None else f"{row.cost:f}"}


def read(form: Form, zone: ZoneInfo) -> ActivityForm | None:
    """Read the plan; times are local to the community. Without a beginning time it lasts whole days. ``None`` where a field is wrong."""
    day, last = form.day("day"), form.day("last_day", optional=True)
    at, until = form.hour("at", optional=True), form.hour("until", optional=True)
    title, kind = form.text("title", limit=160), form.one_of("kind", list(ActivityKind))
    owner, brief = form.text("owner", limit=120, optional=True), form.text("brief", limit=8000, optional=True, lines=True)
    budget = _money(form, "budget")
    if day is None or not form.ok:
        return None
    starts = datetime.combine(day, at or datetime.min.time(), tzinfo=zone)
    ends = None
    if at is None:
        ends = datetime.combine((last or day) + timedelta(days=1), datetime.min.time(), tzinfo=zone)
    elif until is not None or last is not None:
        ends = datetime.combine(last or day, until or at, tzinfo=zone)
        if last is None and until is not None and until < at:
            ends += timedelta(days=1)
    return ActivityForm(
        title=title,
        kind=kind,
        starts_at=starts.astimezone(UTC),
        ends_at=ends.astimezone(UTC) if ends else None,
        all_day=at is None,
        owner=owner,
        brief=brief,
        budget=budget,
    )


def read_outcome(form: Form) -> OutcomeForm:
    """Read what came of it; wrong fields are blamed in ``form``."""
    return OutcomeForm(
        participants=form.whole("participants", optional=True),
        registered=form.whole("registered", optional=True),
        cost=_money(form, "cost"),
        result=form.text("result", limit=4000, optional=True, lines=True),
        rating=form.whole("rating", least=1, most=5, optional=True),
        lessons=form.text("lessons", limit=4000, optional=True, lines=True),
    )


def blame_end(form: Form) -> None:
    """Put what is wrong with the end beside the field it was typed into."""
    words = form.errors.pop("ends_at", "")
    if words:
        form.wrong("last_day" if form.raw("last_day") else "until", words)


def _money(form: Form, name: str) -> Decimal | None:
    amount = form.number(name, least=0, optional=True)
    if amount is None:
        return None
    # More than a decimal can hold to the cent is for the action to refuse.
    return Decimal(str(amount)).quantize(Decimal("0.01")) if amount < FAR else Decimal(str(amount))
