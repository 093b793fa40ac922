"""The same figures in DuckDB, from nothing but a table of the same events: what the bench holds ours against.

It derives members, first acts, threads, hours and retention itself, as it would have to: there is no rollup to look into.
"""

import time

import duckdb

from tests.benchmarks.crowd import BOTS, STAFF, ZONE

OUT = f"member_no > {BOTS + STAFF}"
DOES = "kind IN (1, 2, 3)"

# Each statement is one family of figures; `people` is derived first and used by those after it.
FIGURES = {
    "people": f"""
        CREATE OR REPLACE TEMP TABLE people AS
        SELECT member_no, min(occurred_at) FILTER ({DOES}) AS first_act, min(occurred_at) FILTER (kind = 4) AS came,
               max(occurred_at) FILTER (kind = 5) AS gone, max(occurred_at) FILTER (kind <> 5) AS last
        FROM event WHERE {OUT} GROUP BY member_no
    """,
    "membership": """
        SELECT count(*) FILTER (joined < $start AND (away IS NULL OR away >= $start)) AS members_start,
               count(*) FILTER (joined < $until AND (away IS NULL OR away >= $until)) AS members_end,
               count(*) FILTER (joined >= $start AND joined < $until) AS joins,
               count(*) FILTER (away >= $start AND away < $until) AS leaves,
               avg(CAST(away IS NULL OR away >= joined + INTERVAL 7 DAY AS int)) FILTER (joined >= $start AND joined < $until) AS stay_d7,
               avg(CAST(first_act < came + INTERVAL 7 DAY AS int)) FILTER (came >= $start AND came < $until) AS newcomer_activation,
               count(*) FILTER (joined < $until - INTERVAL 30 DAY AND (away IS NULL OR away >= $until)
                                AND (last IS NULL OR last < $until - INTERVAL 30 DAY)) AS silent
        FROM (SELECT *, least(came, first_act) AS joined, CASE WHEN gone > coalesce(last, gone - INTERVAL 1 SECOND) THEN gone END AS away
              FROM people)
    """,
    "counts": f"""
        SELECT count(*) FILTER (kind = 1) AS messages, count(*) FILTER (kind = 2) AS replies, count(*) FILTER (kind = 3) AS reactions,
               count(DISTINCT member_no) AS active_members
        FROM event WHERE day >= $first AND day < $end AND {DOES} AND {OUT}
    """,
    "days": f"SELECT day, count(DISTINCT member_no) FROM event WHERE day >= $first AND day < $end AND {DOES} AND {OUT} GROUP BY day",
    "rolling": f"""
        SELECT count(DISTINCT member_no) FILTER (day >= $end - INTERVAL 7 DAY) AS wau, count(DISTINCT member_no) AS mau
        FROM event WHERE day >= $end - INTERVAL 28 DAY AND day < $end AND {DOES} AND {OUT}
    """,
    "concentration": f"""
        WITH acts AS (SELECT count(*) AS n FROM event WHERE day >= $first AND day < $end AND {DOES} AND {OUT} GROUP BY member_no),
             ranked AS (SELECT n, row_number() OVER (ORDER BY n) AS place, row_number() OVER (ORDER BY n DESC) AS top FROM acts)
        SELECT sum(n) FILTER (top <= 10) / sum(n) AS top10_share,
               2 * sum(place * n) / (count(*) * sum(n)) - (count(*) + 1) / count(*) AS gini
        FROM ranked
    """,
    "regulars": f"""
        WITH before AS (SELECT member_no, count(*) AS n FROM event
                        WHERE day >= $first - INTERVAL 90 DAY AND day < $first AND {DOES} AND {OUT} GROUP BY member_no),
             now AS (SELECT DISTINCT member_no FROM event WHERE day >= $first AND day < $end AND {DOES} AND {OUT})
        SELECT (SELECT count(*) FROM before ANTI JOIN now USING (member_no) WHERE n >= 4) AS lost_regulars,
               (SELECT count(*) FROM now ANTI JOIN before USING (member_no) JOIN people p USING (member_no) WHERE p.first_act < $start)
    """,
    "hours": f"""
        SELECT isodow(local), hour(local), count(*)
        FROM (SELECT occurred_at AT TIME ZONE '{ZONE}' AS local FROM event WHERE day >= $first AND day < $end AND {DOES} AND {OUT})
        GROUP BY 1, 2
    """,
    "threads": f"""
        WITH begun AS (SELECT key, occurred_at, question, member_no FROM event WHERE day >= $first AND day < $end AND kind = 1
                       AND member_no > {BOTS}),
             heard AS (SELECT b.key, min(e.occurred_at) FILTER (e.member_no <> b.member_no AND e.member_no > {BOTS}) AS answered
                       FROM begun b JOIN event e ON e.reply_to = b.key AND e.kind = 2 GROUP BY b.key)
        SELECT avg(CAST(h.answered <= b.occurred_at + INTERVAL 7 DAY AS int)) FILTER (b.question AND b.member_no > {BOTS + STAFF}
                                                                                     AND b.occurred_at < $until - INTERVAL 7 DAY),
               quantile_cont(epoch(h.answered - b.occurred_at) / 60, 0.5) AS first_reply_minutes,
               quantile_cont(epoch(h.answered - b.occurred_at) / 60, 0.9)
        FROM begun b LEFT JOIN heard h USING (key)
    """,
    "retention": f"""
        WITH fresh AS (SELECT member_no, date_trunc('week', first_act AT TIME ZONE '{ZONE}')::date AS monday FROM people
                       WHERE first_act >= $start AND first_act < $until),
             acted AS (SELECT DISTINCT member_no, date_trunc('week', day)::date AS monday FROM event
                       WHERE day >= $first AND day < $end + INTERVAL 35 DAY AND {DOES} AND {OUT})
        SELECT count(a.member_no) FILTER (a.monday = f.monday + 7), count(a.member_no) FILTER (a.monday = f.monday + 28),
               count(DISTINCT f.member_no)
        FROM fresh f LEFT JOIN acted a USING (member_no)
    """,
}

FIGURES["tiers"] = f"""
    WITH here AS (
      SELECT member_no, joined FROM (
        SELECT *, least(came, first_act) AS joined, CASE WHEN gone > coalesce(last, gone - INTERVAL 1 SECOND) THEN gone END AS away
        FROM people
      ) WHERE joined < $until AND (away IS NULL OR away >= $until)
    ),
    acted AS (
      SELECT member_no, max(day) AS last, count(*) FILTER (day >= $end - INTERVAL 30 DAY) AS acts,
             count(*) FILTER (day < $end - INTERVAL 30 DAY AND day >= $end - INTERVAL 60 DAY) AS before,
             count(*) FILTER (day >= $end - INTERVAL 30 DAY AND kind IN (1, 2)) AS posts,
             count(*) FILTER (day >= $end - INTERVAL 30 DAY AND kind = 3) AS reactions,
             count(DISTINCT day) FILTER (day >= $end - INTERVAL 30 DAY) AS days,
             bool_or(day >= $end - INTERVAL 1 MONTH) AND bool_or(day < $end - INTERVAL 1 MONTH AND day >= $end - INTERVAL 2 MONTH)
               AND bool_or(day < $end - INTERVAL 2 MONTH AND day >= $end - INTERVAL 3 MONTH) AS months
      FROM event WHERE day >= $end - INTERVAL 180 DAY AND day < $end AND {DOES} AND {OUT} GROUP BY member_no
    ),
    received AS (
      SELECT p.member_no, count(*) AS n FROM event e JOIN event p ON p.key = e.reply_to
      WHERE e.day >= $end - INTERVAL 30 DAY AND e.day < $end AND e.kind = 2 AND e.member_no > {BOTS} AND e.member_no <> p.member_no
      GROUP BY p.member_no
    ),
    ranked AS (
      SELECT h.joined, a.*, coalesce(a.acts, 0) AS did, coalesce(r.n, 0) AS got,
             (rank() OVER (ORDER BY coalesce(a.acts, 0) DESC) - 1) / count(*) OVER () AS more_acts,
             (rank() OVER (ORDER BY coalesce(r.n, 0) DESC) - 1) / count(*) OVER () AS more_got,
             date_diff('day', CAST(h.joined AT TIME ZONE '{ZONE}' AS date), $end) AS tenure
      FROM here h LEFT JOIN acted a USING (member_no) LEFT JOIN received r USING (member_no)
    ),
    placed AS (
      SELECT CASE WHEN before >= 8 AND before - did >= 0.75 * before THEN 'at_risk'
                  WHEN got > 0 AND more_got < 0.05 AND posts >= 10 THEN 'expert'
                  WHEN did > 0 AND more_acts < 0.1 AND days >= 8 THEN 'core'
                  WHEN tenure >= 180 AND months THEN 'loyal'
                  WHEN did >= 2 THEN 'active'
                  WHEN tenure <= 14 THEN 'newcomer'
                  WHEN did >= 1 OR last >= $end - INTERVAL 30 DAY THEN 'potential'
                  WHEN last IS NOT NULL THEN 'silent' ELSE 'zombie' END AS tier
      FROM ranked
    )
    SELECT 'tier_' || tier AS key, count(*) AS value FROM placed GROUP BY tier
"""

ROLLUPS = {
    "counts": f"""
        CREATE OR REPLACE TEMP TABLE counts AS
        SELECT day, kind, CASE WHEN member_no <= {BOTS} THEN 2 WHEN member_no <= {BOTS + STAFF} THEN 1 ELSE 0 END AS who,
               hour(occurred_at AT TIME ZONE '{ZONE}') AS hour, count(*) AS n
        FROM event WHERE day >= $first AND day < $end GROUP BY ALL
    """,
    "people": """
        CREATE OR REPLACE TEMP TABLE member_days AS
        SELECT day, kind, member_no, count(*) AS n FROM event WHERE day >= $first AND day < $end GROUP BY ALL
    """,
    "threads": f"""
        CREATE OR REPLACE TEMP TABLE threads AS
        SELECT m.key, any_value(m.day) AS day, any_value(m.occurred_at) AS began, any_value(m.member_no) AS member_no,
               count(e.key) AS replies, min(e.occurred_at) FILTER (e.member_no <> m.member_no AND e.member_no > {BOTS}) AS answered
        FROM event m LEFT JOIN event e ON e.reply_to = m.key AND e.kind = 2
        WHERE m.day >= $first AND m.day < $end AND m.kind = 1 GROUP BY m.key
    """,
}


def run(other: duckdb.DuckDBPyConnection, statements, first, end):
    """Run each statement over the days from ``first`` until before ``end``: rows by name, and milliseconds by name."""
    values = {"first": first, "end": end}
    midnight = f"CAST(CAST({{}} AS date) AS timestamp) AT TIME ZONE '{ZONE}'"
    bounds = other.execute(f"SELECT {midnight.format('$first')}, {midnight.format('$end')}", values).fetchone()
    values |= {"start": bounds[0], "until": bounds[1]}
    rows, spent = {}, {}
    for name, statement in statements.items():
        used = {key: value for key, value in values.items() if f"${key}" in statement}
        began = time.perf_counter()
        cursor = other.execute(statement, used)
        found = cursor.fetchall()
        spent[name] = 1000 * (time.perf_counter() - began)
        rows[name] = [dict(zip([column[0] for column in cursor.description], row, strict=True)) for row in found]
    return rows, spent
