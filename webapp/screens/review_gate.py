"""The questions of the quality gate in words: what is asked, what was answered, and where it can be mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tenants.actions.gate import Question
from tenants.render import formats
from tenants.render.wording.metrics import metric_words
from tenants.store.reviews import Review
from tenants.terms.metric import Unit
from tenants.terms.words import N_
from webapp.links import url_if
from webapp.words import language

SHORT = {
    "commentary": N_("commentary"),
    "reasons": N_("reasons for missed goals"),
    "period_ended": N_("period still running"),
    "stale": N_("end of the data"),
    "coverage": N_("data coverage"),
    "ledger": N_("member ledger"),
    "jump": N_("unusual figures"),
    "client_asked": N_("the client's questions"),
}
"""What the bar calls a question that waits."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the gate in words, and where it is answered. ``id`` names it on the page."""

    question: Question
    text: str
    link: str = ""
    label: str = ""

    @property
    def id(self) -> str:
        """The id of its place on the page."""
        return self.question.key.replace(":", "-")


def asked(question: Question, review: Review) -> Asked:
    """Word one question; open ones say what is missing, settled ones what is fine."""
    if question.settled:
        return Asked(question, _answered(question) if question.answer else _settled(question))
    return Asked(question, _open(question), *_mended(question, review))


def waiting_links(questions: Sequence[Asked]) -> list[tuple[str, str]]:
    """(id, short word) of what approval waits for, each word once."""
    found: dict[str, str] = {}
    for each in questions:
        found.setdefault(str(_(SHORT[each.question.code])), each.id)
    return [(place, word) for word, place in found.items()]


def _mended(question: Question, review: Review) -> tuple[str, str]:
    """Where the cause of a question can be mended, and what to call it."""
    imports = url_if("imports.new", community=review.community.slug) or url_if("imports.index")
    if question.code == "client_asked":
        return url_for("reviews.show", review_id=question.facts["review"], _anchor="remarks"), _("Read and answer")
    links = {
        "commentary": ("#achievements", _("Write them")),
        "causes": ("#causes", _("Write the cause")),
        "reasons": (f"#reason-{question.about}", _("To its field")),
        "jump": (imports, _("Look at the data")),
        "targets": (url_for("targets.index", community=review.community.slug, period=review.period), _("Set targets")),
        "findings_decided": ("#findings", _("Decide")),
        "actions_owned": ("#actions", _("Complete them")),
        "recipients": (url_for("clients.edit", client=review.client.slug), _("Add recipients")),
        "suppressed": (url_for("clients.edit", client=review.client.slug), _("Look at the recipients")),
        "period_ended": ("", ""),
    }
    return links.get(question.code, (imports, _("Import data")))


def _open(question: Question) -> str:
    """What an open question asks."""
    facts, code = question.facts, question.code
    count = int(str(facts.get("count", 0)))
    if code in {"causes", "stale", "jump", "client_asked"}:
        return {"causes": _causes, "stale": _stale, "jump": _jump, "client_asked": _client_asked}[code](question)
    return str(
        {
            "commentary": _("Neither achievements nor shortcomings are written yet."),
            "reasons": _("%(name)s missed its goal. Why?", name=_name(question)),
            "targets": _("No target was set for this period."),
            "findings_decided": ngettext(
                "One finding is undecided; it is printed as drafted.",
                "%(num)d findings are undecided; they are printed as drafted.",
                count,
            ),
            "actions_owned": ngettext("One action lacks an owner or a day.", "%(num)d actions lack an owner or a day.", count),
            "recipients": _("Nobody is on file to get the report by mail."),
            "suppressed": ngettext(
                "One address gets no more mail: %(names)s", "%(num)d addresses get no more mail: %(names)s", count, names=_row_of(facts)
            ),
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


def _causes(question: Question) -> str:
    missed, risky = metric_list(question.facts.get("missed", ())), metric_list(question.facts.get("at_risk", ()))
    if missed:
        return str(_("%(names)s: missed. What was the cause?", names=missed))
    return str(_("%(names)s: at risk. A word about the cause would help.", names=risky))


def _stale(question: Question) -> str:
    facts = question.facts
    if facts["early"]:
        brought = _day(facts["brought"])
        return str(_("The newest file came on %(day)s, before the period was over. What happened afterwards is missing.", day=brought))
    return str(
        ngettext(
            "The data ends on %(day)s, one day before the period does. Is there a newer export?",
            "The data ends on %(day)s, %(num)d days before the period does. Is there a newer export?",
            int(str(facts["days"])),
            day=_day(facts["until"]),
        )
    )


def _jump(question: Question) -> str:
    facts = question.facts
    value, low, high = (formats.worded(float(str(facts[name])), Unit(str(facts["unit"])), language()) for name in ("value", "low", "high"))
    return str(
        _(
            "%(name)s is %(value)s. In the %(n)s periods before, %(low)s to %(high)s was usual. Is the data right, and what happened?",
            name=_name(question),
            value=value,
            n=facts["periods"],
            low=low,
            high=high,
        )
    )


def _client_asked(question: Question) -> str:
    return str(
        ngettext(
            "One remark of the client about %(period)s waits for an answer.",
            "%(num)d remarks of the client wait for an answer, the last about %(period)s.",
            int(str(question.facts["count"])),
            period=formats.period(str(question.facts["period"]), language()),
        )
    )


def _answered(question: Question) -> str:
    titles = {
        "reasons": _("Why %(name)s was missed", name=_name(question)),
        "period_ended": _("The period is still running"),
        "stale": _("The data ends early"),
        "coverage": _("%(missing)s of %(days)s days without data", **{"missing": "", "days": "", **question.facts}),
        "ledger": _("Joins and leaves do not add up"),
        "jump": _("%(name)s is unusual", name=_name(question)),
        "targets_measured": _("Targets without data"),
        "client_asked": _("The client still waits for an answer"),
    }
    return f"{titles[question.code]}{'：' if language() != 'en' else ': '}{question.answer}"


def _settled(question: Question) -> str:
    count = int(str(question.facts.get("count", 0)))
    return str(
        {
            "commentary": _("The commentary is written"),
            "causes": _("What was missed has its cause"),
            "period_ended": _("The period is over"),
            "stale": _("The data reaches the end of the period"),
            "coverage": _("Every day has data"),
            "ledger": _("Joins and leaves add up"),
            "jump": _("No figure left its usual range"),
            "targets": ngettext("One target is set", "%(num)d targets are set", count),
            "targets_measured": _("Every target has data"),
            "findings_decided": _("Every finding is decided"),
            "actions_owned": _("Every open action has an owner and a day"),
            "recipients": _("Recipients are on file"),
            "client_asked": _("Nothing the client asked is left open"),
        }[question.code]
    )


def _name(question: Question) -> str:
    return metric_words(question.about, language()).name if question.about else ""


def _day(value: object) -> str:
    return formats.day(value if isinstance(value, date) else None, language())


def _row_of(facts: dict[str, object]) -> str:
    addresses = facts.get("addresses", ())
    return ("、" if language() != "en" else ", ").join(str(each) for each in addresses) if isinstance(addresses, Sequence) else ""


def metric_list(keys: object) -> str:
    """Metric names in a row."""
    names = [metric_words(str(key), language()).name for key in keys] if isinstance(keys, Sequence) and not isinstance(keys, str) else []
    return ("、" if language() != "en" else ", ").join(names)
