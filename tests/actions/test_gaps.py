"""Which days are covered, by hand-laid stretches."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from tenants.actions.gaps import Stretch, lay_out, lost, stretches
from tenants.terms.coverage import Covered

TODAY = date(2026, 6, 20)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def june(day):
    return date(2026, 6, day)


def stretch(first, last, *, whole_until=None, source="slack"):
    return Stretch(source, june(first), june(last), june(whole_until or last))


def row(first, last, *, covers=None, made=None, source="discord-json", name=1):
    return SimpleNamespace(
        id=name, format=source, first_at=first, last_at=last, covers_from=covers and covers[0], covers_until=covers and covers[1],
        created_at=made or datetime(2026, 7, 1, tzinfo=UTC),
    )  # fmt: skip


def states(known):
    return "".join({"whole": "#", "partly": "/", "none": ".", "outside": " "}[state] for state in known.days.values())


def test_days_between_two_exports_are_a_gap_and_the_last_day_of_an_export_is_covered_in_part():
    known = lay_out([stretch(3, 6, whole_until=5), stretch(9, 12, whole_until=11)], june(1), june(25), TODAY)
    assert states(known) == "  ###/..###/.......     "
    assert [(gap.first.day, gap.last.day, gap.state) for gap in known.gaps] == [
        (6, 6, Covered.PARTLY),
        (7, 8, Covered.NONE),
        (12, 12, Covered.PARTLY),
        (13, 19, Covered.NONE),
    ]
    assert known.last_complete == june(11)


def test_a_later_export_closes_the_day_on_which_an_earlier_one_ended():
    known = lay_out([stretch(3, 6, whole_until=5), stretch(6, 10)], june(3), june(11), TODAY)
    assert states(known) == "########"
    assert known.gaps == []


def test_a_day_needs_every_source_that_runs_at_the_time_and_none_that_has_ended_or_not_begun():
    known = lay_out(
        [stretch(1, 4), stretch(8, 12), stretch(3, 5, source="wechat"), stretch(10, 10, source="wechat")], june(1), june(13), TODAY
    )
    assert states(known) == "####/..//###", "wechat ended on the 10th, so nothing is expected of it afterwards"
    assert [gap.missing for gap in known.gaps if gap.first == june(8)] == [["wechat"]]


def test_a_source_that_ends_within_a_day_takes_nothing_from_one_that_has_the_day_whole():
    known = lay_out([stretch(1, 10), stretch(4, 6, whole_until=5, source="events")], june(1), june(11), TODAY)
    assert states(known) == "##########"
    assert known.last_complete == june(10)


def test_without_any_import_nothing_is_expected():
    known = lay_out([], june(1), june(4), TODAY)
    assert states(known) == "   "
    assert (known.gaps, known.last_complete, list(known.sources)) == ([], None, [])


def test_an_import_vouches_for_local_days_and_for_what_its_export_says_it_covers():
    late = datetime(2026, 6, 5, 17, tzinfo=UTC)  # the 6th in Shanghai
    plain, said, same_day = stretches(
        [
            row(datetime(2026, 6, 1, tzinfo=UTC), late),
            row(datetime(2026, 6, 1, tzinfo=UTC), late, covers=(june(1), june(8))),
            row(datetime(2026, 6, 1, tzinfo=UTC), late, covers=(june(1), june(8)), made=datetime(2026, 6, 8, 3, tzinfo=UTC)),
        ],
        SHANGHAI,
    )
    assert (plain.source, plain.last, plain.whole_until) == ("discord", june(6), june(5))
    assert (said.last, said.whole_until) == (june(8), june(8))
    assert same_day.whole_until == june(7), "more may have happened on the day it was exported"


def test_undoing_an_import_loses_the_days_that_no_other_holds():
    mine = row(datetime(2026, 6, 1, 4, tzinfo=UTC), datetime(2026, 6, 6, 4, tzinfo=UTC))
    other = row(datetime(2026, 6, 4, 4, tzinfo=UTC), datetime(2026, 6, 9, 4, tzinfo=UTC), name=2)
    assert lost(mine, [other], SHANGHAI) == [june(1), june(2), june(3)]
    assert lost(mine, [other, mine], SHANGHAI) == []
