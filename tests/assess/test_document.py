from datetime import date

from tenants.assess.document import Written
from tenants.measure import CATALOGUE
from tenants.terms.metric import CORE_PILLARS, Pillar
from tenants.terms.period import Period
from tenants.terms.snapshot import dump, load
from tenants.terms.target import Target
from tenants.terms.template import Template
from tests.assess.lively import TARGETS, document, lively, surveyed, talk
from tests.measure.small_world import World, at, member

JUNE = Period.month(2026, 6)


def test_the_document_holds_every_figure_and_every_target_once():
    found = document(surveyed(lively(), 30, 10, 5), JUNE, activities=[talk()])
    assert list(found.figures) == list(CATALOGUE)
    judged = [line.metric for part in found.pillars for line in part.lines if line.verdict]
    assert sorted(judged) == sorted(target.metric for target in TARGETS)
    assert [part.pillar for part in found.pillars][:3] == list(CORE_PILLARS)


def test_lines_carry_the_previous_period_the_year_before_and_twelve_periods_of_history():
    found = document(surveyed(lively(), 30, 10, 5), JUNE, back=12)
    (line,) = [each for part in found.pillars for each in part.lines if each.metric == "active_rate"]
    assert len(line.history) == 12
    assert line.history[-1] == ("2026-06", line.figure.value)
    assert line.history[-2] == ("2026-05", line.previous.value)
    assert line.year_before is not None
    assert found.overall_previous is not None


def test_the_days_are_those_of_the_period_with_their_activities():
    found = document(lively(), JUNE, activities=[talk()])
    assert [point.day for point in found.days] == JUNE.days()
    assert found.days[9].activities == ["露营答疑直播"]
    assert [point.day for point in found.days_before] == Period.month(2026, 5).days()
    assert sum(point.acts for point in found.days) == found.figures["acts"].value
    assert sum(point.joins for point in found.days) == found.figures["joins"].value


def test_days_that_nothing_vouches_for_are_unknown_and_not_empty():
    world = lively()
    world.as_of = at("2026-06-14", "23:00")
    world.uncovered = frozenset([date(2026, 6, 3)])
    found = document(world, JUNE)
    assert [point.active for point in found.days][2] is None
    assert {point.active for point in found.days[14:]} == {None}
    assert found.coverage[2] == (date(2026, 6, 3), False)


def test_a_quarter_longer_than_the_days_before_has_unknown_days_at_its_beginning():
    found = document(lively(), Period.parse("2026-Q2"), (), back=1)
    assert len(found.days_before) == 90
    found = document(lively(), Period.parse("2026-Q1"), (), back=1)
    assert [point.active is None for point in found.days_before][:3] == [True, True, False]


def test_other_pillars_appear_once_they_have_a_goal_or_something_to_show():
    plain = document(World(spells=[member(1, "2026-01-01")]), JUNE, ())
    assert [part.pillar for part in plain.pillars] == list(CORE_PILLARS)
    planned = document(lively(), JUNE, [Target("on_time_rate", 0.9)])
    assert [part.pillar for part in planned.pillars][3:] == [Pillar.CONTENT, Pillar.OPERATIONS]


def test_the_document_survives_being_frozen_and_read_back():
    found = document(surveyed(lively(), 30, 10, 5), JUNE, activities=[talk()])
    assert dump(load(dump(found))) == dump(found)


def test_a_day_and_a_week_and_a_year_make_documents_too():
    for label in ("2026-06-10", "2026-W24", "2026", "2026-06-03..2026-06-20"):
        found = document(lively(), Period.parse(label), activities=[talk()], back=1)
        assert found.headline is not None
        assert found.period.label == label


def test_metrics_a_layout_asks_for_have_their_line_with_its_past():
    chosen = Written(template=Template(metrics=("gini", "members_start")))
    found = document(lively(), JUNE, back=4, written=chosen)
    lines = {line.metric: line for part in found.pillars for line in part.lines}
    assert lines["gini"].previous is not None
    assert len(lines["members_start"].history) == 5
    assert "gini" not in {line.metric for part in document(lively(), JUNE).pillars for line in part.lines}
    assert len([line for part in found.pillars for line in part.lines]) == len(lines)


def test_sampled_figures_carry_the_interval_of_each_period_and_counts_none():
    found = document(surveyed(lively(), 30, 10, 5), JUNE, back=3)
    lines = {line.metric: line for part in found.pillars for line in part.lines}
    nps = lines["nps"]
    assert len(nps.spans) == len(nps.history) == 4
    assert nps.spans[-1] == (nps.figure.low, nps.figure.high)
    assert lines["joins"].spans == []
