"""Which days of a community are in its data: a year at a glance, a month by source, and how long its platform keeps messages."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import gaps as acting
from tenants.actions import reminders
from tenants.render import formats
from tenants.store.clients import Community
from tenants.terms.coverage import Coverage, Covered
from tenants.terms.people import Language, Role
from tenants.terms.period import Cadence, Period
from tenants.terms.retention import RETENTION, retention_of
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens.import_words import STATES, source_name
from webapp.screens.imports import imports
from webapp.screens.spans import parsed
from webapp.words import language

EARLIEST = 1990


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month. ``sources`` are what it is by source, for a month looked at alone."""

    day: date
    state: Covered
    sources: Sequence[Covered]


@dataclass(frozen=True, slots=True)
class Month:
    """One month: ``blank`` cells before its first day, its days, and how many of those expected are whole."""

    period: Period
    blank: int
    cells: Sequence[Cell]

    @property
    def expected(self) -> int:
        """Days that something is expected of."""
        return sum(cell.state is not Covered.OUTSIDE for cell in self.cells)

    @property
    def whole(self) -> int:
        """Days that are there in full."""
        return sum(cell.state is Covered.WHOLE for cell in self.cells)


@imports.get("/communities/<community>/imports/gaps")
@allow(Role.ANALYST)
def gaps(community: str) -> Response:
    """The covered days of a year, or of one of its months by source."""
    return _page(community_actions.find(community), None)


@imports.post("/communities/<community>/imports/retention")
@allow(Role.MANAGER)
def keep_for(community: str) -> Response:
    """Say how long the platform keeps messages."""
    row = community_actions.find(community)
    form = Form.posted()
    days = form.whole("retention_days", most=reminders.LONGEST, optional=True)
    if form.ok:
        reminders.keep_for(row, days, by=current_user.id)
        return answer(url_for("imports.gaps", community=community), toast=_("Saved."))
    return _page(community_actions.find(community), form, status=422)


def _page(community: Community, form: Form | None, status: int = 200) -> Response:
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(community.timezone)).date()
    month = _month_asked()
    year = month.first.year if month else _year_asked(today)
    first, until = (month.first, month.until) if month else (date(year, 1, 1), date(year + 1, 1, 1))
    known = acting.coverage(community, first, until, now=now)
    return show(
        "screens/imports/gaps.html",
        status=status,
        form=form or Form(initial={"retention_days": community.retention_days}),
        community=community,
        known=known,
        year=year,
        month=_month(month, known) if month else None,
        months=[] if month else [_month(Period.month(year, number), known) for number in range(1, 13)],
        around=_around(community, month, year),
        weekday_names=formats.WEEKDAYS[Language(language())],
        states=STATES,
        source_name=source_name,
        usual=RETENTION.get(community.platform),
        keeps=retention_of(community.platform, community.retention_days),
        due=[each for each in reminders.due(now=now) if each.community.id == community.id],
    )


def _year_asked(today: date) -> int:
    asked = request.args.get("year", str(today.year))
    if not asked.isdigit() or not EARLIEST <= int(asked[:5]) <= today.year + 1:
        abort(404)
    return int(asked)


def _month_asked() -> Period | None:
    if "month" not in request.args:
        return None
    period = parsed(request.args["month"])
    if period.cadence is not Cadence.MONTH or period.first.year < EARLIEST:
        abort(404)
    return period


def _month(period: Period, known: Coverage) -> Month:
    names = [each.source for each in known.sources]
    length = monthrange(period.first.year, period.first.month)[1]
    days = [period.first + timedelta(days=n) for n in range(length)]
    return Month(period, period.first.weekday(), [Cell(day, known.days[day], _by_source(day, names, known)) for day in days])


def _by_source(day: date, names: Sequence[str], known: Coverage) -> list[Covered]:
    expected = {each.source for each in known.sources if each.first <= day <= each.last}
    empty: Mapping[bool, Covered] = {True: Covered.NONE, False: Covered.OUTSIDE}
    return [known.by_source[name].get(day, empty[name in expected]) for name in names]


def _around(community: Community, month: Period | None, year: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Label and address of the span before and of the one after."""

    def of_year(number: int) -> tuple[str, str]:
        return str(number), url_for("imports.gaps", community=community.slug, year=number)

    def of_month(period: Period) -> tuple[str, str]:
        return formats.period(period.label, language()), url_for("imports.gaps", community=community.slug, month=period.label)

    if month:
        return of_month(month.previous()), of_month(month.following())
    return of_year(year - 1), of_year(year + 1)
