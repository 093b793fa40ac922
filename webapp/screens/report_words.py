"""Report runs and letters in words: states, steps, and what the mail server said."""

from dataclasses import dataclass

from flask_babel import gettext as _

from tenants.render.wording.errors import sentence
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


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a report as the page shows it. ``again``: a person may send it again."""

    row: Delivery
    tone: str
    shape: str
    word: str
    why: str
    remedy: str
    again: bool


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
    return run.state in (RunState.DUE, RunState.RENDERING) or any(each.row.state in MOVING for each in letters)


def why(run: ReportRun) -> tuple[str, str]:
    """What went wrong with a run and what to do next; empty where nothing did."""
    return sentence(run.error, run.error_facts, language()) if run.error else ("", "")


def letter(row: Delivery) -> Letter:
    """Word one letter."""
    tone, shape, word = LETTERS[D(row.state)]
    said, remedy = sentence(row.error, {}, language()) if row.error else ("", "")
    return Letter(row, tone, shape, str(_(word)), said, remedy, again=row.state in (D.HELD, D.FAILED))
