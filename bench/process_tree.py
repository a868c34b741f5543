"""What a program and all that it has started take, however they detach themselves; read from /proc."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAUSE = 0.05  # between two looks: what a process takes after the last look at it is lost


class ProcessTree:
    """Watches from a thread until stopped. A child is known by its parent, or by the group of one that is known."""

    def __init__(self, root, memory_of="", every=1.0):
        self.root, self.memory_of, self.every = root, memory_of, every
        self.known = {root}
        self.cpu_of = {}  # (pid, when it began): seconds
        self.memory = []  # (seconds, MB of those whose program's name has memory_of in it: each its share, PSS)
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self):
        self._ended.set()
        self._thread.join()

    @property
    def cpu(self):
        return sum(self.cpu_of.values())

    @property
    def peak_mb(self):
        return max((mb for _, mb in self.memory), default=0)

    def _run(self):
        weighed = 0.0
        while not self._ended.wait(PAUSE):
            alive = self._look()
            now = time.monotonic() - self._began
            if now >= weighed + self.every:
                weighed = now
                self.memory.append((now, sum(share_of(pid) for pid, name in alive if self.memory_of in name) / 1024))

    def _look(self):
        rows = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with suppress(OSError):
                name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
                rows[int(pid)] = name, rest.split()
        grown = True
        while grown:
            more = {pid for pid, (_, row) in rows.items() if int(row[1]) in self.known or int(row[2]) in self.known} - self.known
            self.known |= more
            grown = bool(more)
        alive = []
        for pid in self.known & rows.keys():
            name, row = rows[pid]
            self.cpu_of[pid, row[19]] = (int(row[11]) + int(row[12])) / TICK
            alive.append((pid, name))
        return alive


def share_of(pid):
    """KB: pages that several have count for each a part."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
