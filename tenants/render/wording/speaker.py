"""One reader's language: how the parts of a sentence are written."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from tenants.render import formats
from tenants.render.wording.metrics import metric_words, pillar_word
from tenants.render.words import known, translations
from tenants.terms.figure import Plain
from tenants.terms.metric import Direction, Unit
from tenants.terms.people import Language
from tenants.terms.words import N_

Facts = Mapping[str, Plain]
_HAN_LATIN = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9¥+\u2212])")
_LATIN_HAN = re.compile(r"(?<=[A-Za-z0-9%])(?=[\u3400-\u9fff])")


class Words(NamedTuple):
    """A finding in words: a title of a few words, and the sentence with the figures. Plain text."""

    headline: str
    sentence: str


def num(value: Plain) -> float:
    """The fact as a number; a rule that promises one and gives another kind is a mistake of ours (``TypeError``)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return value


class Speaker:
    """Writes in one language."""

    def __init__(self, lang: str) -> None:
        """Speak ``lang``; ``ValueError`` for one that there are no words in."""
        self.lang = lang
        self.zh = known(lang) is Language.ZH
        self._words = translations(lang)

    def say(self, message: str, **parts: str) -> str:
        """Return ``message`` in this language with its parts filled in."""
        return self._spaced(self._words.gettext(message) % parts)

    def ngettext(self, one: str, more: str, number: int, /, **parts: str) -> str:
        """Return the singular or plural form for ``number`` with its parts filled in."""
        return self._spaced(self._words.ngettext(one, more, number) % parts)

    def _spaced(self, text: str) -> str:
        """One space between Han and Latin letters, digits or percent signs, which the parts of a sentence cannot know of."""
        return _LATIN_HAN.sub(" ", _HAN_LATIN.sub(" ", text)) if self.zh else text

    def name(self, metric: Plain) -> str:
        """The metric's name."""
        return metric_words(str(metric), self.lang).name

    def names(self, pillars: list[str]) -> str:
        """Pillars in a row: ``activity and growth``."""
        words = [self.pillar(each) for each in pillars]
        if len(words) == 1:
            return words[0]
        return self.say(N_("%(first)s and %(last)s"), first=self.say(N_(", ")).join(words[:-1]), last=words[-1])

    def pillar(self, pillar: str) -> str:
        """A pillar's name as it stands inside a sentence."""
        word = pillar_word(pillar, self.lang)
        return word if self.zh else word.lower()

    def value(self, value: Plain, unit: Plain) -> str:
        """A value with its measure word."""
        return formats.worded(num(value), str(unit), self.lang)

    def beside(self, value: Plain, unit: Plain) -> str:
        """A value that stands beside another of its kind: English says its measure word once, Chinese every time."""
        return self.value(value, unit) if self.zh else formats.figure(num(value), str(unit), self.lang)

    def count(self, value: Plain) -> str:
        """A bare number."""
        return formats.number(num(value), self.lang)

    def people(self, value: Plain) -> str:
        """A number of people."""
        return formats.people(num(value), self.lang)

    def share(self, value: Plain, digits: int = 0) -> str:
        """A fraction in per cent."""
        return formats.share(num(value), self.lang, digits)

    def step(self, relative: Plain) -> str:
        """A relative change with its sign, in per cent."""
        return formats.number(100 * num(relative), self.lang, sign=True) + formats.PERCENT

    def day(self, day: Plain) -> str:
        """A day without its year."""
        return formats.day(date.fromisoformat(str(day)), self.lang)

    def days(self, first: Plain, last: Plain) -> str:
        """A run of days."""
        return formats.days(date.fromisoformat(str(first)), date.fromisoformat(str(last)), self.lang)

    def gap(self, value: Plain, other: Plain, unit: Plain) -> str:
        """How far apart two values are, without a sign, as the difference of what is printed of them."""
        size = abs(_printed(num(value), str(unit)) - _printed(num(other), str(unit)))
        if str(unit) in (Unit.PEOPLE, Unit.ACTS, Unit.RATIO):
            return self.beside(size, unit)
        return formats.difference(size, str(unit), self.lang).lstrip("+±")

    def same(self, value: Plain, other: Plain, unit: Plain) -> bool:
        """Whether two values look the same in print."""
        return self.value(value, unit) == self.value(other, unit)

    def goal(self, facts: Facts) -> str:
        """The goal as the reader knows it: ``40 %``, ``at most 4 %``, ``3 % to 5 %``."""
        goal, unit = self.beside(facts["goal"], facts["unit"]), facts["unit"]
        if facts.get("direction") == Direction.RANGE and facts.get("goal_low") is not None:
            return self.say(N_("%(low)s to %(high)s"), low=self.beside(facts["goal_low"], unit), high=goal)
        return self.say(N_("at most %(goal)s"), goal=goal) if facts.get("direction") == Direction.DOWN else goal


def _printed(value: float, unit: str) -> float:
    """``value`` rounded as ``formats`` prints it, so that printed differences add up."""
    match Unit(unit):
        case Unit.SHARE:
            return round(value, 3)
        case Unit.PERCENT | Unit.POINTS:
            return round(value, 1)
        case Unit.PEOPLE | Unit.ACTS | Unit.COUNT:
            return round(value, 0 if abs(value) >= 100 else 1)
        case Unit.RATIO:
            return round(value, 1 if abs(value) >= 10 else 2)
        case _:
            return value
