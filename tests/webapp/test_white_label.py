"""What somebody of a client sees names their agency and nobody else: pages, letters, reports, and the way to them."""

import email
import io
import re
from email import policy

import pypdf
import pytest
from PIL import Image

from jobs import letters as sending
from jobs import runtime
from tenants.actions import branding, layout_preview
from tenants.store.accounts import AccountLetter
from tenants.store.base import db
from tenants.store.clients import client_by_slug
from tenants.store.reviews import Review
from tenants.store.work import work
from tenants.terms import snapshot
from tenants.terms.people import Role
from tests.render import sample
from tests.webapp import shared
from tests.webapp.june import inside
from tests.webapp.test_matrix import address
from webapp.access import policy_of

PRODUCT = re.compile(r"qunce|群策", re.IGNORECASE)


@pytest.fixture
def published(app, world):
    """A published review with everything a report can hold."""
    with inside(app, world.a), work():
        review = db.session.get(Review, (world.a.id, world.a.ids["published_id"]))
        review.document = snapshot.plain(sample.full(brand=layout_preview.brand_of()))
    return world.a.ids["published_id"]


@pytest.fixture
def reader(world, as_person):
    return as_person("client1@north.example")


@pytest.fixture
def logo(app, world):
    """The agency has a logo; its digest."""
    target = io.BytesIO()
    Image.new("RGB", (300, 90), "#113355").save(target, "PNG")
    with inside(app, world.a):
        return branding.put_logo(target.getvalue(), by=None)


def test_no_page_that_a_client_may_open_names_the_product(app, world, reader, published):
    ids = world.a.ids | {"review_id": published}
    seen = 0
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and Role.CLIENT in policy_of(app, rule.endpoint).roles:
            answer = reader.get(address(rule, "north", ids))
            if answer.mimetype == "text/html":
                seen += answer.status_code == 200
                assert not PRODUCT.search(answer.text), (rule.rule, PRODUCT.search(answer.text))
    assert seen >= 5


@pytest.mark.parametrize(
    "path", ["/account", "/workspaces", "/w/north/portal/reports/nothing-here", "/w/north/settings", "/w/south/portal/", "/no"]
)
def test_pages_around_the_portal_and_refusals_name_the_agency(world, reader, path):
    page = reader.get(path).text
    assert not PRODUCT.search(page)
    assert world.a.canary in page, "the one agency they are a client of"


def test_the_portal_wears_the_logo_and_its_own_mark(world, reader, logo):
    page = reader.get("/w/north/portal/").text
    picture = re.search(r'class="brand__logo" src="([^"]+)" alt="Anxu', page)[1]
    answer = reader.get(picture)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert 'rel="icon" href="data:image/svg+xml' in page
    assert reader.get(picture.replace(logo, "0" * 64)).status_code == 404


def test_another_agencys_logo_is_not_there(world, as_person, logo):
    assert as_person("client1@south.example").get(f"/w/south/brand-{logo}.png").status_code == 404
    assert as_person("client1@south.example").get(f"/w/north/brand-{logo}.png").status_code == 404


def test_a_signed_out_client_finds_the_agencys_door_again(world, reader, logo):
    reader.get("/w/north/portal/")
    reader.send("/sign-out")
    page = reader.get("/sign-in").text
    assert not PRODUCT.search(page)
    assert "data:image/png;base64" in page


def test_the_way_to_a_portal_names_nobody_and_does_not_tell_whether_there_is_one(world, visitor):
    doors = {}
    for slug in ("north", "nowhere"):
        led = visitor.get(f"/w/{slug}/portal/").headers["Location"]
        doors[slug] = re.sub(r'(csrf_token" value=|X-CSRFToken": )"[^"]+"', "", visitor.get(led).text).replace(slug, "")
    assert doors["north"] == doors["nowhere"]
    assert not PRODUCT.search(doors["north"])


def test_a_forged_memory_of_a_house_opens_no_name(world, visitor):
    visitor.set_cookie("house", "north")
    assert world.a.canary not in visitor.get("/sign-in").text


def test_the_agencys_own_people_know_what_they_work_with(world, as_person):
    manager = as_person("manager@north.example")
    assert "· Qunce</title>" in manager.get("/w/north/").text
    assert manager.get_cookie("house") is None


def sent(app, config, tmp_path):
    """The account letters as they leave, headers and all, decoded."""
    runtime.start({"DATABASE_URL": config.database_url, "REDIS_URL": config.redis_url, "STORAGE_URL": config.storage_url,
                   "SMTP_URL": config.smtp_url, "BASE_URL": config.base_url})  # fmt: skip
    try:
        with app.app_context():
            waiting = [row.id for row in db.session.scalars(db.select(AccountLetter))]
        for letter in waiting:
            sending.send(str(letter))
    finally:
        runtime.stop()
    found = []
    for path in sorted((tmp_path / "outbox").rglob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        bodies = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
        # Which mailbox letters leave from is the installation's own setting; its name is not.
        mail.replace_header("From", mail["From"].addresses[0].display_name)
        found.append("\n".join([*(f"{name}: {value}" for name, value in mail.items()), *bodies]))
    return found


def test_letters_to_a_client_come_from_the_agency_alone(app, config, tmp_path, world, as_person, visitor, letters):
    owner = as_person("owner@north.example")
    with inside(app, world.a):
        client = str(client_by_slug("liye-1").id)
    owner.send("/w/north/people/invitations", emails="boss@brand.example", role="client", client_id=client)
    visitor.send("/password-reset", email="client1@north.example")
    visitor.send("/sign-up", email="client1@north.example")
    waiting = letters()
    page = visitor.get(next(row.facts["link"] for row in waiting if row.name == "password_reset").removeprefix("http://localhost")).text
    assert world.a.canary in page
    assert not PRODUCT.search(page)
    posted = sent(app, config, tmp_path)
    assert len(posted) == 3
    for letter in posted:
        assert not PRODUCT.search(letter), PRODUCT.search(letter)
        assert world.a.canary in letter


def test_an_invited_client_sees_the_agencys_door(app, world, as_person, visitor, letters):
    owner = as_person("owner@north.example")
    with inside(app, world.a):
        client = str(client_by_slug("liye-1").id)
    owner.send("/w/north/people/invitations", emails="boss@brand.example", role="client", client_id=client)
    page = visitor.get(letters()[-1].facts["link"].removeprefix("http://localhost")).text
    assert "Anxu KANARIE" in page
    assert not PRODUCT.search(page)


def test_the_printed_report_names_the_agency_alone(app, world, published):
    with inside(app, world.a):
        document = sample.full(brand=layout_preview.brand_of())
        content = layout_preview.pages(document, "en", "A4")
    reader = pypdf.PdfReader(io.BytesIO(content))
    words = "\n".join(page.extract_text() for page in reader.pages)
    told = f"{dict(reader.metadata or {})} {reader.xmp_metadata and reader.xmp_metadata.stream.get_data()}"
    assert world.a.canary in words
    assert not PRODUCT.search(words)
    assert not PRODUCT.search(told)


@pytest.mark.parametrize("below", ["/nothing", "/report.pdf/more"])
def test_an_address_below_a_link_names_nobody_whoever_was_here_before(app, world, published, as_person, below):
    _id, address = shared.made(app, world.a, published)
    client = as_person(world.b.people["client1"].email)
    for browser in (app.test_client(), client):
        answer = browser.get(address + below)
        assert answer.status_code == 404
        assert not PRODUCT.search(answer.text)
        assert world.b.canary not in answer.text
