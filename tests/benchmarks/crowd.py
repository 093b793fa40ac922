"""A large community, made up: few are loud, many are silent, people join all along, some leave; two years of acts.

DuckDB makes the events (it is the fastest way to write down ten million of them), and PostgreSQL gets exactly the same: COPY into the bulk
tables with their indexes taken away and made again, then membership and rollups as the product makes them.
"""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import psycopg

from tenants.store import loading
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.imports import Import
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tests.communities import Place, make_place

ZONE = "Europe/Berlin"
UNTIL = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
STAFF, BOTS = 40, 5
TALKERS = 0.6
"""The share of members who ever say anything."""

# Kinds: 1 message, 2 reply, 3 reaction, 4 join, 5 leave. A cube of chance makes one in a hundred carry a fifth of what is said.
MAKE = """
CREATE TABLE people AS
SELECT no, timestamptz '{first} 00:00+00' + to_microseconds(CAST({span} * 0.97 * power(random(), 1.6) AS bigint)) AS joined,
       CASE WHEN random() < 0.15 THEN 0.02 + 0.6 * random() END AS stays
FROM range(1, {members} + 1) t(no);

CREATE TABLE drawn AS
SELECT CAST(1 + floor({members} * {talkers} * power(random(), 3)) AS int) AS no, random() AS place, random() AS sort, random() AS clock,
       random() AS far, random() AS asks
FROM range({acts});

CREATE TABLE said AS
SELECT d.no, CASE WHEN sort < 0.5 THEN 1 WHEN sort < 0.8 THEN 2 ELSE 3 END AS kind, far, asks < 0.11 AS question,
       time_bucket(INTERVAL 1 day, p.joined + to_microseconds(CAST(
         epoch_us(timestamptz '{until} 00:00+00' - p.joined) * coalesce(p.stays, 1) * d.place AS bigint)))
       + to_microseconds(CAST(86399000000 * (0.5 + (d.clock + d.far + d.asks - 1.5) / 3.2) AS bigint)) AS moment
FROM drawn d JOIN people p USING (no);

CREATE TABLE starts AS
SELECT row_number() OVER (ORDER BY moment) AS place, moment, uuid() AS key, no, far, question FROM said WHERE kind = 1;
CREATE TABLE replies AS
SELECT r.no, r.moment, r.far, greatest(1, s.place - CAST(floor(40 * r.far * r.far) AS bigint)) AS parent
FROM (SELECT * FROM said WHERE kind = 2) r ASOF JOIN starts s ON r.moment > s.moment;

CREATE TABLE event AS
SELECT key, CAST(1 AS smallint) AS kind, moment AS occurred_at, CAST(moment AT TIME ZONE '{zone}' AS date) AS day, no AS member_no,
       CAST(1 + floor(20 * far * far) AS int) AS channel_no, CAST(NULL AS uuid) AS reply_to, question
FROM starts
UNION ALL
SELECT uuid(), 3, moment, CAST(moment AT TIME ZONE '{zone}' AS date), no, CAST(1 + floor(20 * far * far) AS int), NULL, false
FROM said WHERE kind = 3
UNION ALL
SELECT uuid(), 2, r.moment, CAST(r.moment AT TIME ZONE '{zone}' AS date), r.no, CAST(1 + floor(20 * r.far * r.far) AS int), s.key, false
FROM replies r JOIN starts s ON s.place = r.parent
UNION ALL
SELECT uuid(), 4, joined, CAST(joined AT TIME ZONE '{zone}' AS date), no, NULL, NULL, false FROM people WHERE hash(no) % 10 < 7
UNION ALL
SELECT uuid(), 5, least(joined + to_microseconds(CAST(epoch_us(timestamptz '{until} 00:00+00' - joined) * (stays + 0.02) AS bigint)),
                        timestamptz '{until} 00:00+00' - INTERVAL 1 minute), NULL, no, NULL, NULL, false
FROM people WHERE stays IS NOT NULL;

UPDATE event SET day = CAST(occurred_at AT TIME ZONE '{zone}' AS date) WHERE kind = 5;
DROP TABLE drawn; DROP TABLE said; DROP TABLE replies; DROP TABLE starts;
"""
WRITE = """
COPY (SELECT {tenant}, {community}, key, kind, occurred_at, day, member_no, channel_no, reply_to, question, {number} FROM event
      ORDER BY occurred_at) TO '{path}' (FORMAT csv, HEADER false)
"""
READ = """
COPY event (tenant_id, community_no, key, kind, occurred_at, day, member_no, channel_no, reply_to, question, import_no, count, own_count)
FROM STDIN (FORMAT csv)
"""
PEOPLE = """
INSERT INTO member (tenant_id, community_no, no, external_id, name, is_bot, is_staff)
SELECT %(tenant)s, %(community)s, n, 'slack:' || n, 'person ' || n, n <= %(bots)s, n > %(bots)s AND n <= %(staff)s
FROM generate_series(1, %(members)s) n
"""
INDEXES = """
SELECT i.indexname, i.indexdef, c.conname FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname
WHERE i.tablename = 'event'
"""


@dataclass(frozen=True)
class Crowd:
    """A generated community, and the same events in DuckDB. ``rebuilt`` is how long membership and rollups took, in seconds."""

    place: Place
    acts: int
    members: int
    rows: int
    other: duckdb.DuckDBPyConnection
    rebuilt: float

    def address(self, rest: str) -> str:
        """The address of its page, followed by ``rest``."""
        return f"/w/history-{self.acts}/communities/regulars{rest}"


def make(line: psycopg.Connection, folder: Path, slug: str, *, acts: int, members: int, years: int = 2) -> Crowd:
    """Make a community of ``acts`` acts by ``members`` people in the ``years`` up to 2026. ``line`` is a superuser's."""
    place = make_place(slug, zone=ZONE)
    other = duckdb.connect()
    other.execute(f"SET TimeZone = 'UTC'; SET threads = 2; SET temp_directory = '{folder}'; SELECT setseed(0.2)")
    first = UNTIL.replace(year=UNTIL.year - years)
    values = {"first": first, "until": UNTIL, "span": (UNTIL - first).days * 86_400_000_000, "members": members, "acts": acts}
    other.execute(MAKE.format(**values, talkers=TALKERS, zone=ZONE))
    with use_tenant(place.tenant_id), work():
        ends = other.execute("SELECT min(occurred_at), max(occurred_at), count(*) FROM event").fetchone()
        row = Import(
            community_id=place.community_id, file_name=slug, file_key="x", sha256="x", size=1, created_at=NOW, state="done", format="slack",
            evidence=dict.fromkeys(("joins", "leaves", "replies", "reactions", "reaction_authors"), True),
            first_at=ends[0], last_at=ends[1],
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        number = row.no
    fill(line, other, folder / "events.csv", place, number, members)
    with use_tenant(place.tenant_id), work():
        began = time.perf_counter()
        loading.recompute(community_by_id(place.community_id), since=ends[0])
    rebuilt = time.perf_counter() - began
    line.execute("VACUUM ANALYZE")
    return Crowd(place, acts, members, ends[2], other, rebuilt)


def fill(line: psycopg.Connection, other: duckdb.DuckDBPyConnection, path: Path, place: Place, number: int, members: int) -> None:
    """Copy the events of ``other`` into the community, and its people."""
    where = {"tenant": place.tenant_id, "community": place.community_no}
    other.execute(WRITE.replace("FROM event", ", 1, 1 FROM event", 1).format(**where, number=number, path=path))
    indexes = line.execute(INDEXES).fetchall()
    for name, _, constraint in indexes:
        line.execute(f"ALTER TABLE event DROP CONSTRAINT {name}" if constraint else f"DROP INDEX {name}")
    with line.cursor() as cursor, cursor.copy(READ) as copy, path.open("rb") as file:
        while chunk := file.read(1 << 20):
            copy.write(chunk)
    path.unlink()
    line.execute("SET maintenance_work_mem = '1GB'")
    for name, definition, constraint in indexes:
        line.execute(definition)
        if constraint:
            line.execute(f"ALTER TABLE event ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {name}")
    line.execute(PEOPLE, {**where, "members": members, "bots": BOTS, "staff": BOTS + STAFF})
    line.execute("ANALYZE event, member")
