"""A survey's answers from the table its tool exports: which columns there are, and reading the chosen ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from zoneinfo import ZoneInfo

from tenants.ingest.headers import find_column, squeeze
from tenants.ingest.intake import EARLIEST, KEPT_SKIPPED, clean, cleaned
from tenants.ingest.survey_scales import Reader, csat_reader, is_average, is_blank, nps_reader, seems
from tenants.ingest.survey_table import SurveyTable, load
from tenants.terms.errors import Refusal
from tenants.terms.event import Skipped
from tenants.terms.survey import Answer, Column, Scale, SurveyReading

MAX_COMMENT = 4_000
_SAMPLES = 3


def columns(path: Path, *, name: str | None = None, encoding: str | None = None) -> Sequence[Column]:
    """Every column, for the screen where they are chosen: its number from 1, header, sub-header, samples and what it seems to be.

    ``guess`` is "nps", "csat", "comment", "time", "id" or ""; of nps, csat and comment the first that fits carries it. Raises ``Refusal``
    for a file that is no table (see ``load``).
    """
    table = load(path, name, encoding)
    special = {table.time_column(): "time", table.id_column(): "id"}
    given: set[str] = set()
    found: list[Column] = []
    for at, header in enumerate(table.header):
        spread = [cell for column in table.spread(at) for cell in table.cells(column)]
        guess = special.get(at) or seems(header, spread)
        if guess in given:
            guess = ""
        given.add(guess)
        samples = list(dict.fromkeys(clean(squeeze(cell), 60) for cell in spread if not is_blank(cell)))[:_SAMPLES]
        subheader = table.subheader[at] if table.subheader else ""
        found.append(Column(at + 1, clean(squeeze(header), 300), clean(squeeze(subheader), 120), samples, guess))
    return found


def read(
    path: Path,
    *,
    zone: ZoneInfo,
    now: datetime,
    nps: str | int | None = None,
    csat: str | int | None = None,
    comment: str | int | None = None,
    scale: Scale | None = None,
    name: str | None = None,
    encoding: str | None = None,
) -> SurveyReading:
    """The answers in the chosen columns (a number from 1, a header, or the beginning of one).

    ``scale`` says what was asked where the answers cannot tell: 0-10 and 1-10 are meant for the NPS question if one is chosen, 1-5 for the
    satisfaction question. ``zone`` is meant where times name none; times later than a day after ``now`` are left out of the answer.
    Sub-header rows, blank lines and rows of averages are no responses. Raises ``Refusal`` where nothing is chosen or a column does not fit.
    """
    if nps in {None, ""} and csat in {None, ""}:
        raise Refusal("survey.nothing_chosen", field="nps")
    table = load(path, name, encoding)
    reader = _Responses(table, zone, now)
    if nps not in {None, ""} and nps is not None:
        reader.nps = _question(table, nps, "nps", scale if scale is not Scale.ONE_FIVE or csat in {None, ""} else None)
    if csat not in {None, ""} and csat is not None:
        reader.csat = _question(table, csat, "csat", scale if scale is Scale.ONE_FIVE or reader.nps is None else None)
    if comment not in {None, ""} and comment is not None:
        reader.comment = find_column(table.header, comment, "comment")
    return reader.read()


@dataclass(frozen=True, slots=True)
class _Question:
    columns: Sequence[int]
    reader: Reader

    def cell(self, row: Sequence[str]) -> str:
        """The answer, from whichever of its columns holds one."""
        return next((row[at] for at in self.columns if at < len(row) and not is_blank(row[at])), "")


def _question(table: SurveyTable, which: str | int, field: str, scale: Scale | None) -> _Question:
    at = find_column(table.header, which, field)
    spread = table.spread(at)
    cells = [cell for column in spread for cell in table.cells(column) if not is_blank(cell)]
    header = f"{table.header[at]} {table.subheader[at] if table.subheader else ''}"
    make = nps_reader if field == "nps" else csat_reader
    return _Question(spread, make(squeeze(header), cells, scale))


class _Responses:
    """The rows of a survey, read one by one."""

    def __init__(self, table: SurveyTable, zone: ZoneInfo, now: datetime) -> None:
        self._table = table
        self._times = table.times(zone)
        self._latest = now + timedelta(days=1)
        self._id = table.id_column()
        self._time = table.time_column()
        self._met: dict[bytes, int] = {}
        self.nps: _Question | None = None
        self.csat: _Question | None = None
        self.comment: int | None = None
        self.skipped: list[Skipped] = []

    def read(self) -> SurveyReading:
        answers = [answer for number, row in self._table.rows if (answer := self._answer(number, row)) is not None]
        if not answers:
            raise Refusal("survey.no_answers", field="nps" if self.nps else "csat", header="", answers=[])
        return SurveyReading(
            answers,
            self.skipped,
            self.nps.reader.scale if self.nps else None,
            self.csat.reader.scale if self.csat else None,
        )

    def _answer(self, number: int, row: Sequence[str]) -> Answer | None:
        width = len(self._table.header)
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            self._skip(number, "skip.wrong_width", found=len(row), expected=width)
            return None
        scores: list[int | None] = []
        for question in (self.nps, self.csat):
            cell = question.cell(row) if question else ""
            value = question.reader.read(cell) if question and cell else None
            if question and cell and value is None:
                self._skip(number, question.reader.reason(cell), value=clean(squeeze(cell), 60))
                return None
            scores.append(value)
        comment = row[self.comment].strip() if self.comment is not None and self.comment < len(row) else ""
        if scores == [None, None] and is_blank(comment):
            # A row of averages under the answers has them in other columns too.
            average = any(is_average(cell) for cell in row)
            self._skip(number, "skip.average" if average else "skip.no_answer")
            return None
        return Answer(number, self._key(row), scores[0], scores[1], self._answered(row), cleaned(squeeze(comment), MAX_COMMENT))

    def _skip(self, number: int, reason: str, **facts: object) -> None:
        if len(self.skipped) < KEPT_SKIPPED:
            self.skipped.append(Skipped(f"row {number}", reason, facts))

    def _key(self, row: Sequence[str]) -> str:
        """The tool's own id of the response, else a hash of the whole row and its occurrence: stable when the file comes again."""
        if self._id is not None and self._id < len(row):
            return f"id:{clean(row[self._id])}"
        digest = blake2b("\0".join(cell.strip() for cell in row).encode("utf-8", "replace"), digest_size=12).digest()
        met = self._met.get(digest, 0)
        self._met[digest] = met + 1
        return f"{digest.hex()}-{met}" if met else digest.hex()

    def _answered(self, row: Sequence[str]) -> datetime | None:
        if self._time is None or self._time >= len(row):
            return None
        at = self._times.read(row[self._time])
        return at.astimezone(UTC) if at is not None and EARLIEST <= at <= self._latest else None
