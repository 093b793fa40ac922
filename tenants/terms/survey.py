"""Survey answers: scales and what an import of them yields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tenants.terms.event import Skipped


class Scale(StrEnum):
    """The numbers a question was answered with. NPS on 1-10 is allowed and always says so."""

    ZERO_TEN = "0-10"
    ONE_TEN = "1-10"
    ONE_FIVE = "1-5"


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. ``row`` is its row in the file, counted from 1 as in a spreadsheet; ``comment``: free text, if a column was chosen."""

    row: int
    key: str
    nps: int | None
    csat: int | None
    answered: datetime | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column offered for choice: its number from 1, its header, the sub-header, some sample values and what it seems to be."""

    number: int
    header: str
    subheader: str
    samples: Sequence[str]
    guess: str = ""


@dataclass(frozen=True, slots=True)
class SurveyReading:
    """A survey file once it is read with chosen columns."""

    answers: Sequence[Answer]
    skipped: Sequence[Skipped]
    nps_scale: Scale | None
    csat_scale: Scale | None
