"""The proof of a sentence: what it says, read back from its words in either language, is what the facts of its finding say."""

import math
import re

from tenants.measure import CATALOGUE
from tenants.render import formats
from tenants.render.wording.findings import finding_words
from tenants.render.wording.metrics import metric_words
from tenants.render.wording.speaker import Speaker
from tenants.terms.metric import Direction, Unit

LANGS = ("en", "zh_Hans_CN")
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
QUOTED = re.compile(r"“[^”]*”")
VALUES = {"value", "before", "goal", "goal_low", "low", "high", "forecast", "end_low", "end_high", "year_value", "p90"}
DAYS = {"day", "first", "last"}
PERIODS = {"than", "since", "year", "period"}
ALWAYS = {"7", "90", "95"}
RISE = {"en": ("up from", ", up ", ": up on"), "zh_Hans_CN": ("高于", "增加", "上升")}
FALL = {"en": ("down from", ", down ", ": down on"), "zh_Hans_CN": ("低于", "减少", "下降")}
NEVER = (
    "None",
    "nan",
    "inf",
    "%(",
    "!",
    "！",
    "because",
    "因为",
    "thanks to",
    "由于",
    "  ",
    "“”",
    " .",
    " ,",
    "，。",
    "。。",
    "..",
    "（）",
    "()",
)
ONE = re.compile(r"(?<![\d.,])1 (?:people|acts|days|weeks|months|quarters|years|periods|cases|activities|points|others)\b")
MANY = re.compile(r"(?<![\d.,])(?!1 )\d(?:[\d,.]*\d)? (?:person|act|week|month|quarter|year|period|case|activity|point)\b")
HAN, LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]{2,}")
SAID_IN_LATIN = re.compile(r"NPS|CSAT|UGC|Gini")


def numbers(text):
    return set(NUMBER.findall(text))


def printed(facts, lang):
    """Every number that the facts of a finding may put on paper, each by the one way of writing its kind."""
    to, unit = Speaker(lang), facts.get("unit")
    allowed = set(ALWAYS)
    for name, value in facts.items():
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, str):
            allowed |= numbers(to.day(value)) if name in DAYS else numbers(formats.period(value, lang)) if name in PERIODS else set()
        elif name in VALUES and unit:
            allowed |= numbers(to.value(value, unit))
            counted = Unit(unit) in (Unit.PEOPLE, Unit.ACTS, Unit.COUNT)
            for whole in (round, math.floor, math.ceil) if counted and name in ("forecast", "end_low", "end_high") else ():
                allowed |= numbers(to.value(whole(value), unit))
        elif name in ("share", "relative"):
            allowed |= numbers(to.share(abs(value)))
        elif name in ("hour", "until"):
            allowed |= {f"{value:02d}", "00"}
        else:
            allowed |= numbers(to.people(round(value)))
    return allowed | _derived(facts, to)


def _derived(facts, to):
    """What is reckoned from two facts: gaps, and how many of so many."""
    unit, found = facts.get("unit"), set()
    if unit and facts.get("value") is not None:
        others = (facts[name] for name in ("before", "goal", "goal_low") if facts.get(name) is not None)
        found = set().union(*(numbers(to.gap(facts["value"], other, unit)) for other in others))
        if facts.get("n") is not None and unit == Unit.SHARE:
            found |= numbers(to.count(round(facts["value"] * facts["n"])))
    return found


def names(finding, lang):
    """Numbers that belong to the name of a metric (``7 days``) or were written by a person (a title)."""
    metrics = [*finding.metrics, *str(finding.facts.get("names", "")).split(",")]
    found = set().union(*(numbers(metric_words(key, lang).name) for key in metrics if key in CATALOGUE))
    return found | numbers(str(finding.facts.get("title") or "")) | numbers(str(finding.facts.get("holiday") or ""))


def well_written(text, lang, *, most=2):
    """A sentence or two, whole, in one language, with the right plural and without a slot left open."""
    for word in NEVER:
        assert word not in text, (word, text)
    bare = QUOTED.sub("X", text).replace("\u00a0", " ")
    if lang == "en":
        assert text.endswith("."), text
        assert len(re.findall(r"[.?](?=\s|$)", bare)) <= most, text
        assert text[0].isupper() or not text[0].isalpha(), text
        assert not HAN.search(bare), text
        assert not ONE.search(bare), text
        assert not MANY.search(bare), text
    else:
        assert text.endswith("。"), text
        assert bare.count("。") <= most, text
        assert not re.search(r"[\u3400-\u9fff] ?[,.;:!?(]", bare), text
        assert not LATIN.search(SAID_IN_LATIN.sub("", bare).replace("X", "")), text


def prove(finding):
    """Assert all of it; return the numbers of the sentence by language."""
    said = {}
    _true(finding)
    for lang in LANGS:
        words = finding_words(finding, lang)
        text = f"{words.headline} {words.sentence}"
        well_written(words.sentence, lang)
        assert words.headline
        assert not words.headline.endswith((".", "。")), words
        assert numbers(text) <= printed(finding.facts, lang) | names(finding, lang), (numbers(text), text, finding)
        _directions(finding, text, lang)
        _verdicts(finding, text)
        said[lang] = numbers(words.sentence) - {"10"}
    return said


def _true(finding):
    """What holds of the facts themselves."""
    facts = finding.facts
    if facts.get("share") is not None:
        assert 0 < facts["share"] <= 1, finding
    low, high = facts.get("step_low"), facts.get("step_high")
    if low is not None and high is not None:
        clear = finding.key.startswith(("change_", "year_", "after_")) or facts.get("clear") is True
        assert not (clear and low <= 0 <= high), finding
    if "now" in facts and facts.get("difference") and finding.key != "share_ledger":
        step = (facts["now"] - facts["then"]) / facts["difference"]
        assert abs(step - facts["share"]) < 1e-9, finding
    if facts.get("end_low") is not None:
        assert facts["end_low"] <= facts["end_high"], finding
        if finding.key.startswith("pace_"):
            assert facts["end_low"] <= facts["forecast"] <= facts["end_high"], finding


def _directions(finding, text, lang):
    facts, flat = finding.facts, text.replace("\u00a0", " ").lower()
    value, before = facts.get("value"), facts.get("before")
    for words, up in ((RISE[lang], True), (FALL[lang], False)):
        if before is not None and not finding.key.startswith("after_") and any(word in flat for word in words):
            assert value > before if up else value < before, text
    for words, name in ((("highest", "最高"), "high"), (("lowest", "最低"), "low")):
        if any(word in flat for word in words):
            assert facts["record"] == name, text
    if "no clear change" in flat or "无明确变化" in flat:
        assert facts.get("clear") is False or finding.key == "no_clear_change", text
    if finding.key.startswith(("share_", "week_")):
        _shares(finding, text, flat)


def _shares(finding, text, flat):
    facts = finding.facts
    rising = facts["difference"] > 0 if "difference" in facts else facts["rising"]
    assert ("rise" in flat or "增量" in flat) is rising, text
    assert ("the fall" in flat or "减量" in flat) is not rising, text
    if "then" not in facts:
        return
    if "fewer" in flat or "变少：" in flat:
        assert facts["now"] < facts["then"], text
    if "more joins:" in flat or "more leaves:" in flat or "变多：" in flat:
        assert facts["now"] > facts["then"], text


def _verdicts(finding, text):
    facts = finding.facts
    attained = facts.get("attainment")
    if "short." in text or "，差 " in text:
        assert facts["value"] < facts["goal"], text
    if " over." in text or "超出 " in text:
        assert facts["value"] > (facts["goal_low"] or facts["goal"]), text
    if " above." in text or "高出 " in text:
        assert facts["value"] > facts["goal"], text
    if any(word in text for word in ("Goal reached", "达到目标", "Reached for", "reached for", "reached in each")):
        assert attained >= 1 - 1e-9, text
    if any(word in text for word in ("Goal missed", "未达目标", "missed for", "missed in each")):
        assert attained < 1, text
    if "is likely to be reached" in text or "可能性大" in text:
        assert facts["outlook"] == "likely", text
        assert _may_reach(facts), text
    if "is unlikely to be reached" in text or "可能性小" in text:
        assert facts["outlook"] == "unlikely", text
        assert _may_miss(facts), text


def _may_reach(facts):
    if facts["direction"] == Direction.RANGE:
        return facts["end_low"] <= facts["goal"] and facts["end_high"] >= facts["goal_low"]
    return facts["end_low"] <= facts["goal"] if facts["direction"] == Direction.DOWN else facts["end_high"] >= facts["goal"]


def _may_miss(facts):
    if facts["direction"] == Direction.RANGE:
        return facts["end_high"] > facts["goal"] or facts["end_low"] < facts["goal_low"]
    return facts["end_high"] > facts["goal"] if facts["direction"] == Direction.DOWN else facts["end_low"] < facts["goal"]


def agree(found):
    """No two findings of one document contradict each other, and none is told twice."""
    assert len({each.id for each in found}) == len(found)
    goals = [each.metrics[0] for each in found if each.key.startswith(("goal_", "pace_")) and each.key != "goal_no_data"]
    assert len(set(goals)) == len(goals)
    ways, tones = {}, {}
    for each in found:
        for way, words in ((1, RISE["en"]), (-1, FALL["en"])):
            text = " ".join(finding_words(each, "en")).lower()
            if any(word in text for word in words) and each.metrics:
                ways.setdefault(each.metrics[0], set()).add(way)
        if not each.key.startswith(("goal_", "pace_")) and each.metrics and each.metrics[0] != "dau":
            tones.setdefault(each.metrics[0], set()).add(each.tone)
    assert not [key for key, both in ways.items() if len(both) > 1]
    assert not [key for key, both in tones.items() if {"good", "bad"} <= {str(tone) for tone in both}]
