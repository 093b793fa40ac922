"""The processes of a running demo: started in order, watched, stopped in the reverse order."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from webapp.launch import paths, say

PATIENCE_S = 20.0
EARLY_S = 15.0
QUICK_DEATHS = 2  # one that dies this often, each time within EARLY_S of its start, would go on dying
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0

    @property
    def log(self) -> Path:
        return paths.LOGS / f"{self.name}.log"

    def start(self) -> None:
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        again = self.process is not None
        self.started = time.monotonic()
        with self.log.open("ab" if again else "wb") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=paths.ROOT,
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop them in order
                preexec_fn=_end_with_parent,  # noqa: PLW1509 -- this process has one thread
            )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self, patience_s: float) -> None:
        """Ask it to finish what it is doing; end it and its own children after ``patience_s``."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            say.problem(f"{self.name} did not stop in {patience_s:.0f} s and is ended")
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_words(self, lines: int = 8) -> str:
        text = self.log.read_text(errors="replace").splitlines()[-lines:] if self.log.is_file() else []
        return "\n".join(f"    {line}" for line in text)


@dataclass
class Family:
    children: list[Child] = field(default_factory=list)

    def start(self, child: Child) -> None:
        self.children.append(child)
        child.start()

    def look(self) -> bool:
        """Say who died and start it again; False if one keeps dying, so that going on makes no sense."""
        for child in self.children:
            if not child.has_died():
                continue
            early = time.monotonic() - child.started < EARLY_S
            child.quick_deaths = child.quick_deaths + 1 if early else 0
            say.problem(f"{child.name} ended (status {child.process and child.process.returncode}); {child.log} says:")
            say.line(child.last_words())
            if child.quick_deaths >= QUICK_DEATHS:
                return False
            say.step(f"starting {child.name} again")
            child.start()
        return True

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop(PATIENCE_S)


def _end_with_parent() -> None:
    """If ./run is killed outright, its children end too (Linux; elsewhere nothing happens)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
