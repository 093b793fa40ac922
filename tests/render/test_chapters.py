"""Titles of chapters say the figure and what it means, with the rounding of everything else."""

from dataclasses import replace

import pytest

from tenants.render import formats
from tenants.render.setting import Setting
from tenants.render.wording.chapters import chapter_title
from tests.render import sample


@pytest.mark.parametrize("lang", ["en", "zh_Hans_CN"])
def test_a_title_of_a_goal_holds_its_figure_and_its_goal_as_the_scorecard_has_them(lang):
    document = sample.full()
    s = Setting.of(document, lang)
    told = [finding for finding in document.findings if chapter_title(finding, lang)]
    assert {finding.key for finding in told} >= {"goal_reached", "goal_missed"}
    for finding in told:
        title = chapter_title(finding, lang)
        line = s.line(str(finding.facts["metric"]))
        assert formats.figure(line.figure.value, line.figure.unit, lang) in title
        assert s.goal_text(line.verdict.target, line.figure.unit).lstrip(f"≤{formats.NBSP}") in title
        assert ("missed" in title or "未达" in title) == (finding.key == "goal_missed")


def test_a_running_period_is_judged_by_nobody_yet():
    finding = next(finding for finding in sample.full().findings if finding.key == "goal_missed")
    title = chapter_title(replace(finding, facts={**finding.facts, "running": True}), "en")
    assert "so far" in title
    assert "missed" not in title


def test_what_has_a_title_of_its_own_keeps_it():
    other = next(finding for finding in sample.full().findings if not finding.key.startswith("goal_"))
    assert chapter_title(other, "en") == ""


@pytest.mark.parametrize(("lang", "wrong"), [("en", "missed"), ("zh_Hans_CN", "未达")])
def test_what_is_printed_like_its_goal_is_not_titled_as_a_miss(lang, wrong):
    missed = next(finding for finding in sample.full().findings if finding.key == "goal_missed")
    facts = {**missed.facts, "metric": "first_reply_minutes", "unit": "minutes", "value": 45.3, "goal": 45.0, "direction": "down"}
    title = chapter_title(replace(missed, facts=facts), lang)
    assert title.count("45") == 2
    assert wrong not in title
    assert wrong in chapter_title(replace(missed, facts={**facts, "value": 46.0}), lang)
