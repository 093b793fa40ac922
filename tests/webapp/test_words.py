"""Every refusal has a sentence, every sentence both languages."""

import re
from pathlib import Path

import pytest

from tenants.render.wording.errors import SENTENCES, all_sentences, areas, sentence
from tenants.render.words import translations

ROOT = Path(__file__).resolve().parents[2]
RAISED = re.compile(r'(?:Refusal|NotFoundError)\(\s*"([a-z_]+\.[a-z_.]+)"')


def codes() -> list[str]:
    sources = [path.read_text() for top in ("tenants", "webapp", "jobs") for path in (ROOT / top).rglob("*.py")]
    return sorted({code for source in sources for code in RAISED.findall(source)})


def test_there_are_refusals_to_look_at():
    assert len(codes()) > 20


def test_no_code_is_worded_twice():
    everywhere = [*SENTENCES, *(code for table in areas().values() for code in table)]
    assert sorted({code for code in everywhere if everywhere.count(code) > 1}) == []


@pytest.mark.parametrize("code", codes())
def test_a_refusal_has_a_sentence_in_both_languages(code):
    if code.endswith(".not_found"):
        return  # shown as "There is nothing here", whatever it was
    said, remedy = all_sentences()[code]
    chinese = translations("zh_Hans_CN")
    for text in filter(None, (said, remedy)):
        assert chinese.gettext(text) != text, f"{code}: {text!r} has no Chinese"
        assert set(re.findall(r"%\((\w+)\)", text)) >= set(re.findall(r"%\((\w+)\)", chinese.gettext(text)))


@pytest.mark.parametrize("code", sorted(all_sentences()))
@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_a_sentence_is_filled_whatever_facts_come(code, language):
    words = sentence(code, {}, language)
    assert words[0]
    assert "%(" not in "".join(words)
