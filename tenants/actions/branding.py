"""How the workspace looks to its clients: logo, colour, typeface, sender and foot."""

import re
from dataclasses import dataclass
from uuid import UUID

from tenants.actions import checks, workspaces
from tenants.render import logo
from tenants.store import audit, files
from tenants.store.accounts import Tenant
from tenants.store.work import work
from tenants.terms.errors import Refusal

TYPEFACES = ("serif", "sans")
COLOUR = re.compile(r"#[0-9a-f]{6}")
DIGEST = re.compile(r"[0-9a-f]{64}")


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


def picture_of(logo_key: str) -> bytes | None:
    """Return a logo of the workspace in use as a PNG, ``None`` where there is none or its file is gone: a page goes on without."""
    try:
        return files.get(logo_key) if logo_key else None
    except files.MissingFileError:
        return None


def _line(text: str, field: str, longest: int) -> str:
    return " ".join(checks.text(text, field, longest=longest).split())


def _name(digest: str) -> str:
    return f"logos/{digest}.png"


def _read(key: str) -> bytes:
    try:
        return files.get(key)
    except files.MissingFileError as error:
        raise Refusal("logo.missing") from error
