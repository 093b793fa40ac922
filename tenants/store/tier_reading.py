"""The statements that profiles of members are read with; ``tiers`` says what becomes of their rows."""

DEEDS = """
SELECT day, kind, people, times FROM community_day_bitmap
WHERE tenant_id = :tenant AND community_no = :community AND day >= :earlier AND day < :until
  AND kind = ANY(CAST(:kinds AS smallint[]))
"""

# Members on a day: those whose spell began before its end and did not end before it. What is marked on any account of a person holds for
# the person.
_OF_THE_DAY = """
FROM spell s JOIN member m ON m.tenant_id = s.tenant_id AND m.community_no = s.community_no AND m.no = s.member_no
LEFT JOIN (
  SELECT person_no, bool_or(is_expert) AS is_expert, bool_or(is_paid) AS is_paid, bool_or(is_bot) AS is_bot, bool_or(is_staff) AS is_staff
  FROM member
  WHERE tenant_id = :tenant AND community_no = :community AND person_no IS NOT NULL
  GROUP BY person_no
) others ON others.person_no = m.no
WHERE s.tenant_id = :tenant AND s.community_no = :community AND s.joined_at < :ends AND (s.left_at IS NULL OR s.left_at >= :ends)
  AND NOT (m.is_bot OR coalesce(others.is_bot, false)) AND m.person_no IS NULL
  AND NOT (:without_staff AND (m.is_staff OR coalesce(others.is_staff, false)))
"""
_MARKS = "m.is_expert OR coalesce(others.is_expert, false) AS is_expert, m.is_paid OR coalesce(others.is_paid, false) AS is_paid"
MEMBERS = f"SELECT m.no, {_MARKS}, m.first_act_at, s.joined_at" + _OF_THE_DAY + "ORDER BY m.no, s.joined_at"

# The same as sets, numbers as four bytes each (``reading.numbers``): by which of some instants they joined before, the latest first; who
# has acted by then; and the few of whom something is noted.
PLACES = """
SELECT width_bucket(joined_at, CAST(:turns AS timestamptz[])) AS place, string_agg(int4send(member_no), '') AS people
FROM spell
WHERE tenant_id = :tenant AND community_no = :community AND joined_at < :ends AND (left_at IS NULL OR left_at >= :ends)
GROUP BY place ORDER BY place DESC
"""
EVER = """
SELECT string_agg(int4send(no), '') FROM member WHERE tenant_id = :tenant AND community_no = :community AND first_act_at < :ends
"""
MARKED = """
SELECT no, person_no, is_bot, is_staff, is_expert, is_paid FROM member
WHERE tenant_id = :tenant AND community_no = :community AND (is_bot OR is_staff OR is_expert OR is_paid OR person_no IS NOT NULL)
"""

# Reactions and replies to what somebody wrote, by others than themselves. Most answer something of these days or of shortly before
# (``near``), which is joined as a whole (``hashed``); for each of the others there is one look at the primary key (``in_order``).
RECEIVED = """
WITH heard AS MATERIALIZED (
  SELECT reply_to, member_no, count FROM event
  WHERE tenant_id = :tenant AND community_no = :community AND day >= :recent AND day < :until AND kind IN (2, 3) AND reply_to IS NOT NULL
    AND (member_no IS NULL OR member_no <> ALL(CAST(:bots AS int[])))
), known AS MATERIALIZED (
  SELECT h.reply_to, h.member_no, h.count, p.key, p.member_no AS author
  FROM heard h LEFT JOIN (
    SELECT key, member_no FROM event
    WHERE tenant_id = :tenant AND community_no = :community AND day >= :near AND day < :until AND kind IN (1, 2)
  ) p ON p.key = h.reply_to
), both_kinds AS (
  SELECT author, member_no, count FROM known WHERE key IS NOT NULL
  UNION ALL
  SELECT parent.member_no, known.member_no, known.count FROM known CROSS JOIN LATERAL (
    SELECT p.member_no FROM event p
    WHERE p.tenant_id = :tenant AND p.community_no = :community AND p.key BETWEEN known.reply_to AND known.reply_to
    ORDER BY p.key LIMIT 1
  ) parent
  WHERE known.key IS NULL
)
SELECT author AS member_no, sum(count) AS received FROM both_kinds
WHERE author IS NOT NULL AND (member_no IS NULL OR member_no <> author)
GROUP BY author
"""
BOTS = "SELECT coalesce(person_no, no) AS no FROM member WHERE tenant_id = :tenant AND community_no = :community AND is_bot"

LAST_ACTS = """
SELECT n.no, e.day
FROM unnest(CAST(:nos AS int[])) AS n (no)
CROSS JOIN LATERAL (
  SELECT day FROM event
  WHERE tenant_id = :tenant AND community_no = :community AND member_no = n.no AND occurred_at < :ends
    AND kind = ANY(CAST(:qualifying AS smallint[])) ORDER BY occurred_at DESC LIMIT 1
) e
"""
