"""Tables among the uploads: which kind of table one is, and its columns for the screen where they are chosen."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from tenants.ingest.member_words import ROLES as MEMBER_ROLES
from tenants.ingest.member_words import day_in_name
from tenants.ingest.table_formats import table_columns
from tenants.terms.survey import Column

KINDS = ("events", "members", "daily")
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")


def kind_of(format: str) -> str:  # noqa: A002 - the word of the command line
    """The kind of table that a format reads: events, members or daily; "" for an export that is none."""
    kind, _, shape = format.partition("-")
    return kind if kind in KINDS and shape in {"csv", "xlsx"} else ""


def format_of(kind: str, path: Path) -> str:
    """The format that reads the table in ``path`` as one of that ``kind``."""
    return f"{kind}-{'xlsx' if is_zipfile(path) else 'csv'}"


def may_be_table(name: str) -> bool:
    """Whether a file of that name may be a table; what is inside may say otherwise."""
    return name.lower().endswith(ENDINGS)


def columns(path: Path, *, name: str, kind: str = "events", encoding: str | None = None) -> Sequence[Column]:
    """The columns of a table of a ``kind`` with samples and the role each seems to have. Raises ``Refusal`` for what is no table."""
    return table_columns(path, kind=kind, name=name, encoding=encoding)


def unread(path: Path, *, name: str, kind: str, chosen: Mapping[str, Any], encoding: str | None = None) -> Sequence[str]:
    """The headers of the columns that an import of the table left aside, by what was ``chosen`` for it (``{role: number or header}``).

    Raises ``Refusal`` for what is no table.
    """
    said = {str(which).strip().casefold() for which in chosen.values() if which not in {"", None}}
    names = MEMBER_ROLES["name"] if kind == "members" else ()

    def is_read(column: Column) -> bool:
        header = column.header.strip().casefold()
        return str(column.number) in said or header in said or (not said and bool(column.guess)) or header in names

    found = columns(path, name=name, kind=kind, encoding=encoding)
    return [column.header for column in found if column.header.strip() and not is_read(column)]


def undated(path: Path, *, name: str) -> bool:
    """Whether a list of members says nowhere of which day it is: neither in a column nor in the name of its file."""
    return day_in_name(name) is None and all(column.guess != "as_of" for column in columns(path, name=name, kind="members"))
