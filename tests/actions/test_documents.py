"""What a report's document holds besides figures: the sources of its data, and quotations that give nobody away."""

from datetime import date
from pathlib import Path

import pytest

from tenants.actions import documents, importing, reviewing, surveys
from tenants.store import reviews
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.period import Period
from tests.chats import FIRST_WEEK, SECOND_WEEK, export
from tests.communities import NOW, application, bring, make_place

MARCH = Period.parse("2024-03")


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def survey(path: Path):
    rows = [
        "How likely are you to recommend us? (0-10),Comment",
        "10,Thanks @lin",
        "9,fine",
        "9,good",
        "8,ok",
        "10,yes",
        "10,ja",
        "2,call 13800138000",
    ]
    path.write_text("\n".join(rows) + "\n")
    return path


def sources(place, period):
    with use_tenant(place.tenant_id):
        return documents.current(community_by_id(place.community_id), period, now=NOW).sources


def test_the_document_names_the_imports_and_surveys_that_hold_days_of_the_period(app, tmp_path):
    place = make_place()
    bring(place, export(tmp_path / "first.zip", FIRST_WEEK))
    bring(place, export(tmp_path / "second.zip", SECOND_WEEK))
    with use_tenant(place.tenant_id):
        surveys.import_survey(place.community_id, survey(tmp_path / "asked.csv"), now=NOW, nps=1, comment=2, asked=date(2024, 3, 9))
    found = {each.name: each for each in sources(place, MARCH)}
    assert found["first.zip"].kind == found["second.zip"].kind == "slack"
    assert (found["first.zip"].first, found["first.zip"].last) == (date(2024, 3, 1), date(2024, 3, 4))
    assert found["first.zip"].rows > found["second.zip"].rows > 0
    [asked] = [each for each in found.values() if each.kind == "survey"]
    assert (asked.first, asked.last, asked.rows) == (date(2024, 3, 9), date(2024, 3, 9), 7)
    assert [each.name for each in sources(place, Period.parse("2024-03-02"))] == ["first.zip"]
    assert sources(place, Period.parse("2024-04")) == []


def test_an_import_that_was_taken_back_is_no_source(app, tmp_path):
    place = make_place()
    first = bring(place, export(tmp_path / "first.zip", FIRST_WEEK))
    with use_tenant(place.tenant_id):
        importing.undo(first.import_id, now=NOW)
    assert sources(place, MARCH) == []


def test_another_agencys_imports_are_never_among_the_sources(app, tmp_path):
    ours, theirs = make_place("harbour"), make_place("quay")
    bring(theirs, export(tmp_path / "theirs.zip", FIRST_WEEK))
    bring(ours, export(tmp_path / "ours.zip", FIRST_WEEK))
    assert [each.name for each in sources(ours, MARCH)] == ["ours.zip"]


def test_quotations_are_frozen_without_names_and_without_scores_of_small_groups(app, tmp_path):
    place = make_place()
    with use_tenant(place.tenant_id):
        surveys.import_survey(place.community_id, survey(tmp_path / "asked.csv"), now=NOW, nps=1, comment=2, asked=date(2024, 3, 9))
        community = community_by_id(place.community_id)
        review = reviewing.draft(community, MARCH, by=None, now=NOW)
        offered = {row.comment: (row.survey_id, row.no) for row in reviews.comments(community, MARCH)}
        chosen = [offered["Thanks @lin"], offered["ok"], offered["call 13800138000"]]
        review = reviewing.choose_voices(review, chosen, revision=None, by=None)
        document = documents.current(community, MARCH, now=NOW, review=review)
    assert document.voices == [(10, "Thanks @…"), (None, "ok"), (None, "call …")]
