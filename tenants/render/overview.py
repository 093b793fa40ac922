"""Overviews worded: a client's communities, or an agency's clients, side by side; one view for the page and for the print."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tenants.assess.headline import FULL, points
from tenants.render import charts, currency, formats
from tenants.render.charts import Palette
from tenants.render.markdown import NOT_XML, clean
from tenants.render.parts.points import percent
from tenants.render.report import PAPERS, environment
from tenants.render.setting import FACES, SHAPES
from tenants.render.typography import typeset
from tenants.render.wording.findings import Words, finding_words, headline_words
from tenants.render.wording.metrics import metric_words, pillar_word
from tenants.render.wording.phrases import during
from tenants.render.wording.reasons import status_word
from tenants.render.wording.speaker import Speaker
from tenants.render.words import known
from tenants.terms.document import Finding
from tenants.terms.metric import CORE_PILLARS, Unit
from tenants.terms.overview import Absence, OverviewDocument, Place
from tenants.terms.people import Language
from tenants.terms.target import Score
from tenants.terms.words import N_

ABSENCES = {
    Absence.NO_REVIEW: N_("no review of this period"),
    Absence.NOT_READY: N_("its report is not published yet"),
    Absence.WITHDRAWN: N_("its report was withdrawn"),
}
UNITS = {"members_end": Unit.PEOPLE, "joins": Unit.PEOPLE, "leaves": Unit.PEOPLE, "acts": Unit.ACTS, "activities_held": Unit.COUNT}


@dataclass(frozen=True, slots=True)
class Mark:
    """A score in a cell: points, shape and word of its status, and the change against the period before."""

    points: str
    status: str
    words: str
    change: str
    bullet: str


@dataclass(frozen=True, slots=True)
class Row:
    """One community. ``absent`` says why there is nothing; ``verdict`` is the sentence of its own report."""

    client: str
    community: str
    slug: str
    review: str
    absent: str
    overall: Mark | None
    pillars: list[Mark | None]
    goals: str
    verdict: str
    best: Words | None
    worst: Words | None
    actions: list[tuple[str, str]]
    coverage: str


def view(d: OverviewDocument, lang: str, palette: Palette | None = None) -> dict[str, Any]:
    """Return what an overview shows: headline, rows, totals, the texts. Plain text but for ``texts`` and the drawn ``bullet``."""
    to = Speaker(lang)
    drawn = palette or charts.palette(d.brand.colour, FACES[known(lang)])
    with currency.in_currency(d.brand.currency):
        return {
            "headline": _headline(d, to),
            "pillars": [pillar_word(pillar, lang) for pillar in CORE_PILLARS],
            "rows": [_row(each, to, drawn) for each in d.places],
            "totals": [_total(each, to) for each in d.totals],
            "several": any(each.before for each in d.places),
            "before": formats.period_short(d.period.previous(), lang),
            "texts": {name: clean(getattr(d.commentary, name)) for name in ("achievements", "shortcomings", "causes", "next_steps", "ask")},
        }


def html(d: OverviewDocument, lang: str, paper: str = "A4", *, logo: bool = False) -> str:
    """Return the overview as well-formed markup for print; ``ValueError`` for an unknown language or paper.

    With ``logo`` it begins with the picture ``asset:logo``, if the brand has one, instead of the agency's name.
    """
    if paper not in PAPERS:
        raise ValueError(f"no paper called {paper!r}")
    language = known(lang)
    zh = language is Language.ZH
    palette = charts.palette(d.brand.colour, FACES[language])
    page = environment(language).get_template("report/overview.html")
    markup = page.render(
        o=view(d, lang),
        d=d,
        p=palette,
        logo=logo and bool(d.brand.logo),
        sans=d.brand.typeface == "sans",
        paper=paper,
        size=PAPERS[paper],
        lang="zh-Hans" if zh else "en",
        zh=zh,
        period=formats.period(d.period, lang),
        made=formats.day(d.made.astimezone(ZoneInfo("UTC")).date(), lang, year=True),
        created=d.made.isoformat(),
        dash=formats.DASH,
        sep="\u3000" if zh else " · ",
    )
    return typeset(NOT_XML.sub("", markup), zh=zh)


def _headline(d: OverviewDocument, to: Speaker) -> str:
    """What stands over the table: how many of those with a score reached their goals, and who is furthest behind."""
    period = formats.period(d.period, to.lang)
    scored = [each for each in d.places if each.overall is not None and each.overall.value is not None]
    told = [each for each in d.places if each.absence is None]
    if not told:
        return to.say(N_("No community has a report for %(period)s yet."), period=period)
    if not scored:
        return to.say(N_("No community has a score for %(period)s."), period=period)
    reached = sum(map(_reached, scored))
    facts = {"when": during(to, d.period), "n": to.count(len(scored)), "reached": to.count(reached)}
    if len(scored) == 1:
        message = N_("%(name)s reached its goals %(when)s.") if reached else N_("%(name)s did not reach its goals %(when)s.")
        return to.say(message, name=scored[0].community, **facts)
    if reached == len(scored):
        return to.say(N_("All %(n)s communities reached their goals %(when)s."), **facts)
    last = scored[0]
    if not reached:
        said = to.say(N_("None of the %(n)s communities reached its goals %(when)s."), **facts)
    else:
        said = to.ngettext(
            "%(reached)s of %(n)s communities reached its goals %(when)s.",
            "%(reached)s of %(n)s communities reached their goals %(when)s.",
            reached,
            **facts,
        )
    lowest = last.overall.value if last.overall else None
    if lowest is not None and points(lowest) >= FULL:
        return said
    score = percent(lowest)
    behind = to.say(N_("Furthest behind: %(name)s with %(points)s of 100."), name=last.community, points=score)
    return f"{said}{'' if to.zh else ' '}{behind}"


def _reached(each: Place) -> bool:
    """Whether its own report says so: every pillar, and with them the whole, at 100 or more as it is printed."""
    scores = [each.overall, *(mark.score for mark in each.pillars)]
    return all(points(score.value) >= FULL for score in scores if score is not None and score.value is not None)


def _row(each: Place, to: Speaker, palette: Palette) -> Row:
    total = each.reached + each.short + each.unknown
    scores = {mark.pillar: mark for mark in each.pillars}
    return Row(
        client=each.client,
        community=each.community,
        slug=each.slug,
        review=each.review,
        absent=to.say(ABSENCES[each.absence]) if each.absence else "",
        overall=_mark(each.overall, each.overall_before, to, palette) if each.overall else None,
        pillars=[_mark(scores[pillar].score, scores[pillar].before, to, palette) if pillar in scores else None for pillar in CORE_PILLARS],
        goals=to.say(N_("%(reached)s of %(n)s"), reached=to.count(each.reached), n=to.count(total)) if total else formats.DASH,
        verdict=headline_words(each.headline, to.lang) if each.headline else "",
        best=_worded(each.best, to.lang),
        worst=_worded(each.worst, to.lang),
        actions=[(action.text, " · ".join(_whose(action.owner, action.due, to.lang))) for action in each.actions],
        coverage=formats.share(each.coverage, to.lang, 0) if each.coverage is not None else formats.DASH,
    )


def _mark(score: Score, before: float | None, to: Speaker, palette: Palette) -> Mark | None:
    if score.value is None:
        return None
    change = "" if before is None else formats.difference(round(100 * score.value) - round(100 * before), Unit.COUNT, to.lang)
    points = percent(score.value)
    return Mark(
        points=points,
        status=score.status,
        words=f"{SHAPES[score.status]}{formats.NBSP}{status_word(score.status, to.lang)}",
        change=change,
        bullet=charts.bullet(palette, score.value, title=to.say(N_("%(points)s of 100"), points=points)),
    )


def _worded(finding: Finding | None, lang: str) -> Words | None:
    return finding_words(finding, lang) if finding else None


def _whose(owner: str, due: Any, lang: str) -> list[str]:
    return [each for each in (owner, formats.day(due, lang) if due else "") if each]


def _total(each: Any, to: Speaker) -> dict[str, str]:
    unit = UNITS.get(each.metric, Unit.MONEY)
    rests = "" if each.places == each.among else to.say(N_("from %(n)s of %(all)s"), n=to.count(each.places), all=to.count(each.among))
    return {
        "name": metric_words(each.metric, to.lang).name,
        "value": formats.worded(each.value, unit, to.lang),
        "change": formats.difference(each.value - each.before, unit, to.lang) if each.before is not None else formats.DASH,
        "rests": rests,
    }
