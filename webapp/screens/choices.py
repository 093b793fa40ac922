"""Choices that several forms offer, in words."""

import re
import unicodedata

from flask_babel import gettext as _

from tenants.render.wording.kinds import KINDS as ACTIVITY_KINDS
from tenants.store.clients import Client, Community, slugs_like
from tenants.terms.community import CommunityKind, Platform
from tenants.terms.people import Language
from tenants.terms.words import N_

PLATFORMS = {
    Platform.WECHAT: N_("WeChat group"),
    Platform.WECOM: N_("WeCom group"),
    Platform.QQ: N_("QQ group"),
    Platform.DISCORD: "Discord",
    Platform.SLACK: "Slack",
    Platform.TELEGRAM: "Telegram",
    Platform.WHATSAPP: "WhatsApp",
    Platform.FORUM: N_("Forum"),
    Platform.OTHER: N_("Other"),
}
KINDS = {
    CommunityKind.PRODUCT: N_("Product and service"),
    CommunityKind.INTEREST: N_("Shared interest"),
    CommunityKind.KNOWLEDGE: N_("Learning"),
    CommunityKind.NETWORK: N_("Professional network"),
    CommunityKind.MARKETING: N_("Marketing"),
    CommunityKind.WORK: N_("Work"),
    CommunityKind.REGIONAL: N_("Regional"),
    CommunityKind.PUBLIC_WELFARE: N_("Public welfare"),
    CommunityKind.ACADEMIC: N_("Academic"),
    CommunityKind.VIP: N_("VIP"),
}


def languages() -> list[tuple[str, str]]:
    """The two languages, each in its own words: who looks for theirs must not need the other."""
    return [(Language.ZH.value, "中文"), (Language.EN.value, "English")]


def platforms() -> list[tuple[str, str]]:
    """Platforms for a select."""
    return [(code.value, _(words)) for code, words in PLATFORMS.items()]


def kinds() -> list[tuple[str, str]]:
    """Kinds of community for a select."""
    return [(code.value, _(words)) for code, words in KINDS.items()]


def activity_kinds() -> list[tuple[str, str]]:
    """Kinds of activity for a select."""
    return [(code.value, _(words)) for code, words in ACTIVITY_KINDS.items()]


def suggested_slug(name: str, model: type[Client] | type[Community], fallback: str) -> str:
    """Return an address made from ``name`` that is free; names without Latin letters get ``fallback-2`` and so on."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:34].strip("-") or fallback
    taken = slugs_like(model, stem)
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken or slug == "new":
        number += 1
    return slug
