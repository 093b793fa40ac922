"""The page of topics: what it lists, what it says without texts or replies, and how long texts are kept."""

import pytest

from tenants.actions import communities, importing, speech
from tenants.store.tenancy import use_tenant
from tests.chats import export, said
from tests.communities import NOW

HERE = "/w/north/communities/hikers-1/topics"
QUESTION = said(1, "08:00", "U1", "who knows the ridge <b>trail</b>?")
ANSWERED = [
    QUESTION,
    said(1, "08:03", "U2", "I do", thread_ts=QUESTION["ts"]),
    said(1, "08:09", "U3", "me too", thread_ts=QUESTION["ts"]),
    said(2, "08:00", "U3", "is the hut open?"),
    *(said(day, "10:00", "U4", "the ridge trail") for day in range(14, 18)),
]


@pytest.fixture
def bring(app, world, tmp_path):
    def put(*messages):
        with app.app_context(), use_tenant(world.a.id):
            row = communities.find("hikers-1")
            result = importing.now(row.id, export(tmp_path / "chat.zip", list(messages)), now=NOW)
            speech.count(result.import_id, now=NOW)

    return put


@pytest.fixture
def manager(as_person, world):
    return as_person(world.a.people["manager"].email)


def test_the_page_lists_questions_discussions_waits_and_words(bring, manager):
    bring(*ANSWERED)
    page = manager.get(f"{HERE}?period=2024-03").text
    assert "is the hut open?" in page
    assert "who knows the ridge &lt;b&gt;trail&lt;/b&gt;?" in page
    assert "2 replies" in page
    assert "within 5 minutes" in page
    assert "One question of a member got no reply at all." in page
    assert "<span>ridge</span>" in page
    assert "There are no words of February" in page
    assert "days after its import" in page


def test_when_texts_are_gone_the_lists_say_so_and_stay(app, world, bring, manager, as_person):
    bring(*ANSWERED)
    owner = as_person(world.a.people["owner"].email)
    settings = {"name": "North", "language": "en", "timezone": "Asia/Shanghai", "currency": "CNY"}
    assert owner.send("/w/north/settings", **settings, text_days="-1").status_code == 422
    assert owner.send("/w/north/settings", **settings, text_days="0").status_code == 303
    page = manager.get(f"{HERE}?period=2024-03").text
    assert "is the hut open?" not in page
    assert "The text is no longer kept." in page
    assert "<span>ridge</span>" in page
    assert "deleted as soon as its words are counted" in page


def test_a_month_in_which_nothing_was_asked_says_so(bring, manager):
    bring(said(1, "08:00", "U1", "!!"), said(3, "08:00", "U2", "..."))
    page = manager.get(f"{HERE}?period=2024-03").text
    for words in (
        "Every question got a reply, or none was asked.",
        "No message got two replies or more.",
        "No words of this month were counted",
    ):
        assert words in page


@pytest.mark.parametrize("query", ["period=2024", "period=x", "period=2024-03&first=x", "period=2024-03&first=99999999"])
def test_nonsense_is_not_there(bring, manager, query):
    assert manager.get(f"{HERE}?{query}").status_code == 404


def test_of_a_month_without_data_nothing_is_said_but_that(bring, manager):
    bring(*ANSWERED)
    page = manager.get(f"{HERE}?period=2024-06").text
    assert "No data for June" in page.replace("\xa0", " ")
    assert "Every question got a reply" not in page
