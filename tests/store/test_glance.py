"""A glance: the same is read once, what is kept is read together, and what was kept meanwhile is seen."""

import pytest

from tenants.store import measured
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.glance import ahead, glance, once
from tenants.store.tenancy import use_tenant
from tests.communities import application, make_place


@pytest.fixture
def community(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place()
        with use_tenant(place.tenant_id):
            yield community_by_id(place.community_id)


def kept(community, *subjects, terms="t"):
    return dict(measured.kept(community, subjects, terms=terms).contents)


def keep(community, subject, content, terms="t"):
    version = measured.kept(community, [subject], terms=terms).version
    measured.keep(community, {subject: content}, terms=terms, version=version)


def test_within_a_glance_the_same_is_read_once_and_outside_each_time():
    asked = []
    for _ in range(2):
        with glance(), glance():
            once("key", lambda: asked.append(1))
            once("key", lambda: asked.append(1))
    assert len(asked) == 2
    once("key", lambda: asked.append(1))
    once("key", lambda: asked.append(1))
    assert len(asked) == 4


def test_what_was_announced_is_read_together_and_kept_things_are_seen_at_once(community):
    measured.forget(community)
    db.session.commit()
    keep(community, "one", b"1")
    keep(community, "two", b"2", terms="other")
    with glance():
        ahead(community.no, ["one", "two", "three"])
        assert kept(community, "one") == {"one": b"1"}
        assert kept(community, "two") == {}
        assert kept(community, "two", terms="other") == {"two": b"2"}
        keep(community, "three", b"3")
        assert kept(community, "one", "three") == {"one": b"1", "three": b"3"}
        keep(community, "four", b"4")
        assert kept(community, "four") == {"four": b"4"}
        ahead(community.no, ["four"])
        assert kept(community, "three", "four") == {"three": b"3", "four": b"4"}
    assert kept(community, "one", "three", "four") == {"one": b"1", "three": b"3", "four": b"4"}
