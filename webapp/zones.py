"""Time zones to choose from: the usual ones first, then all by continent."""

from functools import cache
from zoneinfo import available_timezones

USUAL = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Europe/London", "Europe/Berlin",
    "America/New_York", "America/Chicago", "America/Los_Angeles", "Australia/Sydney", "UTC",
)  # fmt: skip

Zones = list[tuple[str, list[tuple[str, str]]]]


@cache
def zones() -> Zones:
    """Groups of zone names for ``ui.select``."""
    groups: dict[str, list[tuple[str, str]]] = {"·": [(name, _plain(name)) for name in USUAL]}
    for name in sorted(available_timezones()):
        continent, slash, _rest = name.partition("/")
        if slash and continent in {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}:
            groups.setdefault(continent, []).append((name, _plain(name)))
    return list(groups.items())


def _plain(name: str) -> str:
    return name.replace("_", " ")
