"""What was written: kept for as long as the workspace allows, its words counted once and taken off with the import."""

from datetime import date, timedelta

import pytest

from tenants.actions import importing, speech
from tenants.store import texts
from tenants.store.accounts import Tenant
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.sql import InOne
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tests.chats import export, said
from tests.communities import NOW, application, bring, make_place

MARCH = Period.month(2024, 3)
WEEK = [
    said(1, "08:00", "U1", "who knows the ridge trail?"),
    said(1, "09:00", "U2", "the ridge trail is closed", thread_ts=said(1, "08:00", "U1")["ts"]),
    said(2, "08:00", "U3", "is the hut open?"),
    said(3, "08:00", "U2", "see you at the hut"),
]
LATER = [WEEK[3], said(12, "08:00", "U4", "new boots, who has the same boots")]


@pytest.fixture
def place(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place()
        with use_tenant(place.tenant_id):
            yield place


@pytest.fixture
def community(place):
    return community_by_id(place.community_id)


def counted(place, path):
    result = bring(place, path)
    assert speech.count(result.import_id, now=NOW)
    return result


def words(community):
    return texts.words(community, date(2024, 3, 1))


def test_words_are_counted_once_an_import(place, community, tmp_path):
    result = counted(place, export(tmp_path / "a.zip", WEEK))
    assert words(community) == {"knows": 1, "ridge": 2, "trail": 2, "closed": 1, "hut": 2, "open": 1}
    assert not speech.count(result.import_id, now=NOW)
    counted(place, export(tmp_path / "b.zip", LATER))
    assert words(community) == {"knows": 1, "ridge": 2, "trail": 2, "closed": 1, "hut": 2, "open": 1, "new": 1, "boots": 1}


def test_an_undone_import_takes_its_words_and_texts_along_but_not_those_another_one_holds(place, community, tmp_path):
    first = counted(place, export(tmp_path / "a.zip", WEEK))
    counted(place, export(tmp_path / "b.zip", LATER))
    importing.undo(first.import_id, now=NOW)
    assert words(community) == {"hut": 1, "new": 1, "boots": 1}
    kept = db.session.scalars(db.select(texts.MessageText.content)).all()
    assert sorted(kept) == ["new boots, who has the same boots", "see you at the hut"]


def test_undoing_what_was_not_counted_yet_takes_no_word_off(place, community, tmp_path):
    counted(place, export(tmp_path / "a.zip", WEEK))
    before = words(community)
    second = bring(place, export(tmp_path / "b.zip", LATER))
    importing.undo(second.import_id, now=NOW)
    assert words(community) == before
    assert not speech.count(second.import_id, now=NOW)


def test_texts_go_when_their_time_is_over_and_words_stay(place, community, tmp_path):
    counted(place, export(tmp_path / "a.zip", WEEK))
    assert speech.clear(now=NOW + timedelta(days=89)) == 0
    assert texts.any_kept(community)
    assert speech.clear(now=NOW + timedelta(days=91)) == 1
    assert not texts.any_kept(community)
    assert words(community)["trail"] == 2
    assert speech.clear(now=NOW + timedelta(days=91)) == 0


def test_a_workspace_that_keeps_nothing_has_words_all_the_same(place, community, tmp_path):
    speech.keep_for(db.session.get(Tenant, place.tenant_id), 0, by=None, now=NOW)
    counted(place, export(tmp_path / "a.zip", WEEK))
    assert not texts.any_kept(community)
    assert words(community)["hut"] == 2


@pytest.mark.parametrize("days", [-1, speech.LONGEST_KEPT + 1])
def test_other_lengths_are_refused(place, days):
    with pytest.raises(Refusal) as refused:
        speech.keep_for(db.session.get(Tenant, place.tenant_id), days, by=None, now=NOW)
    assert refused.value.code == "speech.days"


def test_the_month_says_what_was_asked_discussed_and_answered(place, community, tmp_path):
    pity, later = said(1, "09:30", "U3", "a pity", thread_ts=WEEK[0]["ts"]), said(12, "08:00", "U4", "over and out")
    counted(place, export(tmp_path / "a.zip", [*WEEK, pity, later]))
    found = speech.talk(community, MARCH, now=NOW)
    (lonely,) = found.unanswered
    assert (found.texts[lonely.key], found.unanswered_total, lonely.author) == ("is the hut open?", 1, "person3")
    (thread,) = found.discussed
    assert (found.texts[thread.key], thread.replies, thread.question) == ("who knows the ridge trail?", 2, True)
    # One thread was answered after an hour; one question never.
    assert (list(found.waits), found.without) == ([0, 0, 0, 1, 0, 0, 0], 1)
    assert found.figures["reply_coverage"].value == 0.5
    assert (found.words.known, found.words.comparable) == (True, False)


def test_texts_are_cut_at_a_bounded_length_and_hold_no_null(place, community, tmp_path):
    bring(place, export(tmp_path / "a.zip", [said(1, "08:00", "U1", "a\x00b" + "x" * 20_000)]))
    (row,) = InOne(community.no).rows("SELECT content FROM message_text WHERE tenant_id = :tenant AND community_no = :community")
    assert row.content.startswith("abx")
    assert len(row.content) <= 8_000
