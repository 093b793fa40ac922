"""An import can be taken back, in any order, and nothing tells that it was there."""

import pytest

from tenants.actions import importing
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tests.chats import FIRST_WEEK, PEOPLE, SECOND_WEEK, export
from tests.communities import NOW, application, bring, dump, make_place


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def undo(place, result):
    with use_tenant(place.tenant_id):
        importing.undo(result.import_id, now=NOW)


def test_undoing_the_later_of_two_overlapping_imports_restores_every_row(app, tmp_path, superuser):
    place = make_place()
    bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    before = dump(superuser)
    grown = [*FIRST_WEEK[:2], FIRST_WEEK[2] | {"reactions": [{"name": "tea", "users": ["U2"], "count": 9}]}, *SECOND_WEEK]
    renamed = [{"id": "U1", "name": "person1", "real_name": "Somebody Else"}, {"id": "U3", "name": "person3", "is_bot": True}, *PEOPLE[3:]]
    second = bring(place, export(tmp_path / "b.zip", grown, renamed))
    assert second.added == 3 + 6
    assert dump(superuser) != before
    undo(place, second)
    assert dump(superuser) == before


def test_undoing_the_first_of_two_leaves_what_the_second_alone_would_have_made(app, tmp_path, superuser):
    place, alone = make_place("both"), make_place("alone")
    first = bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    bring(place, export(tmp_path / "b.zip", SECOND_WEEK, PEOPLE[2:]))
    undo(place, first)
    bring(alone, export(tmp_path / "b.zip", SECOND_WEEK, PEOPLE[2:]))
    numbered = frozenset({"tenant_id", "community_no", "import_no", "member_no", "no", "channel_no", "people"})
    for table, rows in dump(superuser, without=numbered).items():
        assert len(rows) % 2 == 0, table
        assert rows[::2] == rows[1::2], table


def test_undoing_the_only_import_leaves_empty_tables(app, tmp_path, superuser):
    place = make_place()
    undo(place, bring(place, export(tmp_path / "a.zip", FIRST_WEEK + SECOND_WEEK)))
    assert not any(dump(superuser).values())


def test_an_import_is_undone_only_once(app, tmp_path):
    place = make_place()
    result = bring(place, export(tmp_path / "a.zip", FIRST_WEEK))
    undo(place, result)
    with pytest.raises(Refusal) as refused:
        undo(place, result)
    assert refused.value.code == "import.not_done"


def test_two_agencies_with_the_same_file_do_not_see_each_other(app, tmp_path, superuser):
    path = export(tmp_path / "a.zip", FIRST_WEEK)
    one, other = make_place("one"), make_place("other")
    mine = bring(one, path)
    theirs = bring(other, path)
    assert (mine.added, theirs.added) == (8, 8)
    with use_tenant(other.tenant_id), pytest.raises(Refusal) as refused:
        importing.undo(mine.import_id, now=NOW)
    assert refused.value.code == "import.not_found"
    undo(one, mine)
    assert {row[0] for rows in dump(superuser).values() for row in rows} == {other.tenant_id}
