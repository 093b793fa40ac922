"""Passwords and secrets: argon2id for the one, SHA-256 of 256 random bits for the other."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tenants.terms.errors import Refusal

LEAST, MOST = 10, 200

# 19 MiB, two passes, one lane: the OWASP minimum for argon2id.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

_COMMON = frozenset({
    "1234567890", "0123456789", "12345678910", "123456789a", "qwertyuiop", "password12", "password123", "password1234",
    "1q2w3e4r5t", "abc1234567", "1111111111", "0000000000", "8888888888", "6666666666", "iloveyou12", "letmein1234",
    "administrator", "woaini1314", "woaini1314520", "5201314520", "qq123456789", "a123456789", "q123456789",
})  # fmt: skip


def hashed(password: str, *, field: str = "password") -> str:
    """Return the hash to keep of a new password. Refuses one that is too short, too long or among the first to be tried."""
    if len(password) < LEAST:
        raise Refusal("accounts.password_short", field=field, least=LEAST)
    if len(password) > MOST:
        raise Refusal("accounts.password_long", field=field, most=MOST)
    if password.lower() in _COMMON or len(set(password)) < 4:
        raise Refusal("accounts.password_common", field=field)
    return _HASHER.hash(password)


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_hex(16))


def matches(kept: str | None, password: str) -> bool:
    """Tell whether ``password`` is the one that was kept. Takes as long for somebody unknown (``None``) as for a wrong password."""
    try:
        _HASHER.verify(kept or _nobody(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def new_secret() -> tuple[str, bytes]:
    """Return a secret of 256 bits for a link or a cookie, and the SHA-256 that is kept of it."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> bytes:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()
