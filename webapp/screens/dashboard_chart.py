"""The daily chart of a community's page: one series beside that of another period, as a drawing, a table, and points to walk through."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from flask import abort, request, url_for
from flask_babel import gettext as _

from tenants.actions.dashboards import Overview
from tenants.render import formats
from tenants.render.web.plots import LONGEST, Plot, Series
from tenants.render.wording.metrics import metric_words
from tenants.store.activities import Activity
from tenants.terms.activity import ActivityLine, ActivityState
from tenants.terms.document import DayPoint
from tenants.terms.figure import Figure, Figures
from tenants.terms.metric import Unit
from tenants.terms.people import Language
from tenants.terms.words import N_
from webapp.screens.drawing import Daily, daily, short_day
from webapp.words import language

SATURDAY = 5
PALE_UP_TO = 62
"""Days of the longest period whose weekends are shaded."""

Values = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing the chart can show: its name, the metric whose figure stands beside it, and the word of a value."""

    name: str
    metric: str
    words: Callable[[int | None, str], str]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "active": Kind(N_("Active"), "dau_avg", formats.people),
        "acts": Kind(N_("Acts"), "acts", formats.acts),
        "members": Kind(N_("Members"), "members_end", formats.people),
        "joins": Kind(N_("Joins"), "joins", formats.people),
        "leaves": Kind(N_("Leaves"), "leaves", formats.people),
    }
)


@dataclass(frozen=True, slots=True)
class Chart:
    """The daily chart with what stands around it. ``held``: number, title, address and sentence of each activity held."""

    drawing: Daily | None
    choices: Sequence[tuple[str, str, bool]]
    name: str
    figure: Figure
    goal: str
    held: Sequence[tuple[int, str, str, str]]
    table: Sequence[tuple[str, str, str]]
    highest: str
    plot: str
    """The same as JSON for the script; empty where there is nothing to walk through."""


def chosen() -> str:
    """The series in the address; 404 for one there is not."""
    key = request.args.get("chart", "active")
    if key not in KINDS:
        abort(404)
    return key


def chart(found: Overview, now_words: str, then_words: str, address: Callable[[str], str]) -> Chart:
    """The chart that the address asks for. ``address`` gives the page with another series."""
    key = chosen()
    kind, document = KINDS[key], found.document
    days, then = document.days, found.days_before
    values = _values(key, days, document.figures)
    earlier = _values(key, then, found.previous)[: len(days)]
    target = found.targets.get("dau_avg") if key == "active" else None
    goal = formats.worded(target.value, Unit.PEOPLE, language()) if target else ""
    held = [
        (line, row)
        for line, row in zip(document.activities, found.rows, strict=False)
        if line.state is ActivityState.DONE and document.period.contains(line.day)
    ]
    drawing = daily(
        days,
        values,
        earlier,
        lambda count: kind.words(count, language()),
        goal=target.value if target else None,
        happened=[(line.day, line.title) for line, _row in held],
        floor=0 if key != "members" else None,
    )
    best = max(((value, day.day) for value, day in zip(values, days, strict=True) if value), default=None)
    known = [_("%(day)s with %(value)s", day=formats.day(best[1], language()), value=kind.words(best[0], language()))] if best else []
    plot = _plot(found, key, values, earlier, (now_words, then_words), (target.value, goal) if target else None)
    return Chart(
        drawing=drawing,
        choices=[(_(each.name), address(one), one == key) for one, each in KINDS.items()],
        name=_(kind.name),
        figure=document.figures[kind.metric],
        goal=goal,
        held=[_held(number, line, row) for number, (line, row) in enumerate(held, 1)],
        table=_table(days, values, earlier),
        highest="".join(known),
        plot=plot.data if plot else "",
    )


def _values(key: str, days: Sequence[DayPoint], figures: Figures) -> list[int | None]:
    """The series of ``key``; a day that no data vouches for has none."""
    if key == "members":
        return _members(days, figures)
    take: dict[str, Callable[[DayPoint], int | None]] = {
        "active": lambda day: day.active,
        "acts": lambda day: day.acts,
        "joins": lambda day: day.joins,
        "leaves": lambda day: day.leaves,
    }
    return [take[key](day) if day.active is not None else None for day in days]


def _members(days: Sequence[DayPoint], figures: Figures) -> list[int | None]:
    """Members when each day ends, counted back from the last by who came and who went."""
    end = figures["members_end"].value if "members_end" in figures else None
    known = [at for at, day in enumerate(days) if day.active is not None]
    found: list[int | None] = [None] * len(days)
    if end is None or not known:
        return found
    running = int(end)
    for at in range(known[-1], -1, -1):
        found[at] = running if days[at].active is not None else None
        running -= days[at].joins - days[at].leaves
    return found


def _held(number: int, line: ActivityLine, row: Activity) -> tuple[int, str, str, str]:
    return number, line.title, url_for("calendar.show", activity_id=row.id), _after(line.day, line.association)


def _after(day: date, association: float | None) -> str:
    said = formats.day(day, language())
    if association is None:
        return str(_("%(day)s; the seven days around it are not complete, so nothing is compared.", day=said))
    sign = formats.number(association * 100, language(), 1, sign=True)
    return str(_("%(day)s; daily active people, seven days after against before: %(change)s %%", day=said, change=sign))


def _table(days: Sequence[DayPoint], values: Values, earlier: Values) -> list[tuple[str, str, str]]:
    """The drawn days as a table: day, now, then."""
    return [
        (
            formats.day(day.day, language()),
            formats.number(values[index], language()),
            formats.number(earlier[index] if index < len(earlier) else None, language()),
        )
        for index, day in enumerate(days)
    ]


def _plot(
    found: Overview, key: str, values: Values, earlier: Values, names: tuple[str, str], goal: tuple[float, str] | None
) -> Plot | None:
    days = found.document.days
    if not 3 <= len(days) <= LONGEST or all(value is None for value in values):
        return None
    lang, words = language(), KINDS[key].words
    then = [*earlier, *[None] * (len(days) - len(earlier))]
    series = [Series(names[0], "now", values, [words(value, lang) for value in values])]
    if any(value is not None for value in then):
        series.append(Series(names[1], "before", then, [words(value, lang) for value in then]))
    comma = " " if lang != "en" else ", "
    return Plot(
        kind="line",
        title=_("%(name)s day by day", name=metric_words(KINDS[key].metric, lang).name),
        note="",
        labels=[short_day(day.day) for day in days],
        names=[f"{formats.day(day.day, lang)}{comma}{formats.WEEKDAYS[Language(lang)][day.day.weekday()]}" for day in days],
        series=series,
        marks=[(at, "; ".join(day.activities)) for at, day in enumerate(days) if day.activities],
        pale=[at for at, day in enumerate(days) if day.day.weekday() >= SATURDAY] if len(days) <= PALE_UP_TO else [],
        goal=(goal[0], _("goal %(goal)s", goal=goal[1])) if goal else None,
        low=None if key == "members" else 0.0,
    )
