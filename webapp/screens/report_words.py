"""Report runs and letters in words: states, steps, and what the mail server said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from tenants.render.wording.errors import sentence
from tenants.store.outgoing import LEFT
from tenants.store.reports import Delivery, ReportRun
from tenants.terms.report import DeliveryState as D
from tenants.terms.report import RunState
from tenants.terms.words import N_
from webapp.words import language

RUNS = {
    RunState.DUE: N_("Waiting to be made"),
    RunState.RENDERING: N_("Being made"),
    RunState.RENDERED: N_("Ready"),
    RunState.FAILED: N_("Failed"),
}
STEPS = (
    ("", N_("Waiting for a worker")),
    ("measuring", N_("Reading the frozen figures")),
    ("rendering", N_("Setting the pages")),
    ("storing", N_("Storing the PDF")),
    ("mailing", N_("Handing over to the mail server")),
)
LETTERS = {
    D.PENDING: ("none", "draft", N_("Waiting")),
    D.SENDING: ("none", "half", N_("Being sent")),
    D.HANDING: ("none", "half", N_("Being handed over")),
    D.SENT: ("ahead", "done", N_("Sent")),
    D.HELD: ("risk", "risk", N_("May have arrived")),
    D.FAILED: ("missed", "missed", N_("Not delivered")),
}
MOVING = (D.PENDING, D.SENDING, D.HANDING)
SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a report as the page shows it. ``again``: a person may send it again; ``next_at``: when it is tried by itself."""

    row: Delivery
    tone: str
    shape: str
    word: str
    why: str
    remedy: str
    again: bool
    next_at: datetime | None
    moves: bool
    """Whether it changes by itself within a minute."""


def run_word(run: ReportRun) -> str:
    """The state of a run."""
    return str(_(RUNS[RunState(run.state)]))


def progress(run: ReportRun) -> tuple[int, str]:
    """How far a run has come: the number of its step from 0, and the step's words."""
    names = [name for name, _words in STEPS]
    at = names.index(run.step) if run.step in names and run.state != RunState.DUE else 0
    return at, str(_(STEPS[at][1]))


def moving(run: ReportRun, letters: list[Letter]) -> bool:
    """Whether something about the run can change by itself soon."""
    return run.state in (RunState.DUE, RunState.RENDERING) or any(each.moves for each in letters)


def why(run: ReportRun) -> tuple[str, str]:
    """What went wrong with a run and what to do next; empty where nothing did."""
    return sentence(run.error, run.error_facts, language()) if run.error else ("", "")


def letter(row: Delivery, now: datetime) -> Letter:
    """Word one letter."""
    tone, shape, word = LETTERS[D(row.state)]
    if row.error == LEFT:
        tone, shape, word = "none", "draft", N_("Not delivered, left as it is")
    elif row.bounced_at is not None:
        tone, shape, word = "missed", "missed", N_("Mail returned")
    said, remedy = sentence(row.error, {}, language()) if row.error and row.error != LEFT and row.state != D.SENT else ("", "")
    later = row.state == D.PENDING and row.next_at > now + SOON
    return Letter(
        row,
        tone,
        shape,
        str(_(word)),
        said,
        remedy,
        again=row.state in (D.HELD, D.FAILED) and row.error != LEFT,
        next_at=row.next_at if row.state == D.PENDING and row.attempt else None,
        moves=row.state in MOVING and not later,
    )
