"""What an import of each format costs beside its floor: the same file through the bare parser, and COPY of the same rows into a table
without an index. In processor time of all processes, the database's included, so that a busy machine does not show.

Each measurement runs in a process of its own, so that the peak of memory is the import's. The files are made up; QUNCE_EXPORTS names a
folder of real ones that are measured too. Goal: at most 3 times the floor, 300 MiB. ``--messages N`` in each made-up file (50,000),
``--only NAMES`` of formats or real files, each measured ``--rounds N`` times (3). ``--large`` adds a Discord export of two gigabytes and a
table of five million rows (half an hour); ``--large 0.25`` a quarter of each.
"""

# ruff: noqa: T201 - figures for a person at a terminal

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import psycopg

from tenants.ingest import formats
from tests.benchmarks.exports import MAKERS
from tests.benchmarks.ground import database, peak_mib, servers_up
from tests.benchmarks.spent import Meter
from tests.communities import NOW, bring, make_place

GOAL, GOAL_MIB = 3.0, 300
REAL = ("discord/komodo_dce_csv.zip", "discord/meshcore_dce_html.zip", "irc/duraspace_2009_2011.zip", "zulip/ncar_zulip_archive.zip")
LARGE = {"discord-json": 7_000_000, "events-csv": 5_000_000}
FLOOR_TABLE = """
CREATE TABLE floor_rows (
  key text, kind text, at timestamptz, author text, channel text, reply_to text, count int, question boolean, inviter text, content text
)
"""


def floor(line: psycopg.Connection, path: Path) -> int:
    """Parse, and COPY into a table without an index; return how many rows. ``line`` is a superuser's, and stays open: a process of the
    database that has ended tells no more what it has spent."""
    line.execute("DROP TABLE IF EXISTS floor_rows")
    line.execute(FLOOR_TABLE)
    line.commit()
    reading = formats.read(path, zone=ZoneInfo("UTC"), now=NOW)
    rows = 0
    with line.cursor() as cursor, cursor.copy("COPY floor_rows FROM STDIN") as copy:
        for kind, at, author, key, channel, reply_to, count, question, inviter, text in reading.events:
            copy.write_row((key, kind.value, at, author, channel, reply_to, count, question, inviter, text))
            rows += 1
    line.commit()
    return rows


def whole(place: object, path: Path) -> int:
    """The import as the product does it, into an empty community; return how many acts."""
    return bring(place, path).added


def main() -> int:
    """Print a line for each file; 1 when one misses its goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", type=float, nargs="?", const=1.0, default=0.0)
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args()
    missed = []
    print(f"{'':32}{'rows':>11}{'rows/s':>9}{'import':>10}{'floor':>10}{'x':>7}{'peak':>10}")
    with servers_up() as databases, tempfile.TemporaryDirectory(dir="/tmp") as folder:
        for name, path, rounds in _files(Path(folder), asked):
            costs = [_both(databases, path) for _ in range(rounds)]
            ratio = median(cost["import"] / cost["floor"] for cost in costs)
            mine, least, peak = median(c["import"] for c in costs), median(c["floor"] for c in costs), max(c["peak"] for c in costs)
            rows = costs[0]["rows"]
            print(
                f"{name:32}{rows:>11,}{1000 * rows / mine:>9,.0f}{mine / 1000:>8.2f} s{least / 1000:>8.2f} s{ratio:>7.2f}{peak:>6.0f} MiB"
            )
            sys.stdout.flush()
            missed += [name] if ratio > GOAL or peak > GOAL_MIB else []
            if path.is_relative_to(folder):
                path.unlink()
    print(f"goals of {GOAL} x and {GOAL_MIB} MiB: {'reached' if not missed else 'NOT reached by ' + ', '.join(missed)}")
    return int(bool(missed))


def _files(folder: Path, asked: argparse.Namespace) -> Iterator[tuple[str, Path, int]]:
    """Name, file and rounds, each made when it is its turn."""
    for name in [name for name in MAKERS if not asked.only or name in asked.only]:
        file, make = MAKERS[name]
        make(folder / file, asked.messages)
        yield name, folder / file, asked.rounds
    exports = Path(os.environ.get("QUNCE_EXPORTS") or "/nowhere")
    for path in [exports / name for name in REAL if (exports / name).is_file() and (not asked.only or Path(name).name in asked.only)]:
        yield path.name, path, asked.rounds
    for name, messages in LARGE.items() if asked.large else ():
        file, make = MAKERS[name]
        make(folder / file, int(messages * asked.large))
        yield f"{name}, {_weight(folder / file) / 1e9:.1f} GB", folder / file, 1


def _weight(path: Path) -> int:
    """Bytes, unpacked."""
    if path.suffix != ".zip":
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        return sum(each.file_size for each in archive.infolist())


def _both(databases, path: Path) -> dict[str, float]:
    databases.clone("floor")
    databases.clone("import")
    least, rows, _ = _measured("floor", databases.postgres.conninfo("floor"), databases.postgres.conninfo("floor"), path)
    mine, _, peak = _measured("whole", databases.url("import"), databases.postgres.conninfo("import"), path)
    return {"floor": least, "import": mine, "rows": rows, "peak": peak}


def _measured(what: str, where: str, watched: str, path: Path) -> tuple[float, int, float]:
    command = [sys.executable, "-m", "tests.benchmarks.bench_import", "--measure", what, where, watched, str(path)]
    answer = subprocess.run(command, check=False, capture_output=True, text=True)
    if answer.returncode:
        raise RuntimeError(answer.stderr[-2000:])
    spent, rows, peak = json.loads(answer.stdout.splitlines()[-1])
    return spent, rows, peak


def measure(what: str, where: str, watched: str, path: Path) -> None:
    """One measurement in this process, said as JSON: milliseconds of processor time, rows, MiB at the most."""
    with psycopg.connect(watched, autocommit=True) as line:
        if what == "floor":
            with psycopg.connect(where) as other:
                meter = Meter(line)
                rows = floor(other, path)
                spent = meter.read()
        else:
            with database(where):
                place = make_place()
                meter = Meter(line)
                rows = whole(place, path)
                spent = meter.read()
    print(json.dumps([spent, rows, peak_mib()]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        what, where, watched, path = sys.argv[2:]
        measure(what, where, watched, Path(path))
    else:
        sys.exit(main())
