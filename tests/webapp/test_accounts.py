"""Sign up, sign in and out, passwords, sessions, invitations, roles: what people do, and what others try."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tenants.store.accounts import AccountLetter, Login, Seat, Token
from tenants.store.base import db
from tenants.store.tenancy import use_tenant
from tests.world import PASSWORD

AGENCY = {
    "agency": "Harbour Communities",
    "slug": "harbour",
    "name": "Mei Lan",
    "password": "boats under a low bridge",
    "language": "en",
    "timezone": "Asia/Shanghai",
}


def link(letter: AccountLetter) -> str:
    """The path of the letter's link."""
    return str(letter.facts["link"]).removeprefix("http://localhost")


def page_without_address(text: str, *addresses: str) -> str:
    """A page with what differs by nature taken out: the address typed and the form's token."""
    for address in addresses:
        text = text.replace(address, "ADDRESS")
    return re.sub(r'"X-CSRFToken": "[^"]+"|name="csrf_token" value="[^"]+"|/dev/mail', "", text)


def test_an_agency_signs_up_by_the_letter_and_works_in_its_workspace(visitor, letters):
    assert visitor.send("/sign-up", email="Mei@Harbour.example").status_code == 200
    (letter,) = letters()
    assert (letter.name, letter.recipient) == ("verify_email", "mei@harbour.example")
    assert "mei@harbour.example" in visitor.get(link(letter)).text
    assert visitor.get(link(letter)).status_code == 200, "looking at a link must not use it up"
    answer = visitor.send(link(letter), **AGENCY)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/w/harbour/")
    home = visitor.get("/w/harbour/")
    assert "Harbour Communities" in home.text
    assert "Begin with the first report" in home.text


def test_the_link_of_the_letter_works_once(visitor, app, letters):
    visitor.send("/sign-up", email="mei@harbour.example")
    where = link(letters()[0])
    assert visitor.send(where, **AGENCY).status_code == 303
    other = app.test_client()
    assert other.get(where).status_code == 410
    assert other.send(where, **(AGENCY | {"slug": "second"})).status_code == 410
    assert other.get("/w/second/").status_code == 302


def test_an_expired_link_says_so_and_offers_a_new_one(visitor, app, letters):
    visitor.send("/sign-up", email="mei@harbour.example")
    with app.app_context():
        db.session.execute(update(Token).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
        db.session.commit()
    answer = visitor.get(link(letters()[0]))
    assert answer.status_code == 410
    assert "/sign-up" in answer.text


def test_only_the_hash_of_a_links_secret_is_kept(visitor, app, letters):
    visitor.send("/sign-up", email="mei@harbour.example")
    secret = link(letters()[0]).rpartition("/")[2]
    with app.app_context():
        token = db.session.scalars(select(Token)).one()
        assert len(token.token_hash) == 32
        assert secret.encode() not in token.token_hash


@pytest.mark.parametrize("form", ["/sign-up", "/password-reset"])
def test_nobody_can_tell_whether_an_address_has_an_account(visitor, world, form):
    known, unknown = "owner@north.example", "nobody-here@north.example"
    first, second = visitor.send(form, email=known), visitor.send(form, email=unknown)
    assert first.status_code == second.status_code == 200
    assert page_without_address(first.text, known) == page_without_address(second.text, unknown)


def test_a_known_address_that_signs_up_gets_a_letter_that_says_so(visitor, world, letters):
    visitor.send("/sign-up", email="owner@north.example")
    assert [letter.name for letter in letters()] == ["account_exists"]


def test_a_wrong_password_and_an_unknown_address_look_the_same(visitor, world):
    wrong = visitor.send("/sign-in", email="owner@north.example", password="not it at all")
    unknown = visitor.send("/sign-in", email="nobody-here@x.example", password="not it at all")
    assert wrong.status_code == unknown.status_code == 422
    same = page_without_address(wrong.text, "owner@north.example"), page_without_address(unknown.text, "nobody-here@x.example")
    assert same[0] == same[1]


def test_unknown_addresses_cost_the_same_hashing(visitor, world, monkeypatch):
    verified = []
    from tenants.actions import passwords

    real = passwords._HASHER.verify
    monkeypatch.setattr(type(passwords._HASHER), "verify", lambda _self, *args: verified.append(args) or real(*args))
    visitor.send("/sign-in", email="nobody-here@x.example", password="not it at all")
    assert len(verified) == 1


def test_a_cookie_opens_nothing_after_signing_out(app, world, sign_in):
    browser = sign_in("owner@north.example")
    stolen = browser.get_cookie("qunce").value
    assert browser.get("/w/north/").status_code == 200
    assert browser.send("/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("qunce", stolen)
    assert thief.get("/w/north/").status_code == 302


def test_signing_in_begins_a_new_session(app, world, visitor):
    visitor.get("/sign-in")
    before = visitor.get_cookie("qunce").value
    visitor.send("/sign-in", email="owner@north.example", password=PASSWORD)
    assert visitor.get_cookie("qunce").value != before
    planted = app.test_client()
    planted.set_cookie("qunce", before)
    assert planted.get("/account").status_code == 302


def test_a_new_password_ends_every_other_session(world, sign_in):
    here, there = sign_in("owner@north.example"), sign_in("owner@north.example")
    answer = here.send("/account/password", present=PASSWORD, new="quite another sentence")
    assert answer.status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    sign_in("owner@north.example", "quite another sentence")


def test_the_present_password_is_asked_before_a_new_one(world, as_person):
    answer = as_person("owner@north.example").send("/account/password", present="guess", new="quite another sentence")
    assert answer.status_code == 422
    assert "The present password is not right." in answer.text


@pytest.mark.parametrize("new", ["short", "password123", "aaaaaaaaaaaa", "x" * 201])
def test_a_weak_password_is_refused_in_place(world, as_person, new):
    assert as_person("owner@north.example").send("/account/password", present=PASSWORD, new=new).status_code == 422


def test_a_reset_ends_every_session_and_its_link_works_once(app, world, sign_in, visitor, letters):
    there = sign_in("owner@north.example")
    visitor.send("/password-reset", email="owner@north.example")
    where = link(letters()[0])
    assert visitor.get(where).status_code == 200
    assert visitor.send(where, password="short").status_code == 422, "a refused password leaves the link good"
    assert visitor.send(where, password="boats under a low bridge").status_code == 303
    assert there.get("/account").status_code == 302
    assert app.test_client().send(where, password="boats under a high bridge").status_code == 410


def test_one_sees_and_ends_ones_own_sessions_only(app, world, as_person):
    mine, other, theirs = as_person("owner@north.example"), as_person("owner@north.example"), as_person("owner@south.example")
    with app.app_context():
        ids = {login.person_id: login.id for login in db.session.scalars(select(Login).where(Login.expires_at > datetime.now(UTC)))}
        south = ids[world.b.people["owner"].id]
    mine.send(f"/account/sessions/{south}/end")
    assert theirs.get("/account").status_code == 200
    ends = re.findall(r'action="(/account/sessions/[^"]+)"', mine.get("/account").text)
    assert len(ends) == 1
    mine.send(ends[0])
    assert other.get("/account").status_code == 302
    assert mine.get("/account").status_code == 200


def test_an_expired_session_opens_nothing(app, world, as_person):
    browser = as_person("owner@north.example")
    with app.app_context():
        db.session.execute(update(Login).values(expires_at=datetime.now(UTC)))
        db.session.commit()
    assert browser.get("/account").status_code == 302


def invite(browser, letters, **fields):
    answer = browser.send("/w/north/people/invitations", **({"emails": "new@brand.example", "role": "manager"} | fields))
    assert answer.status_code == 303, answer.text
    return link(letters()[-1])


def test_somebody_new_accepts_an_invitation_and_is_in(app, world, as_person, letters):
    where = invite(as_person("owner@north.example"), letters)
    guest = app.test_client()
    assert world.a.canary in guest.get(where).text
    answer = guest.send(where, name="Wen", password="boats under a low bridge")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/w/north/")
    assert guest.get("/w/north/").status_code == 200
    assert app.test_client().get(where).status_code == 410


def test_an_invitation_is_taken_only_by_the_one_it_is_for(app, world, as_person, letters):
    where = invite(as_person("owner@north.example"), letters, emails="owner@south.example")
    assert app.test_client().send(where, name="X", password="boats under a low bridge").status_code == 403
    stranger = as_person(world.stranger.email)
    assert stranger.send(where).status_code == 422
    assert stranger.get("/w/north/").status_code == 404
    right = as_person("owner@south.example")
    assert right.send(where).status_code == 303
    assert right.get("/w/north/").status_code == 200


def test_a_withdrawn_invitation_opens_nothing(app, world, as_person, letters):
    owner = as_person("owner@north.example")
    where = invite(owner, letters)
    for address in re.findall(r'action="(/w/north/people/invitations/[^"]+/withdrawal)"', owner.get("/w/north/people").text):
        assert owner.send(address).status_code == 303
    assert app.test_client().get(where).status_code == 410


def test_an_invitation_of_another_agency_is_not_found_under_this_one(app, world, as_person, letters):
    where = invite(as_person("owner@north.example"), letters)
    assert app.test_client().get(where.replace("/north/", "/south/")).status_code == 410


def test_somebody_of_a_client_needs_a_client(world, as_person):
    answer = as_person("owner@north.example").send("/w/north/people/invitations", emails="x@brand.example", role="client")
    assert answer.status_code == 422
    assert "Choose which." in answer.text


def test_a_client_of_another_agency_cannot_be_chosen(app, world, as_person, letters):
    with app.app_context(), use_tenant(world.b.id):
        foreign = db.session.scalars(select(Seat.client_id).where(Seat.client_id.is_not(None))).first()
    fields = {"emails": "x@brand.example", "role": "client", "client_id": str(foreign)}
    answer = as_person("owner@north.example").send("/w/north/people/invitations", **fields)
    assert answer.status_code == 422
    assert letters() == []


def test_several_are_invited_at_once_or_none(world, as_person, letters):
    owner = as_person("owner@north.example")
    answer = owner.send("/w/north/people/invitations", emails="a@b.example, manager@north.example", role="analyst")
    assert answer.status_code == 422
    assert letters() == []
    owner.send("/w/north/people/invitations", emails="a@b.example; c@d.example\ne@f.example", role="analyst")
    assert len(letters()) == 3


def seat(world, who: str) -> str:
    return f"/w/north/people/{world.a.people[who].seat_id}"


def test_the_last_owner_can_neither_leave_nor_step_down(world, as_person):
    owner = as_person("owner@north.example")
    assert owner.send(f"{seat(world, 'owner')}/removal").status_code == 422
    assert owner.send(f"{seat(world, 'owner')}/role", role="analyst").status_code == 422
    assert owner.send(f"{seat(world, 'manager')}/role", role="owner").status_code == 303
    assert owner.send(f"{seat(world, 'owner')}/role", role="analyst").status_code == 303
    assert owner.send("/w/north/people/invitations", emails="x@y.example", role="analyst").status_code == 403


def test_a_removed_person_is_out_at_once(world, as_person):
    manager, owner = as_person("manager@north.example"), as_person("owner@north.example")
    assert manager.get("/w/north/").status_code == 200
    assert owner.send(f"{seat(world, 'manager')}/removal").status_code == 303
    assert manager.get("/w/north/").status_code == 404


@pytest.mark.parametrize("slug", ["north", "a b", "-x", "x" * 41, "portal", ""])
def test_an_unusable_address_of_a_workspace_is_refused_beside_its_field(visitor, world, letters, slug):
    visitor.send("/sign-up", email="mei@harbour.example")
    answer = visitor.send(link(letters()[-1]), **(AGENCY | {"slug": slug}))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_the_language_of_an_account_governs_its_pages(world, as_person):
    browser = as_person("owner@north.example")
    assert browser.send("/preferences", language="zh_Hans_CN", next="/w/north/").headers["Location"] == "/w/north/"
    assert '<html lang="zh-Hans"' in browser.get("/w/north/").text


def test_brightness_is_remembered_without_a_script(visitor):
    visitor.send("/preferences", theme="dark", next="/sign-in")
    assert 'data-theme="dark"' in visitor.get("/sign-in").text
