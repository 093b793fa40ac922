"""All reports of a period as one file: what is ready, and a list that says what is not."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from tenants.render import formats
from tenants.render.file_names import report_name
from tenants.render.words import translations
from tenants.store import bundles, files
from tenants.store.client_view import SEEN
from tenants.store.clients import Client
from tenants.store.files import MissingFileError
from tenants.store.reports import ReportRun
from tenants.store.reviews import Review
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tenants.terms.report import ReviewState
from tenants.terms.words import N_

MOST = 300
MOST_BYTES = 300_000_000
IN_MEMORY = 8_000_000
"""A bundle larger than that waits on the disk, not in memory."""
_RISKY = tuple("=+-@\t\r＝＋－＠")
_STATES = {
    ReviewState.DRAFT: N_("not ready: the review is a draft"),
    ReviewState.IN_REVIEW: N_("not ready: the review waits for approval"),
    ReviewState.APPROVED: N_("not ready: approved, not published"),
    ReviewState.WITHDRAWN: N_("not ready: withdrawn"),
}
_HEADS = (N_("Client"), N_("Community"), N_("Period"), N_("Version"), N_("Language"), N_("File"), N_("State"))
_LANGUAGES = {"en": N_("English"), "zh_Hans_CN": N_("Chinese")}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A ZIP file, to be read from its beginning and closed; ``ready`` reports are in it, ``missing`` ones only named."""

    file: IO[bytes]
    name: str
    size: int
    ready: int
    missing: int


def bundle(period: Period, *, lang: str, client: Client | None = None) -> Bundle:
    """Put the PDFs of every report of exactly ``period`` into one file, of one client or of all in the scope in use.

    Its list of contents (``contents.csv``, in ``lang``) names each report and what is not ready. Refuses what is empty, more than
    ``MOST`` reports or ``MOST_BYTES`` (``bundle.nothing``, ``bundle.too_many``, ``bundle.too_large``).
    """
    rows = bundles.of_period(period.label, client)
    runs = [(review, run) for review, found in rows for run in found if run.file_key]
    _check(runs)
    say = translations(lang).gettext
    lines = [[say(head) for head in _HEADS]]
    # Closed by whoever reads it; a bundle larger than a little lies on the disk meanwhile.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        taken: set[str] = {"contents.csv"}
        ready = 0
        for review, found in rows:
            for run in found:
                name = _added(archive, review, run, taken) if run.file_key else ""
                ready += bool(name)
                state = say(N_("in this file")) if name else say(N_("not ready: the PDF is being made"))
                lines.append(_line(review, say(_LANGUAGES[run.language]), name, state))
            if not found:
                state = _STATES.get(ReviewState(review.state), N_("not ready: the PDF is being made"))
                lines.append(_line(review, "", "", say(state)))
        _write(archive, "contents.csv", _csv(lines), runs[0][1])
    size = file.tell()
    file.seek(0)
    whose = client.name if client else say(N_("Reports"))
    name = report_name(whose, whose, period.label).removesuffix(".pdf") + ".zip"
    return Bundle(file, name, size, ready, len(lines) - 1 - ready)


def _check(runs: Sequence[tuple[Review, ReportRun]]) -> None:
    if not runs:
        raise Refusal("bundle.nothing")
    if len(runs) > MOST:
        raise Refusal("bundle.too_many", count=len(runs), most=MOST)
    size = sum(run.size or 0 for _review, run in runs)
    if size > MOST_BYTES:
        raise Refusal("bundle.too_large", size=size // 1_000_000, most=MOST_BYTES // 1_000_000)


def _added(archive: zipfile.ZipFile, review: Review, run: ReportRun, taken: set[str]) -> str:
    """Add one PDF under a name nobody else has; empty where its file is gone."""
    try:
        content = files.get(run.file_key or "")
    except MissingFileError:
        return ""
    other = run.language if run.language != review.client.language else ""
    stem = report_name(review.client.name, review.community.name, review.period, review.version, other).removesuffix(".pdf")
    name, n = f"{stem}.pdf", 1
    # Names that differ in letters alone are one file on many systems.
    while name.casefold() in taken:
        n += 1
        name = f"{stem} ({n}).pdf"
    taken.add(name.casefold())
    _write(archive, name, content, run)
    return name


def _write(archive: zipfile.ZipFile, name: str, content: bytes, run: ReportRun) -> None:
    at = run.rendered_at or run.created_at
    entry = zipfile.ZipInfo(name, (max(1980, at.year), at.month, at.day, at.hour, at.minute, at.second))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _line(review: Review, language: str, name: str, state: str) -> list[str]:
    version = str(review.version) if review.state in SEEN else ""
    return [review.client.name, review.community.name, review.period, version, language, name, state]


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    """Return the list as CSV that a spreadsheet opens as it is meant: its encoding marked, no cell a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in lines:
        writer.writerow([f"'{cell}" if cell.startswith(_RISKY) else cell for cell in line])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def offered(lang: str) -> list[tuple[str, str, int]]:
    """Return the periods with published reports as (label, words, how many), the newest first."""
    return [(label, formats.period(label, lang), count) for label, count in bundles.periods()]
