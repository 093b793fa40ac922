"""Who contributes most, told from the rollups, is who the events themselves tell."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from tenants.actions import importing
from tenants.store import contributors
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.period import Period
from tests.communities import application, bring, make_place

TOP = """
SELECT m.name, sum(e.count), count(DISTINCT e.day), coalesce(sum(e.count) FILTER (WHERE e.kind = 3), 0)
FROM event e JOIN member m ON m.tenant_id = e.tenant_id AND m.community_no = e.community_no AND m.no = e.member_no
WHERE e.day >= %s AND e.day < %s AND e.kind IN (1, 2, 3) AND NOT m.is_bot AND NOT m.is_staff
GROUP BY m.no, m.name ORDER BY 2 DESC, 3 DESC, m.no LIMIT 10
"""


@pytest.fixture
def place(database_url, tmp_path):
    chance = random.Random(7)
    lines = ["time,author,kind"]
    for _ in range(900):
        at = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=chance.randrange(60 * 24 * 60))
        lines.append(f"{at.isoformat()},p{int(40 * chance.random() ** 2)},{chance.choice(('message', 'reply', 'reaction', 'join'))}")
    path = tmp_path / "acts.csv"
    path.write_text("\n".join(lines))
    with application(database_url, tmp_path / "files"):
        place = make_place(contract={"qualifying": ["message", "reply", "reaction"], "exclude_staff": True})
        bring(place, path)
        yield place


@pytest.mark.parametrize("label", ["2026-04", "2026-W15", "2026-04-03", "2026", "2025"])
def test_the_rollups_tell_who_did_most_as_the_events_do(place, superuser, label):
    period = Period.parse(label)
    with use_tenant(place.tenant_id):
        importing.mark_staff(place.community_id, [1, 2], staff=True, by=None)
        found = contributors.most_active(community_by_id(place.community_id), period)
    wanted = superuser.execute(TOP, [period.first, period.until]).fetchall()
    assert [(each.name, each.acts, each.days, each.reactions) for each in found] == wanted
    assert all(sum(each.weeks) >= each.acts for each in found if period.length < 50)
