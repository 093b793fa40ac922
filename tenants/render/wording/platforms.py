"""Names of platforms."""

from collections.abc import Mapping

from tenants.render.words import translations
from tenants.terms.community import Platform
from tenants.terms.words import N_

PLATFORMS: Mapping[Platform, str] = {
    Platform.WECHAT: N_("WeChat"),
    Platform.WECOM: N_("WeCom"),
    Platform.QQ: N_("QQ"),
    Platform.DISCORD: N_("Discord"),
    Platform.SLACK: N_("Slack"),
    Platform.TELEGRAM: N_("Telegram"),
    Platform.WHATSAPP: N_("WhatsApp"),
    Platform.FORUM: N_("Forum"),
    Platform.OTHER: N_("Other platform"),
}


def platform_word(platform: Platform | str, lang: str) -> str:
    """Return the platform's name as its users write it in ``lang``; an unknown one as it stands."""
    if platform not in tuple(Platform):
        return str(platform)
    return translations(lang).gettext(PLATFORMS[Platform(platform)])
