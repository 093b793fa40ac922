"""The journey's second half: the review, the report, and the client who reads it."""

import io
from datetime import timedelta

from pypdf import PdfReader

from tests.browser.story import BASE, BOSS, PASSWORD, READER, Story, names
from tests.browser.traveller import Traveller, arrive
from tests.jobs.processes import eventually

PROMISES = {
    "en": ("One page", "Satisfaction", "Activity", "Growth", "What we did"),
    "zh_Hans_CN": ("一页读懂", "满意度", "活跃度", "增长", "我们做了什么"),
}
"""Headings of a report, word for word: a page that is not translated at all would have no foreign words on it either."""


def review_the_month(story: Story) -> None:
    """What the system drafted becomes ours: commentary, findings, actions."""
    me, cast = story.owner, story.cast
    me.go(f"{BASE}/communities/brewers/reviews")
    me.choose(period=story.month.label)
    me.stop("reviews before")
    me.press("Draft review")
    story.review = me.path.rpartition("/")[2]
    me.sees(me.says("Quality check"))
    me.stop("drafted review")
    me.fill(achievements=cast.achievement)
    me.press("Save commentary")
    me.sees(me.says("The commentary is written"))
    me.fill(causes=cast.cause)
    me.press("Save commentary")
    me.sees(me.says("What was missed has its cause"))
    assert me.page.input_value("#achievements") == cast.achievement
    decide(story)
    me.fill(text=cast.action, owner=cast.owner, due=(story.month.until + timedelta(days=20)).isoformat())
    me.press("Add action")
    me.sees(cast.action)
    me.stop("review, written")


def decide(story: Story) -> None:
    """Adopt one finding, drop one, rewrite one."""
    me, cast = story.owner, story.cast
    findings = me.page.locator(".findings > li")
    assert findings.count() >= 3
    for at, words in ((0, "Adopt"), (1, "Drop")):
        findings.nth(at).get_by_role("button", name=me.says(words), exact=True).click()
        findings.nth(at).locator("button[aria-pressed=true]").wait_for()
    own = findings.nth(2)
    own.locator("summary", has_text=me.says("Rewrite")).click()
    own.locator("textarea").fill(cast.rewritten)
    me.typed.append(cast.rewritten)
    own.get_by_role("button", name=me.says("Use this sentence"), exact=True).click()
    own.locator(".finding__text", has_text=cast.rewritten).wait_for()


def settle_what_is_open(me: Traveller) -> None:
    """Answer on the spot what the quality check still asks."""
    while me.page.locator("#gate .is-open").count():
        before = me.page.locator("#gate .is-ok").count()
        question = me.page.locator("#gate .is-open").first
        question.locator("summary").click()
        question.locator("textarea").fill("12345.")
        question.get_by_role("button").click()
        me.page.wait_for_function("before => document.querySelectorAll('#gate .is-ok').length > before", arg=before)


def approve_and_publish(story: Story) -> None:
    """Handed in, approved, published: each step asks first where it reaches somebody."""
    me = story.owner
    settle_what_is_open(me)
    me.press("Hand in for approval")
    me.stop("handing in")
    me.click(me.page.locator("dialog[open] .btn--primary"))
    me.page.locator("#bar form button.btn--primary").wait_for()
    me.stop("in review")
    me.click(me.page.locator("#bar form button.btn--primary"))
    me.sees(me.says("The figures are frozen."))
    me.stop("approved")
    me.press("Publish…")
    assert sorted(me.page.locator("dialog[open] .recipients li").all_inner_texts()) == sorted([READER, BOSS])
    me.stop("publishing")
    me.click(me.page.locator("dialog[open] .btn--primary"))
    me.page.locator("#reports").wait_for()
    me.stop("published")


def receive_the_letters(story: Story) -> bytes:
    """One letter a recipient, each with the PDF; return the PDF."""
    me, cast = story.owner, story.cast
    attached = []
    for recipient in (READER, BOSS):
        letter = story.house.letter(recipient)
        assert cast.client in str(letter["Subject"])
        assert cast.agency in str(letter["From"])
        [part] = letter.iter_attachments()
        assert part.get_content_type() == "application/pdf"
        attached.append(part.get_payload(decode=True))
        assert len(story.house.letters(recipient)) == 1
    assert attached[0] == attached[1]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(attached[0])).pages)
    flat = "".join(text.split())
    for said in (cast.client, cast.community, cast.achievement, cast.cause, cast.rewritten, cast.action, cast.activity):
        assert "".join(said.split()) in flat, said
    me.go(f"{BASE}/reports")
    me.stop("reports")
    me.click(me.page.locator("main a[href*='/reports/']:not([href*='/zip'])").first)
    eventually(lambda: me.page.reload() and me.page.locator(".status--ahead, .status--track").count() >= 3, story.house.log)
    me.stop("report")
    return attached[0]


def invite_the_reader(story: Story) -> Traveller:
    """Somebody of the client gets a seat by the letter's link; return them in a browser of their own."""
    me, cast = story.owner, story.cast
    me.go(f"{BASE}/people")
    me.fill(emails=READER)
    me.tick("role", "client")
    me.page.locator("select#client_id").select_option(label=cast.client)
    me.stop("team")
    me.press("Send invitations")
    me.sees(READER)
    link = story.house.link(story.house.letter(READER, count=2))
    you = arrive(story.browser, story.house.url, cast.language, size="phone")
    you.typed += [*names(cast), *me.typed]
    you.go(link)
    you.fill(name=cast.reader, password=PASSWORD)
    you.stop("invitation")
    you.press("Accept the invitation")
    assert you.path == f"{BASE}/portal/"
    you.stop("welcome")
    return you


def read_and_confirm(story: Story, you: Traveller, pdf: bytes) -> None:
    """The client reads online and as PDF, sees nothing else, and confirms."""
    cast = story.cast
    you.sees(cast.community)
    you.press("Read the report")
    assert you.path == f"{BASE}/portal/reports/{story.review}"
    for said in (cast.achievement, cast.cause, cast.rewritten, cast.action, cast.activity):
        you.sees(said)
    you.sees(*PROMISES[cast.language])
    you.stop("report online")
    with you.page.expect_download() as download:
        you.page.locator("main a[href$='/file'], main a[href*='.pdf']").first.click()
    assert download.value.path().read_bytes() == pdf
    assert download.value.suggested_filename.endswith(f"{story.month.label}.pdf")
    for path in ("/", "/reviews", f"/reviews/{story.review}", "/clients", "/people", "/calendar", "/imports", "/reports", "/surveys"):
        assert you.go(BASE + path) == 403, path
    assert you.go("/w/another/") == 404
    you.stop("not yours")
    you.go(f"{BASE}/portal/reports/{story.review}")
    you.press("Confirm receipt")
    you.stop("confirming")
    you.click(you.page.locator("dialog[open] .btn--primary"))
    you.page.locator(".status--ahead").first.wait_for()
    you.stop("confirmed")
    story.owner.go(f"{BASE}/reviews/{story.review}")
    assert story.owner.page.get_by_text(story.owner.says("Confirmed by the client")).count()
    story.owner.stop("confirmed review")
