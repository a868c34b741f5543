#!/usr/bin/env python3
"""The rate of a crawl that goes on with a small and with a large frontier.

  frontier_rate.py [--urls N,N] [--hosts N] [--pages N,N] [--rounds N] [--crawl FILE] [--fill FILE] [--folder DIR]

For each number of URLs a crawl's file with so many waiting is made through the Store (N/HOSTS on each host); then a crawl
goes on with a copy of it for PAGES pages of 10 KB (of ten million URLs enough that keys gather and are merged), each with 22 links to known and 8 to new URLs of its host. Prints pages
a second, CPU ms a page, the peak of memory, the time to the first request, and bytes of the file for each URL.
"""
import argparse
import os
import random
import resource
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BUILD = Path(__file__).resolve().parents[1] / "build/release"
WORDS = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore".split()
VARIANTS = 100


def make_pages(root, urls_each):
    rng = random.Random(7)
    text = lambda n: " ".join(rng.choice(WORDS) for _ in range(n))
    for i in range(VARIANTS):
        known = [k % urls_each for k in range(12)] + [rng.randrange(urls_each) for _ in range(10)]
        links = "".join(f'<li><a class="nav" href="/a/{n}/">Article {n}</a></li>\n' for n in known)
        links += "".join(f'<li><a class="new" href="part-{k}.html">Part {k}</a></li>\n' for k in range(8))
        body = "".join(f'<div class="c"><h2>Section {k}</h2><p>{text(90)}</p></div>\n' for k in range(12))
        (root / f"{i}.html").write_text(
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Article {i}</title></head><body>'
            f"<nav><ul>{links}</ul></nav><main><h1>Article {i}</h1>{body}</main></body></html>")


def start_nginx(work, root, port):
    (work / "nginx.conf").write_text(f"""daemon off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/error.log;
worker_rlimit_nofile 20000; events {{ worker_connections 9000; }}
http {{ default_type text/html; log_format t '$msec'; access_log {work}/access.log t; tcp_nodelay on; keepalive_requests 10000000;
  server {{ listen 0.0.0.0:{port} backlog=4096; root {root};
  location = /robots.txt {{ return 404; }}
  location /a/ {{ rewrite ^/a/\\d*?([1-9]?\\d)/$ /$1.html break; }} }} }}
""")
    server = subprocess.Popen(["nginx", "-c", work / "nginx.conf", "-e", work / "error.log"])
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.02)
    sys.exit("frontier_rate.py: nginx did not start")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def go_on(a, work, made, port, pages):
    db = work / "crawl.db"
    shutil.copyfile(made, db)
    with open(db) as copy:
        os.fsync(copy.fileno())
    log = work / "access.log"
    log.write_text("")
    began, wall = time.time(), time.monotonic()
    process = subprocess.Popen(
        [a.crawl, f"http://127.1.0.0:{port}/a/0/", "-o", db, "-c", "64", "--per-host", "2", "--per-address", "2",
         "--delay", "0", "--scope", "all", "--sitemaps", "no", "--allow-private", "--quiet",
         "--max-pages", str(pages)])
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - wall
    if status:
        sys.exit(f"frontier_rate.py: crawl ended with {status}")
    with sqlite3.connect(db) as rows:
        times = [at for (at,) in rows.execute("SELECT fetched_at FROM page ORDER BY fetched_at")]
    first = float(log.read_text().split()[0])
    for tail in ("", "-wal", "-shm", "-lock"):
        Path(f"{db}{tail}").unlink(missing_ok=True)
    # Without the start and the end: what a long crawl does all day.
    tenth = len(times) // 10
    rate = (len(times) - 2 * tenth) * 1000 / max(1, times[-tenth] - times[tenth])
    return {"pages": len(times), "rate": rate, "cpu": 1000 * (usage.ru_utime + usage.ru_stime) / len(times),
            "peak": usage.ru_maxrss / 1024, "first": 1000 * (first - began)}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--urls", default="10000,10000000"), ap.add_argument("--hosts", type=int, default=1000)
    ap.add_argument("--pages", default="8000,50000"), ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--crawl", default=BUILD / "crawl"), ap.add_argument("--fill", default=BUILD / "bench/frontier_fill")
    ap.add_argument("--folder", help="keeps what was made there, for the next time")
    a = ap.parse_args()
    sizes = [int(n) for n in a.urls.split(",")]
    pages = dict(zip(sizes, (int(n) for n in a.pages.split(",")), strict=True))
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        kept = Path(a.folder) if a.folder else work
        port_file = kept / "port"
        port = int(port_file.read_text()) if port_file.exists() else free_port()
        port_file.write_text(str(port))
        made = {}
        for n in sizes:
            made[n] = kept / f"{n}-{a.hosts}.db"
            if not made[n].exists():
                subprocess.run([a.fill, made[n], str(n), str(a.hosts), str(port)], check=True)
        rounds = {n: [] for n in sizes}
        for _ in range(a.rounds):
            for n in sizes:
                root = work / str(n)
                if not root.exists():
                    root.mkdir()
                    make_pages(root, n // a.hosts)
                work.chmod(0o755)
                server = start_nginx(work, root, port)
                try:
                    rounds[n].append(go_on(a, work, made[n], port, pages[n]))
                finally:
                    server.terminate()
                    server.wait()
        print(f"{'URLs':>10} {'pages/s':>9} {'CPU ms a page':>14} {'peak MB':>8} {'ms to first':>12} {'bytes/URL':>10}")
        for n in sizes:
            m = lambda key: statistics.median(r[key] for r in rounds[n])
            print(f"{n:>10} {m('rate'):>9.0f} {m('cpu'):>14.3f} {m('peak'):>8.0f} {m('first'):>12.0f} "
                  f"{made[n].stat().st_size / n:>10.0f}")
        small, large = (statistics.median(r["rate"] for r in rounds[n]) for n in (sizes[0], sizes[-1]))
        print(f"rate at {sizes[-1]} by rate at {sizes[0]}: {large / small:.2f}")


main()
