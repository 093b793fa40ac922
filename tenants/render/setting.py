"""What every part of a report needs at hand: the document, the language, the words, the colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel.support import NullTranslations

from tenants.render import charts, formats
from tenants.render.charts import Palette
from tenants.render.wording import phrases
from tenants.render.wording.chapters import chapter_title
from tenants.render.wording.findings import Words, finding_words
from tenants.render.wording.metrics import MetricWords, metric_words, pillar_word, renamed
from tenants.render.wording.reasons import status_word
from tenants.render.wording.sections import section_word
from tenants.render.wording.speaker import Speaker
from tenants.render.words import known, translations
from tenants.terms.document import Finding, Line, ReportDocument, Tone
from tenants.terms.figure import Figure
from tenants.terms.metric import CORE_PILLARS, Direction, Pillar, Unit
from tenants.terms.people import Language
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Status, Target
from tenants.terms.template import Section

FACES = {
    Language.ZH: "Noto Sans SC, Noto Sans SC Whole, Noto Emoji",
    Language.EN: "Source Sans 3, Noto Sans SC, Noto Sans SC Whole, Noto Emoji",
}
A4_PAGE = 720.0
SHAPES: Mapping[Status, str] = {
    Status.AHEAD: "▲",
    Status.ON_TRACK: "●",
    Status.AT_RISK: "○",
    Status.MISSED: "×",
    Status.NO_DATA: "—",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One report being written."""

    document: ReportDocument
    lang: Language
    words: NullTranslations
    palette: Palette
    page: float = A4_PAGE
    """Points of height that a page has for text."""

    @classmethod
    def of(cls, document: ReportDocument, lang: str) -> "Setting":
        """Return the setting of ``document`` in ``lang``, in the agency's colour."""
        language = known(lang)
        return cls(document, language, translations(language), charts.palette(document.brand.colour, FACES[language]))

    @property
    def zh(self) -> bool:
        """Whether the report is Chinese."""
        return self.lang is Language.ZH

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self.document.zone)

    def say(self, message: str, **facts: object) -> str:
        """Return ``message`` in the report's language, filled with ``facts``."""
        text = self.words.gettext(message)
        return text % facts if facts else text.replace("%%", "%")

    def many(self, one: str, more: str, n: int, **facts: object) -> str:
        """Return the form of the message that suits ``n``, which fills ``%(n)s``."""
        return self.words.ngettext(one, more, n) % {"n": formats.number(n, self.lang), **facts}

    def figure(self, key: str) -> Figure | None:
        """Return a measured figure that has a value, or ``None``."""
        found = self.document.figures.get(key)
        return found if found is not None and found.value is not None else None

    def shown(self, key: str) -> str:
        """Return a figure as a table shows it; a dash without a value."""
        found = self.figure(key)
        return formats.figure(found.value, found.unit, self.lang) if found else formats.DASH

    def worded(self, key: str) -> str:
        """Return a figure with its measure word."""
        found = self.figure(key)
        return formats.worded(found.value, found.unit, self.lang) if found else formats.DASH

    def metric(self, key: str) -> MetricWords:
        """Return name, short name and definition of a metric; the template's name for it where there is one."""
        with renamed(self.document.template.metric_names):
            words = metric_words(key, self.lang)
        own = next((metric for metric in self.document.own if metric.key == key), None)
        return words._replace(formula=own.formula) if own else words

    def section(self, section: Section) -> str:
        """Return the name of a section; the template's where there is one."""
        own = self.document.template.section_names.get(section, {}).get(self.lang, "").strip()
        return own or section_word(section, self.lang)

    def pillar(self, pillar: Pillar) -> str:
        """Return the name of a pillar; of the three promises, that of their section."""
        return self.section(Section(pillar)) if pillar in CORE_PILLARS else pillar_word(pillar, self.lang)

    def line(self, key: str) -> Line | None:
        """Return the scorecard row of a metric, if it has one."""
        lines = (line for part in self.document.pillars for line in part.lines if line.metric == key)
        return next(lines, None)

    def goal(self, key: str) -> Target | None:
        """Return the target of a metric, if it has one."""
        line = self.line(key)
        return line.verdict.target if line and line.verdict else None

    def goal_text(self, target: Target, unit: Unit) -> str:
        """Return a goal as the scorecard shows it: ``40 %``, ``≤ 30 min``, ``20 to 30``."""
        value = formats.figure(target.value, unit, self.lang)
        if target.direction is Direction.DOWN:
            return f"≤{formats.NBSP}{value}"
        if target.direction is Direction.RANGE and target.low is not None:
            return f"{formats.figure(target.low, unit, self.lang)}–{value}"
        return value

    def status(self, status: Status) -> str:
        """Return a verdict as shape and word."""
        return f"{SHAPES[status]}{formats.NBSP}{status_word(status, self.lang)}"

    def findings(self, tone: Tone | None = None, pillar: Pillar | None = None) -> list[Finding]:
        """Return the findings the manager kept, the most important first."""
        dropped = set(self.document.dropped)
        kept = [
            finding
            for finding in self.document.findings
            if finding.id not in dropped and tone in (None, finding.tone) and pillar in (None, finding.pillar)
        ]
        return sorted(kept, key=lambda finding: -finding.weight)

    def finding(self, finding: Finding) -> Words:
        """Return the words of a finding; the manager's own sentence where there is one."""
        own = self.document.rewritten.get(finding.id)
        if own:
            return Words(headline="", sentence=own)
        with renamed(self.document.template.metric_names):
            return finding_words(finding, self.lang)

    def title(self, finding: Finding) -> str:
        """Return a finding as the title of its chapter; empty where its own headline is one, or the manager wrote a sentence instead."""
        if finding.id in self.document.rewritten:
            return ""
        with renamed(self.document.template.metric_names):
            return chapter_title(finding, self.lang)

    def period_word(self) -> str:
        """Return the short name of the report's period; a span somebody chose has none."""
        period = self.document.period
        return self.say("this period") if period.cadence is Cadence.CUSTOM else formats.period_short(period, self.lang)

    def before_word(self) -> str:
        """Return the short name of the period before; of a span somebody chose, that it is the one before."""
        return phrases.than(Speaker(self.lang), self.document.period.previous())

    def during(self, period: str) -> str:
        """Return when something was that was in ``period``, a label (``in April 2026``, ``on 10 June 2026``)."""
        return phrases.during(Speaker(self.lang), period)

    def back_then(self) -> str:
        """Return when it was in the period before (``in May``, ``on 9 June``)."""
        return phrases.back_then(Speaker(self.lang), self.document.period.previous())

    def label(self, label: str) -> str:
        """Return a period's label for an axis: months in their short form, of a long span its first day."""
        span = Period.parse(label)
        if span.cadence is Cadence.MONTH and not self.zh:
            return formats.MONTHS_SHORT[span.first.month - 1]
        return formats.day(span.first, self.lang) if span.cadence is Cadence.CUSTOM else formats.period_short(span, self.lang)
