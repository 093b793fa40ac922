"""Letters: subject, text and HTML of every mail the product sends, in the reader's language and the sender's colour.

A letter is a folder under ``templates/letters`` with ``subject.txt``, ``body.txt`` and ``body.html``. HTML is 600 px wide, of
tables, with styles inlined and no picture; text says the same in the same order.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tenants.render import charts, currency, formats
from tenants.render.charts.colour import contrast, from_oklab, oklab
from tenants.render.markdown import lines
from tenants.render.parts.points import percent, targeted
from tenants.render.report import TEMPLATES
from tenants.render.setting import Setting
from tenants.render.typography import typeset
from tenants.render.wording.findings import verdict_sentence
from tenants.render.wording.platforms import platform_word
from tenants.render.words import known, translations
from tenants.terms.document import Brand, ReportDocument, Tone
from tenants.terms.metric import CORE_PILLARS
from tenants.terms.people import Language

DARK_GROUND = "#1e1e1e"
NAMES = tuple(sorted(folder.name for folder in (TEMPLATES / "letters").iterdir() if folder.is_dir()))
"""Every letter there is: one folder each."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be sent: ``subject`` is one line."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What a report's letter says beside the report: where it can be read and stopped, and what travels with it.

    ``kilobytes`` is the size of the PDF, which is attached unless ``file`` is an address to fetch it from. ``words`` are the agency's
    own ``greeting``, ``closing`` and ``signature`` in the letter's language; what is missing or empty is left out, or the agency's name.
    """

    link: str
    pages: int
    kilobytes: int
    file: str = ""
    stop: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4)
def _environment(language: Language, *, markup: bool) -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=markup,  # noqa: S701 - the text half of a letter is no markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    return env


@lru_cache(maxsize=1)
def _inliner() -> Any:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


def letter(name: str, lang: str, brand: Brand, **facts: Any) -> Letter:
    """Return the letter ``name`` in ``lang``, from ``brand``, filled with ``facts``.

    Facts by letter: ``report``: those of ``report_facts``; ``verify_email``: ``link``, ``hours``; ``password_reset``: ``link``,
    ``minutes``; ``invitation``: ``link``, ``days``, ``inviter``, ``workspace``; ``account_exists``: ``sign_in``, ``reset``;
    ``report_failed``: ``link``, ``community``, ``period`` (a label), ``reason``; ``bounced``: ``link``, ``client``, ``recipient``,
    ``reason`` (``bounced``, ``unsubscribed``, ``complained``), ``words``; ``remark``: ``link``, ``community``, ``period``, ``author``,
    ``about``, ``text``, ``asked``; ``overview``: ``link``, ``client``, ``period``. Of schedules, each with ``link``, ``community``,
    ``period``, ``unreviewed``, ``recipients``: ``review_due``: ``days``, ``covered``, ``goals``, ``missed``; ``review_overdue``:
    ``state``; ``schedule_held``: ``codes``, ``days``, ``covered``; ``schedule_test``: ``problem``, ``rhythm``.
    ``export_due``: ``link``, ``community``, ``platform``, ``keeps``, ``first``, ``gone_on``, ``days_left``. A missing fact raises
    ``jinja2.UndefinedError``, an unknown letter ``ValueError``.
    """
    if name not in NAMES:
        raise ValueError(f"no letter called {name!r}")
    with currency.in_currency(brand.currency):
        return _written(name, lang, brand, facts)


def _written(name: str, lang: str, brand: Brand, facts: Mapping[str, Any]) -> Letter:
    language = known(lang)
    zh = language is Language.ZH
    palette = charts.palette(brand.colour)
    shared = {
        "brand": brand,
        "p": palette,
        "solid": on_either_ground(palette.mark),
        "gap": "" if zh else " ",
        "zh": zh,
        "lang": "zh-Hans" if zh else "en",
        "sep": "：" if zh else ": ",
        "sep_of_names": " " if zh else " / ",
        "bar": bar,
        "period_words": lambda label: formats.period(label, language),
        "day_words": lambda day: formats.day(date.fromisoformat(day), language, year=True),
        "platform_words": lambda platform: platform_word(platform, language),
        **facts,
    }
    plain, rich = _environment(language, markup=False), _environment(language, markup=True)
    subject = " ".join(plain.get_template(f"letters/{name}/subject.txt").render(**shared).split())
    text = plain.get_template(f"letters/{name}/body.txt").render(**shared)
    html = rich.get_template(f"letters/{name}/body.html").render(subject=subject, **shared)
    made = typeset(_inliner().inline(html), zh=zh)
    text = re.sub(r"\n{3,}", "\n\n", text.replace(formats.NBSP, " ")).strip() + "\n"
    return Letter(subject.replace(formats.NBSP, " "), text, re.sub(r'<span class="[he]">(.*?)</span>', r"\1", made))


def on_either_ground(colour: str) -> str:
    """Return ``colour``, lightened until it is also seen (3:1) where a mail program turns the ground dark and leaves our colours."""
    light, a, b = oklab(colour)
    while contrast(colour, DARK_GROUND) < 3 and light < 0.7:
        light += 0.01
        colour = from_oklab(light, a, b)
    return colour


def bar(attainment: float) -> tuple[int, int]:
    """Return the whole percents of a bar that are filled and open, 100 in all."""
    filled = round(100 * max(0.0, min(attainment, 1.0)))
    return filled, 100 - filled


def report_facts(document: ReportDocument, lang: str, enclosure: Enclosure) -> dict[str, Any]:
    """Return what the letter ``report`` shows of a document: the verdict, the scores or leading figures, best and worst, the ask."""
    s = Setting.of(document, lang)
    heads = []
    for part in document.pillars:
        if part.pillar in CORE_PILLARS and targeted(part) and part.score.value is not None:
            status = s.status(part.score.status)
            heads.append((s.pillar(part.pillar), percent(part.score.value), part.score.value, status))
    best, worst = s.findings(Tone.GOOD)[:1], s.findings(Tone.BAD)[:1]
    return {
        "client": document.client,
        "community": document.community,
        "period": formats.period(document.period, s.lang),
        "verdict": verdict_sentence(document, s.lang),
        "overall": percent(document.overall.value) if document.overall.value is not None else "",
        "heads": heads,
        "figures": [] if heads else [(s.metric(key).name, s.worded(key)) for key in _LEADS if s.figure(key)],
        "good": [_finding_line(s, finding) for finding in best],
        "bad": [_finding_line(s, finding) for finding in worst],
        "ask": lines(document.commentary.ask)[:5],
        "as_of": formats.moment(document.as_of, s.zone, s.lang) if document.as_of else "",
        "version": document.version,
        "before": percent(document.overall_previous) if document.overall_previous is not None else "",
        "before_period": formats.period(document.period.previous(), s.lang),
        "link": enclosure.link,
        "pages": enclosure.pages,
        "size": formats.number(enclosure.kilobytes, s.lang) + " KB"
        if enclosure.kilobytes < _MEGABYTE
        else formats.number(enclosure.kilobytes / 1000, s.lang, 1) + " MB",
        "file": enclosure.file,
        "stop": enclosure.stop,
        **{name: lines_of(enclosure.words.get(name, "")) for name in ("greeting", "closing", "signature")},
    }


_MEGABYTE = 1000


def lines_of(text: str) -> list[str]:
    """Return the lines that somebody typed, without empty ones at either end."""
    return [" ".join(each.split()) for each in text.strip().splitlines()]


_LEADS = ("nps", "active_members", "members_end")


def _finding_line(s: Setting, finding: Any) -> str:
    words = s.finding(finding)
    stop = "。" if s.zh else ". "
    return f"{words.headline}{stop}{words.sentence}" if words.headline else words.sentence
