"""Letters kept in memory: for previews and tests that need no mail server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tenants.deliver.terms import Envelope, Pulse, quiet


@dataclass(slots=True)
class MemoryTransport:
    """Takes every letter and keeps it, in order."""

    letters: list[tuple[Envelope, bytes]] = field(default_factory=list)

    @contextmanager
    def open(self, envelope: Envelope, pulse: Pulse = quiet) -> Iterator["_Kept"]:
        """Accept the envelope."""
        pulse()
        yield _Kept(self, envelope)


@dataclass(frozen=True, slots=True)
class _Kept:
    transport: MemoryTransport
    envelope: Envelope

    def data(self, content: bytes) -> None:
        """Keep the letter."""
        self.transport.letters.append((self.envelope, content))
