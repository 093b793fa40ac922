"""Whatever is uploaded ends as the row of an import with a sentence: never an error of the server, never a part of a file."""

import io
import json
import random
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.actions import importing
from tenants.store import imports as store
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tests.webapp.test_imports import HERE, chat, send

FIXTURES = Path(__file__).parents[1] / "ingest" / "fixtures"
SLACK = {"users.json": "[]", "channels.json": "[]", "general/2026-01-01.json": '[{"type": "message", "user": "U1", "ts": "1767225600.0"}]'}


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def real_like():
    """Small files of several formats, as their platforms write them."""
    yield "slack.zip", zipped(SLACK)
    yield "chat.json", chat()
    yield "acts.csv", b"time,user,text\n2026-06-01 09:00,Lin,hello\n01/02/2026 09:00,Wu,hm\n"
    yield "list.csv", "昵称,入群时间\n林,2026-01-02\n".encode("gb18030")
    yield "daily.csv", b"date,members,messages\n2026-06-01,120,45\n"
    yield "WhatsApp Chat.txt", b"[18/07/2026, 21:04:05] Lin: hello\n[18/07/2026, 21:05:05] Wu: hm\n"
    yield "result.json", json.dumps({"name": "G", "type": "private_supergroup", "id": 1, "messages": []}).encode()
    for path in sorted(FIXTURES.glob("*"))[:12]:
        if path.is_file() and path.stat().st_size < 50_000:
            yield path.name, path.read_bytes()


WHOLE = list(real_like())


def broken(content, how, seed):
    """``content`` cut off, with bytes swapped, blanked, repeated or turned into nonsense."""
    chance = random.Random(seed)
    at = chance.randrange(len(content) + 1)
    if how == "cut":
        return content[:at]
    if how == "swapped":
        changed = bytearray(content)
        for _time in range(1 + len(changed) // 50):
            if changed:
                changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    if how == "huge number":
        return content.replace(b"2026", b"9" * 400, 1)
    if how == "null":
        return content.replace(b'"user"', b"null").replace(b"2026-06-01", b"")
    if how == "nested":
        return b'{"messages": ' + b"[" * 3000 + b"]" * 3000 + b"}"
    return content[at:] + content[:at]


@pytest.fixture
def manager(as_person, world):
    return as_person(world.a.people["manager"].email)


@settings(max_examples=14, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    one=st.sampled_from(WHOLE),
    how=st.sampled_from(["cut", "swapped", "huge number", "null", "nested", "turned", "none"]),
    seed=st.integers(0, 10_000),
)
def test_any_upload_ends_as_an_import_with_a_sentence_and_nothing_half(app, world, manager, superuser, one, how, seed):
    name, content = one
    given = content if how == "none" else broken(content, how, seed)
    before = rows(superuser)
    answer = send(manager, HERE, name, given)
    assert answer.status_code == 303, answer.text
    with app.app_context(), use_tenant(world.a.id):
        row_id = store.of_workspace(limit=1)[0].id
        with suppress(Refusal):
            importing.run(row_id, now=datetime.now(UTC))
        row = store.by_id(row_id)
        state, added, error = row.state, row.added, row.error
    assert state in {"done", "failed"}
    assert error not in {"import.unexpected", "import.worker_lost"}
    page = manager.get(f"/w/north/imports/{row_id}")
    assert page.status_code == 200
    if state == "failed":
        assert error
        assert error not in page.text, "a code is no sentence"
        assert rows(superuser) == before, "nothing of it was written"
    else:
        assert rows(superuser) >= before
        assert added >= 0


def rows(superuser: psycopg.Connection) -> int:
    """How many acts there are."""
    found = superuser.execute("SELECT count(*) FROM event").fetchone()
    return found[0] if found else 0
