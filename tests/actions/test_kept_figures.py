"""Kept figures are always those that measuring now would give, whatever has changed since they were kept, and nobody else's."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tenants.actions import (
    activities,
    cohorts,
    communities,
    contracts,
    contributors,
    dashboards,
    identities,
    importing,
    kept_figures,
    recording,
)
from tenants.actions.figures import figures
from tenants.store import measured, rollups
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.measured import Measured
from tenants.store.tenancy import use_tenant
from tenants.store.work import on_commit_enqueue, work
from tenants.terms.period import Period
from tests.communities import NOW, application, bring, make_place

APRIL = Period.parse("2024-04")
FEW = (("messages", "reply_coverage"), ("messages", "plan_execution"))
PERIODS = (APRIL, APRIL.previous(), Period.parse("2024-W16"))


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def talk(path, seed, rows=250, first=0):
    """Messages, replies and joins of a dozen people over four months."""
    chance = random.Random(seed)
    lines = ["time,author,kind,id,reply_to,inviter"]
    lines += [f"2024-01-0{1 + n % 5} 08:00,p{n},join,join{n},,p0" for n in range(6)]
    for n in range(first, first + rows):
        at = datetime(2024, 1, 2, 9, tzinfo=UTC) + timedelta(minutes=chance.randrange(120 * 24 * 60))
        who = f"p{int(12 * chance.random() ** 2)}"
        kind = "reply" if n > first and chance.random() < 0.3 else "message"
        lines.append(f"{at:%Y-%m-%d %H:%M},{who},{kind},{n},{chance.randrange(first, n) if kind == 'reply' else ''},")
    path.write_text("\n".join(lines) + "\n")
    return path


def compare(place):
    """Kept figures of each period, twice over, against freshly measured ones; and their facts."""
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        for _again in range(2):
            served = kept_figures.figures(community, PERIODS, now=NOW)
            for period in PERIODS:
                facts, fresh = figures(community, period, now=NOW)
                known, found = served[period]
                for keys in FEW:
                    assert kept_figures.some(community, keys, PERIODS, now=NOW)[period] == {key: fresh[key] for key in keys}
                assert found == fresh, [key for key in fresh if found[key] != fresh[key]]
                assert (known.as_of, known.evidence, [*map(list, known.hours)]) == (facts.as_of, facts.evidence, [*map(list, facts.hours)])
                for one, other in zip((*known.before, *known.days), (*facts.before, *facts.days), strict=True):
                    assert (one.day, one.covered, one.counts, one.joined, one.left) == (
                        other.day, other.covered, other.counts, other.joined, other.left,
                    )  # fmt: skip
                    assert (len(one.active), set(one.active)) == (len(other.active), set(other.active))
                assert set(known.seen_before) == set(facts.seen_before)
            assert community_rows(community) == 2 * len(PERIODS)
        return {period: found for period, (_facts, found) in served.items()}


def community_rows(community):
    labels = [subject for period in PERIODS for subject in (period.label, f"{period.label} people")]
    mine = Measured.community_no == community.no, Measured.subject.in_(labels)
    return db.session.scalar(select(func.count()).select_from(Measured).where(*mine))


def test_figures_follow_every_change(app, tmp_path):
    place = make_place(zone="Europe/Berlin")
    seen = []

    def changed(act, *, april=True):
        with use_tenant(place.tenant_id):
            done = act(community_by_id(place.community_id))
        seen.append(compare(place))
        if april and len(seen) > 1:
            assert seen[-1][APRIL] != seen[-2][APRIL], act
        return done

    changed(lambda _c: bring(place, talk(tmp_path / "a.csv", 1)))
    second = changed(lambda _c: bring(place, talk(tmp_path / "b.csv", 2, rows=120, first=1000)))
    changed(lambda _c: importing.undo(second.import_id, now=NOW))
    changed(lambda _c: importing.mark_staff(place.community_id, [2], staff=True, by=None))
    form = contracts.ContractForm(qualifying=["message"], exclude_staff=False, silent_days=14)
    changed(lambda c: contracts.change(c, form, version=c.contract_version, by=None))
    changed(lambda c: communities.change(c, communities.CommunityForm("Regulars", "slack", "Asia/Shanghai", capacity=20), by=None))
    changed(lambda c: identities.merge(c.client, [(c.no, 3), (c.no, 4)], by=None, now=NOW))
    plan = activities.ActivityForm(title="Tea", kind="qa", starts_at=datetime(2024, 4, 10, 12, tzinfo=UTC))
    tea = changed(lambda c: activities.plan(c, plan, by=None, now=datetime(2024, 3, 1, tzinfo=UTC)).id)
    outcome = activities.OutcomeForm(participants=4, registered=6, cost=Decimal(90))
    changed(lambda _c: activities.finish(tea, outcome, revision=1, by=None, now=datetime(2024, 4, 11, tzinfo=UTC)))
    changed(lambda c: recording.record(c, "complaints", APRIL, 3, by=None, now=NOW))


def test_nothing_kept_is_served_to_another_workspace_or_community(app, tmp_path):
    one, other = make_place("one"), make_place("other")
    bring(one, talk(tmp_path / "a.csv", 1))
    bring(other, talk(tmp_path / "b.csv", 2, rows=60))
    first = compare(one)
    second = compare(other)
    assert first != second
    with use_tenant(other.tenant_id):
        theirs = community_by_id(other.community_id)
        assert set(db.session.scalars(select(Measured.community_no))) == {theirs.no}


def test_what_was_measured_while_the_data_changed_is_never_served(app, tmp_path):
    place = make_place()
    bring(place, talk(tmp_path / "a.csv", 1))
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        before = measured.kept(community, ["x"], terms="t")
        with work():
            measured.forget(community)
        measured.keep(community, {"x": b"stale"}, terms="t", version=before.version)
        now = measured.kept(community, ["x"], terms="t")
        assert (now.version, now.contents) == (before.version + 1, {})
        measured.keep(community, {"x": b"fresh"}, terms="t", version=now.version)
        measured.keep(community, {"x": b"stale"}, terms="t", version=before.version)
        assert measured.kept(community, ["x"], terms="t").contents == {"x": b"fresh"}
        assert measured.kept(community, ["x"], terms="other rules").contents == {}


def measured_in_vain(community):
    with work():
        kept_figures.figures(community, [APRIL], now=NOW)
        raise ZeroDivisionError


def test_what_a_transaction_measures_goes_with_it(app, tmp_path):
    place = make_place()
    bring(place, talk(tmp_path / "a.csv", 1, rows=20))
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        with pytest.raises(ZeroDivisionError):
            measured_in_vain(community)
        assert kept_figures.kept_now(community, [APRIL]) == {APRIL: False}
        kept_figures.figures(community, [APRIL], now=NOW)
        db.session.rollback()
        assert kept_figures.kept_now(community, [APRIL]) == {APRIL: True}


def test_a_look_back_in_time_neither_uses_nor_leaves_what_is_kept(app, tmp_path):
    place = make_place()
    bring(place, talk(tmp_path / "a.csv", 1))
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        then = datetime(2024, 4, 10, tzinfo=UTC)
        for now in (then, NOW, then):
            _facts, found = kept_figures.figures(community, [APRIL], now=now)[APRIL]
            assert found == figures(community, APRIL, now=now)[1]


def test_after_an_import_a_job_measures_what_people_look_at_first(app, tmp_path):
    hints = []
    on_commit_enqueue(lambda job, args: hints.append((job, args)))
    try:
        place = make_place()
        bring(place, talk(tmp_path / "a.csv", 1, rows=40))
    finally:
        on_commit_enqueue(lambda _job, _args: None)
    assert hints == [("jobs.figures.warm", (place.tenant_id, str(place.community_id)))]
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        assert dashboards.warm(place.community_id, now=NOW) == 8
        looked_at = [Period.parse(label) for label in ("2024-04", "2024-03", "2024-Q2", "2024-Q1", "2024", "2023")]
        assert all(kept_figures.kept_now(community, looked_at).values())
        shown = [subject(period) for period in looked_at for subject in (contributors.subject, cohorts.subject)]
        assert set(shown) <= set(db.session.scalars(select(Measured.subject)))
        assert dashboards.warm(place.community_id, now=NOW) == 0


def test_days_of_an_earlier_release_are_counted_anew_once(app, tmp_path, superuser):
    place = make_place()
    bring(place, talk(tmp_path / "a.csv", 1, rows=40))
    superuser.execute("UPDATE community_day SET hours = '{}'")
    superuser.execute("DELETE FROM measured")
    superuser.execute("DELETE FROM data_version")
    with use_tenant(place.tenant_id):
        assert list(rollups.outdated()) == [place.community_id]
        assert figures(community_by_id(place.community_id), APRIL, now=NOW)[1]["active_hours"].value is None
        importing.recompute(place.community_id)
        assert list(rollups.outdated()) == []
    assert compare(place)[APRIL]["active_hours"].value
