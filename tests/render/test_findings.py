"""Every sentence is true: its numbers are those of the figures behind it, its direction words agree with the sign, in both languages."""

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.assess.case import Past
from tenants.assess.document import judge
from tenants.assess.findings import BAD, GOOD, findings, pick
from tenants.assess.headline import headline
from tenants.assess.scores import scores
from tenants.measure import CATALOGUE, measure
from tenants.render.wording.findings import SENTENCES, finding_words, headline_words
from tenants.render.wording.metrics import metric_words, pillar_word, unit_word
from tenants.render.wording.reasons import reason_words, source_word, status_word
from tenants.render.words import FOLDER, translations
from tenants.terms.document import Finding, Tone
from tenants.terms.figure import Figure, Reason, Source
from tenants.terms.metric import Direction, Pillar, Unit
from tenants.terms.period import Period
from tenants.terms.target import Status, Target
from tests.assess.lively import TARGETS, document, lively, surveyed, talk
from tests.assess.wayward import PROMISES, happenings, wayward
from tests.measure.small_world import World, at
from tests.render.proof import LANGS, agree, names, numbers, printed, prove, well_written

JUNE = Period.month(2026, 6)
FACTS = World().facts(JUNE)
EMPTY = measure(FACTS)


def value_of(rng, unit):
    match unit:
        case Unit.SHARE:
            return rng.choice([0.0, 1.0, rng.random(), rng.random() ** 3])
        case Unit.PERCENT:
            return rng.uniform(0, 100)
        case Unit.POINTS:
            return rng.uniform(-100, 100)
        case Unit.PEOPLE | Unit.ACTS | Unit.COUNT:
            return rng.choice([0, 1, rng.randrange(100), rng.randrange(20_000)])
        case _:
            return rng.uniform(0, 5_000)


def figures(rng):
    found = {}
    for key, metric in CATALOGUE.items():
        if metric.unit is Unit.TABLE or rng.random() < 0.2:
            found[key] = replace(EMPTY[key], value=None, reason=Reason.NO_COVERAGE)
            continue
        value = value_of(rng, metric.unit)
        low, high = (value - 5, value + 5) if key in ("nps", "csat") else (None, None)
        detail = {"p90": value * 2} if key == "first_reply_minutes" else {"days": 30} if key == "silent_rate" else {}
        detail = {"estimated_people": 3} if key == "members_end" else detail
        n = rng.choice([1, 5, 50, 3000])
        found[key] = Figure(key, value, metric.unit, 1.0, low=low, high=high, n=n, detail=detail)
    return found


def targets(rng):
    found = []
    for key in rng.sample([key for key, each in CATALOGUE.items() if each.targetable], rng.randrange(6)):
        goal = rng.uniform(0.02, 1) * (1 if CATALOGUE[key].unit is Unit.SHARE else 100)
        direction = rng.choice([Direction.UP, Direction.DOWN, Direction.RANGE])
        found.append(Target(key, goal, direction, low=goal / 2 if direction is Direction.RANGE else None))
    return found


@given(st.integers(0, 10**9))
@settings(max_examples=100)
def test_the_sentences_of_random_figures_and_targets_say_what_the_figures_say(seed):
    rng = random.Random(seed)
    now, past, year_ago = figures(rng), [figures(rng) for _ in range(rng.randrange(6))], figures(rng)
    promised, running = targets(rng), rng.random() < 0.3
    run, period = [], JUNE
    for each in past:
        period = period.previous()
        run.append(Past(period, each, promised))
    run.append(Past(JUNE.year_before(), year_ago))
    facts = replace(FACTS, as_of=at("2026-06-12")) if running else FACTS
    case = judge(facts=facts, figures=now, past=run, targets=promised)
    found = findings(case)
    for finding in found:
        prove(finding)
    agree(found)
    _headline_holds(headline(case, scores(case.verdicts.values())))


def _headline_holds(verdict):
    for lang in LANGS:
        text = headline_words(verdict, lang)
        well_written(text, lang)
        allowed = printed(verdict.facts, lang) | names(verdict, lang)
        allowed |= {str(100 - int(each)) for each in re.findall(r":(\d+)", str(verdict.facts.get("missed", "")))}
        assert numbers(text) <= allowed, text


@given(st.integers(0, 10**9), st.sampled_from(["2026-06", "2026-W24", "2026-W25"]), st.booleans())
@settings(max_examples=25)
def test_the_sentences_of_random_communities_say_what_their_figures_say_and_agree(seed, label, running):
    world = wayward(seed)
    if running:
        world.as_of = at("2026-06-18", "21:00")
    rng = random.Random(seed)
    goals = [Target(key, value, way) for key, value, way in PROMISES if rng.random() < 0.5]
    made = document(world, Period.parse(label), goals, back=7, activities=happenings(seed))
    for finding in made.findings:
        prove(finding)
    agree(made.findings)
    _headline_holds(made.headline)
    good, bad = pick(made.findings)
    assert len(good) <= GOOD
    assert len(bad) <= BAD
    told = [key for each in (*good, *bad) for key in each.metrics[:1] if key != "dau"]
    assert len(set(told)) == len(told)


def test_the_findings_of_a_lively_community_say_the_same_numbers_in_both_languages():
    found = document(surveyed(lively(), 20, 10, 5), JUNE, activities=[talk()])
    assert len(found.findings) > 10
    for finding in found.findings:
        said = prove(finding)
        english, chinese = said.values()
        # English writes months as words, and gives a count of people or a bare measure where Chinese repeats the unit.
        assert english <= chinese, finding


def test_every_kind_of_finding_that_can_be_made_can_be_said():
    import ast
    from pathlib import Path

    made = set()
    for path in (Path(FOLDER).parents[1] / "tenants" / "assess").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                made.add(node.value)
    assert set(SENTENCES) - {"change_up", "change_down", "year_up", "year_down", "record_high", "record_low"} <= made
    world = surveyed(lively(), 20, 10, 5)
    for period in ("2026-05", "2026-06", "2026-W24", "2026-Q2"):
        for goals in (TARGETS, ()):
            for finding in document(world, Period.parse(period), goals, activities=[talk()], back=1).findings:
                assert finding.key in SENTENCES


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        (
            {"reached": "activity,growth", "missed": "satisfaction:93", "running": False},
            "Activity and growth reached their goals in June\u00a02026; satisfaction fell 7 points short.",
            "2026\u00a0年 6\u00a0月，活跃度和增长达到目标；满意度差 7 分。",
        ),
        (
            {"reached": "activity", "missed": "growth:99,satisfaction:80", "running": False},
            "Activity reached its goals in June\u00a02026; growth fell 1 point short and satisfaction 20.",
            "2026\u00a0年 6\u00a0月，活跃度达到目标；增长差 1 分，满意度差 20 分。",
        ),
    ],
)
def test_the_verdict_names_what_was_reached_and_what_was_missed(facts, english, chinese):
    verdict = Finding("headline", "headline.some", Tone.NEUTRAL, Pillar.GROWTH, [], {"period": "2026-06", **facts})
    assert headline_words(verdict, "en") == english
    assert headline_words(verdict, "zh_Hans_CN") == chinese


GOAL = {"metric": "acts", "unit": "acts", "value": 120, "goal": 100.0, "direction": "up", "attainment": 1.2, "running": False}
DAY = {"day": "2026-06-10", "value": 60, "usual": 20}
FROZEN = [
    ("goal_reached", GOAL | {"before": 90, "than": "2026-05", "streak": 3}),
    ("goal_missed", GOAL | {"value": 80, "attainment": 0.8, "before": None, "streak": None}),
    ("pace_ahead", GOAL | {"running": True, "forecast": 130.2}),
    ("change_up", {"metric": "acts", "unit": "acts", "value": 120, "before": 90, "relative": 1 / 3, "than": "2026-05"}),
    ("no_clear_change", {"metric": "nps", "unit": "points", "value": 40.0, "before": 38.0, "low": 20.0, "high": 55.0, "than": "2026-05"}),
    ("peak_day_activity", DAY | {"title": "Talk"}),
    ("quiet_day", DAY | {"value": 3}),
]


@pytest.mark.parametrize(("key", "facts"), FROZEN, ids=[key for key, _ in FROZEN])
def test_findings_frozen_before_their_rule_knew_more_are_still_said(key, facts):
    prove(Finding(key, key, Tone.NEUTRAL, Pillar.ACTIVITY, [facts.get("metric", "dau")], facts))


@pytest.mark.parametrize(
    ("forecast", "direction", "said"),
    [
        (99.6, "up", "at this pace 99 "),
        (100.4, "up", "at this pace 100 "),
        (3.3, "down", "at this pace 4 "),
        (2.9, "down", "at this pace 3 "),
    ],
)
def test_a_forecast_is_never_rounded_across_its_goal(forecast, direction, said):
    goal = 3.0 if direction == "down" else 100.0
    facts = GOAL | {"running": True, "forecast": forecast, "goal": goal, "direction": direction, "value": 2}
    words = finding_words(Finding("x", "pace_near", Tone.NEUTRAL, Pillar.ACTIVITY, ["acts"], facts), "en")
    assert said in words.sentence.replace("\u00a0", " ")


def test_what_looks_like_its_goal_in_print_is_said_to_be_a_touch_short_of_it():
    facts = {"metric": "first_reply_minutes", "unit": "minutes", "value": 45.3, "goal": 45.0, "direction": "down", "attainment": 0.99}
    words = finding_words(Finding("x", "goal_near", Tone.NEUTRAL, Pillar.ACTIVITY, ["acts"], facts | {"running": False}), "en")
    assert words.sentence.replace("\u00a0", " ") == "45 min, only a touch short of the goal of at most 45 min."


def test_every_metric_reason_status_and_unit_has_its_words_in_both_languages():
    chinese = translations("zh_Hans_CN")
    for key, metric in CATALOGUE.items():
        for text in (metric.name, metric.short, metric.formula):
            assert text in {"NPS", "CSAT"} or chinese.gettext(text) != text, text
        assert metric_words(key, "en").name == metric.name
    for words, members in ((reason_words, Reason), (status_word, Status), (source_word, Source), (pillar_word, Pillar), (unit_word, Unit)):
        for member in members:
            assert words(member, "zh_Hans_CN") != words(member, "en"), member
    assert [status_word(each, "zh_Hans_CN") for each in Status] == ["超前", "正常", "有风险", "未达成", "无数据"]


@pytest.mark.parametrize(
    ("label", "when", "then", "chinese"),
    [
        ("2026-06", "in June 2026", "in May", "2026 年 6 月"),
        ("2026-W24", "in week 24 of 2026", "in W23", "2026 年第 24 周"),
        ("2026-06-10", "on 10 June 2026", "on 9 June", "2026 年 6 月 10 日"),
        ("2026-06-03..2026-06-13", "from 3 to 12 June 2026", "in the period before", "2026 年 6 月 3 日至 12 日"),
        ("2026-06-10..2026-06-11", "on 10 June 2026", "in the period before", "2026 年 6 月 10 日"),
    ],
)
def test_every_kind_of_period_has_the_preposition_it_takes(label, when, then, chinese):
    facts = {"period": label, "reached": "growth", "missed": "activity:80", "running": False}
    some = Finding("headline", "headline.some", Tone.NEUTRAL, Pillar.GROWTH, [], facts)
    none = replace(some, key="headline.none", facts={**facts, "reached": ""})
    bare = replace(some, key="headline.no_goals", facts={"period": label, "active": 12, "members": None})
    quiet = replace(some, key="headline.no_data", facts={"period": label, "active": None, "members": 6})
    plain = {lang: [headline_words(each, lang).replace("\u00a0", " ") for each in (some, none, bare, quiet)] for lang in LANGS}
    assert plain["en"] == [
        f"Growth reached its goals {when}; activity fell 20 points short.",
        f"{when.capitalize()[0]}{when[1:]}, activity fell 20 points short.",
        f"Active {when}: 12 people. No goals were set.",
        f"There is no data on activity {when}; members at the end: 6 people.",
    ]
    assert all(text.startswith(chinese) for text in plain["zh_Hans_CN"])
    facts = GOAL | {"before": 90, "than": Period.parse(label).previous().label, "clear": True}
    goal = Finding("g", "goal_reached", Tone.GOOD, Pillar.ACTIVITY, ["acts"], facts)
    assert f"Up from 90 {then}." in finding_words(goal, "en").sentence.replace("\u00a0", " ")
