"""How figures and days are written, in both languages, on paper, on the screen and in letters alike.

Conventions: the minus is U+2212; a number and its measure word or percent sign are kept together by a no-break
space; a value that is not known is a dash; shares are fractions in data and percentages here.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from tenants.assess.trend import differ
from tenants.render import currency
from tenants.render.words import known, translations
from tenants.terms.figure import Figure
from tenants.terms.metric import Unit
from tenants.terms.people import Language
from tenants.terms.period import Cadence, Period

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "—"
PERCENT = f"{NBSP}%"

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
MONTHS_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
WEEKDAYS = {
    Language.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    Language.ZH: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}

Value = float | int | Decimal | None


def _zh(lang: str) -> bool:
    return known(lang) is Language.ZH


def number(value: Value, lang: str, digits: int = 0, *, sign: bool = False) -> str:
    """Return ``value`` with thousands separators and ``digits`` decimals; with ``sign``, a plus if it is above zero.

    What rounds to zero has no sign. ``None`` gives a dash. Both languages write numbers alike.
    """
    known(lang)
    if value is None:
        return DASH
    text = f"{abs(value):,.{digits}f}"
    if not text.strip("0.,"):
        return text
    return (MINUS if value < 0 else "+" if sign else "") + text


def share(value: Value, lang: str, digits: int = 1) -> str:
    """Return the fraction ``value`` (0.421) as a percentage (``42.1 %``)."""
    return DASH if value is None else number(float(value) * 100, lang, digits) + PERCENT


def people(value: Value, lang: str) -> str:
    """Return a number of people with its word (``1 person``, ``486 people``, ``486 人``)."""
    if value is None:
        return DASH
    return _counted(value, lang, "person", "people", "人")


def acts(value: Value, lang: str) -> str:
    """Return a number of acts with its word; acts are never people (``12 acts``, ``12 次``)."""
    if value is None:
        return DASH
    return _counted(value, lang, "act", "acts", "次")


def _counted(value: float | Decimal, lang: str, one: str, many: str, zh: str) -> str:
    return f"{_natural(value, lang)}{NBSP}{zh if _zh(lang) else one if abs(value) == 1 else many}"


def _natural(value: float | Decimal, lang: str, *, sign: bool = False) -> str:
    """Whole numbers without decimals; fractions below 100 with one."""
    size = abs(float(value))
    whole = size == int(size) or size >= 100
    return number(value, lang, 0 if whole else 1, sign=sign)


def minutes(value: Value, lang: str) -> str:
    """Return a duration given in minutes, in the unit that reads best (``26 min``, ``3.5 h``, ``2.1 days``)."""
    if value is None:
        return DASH
    value = float(value)
    if abs(value) < 90:
        return f"{_short(value, lang)}{NBSP}{'分钟' if _zh(lang) else 'min'}"
    return hours(value / 60, lang)


def hours(value: Value, lang: str) -> str:
    """Return a duration given in hours (``18 h``); over four days in days."""
    if value is None:
        return DASH
    value = float(value)
    if abs(value) > 96:
        return f"{_short(value / 24, lang)}{NBSP}{'天' if _zh(lang) else 'days'}"
    return f"{_short(value, lang)}{NBSP}{'小时' if _zh(lang) else 'h'}"


def _short(value: float, lang: str) -> str:
    return number(value, lang, 0 if abs(value) >= 10 or value == int(value) else 1)


def money(value: Value, lang: str) -> str:
    """Return an amount in the currency in use (``£3,200``, ``3,200 元``), with cents only where there are some."""
    if value is None:
        return DASH
    text = number(value, lang, 0 if value == int(value) else 2)
    if currency.unit(lang) == "元":
        return f"{text}{NBSP}元"
    sign = currency.sign(lang)
    return f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else f"{sign}{text}"


def figure(value: Value, unit: Unit | str, lang: str) -> str:
    """Return ``value`` as a table shows it: with the sign of its unit, without a measure word for plain counts."""
    if value is None:
        return DASH
    unit = Unit(unit)
    if unit in _WRITERS:
        return _WRITERS[unit](value, lang)
    if unit is Unit.RATIO:
        return number(value, lang, 2 if abs(float(value)) < 10 else 1)
    return _natural(value, lang)


_WRITERS: Mapping[Unit, Callable[[Value, str], str]] = {
    Unit.SHARE: share,
    Unit.PERCENT: lambda value, lang: number(value, lang, 1) + PERCENT,
    Unit.POINTS: lambda value, lang: number(value, lang, 1),
    Unit.MINUTES: minutes,
    Unit.HOURS: hours,
    Unit.MONEY: money,
    Unit.TABLE: lambda _value, _lang: DASH,
}


def worded(value: Value, unit: Unit | str, lang: str) -> str:
    """Return ``value`` as a sentence says it: as ``figure``, with the measure word of people and acts."""
    match Unit(unit):
        case Unit.PEOPLE:
            return people(value, lang)
        case Unit.ACTS:
            return acts(value, lang)
        case _:
            return figure(value, unit, lang)


def _value(given: Figure | Value) -> Value:
    return given.value if isinstance(given, Figure) else given


def clear_change(now: Figure, before: Figure) -> bool:
    """Tell whether two sampled figures differ by more than chance explains (95 %, sum of their variances).

    Figures without an interval are counts of everybody: any difference between them is real.
    """
    if now.value is None or before.value is None:
        return False
    sampled = differ(now, before)
    if sampled is not None:
        return sampled
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return now.value != before.value
    margin: float = (((now.high - now.low) / 2) ** 2 + ((before.high - before.low) / 2) ** 2) ** 0.5
    return abs(now.value - before.value) > margin


def change(now: Figure | Value, before: Figure | Value, unit: Unit | str, lang: str) -> str:
    """Return the difference between two values (``+3.9 pt``, ``−8 min``), or a dash where one is unknown.

    Differences of shares are percentage points. Of two sampled figures whose difference may be
    chance: "no clear change".
    """
    a, b = _value(now), _value(before)
    if a is None or b is None:
        return DASH
    sampled = isinstance(now, Figure) and isinstance(before, Figure) and now.low is not None and before.low is not None
    if sampled and not clear_change(now, before):  # type: ignore[arg-type]  # sampled says that both are figures
        return translations(lang).gettext("no clear change")
    return difference(float(a) - float(b), unit, lang)


def difference(value: Value, unit: Unit | str, lang: str) -> str:
    """Return a difference with its sign, in the unit of what differs; zero is ``±0``."""
    if value is None:
        return DASH
    value = float(value)
    point = f"{NBSP}{'点' if _zh(lang) else 'pt'}"
    match Unit(unit):
        case Unit.SHARE:
            text = number(value * 100, lang, 1, sign=True) + point
        case Unit.PERCENT:
            text = number(value, lang, 1, sign=True) + point
        case Unit.POINTS:
            text = number(value, lang, 1, sign=True)
        case Unit.RATIO:
            text = number(value, lang, 2, sign=True)
        case Unit.MINUTES | Unit.HOURS | Unit.MONEY:
            text = figure(value, unit, lang)
            text = text if value < 0 else f"+{text}"
        case _:
            text = _natural(value, lang, sign=True)
    return text if text[0] in f"+{MINUS}" and value else "±0"


def day(value: date | None, lang: str, *, year: bool = False) -> str:
    """Return a day (``18 June``, ``6 月 18 日``), with its year if asked for."""
    if value is None:
        return DASH
    if _zh(lang):
        text = f"{value.month}{NBSP}月 {value.day}{NBSP}日"
        return f"{value.year}{NBSP}年 {text}" if year else text
    text = f"{value.day}{NBSP}{MONTHS[value.month - 1]}"
    return f"{text}{NBSP}{value.year}" if year else text


def days(first: date, last: date, lang: str, *, year: bool = False) -> str:
    """Return the days from ``first`` to ``last``, both included, saying month and year no oftener than needed."""
    if first == last:
        return day(first, lang, year=year)
    same_month = (first.year, first.month) == (last.year, last.month)
    if first.year != last.year:
        ends = (day(first, lang, year=True), day(last, lang, year=True))
    elif _zh(lang):
        ends = (day(first, lang, year=year), f"{last.day}{NBSP}日" if same_month else day(last, lang))
    else:
        ends = (str(first.day) if same_month else day(first, lang), day(last, lang, year=year))
    return f"{ends[0]}至 {ends[1]}" if _zh(lang) else f"{ends[0]} to {ends[1]}"


def period(value: Period | str, lang: str) -> str:
    """Return a period in full: ``June 2026``, ``week 7 of 2016``, ``Q1 2016``, ``2016``, a day, the days of a span."""
    span = Period.parse(value) if isinstance(value, str) else value
    first, zh = span.first, _zh(lang)
    match span.cadence:
        case Cadence.MONTH:
            return f"{first.year}{NBSP}年 {first.month}{NBSP}月" if zh else f"{MONTHS[first.month - 1]}{NBSP}{first.year}"
        case Cadence.WEEK:
            year, week, _ = first.isocalendar()
            return f"{year}{NBSP}年第 {week}{NBSP}周" if zh else f"week{NBSP}{week} of {year}"
        case Cadence.QUARTER:
            quarter = (first.month + 2) // 3
            return f"{first.year}{NBSP}年第 {quarter}{NBSP}季度" if zh else f"Q{quarter}{NBSP}{first.year}"
        case Cadence.YEAR:
            return f"{first.year}{NBSP}年" if zh else str(first.year)
        case _:
            return days(first, span.until - timedelta(days=1), lang, year=True)


def period_short(value: Period | str, lang: str) -> str:
    """Return a period without its year, to stand beside its neighbours: ``June``, ``W7``, ``Q1``, ``2016``."""
    span = Period.parse(value) if isinstance(value, str) else value
    first, zh = span.first, _zh(lang)
    match span.cadence:
        case Cadence.MONTH:
            return f"{first.month}{NBSP}月" if zh else MONTHS[first.month - 1]
        case Cadence.WEEK:
            week = first.isocalendar().week
            return f"第 {week}{NBSP}周" if zh else f"W{week}"
        case Cadence.QUARTER:
            return f"第 {(first.month + 2) // 3}{NBSP}季度" if zh else f"Q{(first.month + 2) // 3}"
        case Cadence.YEAR:
            return period(span, lang)
        case _:
            return days(first, span.until - timedelta(days=1), lang)


def clock(value: datetime, zone: tzinfo) -> str:
    """Return the time of day in ``zone`` (``06:00``)."""
    return f"{value.astimezone(zone):%H:%M}"


def moment(value: datetime | None, zone: tzinfo, lang: str, *, named: bool = True) -> str:
    """Return an instant as the community's clock shows it, with the zone named unless ``named`` is off."""
    if value is None:
        return DASH
    local = value.astimezone(zone)
    text = f"{day(local.date(), lang, year=True)}{' ' if _zh(lang) else ', '}{local:%H:%M}"
    if not named:
        return text
    name = zone_name(local, lang)
    return f"{text}（{name}）" if _zh(lang) else f"{text} ({name})"


def zone_name(local: datetime, lang: str) -> str:
    """Name the zone of an aware ``local`` time: Beijing time by its name, any other by its distance from UTC."""
    if str(local.tzinfo) in {"Asia/Shanghai", "PRC"}:
        return "北京时间" if _zh(lang) else "Beijing time"
    offset = local.utcoffset() or timedelta()
    total = int(offset.total_seconds() // 60)
    hour, rest = divmod(abs(total), 60)
    return "UTC" + (f"{'+' if total > 0 else MINUS}{hour}" + (f":{rest:02d}" if rest else "") if total else "")
