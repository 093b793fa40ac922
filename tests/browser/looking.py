"""What a page may not show: words of the other language, complaints in the console, findings of axe-core."""

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from tests.browser.conftest import look

WORDS = Path(__file__).resolve().parents[2] / "templates" / "words" / "zh_Hans_CN"

# Every text of the page, of closed popovers and dialogs too, apart from what says that it is in another language.
TEXTS = """
() => {
  const own = document.documentElement.lang, found = [document.title];
  const hidden = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "TEXTAREA"]);
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) { found.push(node.textContent); return; }
    if (node.nodeType !== Node.ELEMENT_NODE || hidden.has(node.tagName.toUpperCase())) return;
    if (node.lang && node.lang !== own) return;
    if (node.tagName === "OPTION" && node.value.includes("/")) return;  // a time zone is named after a city
    for (const name of ["aria-label", "title", "placeholder", "alt"]) if (node.hasAttribute(name)) found.push(node.getAttribute(name));
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}
"""
ENGLISH = re.compile(r"[A-Za-z][a-z]+(?:[ ’'][A-Za-z]+)+")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
CONVERSION = re.compile(r"%\(\w+\)[a-z]|%[a-z]")


@cache
def translated() -> frozenset[str]:
    """English texts of the interface that read otherwise in Chinese."""
    found = set()
    for path in WORDS.glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                texts = message.id if isinstance(message.id, tuple) else (message.id,)
                found |= {text for text in texts if text and text != message.string and not CONVERSION.search(text)}
    return frozenset(found)


def foreign(page: Page, allowed: tuple[str, ...] = ()) -> list[str]:
    """Texts in the wrong language: on a Chinese page two English words in a row or an untranslated text of the interface, on an
    English page any Chinese character. ``allowed`` names what users wrote themselves."""
    texts = page.evaluate(TEXTS)
    if not page.get_attribute("html", "lang").startswith("zh"):
        return [text for text in texts if CHINESE.search(_without(text, allowed))]
    return [text for text in texts if (text in translated() and text not in allowed) or ENGLISH.search(_without(text, allowed))]


def _without(text: str, allowed: tuple[str, ...]) -> str:
    for each in allowed:
        text = text.replace(each, " · ")
    return text


def all_of(page: Page, allowed: tuple[str, ...] = ()) -> list[str]:
    """Everything that is wrong with the page, one line a finding."""
    broken = page.evaluate("[...document.images].filter((each) => each.complete && !each.naturalWidth).map((each) => each.src)")
    strange = [f"wrong language: {text[:120]}" for text in foreign(page, allowed)]
    return [*look(page), *strange, *(f"no picture: {source}" for source in broken)]
