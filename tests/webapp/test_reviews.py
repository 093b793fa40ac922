"""Reviews on the screen: drafted, written, checked, approved, published, corrected."""

import re
from datetime import UTC, datetime

import pytest

from tenants.actions import schedules
from tenants.actions.schedules import ScheduleForm
from tenants.store.clients import community_by_slug
from tenants.store.work import work
from tests.webapp import june

AT = "/w/north/reviews"


@pytest.fixture
def north(app, world, tmp_path):
    june.bring(app, world.a, tmp_path)
    return world.a


@pytest.fixture
def manager(north, as_person):
    return as_person(north.people["manager"].email)


@pytest.fixture
def seen(app, north):
    """The revision a review has now."""
    return lambda review_id=None: june.revision(app, north, review_id or north.ids["review_id"])


def post(browser, address, *, htmx=False, **fields):
    token = browser.token()
    headers = {"X-CSRFToken": token, **({"HX-Request": "true"} if htmx else {})}
    return browser.post(address, data=fields, headers=headers)


def test_the_list_tells_who_must_act_and_filters(manager):
    page = manager.get(AT).text
    assert "Author: finish and hand in" in page
    assert "Manager: approve or return" in page
    assert "Client: confirm" not in page
    assert "Client: confirm" in manager.get(f"{AT}?state=published").text
    assert "Hikers 2" not in re.sub(
        r"(?s)<nav.*?</nav>|<select.*?</select>|<ul class=\"places\">.*?</ul>", "", manager.get(f"{AT}?community=hikers-1").text
    )
    assert manager.get(f"{AT}?state=nonsense").status_code == 404


def test_a_period_is_drafted_once_and_opened_the_second_time(manager):
    first = post(manager, "/w/north/communities/hikers-1/reviews", period="2026-W24")
    again = post(manager, "/w/north/communities/hikers-1/reviews", period="2026-W24")
    assert first.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    refused = post(manager, "/w/north/communities/hikers-1/reviews", period="2999-01")
    assert refused.status_code == 422
    assert "has not begun" in refused.text


def test_a_draft_shows_goals_findings_and_open_questions_with_every_figure_a_door(manager, north):
    page = manager.get(f"{AT}/{north.ids['review_id']}").text
    assert "Active rate" in page
    assert "Quality check" in page
    doors = set(re.findall(r'popovertarget="(p[0-9a-f]{8})"', page))
    assert doors
    assert doors == set(re.findall(r'class="pop" id="(p[0-9a-f]{8})"', page))


def test_a_dropped_finding_stays_struck_through_and_can_be_taken_back(manager, north, seen):
    address = f"{AT}/{north.ids['review_id']}"
    finding = re.search(r'id="f-([^"]+)"><p class="finding__text"', manager.get(address).text)[1]
    part = post(manager, f"{address}/findings", htmx=True, finding=finding, decision="dropped", revision=seen())
    assert "finding--off" in part.text
    assert 'id="gate"' in part.text
    assert f'class="rev" value="{seen()}" hx-swap-oob="outerHTML:.rev"' in part.text
    assert "finding--off" in manager.get(address).text
    post(manager, f"{address}/findings", finding=finding, decision="undecided", revision=seen())
    assert "finding--off" not in manager.get(address).text


def test_a_rewritten_finding_says_what_the_manager_wrote(manager, north, seen):
    address = f"{AT}/{north.ids['review_id']}"
    finding = re.search(r'id="f-([^"]+)"><p class="finding__text"', manager.get(address).text)[1]
    assert post(manager, f"{address}/findings", finding=finding, decision="rewritten", sentence="", revision=seen()).status_code == 422
    post(manager, f"{address}/findings", finding=finding, decision="rewritten", sentence="We <b>did</b> it.", revision=seen())
    page = manager.get(address).text
    assert "We &lt;b&gt;did&lt;/b&gt; it." in page
    assert "We <b>did</b> it." not in page


def test_who_saves_later_keeps_what_was_typed_and_sees_what_stands_there(manager, north, seen):
    address = f"{AT}/{north.ids['review_id']}"
    stale = seen()
    post(manager, f"{address}/commentary", achievements="The first one's words", revision=stale)
    refused = post(manager, f"{address}/commentary", achievements="The second one's words", revision=stale)
    assert refused.status_code == 422
    assert "Somebody else changed this review" in refused.text
    assert re.search(r'<textarea[^>]*id="achievements"[^>]*>\s*The second one&#39;s words', refused.text)
    assert "The first one&#39;s words" in refused.text
    again = re.search(r'id="commentary".*?name="revision" class="rev" value="(\d+)"', refused.text, re.DOTALL)[1]
    assert post(manager, f"{address}/commentary", achievements="The second one's words", revision=again).status_code == 303
    assert "The second one&#39;s words" in manager.get(address).text


def test_actions_are_added_changed_closed_and_carried(manager, north):
    address = f"{AT}/{north.ids['review_id']}"
    post(manager, f"{address}/actions", text="Call the silent ones", owner="He Chuan", due="2026-07-20")
    page = manager.get(address).text
    assert "Call the silent ones" in page
    action = re.findall(r'id="x-([0-9a-f-]{36})"', page)[-1]
    post(manager, f"{address}/actions/{action}", text="Call ten of them", owner="He Chuan", due="")
    assert "Call ten of them" in manager.get(address).text
    post(manager, f"{address}/actions/{action}/state", state="done")
    assert "action--off" in manager.get(address).text
    assert post(manager, f"{address}/actions/{action}", text="", owner="").status_code == 422


def test_approval_waits_for_the_gate_and_says_for_what(manager, north, seen):
    address = f"{AT}/{north.ids['review_id']}"
    post(manager, f"{address}/commentary", achievements="", shortcomings="", revision=seen())
    post(manager, f"{address}/submission", reason="Please look", revision=seen())
    page = manager.get(address).text
    assert 'aria-disabled="true"' in page
    assert "Please look" in page
    refused = post(manager, f"{address}/approval", revision=seen())
    assert refused.status_code == 422
    assert "Some questions must be answered" in refused.text


def test_a_question_is_answered_in_place(manager, app, north, seen):
    address = post(manager, "/w/north/communities/hikers-1/reviews", period="2026-Q2").headers["Location"]
    review_id = address.rpartition("/")[2]
    assert "days have no data" in manager.get(address).text
    part = post(manager, f"{address}/answers", htmx=True, code="coverage", reason="The export began in May.", revision=seen(review_id))
    assert "The export began in May." in part.text
    assert "Take back the answer" in part.text


def test_an_analyst_writes_and_hands_in_but_does_not_approve(as_person, north, seen):
    analyst = as_person(north.people["analyst"].email)
    address = f"{AT}/{north.ids['review_id']}"
    assert post(analyst, f"{address}/submission", revision=seen()).status_code == 303
    assert "waits for a manager" in analyst.get(address).text
    assert post(analyst, f"{address}/approval", revision=seen()).status_code == 403


def test_a_returned_review_tells_its_author_why(manager, north, seen):
    address = f"{AT}/{north.ids['review_id']}"
    post(manager, f"{address}/submission", revision=seen())
    assert post(manager, f"{address}/return", reason="", revision=seen()).status_code == 422
    assert post(manager, f"{address}/return", reason="The cause is missing.", revision=seen()).status_code == 303
    assert "The cause is missing." in manager.get(address).text


def test_publishing_names_the_recipients_and_a_correction_begins_the_next_version(manager, app, north, seen):
    address = f"{AT}/{north.ids['review_id']}"
    post(manager, f"{address}/submission", revision=seen())
    assert post(manager, f"{address}/approval", revision=seen()).status_code == 303
    assert "brand1@north.example" in manager.get(f"{address}/publication").text
    assert post(manager, f"{address}/publication", deliver="1", revision=1).status_code == 422
    assert post(manager, f"{address}/publication", deliver="1", revision=seen()).status_code == 303
    assert june.state(app, north, north.ids["review_id"]) == "published"
    made = post(manager, f"{address}/correction", reason="The members were counted twice.").headers["Location"]
    assert made != address
    assert "version 2" in manager.get(made).text
    assert "Version 2 of this review exists" in manager.get(address).text


def test_the_question_before_publishing_names_the_addresses_and_the_language_of_the_schedule(manager, app, north, seen):
    with june.inside(app, north):
        form = ScheduleForm(recipients=["board@north.example"], language="zh_Hans_CN")
        schedules.create(community_by_slug("hikers-1"), "month", form, by=None, now=datetime.now(UTC))
    address = f"{AT}/{north.ids['review_id']}"
    post(manager, f"{address}/submission", revision=seen())
    post(manager, f"{address}/approval", revision=seen())
    page = manager.get(f"{address}/publication").text
    assert "board@north.example" in page
    assert "brand1@north.example" not in page
    assert "The report is made in Chinese and mailed to one address:" in page


def test_the_days_of_the_steps_are_those_of_the_workspaces_clock(manager, app, north):
    with june.inside(app, north), work():
        row = june.review_store.by_id(north.ids["published_id"])
        row.approved_at = row.published_at = datetime(2026, 8, 1, 17, 30, tzinfo=UTC)
    page = manager.get(f"{AT}/{north.ids['published_id']}").text
    assert "2\N{NO-BREAK SPACE}August" in page
    assert "1\N{NO-BREAK SPACE}August" not in page


def test_the_preview_is_the_page_the_client_will_read(manager, north):
    page = manager.get(f"{AT}/{north.ids['review_id']}/preview").text
    assert 'data-register="client"' in page
    assert 'id="scorecard"' in page
    assert " style=" not in page


def test_the_preview_as_pdf_is_a_pdf_and_nothing_is_kept(manager, app, north):
    answer = manager.get(f"{AT}/{north.ids['review_id']}/preview.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "no-store" in answer.headers["Cache-Control"]
    assert june.runs(app, north, north.ids["review_id"]) == []
