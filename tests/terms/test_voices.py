import pytest

from tenants.terms.figure import Figure
from tenants.terms.metric import Unit
from tenants.terms.voices import shielded


def nps(detractors, passives, promoters):
    detail = {"detractors": detractors, "passives": passives, "promoters": promoters, "scale": "0-10"}
    return {"nps": Figure("nps", 10.0, Unit.POINTS, n=detractors + passives + promoters, detail=detail)}


def csat(value, n, scale="1-5"):
    return {"csat": Figure("csat", value, Unit.PERCENT, n=n, detail={"scale": scale})}


@pytest.mark.parametrize(
    ("figures", "score", "shown"),
    [
        (nps(5, 5, 5), 0, 0),
        (nps(4, 5, 5), 6, None),
        (nps(5, 4, 5), 7, None),
        (nps(5, 5, 4), 9, None),
        (nps(5, 4, 5), 10, 10),
        (csat(90.0, 50), 5, 5),
        (csat(95.0, 60), 1, None),
        (csat(90.0, 50, "1-10"), 9, 9),
        (csat(100.0, 4), 5, None),
        ({}, 8, None),
    ],
)
def test_a_score_is_shown_only_where_at_least_five_gave_one_of_its_group(figures, score, shown):
    assert shielded([(score, "words")], figures) == [(shown, "words")]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ask @lin.zhou, she knows", "ask @…, she knows"),
        ("<@U0123ABC> thanks", "@… thanks"),
        ("谢谢 @小林 的回答", "谢谢 @… 的回答"),
        ("write to lin@brand.example please", "write to … please"),
        ("电话 13800138000。", "电话 …。"),
        ("call +44 20 7946 0958", "call …"),
        ("3,200 of 10.5 came on 2026", "3,200 of 10.5 came on 2026"),
        ("a@b is no address", "a@b is no address"),
    ],
)
def test_nobody_can_be_found_through_a_quotation(said, shown):
    assert shielded([(None, said)], {}) == [(None, shown)]


def test_mentions_stay_where_the_contract_allows_names_and_addresses_never():
    found = shielded([(None, "@lin wrote to lin@brand.example")], {}, names=True)
    assert found == [(None, "@lin wrote to …")]
    assert shielded(found, {}, names=True) == found
