"""What a program and all its children cost: CPU, and the most memory they held together, shared pages counted once."""

import os
import threading
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
EVERY_S = 0.02


def descendants(root):
    """Return the processes under ``root``, itself included."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def cpu(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid):
    """Return the megabytes of a process: pages it shares divided among those who share them (PSS), and all it holds (RSS)."""
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _colon, rest = line.partition(":")
        if name in {"Pss", "Rss"}:
            found[name] = int(rest.split()[0]) / 1024
    return found.get("Pss", 0.0), found.get("Rss", 0.0)


class Watch:
    """Follows a tree of processes; ``spent`` sums the CPU of each at its last sight, so it may miss the last moment of one that ended."""

    def __init__(self, root, belongs=lambda _pid: True):
        self.root, self.belongs = root, belongs
        self.seen, self.before, self.pss, self.rss = {}, {}, 0.0, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self):
        self.look()
        self.before = dict(self.seen)
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._over.set()
        self._thread.join()
        self.look()

    @property
    def spent(self):
        return sum(value - self.before.get(pid, 0) for pid, value in self.seen.items())

    def look(self):
        pss = rss = 0.0
        for pid in descendants(self.root):
            try:
                if self.belongs(pid):
                    self.seen[pid] = cpu(pid)
                    own = memory(pid)
                    pss, rss = pss + own[0], rss + own[1]
            except OSError:
                continue
        self.pss, self.rss = max(self.pss, pss), max(self.rss, rss)

    def _follow(self):
        while not self._over.wait(EVERY_S):
            self.look()


def named(*beginnings):
    """Return a test for processes whose program's name begins with one of ``beginnings``."""

    def belongs(pid):
        return Path(f"/proc/{pid}/comm").read_text().startswith(beginnings)

    return belongs


def clocked(work):
    """Return what ``work`` returns, and the wall seconds it took."""
    began = time.perf_counter()
    return work(), time.perf_counter() - began
