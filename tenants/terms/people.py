"""Who works with a workspace, and in which language."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do in one workspace; a person has one role in each workspace they belong to."""

    OWNER = "owner"
    MANAGER = "manager"
    ANALYST = "analyst"
    CLIENT = "client"


STAFF = (Role.OWNER, Role.MANAGER, Role.ANALYST)
"""The agency's own people; ``Role.CLIENT`` is the brand that pays it."""


class Language(StrEnum):
    """The two languages the product is complete in."""

    ZH = "zh_Hans_CN"
    EN = "en"
