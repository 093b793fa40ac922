"""What a large community costs, in processor time: figures and rollups beside DuckDB, dashboards with a tenth of the history and all of it.

``--acts N`` is how many acts the larger community has (1,000,000 unless told; the goals are meant for 10,000,000), ``--members N`` how many
people (100,000). Both communities have the same people and two years; the smaller has a tenth of the acts.
"""

# ruff: noqa: T201 - figures for a person at a terminal

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import psycopg
from flask import Flask
from pyroaring import BitMap

from tenants.actions import figures, kept_figures
from tenants.store import measured, rollups
from tenants.store.base import db
from tenants.store.clients import Community, community_by_id
from tenants.store.cohorts import cohorts
from tenants.store.reading import OTHERS, PEOPLE
from tenants.store.sql import InOne
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.period import Period
from tests import servers
from tests.benchmarks import beside, crowd
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.ground import servers_up
from tests.benchmarks.plans import Plans
from tests.benchmarks.spent import Meter
from webapp.config import Config
from webapp.factory import create_app
from webapp.settled import settle

MONTH = Period.parse("2025-12")
Told = TypeVar("Told")


@dataclass(frozen=True)
class Ground:
    """Both communities, the smaller first, the application in front of them, and a superuser's line."""

    app: Flask
    line: psycopg.Connection
    crowds: Sequence[Crowd]


def main(*sections: Callable[[Ground], bool]) -> int:
    """Make the communities and run ``sections``; 1 when one of them misses its goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--acts", type=int, default=1_000_000)
    parser.add_argument("--members", type=int, default=100_000)
    asked = parser.parse_args()
    with ground(asked.acts, asked.members) as made:
        reached = [section(made) for section in sections]
    return int(not all(reached))


@contextmanager
def ground(acts: int, members: int) -> Iterator[Ground]:
    """Servers with both communities; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="qunce-bench-"))
    try:
        with servers_up() as databases:
            databases.clone("large")
            app = create_app(_config(databases, folder))
            settle()
            with app.app_context(), psycopg.connect(databases.postgres.conninfo("large"), autocommit=True) as line:
                began = time.perf_counter()
                made = [crowd.make(line, folder, f"history-{size}", acts=size, members=members) for size in (acts // 10, acts)]
                line.execute("CHECKPOINT")
                print(f"made {sum(each.rows for each in made):,} events in {time.perf_counter() - began:.0f} s")
                yield Ground(app, line, made)
                db.session.remove()
                db.engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _config(databases: servers.Databases, folder: Path) -> Config:
    return Config(
        database_url=databases.url("large"),
        redis_url=databases.valkey.url(0),
        storage_url=f"file://{folder}/files",
        smtp_url=f"file://{folder}/outbox",
        base_url="http://localhost",
        secret_key="a key for a benchmark, 36 characters",
        production=False,
    )


def timed(line: psycopg.Connection, act: Callable[[], object], rounds: int = 7, before: Callable[[], object] = lambda: None) -> float:
    """Milliseconds of processor time, which a busy machine does not change: the median of ``rounds``, each a transaction of its own.

    What is done ``before`` each is not measured.
    """
    spent = []
    for _ in range(rounds):
        db.session.rollback()
        before()
        meter = Meter(line)
        act()
        spent.append(meter.read())
    return median(spent)


def in_place(made: Crowd, act: Callable[[Community], Told]) -> Told:
    """``act`` on the community, its workspace in use."""
    with use_tenant(made.place.tenant_id):
        return act(community_by_id(made.place.community_id))


def sizes(made: Ground) -> bool:
    """Rows and bytes of the bulk tables, for both communities together."""
    for table in ("event", "member", "spell", "community_day", "community_day_bitmap", "thread", "measured"):
        rows, size = made.line.execute(
            f"SELECT (SELECT count(*) FROM {table}), pg_total_relation_size('{table}')",
        ).fetchone()
        print(f"  {table:<22}{rows:>12,} rows {size / 1e6:>10,.1f} MB")
    return True


def month(made: Ground) -> bool:
    """The whole figure set of a month, measured anew, beside DuckDB; then kept."""
    reached = True
    for each in made.crowds:
        plain = _duckdb(each, made.line, beside.FIGURES, MONTH.first, MONTH.until)

        def compare(community: Community, each: Crowd = each, plain: float = plain) -> bool:
            fresh = timed(made.line, lambda: figures.figures(community, MONTH, now=crowd.NOW), 3, before=lambda: _forget(community))
            kept_figures.figures(community, [MONTH, MONTH.previous()], now=crowd.NOW)
            kept = timed(made.line, lambda: kept_figures.figures(community, [MONTH, MONTH.previous()], now=crowd.NOW))
            print(
                f"figures of a month, {each.rows:>11,} events: {fresh:,.0f} ms anew, DuckDB {plain:,.0f} ms: {fresh / plain:.2f} x "
                f"(goal 2); kept, with the month before: {kept:.1f} ms"
            )
            _forget(community)
            with Plans(least=0.005) as plans:
                figures.figures(community, MONTH, now=crowd.NOW)
            plans.show()
            return fresh <= 2 * plain

        reached &= in_place(each, compare)
    _agree(made.crowds[-1])
    return reached


def _forget(community: Community) -> None:
    """Nothing is kept, neither figures nor who stands in which tier."""
    with work():
        measured.forget(community)


def _duckdb(made: Crowd, line: psycopg.Connection, statements: dict[str, str], first: date, end: date) -> float:
    return timed(line, lambda: beside.run(made.other, statements, first, end), 3)


def _agree(made: Crowd) -> None:
    """Both must have counted the same."""
    rows, _spent = beside.run(made.other, beside.FIGURES, MONTH.first, MONTH.until)
    theirs = rows["counts"][0] | rows["rolling"][0] | {"lost_regulars": rows["regulars"][0]["lost_regulars"]}
    theirs |= {row["key"]: row["value"] for row in rows["tiers"]}
    theirs |= {key: rows["concentration"][0][key] for key in ("gini", "top10_share")} | {
        "first_reply_minutes": rows["threads"][0]["first_reply_minutes"]
    }

    def check(community: Community) -> bool:
        ours = figures.figures(community, MONTH, now=crowd.NOW)[1]
        wrong = {key: (ours[key].value, value) for key, value in theirs.items() if abs(ours[key].value - value) > 1e-6 * value}
        print(f"  both agree on {', '.join(theirs)}" if not wrong else f"  THEY DIFFER: {wrong}")
        return not wrong

    in_place(made, check)


def active(made: Ground) -> bool:
    """31 daily, weekly and monthly counts of different people; and the cohort triangle of a year."""
    reached = True
    for each in made.crowds:

        def people(community: Community, each: Crowd = each) -> bool:
            here = InOne(community.no)
            rows, read = _read(made, here, MONTH.first - timedelta(days=27))
            others = here.rows(OTHERS)
            counted = timed(made.line, lambda: _series(rows, others), 15)
            whole, reading = _read(made, here, crowd.UNTIL - timedelta(weeks=52))
            triangle = timed(made.line, lambda: cohorts(community, crowd.UNTIL, 52, now=crowd.NOW))
            matrix = triangle - reading
            print(
                f"{each.rows:>12,} events: month's DAU, WAU and MAU {counted:.1f} ms (goal 5) from {_kilobytes(rows)} of bitmaps, read in "
                f"{read:.1f} ms; year's cohorts, 52 weeks, {matrix:.1f} ms (goal 25) from {_kilobytes(whole)}, read in {reading:.1f} ms"
            )
            return counted < 5 and matrix < 25

        reached &= in_place(each, people)
    return reached


def _read(made: Ground, here: InOne, first: date) -> tuple[Sequence[Any], float]:
    """Who was active on each day since ``first``, and how long reading that took."""
    found: list[Sequence[Any]] = []
    spent = timed(made.line, lambda: found.append(here.rows(PEOPLE, first=first, until=MONTH.until, qualifying=[1, 2, 3, 6, 7])))
    return found[-1], spent


def _kilobytes(rows: Sequence[Any]) -> str:
    return f"{sum(len(row.people) for row in rows) / 1e3:,.0f} kB"


def _series(rows: Sequence, others: Sequence) -> list[tuple[int, int, int]]:
    """Different people of each day of the month, and of the 7 and the 28 days that end with it."""
    out = BitMap([row[0] for row in others])
    days: dict[date, BitMap] = {}
    for day, people in rows:
        days[day] = days.get(day, BitMap()) | BitMap.deserialize(people)
    days = {day: people - out for day, people in days.items()}
    nobody = BitMap()
    reach = [MONTH.first + timedelta(days=n) for n in range(-21, MONTH.length)]
    weeks = {day: BitMap.union(*(days.get(day - timedelta(days=back), nobody) for back in range(7))) for day in reach}
    months = {day: BitMap.union(*(weeks[day - timedelta(days=back)] for back in (0, 7, 14, 21))) for day in MONTH.days()}
    return [(len(days.get(day, nobody)), len(weeks[day]), len(months[day])) for day in MONTH.days()]


def year(made: Ground) -> bool:
    """A year of rollups counted anew, beside DuckDB making the same from the same events; and what the dearest statements do."""
    first, end = date(2025, 1, 1), date(2026, 1, 1)
    for each in made.crowds:
        plain = _duckdb(each, made.line, beside.ROLLUPS, first, end)

        def anew(community: Community, each: Crowd = each, plain: float = plain) -> bool:
            days = [first + timedelta(days=n) for n in range(365)]
            spent = timed(made.line, lambda: rollups.rebuild(community, days), 1)
            db.session.rollback()
            rows = made.line.execute(
                "SELECT count(*) FROM event WHERE tenant_id = %s AND day >= %s", [each.place.tenant_id, first]
            ).fetchone()[0]
            print(
                f"rollups of a year, {rows:>11,} events: {spent / 1000:.1f} s (written, indexed, fenced), DuckDB {plain / 1000:.1f} s "
                f"(in memory): {spent / plain:.1f} x; all of it with membership, once: {each.rebuilt:.1f} s"
            )
            with Plans(least=0.2) as plans:
                rollups.rebuild(community, days)
            db.session.rollback()
            plans.show()
            return True

        in_place(each, anew)
    return True


if __name__ == "__main__":
    sys.exit(main(sizes, month, active, year))
