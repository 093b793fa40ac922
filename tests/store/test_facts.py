"""What facts say of days with and without data, of people left out, and of periods read together."""

import json
import random
import zipfile
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tenants.actions import importing
from tenants.actions.figures import figures, history
from tenants.measure.membership import Trace, TraceKind, spells
from tenants.store import facts as store
from tenants.store.clients import community_by_id
from tenants.store.later import LaterList, LaterMap
from tenants.store.tenancy import use_tenant
from tenants.terms.event import KIND_CODE, EventKind
from tenants.terms.facts import Who
from tenants.terms.period import Period
from tenants.terms.threads import Threads
from tests.communities import NOW, application, bring, make_place

APRIL = Period.parse("2024-04")


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def table(path, rows, begin=0):
    """A table of events: time, author, kind, id (from ``begin``), reply to."""
    lines = ["time,author,kind,id,reply_to,channel"]
    lines += [
        ",".join([at, who, kind, str(number), *rest, *[""] * (2 - len(rest))]) for number, (at, who, kind, *rest) in enumerate(rows, begin)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def known(place, period=APRIL):
    with use_tenant(place.tenant_id):
        facts = store.facts(community_by_id(place.community_id), period, now=NOW)
        whole = {each.name: getattr(facts, each.name) for each in fields(facts)}
        return replace(facts, **{name: part.whole for name, part in whole.items() if isinstance(part, LaterList | LaterMap | Threads)})


def test_a_community_without_imports_knows_nothing(app):
    facts = known(make_place())
    assert facts.as_of is None
    assert not any(day.covered for day in (*facts.days, *facts.before))
    assert (facts.spells, facts.acts, facts.threads, facts.weeks, facts.survey) == ([], {}, [], {}, None)
    assert not facts.evidence.joins


def test_only_days_between_a_files_first_and_last_act_are_covered(app, tmp_path):
    place = make_place()
    bring(place, table(tmp_path / "a.csv", [("2024-04-03 10:00", "ann", "message"), ("2024-04-05 10:00", "ann", "message")]))
    bring(place, table(tmp_path / "b.csv", [("2024-04-20 10:00", "bob", "message"), ("2024-04-21 10:00", "bob", "message")]))
    facts = known(place)
    assert [day.day.day for day in facts.days if day.covered] == [3, 4, 5, 20, 21]
    assert facts.as_of == datetime(2024, 4, 21, 10, tzinfo=UTC)


def test_an_undone_import_vouches_for_nothing(app, tmp_path):
    place = make_place()
    result = bring(place, table(tmp_path / "a.csv", [("2024-04-03 10:00", "ann", "message"), ("2024-04-05 10:00", "ann", "message")]))
    with use_tenant(place.tenant_id):
        importing.undo(result.import_id, now=NOW)
    facts = known(place)
    assert facts.as_of is None
    assert not any(day.covered for day in facts.days)


def test_days_follow_the_communitys_own_midnight(app, tmp_path):
    place = make_place(zone="Asia/Shanghai")
    rows = [
        ("2024-03-31T15:59:59Z", "ann", "message"),
        ("2024-03-31T16:00:00Z", "bob", "message"),
        ("2024-04-30T15:59:59Z", "cat", "message"),
    ]
    bring(place, table(tmp_path / "a.csv", rows))
    facts = known(place)
    counts = {day.day.isoformat(): day.counts for day in (*facts.before[-1:], *facts.days) if day.counts}
    one = {(EventKind.MESSAGE, Who.MEMBER): 1}
    assert counts == {"2024-03-31": one, "2024-04-01": one, "2024-04-30": one}
    assert facts.hours[0][0] == 1
    assert facts.hours[1][23] == 1


def test_staff_count_apart_and_are_left_out_of_people_only_if_the_contract_says_so(app, tmp_path):
    rows = [("2024-04-02 10:00", "ann", "message"), ("2024-04-02 11:00", "boss", "message"), ("2024-04-03 11:00", "boss", "message")]
    for slug, exclude, people in (("out", True, 1), ("in", False, 2)):
        place = make_place(slug, contract={"exclude_staff": exclude})
        bring(place, table(tmp_path / "a.csv", rows))
        with use_tenant(place.tenant_id):
            importing.mark_staff(place.community_id, [2], staff=True, by=None)
        facts = known(place)
        assert facts.days[1].counts == {(EventKind.MESSAGE, Who.MEMBER): 1, (EventKind.MESSAGE, Who.STAFF): 1}
        assert len(facts.days[1].active) == people
        assert len(facts.acts) == people
        assert len(facts.spells) == people
        assert sum(map(sum, facts.hours)) == (1 if exclude else 3)


def test_a_thread_is_answered_by_another_person_and_not_by_its_author(app, tmp_path):
    place = make_place()
    rows = [
        ("2024-04-02 10:00", "ann", "message"),
        ("2024-04-02 10:05", "ann", "reply", "0"),
        ("2024-04-02 10:30", "bob", "reply", "0"),
        ("2024-04-03 10:00", "bob", "message"),
        ("2024-04-03 10:01", "bob", "reply", "3"),
        ("2024-04-04 10:00", "ann", "message"),
    ]
    bring(place, table(tmp_path / "a.csv", rows))
    threads = known(place).threads
    assert [(thread.started.day, thread.answered) for thread in threads] == [(2, datetime(2024, 4, 2, 10, 30, tzinfo=UTC)), (3, None)]


def test_who_leaves_and_speaks_again_on_the_same_day_is_a_member_again(app, tmp_path):
    place = make_place()
    rows = [("2024-04-02 10:00", "ann", "message"), ("2024-04-02 11:00", "ann", "leave"), ("2024-04-02 12:00", "ann", "message")]
    bring(place, table(tmp_path / "a.csv", rows))
    assert [(spell.joined.hour, spell.left and spell.left.hour) for spell in known(place).spells] == [(10, 11), (12, None)]


def test_who_came_back_after_the_month_is_still_there_as_the_quarter_has_it_too(app, tmp_path):
    place = make_place()
    rows = [
        *[(f"2024-04-20 10:0{number}", who, "join") for number, who in enumerate(("ann", "bob"))],
        *[("2024-04-25 10:00", who, "leave") for who in ("ann", "bob")],
        *[("2024-05-10 10:00", "ann", "join"), ("2024-06-30 10:00", "cat", "message")],
    ]
    bring(place, table(tmp_path / "a.csv", rows))
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        for label in ("2024-04", "2024-04-15..2024-04-22"):
            found = figures(community, Period.parse(label), now=NOW)[1]
            assert [found[key].value for key in ("stay_d1", "stay_d7", "stay_d30")] == [1.0, 0.0, 0.5], label
        quarter = figures(community, Period.parse("2024-Q2"), now=NOW)[1]["stay_d30"]
        assert (quarter.value, quarter.n) == (0.5, 2), "who has only just come cannot have stayed"


def test_where_no_source_knows_replies_everything_said_is_a_message(app, tmp_path, superuser):
    place = make_place()
    rows = [("2024-04-02 10:00", "ann", "message"), ("2024-04-02 10:30", "bob", "reply", "0"), ("2024-04-02 11:00", "bob", "message")]
    bring(place, table(tmp_path / "a.csv", rows))

    def april():
        with use_tenant(place.tenant_id):
            known_now = figures(community_by_id(place.community_id), APRIL, now=NOW)[1]
            return [known_now[key].value for key in ("messages", "replies", "acts")]

    assert april() == [2, 1, 3]
    superuser.execute("DELETE FROM measured")
    superuser.execute("UPDATE import SET evidence = evidence || '{\"replies\": false}'")
    assert april() == [3, None, 3], "a quotation here and there is no record of replies"


def test_a_month_that_only_a_source_without_replies_tells_of_has_none_to_count(app, tmp_path, superuser):
    place = make_place()
    bring(place, table(tmp_path / "a.csv", [("2024-04-03 10:00", "ann", "message"), ("2024-04-28 10:00", "bob", "reply", "0")]))
    bring(place, table(tmp_path / "b.csv", [("2024-05-03 10:00", "ann", "message"), ("2024-05-28 10:00", "bob", "reply", "7")], begin=7))
    superuser.execute("UPDATE import SET evidence = evidence || '{\"replies\": false}' WHERE file_name = 'b.csv'")
    both, may = Period.parse("2024-Q2"), Period.parse("2024-05")
    with use_tenant(place.tenant_id):
        found = {period: figures(community_by_id(place.community_id), period, now=NOW)[1] for period in (APRIL, may, both)}
    told = {period: [figure[key].value for key in ("messages", "replies")] for period, figure in found.items()}
    assert told == {APRIL: [1, 1], may: [2, None], both: [3, 1]}


def test_several_periods_read_together_give_what_each_gives_alone(app, tmp_path):
    place = make_place(zone="Europe/Berlin")
    bring(place, table(tmp_path / "a.csv", made_up(400)))
    periods = [Period.parse(label) for label in ("2024-03", "2024-W14", "2024-04", "2024-Q2")]
    keys = ("messages", "active_members", "members_end", "joins", "leaves", "gini", "first_reply_minutes", "retention_w1", "silent_rate")
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        together = history(community, keys, periods, now=NOW)
        for period in periods:
            alone = figures(community, period, now=NOW)[1]
            assert together[period] == {key: alone[key] for key in keys}, period.label
        shallow = history(community, ("messages", "active_members", "members_end"), periods, now=NOW)
        assert all(shallow[period][key] == together[period][key] for period in periods for key in shallow[period])


def made_up(count, seed=3):
    """Acts, joins and leaves of twelve people over four months."""
    chance = random.Random(seed)
    kinds = ["message"] * 8 + ["join", "leave", "reaction"]
    rows = []
    for _ in range(count):
        at = datetime(2024, 2, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(120 * 24 * 60))
        rows.append((f"{at:%Y-%m-%dT%H:%M:%SZ}", f"p{chance.randrange(12)}", chance.choice(kinds)))
    return sorted(rows)


@pytest.mark.parametrize("seed", range(4))
def test_membership_in_one_statement_is_that_of_the_pure_rule(app, tmp_path, superuser, seed):
    """People who never left are written by SQL, the others by ``measure.membership``: both must follow the same rule."""
    place = make_place()
    rows = [row for row in made_up(150, seed) if row[2] != "leave" or row[1] in {"p0", "p1", "p2"}]
    bring(place, table(tmp_path / "a.csv", rows))
    told = datetime(2024, 3, 1, tzinfo=UTC)
    superuser.execute("UPDATE member_seen SET joined_at = %s WHERE member_no IN (4, 5, 6, 7)", [told])
    superuser.execute("UPDATE member SET joined_at = %s WHERE no IN (4, 5, 6, 7)", [told])
    superuser.execute("UPDATE event SET inviter_no = 1 + (abs(hashtext(key::text)) % 12) WHERE kind = 4 AND key::text < '8'")
    superuser.execute("UPDATE event SET kind = %s WHERE kind = 1 AND key::text > '8'", [KIND_CODE[EventKind.READ]])
    with use_tenant(place.tenant_id):
        importing.recompute(place.community_id)
    since = min(at for _, at, *_ in events(superuser))
    silently = KIND_CODE[EventKind.READ]
    found = superuser.execute(
        "SELECT member_no, joined_at, left_at, estimated, is_first, inviter_no, first_act_at FROM spell ORDER BY member_no, joined_at"
    ).fetchall()
    expected = []
    traces, kinds = {}, {KIND_CODE[EventKind.JOIN]: TraceKind.JOIN, KIND_CODE[EventKind.LEAVE]: TraceKind.LEAVE}
    for member, at, kind, inviter in events(superuser):
        by = None if inviter == member else inviter
        traces.setdefault(member, []).append(Trace(kinds.get(kind, TraceKind.ACT), at, inviter=by, counts=kind != silently))
    for member, seen in sorted(traces.items()):
        joined = told if member in {4, 5, 6, 7} else None
        expected += [
            (member, one.joined, one.left, one.estimated, one.first, one.inviter, one.first_act)
            for one in spells(member, seen, platform_joined=joined, since=since)
        ]
    assert found == expected


def events(line):
    return line.execute("SELECT member_no, occurred_at, kind, inviter_no FROM event").fetchall()


def test_what_a_cell_says_of_days_is_what_a_recount_says(app, tmp_path, superuser):
    place = make_place(zone="America/Chicago")
    bring(place, table(tmp_path / "a.csv", made_up(300)))
    facts = known(place)
    raw = superuser.execute(
        "SELECT (occurred_at AT TIME ZONE 'America/Chicago')::date, member_no FROM event WHERE kind IN (1, 2, 3)"
    ).fetchall()
    for day in facts.days:
        assert set(day.active) == {member for at, member in raw if at == day.day}
        assert sum(day.counts.get((kind, Who.MEMBER), 0) for kind in facts.contract.qualifying) == sum(at == day.day for at, _ in raw)
    per_member = {}
    for at, member in raw:
        if APRIL.contains(at):
            per_member[member] = per_member.get(member, 0) + 1
    assert facts.acts == per_member
    assert set(facts.seen_before) == {member for at, member in raw if at < date(2024, 1, 2)}


def test_bots_are_left_out_everywhere(app, tmp_path):
    place = make_place()
    records = [
        {"type": "message", "user": who, "ts": f"{datetime(2024, 4, 2, 10, tzinfo=UTC).timestamp() + n:.6f}", "text": "hi"}
        for n, who in enumerate(["U1", "UB", "UB"])
    ]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("users.json", json.dumps([{"id": "U1", "name": "ann"}, {"id": "UB", "name": "helper", "is_bot": True}]))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "general", "members": []}]))
        archive.writestr("general/2024-04-02.json", json.dumps(records))
    bring(place, tmp_path / "a.zip")
    facts = known(place)
    assert facts.days[1].counts == {(EventKind.MESSAGE, Who.MEMBER): 1, (EventKind.MESSAGE, Who.BOT): 2}
    assert len(facts.days[1].active) == len(facts.acts) == len(facts.spells) == sum(map(sum, facts.hours)) == 1
