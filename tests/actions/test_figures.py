"""Figures of a real community, against a calculation that shares no code with the product."""

import json
import zipfile
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tenants.actions.figures import figures
from tenants.measure.tiers import TIERS
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.figure import Reason
from tenants.terms.period import Period
from tests.communities import EXPORTS, NOW, application, bring, make_place, real_exports

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def raw_slack(path):
    """(local day and hour, kind, person) of every act, straight from the zip."""
    said = {"channel_join": "join", "channel_leave": "leave"}
    silent = {"channel_archive", "channel_name", "channel_purpose", "channel_topic", "pinned_item"}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if "/" not in name or not name.endswith(".json"):
                continue
            for record in json.loads(archive.read(name)):
                at = datetime.fromtimestamp(float(record["ts"]), UTC).astimezone(CHICAGO)
                subtype = record.get("subtype", "")
                who = record.get("user") or record.get("comment", {}).get("user")
                if subtype not in silent:
                    yield at, said.get(subtype, "message"), who
                for reaction in record.get("reactions", []):
                    for user in reaction["users"]:
                        yield at, "reaction", user


@real_exports
@pytest.mark.parametrize("month", ["2015-09", "2016-02", "2016-06"])
def test_a_months_figures_equal_those_of_an_independent_calculation(app, month):
    path = Path(EXPORTS, "slack/houstondatavis_A.zip")
    place = make_place(zone="America/Chicago")
    bring(place, path)
    period = Period.parse(month)
    with use_tenant(place.tenant_id):
        facts, found = figures(community_by_id(place.community_id), period, now=NOW)
    everything = sorted(raw_slack(path), key=lambda act: act[0])
    acts = [act for act in everything if act[1] in {"message", "reaction"}]
    inside = [act for act in acts if period.contains(act[0].date())]
    people = defaultdict(set)
    for at, _kind, who in inside:
        people[at.date()].add(who)
    assert found["messages"].value + found["replies"].value == sum(kind == "message" for _, kind, _ in inside)
    assert found["reactions"].value == sum(kind == "reaction" for _, kind, _ in inside)
    assert found["active_members"].value == len({who for _, _, who in inside})
    assert found["dau_avg"].value == pytest.approx(sum(map(len, people.values())) / period.length)
    assert found["dau_avg"].coverage == 1
    first_seen = {}
    for at, kind, who in everything:
        if kind != "leave":
            first_seen.setdefault(who, at.date())
    assert found["joins"].value == sum(period.contains(day) for day in first_seen.values())
    assert found["members_end"].value == sum(day < period.until for day in first_seen.values())
    assert sum(found[key].value for key in TIERS) == found["members_end"].value
    assert found["communities"].value == 1
    assert {found[key].reason for key in ("revenue", "funnel", "conversions")} == {Reason.NOT_RECORDED}
    each = Counter(who for _, _, who in inside)
    assert sorted(facts.acts.values()) == sorted(each.values())
    hours = Counter((at.weekday(), at.hour) for at, _, _ in inside)
    assert {(d, h): n for d, row in enumerate(facts.hours) for h, n in enumerate(row) if n} == hours
