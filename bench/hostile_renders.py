#!/usr/bin/env python3
"""A crawl with --render always of pages that ruin the browser among as many good ones: every good page must be rendered, the
counts add up, neither a process nor a zombie be left, and Ctrl-C end it within five seconds at any moment.

  hostile_renders.py [--pages 1000] [--tabs 2] [--timeout 3] [--interrupts 3]

The kinds are those of tests/e2e/hostile_browser.py: endless scripts, memory, elements, tabs and browsers that are killed,
browsers that hang. The crawl is interrupted that often and gone on with. Ends with status 1 if anything is amiss.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

from kill_test import BINARY, check_counts
from process_tree import ProcessTree

# In the tests' folder, which kill_test has found.
from hostile_browser import GOOD, HOSTILE, STRIKES, body_of, striker  # noqa: E402
from scripted_site import Site, page  # noqa: E402

PATIENCE = 5.0


def of_sessions(sessions):
    """{pid: what is in /proc/PID/stat behind the name} of all that was started there, but for who began it."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            if int(facts[3]) in sessions and int(pid) not in sessions:
                found[int(pid)] = facts
    return found


def site_of(pages, sessions):
    kinds = [*HOSTILE, *STRIKES]
    routes = {f"/{kinds[i % len(kinds)].replace(' ', '-')}/{i}": page("bad", body=body_of(kinds[i % len(kinds)]))
              for i in range(pages)}
    routes |= {f"/good/{i}": page("raw", body=GOOD) for i in range(pages)}
    mixed = list(routes)
    random.Random(1).shuffle(mixed)
    routes["/"] = page("Start", *mixed)
    return Site(routes, otherwise=striker(lambda: of_sessions(sessions)))


def run_once(a, url, folder, sessions, interrupt_after):
    """To its end, or to an interrupt after so many seconds; what it took, and what was amiss."""
    trouble = []
    with open(folder / "log", "a") as log:
        process = subprocess.Popen([BINARY, url, "-o", folder / "crawl.db", "--render", "always", "--render-tabs", str(a.tabs),
                                    "--render-timeout", str(a.timeout), "--delay", "0", "--allow-private", "--sitemaps", "no",
                                    "--wait-for-hosts", "0", "--quiet"], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                   start_new_session=True, env=os.environ | {"TMPDIR": str(folder)})
    sessions.add(process.pid)
    tree = ProcessTree(process.pid, memory_of="chrom")
    try:
        if interrupt_after is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(interrupt_after)
            process.send_signal(signal.SIGINT)
            asked = time.monotonic()
        status = process.wait()
        if interrupt_after is not None and (took := time.monotonic() - asked) > PATIENCE:
            trouble.append(f"an interrupt took {took:.1f} s")
    finally:
        tree.stop()
        process.kill()
    if left := of_sessions(sessions):
        trouble.append(f"left are {left}")
    if status not in (0, 130):
        trouble.append(f"status {status}: {(folder / 'log').read_text()[-1000:]}")
    return tree, trouble + check_counts(folder / "crawl.db")


def judge(a, db):
    """What is amiss with the pages that were kept; prints what became of the hostile ones."""
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT url, title, coalesce(render_error, '') FROM pages").fetchall()
    trouble = [] if len(rows) == 2 * a.pages + 1 else [f"{len(rows)} pages are kept, not {2 * a.pages + 1}"]
    fates = Counter()
    for url, title, error in rows:
        kind = url.split("/")[3]
        if kind == "good" and title != "good":
            trouble.append(f"{url}: {error or 'not as its scripts leave it'}")
        fates[kind or "start", error or "rendered"] += 1
    for (kind, fate), count in sorted(fates.items()):
        print(f"  {kind:16} {count:5} {fate}")
    return trouble


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000, help="hostile ones, and as many good ones")
    parser.add_argument("--tabs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=3, help="--render-timeout")
    parser.add_argument("--interrupts", type=int, default=3)
    a = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that nothing is left
    folder = Path(tempfile.mkdtemp(prefix="crawl-hostile-"))
    folder.chmod(0o755)  # the browser of root is somebody else
    sessions, trouble, peak, cpu, began = set(), [], 0, 0, time.monotonic()
    try:
        with site_of(a.pages, sessions) as site:
            for turn in range(a.interrupts + 1):
                after = random.Random(turn).uniform(10, 60) if turn < a.interrupts else None
                tree, amiss = run_once(a, site.url(), folder, sessions, after)
                trouble += amiss
                peak, cpu = max(peak, tree.peak_mb), cpu + tree.cpu
                print(f"  {time.monotonic() - began:5.0f} s: Chromium at most {tree.peak_mb:.0f} MB, {tree.cpu:.0f} CPU s", flush=True)
        trouble += judge(a, folder / "crawl.db")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(trouble)} troubles, Chromium at most {peak:.0f} MB, {cpu:.0f} CPU s")
    print("\n".join(map(str, trouble[:50])))
    sys.exit(1 if trouble else 0)


main()
