"""Tables among the uploads: which kind of table one is, and its columns for the screen where they are chosen."""

from collections.abc import Sequence
from pathlib import Path
from zipfile import is_zipfile

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


def undated(path: Path, *, name: str) -> bool:
    """Whether a list of members says nowhere of which day it is: neither in a column nor in the name of its file."""
    return day_in_name(name) is None and all(column.guess != "as_of" for column in columns(path, name=name, kind="members"))
