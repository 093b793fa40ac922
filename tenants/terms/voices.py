"""What of a quotation may be read by others: no names, no way to reach anybody, no score that tells who spoke."""

import re
from collections.abc import Sequence

from tenants.terms.figure import Figures

SMALLEST = 5
"""A group of fewer people is told of with nothing that belongs to the group alone: its members could be recognised."""

Voice = tuple[int | None, str]

_MENTION = re.compile(r"<@[^>\s]{1,80}>|(?<![\w.])[@＠][\w.\-·]{1,40}")
_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63})+")
_PHONE = re.compile(r"(?<![\d.,])\+?\d(?:[ \-]?\d){6,14}(?![\d.,]?\d)")
_DETRACTOR, _PASSIVE = 6, 8


def shielded(voices: Sequence[Voice], figures: Figures, *, names: bool = False) -> list[Voice]:
    """Return quotations as a report may show them: mail addresses and telephone numbers replaced by an ellipsis, mentions unless ``names``.

    A score is ``None`` where fewer than ``SMALLEST`` people gave an answer of its group (promoters, passives, detractors; satisfied or
    not), by the figures of the same period. What was shielded once stays as it is.
    """
    return [(None if score is not None and is_small(score, figures) else score, _private(text, names=names)) for score, text in voices]


def is_small(score: int, figures: Figures) -> bool:
    """Tell whether the group that gave ``score`` is too small to be told of; so is any group whose size is not known."""
    nps, csat = figures.get("nps"), figures.get("csat")
    if nps is not None and nps.value is not None:
        group = "detractors" if score <= _DETRACTOR else "passives" if score <= _PASSIVE else "promoters"
        size = nps.detail.get(group)
        return not isinstance(size, int | float) or size < SMALLEST
    if csat is None or csat.value is None or csat.n is None:
        return True
    satisfied = round(float(csat.value) / 100 * csat.n)
    top = 9 if csat.detail.get("scale") in {"0-10", "1-10"} else 4
    return (satisfied if score >= top else csat.n - satisfied) < SMALLEST


def _private(text: str, *, names: bool) -> str:
    text = _PHONE.sub("…", _MAIL.sub("…", text))
    return text if names else _MENTION.sub("@…", text)
