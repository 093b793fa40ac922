"""Both languages are whole: every message of the source stands once in the Chinese catalogues, and nothing else does."""

import ast
import re
from collections import defaultdict
from functools import cache

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tenants.render.wording.errors import all_sentences
from tests.architecture.sources import PRODUCT, ROOT, python, strings

CATALOGUES = ROOT / "templates" / "words" / "zh_Hans_CN"
WORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "lazy_gettext": None}
# A report and its letters speak in the words of their document, not of the request.
SPOKEN = WORDS | {"say": None, "many": (1, 2), "speak": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|%")
CHINESE = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uff01-\uff5e]")  # full-width punctuation included

# The same in both languages on purpose: names, signs and formats.
SAME = re.compile(r"^(?:[\W\d_]|%\(\w+\)s|NPS|CSAT|PDF|CSV|HTML|JSON|ZIP|Slack|Discord|Telegram|WhatsApp|QQ|Qunce|VIP|A4|Letter|English)*$")

SIGNS = {"%"}
"""Entries that are a sign by themselves; nothing is filled into them."""


def _sources():
    """Each file that holds messages, how babel reads it, and the functions that mark them."""
    for source in python(*PRODUCT):
        yield source.path, "python", SPOKEN if source.name.startswith("tenants/render/") else WORDS
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            yield path, "jinja2.ext.babel_extract", SPOKEN


@cache
def used():
    """Message id -> (its plural or ``None``, where it stands first)."""
    found = {}
    for path, method, keywords in _sources():
        options = {"trimmed": "true", "silent": "false"} if method != "python" else {"encoding": "utf-8"}
        for line, message, _comments, _context in extract_from_file(method, path, keywords=keywords, options=options):
            one, more = (message, None) if isinstance(message, str) else message[:2]
            place = f"{path.relative_to(ROOT)}:{line}"
            known = found.setdefault(one, (more, place))
            if more and not known[0]:
                found[one] = (more, place)
    return found


@cache
def kept():
    """Message id -> its entries as (file, entry)."""
    found = defaultdict(list)
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="zh_Hans_CN"):
                if entry.id:
                    found[entry.id if isinstance(entry.id, str) else entry.id[0]].append((path.name, entry))
    return found


def entries():
    return [(name, one, entry) for one, places in kept().items() for name, entry in places]


def placeholders(text):
    return {found[1] or found[0] for found in PLACEHOLDER.finditer(text) if found[0] != "%%"}


def test_there_are_messages_in_code_templates_and_catalogues():
    places = [place for _more, place in used().values()]
    assert {place.split("/")[0] for place in places} >= {"webapp", "tenants", "templates"}
    assert len(kept()) > 500


def test_every_message_has_its_chinese():
    missing = {one: place for one, (_more, place) in used().items() if one not in kept()}
    assert missing == {}


def test_a_plural_is_a_plural_in_the_catalogue_too():
    wrong = [
        (name, one)
        for name, one, entry in entries()
        if one in used() and (used()[one][0] or None) != (None if isinstance(entry.id, str) else entry.id[1])
    ]
    assert wrong == []


def test_no_message_stands_twice():
    assert {one: [name for name, _ in places] for one, places in kept().items() if len(places) > 1} == {}


def test_no_entry_is_unused():
    assert [(name, one) for name, one, _ in entries() if one not in used()] == []


def test_no_entry_is_unsure_or_empty():
    wrong = []
    for name, one, entry in entries():
        words = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)
        if entry.fuzzy or not all(word.strip() for word in words):
            wrong.append((name, one))
    assert wrong == []


def test_a_translation_holds_what_the_message_holds():
    """A missing placeholder loses a fact, an unknown one is an error in front of a client, a lone % stops the sentence."""
    wrong = []
    for name, one, entry in entries():
        said = placeholders(one if isinstance(entry.id, str) else entry.id[1])
        words = (entry.string,) if isinstance(entry.string, str) else entry.string
        # A number that a plural's one form spells out may be missing there, so the plural's are compared.
        wrong += [(name, one, word) for word in words if placeholders(word) != said and word not in SIGNS]
    assert wrong == []


def test_chinese_is_chinese():
    found = [
        (name, one)
        for name, one, entry in entries()
        if not CHINESE.search("".join(entry.string)) and not (SAME.match(one) or entry.string in SIGNS)
    ]
    assert found == []


def test_a_message_is_english():
    assert [(place, one) for one, (_more, place) in used().items() if CHINESE.search(one)] == []


def raised():
    """Where the source refuses: (place, code, the facts it gives; ``None`` where they are not written out)."""
    for source in python(*PRODUCT):
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in {"Refusal", "NotFoundError"} or not node.args:
                continue
            if isinstance(node.args[0], ast.Constant):
                facts = {word.arg for word in node.keywords}
                yield f"{source.name}:{node.lineno}", node.args[0].value, None if None in facts else facts


ADDED = {"import.unknown_format": {"what"}}
"""Facts that the wording adds by itself."""


def test_a_refusal_gives_the_facts_its_sentence_tells():
    """A fact that the sentence tells and the refusal does not give leaves a hole that shows its name."""
    wrong = []
    for place, code, facts in raised():
        if facts is not None and code in all_sentences():
            told = set().union(*(placeholders(text) for text in all_sentences()[code]))
            wrong += [(place, code, fact) for fact in told - facts - ADDED.get(code, set())]
    assert wrong == []


def test_every_sentence_of_a_refusal_is_earned_somewhere():
    """A code that nothing raises is a sentence kept for nobody. Codes are also put together and handed on as values."""
    said = {text for source in python(*PRODUCT) if "wording" not in source.name for text in strings(source.tree)}
    shapes = [re.compile(re.escape(text).replace(r"\*", "[a-z_.]+")) for text in said if "*" in text and "." in text]
    unused = [code for code in all_sentences() if code not in said and not any(shape.fullmatch(code) for shape in shapes)]
    assert unused == []
