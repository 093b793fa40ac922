"""Which set-up steps are already done, told by a hash of what each was made from."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(*parts: Path | str) -> str:
    """One hash over texts and the contents of files; a missing file counts as empty."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else (part.read_bytes() if part.is_file() else b"")
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def is_fresh(stamp: Path, value: str, made: Iterable[Path] = ()) -> bool:
    """True if ``stamp`` holds ``value`` and everything that the step makes is still there."""
    return stamp.is_file() and stamp.read_text() == value and all(path.exists() for path in made)


def write(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
