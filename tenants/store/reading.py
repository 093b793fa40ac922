"""The statements that facts are read with; ``facts`` says what becomes of their rows."""

# Merged accounts do not stand by themselves; what one of them is, the person is.
MEMBERS = """
SELECT m.no, m.is_bot OR coalesce(o.is_bot, false), m.is_staff OR coalesce(o.is_staff, false), m.first_act_at
FROM member m LEFT JOIN (
  SELECT person_no, bool_or(is_bot) AS is_bot, bool_or(is_staff) AS is_staff FROM member
  WHERE tenant_id = :tenant AND community_no = :community AND person_no IS NOT NULL GROUP BY person_no
) o ON o.person_no = m.no
WHERE m.tenant_id = :tenant AND m.community_no = :community AND m.person_no IS NULL
"""

# In the order of the fields of terms.facts.Spell.
SPELLS = """
SELECT member_no, joined_at, left_at, estimated, is_first, inviter_no, first_act_at FROM spell
WHERE tenant_id = :tenant AND community_no = :community AND joined_at < :ends AND (left_at IS NULL OR left_at >= :begins)
ORDER BY joined_at, member_no
"""

COUNTS = """
SELECT day, kind, who, count FROM community_day
WHERE tenant_id = :tenant AND community_no = :community AND day >= :first AND day < :until
"""

PEOPLE = """
SELECT day, people FROM community_day_bitmap
WHERE tenant_id = :tenant AND community_no = :community AND day >= :first AND day < :until
  AND kind = ANY(CAST(:qualifying AS smallint[]))
"""

ACTS = """
SELECT member_no, sum(count) FILTER (WHERE day >= :begins), sum(count) FILTER (WHERE day < :begins) FROM event
WHERE tenant_id = :tenant AND community_no = :community AND day >= :first AND day < :until
  AND kind = ANY(CAST(:qualifying AS smallint[])) AND member_no IS NOT NULL
GROUP BY member_no
"""

HOURS = """
SELECT CAST(extract(isodow FROM local) AS int) - 1 AS weekday, CAST(extract(hour FROM local) AS int) AS hour, sum(count)
FROM (
  SELECT occurred_at AT TIME ZONE CAST(:zone AS text) AS local, count FROM event
  WHERE tenant_id = :tenant AND community_no = :community AND day >= :first AND day < :until
    AND kind = ANY(CAST(:qualifying AS smallint[])) AND member_no IS NOT NULL AND member_no <> ALL(CAST(:out AS int[]))
) acts
GROUP BY 1, 2
"""

# Kind 1 is MESSAGE, 2 is REPLY. One look into the index of replies for each message of the period: the cost follows the period.
THREADS = """
SELECT m.occurred_at, m.question, m.member_no, r.answered
FROM event m
CROSS JOIN LATERAL (
  SELECT count(*) AS replies,
         min(e.occurred_at) FILTER (WHERE e.member_no <> m.member_no AND e.member_no <> ALL(CAST(:bots AS int[]))) AS answered
  FROM event e
  WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.reply_to = m.key AND e.kind = 2
) r
WHERE m.tenant_id = :tenant AND m.community_no = :community AND m.day >= :first AND m.day < :until
  AND m.kind = 1 AND m.member_no IS NOT NULL AND m.member_no <> ALL(CAST(:bots AS int[])) AND (m.question OR r.replies > 0)
ORDER BY m.occurred_at, m.key
"""
