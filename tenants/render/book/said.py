"""What members said, what was agreed, and the one page of the report as rows."""

import re

from tenants.render import formats
from tenants.render.book.cells import DAY, PERCENT, WHOLE, Formula, Sheet, Value, measured
from tenants.render.book.score import Places
from tenants.render.setting import Setting
from tenants.render.wording.findings import verdict_sentence
from tenants.render.wording.reasons import reason_words, status_word
from tenants.terms.document import Tone
from tenants.terms.figure import Figure
from tenants.terms.report import ActionState
from tenants.terms.words import N_

SUMMARY_WIDTHS = (30, 16, 16, 70)
SURVEY_WIDTHS = (34, 14, 14, 14, 60)
ACTION_WIDTHS = (60, 24, 14, 14, 14, 50)
_MARKS = re.compile(r"(\*\*|__|`|^#{1,6}\s+)", re.MULTILINE)


def summary(s: Setting, sheet: Sheet, places: Places, score: Sheet) -> None:
    """Write whose report it is, the verdict, the scores (taken from the scorecard), the findings and what people wrote."""
    d = s.document
    name = d.client if d.client == d.community else f"{d.client} · {d.community}"
    sheet.title(f"{name} · {formats.period(d.period, s.lang)}", s.say("Made by %(agency)s", agency=d.brand.agency))
    sheet.space()
    sheet.row(Value(verdict_sentence(d, s.lang), strong=True))
    sheet.space()
    sheet.heads(s.say("Pillar"), s.say("Score"), s.say("Verdict"), s.say("Note"))
    for part in d.pillars:
        place = places.pillars.get(part.pillar)
        shown = Formula(f"{score.name}!{place}", part.score.value or 0.0, PERCENT) if place else None
        previous = s.say("%(period)s: %(score)s", period=s.before_word(), score=formats.share(part.previous, s.lang, 0))
        if any(line.verdict for line in part.lines):
            note = Value(previous if part.previous is not None else "", faint=True)
            sheet.row(s.pillar(part.pillar), shown, status_word(part.score.status, s.lang), note)
    if places.overall and d.overall.value is not None:
        whole = Formula(f"{score.name}!{places.overall}", d.overall.value, PERCENT, strong=True)
        sheet.row(Value(s.say("Overall score"), strong=True), whole, status_word(d.overall.status, s.lang))
    for tone, title in ((Tone.GOOD, s.say("What went well")), (Tone.BAD, s.say("What did not"))):
        found = s.findings(tone)
        if found:
            sheet.space()
            sheet.section(title)
            for finding in found:
                words = s.finding(finding)
                stop = "。" if s.zh else ". "
                sheet.row(f"{words.headline}{stop}{words.sentence}" if words.headline else words.sentence)
    _written(s, sheet)


def _written(s: Setting, sheet: Sheet) -> None:
    c = s.document.commentary
    texts = (
        (s.say("What went well"), c.achievements),
        (s.say("What did not"), c.shortcomings),
        (s.say("Why"), c.causes),
        (s.say("What comes next"), c.next_steps),
        (s.say("What we ask of you"), c.ask),
    )
    for title, text in texts:
        if text.strip():
            sheet.space()
            sheet.section(f"{title} · {s.document.brand.agency}")
            for line in text.splitlines():
                if line.strip():
                    sheet.row(_MARKS.sub("", line.strip()))


def survey(s: Setting, sheet: Sheet) -> None:
    """Write NPS and CSAT with their intervals, how the answers fell, and the quotations that were chosen."""
    sheet.title(s.say("Satisfaction"), s.say("The intervals are 95 %% intervals: the true value lies within them in 19 of 20 cases."))
    sheet.space()
    sheet.heads(s.say("Metric"), s.say("Value"), s.say("Low, 95 %%"), s.say("High, 95 %%"), s.say("Note"))
    for key in ("nps", "csat", "response_rate", "complaints", "complaints_per_1000"):
        figure = s.document.figures.get(key)
        if figure is not None:
            sheet.row(
                s.metric(key).name, *(measured(each, figure.unit) for each in (figure.value, figure.low, figure.high)), _basis(s, figure)
            )
    nps = s.figure("nps")
    if nps and nps.value is not None and all(isinstance(nps.detail.get(key), int) for key in ("promoters", "passives", "detractors")):
        _groups(s, sheet, nps)
    if s.document.voices:
        sheet.space()
        sheet.heads(s.say("Voices"), s.say("Score"))
        for score, said in s.document.voices:  # shielded by ``outward``
            sheet.row(said, Value(score, WHOLE))


def _basis(s: Setting, figure: Figure) -> Value:
    if figure.value is None:
        return Value(reason_words(figure.reason, s.lang) if figure.reason else "", faint=True)
    if figure.n is None:
        return Value("")
    return Value(s.say("%(n)s answers", n=formats.number(figure.n, s.lang)), faint=True)


def _groups(s: Setting, sheet: Sheet, nps: Figure) -> None:
    sheet.space()
    sheet.heads(s.say("NPS from its answers"), s.say("People"))
    first = sheet.at + 1
    for key, name in (("promoters", s.say("Promoters")), ("passives", s.say("Passives")), ("detractors", s.say("Detractors"))):
        count = nps.detail[key]
        sheet.row(name, Value(count if isinstance(count, int) else None, WHOLE))
    text = f"(B{first}-B{first + 2})/SUM(B{first}:B{first + 2})*100"
    promoters, passives, detractors = (int(str(nps.detail[key])) for key in ("promoters", "passives", "detractors"))
    comes_to = (promoters - detractors) / ((promoters + passives + detractors) or 1) * 100
    sheet.row(Value("NPS", strong=True), Formula(text, comes_to, "0.0", strong=True))


def actions(s: Setting, sheet: Sheet) -> None:
    """Write what was agreed and where it stands."""
    sheet.title(s.say("Actions"))
    sheet.space()
    heads = (N_("Action"), N_("Owner of the action"), N_("Due"), N_("State"), N_("Carried over"), N_("Reason"))
    sheet.heads(*(s.say(name) for name in heads), freeze=True)
    words = {ActionState.OPEN: s.say("not done yet"), ActionState.DONE: s.say("done"), ActionState.DROPPED: s.say("dropped")}
    for line in s.document.actions:
        carried = s.say("yes") if line.carried else s.say("no")
        sheet.row(Value(line.text, wrap=True), line.owner, Value(line.due, DAY), words[line.state], carried, Value(line.reason, wrap=True))
