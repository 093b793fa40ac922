"""The agency's look and wording in the browser: who may change them, what is refused, and what the letter comes to."""

import io
import re

import pytest
from PIL import Image

from tenants.store import files
from tenants.store.accounts import Tenant
from tenants.store.base import db
from tenants.store.tenancy import use_tenant

BRAND = {"colour": "#F2E205", "typeface": "sans", "footer": "Harbour & Pine, Bristol", "sender": "The reports desk"}
WORDS = {"greeting.en": "Dear {name},", "closing.en": "Call us about {community}.", "signature.en": "Ann\nHarbour", "lang": "en"}


@pytest.fixture
def owner(world, as_person):
    return as_person("owner@north.example")


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


def tenant(app, world):
    with app.app_context(), use_tenant(world.a.id):
        return db.session.get(Tenant, world.a.id)


def test_the_owner_changes_the_look(app, world, owner):
    assert owner.send("/w/north/settings/brand", **BRAND).status_code == 303
    kept = tenant(app, world)
    assert (kept.colour, kept.typeface, kept.sender) == ("#f2e205", "sans", "The reports desk")
    assert "Harbour &amp; Pine, Bristol" in owner.get("/w/north/settings/brand").text


def test_others_see_the_look_and_the_wording_and_change_nothing(app, world, owner, manager):
    owner.send("/w/north/settings/letters", **WORDS)
    for page, change in (("brand", BRAND), ("letters", WORDS)):
        shown = manager.get(f"/w/north/settings/{page}").text
        assert "<form class" not in shown.split("<main")[1]
        assert manager.send(f"/w/north/settings/{page}", **change).status_code == 403
    assert "Call us about {community}." in manager.get("/w/north/settings/letters").text
    assert manager.send("/w/north/settings/brand/logo").status_code == 403


def picture(colour="#113355"):
    target = io.BytesIO()
    Image.new("RGB", (300, 90), colour).save(target, "PNG")
    return target.getvalue()


def put(browser, content, name="logo.png"):
    fields = {"csrf_token": browser.token(), "logo": (io.BytesIO(content), name)}
    return browser.post("/w/north/settings/brand/logo", data=fields, content_type="multipart/form-data")


def test_a_logo_is_put_in_place_removed_and_brought_back(app, world, owner):
    assert put(owner, picture()).status_code == 303
    first = tenant(app, world).logo_key
    page = owner.get("/w/north/settings/brand").text
    assert page.count("data:image/png;base64,") == 3
    put(owner, picture("#aa3311"))
    page = owner.get("/w/north/settings/brand").text
    owner.send(re.search(r'action="([^"]+/logo/restoration[^"]*)"', page)[1])
    assert tenant(app, world).logo_key == first
    owner.send("/w/north/settings/brand/logo/removal")
    page = owner.get("/w/north/settings/brand").text
    assert tenant(app, world).logo_key == ""
    assert "No logo" in page
    owner.send(re.search(r'action="([^"]+/logo/restoration[^"]*)"', page)[1])
    assert tenant(app, world).logo_key == first


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg/>", "neither a PNG nor a JPEG"),
        (b"", "This file is empty"),
        (picture()[:90], "damaged or cut short"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_beside_its_field(app, world, owner, content, words):
    answer = put(owner, content)
    assert answer.status_code == 422
    assert words in re.search(r'id="logo-error">.*?</p>', answer.text, re.DOTALL)[0]
    assert tenant(app, world).logo_key == ""


def test_no_file_at_all_is_said_in_words(owner):
    answer = owner.send("/w/north/settings/brand/logo")
    assert answer.status_code == 422
    assert "Please choose a file." in answer.text


def test_a_logo_whose_file_is_gone_is_said_and_stops_no_page(app, world, owner):
    put(owner, picture())
    with app.app_context(), use_tenant(world.a.id):
        files.delete(tenant(app, world).logo_key)
    assert "file is gone" in owner.get("/w/north/settings/brand").text


def test_the_letter_is_shown_as_the_wording_would_make_it(app, world, owner):
    shown = owner.post("/w/north/settings/letters/preview", data=WORDS, headers={"HX-Request": "true", "X-CSRFToken": owner.token()}).text
    letter = re.search(r"<pre[^>]*>(.*?)</pre>", shown, re.DOTALL)[1]
    assert letter.startswith("Dear Brand,\n")
    assert "Call us about Hikers" in letter
    assert letter.index("Call us") < letter.index("Ann\nHarbour")
    assert tenant(app, world).letter_words == {}, "looking saves nothing"


def test_wording_is_kept_and_refused_where_a_placeholder_stands_for_nothing(app, world, owner):
    assert owner.send("/w/north/settings/letters", **WORDS).status_code == 303
    kept = tenant(app, world).letter_words
    assert kept == {"en": {"greeting": "Dear {name},", "closing": "Call us about {community}.", "signature": "Ann\nHarbour"}}
    answer = owner.send("/w/north/settings/letters", **(WORDS | {"greeting.en": "Dear {password},"}))
    assert answer.status_code == 422
    assert 'id="greeting.en-error"' in answer.text
    assert "{client}, {community}, {period}, {name}" in answer.text
    assert "Dear {password}," in answer.text, "what was typed stays"
    assert tenant(app, world).letter_words == kept


def test_the_colours_preview_stays_readable_whatever_is_chosen(owner):
    for colour in ("f2e205", "ffffff", "000000", "00ff66"):
        page = owner.get(f"/w/north/settings/brand/colour?colour=%23{colour}").text
        grounds = re.findall(r"contrast ([\d.]+) : 1", page)
        letters = {"cover": float(grounds[0]), "on white": float(grounds[2])}
        assert min(letters.values()) >= 4.5, (colour, letters)
    assert owner.get("/w/north/settings/brand/colour?colour=red;}").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"typeface": "comic"}, "typeface"),
        ({"footer": "x" * 201}, "footer"),
        ({"sender": "x" * 121}, "sender"),
    ],
)
def test_a_look_that_cannot_be_is_refused_and_keeps_what_was_typed(app, world, owner, changes, field):
    answer = owner.send("/w/north/settings/brand", **(BRAND | changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "The reports desk" in answer.text or field == "sender"
    assert tenant(app, world).sender == ""


def test_a_colour_that_must_be_bent_says_so_in_words(owner):
    yellow = owner.get("/w/north/settings/brand/colour?colour=%23f2e205").text
    assert "Too light for letters on white" in yellow
    assert "they become black" in yellow
    assert "Readable everywhere" in owner.get("/w/north/settings/brand/colour?colour=%2314365f").text
