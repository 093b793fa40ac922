"""What members say, in their own words: chosen by a person, shown without names."""

from typing import Any

from tenants.render.setting import Setting
from tenants.terms.voices import SMALLEST, is_small, shielded

MOST = 6


def view(s: Setting) -> dict[str, Any]:
    """Return the quotations as they may be shown, six at the most; nothing where none was chosen."""
    d = s.document
    if not d.voices:
        return {}
    shown = shielded(d.voices, d.figures, names=d.names_shown)
    quotes = [
        {"text": text, "score": s.say("gave %(score)s", score=score) if score is not None else ""} for score, text in shown[:MOST] if text
    ]
    return {
        "headline": s.many("%(n)s member in their own words", "%(n)s members in their own words", len(quotes)),
        "quotes": quotes,
        "left": max(0, len(shown) - MOST),
        "small": s.say("Scores of groups of fewer than %(n)s answers are not shown, so that nobody can be recognised.", n=SMALLEST)
        if _some_small(s)
        else "",
        "named": d.names_shown,
    }


def _some_small(s: Setting) -> bool:
    """Tell whether a score is hidden, or was when the document was made: it is missing though the survey asked for scores."""
    d = s.document
    if any(score is not None and is_small(score, d.figures) for score, _text in d.voices):
        return True
    asked = s.figure("nps") or s.figure("csat")
    return asked is not None and any(score is None for score, _text in d.voices) and any(is_small(at, d.figures) for at in (0, 7, 10))
