"""The zone of the clock that a file shows, while nobody has said it."""

from datetime import datetime, timedelta, tzinfo
from typing import NoReturn

from tenants.ingest.intake import clean
from tenants.terms.errors import Refusal


class UntoldZone(tzinfo):
    """A zone that nobody has told: the first local time that is to become a moment asks for it, ``Refusal("import.ask_zone")``.

    Times that name their zone never look here, so a file without local times asks nothing. ``name`` is the file's, ``format`` what it is.
    """

    def __init__(self, name: str, format: str) -> None:  # noqa: A002 - the word of the command line
        self._facts = {"name": clean(name), "format": format}

    def __str__(self) -> str:
        """Return no name: there is none yet."""
        return ""

    def _ask(self) -> NoReturn:
        raise Refusal("import.ask_zone", field="zone", **self._facts)

    def utcoffset(self, _at: datetime | None) -> timedelta:
        """Raise the question."""
        self._ask()

    def dst(self, _at: datetime | None) -> timedelta:
        """Raise the question."""
        self._ask()

    def tzname(self, _at: datetime | None) -> str:
        """Raise the question."""
        self._ask()
