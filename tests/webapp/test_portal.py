"""The portal: what a client sees, and above all what it does not."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from tenants.store.base import db
from tenants.store.clients import community_by_slug
from tenants.store.reviews import Review
from tenants.store.schedules import Schedule
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.report import ActionState
from tests.render import sample
from tests.webapp import june

AT = "/w/north/portal"


@pytest.fixture
def reader(world, as_person):
    return as_person(world.a.people["client1"].email)


@pytest.fixture
def report(app, world):
    """The published report of the first client, with a full document; internal words stand on the review."""
    review_id = world.a.ids["published_id"]
    with app.app_context(), use_tenant(world.a.id), work():
        review = june.review_store.by_id(review_id)
        document = sample.full(period=sample.Period.parse(review.period))
        june.review_store.freeze(review, document)
        review.note, review.answers = "INTERNAL-NOTE", {"coverage": "INTERNAL-ANSWER"}
    return review_id


def post(browser, address):
    return browser.post(address, headers={"X-CSRFToken": browser.token()})


def test_before_the_first_report_the_portal_says_what_will_be_there(reader):
    page = reader.get(f"{AT}/")
    assert page.status_code == 200
    assert "Your reports will be here" in page.text


def test_the_latest_report_stands_first_with_its_verdict_scores_and_what_is_asked(reader, report):
    page = reader.get(f"{AT}/").text
    document = sample.full()
    assert page.count('class="answer"') == 3
    assert re.search(r'<h1 id="h">.+</h1>', page)
    assert "What we ask of you" in page
    for part in document.pillars[:3]:
        assert f"{part.score.value * 100:.0f}" in page
    assert 'class="fig"' in page


def test_what_was_agreed_and_is_overdue_is_not_announced_as_if_it_were_to_come(app, world, reader, report):
    with app.app_context(), use_tenant(world.a.id), work():
        review = june.review_store.by_id(report)
        document = sample.full(period=sample.Period.parse(review.period))
        late = [replace(action, state=ActionState.OPEN, due=date(2020, 3, 4)) for action in document.actions[:1]]
        june.review_store.freeze(review, replace(document, actions=late))
    assert "was due on 4 March, still open" in reader.get(f"{AT}/").text.replace("\xa0", " ")


def test_a_report_is_read_online_with_charts_definitions_and_no_inline_style(reader, report):
    page = reader.get(f"{AT}/reports/{report}").text
    for anchor in ("summary", "scorecard", "satisfaction", "activity", "growth", "done", "appendix"):
        assert f'<section class="chapter" id="{anchor}"' in page
    assert page.count("<svg") > 8
    assert not re.search(r"\sstyle\s*=", page)
    for voice in sample.full().voices:
        assert voice[1][:12] in page


def test_nothing_internal_reaches_the_client(reader, report, world):
    for path in ("/", "/reports", f"/reports/{report}", "/calendar"):
        page = reader.get(f"{AT}{path}").text
        assert "INTERNAL" not in page
        assert "Hikers 2" not in page
        assert world.b.canary not in page


@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_a_review_that_is_not_published_is_not_there(app, world, reader, state):
    with app.app_context(), use_tenant(world.a.id):
        ids = [row.id for row in june.review_store.in_states(state) if row.community.slug == "hikers-1"]
    assert len(ids) == 1
    assert reader.get(f"{AT}/reports/{ids[0]}").status_code == 404
    assert reader.get(f"{AT}/reports/{ids[0]}/file").status_code == 404
    assert post(reader, f"{AT}/reports/{ids[0]}/acknowledgement").status_code == 404


def test_the_client_confirms_once_and_the_agency_sees_it(app, world, reader, report, as_person):
    assert "Confirm receipt" in reader.get(f"{AT}/reports/{report}").text
    assert post(reader, f"{AT}/reports/{report}/acknowledgement").status_code == 303
    assert june.state(app, world.a, report) == "acknowledged"
    assert post(reader, f"{AT}/reports/{report}/acknowledgement").status_code == 303
    assert "Confirmed" in reader.get(f"{AT}/reports/{report}").text
    staff = as_person(world.a.people["manager"].email)
    assert "Confirmed by the client" in staff.get(f"/w/north/reviews/{report}").text


def test_the_pdf_is_not_offered_before_it_is_made(reader, report):
    assert reader.get(f"{AT}/reports/{report}/file").status_code == 404
    assert "The PDF is being made" in reader.get(f"{AT}/reports/{report}").text


def test_the_calendar_shows_what_reports_told_and_nothing_planned_since(app, world, reader, report):
    page = reader.get(f"{AT}/calendar").text
    held = sample.full().activities
    assert held[0].title in page
    assert "Live Q&amp;A" not in page or any("Live Q&A" in line.title for line in held)
    assert f"Live Q&amp;A {world.a.canary}" not in page


def test_a_corrected_version_takes_the_place_of_the_first(app, world, reader, report):
    with app.app_context(), use_tenant(world.a.id), work():
        first = june.review_store.by_id(report)
        second = june.review_store.add(first.community, sample.Period.parse("2026-01"), first.drafted_at)
        second.period, second.period_first, second.period_until, second.version = first.period, first.period_first, first.period_until, 2
        second.state, second.published_at = "published", first.drafted_at
        june.review_store.freeze(second, replace(sample.full(period=sample.Period.parse(first.period)), version=2))
    listed = reader.get(f"{AT}/reports").text
    assert "version 2" in listed
    assert str(report) not in listed
    assert "A corrected version was published" in reader.get(f"{AT}/reports/{report}").text


def test_staff_do_not_enter_the_portal(world, as_person):
    assert as_person(world.a.people["owner"].email).get(f"{AT}/").status_code == 403


def test_the_portal_draws_the_promises_over_the_reports(app, world, as_person):
    with app.app_context(), use_tenant(world.a.id), work():
        community = community_by_slug("hikers-1")
        for row in db.session.query(Review).filter(Review.community_id == community.id, Review.state.in_(["published", "acknowledged"])):
            june.review_store.freeze(row, sample.full(period=sample.Period.parse(row.period), client="c", community="d"))
            row.published_at = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)
    page = as_person(world.a.people["client1"].email).get(f"{AT}/").text
    assert "The three promises over time" in page
    assert page.count("over 2 reports, goal 100") == 3


def test_the_portal_says_when_the_next_report_comes(app, world, as_person):
    with app.app_context(), use_tenant(world.a.id), work():
        community = community_by_slug("hikers-1")
        db.session.add(
            Schedule(
                community_id=community.id, client_id=community.client_id, cadence="month", settle_days=2, hour=9, first=date(2026, 6, 1)
            )
        )
    page = as_person(world.a.people["client1"].email).get(f"{AT}/calendar").text
    assert "Reports to come" in page
    assert "Hikers 1" in page
    other = as_person(world.a.people["client2"].email).get(f"{AT}/calendar").text
    assert "Hikers 1" not in other


def test_a_report_reads_no_frozen_document_but_its_own(app, reader, report):
    sent = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _line, _cursor, statement, *_: sent.append(statement))
    page = reader.get(f"{AT}/reports/{report}")
    assert page.status_code == 200
    whole = [each for each in sent if "review.document AS" in each or "review.document," in each]
    assert len(whole) == 1, whole
