from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tenants.render import currency
from tenants.render import formats as f
from tenants.terms.figure import Figure
from tenants.terms.metric import Unit
from tenants.terms.period import Period

ZH, EN = "zh_Hans_CN", "en"


def plain(text):
    return text.replace(f.NBSP, " ")


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [
        (0.421, Unit.SHARE, "42.1 %", "42.1 %"),
        (90.0, Unit.PERCENT, "90.0 %", "90.0 %"),
        (-12.34, Unit.POINTS, "−12.3", "−12.3"),
        (-0.04, Unit.POINTS, "0.0", "0.0"),
        (1286, Unit.PEOPLE, "1,286", "1,286"),
        (17.43, Unit.PEOPLE, "17.4", "17.4"),
        (412.4, Unit.PEOPLE, "412", "412"),
        (26, Unit.MINUTES, "26 min", "26 分钟"),
        (210, Unit.MINUTES, "3.5 h", "3.5 小时"),
        (120, Unit.HOURS, "5 days", "5 天"),
        (3200, Unit.MONEY, "¥3,200", "3,200 元"),
        (-6.5, Unit.MONEY, "−¥6.50", "−6.50 元"),
        (None, Unit.SHARE, "—", "—"),
    ],
)
def test_a_figure_is_written_in_its_unit_and_language(value, unit, en, zh):
    assert plain(f.figure(value, unit, EN)) == en
    assert plain(f.figure(value, unit, ZH)) == zh


def test_a_number_and_its_measure_word_never_part():
    assert f.share(0.5, EN) == "50.0\u00a0%"
    assert f.people(486, ZH) == "486\u00a0人"
    assert f.people(1, EN) == "1\u00a0person"


@pytest.mark.parametrize(
    ("label", "en", "zh", "short_en", "short_zh"),
    [
        ("2026-06", "June 2026", "2026 年 6 月", "June", "6 月"),
        ("2016-W07", "week 7 of 2016", "2016 年第 7 周", "W7", "第 7 周"),
        ("2016-Q1", "Q1 2016", "2016 年第 1 季度", "Q1", "第 1 季度"),
        ("2016", "2016", "2016 年", "2016", "2016 年"),
        ("2016-02-28", "28 February 2016", "2016 年 2 月 28 日", "28 February", "2 月 28 日"),
        ("2016-02-01..2016-02-15", "1 to 14 February 2016", "2016 年 2 月 1 日至 14 日", "1 to 14 February", "2 月 1 日至 14 日"),
    ],
)
def test_a_period_is_named_as_people_name_it(label, en, zh, short_en, short_zh):
    assert plain(f.period(label, EN)) == en
    assert plain(f.period(Period.parse(label), ZH)) == zh
    assert plain(f.period_short(label, EN)) == short_en
    assert plain(f.period_short(label, ZH)) == short_zh


def test_a_change_says_its_direction_and_unit():
    assert plain(f.change(0.436, 0.397, Unit.SHARE, EN)) == "+3.9 pt"
    assert plain(f.change(26, 34, Unit.MINUTES, ZH)) == "−8 分钟"
    assert f.change(5, 5, Unit.COUNT, EN) == "±0"
    assert f.change(5, None, Unit.COUNT, EN) == "—"


def test_a_change_within_the_margin_of_error_is_called_none():
    def sampled(value, low, high):
        return Figure("nps", value, Unit.POINTS, low=low, high=high, n=214)

    assert f.change(sampled(45.8, 36, 55), sampled(41.2, 31, 51), Unit.POINTS, EN) == "no clear change"
    assert f.change(sampled(45.8, 36, 55), sampled(41.2, 31, 51), Unit.POINTS, ZH) == "无明确变化"
    assert f.change(sampled(60, 55, 65), sampled(40, 35, 45), Unit.POINTS, EN) == "+20.0"


def test_an_instant_is_shown_by_the_clock_of_the_community():
    at = datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
    assert plain(f.moment(at, ZoneInfo("Asia/Shanghai"), ZH)) == "2026 年 7 月 1 日 06:00（北京时间）"
    assert plain(f.moment(at, ZoneInfo("America/New_York"), EN)) == "30 June 2026, 18:00 (UTC−4)"
    assert plain(f.day(date(2026, 6, 18), EN, year=True)) == "18 June 2026"


@pytest.mark.parametrize(
    ("code", "lang", "shown"),
    [
        ("CNY", "zh_Hans_CN", "3,200\u00a0元"),
        ("CNY", "en", "¥3,200"),
        ("GBP", "en", "£3,200"),
        ("GBP", "zh_Hans_CN", "£3,200"),
        ("USD", "zh_Hans_CN", "US$3,200"),
        ("JPY", "en", "JP¥3,200"),
    ],
)
def test_money_is_worded_in_the_currency_of_the_workspace(code, lang, shown):
    with currency.in_currency(code):
        assert f.money(3200, lang) == shown
    assert f.money(3200, "en") == "¥3,200", "the currency ends with its block"
