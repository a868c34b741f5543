#!/usr/bin/env python3
"""What a crawl makes of a slow web, and of no time at all.

  latency.py [--crawl FILE] [--many-hosts FILE] [--hosts N] [--pages N] [--latency MS] [--in-flight N] [--rounds N]

First: HOSTS hosts, two connections to each, every answer after MS: how near the crawl comes to what its slots allow,
which is IN_FLIGHT / MS. Then the ends: from the start of the program to its first request, and from the last answer to
the end of the program.
"""
import argparse
import http.server
import resource
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

BUILD = Path(__file__).resolve().parents[1] / "build/release"
FAST = ("--allow-private", "--delay", "0", "--sitemaps", "no", "--quiet")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    sys.exit(f"latency.py: nothing listens on port {port}")


def cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def many(a, folder):
    port = free_port()
    server = subprocess.Popen([a.many_hosts, str(port), str(a.hosts), str(a.pages), str(a.latency)],
                              stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        seeds = folder / "seeds.txt"
        seeds.write_text("".join(f"http://127.1.{i // 256}.{i % 256}:{port}/0\n" for i in range(a.hosts)))
        db = folder / f"{port}.db"
        before, began = cpu(), time.monotonic()
        subprocess.run([a.crawl, seeds, "-o", db, *FAST, "-c", str(a.in_flight), "--per-host", "2",
                        "--per-address", "2", "--max-time", "300"], check=True)
        wall, spent = time.monotonic() - began, cpu() - before
    finally:
        server.terminate()
        server.wait()
    with sqlite3.connect(db) as rows:
        pages = rows.execute("SELECT count(*) FROM pages WHERE status = 200").fetchone()[0]
        # The middle half of the pages: neither the ramp at the start nor the last hosts at the end.
        times = [at for (at,) in rows.execute("SELECT fetched_at FROM page ORDER BY fetched_at")]
    quarter = len(times) // 4
    middle = (len(times) - 2 * quarter) * 1000 / max(1, times[-quarter] - times[quarter])
    return {"pages": pages, "wall": wall, "rate": pages / wall, "middle": middle, "cpu": 1000 * spent / max(1, pages)}


class Page(http.server.BaseHTTPRequestHandler):
    times = []

    def do_GET(self):
        self.times.append(time.monotonic())
        body = b"<title>one</title>" if self.path == "/" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
        self.times.append(time.monotonic())

    def log_message(self, *_):
        pass


def ends(a, folder):
    Page.times = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        began = time.monotonic()
        subprocess.run([a.crawl, f"http://127.0.0.1:{server.server_port}/", "-o", folder / f"{began}.db", *FAST],
                       check=True)
        ended = time.monotonic()
        server.shutdown()
    return {"start": 1000 * (Page.times[0] - began), "end": 1000 * (ended - Page.times[-1])}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--crawl", default=BUILD / "crawl")
    ap.add_argument("--many-hosts", default=BUILD / "bench/many_hosts")
    ap.add_argument("--hosts", type=int, default=1000), ap.add_argument("--pages", type=int, default=40)
    ap.add_argument("--latency", type=int, default=200), ap.add_argument("--in-flight", type=int, default=512)
    ap.add_argument("--rounds", type=int, default=5)
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rounds = [many(a, folder) for _ in range(a.rounds)]
        m = lambda key: statistics.median(r[key] for r in rounds)
        print(f"{a.hosts} hosts, answers after {a.latency} ms, {a.in_flight} in flight: "
              f"at most {1000 * a.in_flight / a.latency:.0f} pages/s")
        print(f"  {m('pages'):.0f} pages in {m('wall'):.1f} s: {m('rate'):.0f} pages/s, in the middle half "
              f"{m('middle'):.0f}; {m('cpu'):.3f} CPU ms a page")
        rounds = [ends(a, folder) for _ in range(4 * a.rounds)]
        print(f"from the start to the first request {m2(rounds, 'start')} ms, "
              f"from the last answer to the end {m2(rounds, 'end')} ms")


def m2(rounds, key):
    values = [r[key] for r in rounds]
    return f"{statistics.median(values):.0f} (at most {max(values):.0f})"


main()
