"""Somebody who works their way through the product in a browser, by the words on its buttons, and looks at every page they come to."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tenants.render.words import translations
from tests.browser.looking import all_of

PATIENCE_MS = 30_000
SIZES = {"desk": {"width": 1440, "height": 1024}, "phone": {"width": 390, "height": 844}}
# A link leads elsewhere unless it opens a dialog; a button sends its form unless htmx does.
LEAVES = """
(el) => el.tagName === "A"
  ? !("dialog" in el.dataset) && !el.getAttribute("href").startsWith("#")
  : el.type === "submit" && !!el.form && !el.form.hasAttribute("hx-post") && el.formMethod !== "dialog"
"""
LOCALES = {"en": "en-GB", "zh_Hans_CN": "zh-CN"}


@dataclass
class Traveller:
    """One person in one browser. ``wrong`` collects what is wrong with the pages, by the name given to each stop."""

    page: Page
    language: str
    typed: list[str] = field(default_factory=list)
    """Texts that users wrote: they may be in any language."""
    wrong: dict[str, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def says(self, text: str, **facts: object) -> str:
        """An interface text in this person's language."""
        words = translations(self.language).gettext(text)
        return words % facts if facts else words

    def go(self, path: str) -> int:
        """Open an address; return its status."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def press(self, text: str, **facts: object) -> None:
        """Press the button, or follow the link, with these words; a page that follows has come when this returns."""
        name = self.says(text, **facts)
        wanted = self.page.get_by_role("button", name=name, exact=True).or_(self.page.get_by_role("link", name=name, exact=True))
        self.click(wanted.locator("visible=true").first)

    def click(self, what: Locator) -> None:
        """Click; if it leads to another page, that one has come when this returns."""
        if what.evaluate(LEAVES):
            with self.page.expect_navigation():
                what.click()
        else:
            what.click()

    def fill(self, **values: str) -> None:
        """Fill fields by their names; what is typed may afterwards be read anywhere."""
        for name, value in values.items():
            self.page.locator(f"main [name='{name}']").first.fill(value)
            self.typed += [line for line in value.splitlines() if line]

    def choose(self, **values: str) -> None:
        """Choose in select boxes by value."""
        for name, value in values.items():
            self.page.locator(f"main select[name='{name}']").first.select_option(value)

    def tick(self, name: str, value: str) -> None:
        """Choose one of several radios."""
        self.page.locator(f"main input[name='{name}'][value='{value}']").first.check(force=True)

    def sees(self, *texts: str) -> None:
        """Wait until the page shows these texts."""
        for text in texts:
            self.page.get_by_text(text).locator("visible=true").first.wait_for()

    def stop(self, name: str) -> None:
        """Look at the page as it stands."""
        found = all_of(self.page, tuple(sorted(self.typed, key=len, reverse=True)))
        if found:
            self.wrong[f"{name} {urlsplit(self.page.url).path}"] = found

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path


def arrive(browser: Browser, url: str, language: str, *, size: str = "desk", theme: str = "light", **options: object) -> Traveller:
    """Open a browser for somebody new."""
    context = browser.new_context(
        base_url=url,
        viewport=SIZES[size],
        locale=LOCALES[language],
        color_scheme=theme,
        has_touch=size == "phone",
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(PATIENCE_MS)
    traveller = Traveller(context.new_page(), language)
    _listen(traveller)
    return traveller


def _listen(traveller: Traveller) -> None:
    """Whatever the console complains about is kept, apart from answers that a refusal is meant to have."""

    def heard(message: object) -> None:
        kind, text = message.type, message.text
        if kind in {"error", "warning"} and "Failed to load resource" not in text:
            traveller.complaints.append(text)

    def answered(response: object) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type not in {"document", "xhr"}):
            traveller.complaints.append(f"{response.status} {response.url}")

    traveller.page.on("console", heard)
    traveller.page.on("pageerror", lambda error: traveller.complaints.append(str(error)))
    traveller.page.on("response", answered)
