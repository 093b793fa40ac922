"""The list of users that a Discourse administrator exports as CSV: the only file of a forum that says who joined when."""

from collections.abc import Iterator

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake, clean
from tenants.ingest.registry import Head
from tenants.ingest.tables import Table
from tenants.ingest.times import TimeReader
from tenants.terms.event import Event, EventKind

_NEEDED = {"username", "created_at", "trust_level"}
_TRUE = {"true", "t", "1", "yes"}


def is_users(head: Head) -> bool:
    """Whether a file that begins so is such a list."""
    first = head.text.lstrip("\ufeff").partition("\n")[0]
    return {name.strip().strip('"').lower() for name in first.split(",")} >= _NEEDED


def joins(upload: Upload, entry: Entry, intake: Intake) -> Iterator[Event]:
    """A join for each user, on the day the account was made."""
    rows = Table(upload, entry, encoding=intake.encoding).rows()
    columns = {name.strip().lower(): at for at, name in enumerate(next(rows, (0, []))[1])}
    times = TimeReader(intake.zone)

    def cell(row: list[str], name: str) -> str:
        at = columns.get(name)
        return row[at].strip() if at is not None and at < len(row) else ""

    for line, row in rows:
        intake.tally.records += 1
        where = f"{entry.name} line {line}"
        author = clean(cell(row, "username"))
        written = cell(row, "created_at")
        at = times.read(written)
        if not author:
            intake.skip(where, "skip.no_author")
        elif at is None:
            intake.skip(where, "skip.bad_time", value=clean(written))
        elif intake.believable(at, where):
            number = cell(row, "id") or cell(row, "user_id")
            is_staff = any(cell(row, name).lower() in _TRUE for name in ("admin", "moderator"))
            is_bot = number.startswith("-") or author in {"system", "discobot"}
            intake.person(author, cell(row, "name") or author, is_bot=is_bot, is_staff=is_staff, joined=at, email=cell(row, "email"))
            yield Event(EventKind.JOIN, at, author, f"user/{author}")
