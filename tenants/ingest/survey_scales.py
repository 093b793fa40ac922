"""What people answered, as whole numbers on a scale: digits, digits with a label, labelled end points, and words of agreement.

Never guessed: an answer that is none of these is a reason to skip its row, and a scale that does not fit the question is refused.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenants.ingest.headers import squeeze
from tenants.ingest.intake import clean
from tenants.terms.errors import Refusal
from tenants.terms.survey import Scale

BOUNDS: Mapping[Scale, tuple[int, int]] = {Scale.ZERO_TEN: (0, 10), Scale.ONE_TEN: (1, 10), Scale.ONE_FIVE: (1, 5)}

BLANK = {
    "", "n/a", "na", "n.a.", "n/a.", "-", "--", "—", "none", "not applicable", "no opinion", "no answer", "don't know", "not sure", "null",
    "#name?", "不适用", "无", "(跳过)", "（跳过）", "跳过", "(空)", "（空）", "不清楚", "不了解",
}  # fmt: skip
"""Cells that answer nothing."""

_LIKERT: Mapping[int, Sequence[str]] = {
    5: (
        "very satisfied", "extremely satisfied", "completely satisfied", "highly satisfied", "strongly agree", "completely agree",
        "excellent", "非常满意", "很满意", "十分满意", "完全满意", "非常同意", "完全同意", "很同意", "非常好",
    ),
    4: ("satisfied", "somewhat satisfied", "agree", "somewhat agree", "good", "满意", "比较满意", "较满意", "同意", "比较同意", "好",
        "较好"),
    3: (
        "neutral", "neither satisfied nor dissatisfied", "neither agree nor disagree", "undecided", "fair", "average",
        "一般", "中立", "不确定", "一般般", "说不清", "尚可",
    ),
    2: (
        "dissatisfied", "unsatisfied", "somewhat dissatisfied", "disagree", "somewhat disagree", "poor",
        "不满意", "不太满意", "较不满意", "比较不满意", "不同意", "不太同意", "比较不同意", "差", "较差",
    ),
    1: (
        "very dissatisfied", "very unsatisfied", "extremely dissatisfied", "completely dissatisfied", "strongly disagree",
        "completely disagree", "very poor", "terrible", "非常不满意", "很不满意", "十分不满意", "非常不同意", "完全不同意",
        "很不同意", "非常差", "很差",
    ),
}  # fmt: skip
_WORDS = {word: value for value, words in _LIKERT.items() for word in words}

# What stands for the ends of a scale of numbers when a tool exports the label of an end point instead of its number.
_TOP = {word for word, value in _WORDS.items() if value == 5} | {
    "absolutely", "definitely", "extremely likely", "very likely", "completely", "非常愿意", "一定会", "极有可能", "非常可能", "肯定会",
}  # fmt: skip
_BOTTOM = {word for word, value in _WORDS.items() if value == 1} | {
    "never", "not at all", "not at all likely", "extremely unlikely", "very unlikely", "absolutely not", "definitely not",
    "非常不愿意", "完全不愿意", "绝对不会", "不可能", "完全不可能", "一定不会",
}  # fmt: skip

_NUMBER = re.compile(r"^([+-]?\d{1,3})(?:[.]0+)?(?:分|颗星|星|/10|/5)?$")
_LABELLED = re.compile(r"^(\d{1,2})\s*(?:[-–—:：=、.)]|分|\()\s*\D.*$|^\D.*?(?:[-–—:：=(（]\s*)(\d{1,2})\s*分?\s*[)）]?$")
_FRACTION = re.compile(r"^\d{1,3}[.,]\d+$")
_SAYS_ONE = re.compile(
    r"(?<![\d.])1\s*(?:[-–—~～]|to|至|到)\s*10(?!\d)|(?<![\d.])1\s*(?:[-–—=:：]|分|is\b|being|means)|from 1\b", re.IGNORECASE
)
_SAYS_ZERO = re.compile(
    r"(?<![\d.])0\s*(?:[-–—~～]|to|至|到)\s*10(?!\d)|(?<![\d.])0\s*(?:[-–—=:：]|分|is\b|being|means)|from 0\b", re.IGNORECASE
)


def bare(cell: str) -> str:
    """A cell as answers are compared: white space squeezed, small letters."""
    return squeeze(cell).casefold()


def is_blank(cell: str) -> bool:
    """Whether a cell answers nothing (empty, ``N/A``, 跳过)."""
    return bare(cell) in BLANK


def is_average(cell: str) -> bool:
    """Whether a cell holds a number that is not whole: an average some tools write under a column, and nobody's answer."""
    text = bare(cell)
    return _FRACTION.match(text) is not None and _NUMBER.match(text) is None


def number_in(cell: str) -> int | None:
    """The whole number a cell answers with, alone or beside its label ("10 - strongly agree", "Extremely likely - 10", "9分")."""
    text = bare(cell)
    found = _NUMBER.match(text)
    if found is not None:
        return int(found[1])
    labelled = _LABELLED.match(text)
    return int(labelled[1] or labelled[2]) if labelled is not None else None


@dataclass(frozen=True, slots=True)
class Reader:
    """How the cells of one question are read. ``words`` are its labels."""

    scale: Scale
    words: Mapping[str, int]

    def read(self, cell: str) -> int | None:
        """The number on the scale; ``None`` if the cell holds none (``reason`` then says why)."""
        value = self._value(cell)
        low, high = BOUNDS[self.scale]
        return value if value is not None and low <= value <= high else None

    def reason(self, cell: str) -> str:
        """Why ``read`` found nothing in a cell that is not blank."""
        if is_average(cell):
            return "skip.average"
        return "skip.not_a_score" if self._value(cell) is None else "skip.out_of_scale"

    def _value(self, cell: str) -> int | None:
        word = self.words.get(bare(cell))
        return word if word is not None else number_in(cell)


def nps_reader(header: str, cells: Sequence[str], scale: Scale | None) -> Reader:
    """How a "would you recommend" question is read; the score is the same on 0-10 and on 1-10, but which it was is told.

    Raises ``Refusal``: ``survey.nps_in_words`` where it was answered in words only, ``survey.nps_scale`` where on 1-5.
    """
    numbers = {number for cell in cells if not is_blank(cell) and (number := number_in(cell)) is not None}
    if scale is Scale.ONE_FIVE:
        raise Refusal("survey.nps_scale", field="nps", header=clean(header))
    if not numbers:
        words = sorted({squeeze(cell) for cell in cells if not is_blank(cell)})[:5]
        raise Refusal("survey.nps_in_words" if words else "survey.no_answers", field="nps", header=clean(header), answers=words)
    if scale is None:
        if max(numbers) <= 5 and len(cells) >= 5 and "10" not in header and 0 not in numbers:
            raise Refusal("survey.nps_scale", field="nps", header=clean(header))
        scale = _ten(header, numbers, {bare(cell) for cell in cells})
    low, high = BOUNDS[scale]
    return Reader(scale, dict.fromkeys(_TOP, high) | dict.fromkeys(_BOTTOM, low))


def csat_reader(header: str, cells: Sequence[str], scale: Scale | None) -> Reader:
    """How a satisfaction question is read: numbers on 1-5 or 1-10 (0-10), or words of five steps, which are 1-5.

    Raises ``Refusal("survey.csat_unreadable")`` where the answers are neither.
    """
    answered = [cell for cell in cells if not is_blank(cell) and not is_average(cell)]
    if not answered:
        raise Refusal("survey.no_answers", field="csat", header=clean(header), answers=[])
    numbers = {number for cell in answered if (number := number_in(cell)) is not None}
    words = sum(1 for cell in answered if bare(cell) in _WORDS)
    if not numbers and not words:
        raise Refusal("survey.csat_unreadable", field="csat", header=clean(header), answers=sorted(set(map(squeeze, answered)))[:5])
    if scale is None:
        scale = Scale.ONE_FIVE if not numbers or max(numbers) <= 5 else _ten(header, numbers, set(map(bare, answered)))
    low, high = BOUNDS[scale]
    ends = dict.fromkeys(_TOP, high) | dict.fromkeys(_BOTTOM, low)
    # Beside numbers only the ends have labels; words alone are a scale of their own.
    return Reader(scale, ends | (_WORDS if scale is Scale.ONE_FIVE else {}))


def _ten(header: str, numbers: set[int], words: set[str]) -> Scale:
    """0-10 or 1-10: what the question says, else which numbers were given and which ends have a label in their place."""
    if 0 in numbers or _SAYS_ZERO.search(header):
        return Scale.ZERO_TEN
    if _SAYS_ONE.search(header):
        return Scale.ONE_TEN
    if words & _BOTTOM:
        # The label stands for the number that is missing.
        return Scale.ZERO_TEN if 1 in numbers else Scale.ONE_TEN
    return Scale.ONE_TEN if 1 in numbers or "strongly agree" in words else Scale.ZERO_TEN


def seems(header: str, cells: Sequence[str]) -> str:
    """What a column seems to be: "nps", "csat", "comment", or "" (its answers must fit the words of its header)."""
    answered = [cell for cell in cells if not is_blank(cell)]
    if not answered:
        return ""
    name = bare(header)
    scored = [cell for cell in answered if number_in(cell) is not None]
    on_ten = any((number_in(cell) or 0) > 5 for cell in scored)
    if on_ten and len(scored) >= 0.5 * len(answered) and re.search(r"recommend|推荐|\bnps\b", name):
        return "nps"
    fits = sum(1 for cell in answered if bare(cell) in _WORDS) + len(scored)
    if fits >= 0.8 * len(answered) and re.search(r"satisf|满意|\bcsat\b|happy with|feeling", name):
        return "csat"
    if fits:
        return ""
    wordy = any(len(cell) >= 8 for cell in answered)
    asks = r"comment|why|feedback|tell us|suggest|wish|improve|anything (else|you)|建议|意见|评论|原因|反馈|想说|留言"
    if wordy and re.search(asks, name):
        return "comment"
    return ""
