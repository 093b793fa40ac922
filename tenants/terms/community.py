"""What a community is: its platform and its kind."""

from enum import StrEnum


class Platform(StrEnum):
    """Where a community lives."""

    WECHAT = "wechat"
    WECOM = "wecom"
    QQ = "qq"
    DISCORD = "discord"
    SLACK = "slack"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    FORUM = "forum"
    OTHER = "other"


class CommunityKind(StrEnum):
    """What a community is for; the article's typologies folded into one list."""

    PRODUCT = "product"
    INTEREST = "interest"
    KNOWLEDGE = "knowledge"
    NETWORK = "network"
    MARKETING = "marketing"
    WORK = "work"
    REGIONAL = "regional"
    PUBLIC_WELFARE = "public_welfare"
    ACADEMIC = "academic"
    VIP = "vip"
