"""Report templates: what a client takes over from the agency and what it says itself, whom a change reaches, what never changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tenants.actions import clients, documents, layout_preview, layouts, reviewing, workspaces
from tenants.actions.clients import ClientForm
from tenants.actions.layouts import Layout
from tenants.render import pictures
from tenants.store.base import db
from tenants.store.templates import ReportTemplate
from tenants.store.work import work
from tenants.terms import snapshot
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tenants.terms.report import ReviewState
from tenants.terms.template import Changes, Section, TextBlock, resolved

NOW = datetime(2026, 7, 3, 2, 0, tzinfo=UTC)
JUNE = Period.month(2026, 6)
USUAL = resolved()
GROWTH_FIRST = (Section.SUMMARY, Section.GROWTH, Section.SCORECARD, Section.APPENDIX)
HOTLINE = TextBlock("0a1b2c3d", Section.SUMMARY, {"en": "Reach us"}, {"en": "Call **555**.", "zh_Hans_CN": "请致电 **555**。"})


def say(client, *, paper=None, names=False, revision=0, now=NOW, **parts):
    paper = paper if paper is not None else ("" if client else "A4")
    return layouts.save(client, Layout(Changes(**parts), paper, names, revision), by=None, now=now)


def another(name, slug):
    return clients.create(slug, ClientForm(name=name, language="en", recipients=[]), by=None)


@pytest.fixture
def client(place, community):
    return community.client


def test_without_a_word_everybody_has_the_products_layout(client):
    assert layouts.template_of(client) == layouts.agencys() == USUAL
    assert layouts.find(None) == Layout(Changes(), "A4")


def test_a_client_follows_the_agency_in_every_part_it_says_nothing_about(client):
    say(None, sections=GROWTH_FIRST, texts=[HOTLINE])
    say(client, metrics=["nps", "joins"])
    both = layouts.template_of(client)
    assert both.sections == GROWTH_FIRST
    assert [block.text for block in both.texts] == [HOTLINE.text]
    assert both.metrics == ("nps", "joins")
    say(None, revision=1, sections=tuple(Section))
    assert layouts.template_of(client).sections == tuple(Section)
    assert layouts.template_of(client).metrics == ("nps", "joins")


def test_a_clients_own_names_replace_the_agencys_and_an_empty_one_brings_the_products_back(client):
    say(None, section_names={"growth": {"en": "New faces", "zh_Hans_CN": "新人"}, "done": {"en": "Our work"}})
    say(client, section_names={"growth": {"en": "Arrivals", "zh_Hans_CN": ""}})
    assert layouts.template_of(client).section_names == {"growth": {"en": "Arrivals"}, "done": {"en": "Our work"}}


def test_saving_the_same_again_is_no_change_and_keeps_what_can_be_undone(client):
    assert say(None, sections=GROWTH_FIRST)
    assert not say(None, sections=GROWTH_FIRST, revision=1)
    layouts.undo(None, revision=1, by=None, now=NOW)
    assert layouts.agencys() == USUAL


def test_what_the_product_does_anyway_is_not_kept_as_the_agencys_word(place):
    assert not say(None, sections=tuple(Section), section_names={"growth": {"en": " "}}, texts=[])
    assert db.session.scalars(db.select(ReportTemplate)).all() == []


def test_an_undone_save_brings_texts_paper_and_names_back(client):
    say(client, texts=[HOTLINE], paper="Letter", names=True)
    say(client, sections=GROWTH_FIRST, revision=1)
    assert (client.paper, client.names_shown) == ("", False)
    layouts.undo(client, revision=2, by=None, now=NOW)
    assert (client.paper, client.names_shown) == ("Letter", True)
    assert layouts.template_of(client).sections == tuple(Section)
    assert layouts.template_of(client).texts[0].id == HOTLINE.id


def test_two_people_do_not_overwrite_each_other(client):
    say(None, sections=GROWTH_FIRST)
    for act in (
        lambda: say(None, metrics=["nps"]),
        lambda: layouts.reset(None, revision=0, by=None, now=NOW),
        lambda: layouts.undo(None, revision=0, by=None, now=NOW),
        lambda: layouts.undo(client, revision=0, by=None, now=NOW),
    ):
        with pytest.raises(Refusal, match=r"layout\.changed"):
            act()
    assert layouts.agencys().sections == GROWTH_FIRST
    assert layouts.find(client).revision == 0


def test_a_reset_client_follows_again_and_that_can_be_undone(client):
    say(None, sections=GROWTH_FIRST)
    say(client, sections=tuple(Section), texts=[HOTLINE], paper="Letter", names=True)
    assert layouts.reset(client, revision=1, by=None, now=NOW)
    assert layouts.template_of(client) == layouts.agencys()
    assert (client.paper, client.names_shown) == ("", True), "whether names are shown is the contract's business, not the layout's"
    layouts.undo(client, revision=2, by=None, now=NOW)
    assert layouts.template_of(client).sections == tuple(Section)


def test_a_change_names_who_follows_it_and_who_does_not(client):
    own, plain = another("Own Ways", "own"), another("Plain", "plain")
    say(own, sections=GROWTH_FIRST, paper="Letter")
    put_away = another("Gone", "gone")
    clients.archive(put_away, by=None, now=NOW)
    found = layouts.reach(Changes(sections=GROWTH_FIRST, texts=[HOTLINE]), "Letter")
    assert found.parts == {"sections", "texts", "paper"}
    followed = {each.name: set(parts) for each, parts in found.follow}
    assert followed == {client.name: {"sections", "texts", "paper"}, plain.name: {"sections", "texts", "paper"}, own.name: {"texts"}}
    assert {each.name: set(parts) for each, parts in found.keep} == {own.name: {"sections", "paper"}}
    assert layouts.reach(Changes(sections=tuple(Section)), "A4") == layouts.Reach(frozenset())


def test_a_change_counts_the_reviews_that_follow_at_once(client, community):
    reviewing.draft(community, JUNE, by=None, now=NOW)
    assert layouts.reach(Changes(sections=GROWTH_FIRST), "A4").open == 1
    say(client, sections=GROWTH_FIRST)
    assert layouts.reach(Changes(sections=GROWTH_FIRST), "A4").open == 0


def test_a_draft_follows_a_change_at_once_and_an_approved_report_never(client, community):
    review = reviewing.draft(community, JUNE, by=None, now=NOW)
    say(None, sections=GROWTH_FIRST)
    seen = reviewing.now_document(review, now=NOW)
    assert seen.template.sections == GROWTH_FIRST
    with work():
        review.state, review.document = ReviewState.APPROVED, snapshot.plain(seen)
    frozen = snapshot.load(snapshot.dump(seen))
    say(None, revision=1, sections=tuple(Section), now=NOW + timedelta(hours=1))
    say(client, texts=[HOTLINE], names=True)
    assert reviewing.now_document(review, now=NOW) == frozen
    assert documents.current(community, JUNE, now=NOW).template.sections == tuple(Section)


@pytest.mark.parametrize(
    ("parts", "code", "field"),
    [
        ({"sections": ["summary", "horoscope"]}, "field.not_offered", "sections"),
        ({"metrics": ["luck"]}, "field.not_offered", "metrics"),
        ({"section_names": {"horoscope": {"en": "x"}}}, "field.not_offered", "sections"),
        ({"section_names": {"growth": {"en": "x" * 61}}}, "field.too_long", "name.sections.growth.en"),
        ({"metric_names": {"nps": {"zh_Hans_CN": "长" * 61}}}, "field.too_long", "name.metrics.nps.zh_Hans_CN"),
        ({"texts": [replace(HOTLINE, text={"en": "x" * 4001})]}, "field.too_long", "text.0a1b2c3d.en"),
        ({"texts": [replace(HOTLINE, text={"zh_Hans_CN": "只有中文。"})]}, "layout.title_alone", "text.0a1b2c3d.en"),
        ({"texts": [replace(HOTLINE, id=f"{n:08x}") for n in range(13)]}, "layout.too_many_texts", "texts"),
    ],
)
def test_a_layout_that_cannot_be_is_refused_beside_its_field(place, parts, code, field):
    with pytest.raises(Refusal) as refusal:
        say(None, **parts)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert layouts.agencys() == USUAL


@pytest.mark.parametrize("paper", ["", "A5", "letter"])
def test_an_agency_prints_on_paper_there_is(place, paper):
    with pytest.raises(Refusal, match=r"field\.not_offered"):
        say(None, paper=paper)
    assert workspaces.find().paper == "A4"


def test_a_text_without_a_word_is_dropped(place):
    say(None, texts=[HOTLINE, TextBlock("ffffffff", Section.GROWTH, {"en": " "}, {"zh_Hans_CN": ""})])
    assert [block.id for block in layouts.agencys().texts] == [HOTLINE.id]


def test_a_preview_shows_the_layout_under_the_pen_on_real_pages(client, community):
    reviewing.draft(community, JUNE, by=None, now=NOW)
    review = layout_preview.shown_with(client)[0]
    template = layouts.as_it_would_be(client, Changes(sections=GROWTH_FIRST, section_names={"growth": {"en": "New faces"}}))
    document = layout_preview.document_of(review, client, now=NOW)
    printed = layout_preview.printed(document, template, layout_preview.brand_of(), names_shown=False)
    made = layout_preview.pages(printed, "en", "Letter")
    page = layout_preview.page(made, 2)
    titles = [title for title, _page in page.marks]
    assert page.png.startswith(b"\x89PNG")
    assert "New faces" in titles
    assert "Satisfaction" not in titles
    assert dict(page.marks)["Appendix"] <= page.count
    assert layouts.template_of(client) == USUAL, "looking saves nothing"


def test_without_a_review_a_preview_is_about_nothing_in_the_clients_name(client):
    assert layout_preview.shown_with(client) == []
    document = layout_preview.document_of(None, client, now=NOW)
    assert (document.client, document.brand.agency) == ("Tea House", "Harbour")


def test_a_page_that_is_not_there_gives_the_nearest(client):
    document = layout_preview.document_of(None, client, now=NOW)
    made = layout_preview.pages(document, "en", "A4")
    last = layout_preview.page(made, 999)
    assert last.number == last.count > 1
    assert layout_preview.page(made, -3).number == 1
    assert pictures.picture(made, 1).png == layout_preview.page(made, 1).png
