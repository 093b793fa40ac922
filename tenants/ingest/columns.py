"""What a person said about the columns of a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tenants.ingest.times import Order
from tenants.terms.event import EventKind


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the person said about the table: for each role a column number from 1, a header or the beginning of one.

    Roles that are not named are guessed; one that is named with nothing is in no column. ``kinds`` adds words for kinds of acts;
    ``order`` says whether day or month comes first, ``zone`` (a name as ``Europe/Paris``) where the clocks stood that the file shows,
    ``as_of`` which day a list of members shows, and ``group`` of which group it is.
    """

    columns: Mapping[str, int | str] = field(default_factory=dict)
    kinds: Mapping[str, EventKind] = field(default_factory=dict)
    default_kind: EventKind = EventKind.MESSAGE
    order: Order | None = None
    encoding: str | None = None
    delimiter: str | None = None
    zone: str | None = None
    as_of: date | None = None
    group: str = ""
