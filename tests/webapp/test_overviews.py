"""Overviews repeat approved reports: what is taken in, what is not, what is frozen, and who is told."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest
from PIL import Image

from tenants.actions import branding, overviews, workspaces
from tenants.actions.branding import BrandForm
from tenants.assess import overview as assessing
from tenants.assess.attainment import status_of
from tenants.render import overview as drawing
from tenants.store import overviews as overview_store
from tenants.store import reviews, suppressions
from tenants.store.accounts import AccountLetter
from tenants.store.base import db
from tenants.store.clients import Recipient, client_by_slug, community_by_slug
from tenants.store.reviews import Review
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms import snapshot
from tenants.terms.document import Commentary
from tenants.terms.errors import Refusal
from tenants.terms.overview import Absence
from tenants.terms.period import Period
from tests.render import sample

JUNE = Period.month(2026, 6)
NOW = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)


@pytest.fixture
def house(app, world):
    with app.app_context(), use_tenant(world.a.id):
        yield world


def tell(slug, state, *, version=1, name=None, value=None):
    """A review of June in ``state`` with a full frozen document."""
    community = community_by_slug(slug)
    document = sample.full(period=JUNE, client=community.client.name, community=name or community.name, version=version)
    if value is not None:
        document = replace(document, overall=replace(document.overall, value=value, status=status_of(value)))
    with work():
        for row in db.session.query(Review).filter_by(community_id=community.id, period=JUNE.label, version=version):
            db.session.delete(row)
        db.session.flush()
        row = Review(
            community_id=community.id,
            client_id=community.client_id,
            period=JUNE.label,
            period_first=JUNE.first,
            period_until=JUNE.until,
            state=state,
            version=version,
            published_at=NOW,
        )
        db.session.add(row)
        reviews.freeze(row, document)
    return document


def document_of(client, **more):
    row = overviews.draft(client, JUNE, by=None, now=NOW)
    return row, overviews.now_document(row, now=NOW, **more)


def test_a_roll_up_takes_published_reports_and_the_portfolio_approved_ones_too(house):
    tell("hikers-1", "approved")
    tell("hikers-2", "published")
    _row, roll_up = document_of(client_by_slug("liye-1"))
    assert [place.absence for place in roll_up.places] == [Absence.NOT_READY]
    _row, portfolio = document_of(None)
    assert [place.absence for place in portfolio.places] == [None, None]
    assert {place.client for place in portfolio.places} == {client_by_slug("liye-1").name, client_by_slug("liye-2").name}


def test_every_value_is_the_one_of_the_report(house):
    document = tell("hikers-1", "published")
    _row, found = document_of(client_by_slug("liye-1"))
    place = found.places[0]
    assert place.overall == document.overall
    assert {mark.pillar: mark.score for mark in place.pillars} == {part.pillar: part.score for part in document.pillars[:3]}
    assert place.figures["joins"] == document.figures["joins"]
    assert {total.metric: total.value for total in found.totals}["joins"] == document.figures["joins"].value


def test_the_one_with_the_lowest_score_comes_first_and_one_without_a_report_last():
    base = sample.full()
    places = [
        assessing.missing("c", "none", slug="n", absence=Absence.NO_REVIEW),
        *(
            assessing.place(replace(base, community=name, overall=replace(base.overall, value=value)), slug=name, review="")
            for name, value in (("good", 1.1), ("bad", 0.6), ("unknown", None))
        ),
    ]
    built = assessing.build(places, client="c", period=JUNE, version=1, made=NOW, brand=base.brand, commentary=Commentary())
    assert [place.community for place in built.places] == ["bad", "good", "unknown", "none"]


def test_sums_say_how_many_communities_they_rest_on():
    base = sample.full()
    without = {**base.figures, "joins": replace(base.figures["joins"], value=None)}
    places = [
        assessing.place(replace(base, community="a"), slug="a", review=""),
        assessing.place(replace(base, community="b", figures=without), slug="b", review=""),
    ]
    built = assessing.build(places, client="c", period=JUNE, version=1, made=NOW, brand=base.brand, commentary=Commentary())
    joins = next(total for total in built.totals if total.metric == "joins")
    assert (joins.value, joins.places, joins.among) == (base.figures["joins"].value, 1, 2)
    acts = next(total for total in built.totals if total.metric == "acts")
    assert (acts.value, acts.places) == (2 * base.figures["acts"].value, 2)


def test_publication_freezes_it_and_writes_to_the_client_once(house):
    tell("hikers-1", "published", value=0.9)
    client = client_by_slug("liye-1")
    row, before = document_of(client)
    overviews.publish(row, revision=row.revision, by=None, now=NOW)
    tell("hikers-1", "published", value=0.2)
    after = overviews.now_document(row, now=NOW)
    assert after == snapshot.overview(snapshot.plain(before))
    letters = db.session.query(AccountLetter).filter_by(name="overview").all()
    assert [letter.recipient for letter in letters] == [each.email for each in client.recipients]
    with pytest.raises(Refusal, match="wrong_state"):
        overviews.publish(row, revision=None, by=None, now=NOW)


def test_nothing_is_published_while_no_community_has_a_report(house):
    row, _found = document_of(client_by_slug("liye-1"))
    with pytest.raises(Refusal, match="empty"):
        overviews.publish(row, revision=None, by=None, now=NOW)


def test_a_correction_is_the_next_version_and_the_first_stays(house):
    tell("hikers-1", "published", value=0.9)
    row, _found = document_of(client_by_slug("liye-1"))
    overviews.publish(row, tell=False, revision=None, by=None, now=NOW)
    tell("hikers-1", "published", value=0.5)
    second = overviews.correct(row, "A figure was wrong.", by=None, now=NOW)
    assert second.version == 2
    assert overviews.now_document(second, now=NOW).places[0].overall.value == 0.5
    assert overviews.now_document(row, now=NOW).places[0].overall.value == 0.9
    with pytest.raises(Refusal, match="correction_begun"):
        overviews.correct(row, "Again.", by=None, now=NOW)


def test_somebody_elses_change_is_not_written_over(house):
    tell("hikers-1", "published")
    row, _found = document_of(client_by_slug("liye-1"))
    seen = row.revision
    overviews.comment(row, Commentary(achievements="first"), revision=seen, by=None)
    with pytest.raises(Refusal, match="changed"):
        overviews.comment(row, Commentary(achievements="second"), revision=seen, by=None)
    assert row.commentary["achievements"] == "first"


def test_the_letter_wears_the_agencys_look_and_goes_to_nobody_who_said_stop(house):
    tell("hikers-1", "published")
    client = client_by_slug("liye-1")
    with work():
        tenant = workspaces.find()
        tenant.colour, tenant.footer, tenant.sender = "#7a1f3d", "North House, Leeds", "Anna of North"
        db.session.add(Recipient(client_id=client.id, email="Stop@liye.example", name="S"))
        suppressions.add("stop@liye.example", suppressions.Reason.UNSUBSCRIBED, words="", delivery_id=None)
    db.session.refresh(client)
    row, _found = document_of(client)
    overviews.publish(row, revision=None, by=None, now=NOW)
    letters = db.session.query(AccountLetter).filter_by(name="overview").all()
    assert {letter.recipient for letter in letters} == {each.email for each in client.recipients} - {"Stop@liye.example"}
    assert letters
    for letter in letters:
        assert (letter.facts["agency"], letter.facts["colour"], letter.facts["footer"]) == (
            "Anna of North",
            "#7a1f3d",
            "North House, Leeds",
        )


@pytest.mark.parametrize("lang", ["zh_Hans_CN", "en"])
def test_it_is_printed_with_the_figures_of_its_reports(house, lang, tmp_path):
    tell("hikers-1", "published", value=0.62)
    row, found = document_of(client_by_slug("liye-1"))
    made = overviews.report(row, lang=lang, now=NOW)
    assert made.startswith(b"%PDF")
    view = drawing.view(found, lang)
    assert view["rows"][0].overall.points == "62"
    assert "62" in drawing.html(found, lang)


def test_it_is_printed_in_the_agencys_look(house):
    tell("hikers-1", "published")
    target = io.BytesIO()
    Image.new("RGB", (300, 90), "#113355").save(target, "PNG")
    branding.put_logo(target.getvalue(), by=None)
    branding.change(BrandForm(colour="#7a1f3d", typeface="sans", footer="North House, Leeds"), by=None)
    row, _found = document_of(client_by_slug("liye-1"))
    made = pypdf.PdfReader(io.BytesIO(overviews.report(row, lang="en", now=NOW)))
    assert all("North House, Leeds" in page.extract_text() for page in made.pages)
    assert [picture.image.size for picture in made.pages[0].images] == [(300, 90)]
    fonts = {str(each.get_object()["/BaseFont"]) for page in made.pages for each in page["/Resources"]["/Font"].values()}
    assert fonts
    assert not [each for each in fonts if "Serif" in each]


def test_the_headline_counts_those_that_reached_their_goals():
    base = sample.full()

    def scored(name, value, status, lowest=None):
        """A report whose pillars all have the score of the whole, but for one that may be lower."""
        score = replace(base.overall, value=value, status=status)
        parts = [replace(part, score=score) for part in base.pillars]
        parts[0] = replace(parts[0], score=replace(score, value=lowest or value))
        return replace(base, community=name, overall=score, pillars=parts)

    def said(*values):
        places = [assessing.place(scored(f"c{n}", *each), slug="s", review="") for n, each in enumerate(values)]
        built = assessing.build(places, client="c", period=JUNE, version=1, made=NOW, brand=base.brand, commentary=Commentary())
        return drawing.view(built, "en")["headline"].replace("\u00a0", " ")

    assert (
        said((1.1, "ahead"), (0.62, "missed")) == "1 of 2 communities reached its goals in June 2026. Furthest behind: c1 with 62 of 100."
    )
    assert said((1.1, "ahead"), (1.0, "on_track")) == "All 2 communities reached their goals in June 2026."
    assert (
        said((0.5, "missed"), (0.62, "missed"))
        == "None of the 2 communities reached its goals in June 2026. Furthest behind: c0 with 50 of 100."
    )
    assert said((0.5, "missed")) == "c0 did not reach its goals in June 2026."
    # Near is not reached, and a strong pillar does not make up for a weak one: each report says so itself.
    assert said((0.96, "on_track")) == "c0 did not reach its goals in June 2026."
    assert said((1.1, "ahead", 0.9)) == "c0 did not reach its goals in June 2026."
    # A mean over a hundred hides a weak pillar; nobody is behind with it.
    assert said((1.1, "ahead", 0.9), (1.2, "ahead", 0.9)) == "None of the 2 communities reached its goals in June 2026."
    assert said((0.996, "on_track")) == "c0 reached its goals in June 2026."


AT = "/w/north"


def test_the_page_shows_the_table_and_the_client_reads_it_only_once_it_is_published(app, world, as_person):
    with app.app_context(), use_tenant(world.a.id):
        tell("hikers-1", "published", value=0.62)
    manager, reader = as_person(world.a.people["manager"].email), as_person(world.a.people["client1"].email)
    at = f"{AT}/overviews/{world.a.ids['overview_id']}"
    page = manager.get(at)
    assert page.status_code == 200
    assert "did not reach its goals" in page.text
    portal = f"{AT}/portal/overviews/{world.a.ids['overview_id']}"
    assert reader.get(portal).status_code == 404
    said = manager.post(f"{at}/publication", data={"tell": "1"}, headers={"X-CSRFToken": manager.token()})
    assert said.status_code == 303
    shown = reader.get(portal)
    assert shown.status_code == 200
    assert "62" in shown.text
    assert "/overviews/" in reader.get(f"{AT}/portal/reports").text
    other = as_person(world.a.people["client2"].email)
    assert other.get(portal).status_code == 404
    assert other.get(f"{portal}/file").status_code == 404


def test_an_overview_of_a_period_to_come_is_refused_in_words(world, as_person):
    manager = as_person(world.a.people["manager"].email)
    page = manager.post(f"{AT}/overviews", data={"client": "-", "period": "2099-01"}, headers={"X-CSRFToken": manager.token()})
    assert page.status_code == 422
    assert "not begun" in page.text


def test_an_overview_begun_by_two_at_once_is_one(app, world):
    start = threading.Barrier(2)

    def begin(_n):
        with app.app_context(), use_tenant(world.a.id):
            client = client_by_slug("liye-1")
            start.wait(10)
            return overviews.draft(client, Period.month(2026, 5), by=None, now=NOW).id

    with ThreadPoolExecutor(2) as both:
        assert len(set(both.map(begin, range(2)))) == 1


def test_an_overview_that_was_corrected_leads_to_the_later_version(app, world, as_person):
    with app.app_context(), use_tenant(world.a.id):
        tell("hikers-1", "published")
        first = overviews.draft(client_by_slug("liye-1"), JUNE, by=None, now=NOW)
        overviews.publish(first, tell=False, revision=None, by=None, now=NOW)
        second = overviews.correct(first, "A figure was wrong.", by=None, now=NOW)
        ids = first.id, second.id
    reader = as_person(world.a.people["client1"].email)
    before = reader.get(f"{AT}/portal/overviews/{ids[0]}").text
    assert str(ids[1]) not in before
    with app.app_context(), use_tenant(world.a.id):
        overviews.publish(overview_store.by_id(ids[1]), tell=False, revision=None, by=None, now=NOW)
    assert f"/portal/overviews/{ids[1]}" in reader.get(f"{AT}/portal/overviews/{ids[0]}").text
    assert f"/portal/overviews/{ids[0]}" not in reader.get(f"{AT}/portal/overviews/{ids[1]}").text
