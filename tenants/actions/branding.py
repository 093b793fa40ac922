"""How the workspace looks to its clients: logo, colour, typeface, sender, foot, and the wording of its letters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from uuid import UUID

from tenants.actions import checks, workspaces
from tenants.actions.workspaces import COLOUR
from tenants.render import logo
from tenants.store import audit, files
from tenants.store.accounts import Tenant
from tenants.store.work import work
from tenants.terms.document import ReportDocument
from tenants.terms.errors import Refusal
from tenants.terms.people import Language

TYPEFACES = ("serif", "sans")
DIGEST = re.compile(r"[0-9a-f]{64}")
PLACEHOLDERS = ("client", "community", "period", "name")
"""What the wording of letters may be filled with: the client, its community, the period, and the name of who receives the letter."""
WORDINGS: Mapping[str, int] = {"greeting": 200, "closing": 600, "signature": 400}
"""What an agency words itself in a report's letter, and how long each may be."""


@dataclass(frozen=True, slots=True)
class BrandForm:
    """What an owner says of the look. ``colour`` is ``#rrggbb``; an empty ``sender`` or ``footer`` means the workspace's name."""

    colour: str
    typeface: str
    footer: str = ""
    sender: str = ""


def change(form: BrandForm, *, by: UUID | None) -> Tenant:
    """Change the look. Reports that were approved keep the one they were approved with."""
    colour = form.colour.strip().lower()
    if not COLOUR.fullmatch(colour):
        raise Refusal("workspace.colour_unusable", field="colour", colour=colour)
    if form.typeface not in TYPEFACES:
        raise Refusal("field.not_offered", field="typeface", value=form.typeface, offered=", ".join(TYPEFACES))
    with work():
        tenant = workspaces.find()
        tenant.colour, tenant.typeface = colour, form.typeface
        tenant.footer = _line(form.footer, "footer", 200)
        tenant.sender = _line(form.sender, "sender", 120)
        audit.record(by, "changed", "brand", tenant.id, colour=colour)
    return tenant


def put_logo(content: bytes, *, by: UUID | None) -> str:
    """Keep an uploaded PNG or JPEG as the logo and return the digest that names it. Refusals name the field ``logo``."""
    picture = logo.cleaned(content)
    digest = files.sha256(picture)
    key = files.put_as(_name(digest), picture)
    with work():
        tenant = workspaces.find()
        tenant.logo_key = key
        audit.record(by, "changed", "logo", tenant.id, digest=digest)
    return digest


def remove_logo(*, by: UUID | None) -> None:
    """Go on without a logo. The file stays: reports that were approved with it are printed with it."""
    with work():
        tenant = workspaces.find()
        tenant.logo_key = ""
        audit.record(by, "removed", "logo", tenant.id)


def restore_logo(digest: str, *, by: UUID | None) -> None:
    """Take up a logo again that this workspace had; ``Refusal("logo.missing")`` where it never had it."""
    if not DIGEST.fullmatch(digest):
        raise Refusal("logo.missing")
    key = files.key_as(_name(digest))
    _read(key)
    with work():
        tenant = workspaces.find()
        tenant.logo_key = key
        audit.record(by, "restored", "logo", tenant.id, digest=digest)


def digest_of(logo_key: str) -> str:
    """Return the digest that names a logo, empty for none; for addresses of pages, which never hold a key."""
    return logo_key.rpartition("/")[2].removesuffix(".png")


def logo_of(tenant: Tenant) -> bytes | None:
    """Return the logo as a PNG, ``None`` where there is none or its file is gone: a page goes on without."""
    try:
        return files.get(tenant.logo_key) if tenant.logo_key else None
    except files.MissingFileError:
        return None


def assets_of(document: ReportDocument) -> Mapping[str, bytes]:
    """Return the pictures that ``document`` shows, by the names the renderer asks for.

    Raises ``Refusal("logo.missing")`` when the logo's file is gone: a client must not get a report that lost its letterhead unnoticed.
    """
    return {"logo": _read(document.brand.logo)} if document.brand.logo else {}


def change_words(said: Mapping[str, Mapping[str, str]], *, by: UUID | None) -> Tenant:
    """Keep the agency's own wording of letters, by language and then by ``WORDINGS``; what is empty means the product's words.

    Refuses placeholders that stand for nothing, naming the field ``<wording>.<language>``.
    """
    words: dict[str, dict[str, str]] = {}
    for language in Language:
        each = said.get(language, {})
        kept = {name: _wording(each.get(name, ""), f"{name}.{language}", longest) for name, longest in WORDINGS.items()}
        words[str(language)] = {name: text for name, text in kept.items() if text}
    with work():
        tenant = workspaces.find()
        tenant.letter_words = {language: each for language, each in words.items() if each}
        audit.record(by, "changed", "letters", tenant.id, languages=sorted(tenant.letter_words))
    return tenant


def _wording(text: str, field: str, longest: int) -> str:
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


def _line(text: str, field: str, longest: int) -> str:
    return " ".join(checks.text(text, field, longest=longest).split())


def _name(digest: str) -> str:
    return f"logos/{digest}.png"


def _read(key: str) -> bytes:
    try:
        return files.get(key)
    except files.MissingFileError as error:
        raise Refusal("logo.missing") from error
