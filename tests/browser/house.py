"""The product as it is deployed: gunicorn and a worker as processes of their own, letters as files in a folder."""

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from tests.jobs import processes

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


@dataclass(frozen=True)
class House:
    """A running installation: where it is reached, and where its letters land."""

    url: str
    outbox: Path
    log: Path

    def letters(self, recipient: str) -> list[EmailMessage]:
        """The letters to somebody, the oldest first."""
        files = sorted(self.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns) if self.outbox.is_dir() else []
        read = [message_from_bytes(path.read_bytes(), policy=default) for path in files]
        return [letter for letter in read if str(letter["To"]) == recipient]

    def letter(self, recipient: str, count: int = 1) -> EmailMessage:
        """Wait until somebody has ``count`` letters; return the newest."""
        return processes.eventually(lambda: len(self.letters(recipient)) >= count and self.letters(recipient), self.log, PATIENCE_S)[-1]

    def link(self, letter: EmailMessage) -> str:
        """The link into the product that a letter holds."""
        found = re.search(re.escape(self.url) + r"/\S+", letter.get_body(("plain",)).get_content())
        assert found, letter.as_string()[:2000]
        return found[0].rstrip(".,;。)")


@contextmanager
def opened(database_url: str, redis_url: str, folder: Path, *, worker: bool = True) -> Iterator[House]:
    """Start the installation on a migrated database; stop all of it at the end."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environ = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "STORAGE_URL": f"file://{folder}/files",
        "SMTP_URL": f"file://{folder}/outbox",
        "BASE_URL": url,
        "SECRET_KEY": "a key for tests, 32 characters long",
    }
    with ExitStack() as running:
        if worker:
            running.enter_context(processes.worker(environ, folder / "worker.log"))
        web = running.enter_context(_web(environ, port, folder / "web.log"))
        processes.eventually(lambda: web.poll() is not None or _answers(url), folder / "web.log", PATIENCE_S)
        assert web.poll() is None, (folder / "web.log").read_text()[-3000:]
        yield House(url, folder / "outbox", folder / "worker.log")


@contextmanager
def _web(environ: dict[str, str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "gunicorn", "webapp.wsgi:app", "--worker-class", "gthread", "--threads", "8"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "--graceful-timeout", "5"],
            cwd=ROOT,
            env=os.environ | environ,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
        processes.stop(process)
    finally:
        processes.kill(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
