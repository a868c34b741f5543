#!/usr/bin/env python3
"""Crawls a made-up web of many hosts to its end and prints memory and descriptors each minute, then
whether the counts add up. With --troubled a tenth of the hosts each is slow, silent or failing; with
--compare it runs both ways and sets the rates of the healthy hosts' pages side by side.

  long_run.py [--hosts N] [--pages N] [--troubled | --compare] [--max-time S] [--crawl FILE] [-- OPTIONS]

The server is bench/many_hosts of the release build.
"""

import argparse
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

BUILD = Path(__file__).resolve().parents[1] / "build/release"


def free_port():
    with socket.create_server(("0.0.0.0", 0)) as server:
        return server.getsockname()[1]


def facts_of(pid):
    """Resident megabytes and open descriptors of a process, None when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        rss = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        return rss / 1024, len(os.listdir(f"/proc/{pid}/fd"))
    except (OSError, StopIteration):
        return None


def watch(process, every):
    began, peak = time.monotonic(), 0.0
    shown = began
    while process.poll() is None:
        time.sleep(0.5)
        facts = facts_of(process.pid)
        if facts is None:
            continue
        peak = max(peak, facts[0])
        if time.monotonic() >= shown + every:
            shown += every
            print(f"  {shown - began:5.0f} s  {facts[0]:7.1f} MB  {facts[1]:5} descriptors", flush=True)
    return time.monotonic() - began, peak


def check(db):
    """The counts add up, and no page is there twice; gives the counts by state."""
    with closing(sqlite3.connect(db)) as connection:
        ask = lambda sql: connection.execute(sql).fetchall()
        states = dict(ask("SELECT state, count(*) FROM urls GROUP BY state"))
        discovered, distinct = ask("SELECT count(*), count(DISTINCT url) FROM urls")[0]
        pages, different = ask("SELECT count(*), count(DISTINCT url) FROM pages")[0]
        counted = ask("SELECT json_extract(counts, '$.discovered') FROM run ORDER BY id DESC LIMIT 1")[0][0]
    if not discovered == distinct == sum(states.values()) == counted:
        sys.exit(f"discovered {discovered}, distinct {distinct}, states {states}, counted {counted}")
    if not pages == different == states.get("fetched", 0):
        sys.exit(f"pages {pages}, distinct {different}, states {states}")
    return states


def healthy_rate(db, hosts):
    """Pages of hosts that are healthy in both kinds of web, per second, from the first of them to
    the one at 95 % of them: the last few wait for nothing but links."""
    with closing(sqlite3.connect(db)) as connection:
        times = [row[0] for row in connection.execute(
            "SELECT p.fetched_at FROM page p JOIN url u ON u.id = p.url_id JOIN host h ON h.id = u.host_id "
            "WHERE p.status = 200 AND p.total_ms < 1500 ORDER BY p.fetched_at")]
    upto = times[int(len(times) * 0.95)]
    return len(times) * 0.95 / max(0.001, (upto - times[0]) / 1000), len(times)


def one_run(a, troubled):
    folder = tempfile.mkdtemp(prefix="crawl-long-")
    port, db = free_port(), f"{folder}/crawl.db"
    server = subprocess.Popen([BUILD / "bench/many_hosts", str(port), str(a.hosts), str(a.pages),
                               *(["troubled"] if troubled else [])])
    try:
        time.sleep(0.2)
        command = [a.crawl, f"http://127.1.0.0:{port}/0", "-o", db, "--scope", "all", "--delay", "0",
                   "--sitemaps", "no", "--allow-private", "--timeout", "5", "--retries", "1", "-c", "512",
                   "--quiet", "--max-time", str(a.max_time), *a.options]
        print("#", " ".join(map(str, command[1:])), flush=True)
        process = subprocess.Popen(command)
        wall, peak = watch(process, a.every)
        if process.returncode:
            sys.exit(f"crawl ended with {process.returncode}")
        states = check(db)
        rate, healthy = healthy_rate(db, a.hosts)
        size = os.path.getsize(db)
        print(f"{wall:.0f} s, peak {peak:.0f} MB, file {size / 2**20:.0f} MB, {states}; "
              f"{healthy} healthy pages, {rate:.0f}/s", flush=True)
        return rate
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=100, help="of each host")
    parser.add_argument("--troubled", action="store_true")
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--max-time", type=float, default=7200)
    parser.add_argument("--every", type=float, default=60, help="seconds between two lines")
    parser.add_argument("--crawl", default=BUILD / "crawl")
    parser.add_argument("options", nargs="*")
    a = parser.parse_args()
    if a.compare:
        well, ill = one_run(a, False), one_run(a, True)
        print(f"healthy hosts' rate with troubled hosts beside them: {ill / well:.2f} of that without")
    else:
        one_run(a, a.troubled)


main()
