"""Values recorded by hand and metrics of a workspace's own: from the word to the figure, the target and the frozen report."""

import pytest

from tenants.actions import identities, recording, reviewing
from tenants.actions.figures import figures, history
from tenants.actions.recording import MetricForm
from tenants.measure import CATALOGUE
from tenants.render.outward import outward
from tenants.render.setting import Setting
from tenants.store import identities as identity_store
from tenants.store import recorded as store
from tenants.store import reviews
from tenants.terms.errors import Refusal
from tenants.terms.figure import Reason, Source
from tenants.terms.metric import Direction, Pillar, Unit
from tenants.terms.period import Period
from tests.actions.reviewed import JUNE, MAY, NOW, approve, draft, promise, publish

APRIL = Period.month(2026, 4)
SPRING = Period.parse("2026-Q2")
LEADS = MetricForm("leads", "Leads", "线索", Unit.COUNT, Direction.UP, Pillar.CONVERSION, "Leads that sales counted.", additive=True)


def value(community, key, period=JUNE):
    return figures(community, period, now=NOW)[1][key]


def say(community, key, number, period=JUNE, **more):
    return recording.record(community, key, period, number, by=None, now=NOW, **more)


def test_a_value_is_a_figure_of_its_period_and_of_no_other(community):
    say(community, "revenue", 1200.0)
    assert (value(community, "revenue").value, value(community, "revenue").source) == (1200, Source.MANUAL)
    assert value(community, "revenue", MAY).reason is Reason.NOT_RECORDED
    assert value(community, "arpu").value == 100
    say(community, "complaints", 0)
    assert value(community, "complaints").value == 0


def test_months_add_up_to_a_quarter_once_all_are_there_and_a_quarters_own_word_wins(community):
    for period, number in ((APRIL, 1.0), (MAY, 2.0)):
        say(community, "revenue", number, period)
        say(community, "paid_members", number, period)
    assert value(community, "revenue", SPRING).value is None
    say(community, "revenue", 4.0)
    say(community, "paid_members", 4)
    assert value(community, "revenue", SPRING).value == 7
    assert value(community, "paid_members", SPRING).value is None
    say(community, "revenue", 100.0, SPRING)
    assert value(community, "revenue", SPRING).value == 100


def test_weeks_inside_a_month_are_not_added_to_it(community):
    for label, number in (("2026-04", 1.0), ("2026-05", 2.0), ("2026-06", 4.0), ("2026-W19", 50.0), ("2026-04-01..2026-04-02", 9.0)):
        say(community, "revenue", number, Period.parse(label))
    assert value(community, "revenue", SPRING).value == 7


def test_every_change_is_a_version_and_undo_goes_back_one(community):
    assert [say(community, "revenue", number).version for number in (1.0, 2.0, 2.0)] == [1, 2, 2]
    newest = store.in_force(community)[0]
    undone = recording.take_back(community, newest.id, by=None, now=NOW)
    assert (undone.version, undone.value) == (3, 1)
    with pytest.raises(Refusal, match=r"recorded\.changed"):
        recording.take_back(community, newest.id, by=None, now=NOW)
    assert value(community, "revenue").value == 1


def test_undoing_the_first_version_leaves_nothing(community):
    first = say(community, "revenue", 1.0)
    recording.take_back(community, first.id, by=None, now=NOW)
    assert value(community, "revenue").reason is Reason.NOT_RECORDED


@pytest.mark.parametrize(
    ("key", "number", "code"),
    [
        ("messages", 1.0, "recorded.unknown_metric"),
        ("x_none", 1.0, "recorded.unknown_metric"),
        ("complaints", -1.0, "recorded.negative"),
        ("complaints", 0.5, "recorded.whole"),
        ("conversion_rate", 1.2, "recorded.share_over_one"),
        ("revenue", float("nan"), "recorded.unusable"),
    ],
)
def test_what_cannot_be_is_refused(community, key, number, code):
    with pytest.raises(Refusal, match=code.replace(".", r"\.")):
        say(community, key, number)


def test_an_own_metric_is_measured_promised_judged_and_frozen_with_its_words(community):
    made = recording.define(LEADS, by=None, now=NOW)
    assert [metric.key for metric in recording.metrics()][-1] == "x_leads"
    assert "x_leads" in CATALOGUE
    assert "x_leads" not in list(CATALOGUE)
    say(community, "x_leads", 12)
    say(community, "x_leads", 9, MAY)
    promise(community, "x_leads", 10)
    review = publish(community)
    recording.redefine(made.id, MetricForm(**{**vars_of(LEADS), "name_en": "Renamed", "formula": "Another."}), by=None)
    say(community, "x_leads", 99)
    document = reviews.frozen(review)
    line = next(line for part in document.pillars for line in part.lines if line.metric == "x_leads")
    assert (line.figure.value, line.previous.value, line.verdict.status) == (12, 9, "ahead")
    for lang, name in (("en", "Leads"), ("zh_Hans_CN", "线索")):
        words = Setting.of(outward(document), lang).metric("x_leads")
        assert (words.name, words.formula) == (name, "Leads that sales counted.")
    recording.put_away(made.id, by=None, now=NOW)
    assert [metric.key for metric in recording.metrics()] == list(CATALOGUE)
    assert reviewing.now_document(review, now=NOW).figures["messages"].value


def vars_of(form):
    return {name: getattr(form, name) for name in form.__slots__}


def test_a_key_and_a_name_are_given_once(community):
    recording.define(LEADS, by=None, now=NOW)
    for changed, code in (
        ({}, "key_taken"), ({"key": "other"}, "name_taken"), ({"key": "9x"}, "key"),
        ({"key": "c", "name_en": "", "name_zh": ""}, "no_name"),
        ({"key": "t", "name_en": "T", "name_zh": "T", "unit": Unit.TABLE}, "unit"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            recording.define(MetricForm(**{**vars_of(LEADS), **changed}), by=None, now=NOW)
        assert refused.value.code == f"recorded.{code}"


def test_history_holds_own_metrics_too(community):
    recording.define(LEADS, by=None, now=NOW)
    say(community, "x_leads", 3, MAY)
    assert history(community, ["x_leads", "messages"], [MAY], now=NOW)[MAY]["x_leads"].value == 3


def test_reports_that_are_approved_do_not_follow_a_merge_and_drafts_do(community):
    review = approve(draft(community))
    frozen = reviews.frozen(review).figures["active_members"].value
    two = [(community.no, row.no) for row in identity_store.candidates([community.no])][:2]
    identities.merge(community.client, two, by=None, now=NOW)
    assert value(community, "active_members").value == frozen - 1
    assert reviews.frozen(reviews.by_id(review.id)).figures["active_members"].value == frozen
    assert reviewing.now_document(draft(community, MAY), now=NOW).figures["members_end"].value == value(community, "members_end", MAY).value
