"""What a figure's popover says: definition, basis, interval, source, coverage, as-of, contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tenants.render import formats
from tenants.render.wording.metrics import metric_words
from tenants.render.wording.reasons import reason_words, source_word
from tenants.terms.figure import Figure
from webapp.words import gettext as _
from webapp.words import language, moment


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure in words: its value as a table writes it, and what stands behind it."""

    text: str
    title: str
    formula: str
    facts: Sequence[tuple[str, str]]
    why: str
    """Why there is no value; empty where there is one."""


def definition(figure: Figure, as_of: datetime | None = None, contract: int | None = None) -> Definition:
    """Word one figure for ``ui.measured``. ``as_of`` is when the data ended, ``contract`` the version of the metric contract."""
    lang = language()
    words = metric_words(figure.key, lang)
    facts: list[tuple[str, str]] = []
    if figure.n is not None:
        facts.append((_("Sample"), formats.number(figure.n, lang)))
    if figure.low is not None and figure.high is not None:
        ends = formats.figure(figure.low, figure.unit, lang), formats.figure(figure.high, figure.unit, lang)
        facts.append((_("95 % interval"), _("%(low)s to %(high)s", low=ends[0], high=ends[1])))
    facts.append((_("Source"), source_word(figure.source, lang)))
    if figure.coverage is not None:
        facts.append((_("Days covered"), formats.share(figure.coverage, lang, 0)))
    if as_of is not None:
        facts.append((_("As of"), moment(as_of)))
    if contract is not None:
        facts.append((_("Metric contract"), _("version %(n)s", n=contract)))
    if figure.estimated:
        facts.append((_("Note"), _("partly estimated from the first act of each member")))
    why = reason_words(figure.reason, lang) if figure.reason else ""
    if why and figure.value is not None:
        facts.append((_("Note"), why))
    text = formats.figure(figure.value, figure.unit, lang)
    return Definition(text, words.name, words.formula, facts, why if figure.value is None else "")


def bar(value: float | None, goal: float | None, *, down: bool = False) -> tuple[float, float] | None:
    """How far a goal's bar and its tick reach (0..1): the tick stands at 0.8, and a bar beyond the edge is cut.

    For ``down`` (less is better) the bar shows goal over value, so that longer is always better. ``None`` where nothing can be drawn.
    """
    if value is None or not goal or (down and value <= 0):
        return None
    reached = (goal / value if down else value / goal) * 0.8
    return (min(1.0, max(0.0, reached)), 0.8)
