"""The environment contract: seven names that replace each embedded part by one of your own.

DATABASE_URL        what the application uses (a role without BYPASSRLS)
DATABASE_OWNER_URL  the role that owns the tables; migrations only
REDIS_URL           queue, rate limits
STORAGE_URL         file:///folder or s3://bucket/prefix
SMTP_URL            smtp://user:password@host:587, or file:///folder to keep letters as files
BASE_URL            how people reach the application; links in letters begin with it
SECRET_KEY          signs cookies and tokens
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from webapp.launch import paths

PRODUCTION = "production"
SHORTEST_KEY = 32
DEFAULT_BASE_URL = "http://localhost:8000"


def defaults() -> dict[str, str]:
    """What the names mean where the person has set nothing, apart from the two servers."""
    return {
        "STORAGE_URL": paths.FILES.as_uri(),
        "SMTP_URL": paths.OUTBOX.as_uri(),
        "BASE_URL": address(),
        "SECRET_KEY": secret_key(),
        "QUNCE_FONTS": str(paths.FONTS),
    }


def address() -> str:
    """Where the demo that runs now, or ran last, is reached."""
    note = paths.HOME / "address"
    return note.read_text().strip() if note.is_file() else DEFAULT_BASE_URL


def secret_key() -> str:
    """A random key of this checkout's own, kept so that people stay signed in."""
    note = paths.HOME / "secret"
    if not note.is_file():
        paths.HOME.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(SHORTEST_KEY))
    return note.read_text()


def is_production(environ: Mapping[str, str]) -> bool:
    return environ.get("QUNCE_ENV", "development") == PRODUCTION


def unsafe_for_production(environ: Mapping[str, str]) -> list[str]:
    """Why ``environ`` must not serve real clients, one sentence each; empty if it may.

    Production takes no default: a missing name, an embedded server, a folder of the checkout or a short key is a mistake in the
    configuration that would otherwise be noticed only when data is lost.
    """
    return [*_missing(environ), *_of_the_demo(environ), *_weak(environ)]


def _missing(environ: Mapping[str, str]) -> Iterator[str]:
    for name in ("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY"):
        if not environ.get(name):
            yield f"{name} is not set."


def _of_the_demo(environ: Mapping[str, str]) -> Iterator[str]:
    for name in ("DATABASE_URL", "REDIS_URL"):
        if _is_embedded(environ.get(name, "")):
            yield f"{name} names the embedded server of ./run."
    for name in ("STORAGE_URL", "SMTP_URL"):
        if environ.get(name, "").startswith(paths.HOME.as_uri()):
            yield f"{name} names a folder of the demo."


def _weak(environ: Mapping[str, str]) -> Iterator[str]:
    if environ.get("DATABASE_URL") and environ.get("DATABASE_URL") == environ.get("DATABASE_OWNER_URL"):
        yield "DATABASE_URL and DATABASE_OWNER_URL are the same: the application must not own its tables."
    if environ.get("SMTP_URL", "").startswith(("file:", "memory:")):
        yield "SMTP_URL keeps letters instead of sending them."
    if environ.get("BASE_URL") and not environ["BASE_URL"].startswith("https://"):
        yield "BASE_URL does not begin with https://."
    key = environ.get("SECRET_KEY", "")
    if key and (len(key) < SHORTEST_KEY or len(set(key)) < SHORTEST_KEY // 4):
        yield f"SECRET_KEY is too easily guessed: use at least {SHORTEST_KEY} random characters."


def _is_embedded(url: str) -> bool:
    parts = urlsplit(url)
    places = [parts.path, *parse_qs(parts.query).get("host", [])]
    return any(place.startswith("/tmp/qunce-") for place in places)
