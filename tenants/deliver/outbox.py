"""Letters as files in a folder: the way out where no mail server is set; the demo shows them in the browser."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tenants.deliver.terms import Answer, Envelope, HandingError, Pulse, quiet


@dataclass(frozen=True, slots=True)
class Outbox:
    """A folder of ``.eml`` files. A letter appears whole or not at all; one sent twice appears twice, so that it can be noticed."""

    folder: Path

    @contextmanager
    def open(self, envelope: Envelope, pulse: Pulse = quiet) -> Iterator["_Placed"]:
        """Accept the envelope if the folder is there or can be made."""
        pulse()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HandingError(Answer.LATER, "delivery.unreachable", str(error)) from error
        yield _Placed(self.folder, envelope)


@dataclass(frozen=True, slots=True)
class _Placed:
    folder: Path
    envelope: Envelope

    def data(self, content: bytes) -> None:
        """Write the letter under a temporary name, force it to the disk, then give it its name."""
        stem = re.sub(r"[^A-Za-z0-9]", "-", self.envelope.message_id.partition("@")[0])
        temporary = self.folder / f".{stem}.{secrets.token_hex(4)}.part"
        head = f"X-Envelope-To: {self.envelope.recipient}\r\n".encode()
        try:
            with temporary.open("wb") as file:
                file.write(head + content)
                file.flush()
                os.fsync(file.fileno())
            self._name(temporary, stem)
        except OSError as error:
            raise HandingError(Answer.LATER, "delivery.unreachable", str(error)) from error
        finally:
            temporary.unlink(missing_ok=True)

    def _name(self, temporary: Path, stem: str) -> None:
        number = 1
        while True:
            target = self.folder / (f"{stem}.eml" if number == 1 else f"{stem}.{number}.eml")
            try:
                os.link(temporary, target)
            except FileExistsError:
                number += 1
            else:
                return
