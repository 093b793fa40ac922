"""A client's figures: sums, rates from sums, people once where it is known who is who."""

import pytest

from tenants.actions import identities as people
from tenants.actions import recording
from tenants.actions.rolling import at_client, rolled_up
from tenants.store import identities as store
from tenants.store.clients import Client, client_by_slug, community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.figure import Reason
from tenants.terms.period import Period
from tests.actions.test_identities import make_second
from tests.communities import NOW, application, bring, make_place

APRIL = Period.parse("2024-04")
HEAD = "time,author,name,kind,id\n"
ONE = "".join(f"2024-04-01 08:00,p{n},Person {n},join,j{n}\n2024-04-0{n + 1} 09:00,p{n},Person {n},message,{n}\n" for n in range(1, 5))
OTHER = """2024-04-01 08:00,q1,person 1,join,j1
2024-04-01 08:00,q2,Somebody,join,j2
2024-04-09 08:00,q2,Somebody,leave,l2
2024-04-20 09:00,q1,person 1,message,1
"""


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


@pytest.fixture
def two(app, tmp_path):
    """Four people here, all active; two there, of whom one is one of the four and the other left."""
    one = make_place()
    other = make_second(one)
    for place, text in ((one, ONE + "2024-04-30 09:00,p1,Person 1,message,9\n"), (other, OTHER)):
        (tmp_path / "a.csv").write_text(HEAD + text)
        bring(place, tmp_path / "a.csv")
    with use_tenant(one.tenant_id):
        yield one, other


def april():
    return at_client(client_by_slug("tea"), APRIL, NOW)


def test_a_client_without_communities_has_no_figures(app):
    place = make_place()
    with use_tenant(place.tenant_id):
        figures = at_client(Client(id=place.community_id, slug="x", name="X", language="en"), APRIL, NOW)
    assert {figure.reason for figure in figures.values()} == {Reason.NO_COMMUNITIES}


def test_acts_add_up_and_people_add_up_with_a_warning(two):
    figures = april()
    assert (figures["messages"].value, figures["messages"].reason, figures["messages"].coverage) == (6, None, 1)
    assert (figures["joins"].value, figures["joins"].reason) == (6, Reason.NOT_DEDUPLICATED)
    assert (figures["active_members"].value, figures["active_members"].reason) == (5, Reason.NOT_DEDUPLICATED)
    assert (figures["members_end"].value, figures["communities"].value) == (5, 2)


def test_who_is_known_to_be_one_person_counts_once_and_the_warning_goes(two):
    one, other = two
    client = client_by_slug("tea")
    keys = [
        next((place.community_no, row.no) for row in store.candidates([place.community_no]) if row.external_id.endswith(f":{name}"))
        for place, name in ((one, "p1"), (other, "q1"))
    ]
    people.merge(client, keys, by=None, now=NOW)
    found = rolled_up(client, APRIL, NOW)
    assert (found.merged, found.unsettled) == (1, 0)
    figure = found.figures["active_members"]
    assert (figure.value, figure.reason, figure.detail["sum"], figure.detail["twice"]) == (4, None, 5, 1)
    assert (found.figures["members_end"].value, found.figures["joins"].reason) == (4, None)


def test_rates_are_made_of_sums_and_never_the_mean_of_rates(two):
    figures = april()
    assert (figures["churn_rate"].value, figures["churn_rate"].reason) == (None, Reason.NOT_RECORDED)
    mean = figures["active_rate"].detail["below"]
    assert figures["active_rate"].value == pytest.approx(5 / mean)
    # All four here took part within a week, neither of the two there: 4 of 6, not the mean of 1 and 0.
    assert figures["newcomer_activation"].value == pytest.approx(4 / 6)


def test_what_has_no_sum_says_so(two):
    figures = april()
    assert {figures[key].reason for key in ("gini", "top10_share", "active_hours")} == {Reason.NOT_OF_SEVERAL}


def test_recorded_values_add_up_and_a_platform_without_one_lowers_the_coverage(two):
    one, other = two
    place = community_by_id(one.community_id)
    recording.record(place, "revenue", APRIL, 900.0, by=None, now=NOW)
    figure = april()["revenue"]
    assert (figure.value, figure.coverage, figure.detail["with_data"]) == (900, 0.5, 1)
    recording.record(community_by_id(other.community_id), "revenue", APRIL, 100.0, by=None, now=NOW)
    assert (april()["revenue"].value, april()["revenue"].coverage) == (1000, 1)
