"""What a refusal says to a person, and what to do next. The codes of other areas stand in ``errors_<area>.py`` beside this file.

A table maps a code to two message ids: what happened, and the remedy (may be empty). Facts of the refusal fill ``%(name)s``.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from tenants.render.wording.import_facts import told
from tenants.render.words import translations
from tenants.terms.errors import Refusal
from tenants.terms.words import N_

Sentences = Mapping[str, tuple[str, str]]

SENTENCES: Sentences = {
    "people.email_taken": (
        N_("%(email)s already belongs to this workspace."),
        N_("Change the role in the list of people instead."),
    ),
    "people.last_owner": (
        N_("A workspace needs an owner, and this is the only one."),
        N_("Make somebody else an owner first."),
    ),
    "people.client_needed": (
        N_("Somebody from a client belongs to exactly one client."),
        N_("Choose which."),
    ),
    "people.no_client": (
        N_("Only people from a client belong to one."),
        N_("Choose another role, or no client."),
    ),
    "people.nobody": (N_("There is no address to invite."), N_("Write at least one.")),
    "people.too_many": (N_("That is more than %(limit)s addresses at once."), N_("Send the invitations in several goes.")),
    "people.too_soon": (
        N_("%(email)s was invited moments ago."),
        N_("Wait a few minutes before you send another letter."),
    ),
    "people.seat_missing": (
        N_("This person has left the workspace meanwhile."),
        N_("Load the page again."),
    ),
    "accounts.slug_taken": (N_("This address is taken by another workspace."), N_("Choose another one.")),
    "accounts.password_short": (N_("A password has at least %(least)s characters."), N_("A short sentence is easy to keep in mind.")),
    "accounts.password_long": (N_("A password has at most %(most)s characters."), ""),
    "accounts.password_common": (N_("This password is among the first that are tried."), N_("Choose one nobody would guess.")),
    "accounts.password_wrong": (N_("The present password is not right."), ""),
    "accounts.sign_in": (N_("E-mail or password is not right."), ""),
    "accounts.token_expired": (
        N_("This link has expired or was used before."),
        N_("Ask for a new one."),
    ),
    "accounts.invitation_expired": (
        N_("This invitation has expired, was withdrawn or has been used."),
        N_("Ask the person who invited you for a new one."),
    ),
    "accounts.other_person": (
        N_("This invitation is for %(email)s, and you are signed in with another address."),
        N_("Sign out first, or ask for an invitation to your own address."),
    ),
    "slug.unusable": (
        N_("“%(slug)s” cannot be an address: small letters, digits and hyphens, 40 at most, no hyphen at either end."),
        "",
    ),
    "slug.reserved": (N_("“%(slug)s” is needed by the product itself."), N_("Choose another one.")),
    "email.unusable": (N_("“%(email)s” is not an e-mail address."), N_("It looks like name@example.com.")),
    "field.required": (N_("Please fill this in."), ""),
    "field.too_long": (N_("This is %(length)s characters long; %(longest)s are allowed."), ""),
    "field.not_offered": (N_("“%(value)s” is not one of the choices."), N_("Choose one of: %(offered)s.")),
    "timezone.unknown": (N_("There is no time zone called “%(timezone)s”."), N_("Choose one from the list.")),
    "client.slug_taken": (N_("Another client has the address “%(slug)s”."), N_("Choose another one.")),
    "client.archived": (N_("%(name)s is archived."), N_("Restore the client first.")),
    "client.contract_ends_early": (N_("The contract ends before it begins."), N_("Choose a later end.")),
    "client.not_found": (N_("There is no such client."), ""),
    "community.slug_taken": (N_("Another community has the address “%(slug)s”."), N_("Choose another one.")),
    "community.not_found": (N_("There is no such community."), ""),
    "community.capacity_unusable": (N_("A capacity is a whole number above zero."), ""),
    "community.quiet_hours_half": (N_("Quiet hours need a beginning and an end."), N_("Fill in both, or neither.")),
    "period.empty": (N_("The period ends before it begins."), N_("Choose a later end.")),
    "period.unreadable": (N_("“%(label)s” is not a period."), N_("Write 2026-06, 2026-W24, 2026-Q2, 2026 or 2026-06-01..2026-07-01.")),
}

UNKNOWN = (N_("This was refused, and nothing was changed."), N_("Load the page again; if it stays, tell who runs this installation."))


@cache
def all_sentences() -> Sentences:
    """Every code's sentence, of all areas. Where two areas word one code, this file's counts; a test finds such pairs."""
    merged: dict[str, tuple[str, str]] = {}
    for table in areas().values():
        merged.update(table)
    return merged | dict(SENTENCES)


def areas() -> Mapping[str, Sentences]:
    """The tables of the other areas, by the name of their module."""
    import tenants.render.wording as package  # noqa: PLC0415 - the package that holds this module

    names = [info.name for info in pkgutil.iter_modules(package.__path__) if info.name.startswith("errors_")]
    return {name: importlib.import_module(f"{package.__name__}.{name}").SENTENCES for name in names}


def sentence(code: str, facts: Mapping[str, object], lang: str) -> tuple[str, str]:
    """What happened and what to do next, in ``lang``. A fact that is missing shows as its name rather than fail the answer.

    A code without a sentence is said in general words; a test walks the source for such codes.
    """
    code, words = told(code, facts, lang)
    said, remedy = all_sentences().get(code, UNKNOWN)
    speak = translations(lang).gettext
    filled = _Facts(words)
    return speak(said) % filled, (speak(remedy) % filled if remedy else "")


class Words(NamedTuple):
    """A refusal in words."""

    sentence: str
    remedy: str

    @property
    def whole(self) -> str:
        """Both together, as one line."""
        gap = "" if self.sentence.endswith("。") else " "
        return f"{self.sentence}{gap}{self.remedy}".strip()


def error_words(refusal: Refusal, lang: str) -> Words:
    """A refusal in ``lang``, for the command line and for letters."""
    return Words(*sentence(refusal.code, refusal.facts, lang))


class _Facts(dict[str, object]):
    """Facts that answer for missing ones with their name."""

    def __missing__(self, key: str) -> str:
        return key
