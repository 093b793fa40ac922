"""Report templates in the browser: what the form says is kept, previewed and taken back, and who may do it."""

import base64
import re

import pytest

from tenants.actions import layouts
from tenants.store.clients import client_by_slug
from tests.webapp.june import inside

AGENCY, CLIENT = "/w/north/settings/report", "/w/north/clients/liye-1/report"
SECTIONS = ("summary", "scorecard", "satisfaction", "activity", "growth", "done", "campaigns", "voices", "money", "actions", "appendix")


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


def fields(page, **changes):
    """What a browser would send of the form on ``page``, with ``changes``."""
    form = re.search(r'<form class="form layout".*?</form>', page, re.DOTALL)[0]
    found = {}

    def put(name, value):
        found.setdefault(name, []).append(value)

    for tag in re.findall(r"<input[^>]*>", form):
        got = {key: value for key, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if got.get("type") in {"checkbox", "radio"} and not re.search(r"\schecked\b", tag):
            continue
        if "name" in got:
            put(got["name"], got.get("value", ""))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        put(name, chosen[1])
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        put(name, text)
    return found | changes


def template(app, world, client=None):
    with inside(app, world.a):
        return layouts.template_of(client_by_slug(client)) if client else layouts.agencys()


def test_the_form_keeps_what_it_shows(app, world, manager):
    before = template(app, world)
    answer = manager.send(AGENCY, **fields(manager.get(AGENCY).text))
    assert answer.status_code == 303
    assert "Nothing changed." in manager.get(AGENCY).text
    assert template(app, world) == before
