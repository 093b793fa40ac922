"""Targets: set, changed version by version, ended, copied, saved all or none, and refused where they mean nothing."""

import pytest

from tenants.actions import communities, target_copying, targets
from tenants.actions.targets import TargetForm
from tenants.store import targets as store
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.metric import Direction
from tenants.terms.period import Period
from tests.communities import NOW, application, make_place

JUNE, JULY = Period.month(2026, 6), Period.month(2026, 7)


@pytest.fixture
def community(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place()
        with use_tenant(place.tenant_id):
            yield communities.find("regulars")


def kept(community, period=JUNE):
    return {row.metric: (row.value, row.version) for row in store.in_force(community, period)}


def refused(act, *args, **named):
    with pytest.raises(Refusal) as caught:
        act(*args, **named)
    return caught.value.code, caught.value.field


def test_a_change_adds_a_version_and_leaves_the_old_one_as_it_was(community):
    targets.put(community, "active_rate", JUNE, TargetForm(0.4), by=None)
    targets.put(community, "active_rate", JUNE, TargetForm(0.42, weight=2), by=None)
    found = store.versions(community, JUNE, "active_rate")
    assert [(row.version, row.value, row.weight) for row in found] == [(2, 0.42, 2), (1, 0.4, 1)]
    assert kept(community) == {"active_rate": (0.42, 2)}


def test_saying_the_same_again_adds_nothing(community):
    targets.put(community, "net_growth", JUNE, TargetForm(30), by=None)
    targets.put(community, "net_growth", JUNE, TargetForm(30), by=None)
    assert kept(community) == {"net_growth": (30, 1)}


def test_a_target_ends_with_a_version_and_can_be_set_again(community):
    targets.put(community, "net_growth", JUNE, TargetForm(30), by=None)
    targets.remove(community, "net_growth", JUNE, by=None)
    assert kept(community) == {}
    with pytest.raises(NotFoundError):
        targets.remove(community, "net_growth", JUNE, by=None)
    targets.put(community, "net_growth", JUNE, TargetForm(30), by=None)
    assert kept(community) == {"net_growth": (30, 3)}


def test_targets_bind_exactly_their_period(community):
    targets.put(community, "net_growth", JUNE, TargetForm(30), by=None)
    targets.put(community, "net_growth", Period.parse("2026-Q2"), TargetForm(90), by=None)
    assert kept(community) == {"net_growth": (30, 1)}
    assert kept(community, Period.parse("2026-Q2")) == {"net_growth": (90, 1)}
    assert kept(community, JULY) == {}
    assert store.periods_with_targets(community) == ["2026-06", "2026-Q2"]


def test_what_less_is_better_of_gets_its_own_direction(community):
    row = targets.put(community, "churn_rate", JUNE, TargetForm(0.06), by=None)
    assert row.direction == Direction.DOWN


def test_a_range_keeps_both_bounds_and_other_directions_drop_the_lower(community):
    row = targets.put(community, "acts_per_member", JUNE, TargetForm(9, Direction.RANGE, low=4), by=None)
    assert (row.low, row.value, row.direction) == (4, 9, "range")
    row = targets.put(community, "acts_per_member", JUNE, TargetForm(9, Direction.UP, low=4), by=None)
    assert (row.low, row.version) == (None, 2)


@pytest.mark.parametrize(
    ("metric", "form", "code"),
    [
        ("happiness", TargetForm(1), "target.unknown_metric"),
        ("active_rate", TargetForm(40), "target.share_over_one"),
        ("net_growth", TargetForm(0), "target.up_not_positive"),
        ("net_growth", TargetForm(float("nan")), "target.value_unusable"),
        ("net_growth", TargetForm(1e13), "target.value_unusable"),
        ("net_growth", TargetForm(5, weight=0), "target.weight"),
        ("net_growth", TargetForm(5, tolerance=1.5), "target.tolerance"),
        ("acts_per_member", TargetForm(4, Direction.RANGE, low=9), "target.range_bounds"),
        ("acts_per_member", TargetForm(4, Direction.RANGE), "target.range_bounds"),
    ],
)
def test_a_target_that_means_nothing_is_refused(community, metric, form, code):
    assert refused(targets.put, community, metric, JUNE, form, by=None)[0] == code
    assert kept(community) == {}


def test_growth_may_pass_a_hundred_per_cent(community):
    targets.put(community, "growth_rate", JUNE, TargetForm(1.5), by=None)
    assert kept(community) == {"growth_rate": (1.5, 1)}


def test_several_targets_are_saved_all_or_none(community):
    targets.put(community, "net_growth", JUNE, TargetForm(30), by=None)
    wanted = {"active_rate": TargetForm(0.4), "net_growth": None, "churn_rate": TargetForm(7)}
    assert refused(targets.save, community, JUNE, wanted, by=None) == ("target.share_over_one", "value.churn_rate")
    assert kept(community) == {"net_growth": (30, 1)}
    assert targets.save(community, JUNE, wanted | {"churn_rate": TargetForm(0.07)}, by=None) == 3
    assert kept(community) == {"active_rate": (0.4, 1), "churn_rate": (0.07, 1)}
    assert targets.save(community, JUNE, wanted | {"churn_rate": TargetForm(0.07)}, by=None) == 0


def test_saving_over_somebody_elses_change_is_refused(community):
    seen = store.revision(community, JUNE)
    targets.put(community, "net_growth", JUNE, TargetForm(30), by=None)
    assert refused(targets.save, community, JUNE, {"net_growth": TargetForm(50)}, revision=seen, by=None)[0] == "target.changed"
    assert kept(community) == {"net_growth": (30, 1)}
    targets.save(community, JUNE, {"net_growth": TargetForm(50)}, revision=store.revision(community, JUNE), by=None)
    assert kept(community) == {"net_growth": (50, 2)}


def test_copying_forward_fills_the_gaps_and_touches_nothing_else(community):
    targets.put(community, "net_growth", JUNE, TargetForm(30, weight=2), by=None)
    targets.put(community, "active_rate", JUNE, TargetForm(0.4), by=None)
    targets.put(community, "active_rate", JULY, TargetForm(0.5), by=None)
    assert target_copying.copy_forward(community, JUNE, JULY, by=None) == 1
    assert kept(community, JULY) == {"active_rate": (0.5, 1), "net_growth": (30, 1)}
    assert target_copying.copy_forward(community, JUNE, JULY, by=None) == 0


def test_an_archived_community_takes_no_targets(community):
    communities.archive(community, by=None, now=NOW)
    for act, *args in [
        (targets.put, "net_growth", JUNE, TargetForm(1)),
        (targets.save, JUNE, {}),
        (target_copying.copy_forward, JUNE, JULY),
    ]:
        assert refused(act, community, *args, by=None)[0] == "community.archived"


def test_every_metric_offered_for_targets_can_carry_one(community):
    for metric in targets.catalogue():
        targets.put(community, metric.key, JUNE, TargetForm(0.5), by=None)
    assert len(kept(community)) == len(targets.catalogue()) > 20
