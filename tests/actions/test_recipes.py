"""Columns are chosen once; the next table with that header is read by the recipe, and says so."""

from datetime import timedelta

import pytest

from tenants.actions import import_questions, importing, recipes, uploads
from tenants.store import imports
from tenants.store import recipes as store
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tests.communities import NOW, application, make_place

CHOSEN = {"columns": {"at": 2, "author": 1, "kind": 3, "text": ""}, "kinds": {"sofa": "checkin"}, "default_kind": "message", "order": "dmy"}


@pytest.fixture
def place(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place(platform="wechat")
        with use_tenant(place.tenant_id):
            yield place


def table(tmp_path, *rows, header="Who,When,Did"):
    path = tmp_path / "upload"
    path.write_text("\n".join([header, *rows]))
    return path


def take(place, path, name="march.csv"):
    return uploads.take(community_by_id(place.community_id), path, name=name, wanted="auto", by=None, now=NOW)


def test_a_new_table_waits_for_its_columns_and_the_next_one_does_not(place, tmp_path):
    first = take(place, table(tmp_path, "mei,03/02/2026 10:00,sofa"))
    assert (first.state, first.error, import_questions.asked(first)) == ("failed", "import.ask_columns", "columns")
    assert uploads.choose(first.id, CHOSEN, kind="events", by=None, now=NOW)
    done = importing.run(first.id, now=NOW)
    assert (done.events, done.last.date().isoformat()) == ({"checkin": 1}, "2026-02-03")
    second = take(place, table(tmp_path, "lin,04/02/2026 10:00,sofa", header=" WHO ,when,did"), name="april.csv")
    [recipe] = store.of_community(place.community_id)
    assert (second.state, second.mapping["recipe"], recipe.name, recipe.uses) == ("waiting", str(recipe.id), "march", 1)
    assert importing.run(second.id, now=NOW).events == {"checkin": 1}
    other = take(place, table(tmp_path, "x,y,z,w", header="Who,When,Did,Where"))
    assert other.error == "import.ask_columns", "another header is another table"


def test_a_recipe_is_renamed_changed_forgotten_and_used_by_the_command_line_too(place, tmp_path):
    path = table(tmp_path, "mei,03/02/2026 10:00,sofa")
    first = take(place, path)
    uploads.choose(first.id, CHOSEN, kind="events", by=None, now=NOW)
    [recipe] = store.of_community(place.community_id)
    recipes.rename(recipe.id, "Sign-ups", by=None)
    assert store.named(place.community_id, "sign-UPS").id == recipe.id
    assert importing.now(place.community_id, path, file_name="x.csv", now=NOW).events == {"checkin": 1}
    importing.run(first.id, now=NOW)
    assert uploads.choose(first.id, {**CHOSEN, "kinds": {"sofa": "read"}}, kind="events", by=None, now=NOW) is False
    importing.undo(first.id, now=NOW)
    again = uploads.again(first.id, by=None, now=NOW + timedelta(hours=1))
    assert importing.run(again.id, now=NOW).events == {"read": 1}, "what is repeated is read by the recipe as it is now"
    assert recipes.forget(recipe.id, by=None) == "Sign-ups"
    assert take(place, path).error == "import.ask_columns"


def test_what_a_stopped_import_asks_is_answered_once_and_the_recipe_learns_it(place, tmp_path):
    unsure = {key: value for key, value in CHOSEN.items() if key != "order"}
    first = take(place, table(tmp_path, "mei,23/02/2026 10:00,sofa"))
    uploads.choose(first.id, unsure, kind="events", by=None, now=NOW)
    second = take(place, table(tmp_path, "mei,03/02/2026 10:00,sofa"))
    with pytest.raises(Refusal):
        importing.run(second.id, now=NOW)
    row = imports.by_id(second.id)
    assert import_questions.asked(row) == "order"
    import_questions.answer(row.id, {"order": "mdy"}, by=None)
    assert importing.run(row.id, now=NOW).last.date().isoformat() == "2026-03-02"
    with pytest.raises(Refusal) as refused:
        import_questions.answer(row.id, {"order": "dmy"}, by=None)
    assert refused.value.code == "import.not_asking"
    third = take(place, table(tmp_path, "mei,04/02/2026 10:00,sofa"))
    assert importing.run(third.id, now=NOW).last.date().isoformat() == "2026-04-02"
