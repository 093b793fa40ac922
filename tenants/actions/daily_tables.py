"""Tables of daily figures on their way in: what a cell counts, and lines pasted from a spreadsheet as the file they could have been."""

import re
from pathlib import Path
from zipfile import is_zipfile

from tenants.ingest.daily_table import count_of, guess, with_year

__all__ = ["as_file", "count_of", "format_of"]

HEADER = "date\tmembers\tmessages\tactive members\tjoins\tleaves"
"""The columns of lines that come without a header, in the order of the grid."""


def format_of(path: Path) -> str:
    """The format that reads the table of daily figures in ``path``."""
    return "daily-xlsx" if is_zipfile(path) else "daily-csv"


def as_file(lines: str, folder: Path, *, year: int) -> Path:
    """Write pasted ``lines`` into ``folder`` as a table; lines that begin with no header get that of the grid, bare days the ``year``."""
    text = with_year(lines.strip("\n"), year)
    first = re.split(r"\t|,|;", text.partition("\n")[0])
    path = folder / "pasted.csv"
    headed = "day" in guess(first)
    body = text if headed or "\t" in text else re.sub(r"[;,](?=\s*\d{1,9}\s*(?:[;,]|$)|\s*[;,]|\s*$)", "\t", text, flags=re.MULTILINE)
    path.write_text(body if headed else f"{HEADER}\n{body}", encoding="utf-8")
    return path
