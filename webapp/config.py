"""What the environment says: one frozen value, read once at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jobs.runtime import DEVELOPMENT_KEY
from webapp.launch.environment import unsafe_for_production

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds ``webapp``, ``templates`` and, in development, ``.qunce``."""


class ConfigError(RuntimeError):
    """The environment cannot be served with; the message names each variable and what it lacks."""


@dataclass(frozen=True, slots=True)
class Config:
    """The environment contract of web, worker and clock. Empty strings stand for "not set"."""

    database_url: str
    redis_url: str
    storage_url: str
    smtp_url: str
    base_url: str
    secret_key: str
    production: bool
    proxies: int = 0
    """How many reverse proxies stand in front and may be believed about the visitor's address (``QUNCE_PROXIES``)."""

    @property
    def host(self) -> str:
        """Host and port of ``base_url``, as the ``Host`` header carries them."""
        return urlsplit(self.base_url).netloc

    @property
    def outbox(self) -> Path | None:
        """The folder letters are written to when ``smtp_url`` is a file outbox, else ``None``."""
        parts = urlsplit(self.smtp_url)
        return Path(parts.path) if parts.scheme == "file" else None


def from_environment(environ: Mapping[str, str] | None = None) -> Config:
    """Read the environment. Raises ``ConfigError`` where production would run on a default or an embedded part."""
    env = os.environ if environ is None else environ
    home = ROOT / ".qunce"
    config = Config(
        database_url=env.get("DATABASE_URL", ""),
        redis_url=env.get("REDIS_URL", ""),
        storage_url=env.get("STORAGE_URL") or f"file://{home}/files",
        smtp_url=env.get("SMTP_URL") or f"file://{home}/outbox",
        base_url=(env.get("BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
        secret_key=env.get("SECRET_KEY") or DEVELOPMENT_KEY,
        production=env.get("QUNCE_ENV", "development") == "production",
        proxies=int(env.get("QUNCE_PROXIES") or 0),
    )
    if config.production and (wrong := unsafe_for_production(env)):
        raise ConfigError(" ".join(["QUNCE_ENV=production refuses to start.", *wrong]))
    return config
