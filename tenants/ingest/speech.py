"""Words out of what people wrote, in Chinese and in languages that put spaces between words: what a discussion was about."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import rjieba

from tenants.ingest.stop_words import STOP

LONGEST = 40
"""Characters of the longest word that is counted."""

# Addresses, code, mentions and names of emoji say nothing in words.
_NOT_PROSE = re.compile(
    r"```.*?```|`[^`\n]*`|<[^<>\n]*>|\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\S+@\S+\.\S+|[@#＠]\S+|:[a-z0-9_+-]+:", re.DOTALL | re.IGNORECASE
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*[^\W_])?")


def words(text: str) -> Iterator[str]:
    """The words of ``text`` that carry meaning, as often as they stand there: small letters, no numbers, addresses or mentions.

    Of Chinese only words of two signs and more; of other languages words of three letters and more.
    """
    prose = _NOT_PROSE.sub(" ", text)
    for word in _spaced(_HAN.sub(" ", prose)):
        if len(word) >= 3 and word not in STOP:
            yield word[:LONGEST]
    for run in _HAN.findall(prose):
        for word in rjieba.cut(run, True):
            if len(word) >= 2 and word not in STOP:
                yield word[:LONGEST]


def counted(texts: Iterable[tuple[date, str]]) -> Counter[tuple[date, str]]:
    """In how many of ``texts`` each word is used, by the month that stands with each text."""
    found: Counter[tuple[date, str]] = Counter()
    for month, text in texts:
        found.update((month, word) for word in set(words(text)))
    return found


def _spaced(text: str) -> Iterator[str]:
    for found in _WORD.findall(text):
        yield found.casefold().replace("’", "'").removesuffix("'s")
