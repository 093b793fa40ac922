"""The form that makes a link to a report: what it refuses, and to whom."""

import pytest

from tests.webapp import shared


@pytest.fixture
def report(app, world):
    """The first agency's published report."""
    return shared.publish(app, world.a)


@pytest.fixture
def manager(world, as_person):
    return as_person(world.a.people["manager"].email)


@pytest.mark.parametrize(
    "fields",
    [
        {"days": "date", "until": "2001-01-01"},
        {"days": "date", "until": "2099-01-01"},
        {"days": "date", "until": "9999-12-31"},
        {"days": "date", "until": ""},
        {"days": "5000"},
        {"days": "7", "password": "short"},
        {"days": "7", "note": "x" * 200},
    ],
    ids=str,
)
def test_a_link_that_could_not_hold_is_refused_in_words(world, report, manager, fields):
    answer = manager.send(f"/w/north/reviews/{report}/shares", **({"note": "", "until": "", "password": ""} | fields))
    assert answer.status_code == 422
    assert 'class="error"' in answer.text


def test_only_what_is_published_can_be_shared(world, manager):
    draft = world.a.ids["review_id"]
    answer = manager.send(f"/w/north/reviews/{draft}/shares", note="", days="7", until="", password="")
    assert answer.status_code == 422
    assert "Only a published report can be shared." in answer.text or "once it is published" in answer.text


def test_an_analyst_makes_no_links(world, report, as_person):
    analyst = as_person(world.a.people["analyst"].email)
    assert analyst.get(f"/w/north/reviews/{report}/shares").status_code == 403
