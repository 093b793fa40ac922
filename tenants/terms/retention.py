"""How long platforms keep messages: what was not exported until then is gone."""

from collections.abc import Mapping
from types import MappingProxyType

RETENTION: Mapping[str, int] = MappingProxyType({"wecom": 180, "slack": 90})
"""Days, by platform. WeCom deletes what its archive did not fetch after half a year; Slack hides it on its free plan after 90 days."""

REMIND_AT = (21, 7)
"""Days before the first message is deleted at which managers are reminded."""


def retention_of(platform: str, own: int | None) -> int | None:
    """Days that a community's messages are kept, ``None`` for ever. ``own`` is what its agency said; 0 means for ever."""
    days = RETENTION.get(platform, 0) if own is None else own
    return days or None
