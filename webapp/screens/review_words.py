"""Reviews in words: states, who must act, the questions of the quality gate."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tenants.actions.gate import Question
from tenants.render.wording.metrics import metric_words
from tenants.store.reviews import Review
from tenants.terms.report import ReviewState
from tenants.terms.words import N_
from webapp.links import url_if
from webapp.words import language


@dataclass(frozen=True, slots=True)
class State:
    """A state: its icon, its word, and who acts next (empty when nobody has to)."""

    icon: str
    word: str
    who: str


STATES = {
    ReviewState.DRAFT: State("draft", N_("Draft"), N_("Author: finish and hand in")),
    ReviewState.IN_REVIEW: State("half", N_("In review"), N_("Manager: approve or return")),
    ReviewState.APPROVED: State("done", N_("Approved"), N_("Manager: publish")),
    ReviewState.PUBLISHED: State("done", N_("Published"), N_("Client: confirm")),
    ReviewState.ACKNOWLEDGED: State("done", N_("Confirmed by the client"), ""),
}
DEEDS = {
    "drafted": N_("Drafted by the system"),
    "commented": N_("Commentary changed"),
    "answered": N_("A question of the quality check answered"),
    "chose_voices": N_("Quotations chosen"),
    "submitted": N_("Handed in for approval"),
    "returned": N_("Returned to its author"),
    "approved": N_("Approved, figures frozen"),
    "withdrew": N_("Approval withdrawn"),
    "published": N_("Published"),
    "acknowledged": N_("Confirmed by the client"),
    "corrected": N_("Begun as a correction"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the gate in words, and where it is answered."""

    question: Question
    text: str
    link: str = ""
    label: str = ""


def state_words(state: str) -> str:
    """The word of a state."""
    return str(_(STATES[ReviewState(state)].word))


def asked(question: Question, review: Review) -> Asked:
    """Word one question; open ones say what is missing, settled ones what is fine."""
    if question.settled:
        return Asked(question, _answered(question) if question.answer else _settled(question.code, question.facts))
    imports = url_if("imports.new", community=review.community.slug) or url_if("imports.index")
    links = {
        "commentary": ("#achievements", _("Write them")),
        "causes": ("#causes", _("Write the cause")),
        "targets": (url_for("targets.index", community=review.community.slug, period=review.period), _("Set targets")),
        "findings_decided": ("#findings", _("Decide")),
        "actions_owned": ("#actions", _("Complete them")),
        "recipients": (url_for("clients.edit", client=review.client.slug), _("Add recipients")),
        "period_ended": ("", ""),
    }
    return Asked(question, _open(question.code, question.facts), *links.get(question.code, (imports, _("Import data"))))


def _open(code: str, facts: dict[str, object]) -> str:
    """What an open question asks."""
    count = int(str(facts.get("count", 0)))
    missed, risky = metric_list(facts.get("missed", ())), metric_list(facts.get("at_risk", ()))
    missed_words = _("%(names)s: missed. What was the cause?", names=missed)
    return str(
        {
            "commentary": _("Neither achievements nor shortcomings are written yet."),
            "causes": missed_words if missed else _("%(names)s: at risk. A word about the cause would help.", names=risky),
            "targets": _("No target was set for this period."),
            "findings_decided": ngettext(
                "One finding is undecided; it is printed as drafted.",
                "%(num)d findings are undecided; they are printed as drafted.",
                count,
            ),
            "actions_owned": ngettext("One action lacks an owner or a day.", "%(num)d actions lack an owner or a day.", count),
            "recipients": _("Nobody is on file to get the report by mail."),
            "period_ended": _("The period is still running: its figures will change. Approve it early?"),
            "coverage": _(
                "%(missing)s of %(days)s days have no data. Does the client know why?",
                missing=facts.get("missing"),
                days=facts.get("days"),
            ),
            "ledger": _("Joins and leaves do not add up to the change in members. Why?"),
            "targets_measured": _("%(names)s: a target without data. Why?", names=metric_list(facts.get("metrics", ()))),
        }[code]
    )


def _answered(question: Question) -> str:
    titles = {
        "period_ended": _("The period is still running"),
        "coverage": _("%(missing)s of %(days)s days without data", **{"missing": "", "days": "", **question.facts}),
        "ledger": _("Joins and leaves do not add up"),
        "targets_measured": _("Targets without data"),
    }
    return f"{titles[question.code]}{'：' if language() != 'en' else ': '}{question.answer}"


def _settled(code: str, facts: dict[str, object]) -> str:
    return str(
        {
            "commentary": _("The commentary is written"),
            "causes": _("What was missed has its cause"),
            "period_ended": _("The period is over"),
            "coverage": _("Every day has data"),
            "ledger": _("Joins and leaves add up"),
            "targets": ngettext("One target is set", "%(num)d targets are set", int(str(facts.get("count", 0)))),
            "targets_measured": _("Every target has data"),
            "findings_decided": _("Every finding is decided"),
            "actions_owned": _("Every open action has an owner and a day"),
            "recipients": _("Recipients are on file"),
        }[code]
    )


def metric_list(keys: object) -> str:
    """Metric names in a row."""
    names = [metric_words(str(key), language()).name for key in keys] if isinstance(keys, Sequence) and not isinstance(keys, str) else []
    return ("、" if language() != "en" else ", ").join(names)
