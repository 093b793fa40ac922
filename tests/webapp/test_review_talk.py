"""Remarks, reasons, the last review beside this one, withdrawal: on the page of a review, with script and without."""

import re

import pytest

from tenants.actions import importing, remarks, reviewing, targets
from tenants.store import comments
from tenants.store import reviews as store
from tenants.store.base import db
from tenants.store.clients import Community, community_by_slug
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.document import Commentary
from tenants.terms.period import Period
from tests.webapp import june

AT = "/w/north/reviews"
WORDS = Commentary("Members hosted the evening.", "Few joined.", "No campaign ran.", "Call the silent ones.", "Please send samples.")


@pytest.fixture
def rowers(app, world, tmp_path):
    """A community whose May is published and whose June is a draft with missed goals; their ids by month."""
    north, ids = world.a, {}
    now, owner = june.datetime.now(june.UTC), north.people["owner"].id
    with june.inside(app, north):
        place = Community(
            slug="rowers", client_id=community_by_slug("hikers-1").client_id, name="Rowers", platform="slack", timezone="Asia/Shanghai"
        )
        with work():
            db.session.add(place)
        importing.now(place.id, june.export(tmp_path / "rowers.zip"), now=now)
        place = community_by_slug("rowers")
        for month in (5, 6):
            targets.put(place, "joins", Period.month(2026, month), targets.TargetForm(value=40), by=None)
            row = reviewing.draft(place, Period.month(2026, month), by=None, now=now)
            ids[month] = str(row.id)
            if month == 5:
                row = reviewing.comment(row, WORDS, revision=None, by=None)
                reviewing.submit(row, revision=None, by=owner, now=now)
                reviewing.approve(row, waive="ok", revision=None, by=owner, now=now)
                reviewing.publish(row, revision=None, by=owner, now=now)
        ids["client"] = row.client_id
    return ids


@pytest.fixture
def manager(world, as_person):
    return as_person(world.a.people["manager"].email)


@pytest.fixture
def clients_word(app, world, rowers):
    """What somebody of the client said about May's joins; the remark's id."""
    now = june.datetime.now(june.UTC)
    with app.app_context(), use_tenant(world.a.id, rowers["client"]):
        row = store.by_id(rowers[5])
        said = remarks.say(row, "Why so <few>?", audience="client", metric="joins", by=world.a.people["client1"].id, now=now)
        return str(said.id)


def post(browser, address, *, htmx=False, **fields):
    headers = {"X-CSRFToken": browser.token(), **({"HX-Request": "true"} if htmx else {})}
    return browser.post(address, data=fields, headers=headers)


def read(browser, address):
    """A page with plain blanks for those that do not break."""
    return browser.get(address).text.replace("\u00a0", " ")


def thread(page, kind):
    return re.search(rf'(?s)<section class="convo[^"]*" id="thread-{kind}".*?</section>', page)[0]


def test_each_missed_goal_has_its_field_and_saving_one_keeps_the_others(manager, app, world, rowers):
    address = f"{AT}/{rowers[6]}"
    page = manager.get(address).text
    assert 'id="reason-joins"' in page
    assert "Joins missed its goal. Why?" in page
    seen = june.revision(app, world.a, rowers[6])
    part = post(manager, f"{address}/reasons", htmx=True, **{"reason-joins": "No campaign ran.", "revision": seen}).text
    assert "Saved" in part
    assert "Why Joins was missed: No campaign ran." in part
    assert f'class="rev" value="{june.revision(app, world.a, rowers[6])}"' in part
    assert "No campaign ran.</textarea>" in manager.get(address).text
    stale = post(manager, f"{address}/reasons", **{"reason-joins": "Something else.", "revision": seen})
    assert stale.status_code == 422
    assert "Something else.</textarea>" in stale.text
    now = june.revision(app, world.a, rowers[6])
    assert post(manager, f"{address}/reasons", **{"reason-joins": "", "revision": now}).headers["Location"].endswith("#reasons")
    assert "Joins missed its goal. Why?" in manager.get(address).text


def test_the_two_conversations_stand_apart_and_say_who_sees_them(manager, rowers, clients_word):
    address = f"{AT}/{rowers[5]}"
    post(manager, f"{address}/remarks", audience="internal", text="They paid for the campaign.", metric="joins")
    post(manager, f"{address}/remarks", audience="client", text="The list is in the appendix.", metric="")
    page = manager.get(address).text
    ours, theirs = thread(page, "internal"), thread(page, "client")
    assert "They paid for the campaign." in ours
    assert "The client never sees this" in ours
    assert "The list is in the appendix." in theirs
    assert "Why so &lt;few&gt;?" in theirs
    assert "They paid" not in theirs
    assert "The client sees this" in theirs
    row = re.search(r'(?s)<div class="saidof" id="said-joins">.*?</div>\n</div>|<div class="saidof" id="said-joins">.*?</th>', page)[0]
    assert "2 remarks" in row


def test_a_draft_has_no_way_to_speak_to_the_client(manager, rowers):
    address = f"{AT}/{rowers[6]}"
    theirs = thread(manager.get(address).text, "client")
    assert "<textarea" not in theirs
    assert "Opens when this version is published." in theirs
    refused = post(manager, f"{address}/remarks", audience="client", text="Hello.")
    assert refused.status_code == 422
    assert "cannot see this review" in refused.text
    assert "Hello." in refused.text


def test_with_script_only_the_conversation_changes_and_can_be_taken_back(manager, app, world, rowers):
    address = f"{AT}/{rowers[6]}"
    part = post(manager, f"{address}/remarks", htmx=True, audience="internal", text="Look at the ninth.", metric="joins").text
    assert part.lstrip().startswith('<section class="convo" id="thread-internal"')
    assert 'id="said-joins" hx-swap-oob="true"' in part
    undo = re.search(r'action="(/[^"]+/taking-back)"', part)[1]
    taken = post(manager, undo)
    assert taken.status_code == 303
    assert "Look at the ninth." not in thread(manager.get(address).text, "internal")
    assert post(manager, undo.replace("taking-back", "putting-back")).status_code == 303
    assert "Look at the ninth." in thread(manager.get(address).text, "internal")


def test_nobody_takes_back_what_another_said(manager, rowers, clients_word, as_person, world):
    address = f"{AT}/{rowers[5]}"
    post(manager, f"{address}/remarks", audience="internal", text="Mine alone.")
    mine = re.search(r"/remarks/([0-9a-f-]{36})/taking-back", manager.get(address).text)[1]
    analyst = as_person(world.a.people["analyst"].email)
    assert "taking-back" not in analyst.get(address).text
    assert post(analyst, f"{address}/remarks/{mine}/taking-back").status_code == 422
    # An id of another review's remark leads nowhere.
    assert post(manager, f"{AT}/{rowers[6]}/remarks/{mine}/taking-back").status_code == 404


def test_the_clients_question_is_answered_in_place_and_the_list_says_that_it_waits(manager, app, world, rowers, clients_word):
    address = f"{AT}/{rowers[5]}"
    assert "Answer the client: 1 remark waits" in manager.get(f"{AT}?state=published").text
    assert "remark of the client about May 2026" in read(manager, f"{AT}/{rowers[6]}")
    part = post(manager, f"{address}/remarks/{clients_word}/answer", htmx=True, text="No campaign ran.").text
    assert "answered" in thread(part, "client")
    assert "No campaign ran." in thread(part, "client")
    assert "Answer the client" not in manager.get(f"{AT}?state=published").text
    assert post(manager, f"{address}/remarks/{clients_word}/settlement", answered="").status_code == 303
    with june.inside(app, world.a):
        assert comments.by_id(clients_word).answered_at is None


def test_the_last_review_stands_beside_this_one_with_what_was_promised(manager, app, world, rowers):
    post(manager, f"{AT}/{rowers[6]}/actions", text="Referral week", owner="", due="")
    page = read(manager, f"{AT}/{rowers[6]}/beside")
    assert "May 2026" in page
    assert "Call the silent ones." in page
    assert "Please send samples." in page
    assert "Referral week" in page
    row = re.search(r"(?s)<tr><th scope=\"row\">Joins</th>.*?</tr>", page)[0]
    assert row.count("Missed") == 2
    assert "There is no review before this one" in manager.get(f"{AT}/{rowers[5]}/beside").text


def test_an_action_is_given_up_with_a_reason_and_that_is_undone(manager, rowers):
    address = f"{AT}/{rowers[6]}"
    post(manager, f"{address}/actions", text="Referral week", owner="", due="2026-01-05")
    page = manager.get(address).text
    assert "overdue since" in page
    action = re.search(r'id="x-([0-9a-f-]{36})"', page)[1]
    assert post(manager, f"{address}/actions/{action}/state", state="dropped", reason="").status_code == 422
    post(manager, f"{address}/actions/{action}/state", state="dropped", reason="The harbour is closed.")
    page = manager.get(address).text
    assert "The harbour is closed." in page
    undo = re.search(r'action="(/[^"]+/reopening)"', page)[1]
    post(manager, undo)
    assert "The harbour is closed." not in manager.get(address).text


def test_a_published_report_is_withdrawn_and_then_corrected(manager, app, world, rowers, as_person):
    address = f"{AT}/{rowers[5]}"
    reader = as_person(world.a.people["client1"].email)
    seen = june.revision(app, world.a, rowers[5])
    assert reader.get(f"/w/north/portal/reports/{rowers[5]}").status_code == 200
    assert "can read neither it nor its PDF" in manager.get(f"{address}/retraction").text
    assert post(manager, f"{address}/retraction", reason="", revision=seen).status_code == 422
    assert post(manager, f"{address}/retraction", reason="Counted twice.", revision=seen).status_code == 303
    assert reader.get(f"/w/north/portal/reports/{rowers[5]}").status_code == 404
    page = manager.get(address).text
    assert "Withdrawn: the client can no longer read this version. Counted twice." in page
    assert 'data-dialog="ask-retract"' not in page
    assert "Rowers, May 2026" in read(manager, f"{AT}?state=withdrawn")
    assert manager.get(f"{address}/retraction").status_code == 303
    made = post(manager, f"{address}/correction", reason="Two were counted twice.").headers["Location"]
    page = manager.get(made).text
    assert "What version 2 changes" in page
    assert "Two were counted twice." in page


def test_an_analyst_does_not_withdraw_a_report(as_person, world, rowers):
    analyst = as_person(world.a.people["analyst"].email)
    assert post(analyst, f"{AT}/{rowers[5]}/retraction", reason="x", revision=1).status_code == 403


def test_staff_see_what_the_client_rated(app, world, rowers, manager):
    with app.app_context(), use_tenant(world.a.id, rowers["client"]):
        reviewing.rate(store.by_id(rowers[5]), 4, "Clear, but late.", by=world.a.people["client1"].id, now=june.datetime.now(june.UTC))
    page = manager.get(f"{AT}/{rowers[5]}").text
    assert "Rated 4 of 5" in page
    assert "Clear, but late." in page
    assert "4 of 5" in manager.get(f"{AT}?state=published").text


def test_a_withdrawn_report_is_a_task_of_the_day_until_its_correction_is_begun(manager, app, world, rowers):
    home, address = "/w/north/", f"{AT}/{rowers[5]}"
    assert "Withdrawn, without a successor" not in manager.get(home).text
    post(manager, f"{address}/retraction", reason="Counted twice.", revision=june.revision(app, world.a, rowers[5]))
    page = read(manager, home)
    assert "Withdrawn, without a successor" in page
    assert "was not made" not in page
    post(manager, f"{address}/correction", reason="Counted twice.")
    assert "Withdrawn, without a successor" not in read(manager, home)
