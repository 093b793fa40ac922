"""Whom the journey is about, in one language, and the files they upload."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser

from tenants.terms.period import Cadence, Period
from tests.browser import house
from tests.browser.traveller import Traveller, arrive
from webapp.demo import exports, surveys
from webapp.demo.history import Shape, Simulation
from webapp.demo.names import EN_NAMES, ZH_NAMES
from webapp.demo.plans import Satisfied

PASSWORD = "two herons on a grey roof"
BASE = "/w/lantern"
OWNER, READER, BOSS = "owner@lantern.example", "ines@kestrel.example", "boss@kestrel.example"
MOOD = {
    "en": ((10, "Answered my question in person. Sold."), (8, "Good people, search could be easier."), (4, "Nobody answers at night.")),
    "zh_Hans_CN": ((10, "领队会等最后一个人。"), (8, "路线不错，就是报名要抢。"), (4, "晚上问问题常常没人回。")),
}


@dataclass(frozen=True)
class Cast:
    """Names and sentences in one language."""

    language: str
    agency: str
    owner: str
    client: str
    reader: str
    community: str
    zone: str
    activity: str
    achievement: str
    cause: str
    rewritten: str
    action: str


CASTS = {
    "en": Cast(
        *("en", "Harbour Lane", "Maeve Byrne", "Kestrel Coffee", "Ines Duarte", "Home Brewers", "Europe/London"),
        *("Roaster Q&A, live", "Every question of the live evening was answered by midnight.", "Questions after ten wait until morning."),
        *("In our own words: the evenings carried the month.", "Evening rota until eleven"),
    ),
    "zh_Hans_CN": Cast(
        *("zh_Hans_CN", "汀岸社群", "周苓", "岫岚户外", "江岫", "徒步会员群", "Asia/Shanghai"),
        *("周三答疑直播", "答疑直播的提问当晚都有了回答。", "晚上十点后的提问要等到第二天。"),
        *("用我们的话说：晚间活动撑起了这个月。", "晚间值班到十一点"),
    ),
}


@dataclass
class Story:
    """What the chapters hand on to each other."""

    cast: Cast
    house: house.House
    browser: Browser
    owner: Traveller
    folder: Path
    month: Period
    review: str = ""

    @property
    def reviewed_day(self) -> date:
        """A day in the middle of the month under review."""
        return self.month.first + timedelta(days=9)


@contextmanager
def told(cast: Cast, browser: Browser, opened: house.House, folder: Path) -> Iterator[Story]:
    """Begin a story. Where QUNCE_SHOTS names a folder, the page it ended on is kept there as a picture."""
    owner = arrive(browser, opened.url, cast.language)
    owner.typed += names(cast)
    today = datetime.now(UTC).astimezone(ZoneInfo(cast.zone)).date()
    story = Story(cast, opened, browser, owner, folder, Period.containing(today, Cadence.MONTH).previous())
    try:
        yield story
    finally:
        if shots := os.environ.get("QUNCE_SHOTS"):
            owner.page.screenshot(path=Path(shots, f"journey-{cast.language}.png"), full_page=True)
        owner.context.close()


def names(cast: Cast) -> list[str]:
    """Whatever may be read on pages in any language: names of people, files and tools."""
    people = EN_NAMES if cast.language == "en" else ZH_NAMES
    written = [text for _score, text in MOOD[cast.language]]
    return ["English", "中文", "Google Forms", cast.reader, cast.owner, *people, *written, *surveys.HEADERS[cast.language]]


def write_export(story: Story) -> Path:
    """A Slack export of two months and the running one."""
    shape = Shape(60, 0.9, 0.002, 0.09, 0.9, 0.2, (20, 0.3), 32, 0.84, 0.3)
    first, today = story.month.previous().first, datetime.now(UTC).date()
    people = EN_NAMES if story.cast.language == "en" else ZH_NAMES
    history = Simulation(shape, people, ZoneInfo(story.cast.zone), 2, {story.reviewed_day: 0.8}, "journey").run(first, today)
    path = story.folder / "slack-export.zip"
    exports.slack(history, ["general", "questions"], story.cast.language, path)
    return path


def write_survey(story: Story) -> Path:
    """Forty answers of the month under review."""
    mood = Satisfied(0.58, 0.13, 4.35, 40, MOOD[story.cast.language])
    path = story.folder / "pulse.csv"
    surveys.write(path, mood, story.cast.language, story.reviewed_day, mood=0.0, seed="journey")
    return path
