"""What every transport speaks: the envelope, the two steps of handing a letter over, and the classified answer."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Answer(StrEnum):
    """What an unsuccessful handing means for the letter; every failure is classified once, where it is seen.

    ``LATER``: not taken, try again. ``NEVER``: not taken, and never will be. ``BUG``: not taken because we misspoke.
    ``UNCLEAR``: the whole letter was sent and no answer came: it may have arrived, so only a person may send it again.
    """

    LATER = "later"
    NEVER = "never"
    BUG = "bug"
    UNCLEAR = "unclear"


class HandingError(Exception):
    """A letter was not handed over. ``code`` is a reason for people (``delivery.refused``), ``words`` what the server said."""

    def __init__(self, answer: Answer, code: str, words: str = "") -> None:
        """Tell what the failure means, why, and in whose words."""
        super().__init__(f"{code}: {words}" if words else code)
        self.answer = answer
        self.code = code
        self.words = words[:300]


Pulse = Callable[[], None]
"""Called again and again while a letter is handed over, never more than ``STALL_S`` of the transport apart: whoever holds it lives."""


def quiet() -> None:
    """The pulse of nobody."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom: ``sender`` is where a bounce goes; ``message_id`` is the letter's own, without angle brackets."""

    sender: str
    recipient: str
    message_id: str


class Handing(Protocol):
    """A conversation in which sender and recipient were accepted, and the letter itself has not been sent."""

    def data(self, content: bytes) -> None:
        """Send the letter; returns once it was taken, else raises ``HandingError``."""


class Transport(Protocol):
    """A way out. ``open`` accepts the envelope, so that the caller can note "handing" in between; it raises ``HandingError``."""

    def open(self, envelope: Envelope, pulse: Pulse = quiet) -> AbstractContextManager[Handing]:
        """Offer sender and recipient."""
