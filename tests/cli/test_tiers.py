"""``qunce tiers``: how many members stand in each tier on a day, and who and why."""

import pytest

from tenants.terms.tiers import ORDER


@pytest.fixture
def tiers(in_it, february):
    in_it("import", february)
    return lambda *arguments: in_it("tiers", *arguments)


def test_tiers_add_up_to_the_members(tiers):
    said = tiers("--at", "2026-02-28").json
    assert (said["at"], said["timezone"], said["members"], said["rules"]) == ("2026-02-28", "UTC", 9, 0)
    assert list(said["tiers"]) == list(ORDER)
    assert sum(each["members"] for each in said["tiers"].values()) == 9
    # Of eight who wrote, one did so on eight days and more than all others.
    assert said["tiers"]["core"] == {"members": 1, "share": 1 / 9}
    assert said["tiers"]["zombie"]["members"] == 1
    assert "people" not in said


def test_members_come_with_their_reason_in_words(tiers, plain):
    people = {each["name"]: each for each in tiers("--at", "2026-02-28", "--members").json["people"]}
    assert len(people) == 9
    assert people["p7"]["tier"] == "core"
    assert people["p7"]["reason"] == "Core: 8 acts on 8 of the last 30 days; nobody did more"
    assert people["p8"] | {"no": 0} == {
        "no": 0,
        "name": "p8",
        "tier": "zombie",
        "tier_name": "Zombie",
        "rule": "never",
        "figures": {"tenure": 28},
        "paid": False,
        "reason": "Zombie: member for 28 days and never seen doing anything",
    }
    words = plain("tiers", "--tenant", "harbour", "--community", "regulars", "--at", "2026-04-15", "--members", lang="zh")
    assert words.code == 0
    assert "沉默：65 天前最后一次出现" in words.out


def test_nonsense_and_days_to_come_are_refused(tiers):
    assert tiers("--at", "June").refused == "tiers.day"
    assert tiers("--at", "2999-01-01").refused == "tiers.future"
    assert tiers().code == 2


def test_before_anybody_came_there_are_no_shares(tiers):
    said = tiers("--at", "2020-01-01").json
    assert said["members"] == 0
    assert {each["share"] for each in said["tiers"].values()} == {None}
    assert said["coverage"] == 0
