"""What a month's figures cost beside a plain count of that month's rows, and whether a longer history makes them dearer.

Two communities have the same months at their end; one has ten times as much before them. The rows are made up, the database is real.
"""

# ruff: noqa: T201 - figures for a person at a terminal

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psycopg

from tenants.actions.figures import figures, history
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.period import Period
from tests.benchmarks.bench_import import make_export
from tests.benchmarks.ground import database, servers_up
from tests.communities import NOW, bring, make_place

ROUNDS = 15
A_DAY = 250
DAYS = 150
MONTH = Period.parse("2023-12")
TREND = ("messages", "active_members", "members_end", "joins", "dau_avg", "stickiness")
COUNT = "SELECT count(*) FROM event WHERE tenant_id = %s AND community_no = %s AND day >= '2023-12-01' AND day < '2024-01-01'"


def main() -> None:
    """Print a line for each length of history."""
    with servers_up() as databases, tempfile.TemporaryDirectory() as folder:
        databases.clone("figures")
        with database(databases.url("figures")), psycopg.connect(databases.postgres.conninfo("figures"), autocommit=True) as line:
            places = []
            for times in (1, 10):
                path = make_export(Path(folder, f"{times}.zip"), A_DAY * DAYS * times, DAYS * times, datetime(2024, 1, 1, tzinfo=UTC))
                places.append((times, make_place(f"history-{times}")))
                bring(places[-1][1], path)
            line.execute("VACUUM ANALYZE")  # what autovacuum does meanwhile
            spent = {times: _measure(place, line) for times, place in places}
        for times, (rows, plain, month, trend) in spent.items():
            print(
                f"figures, {times:>2} x history: {rows:,} rows in the month, count {plain:.1f} ms, every figure {month:.1f} ms "
                f"({month / plain:.1f} x), {len(TREND)} figures over 12 months {trend:.1f} ms"
            )
        print(f"figures: ten times the history costs {spent[10][2] / spent[1][2]:.2f} times as much")


def _measure(place, line):
    plain, month, trend, rows = [], [], [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        rows = line.execute(COUNT, [place.tenant_id, place.community_no]).fetchone()[0]
        plain.append(time.perf_counter() - began)
        with use_tenant(place.tenant_id):
            community = community_by_id(place.community_id)
            began = time.perf_counter()
            figures(community, MONTH, now=NOW)
            month.append(time.perf_counter() - began)
            periods = [MONTH]
            while len(periods) < 12:
                periods.append(periods[-1].previous())
            began = time.perf_counter()
            history(community, TREND, periods, now=NOW)
            trend.append(time.perf_counter() - began)
            db.session.rollback()
    return rows, *(1000 * median(spent) for spent in (plain, month, trend))


if __name__ == "__main__":
    main()
