"""Where the data of a period came from: the imports and surveys that hold a day of it."""

from sqlalchemy import Date, String, cast, func, literal, select, union_all

from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.imports import Import, ImportState
from tenants.store.surveys import Survey
from tenants.terms.document import Source
from tenants.terms.period import Period

SURVEY = "survey"
"""The kind of a source that is a survey; the others are formats of exports."""


def of_period(community: Community, period: Period) -> list[Source]:
    """Imports that stand and surveys not taken back which hold a day of ``period``, the oldest first: one statement.

    First and last day of an import are those it vouches for, in the community's time, and may lie outside of the period.
    """

    def local(instant: object) -> object:
        return cast(func.timezone(community.timezone, instant), Date)

    first = func.least(Import.covers_from, local(Import.first_at))
    last = func.greatest(Import.covers_until, local(Import.last_at))
    imported = select(
        cast(Import.format, String).label("kind"),
        cast(Import.file_name, String).label("name"),
        first.label("first"),
        last.label("last"),
        Import.added.label("rows"),
        func.coalesce(Import.finished_at, Import.created_at).label("imported"),
    ).where(Import.community_id == community.id, Import.state == ImportState.DONE, first < period.until, last >= period.first)
    asked = select(
        literal(SURVEY, String),
        cast(Survey.name, String),
        Survey.asked_on,
        Survey.asked_on,
        Survey.responses,
        Survey.created_at,
    ).where(
        Survey.community_id == community.id,
        Survey.undone_at.is_(None),
        Survey.asked_on >= period.first,
        Survey.asked_on < period.until,
    )
    found = db.session.execute(union_all(imported, asked).order_by("imported", "name"))
    return [Source(row.kind, row.name, row.first, row.last, row.rows, row.imported) for row in found]
