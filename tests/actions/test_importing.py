"""Exports come in whole or not at all, once, and can be taken back."""

import json
from pathlib import Path

import pytest

from tests.communities import EXPORTS, application, bring, dump, make_place, real_exports


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


TRUTH = json.loads(Path(EXPORTS, "truth.json").read_text()) if EXPORTS else {}


@real_exports
def test_a_real_slack_export_gives_the_counts_of_an_independent_script(app, superuser):
    place = make_place(zone="America/Chicago")
    result = bring(place, Path(EXPORTS, "slack/houstondatavis_A.zip"))
    print(result)
    truth = TRUTH["slack/houstondatavis_A.zip"]
    assert result.records == truth["records"]
    assert result.events.get("message", 0) + result.events.get("reply", 0) == truth["human_or_bot_messages"]
    assert (result.events["join"], result.events["leave"], result.events["reaction"]) == (167, 2, 82)
    again = bring(place, Path(EXPORTS, "slack/houstondatavis_A.zip"))
    assert (again.added, again.already_there) == (0, sum(again.events.values()))
    d = dump(superuser)
    print({k: len(v) for k, v in d.items()})
