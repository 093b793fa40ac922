"""Links to one report: who makes them, what they open, and that they open nothing else."""

import io
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from tenants.actions import workspaces
from tenants.store import files, reviews
from tenants.store.work import work
from tenants.terms.document import Brand
from tests.webapp import shared
from tests.webapp.june import inside
from tests.webapp.shared import CHROME


@pytest.fixture
def report(app, world):
    """The first agency's published report."""
    return shared.publish(app, world.a)


@pytest.fixture
def manager(world, as_person):
    return as_person(world.a.people["manager"].email)


def fresh(app):
    """A browser nobody has used."""
    return app.test_client()


def test_a_manager_makes_a_link_that_shows_the_report_without_an_account(app, world, report, manager):
    answer = manager.send(f"/w/north/reviews/{report}/shares", note="The board", days="30", until="", password="")
    assert answer.status_code == 303
    page = manager.get(answer.headers["Location"]).text
    address = re.search(r'id="made" value="http://localhost(/s/north/[\w-]{43})"', page)[1]
    seen = fresh(app).get(address, headers=CHROME)
    assert seen.status_code == 200
    assert "Liye 1" in seen.text
    assert "45.8" in seen.text


def test_a_link_is_shown_once_and_only_its_hash_is_kept(app, world, report, manager, superuser):
    manager.send(f"/w/north/reviews/{report}/shares", note="", days="7", until="", password="")
    first, second = (manager.get(f"/w/north/reviews/{report}/shares").text for _ in range(2))
    secret = re.search(r"/s/north/([\w-]{43})", first)[1]
    assert secret not in second
    rows = superuser.execute("SELECT to_jsonb(share_link)::text || encode(token_hash, 'escape') FROM share_link").fetchall()
    assert rows
    assert not any(secret in row[0] for row in rows)


@pytest.mark.parametrize(
    "spoil",
    [
        {"revoked_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"expires_at": datetime(2026, 1, 1, tzinfo=UTC)},
        "withdrawn",
        "unknown",
        "another workspace",
        "no workspace",
    ],
    ids=str,
)
def test_every_link_that_opens_nothing_gives_the_same_page(app, world, report, spoil):
    link_id, address = shared.made(app, world.a, report)
    if isinstance(spoil, dict):
        shared.change(app, world.a, link_id, **spoil)
    elif spoil == "withdrawn":
        with inside(app, world.a), work():
            reviews.by_id(report).state = "withdrawn"
    wrong = {
        "unknown": "/s/north/" + "a" * 43,
        "another workspace": address.replace("/s/north/", "/s/south/"),
        "no workspace": address.replace("north", "x"),
    }
    where = wrong.get(spoil, address) if isinstance(spoil, str) else address
    answer, other = fresh(app).get(where, headers=CHROME), fresh(app).get("/s/nowhere/" + "b" * 43, headers=CHROME)
    assert (answer.status_code, other.status_code) == (404, 404)
    assert answer.data == other.data
    assert world.a.canary not in answer.text
    for path in ("report.pdf", "report.json"):
        assert fresh(app).get(f"{where.rstrip('/')}/{path}").status_code == 404


def test_the_page_names_nobody_but_the_agency_and_is_not_listed_or_kept(app, world, report):
    _link, address = shared.made(app, world.a, report)
    for where in (address, "/s/north/" + "a" * 43):
        answer = fresh(app).get(where, headers=CHROME)
        assert "qunce" not in answer.text.lower().replace("uplot", "")
        assert "群策" not in answer.text
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_password_is_asked_for_and_opens_the_link_in_this_browser_alone(app, world, report):
    link_id, address = shared.made(app, world.a, report, password="a lantern for the board")
    browser = fresh(app)
    asked = browser.get(address, headers=CHROME)
    assert "45.8" not in asked.text
    assert world.a.canary not in asked.text.replace(f"Anxu {world.a.canary}", "")
    assert browser.get(f"{address}/report.json").status_code == 404
    wrong = browser.post(address, data={"password": "not the one", "csrf_token": shared.token_in(asked.text)})
    assert wrong.status_code == 422
    right = browser.post(address, data={"password": "a lantern for the board", "csrf_token": shared.token_in(asked.text)})
    assert right.status_code == 303
    kept = next(value for value in right.headers.getlist("Set-Cookie") if value.startswith("shared_key="))
    assert f"Path={address}" in kept
    assert "HttpOnly" in kept
    assert "45.8" in browser.get(right.headers["Location"], headers=CHROME).text
    assert "45.8" not in fresh(app).get(address, headers=CHROME).text
    _other, elsewhere = shared.made(app, world.a, report, password="another lantern")
    assert "45.8" not in browser.get(elsewhere, headers=CHROME).text
    assert shared.counted(app, world.a, link_id) == (1, 0)


def test_a_key_of_another_link_does_not_fit(app, world, report):
    _link, address = shared.made(app, world.a, report, password="a lantern for the board")
    _other, second = shared.made(app, world.a, report, password="another lantern for them")
    browser = fresh(app)
    asked = browser.get(address)
    right = browser.post(address, data={"password": "a lantern for the board", "csrf_token": shared.token_in(asked.text)})
    key = re.search(r"shared_key=([^;]+)", ";".join(right.headers.getlist("Set-Cookie")))[1]
    stranger = fresh(app)
    stranger.set_cookie("shared_key", key, path=second)
    assert "45.8" not in stranger.get(second, headers=CHROME).text
    stranger.set_cookie("shared_key", key + "x", path=address)
    assert "45.8" not in stranger.get(address, headers=CHROME).text


def test_the_eleventh_wrong_password_is_refused_whoever_tries(app, world, report):
    _link, address = shared.made(app, world.a, report, password="a lantern for the board")
    statuses = []
    for n in range(11):
        browser = fresh(app)
        token = shared.token_in(browser.get(address).text)
        answer = browser.post(
            address, data={"password": f"guess number {n}", "csrf_token": token}, environ_overrides={"REMOTE_ADDR": f"127.0.0.{n + 1}"}
        )
        statuses.append(answer.status_code)
    assert statuses == [422] * 10 + [429]
    assert "Qunce" not in answer.text


def test_a_form_without_its_token_is_refused(app, world, report):
    _link, address = shared.made(app, world.a, report, password="a lantern for the board")
    answer = fresh(app).post(address, data={"password": "a lantern for the board"})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers or "shared_key" not in answer.headers["Set-Cookie"]


def test_openings_are_counted_once_a_browser_and_scanners_not_at_all(app, world, report):
    link_id, address = shared.made(app, world.a, report)
    browser = fresh(app)
    for _ in range(3):
        browser.get(address, headers=CHROME)
    assert shared.counted(app, world.a, link_id) == (1, 0)
    fresh(app).get(address, headers=CHROME)
    for agent in ("curl/8.5", "Mozilla/5.0 (compatible; bingbot/2.0)", "python-requests/2", "Mozilla/5.0 SkypeUriPreview Preview/0.5"):
        fresh(app).get(address, headers=CHROME | {"User-Agent": agent})
    fresh(app).head(address, headers=CHROME)
    fresh(app).get(address, headers=CHROME | {"Sec-Purpose": "prefetch;prerender"})
    fresh(app).get(address, headers=CHROME | {"Sec-Fetch-Mode": "no-cors"})
    assert shared.counted(app, world.a, link_id) == (2, 0)


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{"), ("html", b"<!doctype")])
def test_each_form_can_be_taken_and_is_counted(app, world, report, form, begins):
    link_id, address = shared.made(app, world.a, report)
    answer = fresh(app).get(f"{address}/report.{form}?lang=en")
    assert answer.status_code == 200
    assert answer.data.startswith(begins)
    assert f".{form}" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert shared.counted(app, world.a, link_id) == (0, 1)
    assert fresh(app).head(f"{address}/report.{form}?lang=en").status_code == 200
    assert shared.counted(app, world.a, link_id) == (0, 1)
    assert fresh(app).get(f"{address}/report.docx").status_code == 404


def test_the_pdf_is_the_very_one_that_was_mailed(app, world, report):
    _link, address = shared.made(app, world.a, report)
    assert fresh(app).get(f"{address}/report.pdf?lang=en").data == shared.PDF


def test_the_report_is_read_in_both_languages(app, world, report):
    _link, address = shared.made(app, world.a, report)
    english, chinese = (fresh(app).get(f"{address}?lang={lang}", headers=CHROME).text for lang in ("en", "zh_Hans_CN"))
    assert '<html lang="en"' in english
    assert '<html lang="zh-Hans"' in chinese
    assert "Scorecard" in english
    assert "Scorecard" not in chinese
    assert '<html lang="en"' in fresh(app).get(address, headers=CHROME | {"Accept-Language": "zh-CN"}).text, "the client reads English"


def test_somebody_with_a_link_reaches_nothing_else(app, world, report):
    _link, address = shared.made(app, world.a, report)
    browser = fresh(app)
    browser.get(address, headers=CHROME)
    for where in (
        "/w/north/",
        f"/w/north/reviews/{report}",
        f"/w/north/portal/reports/{report}",
        "/w/north/portal/",
        f"/w/north/reviews/{report}/shares",
    ):
        assert browser.get(where).status_code == 302
    other = world.a.other_ids["published_id"]
    assert browser.get(f"{address}/../{other}").status_code in {302, 308, 404}
    assert browser.get(f"{address}/reviews/{other}").status_code == 404


def test_the_database_itself_shows_a_holder_only_what_was_published(app, world, report):
    """The link's row is changed to a review of another client, which the action would never do."""
    link_id, address = shared.made(app, world.a, report)
    other = shared.publish(app, world.a, world.a.other_ids["published_id"])
    shared.change(app, world.a, link_id, review_id=other)
    answer = fresh(app).get(address, headers=CHROME)
    assert answer.status_code == 404
    assert "Liye 2" not in answer.text


def test_the_agencys_logo_stands_on_the_page(app, world):
    with inside(app, world.a):
        picture = io.BytesIO()
        Image.new("RGB", (40, 20), "#14614f").save(picture, "PNG")
        key = files.put(picture.getvalue(), ".png")
    report = shared.publish(app, world.a, brand=Brand("Anxu", "#14614f", logo=key))
    _link, address = shared.made(app, world.a, report)
    page = fresh(app).get(address, headers=CHROME).text
    assert f"data:image/png;base64,{b64encode(picture.getvalue()).decode()}" in page
    assert key not in page


def test_a_corrected_report_says_so(app, world, report):
    _link, address = shared.made(app, world.a, report)
    assert "corrected" not in fresh(app).get(address, headers=CHROME).text
    with inside(app, world.a), work():
        first = reviews.by_id(report)
        second = reviews.Review(
            community_id=first.community_id, client_id=first.client_id, period=first.period, period_first=first.period_first,
            period_until=first.period_until, version=2, state="published", commentary={}, rewritten={}, adopted=[], dropped=[], answers={},
            voices=[],
        )  # fmt: skip
        reviews.db.session.add(second)
    assert "corrected" in fresh(app).get(address, headers=CHROME).text


def test_a_link_is_ended_restored_and_extended(app, world, report, manager):
    link_id, address = shared.made(app, world.a, report)
    ended = manager.send(f"/w/north/shares/{link_id}/revocation")
    page = manager.get(ended.headers["Location"]).text
    assert f"/w/north/shares/{link_id}/restoration" in page
    assert fresh(app).get(address, headers=CHROME).status_code == 404
    refused = manager.send(f"/w/north/shares/{link_id}/extension", days="90")
    assert refused.status_code == 422
    manager.send(f"/w/north/shares/{link_id}/restoration")
    assert fresh(app).get(address, headers=CHROME).status_code == 200
    shared.change(app, world.a, link_id, expires_at=datetime.now(UTC) - timedelta(days=1))
    assert fresh(app).get(address, headers=CHROME).status_code == 404
    manager.send(f"/w/north/shares/{link_id}/extension", days="90")
    assert fresh(app).get(address, headers=CHROME).status_code == 200


def test_a_link_says_when_it_ends_on_the_agencys_clock(app, world, report):
    link_id, address = shared.made(app, world.a, report)
    shared.change(app, world.a, link_id, expires_at=datetime(2090, 7, 10, 16, 0, tzinfo=UTC))
    with inside(app, world.a), work():
        workspaces.find().timezone = "Asia/Shanghai"
    page = fresh(app).get(address + "?lang=en", headers=CHROME).text.replace("\u00a0", " ")
    ends = re.search(r"This link ends on ([^<]+)\.<", page)[1]
    assert ends == "11 July 2090, 00:00 (Beijing time)"
