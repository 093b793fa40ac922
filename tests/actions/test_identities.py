"""One person with several accounts: suggested, merged, counted once, taken apart without a trace."""

from datetime import UTC, date, datetime

import pytest

from tenants.actions import identities as acting
from tenants.actions import importing, tiers
from tenants.actions.figures import figures
from tenants.actions.identities import Account, normal, suggest
from tenants.store import contracts, contributors
from tenants.store import identities as store
from tenants.store.base import db
from tenants.store.clients import Client, Community, client_by_slug, community_by_id
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.period import Period
from tenants.terms.tiers import Tier
from tests.communities import NOW, Place, application, bring, dump, make_place

APRIL = Period.parse("2024-04")
WITHOUT = frozenset({"tenant_id", "community_no", "import_no"})
FIRST = """time,author,name,kind,id,reply_to,inviter
2024-04-01 08:00,ann,Ann Lee,join,j1,,
2024-04-01 09:00,ann,Ann Lee,message,1,,
2024-04-02 08:00,bob,Bob,join,j2,,ann
2024-04-02 09:00,bob,Bob,message,2,,
2024-04-02 10:00,bob,Bob,message,3,,
2024-04-03 09:00,annie,ann LEE,join,j3,,bob
2024-04-03 10:00,annie,ann LEE,message,4,,
2024-04-05 10:00,cat,Cat,join,j4,,annie
2024-04-06 10:00,cat,Cat,message,5,,
"""
SECOND = """time,author,name,kind,id,reply_to,inviter
2024-04-07 10:00,annie,ann LEE,message,6,,
2024-04-08 10:00,annie,ann LEE,leave,l1,,
2024-04-09 10:00,dan,Dan,join,j5,,annie
"""
THIRD = """time,author,name,kind,id,reply_to,inviter
2024-04-07 10:00,annie,ann LEE,message,6,,
2024-04-12 10:00,ann,Ann Lee,message,7,,
2024-04-13 10:00,annie,ann LEE,message,8,,
"""
NEVER = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


@pytest.fixture
def give(tmp_path):
    def write(place: Place, text: str, name: str = "a.csv") -> importing.Result:
        (tmp_path / name).write_text(text)
        return bring(place, tmp_path / name)

    return write


def numbers(place: Place, *names: str) -> list[tuple[int, int]]:
    rows = store.candidates([place.community_no])
    return [(place.community_no, row.no) for row in rows if row.external_id.partition(":")[2] in names]


def merged(place: Place, *names: str):
    return acting.merge(client_by_slug("tea"), numbers(place, *names), by=None, now=NOW)


def april(place: Place, key: str):
    return figures(community_by_id(place.community_id), APRIL, now=NOW)[1][key].value


def test_merged_accounts_are_one_member_who_came_first_and_is_active_once(app, give, superuser):
    place = make_place()
    give(place, FIRST)
    with use_tenant(place.tenant_id):
        assert [april(place, key) for key in ("members_end", "joins", "active_members", "referral_joins", "messages")] == [4, 4, 4, 3, 5]
        person = merged(place, "ann", "annie")
        assert person.name == "Ann Lee"
        assert [april(place, key) for key in ("members_end", "joins", "active_members", "referral_joins", "messages")] == [3, 3, 3, 2, 5]
    assert superuser.execute("SELECT DISTINCT member_no, author_no FROM event WHERE author_no IS NOT NULL").fetchall() == [(1, 3)]
    invited = superuser.execute("SELECT member_no, inviter_no FROM spell ORDER BY member_no").fetchall()
    assert invited == [(1, None), (2, 1), (4, 1)], "whoever invited a second account did not bring the person"


def test_what_is_marked_on_one_account_holds_for_the_person(app, give):
    place = make_place()
    give(place, FIRST)
    with use_tenant(place.tenant_id):
        community = community_by_id(place.community_id)
        (_, annie), *_ = numbers(place, "annie")
        tiers.mark(community, annie, expert=True, paid=True, by=None)
        merged(place, "ann", "annie")
        counts = tiers.counts_at(community_by_id(place.community_id), date(2024, 4, 6), now=NOW)
        assert (counts.members, counts.tiers[Tier.EXPERT], counts.paid) == (3, 1, 1)


def test_who_is_staff_with_one_account_is_left_out_everywhere(app, give):
    place = make_place()
    give(place, FIRST)
    with use_tenant(place.tenant_id):
        (_, annie), *_ = numbers(place, "annie")
        importing.mark_staff(place.community_id, [annie], staff=True, by=None)
        merged(place, "ann", "annie")
        community = community_by_id(place.community_id)
        assert april(place, "members_end") == 2, "Bob and Cat"
        assert tiers.counts_at(community, date(2024, 4, 6), now=NOW).members == 2
        assert [name.shown for name, _profile, _placed in tiers.everybody(community, date(2024, 4, 6), now=NOW)] == ["Bob", "Cat"]
        assert [person.name for person in contributors.most_active(community, APRIL)] == ["Bob", "Cat"]


def test_merging_importing_more_undoing_an_import_and_taking_apart_leaves_the_rows_of_who_was_never_merged(app, give, superuser):
    one, other = make_place("one"), make_place("other")
    for place in (one, other):
        give(place, FIRST)
    with use_tenant(one.tenant_id):
        person = merged(one, "ann", "annie").id
    for place in (one, other):
        second = give(place, SECOND)
        give(place, THIRD)
        with use_tenant(place.tenant_id):
            importing.undo(second.import_id, now=NOW)
    with use_tenant(one.tenant_id):
        assert april(one, "active_members") == 3
        assert superuser.execute("SELECT count(*) FROM event WHERE author_no = 3 AND member_no = 1").fetchone() == (4,)
        assert acting.split(client_by_slug("tea"), person, by=None) == numbers(one, "ann", "annie")
    found = {place.tenant_id: {} for place in (one, other)}
    for table, rows in dump(superuser, without=frozenset({"community_no", "import_no"})).items():
        for tenant, *row in rows:
            found[tenant].setdefault(table, []).append(row)
    assert found[one.tenant_id] == found[other.tenant_id]
    assert superuser.execute("SELECT count(*) FROM identity").fetchone() == (0,)


def test_a_person_stays_merged_when_the_import_of_their_first_account_is_taken_back_and_brought_again(app, give, superuser):
    place = make_place()
    ann = "time,author,name,kind,id\n2024-04-01 08:00,ann,Ann,message,1\n"
    annie = "time,author,name,kind,id\n2024-04-02 08:00,annie,Annie,message,2\n"
    first = give(place, ann, "ann.csv")
    give(place, annie, "annie.csv")
    counts = "SELECT member_no, author_no FROM event ORDER BY occurred_at"
    with use_tenant(place.tenant_id):
        person = merged(place, "ann", "annie").id
        importing.undo(first.import_id, now=NOW)
        assert superuser.execute(counts).fetchall() == [(2, None)]
        assert april(place, "active_members") == 1
    give(place, ann, "ann.csv")
    assert superuser.execute(counts).fetchall() == [(2, 3), (2, None)]
    with use_tenant(place.tenant_id):
        assert (april(place, "active_members"), april(place, "members_end")) == (1, 1)
        acting.split(client_by_slug("tea"), person, by=None)
        assert (april(place, "active_members"), april(place, "members_end")) == (2, 2)


def test_who_is_merged_with_staff_is_staff_and_none_of_their_accounts_counts(app, give):
    place = make_place()
    give(place, FIRST)
    with use_tenant(place.tenant_id):
        importing.mark_staff(place.community_id, [3], staff=True, by=None)
        assert (april(place, "active_members"), april(place, "messages")) == (3, 4)
        person = merged(place, "ann", "annie").id
        assert (april(place, "active_members"), april(place, "messages")) == (2, 3)
        here = community_by_id(place.community_id)
        assert [member.no for member in contracts.staff(here)] == [1]
        assert [member.name for member in contracts.people_like(here, "a", most=9)[0]] == ["Ann Lee", "Cat"]
        importing.mark_staff(place.community_id, [1], staff=False, by=None)
        assert (april(place, "active_members"), april(place, "messages")) == (3, 5)
        importing.mark_staff(place.community_id, [1], staff=True, by=None)
        acting.split(client_by_slug("tea"), person, by=None)
        assert (april(place, "active_members"), april(place, "messages")) == (2, 3)


def test_a_third_account_joins_the_person_and_may_leave_alone(app, give, superuser):
    place = make_place()
    give(place, FIRST)
    with use_tenant(place.tenant_id):
        merged(place, "ann", "annie")
        person = merged(place, "annie", "cat")
        client = client_by_slug("tea")
        assert len(store.members_of([person.id])) == 3
        assert april(place, "active_members") == 2
        acting.split(client, person.id, numbers(place, "cat"), by=None)
        assert [member.name for member in store.members_of([person.id])] == ["Ann Lee", "ann LEE"]
        with pytest.raises(Refusal, match=r"identity\.not_in_it"):
            acting.split(client, person.id, numbers(place, "cat"), by=None)
        acting.split(client, person.id, numbers(place, "ann"), by=None)
        with pytest.raises(NotFoundError):
            acting.split(client, person.id, by=None)
        verbs = [event.verb for event, _name in store.history(client)]
    assert verbs == ["split", "split", "merged", "merged"]


def test_people_of_another_client_bots_and_people_who_are_gone_are_refused(app, give):
    place = make_place()
    give(place, FIRST)
    with use_tenant(place.tenant_id):
        with work():
            other = Client(slug="other", name="Other", language="en")
            db.session.add(other)
            db.session.flush()
            db.session.add(Community(client_id=other.id, slug="o", name="O", platform="slack", timezone="UTC", contract={}))
        with pytest.raises(Refusal, match=r"identity\.gone"):
            acting.merge(client_by_slug("other"), numbers(place, "ann", "bob"), by=None, now=NOW)
        with pytest.raises(Refusal, match=r"identity\.gone"):
            acting.merge(client_by_slug("tea"), [*numbers(place, "ann"), (place.community_no, 99)], by=None, now=NOW)
        with pytest.raises(Refusal, match=r"identity\.too_few"):
            acting.merge(client_by_slug("tea"), numbers(place, "ann"), by=None, now=NOW)


def who(no, name, *, place=1, source="slack", email="", identity=None):
    return Account(place, no, f"{source}:{no}", name, email, None, identity)


def together(accounts, apart=()):
    return [(found.why, [each.no for each in found.accounts]) for found in suggest(accounts, apart)]


def test_equal_names_on_different_platforms_are_suggested_whatever_their_width_case_and_marks():
    assert normal("Ａnn-Lee 🌸") == normal("ann lee") == "annlee"
    assert together([who(1, "Ann Lee"), who(2, "ＡＮＮ lee", source="discord"), who(3, "Bo")]) == [("name", [1, 2])]
    assert together([who(1, "小林"), who(1, "小林", place=2)]) == [("name", [1, 1])]


def test_a_name_that_two_people_of_one_platform_share_and_a_name_of_one_letter_suggest_nothing():
    assert together([who(1, "Ann"), who(2, "ann"), who(3, "Ann", source="discord")]) == []
    assert together([who(1, "A."), who(2, "a", source="discord")]) == []
    assert together([who(1, "🌸"), who(2, "🌸", source="discord")]) == []


def test_equal_e_mails_are_suggested_on_one_platform_too_and_a_pair_only_once():
    pair = [who(1, "Ann", email="a@x.example"), who(2, "Ann", email="a@x.example", source="discord")]
    assert together(pair) == [("email", [1, 2])]
    assert together([who(1, "Ann", email="a@x.example"), who(2, "Bo", email="a@x.example")]) == [("email", [1, 2])]


def test_who_was_told_apart_is_not_suggested_and_nobody_who_is_merged_already():
    pair = [who(1, "Ann"), who(2, "Ann", source="discord")]
    assert together(pair, {("1:discord:2", "1:slack:1")}) == []
    same = [who(1, "Ann", identity=7), who(2, "Ann", source="discord", identity=7)]
    assert together(same) == []
    assert together([*same, who(3, "Ann", source="csv")]) == [("name", [1, 2, 3])]


def test_telling_apart_is_remembered_and_taken_back(app, give):
    place = make_place()
    give(place, "time,author,name,kind,id\n2024-04-01 08:00,ann,Ann,message,1\n")
    (other,) = [make_second(place)]
    give(other, "time,author,name,kind,id\n2024-04-01 08:00,xyz,ann,message,1\n")
    with use_tenant(place.tenant_id):
        client = client_by_slug("tea")
        keys = [*numbers(place, "ann"), *numbers(other, "xyz")]
        assert acting.suggestions(client)[1] == 1
        acting.say_apart(client, keys, by=None, now=NOW)
        acting.say_apart(client, keys, by=None, now=NOW)
        assert acting.suggestions(client)[1] == 0
        acting.take_back_apart(client, keys, by=None)
        assert acting.suggestions(client)[1] == 1
        acting.merge(client, keys, by=None, now=NOW)
        assert acting.suggestions(client)[1] == 0
        assert april(place, "active_members") == 1


def make_second(place: Place) -> Place:
    """Another community of the same client."""
    with use_tenant(place.tenant_id), work():
        community = Community(
            client_id=client_by_slug("tea").id, slug="second", name="Second", platform="discord", timezone="UTC", contract={}
        )
        db.session.add(community)
        db.session.flush()
        return Place(place.tenant_id, community.id, community.no)
