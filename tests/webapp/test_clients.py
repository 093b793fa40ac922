"""Clients and communities through their pages: added, changed, archived, restored, refused in the reader's language."""

import re

import pytest

NEW = {"name": "白榆书店", "language": "zh_Hans_CN", "recipients": "hello@baiyu.example, two@baiyu.example"}
COMMUNITY = {"name": "白榆共读会", "platform": "wechat", "kind": "knowledge", "timezone": "Asia/Shanghai", "capacity": "500"}


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


def undo_of(page):
    """The address behind the Undo of a page's toast."""
    return re.search(r'<form class="inline" method="post" action="([^"]+)"><input[^>]+><button[^>]*>(?:Undo|撤销)', page)[1].replace(
        "&amp;", "&"
    )


def test_a_client_is_added_and_its_page_asks_for_a_community(manager):
    answer = manager.send("/w/north/clients", **NEW, slug="baiyu")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/w/north/clients/baiyu")
    page = manager.get("/w/north/clients/baiyu").text
    assert "two@baiyu.example" in page
    assert "/w/north/clients/baiyu/communities/new" in page


def test_a_new_client_is_offered_the_workspaces_language(manager, superuser):
    for language in ("en", "zh_Hans_CN"):
        superuser.execute("UPDATE tenant SET language = %s", [language])
        page = manager.get("/w/north/clients/new").text
        assert re.search(r'name="language" value="(\w+)"(?: id="language")? checked', page)[1] == language


def test_an_address_is_made_from_the_name_where_none_is_given(manager):
    first = manager.send("/w/north/clients", **(NEW | {"name": "Liye 1!"}))
    second = manager.send("/w/north/clients", **NEW)
    assert first.headers["Location"] == "/w/north/clients/liye-1-2", "liye-1 is taken"
    assert second.headers["Location"] == "/w/north/clients/client"


@pytest.mark.parametrize(("language", "sentence"), [("en", "“nobody” is not an e-mail address"), ("zh_Hans_CN", "“nobody”不是邮箱地址")])
def test_a_refused_client_keeps_what_was_typed_and_says_why(manager, language, sentence):
    manager.set_cookie("language", language)
    manager.send("/preferences", language=language)
    answer = manager.send("/w/north/clients", **(NEW | {"name": "Kept name", "recipients": "nobody", "notes": "kept notes"}))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept name" in answer.text
    assert "kept notes" in answer.text
    assert "Kept name" not in manager.get("/w/north/clients").text


def test_a_taken_address_is_refused_beside_its_field(manager):
    answer = manager.send("/w/north/clients", **NEW, slug="liye-1")
    assert answer.status_code == 422
    assert 'id="slug-error"' in answer.text


def test_an_archived_client_is_one_undo_away(manager):
    answer = manager.send("/w/north/clients/liye-1/archive")
    assert answer.headers["Location"] == "/w/north/clients"
    page = manager.get("/w/north/clients").text
    assert "is archived." in page
    manager.send(undo_of(page))
    assert "This client is archived" not in manager.get("/w/north/clients/liye-1").text
    assert manager.get("/w/north/communities/hikers-1/edit").status_code == 200


def test_a_client_is_changed(manager):
    form = manager.get("/w/north/clients/liye-1/edit").text
    assert "brand1@north.example" in form
    manager.send("/w/north/clients/liye-1", name="Liye", language="en", recipients="other@north.example", contract_until="2027-06-30")
    page = manager.get("/w/north/clients/liye-1").text
    assert "other@north.example" in page
    assert "brand1@north.example" not in page
    assert "30 June 2027" in page.replace("\xa0", " ")


def test_a_community_is_added_changed_archived_and_taken_back(manager):
    answer = manager.send("/w/north/clients/liye-1/communities", **COMMUNITY, slug="readers", quiet_from="23:00", quiet_until="08:00")
    assert answer.headers["Location"] == "/w/north/communities/readers"
    form = manager.get("/w/north/communities/readers/edit").text
    assert 'value="23:00"' in form
    assert 'value="500"' in form
    manager.send("/w/north/communities/readers", **(COMMUNITY | {"name": "Readers", "timezone": "Europe/Berlin"}))
    assert "Europe/Berlin" in manager.get("/w/north/clients/liye-1").text
    manager.send("/w/north/communities/readers/archive")
    page = manager.get("/w/north/clients/liye-1").text
    manager.send(undo_of(page))
    assert "Readers is back." in manager.get("/w/north/clients/liye-1").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"platform": "icq"}, "platform"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"capacity": "many"}, "capacity"),
        ({"quiet_from": "25:00"}, "quiet_from"),
        ({"quiet_from": "23:00"}, "quiet_until"),
        ({"slug": "hikers-1"}, "slug"),
    ],
)
def test_a_community_that_cannot_be_is_refused_beside_its_field(manager, changes, field):
    answer = manager.send("/w/north/clients/liye-1/communities", **(COMMUNITY | changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "白榆共读会" in answer.text


def test_an_archived_clients_community_is_not_taken_back_alone(manager):
    manager.send("/w/north/clients/liye-1/archive")
    answer = manager.send("/w/north/communities/hikers-1/restoration")
    assert answer.status_code == 422
    assert "Restore the client first." in answer.text


def test_an_analyst_reads_and_is_offered_nothing_to_change(world, as_person):
    analyst = as_person("analyst@north.example")
    page = analyst.get("/w/north/clients/liye-1").text
    assert "/edit" not in page
    assert "/archive" not in page
    assert analyst.send("/w/north/clients/liye-1", **NEW).status_code == 403
