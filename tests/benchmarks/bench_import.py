"""What an import costs beside its floor: the same file through the bare parser, and COPY of the same rows into a table without an index.

Each measurement runs in a process of its own, in turns, so that a busy machine slows both alike and the peak of memory is the import's.
QUNCE_EXPORTS names a folder of real exports; without it a Discord export is made up. Goal: at most 4 times the floor, 300 MiB.
"""

# ruff: noqa: T201 - figures for a person at a terminal

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import psycopg

from tenants.ingest import formats
from tests.benchmarks.ground import database, peak_mib, servers_up
from tests.communities import NOW, bring, make_place

ROUNDS = 3
FILES = ("discord/komodo_dce_csv.zip", "discord/meshcore_dce_html.zip")
FLOOR_TABLE = """
CREATE TABLE floor_rows (
  key text, kind text, at timestamptz, author text, channel text, reply_to text, count int, question boolean, inviter text, content text
)
"""
DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


def floor(conninfo: str, path: Path) -> tuple[float, int]:
    """Seconds and rows of parsing alone and COPY into a table without an index."""
    with psycopg.connect(conninfo) as line:
        line.execute("DROP TABLE IF EXISTS floor_rows")
        line.execute(FLOOR_TABLE)
        line.commit()
        began = time.perf_counter()
        reading = formats.read(path, zone=ZoneInfo("UTC"), now=NOW)
        rows = 0
        with line.cursor() as cursor, cursor.copy("COPY floor_rows FROM STDIN") as copy:
            for kind, at, author, key, channel, reply_to, count, question, inviter, text in reading.events:
                copy.write_row((key, kind.value, at, author, channel, reply_to, count, question, inviter, text))
                rows += 1
        line.commit()
        return time.perf_counter() - began, rows


def whole(url: str, path: Path) -> tuple[float, int]:
    """Seconds and acts of the import as the product does it, into an empty community."""
    with database(url):
        place = make_place()
        began = time.perf_counter()
        result = bring(place, path)
        return time.perf_counter() - began, result.added


def main() -> None:
    """Print a line for each file."""
    with servers_up() as databases, tempfile.TemporaryDirectory() as folder:
        for path in _files(Path(folder)):
            floors, imports, peaks, rows = [], [], [], 0
            for turn in range(ROUNDS):
                databases.clone("floor")
                databases.clone("import")
                seconds, rows, _ = _measured("floor", databases.postgres.conninfo("floor"), path)
                floors.append(seconds)
                seconds, _, peak = _measured("whole", databases.url("import"), path)
                imports.append(seconds)
                peaks.append(peak)
                del turn
            ratio = median(one / other for one, other in zip(imports, floors, strict=True))
            print(
                f"import {path.name}: {rows:,} rows, {rows / median(imports):,.0f} rows/s, {median(imports):.2f} s, "
                f"floor {median(floors):.2f} s, ratio {ratio:.2f}, peak {max(peaks):.0f} MiB"
            )


def _measured(what: str, where: str, path: Path) -> tuple[float, int, float]:
    command = [sys.executable, "-m", "tests.benchmarks.bench_import", what, where, str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, rows, peak = json.loads(said.splitlines()[-1])
    return seconds, rows, peak


def _files(folder: Path) -> list[Path]:
    exports = os.environ.get("QUNCE_EXPORTS")
    found = [Path(exports, name) for name in FILES if Path(exports, name).is_file()] if exports else []
    return found or [make_export(folder / "made_up_discord.zip", 150_000)]


def make_export(path: Path, messages: int, days: int = 730, until: datetime = datetime(2024, 1, 1, tzinfo=UTC)) -> Path:
    """A Discord export of ``messages`` messages by 3,000 people in 20 channels over the ``days`` before ``until``."""
    chance = random.Random(20)  # the same file every time
    step = timedelta(days=days) / messages
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            found = []
            for index in range(number, messages, 20):
                at = until - step * (messages - index)
                person = str(10_000 + min(2_999, int(chance.paretovariate(0.7))))
                found.append(
                    {
                        "id": str(int((at - DISCORD_EPOCH).total_seconds() * 1000) << 22 | index & 0x3FFFFF),
                        "type": "Default",
                        "timestamp": at.isoformat(),
                        "content": "how does this work?" if index % 9 == 0 else "it does, thank you for asking " * (index % 5),
                        "author": {"id": person, "name": f"person {person}", "isBot": False},
                        "reactions": [{"emoji": {"name": "tea"}, "count": index % 4 + 1}] if index % 6 == 0 else [],
                    }
                )
            head = {"guild": {"id": "1", "name": "Tea"}, "channel": {"id": str(number), "name": f"channel-{number}"}}
            archive.writestr(f"channel-{number}.json", json.dumps(head | {"messages": found, "messageCount": len(found)}))
    return path


if __name__ == "__main__":
    if len(sys.argv) == 4:
        what, where, path = sys.argv[1:]
        seconds, rows = (floor if what == "floor" else whole)(where, Path(path))
        print(json.dumps([seconds, rows, peak_mib()]))
    else:
        main()
