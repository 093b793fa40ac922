"""What became of every run and letter of a round, held against the files there are and the letters that arrived."""

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes
from pathlib import Path

import pypdf
import pypdf.errors

from tests.jobs.world import House

WRONG = (
    "unsettled", "lost reports", "lost letters", "sent and not arrived", "arrived twice", "refused and arrived", "not shown",
    "corrupt PDFs", "orphan files", "two runs for a label", "poison not failed",
)  # fmt: skip
"""What must be nought."""


def take_stock(houses: Sequence[House], letters: Sequence[object], files: Path, poison: set[object]) -> Counter[str]:
    """Count everything; see ``WRONG``."""
    arrived = Counter(message_from_bytes(each.original_content)["Message-ID"].strip("<>") for each in letters)
    ledger = Counter(dict.fromkeys(WRONG, 0))
    ledger["letters received"] = arrived.total()
    named = set()
    for house in houses:
        runs = house.runs()
        for run in runs:
            _run(run, files, ledger, poisoned=run.id in poison)
            named.add(run.file_key)
        ledger["two runs for a label"] += len(runs) - len({(run.review_id, run.version, run.language) for run in runs})
        kept = {run.id for run in runs if run.state == "rendered"}
        found = house.letters()
        ledger["lost letters"] += len(kept) * len(house.recipients) - len([each for each in found if each.run_id in kept])
        for letter in found:
            _letter(letter, arrived[letter.message_id], ledger)
    # What is written and renamed is on the disk under its own name; anything else was left by somebody who died.
    on_disk = {str(each.relative_to(files)) for each in files.rglob("*") if each.is_file()}
    ledger["orphan files"] = len(on_disk - named)
    return ledger


def _run(run: object, files: Path, ledger: Counter[str], *, poisoned: bool) -> None:
    ledger["runs"] += 1
    ledger["claims of runs"] += run.fence
    ledger[f"runs {run.state}"] += 1
    ledger["unsettled"] += run.state not in {"rendered", "failed"} or bool(run.step)
    ledger["not shown"] += run.state == "failed" and not run.error
    ledger["poison not failed"] += poisoned and run.state != "failed"
    ledger["poison"] += poisoned
    if run.state == "rendered":
        try:
            content = (files / run.file_key).read_bytes()
        except OSError:
            ledger["lost reports"] += 1
            return
        whole = len(content) == run.size and hashlib.sha256(content).hexdigest() == run.sha256
        ledger["corrupt PDFs"] += not (whole and _opens(content, run.pages))
    elif not poisoned:
        ledger[f"failed for {run.error}"] += 1


def _opens(content: bytes, pages: int) -> bool:
    try:
        return len(pypdf.PdfReader(io.BytesIO(content)).pages) == pages
    except (pypdf.errors.PyPdfError, ValueError, KeyError):
        return False


def _letter(letter: object, arrived: int, ledger: Counter[str]) -> None:
    ledger["letters"] += 1
    ledger["claims of letters"] += letter.fence
    ledger[f"letters {letter.state}"] += 1
    ledger["unsettled"] += letter.state not in {"sent", "held", "failed"}
    ledger["arrived twice"] += arrived > 1
    ledger["sent and not arrived"] += letter.state == "sent" and arrived == 0
    ledger["refused and arrived"] += letter.state == "failed" and arrived > 0
    ledger["not shown"] += letter.state in {"held", "failed"} and not letter.error
    if letter.state == "held":
        ledger["held, arrived" if arrived else "held, not arrived"] += 1


def wrong(ledger: Counter[str]) -> dict[str, int]:
    """What is not as promised; empty if everything is."""
    return {name: ledger[name] for name in WRONG if ledger[name]}


def shown(ledger: Counter[str], struck: Counter[str], moods: Counter[str], seconds: float) -> str:
    """The ledger for people."""
    plain = {name: count for name, count in sorted(ledger.items()) if name not in WRONG}
    blocks = (("what was done to them", struck), ("moods of the mail server", moods), ("what became of it", plain))
    lines = [f"{seconds:.0f} s"]
    for title, counts in blocks:
        lines += ["", title, *(f"  {name:<36}{count:>6}" for name, count in counts.items())]
    return "\n".join([*lines, "", "must be nought", *(f"  {name:<36}{ledger[name]:>6}" for name in WRONG)])
