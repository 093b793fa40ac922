"""The client asks, the agency answers, nobody else hears it; a report is rated by those it was made for."""

import pytest

from tenants.actions import remarks as acting
from tenants.measure import CATALOGUE
from tenants.render.wording.metrics import metric_words
from tenants.store import comments
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tests.render import sample
from tests.webapp import june

AT = "/w/north/portal"


@pytest.fixture
def report(app, world):
    review_id = world.a.ids["published_id"]
    with app.app_context(), use_tenant(world.a.id), work():
        review = june.review_store.by_id(review_id)
        june.review_store.freeze(review, sample.full(period=sample.Period.parse(review.period)))
    return review_id


@pytest.fixture
def reader(world, as_person):
    return as_person(world.a.people["client1"].email)


def post(browser, address, **data):
    return browser.post(address, data=data, headers={"X-CSRFToken": browser.token()})


def remarks(app, world, review_id):
    with app.app_context(), use_tenant(world.a.id):
        row = june.review_store.by_id(review_id)
        return [(each.text, each.metric, each.from_client, each.id) for each, _version in comments.of_period(row, "client", "internal")]


def test_a_question_about_a_figure_stands_on_the_report_for_both_sides(app, world, as_person, reader, report):
    said = post(reader, f"{AT}/reports/{report}/remarks", text="Why did it fall?", metric="churn_rate")
    assert said.status_code == 303
    page = reader.get(f"{AT}/reports/{report}").text
    assert "Why did it fall?" in page
    assert "Churn rate" in page
    staff = as_person(world.a.people["manager"].email).get(f"/w/north/reviews/{report}").text
    assert "Why did it fall?" in staff


def test_an_internal_word_never_reaches_the_portal(app, world, reader, report):
    with app.app_context(), use_tenant(world.a.id):
        row = june.review_store.by_id(report)
        acting.say(row, "INTERNAL-WORD", audience="internal", by=world.a.people["manager"].id, now=row.drafted_at)
    assert "INTERNAL-WORD" not in reader.get(f"{AT}/reports/{report}").text


def test_the_other_client_of_the_agency_neither_reads_nor_asks(world, as_person, reader, report):
    post(reader, f"{AT}/reports/{report}/remarks", text="Between us")
    other = as_person(world.a.people["client2"].email)
    assert post(other, f"{AT}/reports/{report}/remarks", text="hello").status_code == 404
    assert "Between us" not in other.get(f"{AT}/reports").text


def test_a_remark_can_be_taken_back_by_who_made_it_and_said_again(app, world, reader, report):
    post(reader, f"{AT}/reports/{report}/remarks", text="Too quick")
    remark_id = remarks(app, world, report)[0][3]
    post(reader, f"{AT}/remarks/{remark_id}/withdrawal")
    assert "Too quick" not in reader.get(f"{AT}/reports/{report}").text
    post(reader, f"{AT}/remarks/{remark_id}/restoration")
    assert "Too quick" in reader.get(f"{AT}/reports/{report}").text


def test_an_empty_question_is_refused_and_what_was_chosen_stays(reader, report):
    page = post(reader, f"{AT}/reports/{report}/remarks", text=" ", metric="churn_rate")
    assert page.status_code == 422
    assert "Please fill this in." in page.text
    assert '<option value="churn_rate" selected>' in page.text


@pytest.mark.parametrize("rating", ["0", "6", "x", ""])
def test_a_rating_lies_between_one_and_five(app, world, reader, report, rating):
    assert post(reader, f"{AT}/reports/{report}/rating", rating=rating).status_code == 422
    with app.app_context(), use_tenant(world.a.id):
        assert june.review_store.by_id(report).rating is None


def test_the_agency_sees_the_rating(app, world, reader, report):
    assert post(reader, f"{AT}/reports/{report}/rating", rating="4", note="Clear words").status_code == 303
    with app.app_context(), use_tenant(world.a.id):
        row = june.review_store.by_id(report)
        assert (row.rating, row.rating_note, row.rated_by) == (4, "Clear words", world.a.people["client1"].id)


def test_a_figure_that_the_report_does_not_show_is_named_in_words_all_the_same(app, world, reader, report):
    with app.app_context(), use_tenant(world.a.id):
        row = june.review_store.by_id(report)
        shown = {line.metric for part in june.review_store.frozen(row).pillars for line in part.lines}
        metric = next(key for key in CATALOGUE if key not in shown)
        acting.say(row, "As we said.", audience="client", metric=metric, by=world.a.people["manager"].id, now=row.drafted_at)
    thread = reader.get(f"{AT}/reports/{report}").text.partition('<ol class="thread">')[2].partition("</ol>")[0]
    assert metric_words(metric, "en").name in thread
    assert metric not in thread


def test_a_report_that_another_one_followed_is_not_offered_for_rating(app, world, reader, report):
    page = f"{AT}/reports/{report}"
    assert post(reader, f"{page}/rating", rating="4", note="Clear words").status_code == 303
    assert f"{page}/rating" in reader.get(page).text
    with app.app_context(), use_tenant(world.a.id), work():
        row = june.review_store.by_id(report)
        period = sample.Period.parse(row.period).following()
        later = june.review_store.add(row.community, period, row.drafted_at)
        later.state, later.published_at = "published", row.drafted_at
    shown = reader.get(page).text
    assert f"{page}/rating" not in shown
    assert "Rated 4 of 5" in shown
