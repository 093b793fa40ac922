"""The journey's first half: from signing up to a month that can be reviewed."""

from tests.browser.story import BASE, BOSS, OWNER, PASSWORD, READER, Story, write_export, write_survey


def sign_up(story: Story) -> None:
    """By the letter's link to an open workspace."""
    me, cast = story.owner, story.cast
    me.go("/sign-up")
    me.stop("sign up")
    me.fill(email=OWNER)
    me.press("Send the letter")
    me.stop("letter sent")
    me.go(story.house.link(story.house.letter(OWNER)))
    me.fill(agency=cast.agency, slug="lantern", name=cast.owner, password=PASSWORD)
    me.choose(timezone=cast.zone)
    me.stop("open the workspace")
    me.press("Open the workspace")
    assert me.path == f"{BASE}/"
    me.sees(me.says("Begin with the first report"))
    me.stop("first page")


def add_the_client_and_its_community(story: Story) -> None:
    me, cast = story.owner, story.cast
    me.press("Add a client")
    me.fill(name=cast.client, slug="kestrel", recipients=f"{READER}\n{BOSS}")
    me.tick("language", cast.language)
    me.stop("new client")
    me.press("Add client")
    me.sees(me.says("Client added. Next: its first community."))
    me.stop("client")
    me.press("Add community")
    me.fill(name=cast.community, slug="brewers")
    me.choose(platform="slack")
    assert me.page.input_value("#timezone") == cast.zone
    me.stop("new community")
    me.press("Add community")
    assert me.path == f"{BASE}/communities/brewers"
    me.stop("community without data")


def import_the_export(story: Story) -> None:
    """Upload, watch, done; the same file again adds nothing."""
    me, export = story.owner, write_export(story)
    me.go(f"{BASE}/communities/brewers/imports")
    me.stop("imports before")
    me.page.set_input_files("#file", export)
    me.press("Import files")
    me.sees(me.says("See the community"))
    me.stop("import done")
    added, already = (counts(me)[at] for at in (0, 1))
    assert added > 1000
    assert already == 0
    me.go(f"{BASE}/communities/brewers/imports")
    me.page.set_input_files("#file", export)
    me.press("Import files")
    me.sees(me.says("See the community"))
    assert counts(me)[:2] == [0, added]
    me.press("See the community")
    me.stop("community")


def counts(me) -> list[int]:
    """The numbers of a finished import: added, already there, people, left out."""
    return [int(text.replace(",", "")) for text in me.page.locator(".counts dd").all_inner_texts()]


def promise(story: Story) -> None:
    """Targets of the month under review, one of them out of reach."""
    me = story.owner
    me.go(f"{BASE}/communities/brewers/targets?period={story.month.label}")
    me.stop("targets before")
    me.fill(**{"value.active_rate": "42", "value.net_growth": "500", "value.nps": "40"})
    me.click(me.page.locator("main .approve button"))
    me.page.locator(".toast").first.wait_for()
    assert me.page.input_value("[id='value.active_rate']") == "42"
    me.stop("targets")


def hold_an_activity(story: Story) -> None:
    me, cast = story.owner, story.cast
    me.go(f"{BASE}/calendar/new")
    me.fill(title=cast.activity, day=story.reviewed_day.isoformat(), owner=cast.owner, budget="350")
    me.choose(community="brewers", kind="qa")
    me.stop("plan activity")
    me.press("Plan activity")
    me.stop("calendar")
    me.click(me.page.locator("main a", has_text=cast.activity).locator("visible=true").first)
    me.fill(participants="124", registered="150", cost="345.50")
    me.tick("rating", "4")
    me.stop("activity")
    me.press("Mark as done")
    me.sees("124")
    me.stop("activity done")


def ask_the_members(story: Story) -> None:
    """A survey's file: the questions are guessed, and can be chosen otherwise."""
    me = story.owner
    me.go(f"{BASE}/communities/brewers/surveys")
    me.stop("surveys before")
    me.page.set_input_files("#file", write_survey(story))
    me.press("Choose the questions")
    assert [me.page.input_value(f"#{name}") for name in ("nps", "csat", "comment")] == ["2", "3", "4"]
    me.choose(nps="2", csat="3", comment="4")
    me.fill(name="Pulse", sent="90")
    me.stop("choose the questions")
    me.press("Import answers")
    me.page.locator("#h-nps").wait_for()
    me.stop("survey")
    me.go(f"{BASE}/communities/brewers?period={story.month.label}")
    me.stop("community with everything")
