"""The questions asked before a review takes a step: what happens, and the one or two things to say about it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tenants.actions import addressees, documents
from tenants.store.reviews import Review
from tenants.terms.people import Language
from tenants.terms.report import ReviewState
from webapp.screens.spans import label_words
from webapp.words import language


@dataclass(frozen=True, slots=True)
class Ask:
    """A question before a step. ``label``: what is asked for in words (empty: nothing); ``mail``: whether mailing can be left out."""

    id: str
    title: str
    text: str
    verb: str
    address: str
    label: str = ""
    optional: bool = False
    mail: bool = False
    danger: bool = False
    recipients: tuple[str, ...] = ()


def _submit(row: Review) -> Ask:
    return Ask(
        "submit",
        _("Hand in the review of %(period)s?", period=_period(row)),
        _("A manager is asked to approve it. It can still be changed until then."),
        _("Hand in for approval"),
        url_for("reviews.submit", review_id=row.id),
        label=_("A word for whoever approves it"),
        optional=True,
    )


def _return(row: Review) -> Ask:
    return Ask(
        "return",
        _("Return the review of %(period)s?", period=_period(row)),
        _("It becomes a draft again. Your reason stands at the top of it."),
        _("Return to its author"),
        url_for("reviews.return", review_id=row.id),
        label=_("What should change"),
    )


def _withdraw(row: Review) -> Ask:
    return Ask(
        "withdraw",
        _("Withdraw the approval of %(period)s?", period=_period(row)),
        _("The figures are computed anew from the data as it is now. The client has seen nothing yet."),
        _("Withdraw approval"),
        url_for("reviews.withdraw", review_id=row.id),
        label=_("Reason"),
    )


def _publish(row: Review) -> Ask:
    to = addressees.of(row)
    name = {Language.ZH.value: _("Chinese"), Language.EN.value: _("English")}[to.language]
    if to.emails:
        text = ngettext(
            "%(client)s can read it at once. The report is made in %(language)s and mailed to one address:",
            "%(client)s can read it at once. The report is made in %(language)s and mailed to %(num)d addresses:",
            len(to.emails),
            client=row.client.name,
            language=name,
        )
    else:
        text = _(
            "%(client)s can read it at once. The report is made in %(language)s; nobody is on file to get it by mail.",
            client=row.client.name,
            language=name,
        )
    return Ask(
        "publish",
        _("Publish the review of %(period)s to %(client)s?", period=_period(row), client=row.client.name),
        text,
        _("Publish to the client"),
        url_for("reviews.publish", review_id=row.id),
        mail=bool(to.emails),
        recipients=to.emails,
    )


def _correct(row: Review) -> Ask:
    if row.state == ReviewState.WITHDRAWN:
        text = _("Version %(n)s begins as a draft with these words. The client sees nothing until it is published.", n=row.version + 1)
    else:
        text = _(
            "Version %(n)s begins as a draft with these words. The client keeps reading the present one until it is published.",
            n=row.version + 1,
        )
    return Ask(
        "correct",
        _("Correct the report of %(period)s?", period=_period(row)),
        text,
        _("Begin version %(n)s", n=row.version + 1),
        url_for("reviews.correct", review_id=row.id),
        label=_("What is wrong"),
    )


def _retract(row: Review) -> Ask:
    text = _(
        "%(client)s can read neither it nor its PDF any more. Letters still waiting are stopped; what arrived cannot be called back.",
        client=row.client.name,
    )
    if row.version > 1:
        earlier = _("Its earlier versions go with it.")
        text = f"{text}{' ' if language() == 'en' else ''}{earlier}"
    return Ask(
        "retract",
        _("Withdraw the report of %(period)s from %(client)s?", period=_period(row), client=row.client.name),
        text,
        _("Withdraw the report"),
        url_for("reviews.retract", review_id=row.id),
        label=_("Reason; it stays among you"),
        danger=True,
    )


def _period(row: Review) -> str:
    return label_words(documents.period_of(row))


QUESTIONS: dict[str, Callable[[Review], Ask]] = {
    "submit": _submit,
    "return": _return,
    "withdraw": _withdraw,
    "publish": _publish,
    "correct": _correct,
    "retract": _retract,
}
OPEN_TO = {
    "draft": ("submit",),
    "in_review": ("return",),
    "approved": ("withdraw", "publish"),
    "published": ("correct", "retract"),
    "acknowledged": ("correct", "retract"),
    "withdrawn": ("correct",),
}
"""Which questions a state's page carries as dialogs."""


def dialogs(row: Review) -> list[Ask]:
    """The questions that the review's state allows."""
    return [QUESTIONS[verb](row) for verb in OPEN_TO[row.state]]
