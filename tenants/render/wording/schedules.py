"""A schedule's rhythm in words."""

from collections.abc import Mapping

from tenants.render.words import translations
from tenants.terms.period import Cadence
from tenants.terms.rhythm import Rhythm
from tenants.terms.words import N_

EVERY: Mapping[Cadence, str] = {
    Cadence.WEEK: N_("Every week"),
    Cadence.MONTH: N_("Every month"),
    Cadence.QUARTER: N_("Every quarter"),
    Cadence.YEAR: N_("Every year"),
}


def every(cadence: str, lang: str) -> str:
    """How often (``Every month``)."""
    return translations(lang).gettext(EVERY[Cadence(cadence)])


def rhythm_words(rhythm: Rhythm, lang: str) -> str:
    """How a schedule runs (``Every month, 2 days after it ends, at 09:00 Asia/Shanghai``)."""
    speak, many = translations(lang).gettext, translations(lang).ngettext
    facts = {"every": every(rhythm.cadence, lang), "hour": f"{rhythm.hour:02d}:00", "zone": rhythm.zone.replace("_", " ")}
    if rhythm.settle_days == 0:
        return speak("%(every)s, as soon as it ends, at %(hour)s %(zone)s") % facts
    said = many(
        "%(every)s, %(num)d day after it ends, at %(hour)s %(zone)s",
        "%(every)s, %(num)d days after it ends, at %(hour)s %(zone)s",
        rhythm.settle_days,
    )
    return said % {**facts, "num": rhythm.settle_days}
