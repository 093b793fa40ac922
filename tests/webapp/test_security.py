"""Headers, tokens of forms, limits, cookies, caches."""

import re

import pytest

from tests.webapp.conftest import Browser
from webapp.config import Config, ConfigError, from_environment
from webapp.factory import create_app

PAGES = ["/sign-in", "/sign-up", "/password-reset", "/no-such-page", "/dev/mail"]


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_forbids_what_it_does_not_need(visitor, page):
    headers = visitor.get(page).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "HX-Request" in headers["Vary"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_hold_no_inline_script_or_style(visitor, page):
    text = visitor.get(page).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)


def test_a_form_without_its_token_changes_nothing(visitor, world):
    answer = visitor.post("/sign-in", data={"email": "owner@north.example", "password": "x"})
    assert answer.status_code == 400
    assert "这张表已失效" in answer.text


def test_a_token_of_another_session_is_refused(app, world, as_person):
    mine, theirs = as_person("owner@north.example"), as_person("owner@south.example")
    answer = mine.post("/account/profile", data={"name": "X", "language": "en", "csrf_token": theirs.token()})
    assert answer.status_code == 400


def test_the_eleventh_wrong_password_is_not_looked_at(visitor, world):
    tries = [visitor.send("/sign-in", email="owner@north.example", password=f"wrong {n}").status_code for n in range(11)]
    assert tries == [422] * 10 + [429]
    right = visitor.send("/sign-in", email="owner@north.example", password="a lantern for every gate")
    assert right.status_code == 429


def test_static_files_are_cached_for_ever_under_their_hash_only(app, visitor):
    sheet = re.search(r'href="(/assets/([0-9a-f]+)/app\.css)"', visitor.get("/sign-in").text)
    fresh = visitor.get(sheet[1])
    assert "immutable" in fresh.headers["Cache-Control"]
    stale = visitor.get(sheet[1].replace(sheet[2], "0" * 16))
    assert "immutable" not in stale.headers["Cache-Control"]
    assert visitor.get("/assets/0/../../config.py").status_code == 404
    assert visitor.get("/assets/0/%2e%2e/config.py").status_code == 404


def test_pages_are_never_kept_by_a_cache(world, as_person):
    assert "no-store" in as_person("owner@north.example").get("/w/north/").headers["Cache-Control"]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\tx"])
def test_signing_in_leads_to_this_site_only(visitor, world, wanted):
    answer = visitor.send("/sign-in", email="owner@north.example", password="a lantern for every gate", next=wanted)
    assert answer.headers["Location"] == "/enter"


def production(config: Config, **changes: object) -> Config:
    kept = {name: getattr(config, name) for name in Config.__slots__}
    return Config(**(kept | {"production": True, "base_url": "https://qunce.example"} | changes))


def test_in_production_the_cookie_is_bound_to_the_host_and_other_hosts_are_refused(config):
    app = create_app(production(config))
    app.test_client_class = Browser
    browser = app.test_client()
    answer = browser.get("/sign-in", base_url="https://qunce.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-qunce=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert browser.get("/sign-in", base_url="https://evil.example").status_code == 400


def test_in_production_there_is_no_demo_mailbox(config):
    app = create_app(production(config))
    assert app.test_client().get("/dev/mail", base_url="https://qunce.example").status_code == 404


def test_production_refuses_defaults_and_names_each(tmp_path):
    with pytest.raises(ConfigError) as refusal:
        from_environment({"QUNCE_ENV": "production", "SECRET_KEY": "short"})
    for name in ("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY"):
        assert name in str(refusal.value)


@pytest.mark.parametrize(("language", "word"), [("zh_Hans_CN", "这里什么都没有"), ("en", "There is nothing here")])
def test_a_missing_page_says_so_in_the_visitors_language(visitor, language, word):
    visitor.set_cookie("lang", language)
    answer = visitor.get("/no-such-page")
    assert answer.status_code == 404
    assert word in answer.text


def test_htmx_gets_a_banner_instead_of_a_page(visitor):
    answer = visitor.get("/no-such-page", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert answer.headers["HX-Retarget"] == "#notices"
    assert "<html" not in answer.text


def test_history_restore_and_boosted_links_get_the_whole_page(visitor):
    for header in ("HX-History-Restore-Request", "HX-Boosted"):
        assert "<html" in visitor.get("/no-such-page", headers={"HX-Request": "true", header: "true"}).text


def test_a_crash_is_noted_without_being_shown(app, visitor, monkeypatch, capsys):
    monkeypatch.setattr("webapp.screens.accounts.acting.ask_for_reset", lambda *_a, **_k: 1 / 0)
    answer = visitor.send("/password-reset", email="somebody@example.com")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    noted = capsys.readouterr().err
    assert "ZeroDivisionError" in noted
    assert "somebody@example.com" not in noted
