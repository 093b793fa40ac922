"""What ./run gives to the application, and what production refuses."""

import pytest

from webapp.launch import environment, paths

SAFE = {
    "DATABASE_URL": "postgresql+psycopg://app_user:pw@db.example.org/qunce",
    "DATABASE_OWNER_URL": "postgresql+psycopg://app_owner:pw@db.example.org/qunce",
    "REDIS_URL": "rediss://cache.example.org",
    "STORAGE_URL": "s3://reports",
    "SMTP_URL": "smtp://user:pw@mail.example.org:587",
    "BASE_URL": "https://qunce.example.org",
    "SECRET_KEY": "9f8a6b1c2d3e4f50718293a4b5c6d7e8f9",
}


def test_a_complete_configuration_is_let_through():
    assert environment.unsafe_for_production(SAFE) == []


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY"])
def test_production_takes_no_default(name):
    without = {key: value for key, value in SAFE.items() if key != name}
    assert environment.unsafe_for_production(without) == [f"{name} is not set."]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "postgresql+psycopg://app_user@/qunce?host=/tmp/qunce-0123456789", "embedded server"),
        ("REDIS_URL", "unix:///tmp/qunce-0123456789/valkey.sock?db=0", "embedded server"),
        ("STORAGE_URL", paths.FILES.as_uri(), "folder of the demo"),
        ("SMTP_URL", "file:///var/letters", "keeps letters"),
        ("BASE_URL", "http://qunce.example.org", "https://"),
        ("SECRET_KEY", "short", "easily guessed"),
        ("SECRET_KEY", "a" * 64, "easily guessed"),
        ("DATABASE_OWNER_URL", SAFE["DATABASE_URL"], "must not own"),
    ],
)
def test_production_refuses_what_only_a_demo_may_have(name, value, said):
    problems = environment.unsafe_for_production(SAFE | {name: value})
    assert len(problems) == 1
    assert said in problems[0]


def test_the_defaults_of_the_demo_are_refused_in_production():
    problems = environment.unsafe_for_production(environment.defaults())
    assert {problem.split()[0] for problem in problems} >= {"DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SMTP_URL", "BASE_URL"}


def test_the_key_of_a_checkout_is_made_once_and_read_by_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "HOME", tmp_path / "home")
    first = environment.secret_key()
    assert len(first) >= environment.SHORTEST_KEY
    assert environment.secret_key() == first
    assert (tmp_path / "home" / "secret").stat().st_mode & 0o077 == 0
