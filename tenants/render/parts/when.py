"""Days as a narrow column shows them."""

from datetime import date

from tenants.render import formats
from tenants.render.setting import Setting


def span_words(s: Setting, first: date, last: date) -> str:
    """Return the days from ``first`` to ``last``, both included, in short (``3–23 June``)."""
    if s.zh:
        return formats.days(first, last, s.lang)
    short = [f"{day.day}{formats.NBSP}{formats.MONTHS_SHORT[day.month - 1]}" for day in (first, last)]
    if first == last:
        return short[0]
    return f"{first.day}–{short[1]}" if first.month == last.month else f"{short[0]}–{short[1]}"
