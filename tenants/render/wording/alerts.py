"""Alerts in words: what happened, how unusual that is, and what one could do."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from tenants.render import formats
from tenants.render.wording.speaker import Facts, Speaker, num
from tenants.terms.alert import Rule
from tenants.terms.metric import Direction, Unit
from tenants.terms.words import N_

RULES: Mapping[Rule, tuple[str, str]] = {
    Rule.OFF_TRACK: (N_("Goal off its track"), N_("A goal of a running period is at risk or missed as it goes.")),
    Rule.SILENCE: (N_("Silence"), N_("Nothing was written for days, longer than this community usually pauses.")),
    Rule.ACTIVITY_DROP: (N_("Activity drop"), N_("Far fewer people were active than on comparable days or weeks.")),
    Rule.CHURN_SPIKE: (N_("Many leave"), N_("Far more people left than on comparable days or weeks.")),
    Rule.SATISFACTION_DROP: (N_("Satisfaction drop"), N_("A survey came out clearly lower than the one before.")),
    Rule.UNANSWERED: (N_("Questions without answer"), N_("A smaller share of questions found an answer than in the weeks before.")),
    Rule.STALE: (N_("Data is old"), N_("The newest data of a community lies some days back.")),
    Rule.JUMP: (N_("Sudden jump"), N_("A day has so many more messages or joins than any other that a wrong import is likely.")),
}
"""Each rule's name and what it looks for."""

HINTS: Mapping[Rule, tuple[tuple[str, str], ...]] = {
    Rule.OFF_TRACK: (
        (N_("See which days fell behind, and what was on then."), "communities.show"),
        (N_("Plan an activity while the period still runs."), "calendar.index"),
        (N_("If the goal no longer fits, agree on another; the old one stays on record."), "targets.index"),
    ),
    Rule.SILENCE: (
        (N_("Look whether the export is complete up to the last day."), "imports.new"),
        (N_("Start a conversation: a question to the members, or the next activity."), "calendar.index"),
    ),
    Rule.ACTIVITY_DROP: (
        (N_("Look whether a holiday, a fault or a missing export explains it."), "imports.new"),
        (N_("Compare with the days before: which kinds of acts fell?"), "communities.show"),
        (N_("Ask a few of the usually active people in person what changed."), "communities.show"),
    ),
    Rule.CHURN_SPIKE: (
        (N_("Look what was posted that day: an advertisement, a quarrel, a change of rules?"), "communities.show"),
        (N_("Ask some of those who left why, and note the answer for the review."), "communities.show"),
        (N_("If a group was dissolved or moved, say so in the calendar, so that the client reads the reason."), "calendar.index"),
    ),
    Rule.SATISFACTION_DROP: (
        (N_("Read the comments of those who gave low marks."), "surveys.new"),
        (N_("Name the cause and one measure in the next review."), "reviews.community"),
        (N_("Ask again after the measure, the same question on the same scale."), "surveys.new"),
    ),
    Rule.UNANSWERED: (
        (N_("Say who answers questions, and by when."), "communities.show"),
        (N_("Answer the oldest open ones today; a late answer still counts within seven days."), "communities.show"),
    ),
    Rule.STALE: (
        (N_("Bring in a new export."), "imports.new"),
        (N_("If the community has come to its end, archive it; its reports stay."), "communities.show"),
    ),
    Rule.JUMP: (
        (N_("Look at the imports of these days: another community's file, or one with double rows?"), "imports.index"),
        (N_("If it was a campaign, put it into the calendar, so that the report can name it."), "calendar.index"),
    ),
}
"""What one could do, with the page it is done on."""

WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))


class AlertWords(NamedTuple):
    """An alert in words. ``hints``: what one could do, and the endpoint of the page it is done on."""

    title: str
    what: str
    unusual: str
    hints: tuple[tuple[str, str], ...]


def alert_words(rule: str, facts: Facts, lang: str) -> AlertWords:
    """Return the words of one alert from its facts."""
    s, which = Speaker(lang), Rule(rule)
    title, what, unusual = _SAY[which](s, facts)
    return AlertWords(title, what, unusual, tuple((s.say(words), page) for words, page in HINTS[which]))


def rule_words(rule: str, lang: str) -> tuple[str, str]:
    """A rule's name, and what it looks for."""
    s = Speaker(lang)
    name, about = RULES[Rule(rule)]
    return s.say(name), s.say(about)


_Said = tuple[str, str, str]


def _span(s: Speaker, f: Facts) -> str:
    """``the week of 6 July``, ``Tuesday, 7 July``."""
    day = date.fromisoformat(str(f["day"]))
    if f["span"] == "week":
        return s.say(N_("the week of %(day)s"), day=s.day(f["day"]))
    return s.say(N_("%(weekday)s, %(day)s"), weekday=s.say(WEEKDAYS[day.weekday()]), day=s.day(f["day"]))


def _among(s: Speaker, f: Facts, *, low: bool) -> str:
    """``the lowest Tuesday of the last 26``: how a value stands among comparable ones."""
    beyond, among = int(num(f["beyond"])), int(num(f["among"]))
    usual = s.say(N_("%(n)s is usual"), n=s.count(round(num(f["middle"]))))
    parts = {"n": s.count(among), "usual": usual, "times": s.count(beyond)}
    if f["span"] == "week":
        if not beyond:
            return (
                s.say(N_("The lowest week of the last %(n)s; %(usual)s."), **parts)
                if low
                else s.say(N_("The highest week of the last %(n)s; %(usual)s."), **parts)
            )
        return s.ngettext(
            "So in one of the last %(n)s weeks; %(usual)s.", "So in %(times)s of the last %(n)s weeks; %(usual)s.", beyond, **parts
        )
    parts["weekday"] = s.say(WEEKDAYS[date.fromisoformat(str(f["day"])).weekday()])
    if not beyond:
        return (
            s.say(N_("The lowest %(weekday)s of the last %(n)s; %(usual)s."), **parts)
            if low
            else s.say(N_("The highest %(weekday)s of the last %(n)s; %(usual)s."), **parts)
        )
    return s.ngettext(
        "So on one of the last %(n)s days of that weekday; %(usual)s.",
        "So on %(times)s of the last %(n)s days of that weekday; %(usual)s.",
        beyond,
        **parts,
    )


def _activity(s: Speaker, f: Facts) -> _Said:
    span, count = _span(s, f), s.count(f["value"])
    if f["span"] == "week":
        what = s.say(N_("In %(span)s there were %(n)s active people, each day's counted."), span=span, n=count)
    else:
        what = s.say(N_("On %(span)s %(n)s people were active."), span=span, n=count)
    return s.say(N_("Far fewer active than usual")), what, _among(s, f, low=True)


def _churn(s: Speaker, f: Facts) -> _Said:
    span, people = _span(s, f), s.people(f["value"])
    within = N_("In %(span)s %(people)s left.") if f["span"] == "week" else N_("On %(span)s %(people)s left.")
    return s.say(N_("Far more left than usual")), s.say(within, span=span, people=people), _among(s, f, low=False)


def _jump(s: Speaker, f: Facts) -> _Said:
    span, count = _span(s, f), s.count(f["value"])
    said = N_("On %(span)s there are %(n)s joins.") if f["metric"] == "joins" else N_("On %(span)s there are %(n)s messages.")
    return s.say(N_("A sudden jump, possibly a wrong import")), s.say(said, span=span, n=count), _among(s, f, low=False)


def _silence(s: Speaker, f: Facts) -> _Said:
    days, usual, beyond = int(num(f["days"])), int(num(f["usual"])), int(num(f["beyond"]))
    title = s.ngettext("Silent for one day", "Silent for %(n)s days", days, n=s.count(days))
    what = s.say(N_("Nothing was written since %(day)s."), day=s.day(f["since"]))
    often = s.ngettext(
        "It paused at least as long once in the last nine months.",
        "It paused at least as long %(n)s times in the last nine months.",
        beyond,
        n=s.count(beyond),
    )
    if not beyond:
        often = s.say(N_("Its longest pause in the last nine months."))
    if usual:
        often = s.ngettext(
            "%(often)s Usually it pauses for one day at most.",
            "%(often)s Usually it pauses for %(n)s days at most.",
            usual,
            often=often,
            n=s.count(usual),
        )
    return title, what, often


def _satisfaction(s: Speaker, f: Facts) -> _Said:
    unit, name = str(f["unit"]), s.name(f["metric"])
    then, now = s.value(f["before"], unit), s.value(f["value"], unit)
    what = s.say(
        N_("%(name)s was %(now)s on %(day)s, after %(then)s on %(before)s."),
        name=name,
        now=now,
        day=s.day(f["day"]),
        then=then,
        before=s.day(f["than"]),
    )
    among, beyond = int(num(f["among"])), int(num(f["beyond"]))
    unusual = s.say(N_("More than chance explains among so many answers."))
    if not beyond and among > 1:
        lowest = s.say(N_("The lowest of the last %(n)s surveys."), n=s.count(among + 1))
        unusual = s.say(N_("%(one)s %(two)s"), one=unusual, two=lowest)
    return s.say(N_("%(name)s is clearly lower"), name=name), what, unusual


def _unanswered(s: Speaker, f: Facts) -> _Said:
    what = s.say(
        N_("From %(days)s %(share)s of %(questions)s questions found an answer, %(open)s did not."),
        days=s.days(f["first"], f["last"]),
        share=s.share(f["value"]),
        questions=s.count(f["questions"]),
        open=s.count(f["open"]),
    )
    unusual = s.say(N_("In the four weeks before it was %(share)s."), share=s.share(f["before"]))
    return s.say(N_("More questions stay unanswered")), what, unusual


def _stale(s: Speaker, f: Facts) -> _Said:
    days = int(num(f["days"]))
    if f["last"] is None:
        what = s.ngettext(
            "The community was added yesterday and has no data.",
            "The community was added %(n)s days ago and has no data.",
            days,
            n=s.count(days),
        )
    else:
        day = s.day(f["last"])
        what = s.ngettext(
            "The data ends on %(day)s, yesterday.", "The data ends on %(day)s, %(n)s days ago.", days, day=day, n=s.count(days)
        )
    unusual = ""
    if f.get("usual") is not None:
        usual = int(num(f["usual"]))
        unusual = s.ngettext("New data usually comes every day.", "New data usually comes every %(n)s days.", usual, n=s.count(usual))
    return s.say(N_("No new data")) if f["last"] else s.say(N_("No data yet")), what, unusual


_WHOLE = frozenset({Unit.PEOPLE, Unit.ACTS, Unit.COUNT})
"""What comes in whole numbers only, wherever it may end."""


def _off_track(s: Speaker, f: Facts) -> _Said:
    unit, name = str(f["unit"]), s.name(f["metric"])
    period = formats.period(str(f["period"]), s.lang)
    missed = f["status"] == "missed"
    title = s.say(N_("%(name)s is far off its goal"), name=name) if missed else s.say(N_("%(name)s may miss its goal"), name=name)
    parts = {"name": name, "period": period, "value": s.value(f["value"], unit), "goal": _goal(s, f), "share": s.share(f["elapsed"])}
    what = s.say(N_("%(period)s: %(value)s with %(share)s of it over; the goal is %(goal)s."), **parts)
    if f["paced"] and f["forecast"] is not None:
        end = num(f["forecast"])
        ends = s.say(N_("At this pace it ends at %(end)s."), end=s.value(round(end) if unit in _WHOLE else round(end, 4), unit))
        what = s.say(N_("%(one)s %(two)s"), one=what, two=ends)
    judged, over = int(num(f["judged"])), int(num(f["missed"]))
    if not judged:
        return title, what, ""
    if not over:
        return title, what, s.say(N_("It was reached in each of the %(n)s periods before that had a goal."), n=s.count(judged))
    if over == judged > 1:
        return title, what, s.say(N_("It was missed in each of the %(n)s periods before that had a goal."), n=s.count(judged))
    return title, what, s.say(N_("It was missed in %(m)s of the %(n)s periods before that had a goal."), m=s.count(over), n=s.count(judged))


def _goal(s: Speaker, f: Facts) -> str:
    unit = str(f["unit"])
    if f["direction"] == Direction.RANGE and f["goal_low"] is not None:
        low, high = s.value(f["goal_low"], unit), s.value(f["goal"], unit)
        return s.say(N_("%(low)s to %(high)s"), low=low, high=high)
    goal = s.value(f["goal"], unit)
    return s.say(N_("at most %(goal)s"), goal=goal) if f["direction"] == Direction.DOWN else goal


_SAY: Mapping[Rule, Callable[[Speaker, Facts], _Said]] = {
    Rule.OFF_TRACK: _off_track,
    Rule.SILENCE: _silence,
    Rule.ACTIVITY_DROP: _activity,
    Rule.CHURN_SPIKE: _churn,
    Rule.SATISFACTION_DROP: _satisfaction,
    Rule.UNANSWERED: _unanswered,
    Rule.STALE: _stale,
    Rule.JUMP: _jump,
}
