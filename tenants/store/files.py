"""Files: what came in and what goes out, kept under ``tenant/<id>/`` in a local folder or a bucket.

A key of another tenant than the one in use is refused before anything is touched. What is put appears whole or not at all, and is on the
disk before ``put`` returns, so that a row may point at it.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from obstore import exceptions
from obstore.store import LocalStore, ObjectStore, from_url

from tenants.store.tenancy import TenantMixError, current_tenant

CHUNK = 1 << 20
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
SUFFIX = re.compile(r"(\.[A-Za-z0-9]{1,10}){0,2}")


class MissingFileError(LookupError):
    """There is no such file (any more)."""


class _Place:
    """Where files are kept; set once at start."""

    store: ObjectStore | None = None
    folder: Path | None = None


def configure(url: str) -> None:
    """Keep files at ``url``: ``file:///folder`` (made if missing) or ``s3://bucket/prefix`` (credentials and endpoint from ``AWS_*``)."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        _Place.folder = folder
        _Place.store = LocalStore(folder)
    else:
        _Place.folder = None
        _Place.store = from_url(url)


def put(content: bytes | Path, suffix: str = "") -> str:
    """Keep ``content`` for the tenant in use and return its key, made from its SHA-256: the same bytes are kept once."""
    if not SUFFIX.fullmatch(suffix):
        raise ValueError(f"not a suffix: {suffix!r}")
    digest = sha256(content)
    return _write(f"{_home()}{digest[:2]}/{digest}{suffix.lower()}", content)


def put_as(name: str, content: bytes | Path) -> str:
    """Keep ``content`` under a name of the caller's own (``reports/<run>-<fence>.pdf``) and return its key; a former one is replaced."""
    return _write(key_as(name), content)


def key_as(name: str) -> str:
    """Return the key that ``put_as`` gives ``name`` for the tenant in use."""
    if not NAME.fullmatch(name):
        raise ValueError(f"not a name: {name!r}")
    return f"{_home()}{name}"


def get(key: str) -> bytes:
    """Return the bytes of ``key``, or raise ``MissingFileError``."""
    return b"".join(stream(key))


def stream(key: str) -> Iterator[bytes]:
    """Return the bytes of ``key`` piece by piece (at least ``CHUNK`` each but the last), or raise ``MissingFileError`` at once."""
    try:
        found = _store().get(_own(key))
    except (FileNotFoundError, exceptions.NotFoundError) as error:
        raise MissingFileError(key) from error
    return (bytes(piece) for piece in found.stream(min_chunk_size=CHUNK))


@contextmanager
def temporary_copy(key: str) -> Iterator[Path]:
    """Yield a local copy of ``key`` for what needs a path (parsers, zip files); it is gone afterwards."""
    pieces = stream(key)
    with tempfile.TemporaryDirectory(prefix="qunce-") as folder:
        path = Path(folder, key.rsplit("/", 1)[-1])
        with path.open("wb") as copy:
            for piece in pieces:
                copy.write(piece)
        yield path


def delete(key: str) -> None:
    """Remove ``key``; one that is not there is no trouble."""
    try:
        _store().delete(_own(key))
    except (FileNotFoundError, exceptions.NotFoundError):
        return  # somebody was quicker


def left_under(folder: str, *, until: datetime) -> list[str]:
    """Return the keys in ``folder`` (``"reports"``) of the tenant in use that were written before ``until``.

    In a local folder also removes what a ``put`` that was killed left half written there.
    """
    prefix = key_as(folder)
    found = [each for batch in _store().list(prefix=prefix) for each in batch]
    if _Place.folder is not None:
        for half in (_Place.folder / prefix).glob("*#*"):
            with suppress(FileNotFoundError):
                if half.stat().st_mtime < until.timestamp():
                    half.unlink()
    return [str(each["path"]) for each in found if each["last_modified"] < until]


def sha256(content: bytes | Path) -> str:
    """Return the SHA-256 of ``content`` in hexadecimal, reading a path piece by piece."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(key: str, content: bytes | Path) -> str:
    _store().put(key, content)
    if _Place.folder is not None:
        path = _Place.folder / key
        for entry in (path, path.parent):
            _flush(entry)
    return key


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _home() -> str:
    return f"tenant/{current_tenant()}/"


def _own(key: str) -> str:
    home = _home()
    if not key.startswith(home) or not NAME.fullmatch(key.removeprefix(home)):
        raise TenantMixError(f"the file {key!r} does not belong to the tenant in use")
    return key


def _store() -> ObjectStore:
    if _Place.store is None:
        raise RuntimeError("tenants.store.files.configure(STORAGE_URL) was not called")
    return _Place.store
