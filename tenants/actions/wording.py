"""The agency's own wording of the letters that bring reports: greeting, closing and signature in each language, with placeholders."""

from collections.abc import Mapping
from string import Formatter
from uuid import UUID

from tenants.actions import checks, workspaces
from tenants.render import formats
from tenants.render.letters import Enclosure, Letter, letter, report_facts
from tenants.store import audit
from tenants.store.accounts import Tenant
from tenants.store.work import work
from tenants.terms.document import ReportDocument
from tenants.terms.errors import Refusal
from tenants.terms.people import Language

PLACEHOLDERS = ("client", "community", "period", "name")
"""What a wording may be filled with: the client, its community, the period, and the name of who receives the letter."""
WORDINGS: Mapping[str, int] = {"greeting": 200, "closing": 600, "signature": 400}
"""What an agency words itself in a report's letter, and how long each may be."""


def change(said: Mapping[str, Mapping[str, str]], *, by: UUID | None) -> Tenant:
    """Keep the wording, by language and then by ``WORDINGS``; what is empty is left to the product.

    Refuses placeholders that stand for nothing and lonely brackets, naming the field ``<wording>.<language>``.
    """
    words = checked(said)
    with work():
        tenant = workspaces.find()
        tenant.letter_words = {language: each for language, each in words.items() if each}
        audit.record(by, "changed", "letters", tenant.id, languages=sorted(tenant.letter_words))
    return tenant


def checked(said: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return ``said`` clean, without what is empty; refuses as ``change`` does."""
    found = {}
    for language in Language:
        given = said.get(language, {})
        kept = {name: _checked(given.get(name, ""), f"{name}.{language}", longest) for name, longest in WORDINGS.items()}
        found[str(language)] = {name: text for name, text in kept.items() if text}
    return found


def filled(words: Mapping[str, str], document: ReportDocument, lang: str, *, name: str) -> dict[str, str]:
    """Return ``words`` with their placeholders filled for a letter about ``document`` to ``name``; without a name the client's stands."""
    facts = {
        "client": document.client,
        "community": document.community,
        "period": formats.period(document.period, lang),
        "name": name.strip() or document.client,
    }
    return {key: _filled(text, facts) for key, text in words.items()}


def sample(document: ReportDocument, lang: str, words: Mapping[str, str], *, link: str, name: str) -> Letter:
    """Return the letter that would bring ``document``, for looking at; ``words`` are checked before they are filled in."""
    kept = checked({lang: words})[lang]
    enclosure = Enclosure(link=link, pages=8, kilobytes=240, stop=link, words=filled(kept, document, lang, name=name))
    return letter("report", lang, document.brand, **report_facts(document, lang, enclosure))


def _checked(text: str, field: str, longest: int) -> str:
    clean = checks.text(text, field, longest=longest)
    try:
        names = [(name, form, turn) for _, name, form, turn in Formatter().parse(clean) if name is not None]
    except ValueError as error:
        raise Refusal("letter.brace", field=field) from error
    for name, form, turn in names:
        if name not in PLACEHOLDERS or form or turn:
            offered = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise Refusal("letter.placeholder_unknown", field=field, name=name, offered=offered)
    return clean


def _filled(text: str, facts: Mapping[str, str]) -> str:
    """Only what was checked is ever kept; wording that came another way stays as it is rather than stop a report."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        return text
    return "".join(before + (facts.get(name, f"{{{name}}}") if name is not None else "") for before, name, _form, _turn in pieces)
