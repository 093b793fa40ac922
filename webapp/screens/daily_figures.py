"""Figures counted by hand: a month as a grid to type or paste into, a table to bring in, what changed and the way back."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import daily_figures as acting
from tenants.actions import daily_tables, importing
from tenants.actions.daily_figures import FIELDS, Gap
from tenants.render import formats
from tenants.store import daily_figures as store
from tenants.store import imports
from tenants.store.clients import Community
from tenants.store.imports import Import
from tenants.store.vouched import what_is_known
from tenants.terms.manual import Manual
from tenants.terms.people import Language, Role
from tenants.terms.period import Cadence, Period
from tenants.terms.words import N_
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.import_words import bare_name
from webapp.screens.imports import names
from webapp.screens.spans import around, current, label_words
from webapp.words import language

daily = workspace("daily")

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "members": N_("Members"),
        "messages": N_("Messages"),
        "active_members": N_("Active people"),
        "joins": N_("Joined"),
        "leaves": N_("Left"),
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One day of the grid. ``open``: it can be typed into; ``covered``: an import knows it, and its figures count."""

    day: date
    known: Manual
    open: bool
    covered: bool
    gap: Gap | None


@daily.get("/communities/<community>/daily")
@allow(Role.ANALYST)
def index(community: str) -> Response:
    """The days of a month as they are known by hand."""
    row = community_actions.find(community)
    return _page(row, _month(row), Form())


@daily.post("/communities/<community>/daily")
@allow(Role.MANAGER)
def save(community: str) -> Response:
    """Write the days of the month as they were typed; an emptied cell is not known any more."""
    row = community_actions.find(community)
    month = _month(row)
    form = Form.posted()
    figures = _typed(form, month)
    if form.ok:
        with form.refusals():
            change = acting.save(row, figures, by=current_user.id, now=datetime.now(UTC))
            return answer(_address(row, month), toast=_saved(row, month, change.id if change else None, len(change.after) if change else 0))
    return _page(row, month, form, status=422)


@daily.post("/communities/<community>/daily/table")
@allow(Role.MANAGER)
def bring(community: str) -> Response:
    """Bring in a table of days: a file, or lines pasted from a spreadsheet."""
    row = community_actions.find(community)
    month = _month(row)
    form = Form.posted()
    upload = request.files.get("file")
    pasted = form.text("block", limit=200_000, optional=True, lines=True)
    if not pasted and not (upload and upload.filename):
        form.wrong("file", _("Choose a file, or paste the lines of a table."))
    if form.ok:
        with form.refusals(), tempfile.TemporaryDirectory() as folder:
            if upload and upload.filename:
                name = bare_name(upload.filename)
                path = Path(folder) / "upload"
                upload.save(path)
            else:
                name, path = _("pasted.csv"), daily_tables.as_file(pasted, Path(folder), year=month.first.year)
            said = importing.now(
                row.id, path, format=daily_tables.format_of(path), now=datetime.now(UTC), file_name=name, by=current_user.id
            )
            change = store.changes(row.id, 1)
            days = [date.fromisoformat(day) for day in change[0].after] if change and said.added else [month.first]
            left = said.import_id if said.skipped else None
            words = ngettext("One day was brought in.", "%(num)d days were brought in.", said.added)
            undo = url_for("daily.undo", community=community, change=change[0].id) if change and said.added else ""
            return answer(_address(row, Period.containing(max(days), Cadence.MONTH), left), toast=Toast(words, undo=undo))
        # Whatever is wrong with the table is said beside the file: the page has no field for its encoding or its columns.
        said_wrong = next(iter(form.errors.values()), "")
        form.errors.clear()
        if said_wrong:
            form.wrong("file", said_wrong)
    return _page(row, month, form, status=422)


@daily.post("/communities/<community>/daily/undo")
@allow(Role.MANAGER)
def undo(community: str) -> Response:
    """Put the days of the change ``change`` back to what they said before it."""
    row = community_actions.find(community)
    try:
        wanted = UUID(request.values.get("change", ""))
    except ValueError:
        abort(404)
    change = store.change_by_id(wanted)
    if change is None or change.community_id != row.id:
        abort(404)
    month = Period.containing(max(date.fromisoformat(day) for day in change.after), Cadence.MONTH)
    form = Form()
    with form.refusals():
        acting.undo(change.id, by=current_user.id, now=datetime.now(UTC))
        return answer(_address(row, month), toast=_("The days say what they said before."))
    return _page(row, month, form, status=409)


def _month(community: Community) -> Period:
    month = current(request.values.get("month"), community, Cadence.MONTH)
    return month if month.cadence is Cadence.MONTH else abort(404)


def _address(community: Community, month: Period, left: str | None = None) -> str:
    """The page of a month; ``left`` is the import whose places left out it should speak of."""
    return url_for("daily.index", community=community.slug, month=month.label, left=left)


def _left_out(community: Community) -> Import | None:
    """The import that the address says left something out."""
    try:
        row = imports.by_id(UUID(request.args.get("left", "")))
    except ValueError:
        return None
    return row if row and row.community_id == community.id and row.skipped else None


def _saved(community: Community, month: Period, change: UUID | None, days: int) -> Toast:
    if change is None:
        return Toast(_("Nothing changed."))
    words = ngettext("One day is saved.", "%(num)d days are saved.", days)
    return Toast(words, undo=url_for("daily.undo", community=community.slug, change=change, month=month.label))


def _typed(form: Form, month: Period) -> dict[date, Manual]:
    """The cells of the form as counts; what is none is blamed beside its cell. Days without a cell in the form are left alone."""
    found: dict[date, Manual] = {}
    for day in month.days():
        if f"members.{day}" not in request.form:
            continue
        counts: dict[str, int | None] = {}
        for field in FIELDS:
            name = f"{field}.{day}"
            try:
                counts[field] = daily_tables.count_of(form.raw(name))
            except ValueError:
                form.wrong(name, _("%(day)s, %(column)s: not a whole number.", day=formats.day(day, language()), column=_(COLUMNS[field])))
        if len(counts) == len(FIELDS):
            found[day] = Manual(**counts)
    return found


def _page(community: Community, month: Period, form: Form, status: int = 200) -> Response:
    now = datetime.now(UTC)
    zone = ZoneInfo(community.timezone)
    today = now.astimezone(zone).date()
    known = acting.of_month(community, month)
    gaps = {gap.day: gap for gap in acting.gaps(known)}
    vouched = what_is_known(community, zone, now)
    rows = [Row(day, known.get(day, Manual()), day <= today, vouched.covers(day), gaps.get(day)) for day in month.days()]
    return show(
        "screens/daily/index.html",
        status=status,
        community=community,
        month=month,
        title=label_words(month),
        spans=around(month, lambda label: url_for("daily.index", community=community.slug, month=label)),
        rows=rows,
        columns=[(field, _(COLUMNS[field])) for field in FIELDS],
        totals=acting.totals({day: manual for day, manual in known.items() if day >= month.first}),
        before=known.get(month.first - timedelta(days=1)),
        weekdays=formats.WEEKDAYS[Language(language())],
        form=form,
        left=_left_out(community),
        changes=_changes(community),
        covered=sum(row.covered for row in rows),
    )


def _changes(community: Community) -> Sequence[tuple[object, str, str, bool]]:
    """The newest changes, each with its days in words, who made it, and whether it can be undone."""
    who = names()
    found: list[tuple[object, str, str, bool]] = []
    for change in store.changes(community.id):
        days = sorted(date.fromisoformat(day) for day in change.after)
        words = formats.days(days[0], days[-1], language()) if len(days) > 1 else formats.day(days[0], language())
        found.append((change, words, who(change.made_by), change.undone_at is None))
    return found
