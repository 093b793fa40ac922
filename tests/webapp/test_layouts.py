"""Report templates in the browser: what the form says is kept, previewed and taken back, and who may do it."""

import base64
import re
import threading
from dataclasses import replace

import pytest
import redis

from tenants.actions import layout_preview, layouts
from tenants.store.clients import client_by_slug
from tests.webapp.june import inside
from webapp import previews

AGENCY, CLIENT = "/w/north/settings/report", "/w/north/clients/liye-1/report"
SECTIONS = ("summary", "scorecard", "satisfaction", "activity", "growth", "done", "campaigns", "voices", "money", "actions", "appendix")


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


def fields(shown, **changes):
    """What a browser would send of the form on the page ``shown``, with ``changes``."""
    form = re.search(r'<form class="form layout".*?</form>', shown, re.DOTALL)[0]
    found = {}

    def put(name, value):
        found.setdefault(name, []).append(value)

    for tag in re.findall(r"<input[^>]*>", form):
        got = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if got.get("type") in {"checkbox", "radio"} and not re.search(r"\schecked\b", tag):
            continue
        if "name" in got:
            put(got["name"], got.get("value", ""))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        put(name, chosen[1])
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        put(name, text)
    return found | changes


def template(app, world, client=None):
    with inside(app, world.a):
        return layouts.template_of(client_by_slug(client)) if client else layouts.agencys()


def test_the_form_keeps_what_it_shows(app, world, manager):
    before = template(app, world)
    answer = manager.send(AGENCY, **fields(manager.get(AGENCY).text))
    assert answer.status_code == 303
    assert "Nothing changed." in manager.get(AGENCY).text
    assert template(app, world) == before


def test_order_names_and_what_is_left_out_are_kept(app, world, manager):
    page = manager.get(AGENCY).text
    order = [
        "summary",
        "growth",
        "scorecard",
        *(each for each in SECTIONS if each not in {"summary", "growth", "scorecard", "appendix"}),
        "appendix",
    ]
    wanted = {"order.sections": order, "shown.sections": ["growth", "scorecard", "money"], "name.sections.growth.zh_Hans_CN": " 新成员 "}
    answer = manager.send(AGENCY, **fields(page, **wanted))
    assert answer.status_code == 303
    kept = template(app, world)
    assert kept.sections == ("summary", "growth", "scorecard", "money", "appendix")
    assert kept.section_names == {"growth": {"zh_Hans_CN": "新成员"}}
    shown = manager.get(AGENCY).text
    assert 'value="新成员"' in shown
    assert fields(shown)["order.sections"][:4] == ["summary", "growth", "scorecard", "satisfaction"]


def test_a_save_is_taken_back_by_its_toast(app, world, manager):
    manager.send(AGENCY, **fields(manager.get(AGENCY).text, **{"shown.sections": ["growth"]}))
    page = manager.get(AGENCY).text
    undo = re.search(r'action="([^"]+/undo\?revision=1)"', page)[1]
    manager.send(undo)
    assert template(app, world).sections == SECTIONS
    assert manager.send(undo).status_code == 422, "somebody has saved since: the undo itself"


def test_a_page_that_somebody_else_changed_is_refused_and_keeps_what_was_typed(app, world, manager, as_person):
    mine = fields(manager.get(AGENCY).text, **{"name.sections.growth.en": ["Mine"]})
    as_person("owner@north.example").send(AGENCY, **(mine | {"name.sections.growth.en": ["Theirs"]}))
    answer = manager.send(AGENCY, **mine)
    assert answer.status_code == 422
    assert "Somebody else has saved this meanwhile." in answer.text
    assert 'value="Mine"' in answer.text
    assert template(app, world).section_names == {"growth": {"en": "Theirs"}}


@pytest.mark.parametrize(
    "sent", [{}, {"revision": "x"}, {"revision": "0", "deed": "up:sections:horoscope"}, {"revision": "0", "deed": "nonsense"}]
)
def test_a_form_that_says_nothing_changes_nothing(app, world, manager, sent):
    assert manager.send(AGENCY, **sent).status_code in {200, 422}
    assert template(app, world).sections == SECTIONS


def test_buttons_move_rows_without_saving_and_stop_at_the_edge(app, world, manager):
    page = manager.get(AGENCY).text
    moved = manager.send(AGENCY, **fields(page, deed="up:sections:growth")).text
    assert fields(moved)["order.sections"][2:5] == ["satisfaction", "growth", "activity"]
    assert re.findall(r'id="([^"]+)" autofocus', moved) == ["up.sections.growth"], "where the finger is, it stays"
    again = manager.send(AGENCY, **fields(moved, deed="down:sections:actions")).text
    assert fields(again)["order.sections"] == fields(moved)["order.sections"], "the appendix stays last"
    assert fields(manager.send(AGENCY, **fields(page, deed="up:sections:appendix")).text)["order.sections"] == list(SECTIONS)
    assert template(app, world).sections == SECTIONS


def test_metrics_move_within_their_pillar_and_are_kept_in_their_order(app, world, manager):
    page = manager.get(AGENCY).text
    start = [key for key in fields(page)["order.metrics"] if key in {"nps", "csat"}]
    moved = manager.send(AGENCY, **fields(page, deed=f"down:metrics:{start[0]}", **{"mode.metrics": ["own"]})).text
    assert [key for key in fields(moved)["order.metrics"] if key in {"nps", "csat"}] == start[::-1]
    wanted = {"mode.metrics": ["own"], "shown.metrics": ["nps", "csat", "joins"], "name.metrics.joins.en": ["New people"]}
    manager.send(AGENCY, **fields(moved, **wanted))
    kept = template(app, world)
    assert [key for key in kept.metrics if key in start] == start[::-1]
    assert set(kept.metrics) == {"nps", "csat", "joins"}
    assert kept.metric_names == {"joins": {"en": "New people"}}


def test_a_text_is_added_written_and_taken_away(app, world, manager):
    page = manager.send(AGENCY, **fields(manager.get(AGENCY).text, deed="add:texts")).text
    key = fields(page)["order.texts"][0]
    wanted = {f"after.{key}": ["growth"], f"title.{key}.en": ["Reach us"], f"text.{key}.en": ["Call **555**\r\n\r\n- any time"]}
    manager.send(AGENCY, **fields(page, **wanted))
    (block,) = template(app, world).texts
    assert (block.after, block.title, block.text) == ("growth", {"en": "Reach us"}, {"en": "Call **555**\n\n- any time"})
    page = manager.get(AGENCY).text
    gone = manager.send(AGENCY, **fields(page, deed=f"remove:texts:{key}")).text
    assert "order.texts" not in fields(gone)
    manager.send(AGENCY, **fields(gone))
    assert template(app, world).texts == ()


def test_a_name_too_long_is_refused_beside_its_field_and_its_row_stands_open(manager):
    answer = manager.send(AGENCY, **fields(manager.get(AGENCY).text, **{"name.sections.growth.en": ["x" * 61]}))
    assert answer.status_code == 422
    assert 'id="name.sections.growth.en-error"' in answer.text
    row = answer.text.split('data-section="growth"')[1].split("</li>")[0]
    assert re.search(r"<details[^>]* open", row)


def test_a_client_says_only_what_it_has_of_its_own(app, world, manager):
    manager.send(AGENCY, **fields(manager.get(AGENCY).text, **{"shown.sections": ["growth", "money"]}))
    page = manager.get(CLIENT).text
    assert fields(page)["mode.sections"] == ["parent"]
    manager.send(CLIENT, **fields(page, paper=["Letter"], names_shown=["1"]))
    with inside(app, world.a):
        client = client_by_slug("liye-1")
        assert (client.paper, client.names_shown) == ("Letter", True)
        assert layouts.find(client).changes == layouts.Changes()
    manager.send(CLIENT, **fields(manager.get(CLIENT).text, **{"mode.sections": ["own"], "shown.sections": ["activity"]}))
    assert template(app, world, "liye-1").sections == ("summary", "activity", "appendix")
    assert template(app, world, "liye-2").sections == ("summary", "growth", "money", "appendix")


def test_before_saving_the_agency_reads_who_follows_and_who_does_not(world, manager):
    manager.send(CLIENT, **fields(manager.get(CLIENT).text, **{"mode.sections": ["own"]}))
    page = manager.get(AGENCY).text
    assert "does not follow: Liye 1" in page
    assert "Nothing is changed so far." in page
    typed = fields(page, **{"shown.sections": ["growth"], "paper": ["Letter"]})
    told = re.search(r'<div class="reach".*?</div>', manager.send(AGENCY + "/preview", **typed).text, re.DOTALL)[0]
    follows, keeps = told.split("Stays as it is for")
    assert "Liye 2" in follows
    assert re.search(r"Liye 1.*?\(Paper\)", follows, re.DOTALL), "of the agency's paper it has no other"
    assert re.search(r"Liye 1.*?Sections", keeps, re.DOTALL)
    assert "Approved reports never change." in told


def preview(browser, shown, address=AGENCY, **changes):
    headers = {"HX-Request": "true", "X-CSRFToken": browser.token()}
    return browser.post(address + "/preview", data=fields(shown, **changes), headers=headers)


def test_the_page_beside_the_form_is_the_real_one_and_follows_the_section_at_hand(app, world, manager):
    page = manager.get(AGENCY).text
    shown = preview(manager, page, **{"name.sections.growth.en": ["Arrivals"], "lang": ["en"]}).text
    assert "Page 2 of" in shown
    picture = re.search(r'src="data:image/png;base64,([^"]+)"', shown)[1]
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    number = int(re.search(r'value="(\d+)"[^>]*>Arrivals ', shown)[1])
    there = preview(manager, page, **{"name.sections.growth.en": ["Arrivals"], "lang": ["en"], "at": ["growth"], "page_here": ["2"]}).text
    assert f"Page {number} of" in there
    assert template(app, world).section_names == {}, "looking saves nothing"


def test_the_page_of_a_text_comes_up_while_it_is_written(app, world, manager):
    page = manager.send(AGENCY, **fields(manager.get(AGENCY).text, deed="add:texts")).text
    key = fields(page)["order.texts"][0]
    typed = {f"after.{key}": ["appendix"], f"title.{key}.en": ["Reach us"], f"text.{key}.en": ["Call us."], "at": [f"text:{key}"]}
    shown = preview(manager, page, lang=["en"], **typed).text
    number = int(re.search(r'value="(\d+)"[^>]*>Reach us ', shown)[1])
    assert number > 2
    assert f"Page {number} of" in shown


def test_the_page_is_shown_without_script_too(world, manager):
    page = manager.send(AGENCY + "/preview", **fields(manager.get(AGENCY).text, show="1", page="1")).text
    assert page.startswith("<!doctype html>")
    assert "Page 1 of" in page
    assert "data:image/png;base64" in page


def test_a_preview_of_what_would_be_refused_says_why(manager):
    shown = preview(manager, manager.get(AGENCY).text, **{"name.sections.growth.en": ["x" * 61]}).text
    assert "61" in shown
    assert "data:image" not in shown


def test_equal_previews_are_drawn_once(world, manager, monkeypatch):
    drawn = []
    real = layout_preview.pages
    monkeypatch.setattr(layout_preview, "pages", lambda *args: drawn.append(args) or real(*args))
    page = manager.get(CLIENT).text
    for number in ("1", "2", "3"):
        assert preview(manager, page, CLIENT, page=[number]).status_code == 200
    preview(manager, page, CLIENT, paper=["Letter"])
    assert len(drawn) == 2


def test_a_newer_preview_overtakes_one_that_waits(app, world, redis_url):
    """One person has one page drawn at a time; of those who wait, only the newest is served."""
    line = redis.Redis.from_url(redis_url)
    with app.app_context(), previews.turn("me") as first:
        assert first
        threading.Timer(0.3, line.set, ("preview:newest:me", "somebody newer")).start()
        with previews.turn("me") as second:
            assert not second
        with previews.turn("another") as theirs:
            assert theirs
    with app.app_context(), previews.turn("me") as again:
        assert again
    line.close()


def test_previews_are_drawn_while_redis_is_away(app, world, monkeypatch):
    app.config["QUNCE"] = replace(app.config["QUNCE"], redis_url="redis://127.0.0.1:1")
    with app.app_context():
        previews.keep("key", b"content")
        assert previews.kept("key") is None
        with previews.turn("me") as mine:
            assert mine


def test_a_reset_asks_first_and_can_be_undone(app, world, manager):
    manager.send(CLIENT, **fields(manager.get(CLIENT).text, **{"mode.sections": ["own"], "shown.sections": ["growth"]}))
    asked = manager.get(CLIENT + "/reset").text
    manager.send(re.search(r'action="([^"]+/reset\?revision=1)"', asked)[1])
    assert template(app, world, "liye-1").sections == SECTIONS
    manager.send(re.search(r'action="([^"]+/undo\?revision=2)"', manager.get(CLIENT).text)[1])
    assert template(app, world, "liye-1").sections == ("summary", "growth", "appendix")


def test_an_analyst_reads_the_layout_and_changes_nothing(world, as_person):
    analyst = as_person("analyst@north.example")
    assert "Save layout" not in analyst.get(AGENCY).text
    assert analyst.send(AGENCY, revision="0").status_code == 403
