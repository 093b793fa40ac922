"""The doors for readers of letters and for mail servers: who gets no more, and what came back."""

import re
from uuid import UUID

import pytest

from tenants.actions.seals import Purpose, Sealed, seal
from tenants.store import reports, suppressions
from tenants.store.reports import Delivery
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tests.deliver import returned
from tests.webapp import june
from tests.webapp.test_deliveries import AT, post, stopped

READER = returned.READER
TOKEN = "a-token-of-the-mail-server"


@pytest.fixture
def manager(world, as_person):
    return as_person(world.a.people["manager"].email)


def told(letters):
    """(letter, who is told) of what was queued for the agency's people."""
    return [(each.name, each.recipient, each.facts["reason"]) for each in letters()]


def sealed(app, world, purpose=Purpose.STOP):
    return seal(app.config["SECRET_KEY"], purpose, Sealed(world.a.id, _id(world)))


def _id(world):
    return UUID(world.a.ids["delivery_id"])


def test_a_reader_stops_reports_without_an_account_and_showing_stops_nothing(app, world, visitor, sent, letters):
    link = f"/unsubscribe/{sealed(app, world)}"
    page = visitor.get(link)
    assert page.status_code == 200
    assert READER in page.text
    assert "Anxu" in page.text
    assert "Qunce" not in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert stopped(app, world.a) == {}
    # RFC 8058: the mail program posts this, without a cookie, a referrer or a token.
    assert app.test_client().post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stopped(app, world.a) == {READER: "unsubscribed"}
    assert app.test_client().post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert told(letters) == [("bounced", world.a.people["owner"].email, "unsubscribed")]
    assert "sends no more reports" in visitor.get(link).text
    assert app.test_client().post(link, data={"again": "1"}).status_code == 200
    assert stopped(app, world.a) == {}


def test_the_page_speaks_the_letters_language_and_the_other_one_at_a_click(app, world, visitor, sent):
    link = f"/unsubscribe/{sealed(app, world)}"
    assert "Send no more" in visitor.get(link).text
    assert "停止接收" in visitor.get(f"{link}?lang=zh_Hans_CN").text


def test_a_link_nobody_was_sent_opens_nothing(app, world, visitor, sent):
    good = sealed(app, world)
    wrong = [
        *(good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :] for at in (0, 10, 30, 47)),
        sealed(app, world, Purpose.FILE),
        seal("another key", Purpose.STOP, Sealed(world.a.id, _id(world))),
        seal(app.config["SECRET_KEY"], Purpose.STOP, Sealed(world.b.id, _id(world))),
        "x" * 48,
        "é" * 48,
        good[:-1],
    ]
    for each in wrong:
        assert visitor.get(f"/unsubscribe/{each}").status_code == 404, each
        assert visitor.post(f"/unsubscribe/{each}").status_code == 404, each
    assert stopped(app, world.a) == {}


def test_the_report_that_was_too_large_is_fetched_while_it_is_published(app, config, world, manager, visitor, tmp_path, letter):
    review_id = world.a.ids["review_id"]
    june.bring(app, world.a, tmp_path)
    for step in ("submission", "approval", "publication"):
        post(manager, f"/w/north/reviews/{review_id}/{step}", deliver="1", revision=june.revision(app, world.a, review_id))
    june.work_off(config, app, world.a, review_id)
    with june.inside(app, world.a):
        [row] = reports.deliveries(reports.of_review(june.review_store.by_id(review_id))[0])
        token = seal(app.config["SECRET_KEY"], Purpose.FILE, Sealed(world.a.id, row.id))
    answer = visitor.get(f"/letters/{token}/report.pdf")
    assert answer.data.startswith(b"%PDF")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    with june.inside(app, world.a), work():
        june.review_store.by_id(review_id).state = "withdrawn"
    assert visitor.get(f"/letters/{token}/report.pdf").status_code == 404


@pytest.fixture
def hook(app, monkeypatch):
    """Post to the door for mail servers."""
    monkeypatch.setenv("QUNCE_BOUNCE_TOKEN", TOKEN)

    def posted(token=TOKEN, **more):
        return app.test_client().post("/hooks/bounces", headers={"Authorization": f"Bearer {token}"}, **more)

    return posted


def bounce(**changes):
    return {"message_id": f"<{returned.NUMBER}>", "recipient": READER.upper(), "type": "hard", "words": "550 5.1.1 unknown"} | changes


def test_a_hard_bounce_marks_the_letter_stops_the_address_and_tells_the_agency_once(app, world, sent, hook, letter, letters, manager):
    answer = hook(json=bounce())
    assert answer.json == {"read": 1, "noted": 1, "known": 0, "stopped": 1, "unknown": 0}
    assert letter()["bounce"] == "550 5.1.1 unknown"
    assert letter()["bounced_at"] is not None
    assert stopped(app, world.a) == {READER: "bounced"}
    assert hook(json=[bounce(), bounce(type="soft")]).json["known"] == 2
    assert told(letters) == [("bounced", world.a.people["owner"].email, "bounced")]
    page = manager.get(f"{AT}?state=returned").text
    assert "Mail returned" in page
    assert "550 5.1.1 unknown" in page


def test_a_soft_bounce_is_only_noted_and_a_complaint_stops(app, world, sent, hook, letter):
    assert hook(json=bounce(type="soft", words="452 full")).json["noted"] == 1
    assert (letter()["bounce"], letter()["bounced_at"], stopped(app, world.a)) == ("452 full", None, {})
    assert hook(data=returned.COMPLAINT, content_type="message/rfc822").json["stopped"] == 1
    assert stopped(app, world.a) == {READER: "complained"}


def test_a_bounce_names_a_domain_as_mail_servers_do(app, world, sent, hook, letter):
    letter(recipient="he@bücher.example")
    assert hook(json=bounce(recipient="he@xn--bcher-kva.example")).json["stopped"] == 1
    assert stopped(app, world.a) == {"he@bücher.example": "bounced"}


def test_a_whole_message_is_read(app, world, sent, hook):
    assert hook(data=returned.dsn(), content_type="message/rfc822").json["stopped"] == 1
    assert stopped(app, world.a) == {READER: "bounced"}


@pytest.mark.parametrize("state", ["pending", "sending", "handing", "failed"])
def test_a_letter_that_was_never_handed_over_cannot_come_back(app, world, sent, hook, letter, state):
    letter(state=state)
    assert hook(json=bounce()).json["unknown"] == 1
    assert stopped(app, world.a) == {}


def test_a_letter_that_was_held_and_came_back_did_arrive(app, world, sent, hook, letter):
    letter(state="held", error="delivery.unclear")
    assert hook(json=bounce()).json["noted"] == 1
    assert letter()["state"] == "sent"


@pytest.mark.parametrize(
    "forged",
    [{"message_id": "made-up@night.example"}, {"recipient": "she@brand.example"}, {"message_id": ""}],
    ids=["a number that is none", "somebody else", "no number"],
)
def test_a_forged_bounce_changes_nothing(app, world, sent, hook, letter, letters, forged):
    assert hook(json=bounce(**forged)).json["unknown"] == 1
    assert (letter()["bounce"], letter()["bounced_at"], stopped(app, world.a), told(letters)) == ("", None, {}, [])


def test_only_who_knows_the_token_is_heard(app, world, sent, hook, monkeypatch):
    assert hook(token="wrong", json=bounce()).status_code == 401
    assert app.test_client().post("/hooks/bounces", json=bounce()).status_code == 401
    monkeypatch.delenv("QUNCE_BOUNCE_TOKEN")
    assert hook(json=bounce()).status_code == hook(token="", json=bounce()).status_code == 404
    assert stopped(app, world.a) == {}


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"[" * 9000, b'{"message_id": 1}', b'[{"type": ["hard"]}]', b"[1]", b"\xff"])
def test_what_makes_no_sense_is_refused_whole(hook, body):
    answer = hook(data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["error"]["code"] == "bounces.malformed"


def test_one_agency_learns_nothing_of_another_ones_bounces(app, world, sent, hook, as_person):
    hook(json=bounce())
    assert READER not in as_person(world.b.people["owner"].email).get("/w/south/deliveries?state=stopped").text
    with app.app_context(), use_tenant(world.b.id):
        assert READER not in suppressions.of([READER])
    with june.inside(app, world.b):
        row = reports.delivery(world.b.ids["delivery_id"])
        assert isinstance(row, Delivery)
        assert row.bounced_at is None


def test_the_page_holds_no_form_a_mail_scanner_could_trip_over(app, world, visitor, sent):
    page = visitor.get(f"/unsubscribe/{sealed(app, world)}").text
    assert re.findall(r'<form[^>]*method="(\w+)"', page) == ["post"]
