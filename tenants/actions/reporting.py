"""Reports: the whole line of the product, from a claimed row to a stored PDF and its letters."""

import hashlib
import logging
import re
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from tenants.actions import documents, failures, reviewing
from tenants.actions.specimen import specimen
from tenants.deliver.message import message_id
from tenants.render import pdf
from tenants.store import audit, files, reports, reviews, suppressions
from tenants.store.clients import Community
from tenants.store.reports import ReportRun
from tenants.store.reviews import Review
from tenants.store.work import Work, work
from tenants.terms import snapshot
from tenants.terms.document import ReportDocument
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.overview import OverviewDocument
from tenants.terms.people import Language
from tenants.terms.period import Period
from tenants.terms.report import ReviewState, RunState

LEASE = timedelta(seconds=40)
"""How long a claim holds without a sign of life; whoever works at a run renews it every few seconds (``_Renewal``)."""
PAUSE = timedelta(minutes=1)
STRAY = timedelta(hours=1)
"""A file that no row names after so long was left by a worker that died between storing it and saying so."""

log = logging.getLogger(__name__)


class Render(Protocol):
    """What makes the PDF of a frozen document, within bounds."""

    def __call__(
        self, document: str, language: str, paper: str, /, *, assets: Mapping[str, bytes] | None, pulse: Callable[[], None]
    ) -> bytes:
        """Return the PDF; ``pulse`` is called every few seconds, and what it raises ends the making."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report made on the spot."""

    pdf: bytes
    document: ReportDocument


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a claimed run is about, as plain values: no transaction stays open while it is rendered."""

    tenant_id: int
    run_id: UUID
    fence: int
    language: str
    paper: str
    document: ReportDocument

    @property
    def file_name(self) -> str:
        """Two claims never share a file, so that a stale one can drop its own."""
        return f"reports/{self.run_id}-{self.fence}.pdf"


def make_report(run_id: UUID, *, domain: str, lease: timedelta = LEASE, render: Render = pdf.render_bounded) -> bool:
    """Make one report, once. ``True`` when this call finished it; ``False`` when there was nothing to do or it was taken from us.

    1. Claim it: another worker may have been quicker, or be given up for dead.
    2. Take the document that approval froze. Measuring and assessing happened then (``documents.current``): bytes were read by
       ``ingest``, kept by ``store``, counted by ``measure``, judged by ``assess``.
    3. Render it in a bounded process, in the client's language.
    4. Keep the file under a name that only this claim uses.
    5. In one transaction: rendered, and one letter a recipient in the outbox; only if the claim still holds.
    6. Otherwise drop the file, because somebody else's report is the report.
    """
    claim = _claim(run_id, lease)
    if claim is None:
        return False
    try:
        _step(claim, "rendering", lease)
        assets, pulse = pictures(claim.document), _Renewal(claim, lease)
        content = render(snapshot.dump(claim.document), claim.language, claim.paper, assets=assets, pulse=pulse)
        _step(claim, "storing", lease)
        key = _store(claim, content)
        if _finish(claim, key, content, domain):
            _drop_earlier(claim)
            return True
        files.delete(key)
        log.warning("run %s: claim %s is stale, its file was dropped", run_id, claim.fence)
    except _StaleError:
        log.warning("run %s: claim %s is stale", run_id, claim.fence)
    except Refusal as refusal:
        _set_back(claim, refusal.code, refusal.facts)
    except pdf.RenderUnavailableError as error:
        _set_back(claim, "report.render_unavailable", {"detail": str(error)[:300]})
    except Exception as error:
        _set_back(claim, "report.render_failed", {"detail": f"{type(error).__name__}: {error}"[:300]})
        raise
    return False


def report_now(community: Community, period: Period, *, lang: str, now: datetime, paper: str = "A4") -> Made:
    """Make the report in this process, at once, and keep nothing: of the approved figures, or of the current ones before approval."""
    review = reviews.latest(community, period)
    document = reviewing.now_document(review, now=now) if review else documents.current(community, period, now=now)
    return Made(pdf.render(document, lang, paper, assets=pictures(document)), document)


def preview(review: Review, *, lang: str, now: datetime, paper: str = "A4") -> Made:
    """Make the report of ``review`` as its figures stand, in a bounded process: a page must not pay for a document that never ends."""
    document = reviewing.now_document(review, now=now)
    return Made(pdf.render_bounded(snapshot.dump(document), lang, paper, assets=pictures(document)), document)


def ask(review: Review, language: str, *, by: UUID | None) -> UUID | None:
    """Ask for a published review's report in another language, for download only; ``None`` when it was asked for before."""
    if review.state not in reviewing.PUBLISHED:
        raise Refusal("review.wrong_state", state=review.state, period=review.period)
    with work() as w:
        run_id = reports.request(review, Language(language), deliver=False)
        if run_id is not None:
            audit.record(by, "asked", "report", run_id, language=language)
            w.then("jobs.reports.render", review.tenant_id, str(run_id))
    return run_id


def retry(run: ReportRun, *, by: UUID | None) -> None:
    """Make a failed run due again, at a person's word; refused with ``report.withdrawn`` once the client may no longer read it."""
    if run.review.state == ReviewState.WITHDRAWN:
        raise Refusal("report.withdrawn")
    with work() as w:
        if not reports.again(run.id):
            raise Refusal("report.not_failed", state=run.state)
        audit.record(by, "retried", "report", run.id)
        w.then("jobs.reports.render", run.tenant_id, str(run.id))


def pictures(document: ReportDocument | OverviewDocument) -> dict[str, bytes]:
    """Return the pictures that a report or an overview shows, by the names its markup calls them; one that is gone is left out."""
    try:
        return {"logo": files.get(document.brand.logo)} if document.brand.logo else {}
    except files.MissingFileError:
        log.warning("the logo %s is gone", document.brand.logo)
        return {}


def read(run: ReportRun) -> bytes:
    """Return the PDF of a finished run; raises ``NotFoundError`` while there is none."""
    if run.file_key is None:
        raise NotFoundError("report.not_ready", state=run.state)
    return files.get(run.file_key)


def warm() -> None:
    """Load what rendering needs and render an empty report once, so that a forked job starts at once.

    Where this machine cannot render, that is logged: the worker still imports and mails, and each report says why it failed.
    """
    try:
        pdf.warm(specimen())
    except pdf.RenderUnavailableError as error:
        log.warning("%s", error)


class _StaleError(Exception):
    """A later claim owns the run."""


@dataclass(slots=True)
class _Renewal:
    """Renews the lease while a report is rendered; raises ``_StaleError`` where the run was taken from us meanwhile."""

    claim: _Claim
    lease: timedelta
    last: float = field(default_factory=time.monotonic)

    def __call__(self) -> None:
        if time.monotonic() - self.last < self.lease.total_seconds() / 4:
            return
        self.last = time.monotonic()
        try:
            _step(self.claim, "rendering", self.lease)
        except SQLAlchemyError as error:
            # The fence decides in the end whose report it is; a renewal that is missed makes nothing wrong.
            log.warning("run %s: no sign of life given: %s", self.claim.run_id, error)


def _claim(run_id: UUID, lease: timedelta) -> _Claim | None:
    with work() as w:
        run = reports.claim(run_id, lease)
        if run is None:
            return None
        document = reviews.frozen(run.review)
        if document is None:
            if reports.set_back(run, run.fence, error="report.not_approved", facts={}, after=PAUSE):
                _tell(w, run.id)
            return None
        return _Claim(run.tenant_id, run.id, run.fence, run.language, run.paper, document)


def _step(claim: _Claim, name: str, lease: timedelta) -> None:
    """Show how far we are, and learn whether it is still ours before the next costly part."""
    with work():
        if not reports.step(claim.run_id, claim.fence, name, lease):
            raise _StaleError


def _store(claim: _Claim, content: bytes) -> str:
    """Keep the PDF; a disk that is full or a bucket that is away is no fault of the report, and is told apart."""
    try:
        return files.put_as(claim.file_name, content)
    except Exception as error:
        raise Refusal("report.not_stored", detail=f"{type(error).__name__}: {error}"[:300]) from error


def _finish(claim: _Claim, key: str, content: bytes, domain: str) -> bool:
    with work() as w:
        run = reports.by_id(claim.run_id)
        digest = hashlib.sha256(content).hexdigest()
        if run is None or not reports.finish(run, claim.fence, file_key=key, sha256=digest, size=len(content), pages=_pages(content)):
            return False
        recipients = (run.recipients or [each.email for each in run.review.client.recipients]) if run.deliver else []
        unwanted = suppressions.of(recipients)
        numbered = {each: message_id(domain, run.tenant_id, run.id, each) for each in recipients}
        letters = reports.post(run, {each: number for each, number in numbered.items() if each.lower() not in unwanted})
        reports.post(run, {each: number for each, number in numbered.items() if each.lower() in unwanted}, error="delivery.suppressed")
        for letter in letters:
            w.then("jobs.deliveries.send", run.tenant_id, str(letter))
        if not letters:
            reports.settle(run.id)
    return True


def reap() -> None:
    """Settle the runs whose worker is gone: due again, or failed, which the agency is told."""
    with work() as w:
        for run_id in reports.reap():
            _tell(w, run_id)


def sweep(*, now: datetime, older: timedelta = STRAY) -> int:
    """Drop the report files that no run names and that are ``older``; return how many. A worker that is killed tidies nothing up."""
    kept = reports.file_keys()
    strays = [key for key in files.left_under("reports", until=now - older) if key not in kept]
    for key in strays:
        files.delete(key)
    return len(strays)


def _set_back(claim: _Claim, code: str, facts: dict[str, object]) -> None:
    with work() as w:
        run = reports.by_id(claim.run_id)
        if run is not None and reports.set_back(run, claim.fence, error=code, facts=facts, after=PAUSE * run.attempt):
            _tell(w, run.id)


def _tell(w: Work, run_id: UUID) -> None:
    """Write to the agency about a run if it has failed for good."""
    run = reports.by_id(run_id)
    if run is not None and run.state == RunState.FAILED:
        failures.tell(w, run)


def _drop_earlier(claim: _Claim) -> None:
    """A claim that was killed after it stored its file left the file behind."""
    for fence in range(1, claim.fence):
        files.delete(files.key_as(f"reports/{claim.run_id}-{fence}.pdf"))


def _pages(content: bytes) -> int:
    """Pages of a PDF of ours: page objects stand plainly or in compressed object streams."""
    packed = re.findall(rb"/Type\s*/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    plain = [content, *(zlib.decompressobj().decompress(each) for each in packed)]
    return sum(len(re.findall(rb"/Type\s*/Page\b", each)) for each in plain)
