"""An export that a real community made, uploaded through the page and watched until it is done. QUNCE_EXPORTS names where it lies."""

import json
import os
from pathlib import Path

import pytest

from tests.browser import house
from tests.browser.opening import counts
from tests.browser.traveller import arrive
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "slack/houstondatavis_A.zip"


@pytest.fixture
def exports():
    folder = Path(os.environ.get("QUNCE_EXPORTS") or "missing")
    if not (folder / NAME).is_file():
        pytest.skip("QUNCE_EXPORTS names no folder of real exports")
    return folder


def test_a_real_export_is_watched_until_it_is_done(browser, exports, world, database_url, redis_url, tmp_path):
    true = json.loads((exports / "truth.json").read_text())[NAME]
    acts = true["human_or_bot_messages"] + true["joins"] + true["leaves"] + true["reactions"]
    with house.opened(database_url, redis_url, tmp_path) as opened:
        me = arrive(browser, opened.url, "en")
        me.go("/sign-in")
        me.page.fill("#email", "manager@north.example")
        me.page.fill("#password", PASSWORD)
        me.press("Sign in")
        me.go("/w/north/communities/hikers-1/imports")
        me.page.set_input_files("#file", exports / NAME)
        me.press("Import files")
        assert "/imports/" in me.path
        me.sees(me.says("See the community"))
        assert counts(me)[:2] == [acts, 0]
        assert me.page.get_by_text(f"{true['records']:,}", exact=True).count()
        me.stop("done")
        assert me.wrong == {}
        assert me.complaints == []
        me.context.close()
