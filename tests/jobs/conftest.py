import pytest

from jobs import runtime
from tests.jobs import world


@pytest.fixture
def environ(database_url, redis_url, smtp_server, tmp_path):
    """The environment of a worker."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "STORAGE_URL": f"file://{tmp_path}/files",
        "SMTP_URL": smtp_server.url + "?from=reports@night.example",
        "BASE_URL": "https://qunce.example",
    }


@pytest.fixture
def here(environ):
    """This process's surroundings, as a worker makes them."""
    yield runtime.start(environ)
    runtime.stop()


@pytest.fixture
def house(here):
    return world.settle()


@pytest.fixture
def files(tmp_path):
    """Names of the report files that are kept."""
    return lambda: sorted(each.name for each in (tmp_path / "files").rglob("*.pdf"))
