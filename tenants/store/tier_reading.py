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
  SELECT person_no, bool_or(is_expert) AS is_expert, bool_or(is_paid) AS is_paid FROM member
  WHERE tenant_id = :tenant AND community_no = :community AND person_no IS NOT NULL
  GROUP BY person_no
) others ON others.person_no = m.no
WHERE s.tenant_id = :tenant AND s.community_no = :community AND s.joined_at < :ends AND (s.left_at IS NULL OR s.left_at >= :ends)
  AND NOT m.is_bot AND NOT (m.is_staff AND :without_staff) AND m.person_no IS NULL
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

# Reactions and replies to what somebody wrote, by others than themselves; one look at the primary key for each of them (``in_order``).
RECEIVED = """
SELECT parent.member_no, sum(e.count) AS received
FROM event e CROSS JOIN LATERAL (
  SELECT p.member_no FROM event p
  WHERE p.tenant_id = :tenant AND p.community_no = :community AND p.key BETWEEN e.reply_to AND e.reply_to
  ORDER BY p.key LIMIT 1
) parent
WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.day >= :recent AND e.day < :until
  AND e.kind IN (2, 3) AND e.reply_to IS NOT NULL AND parent.member_no IS NOT NULL
  AND (e.member_no IS NULL OR (e.member_no <> parent.member_no AND e.member_no <> ALL(CAST(:bots AS int[]))))
GROUP BY parent.member_no
"""
BOTS = "SELECT no FROM member WHERE tenant_id = :tenant AND community_no = :community AND is_bot"

LAST_ACTS = """
SELECT n.no, e.day
FROM unnest(CAST(:nos AS int[])) AS n (no)
CROSS JOIN LATERAL (
  SELECT day FROM event
  WHERE tenant_id = :tenant AND community_no = :community AND member_no = n.no AND occurred_at < :ends
    AND kind = ANY(CAST(:qualifying AS smallint[])) ORDER BY occurred_at DESC LIMIT 1
) e
"""
