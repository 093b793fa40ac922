"""As whom, and where, the embedded servers run.

PostgreSQL refuses to run as root. Started as root, ./run therefore drops to ``nobody`` for both servers, and keeps their data where
that account can reach it.
"""

import hashlib
import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webapp.launch import paths, say

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """The user and group of server processes; ``drop`` says that we have to change to it."""

    uid: int
    gid: int
    drop: bool

    def process(self) -> dict[str, Any]:
        """Keyword arguments that make ``subprocess`` start a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drop else {}

    def run(self, command: Sequence[str | Path], **more: Any) -> subprocess.CompletedProcess[str]:
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
        environ |= {"LC_ALL": "C.UTF-8"}
        words = [str(word) for word in command]
        return subprocess.run(words, env=environ, cwd="/", text=True, capture_output=True, check=False, **self.process(), **more)

    def own(self, folder: Path) -> Path:
        """Make ``folder`` if need be, for this account alone; refuse one that belongs to somebody else."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        seen = folder.lstat()
        # In /tmp anybody could have put a link there first: it must not be followed.
        if self.drop and stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid():
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)
            seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != self.uid:
            raise say.Trouble(
                f"{folder} belongs to another user (number {seen.st_uid}).\n"
                "Run as that user, or remove the folder (its data would be lost)."
            )
        folder.chmod(0o700)
        return folder


def current() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), drop=False)
    try:
        nobody = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise say.Trouble("PostgreSQL does not run as root, and this machine has no user 'nobody'. Run as an ordinary user.") from None
    return Account(nobody.pw_uid, nobody.pw_gid, drop=True)


def key() -> str:
    """A short name for this checkout, the same at every start."""
    return hashlib.sha256(f"{paths.ROOT}:{os.geteuid()}".encode()).hexdigest()[:10]


def server_home(account: Account) -> Path:
    """The folder of the servers' data: in the checkout, or under /var/lib where ``nobody`` cannot enter the checkout."""
    inside = paths.HOME / "servers"
    if account.drop and not _reachable(inside.parent):
        return Path("/var/lib/qunce") / key()
    return inside


def socket_folder(account: Account) -> Path:
    """A short path (the limit of a socket's name is 107 bytes), private to the account."""
    return account.own(Path("/tmp") / f"qunce-{key()}")


def _reachable(folder: Path) -> bool:
    """True if every folder down to ``folder`` lets others through."""
    folder.mkdir(parents=True, exist_ok=True)
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))
