"""The statements that facts are read with; ``facts`` says what becomes of their rows."""

import sys
from array import array

from pyroaring import BitMap

# Merged accounts do not stand by themselves; what one of them is, the person is.
OTHERS = """
SELECT coalesce(person_no, no) AS no, bool_or(is_bot), bool_or(is_staff) FROM member
WHERE tenant_id = :tenant AND community_no = :community AND (is_bot OR is_staff) GROUP BY 1
"""

# Who acted for the first time ever on each day: kept as a kind of its own.
FIRSTS = """
SELECT day, people FROM community_day_bitmap
WHERE tenant_id = :tenant AND community_no = :community AND day < :until AND kind = 0
"""
# The same from the members, by the number of the local midnight before it: to be kept, and where an earlier release kept nothing.
FIRSTS_OF_ALL = """
SELECT width_bucket(first_act_at, CAST(:midnights AS timestamptz[])) AS place, string_agg(int4send(no), '') AS people FROM member
WHERE tenant_id = :tenant AND community_no = :community AND person_no IS NULL AND first_act_at IS NOT NULL
GROUP BY place
"""
SPAN_OF_FIRSTS = """
SELECT min(first_act_at) AS first, max(first_act_at) AS last FROM member WHERE tenant_id = :tenant AND community_no = :community
"""

# Intervals that reach from long before to the end or beyond, of people nobody is known to have invited: who they are, as four bytes each.
SETTLED = """
SELECT estimated, string_agg(int4send(member_no), '') AS people FROM spell
WHERE tenant_id = :tenant AND community_no = :community
  AND joined_at < :long_ago AND (left_at IS NULL OR left_at >= :ends) AND inviter_no IS NULL
GROUP BY estimated
"""
# All others that touch the span, in the order of the fields of terms.facts.Spell.
SPELLS = """
SELECT member_no, joined_at, left_at, estimated, is_first, inviter_no, first_act_at FROM spell
WHERE tenant_id = :tenant AND community_no = :community AND joined_at < :ends AND (left_at IS NULL OR left_at >= :begins)
  AND (joined_at >= :long_ago OR left_at < :ends OR inviter_no IS NOT NULL)
ORDER BY joined_at, member_no
"""
# Who came back within a span, in the same order.
AGAIN = """
SELECT member_no, joined_at, left_at, estimated, is_first, inviter_no, first_act_at FROM spell
WHERE tenant_id = :tenant AND community_no = :community AND joined_at >= :begins AND joined_at < :ends AND NOT is_first
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

TIMES = """
SELECT day, people, times FROM community_day_bitmap
WHERE tenant_id = :tenant AND community_no = :community AND day >= :first AND day < :until
  AND kind = ANY(CAST(:qualifying AS smallint[]))
"""

# By members and, where the contract counts them, staff: acts of people who are named.
HOURS = """
SELECT CAST(extract(isodow FROM day) AS int) - 1 AS weekday, hours FROM community_day
WHERE tenant_id = :tenant AND community_no = :community AND day >= :first AND day < :until
  AND kind = ANY(CAST(:qualifying AS smallint[])) AND who = ANY(CAST(:whose AS smallint[]))
"""


def sent(numbers: bytes) -> "array[int]":
    """The numbers that PostgreSQL sent as four bytes each, one after the other."""
    found = array("I", numbers)
    if sys.byteorder == "little":
        found.byteswap()
    return found


def numbers(people: bytes) -> BitMap:
    """The people whose numbers PostgreSQL sent so."""
    return BitMap(sent(people))
