#!/usr/bin/env python3
"""What a crawl costs beside what no crawl that keeps its pages can do without.

  page_cost.py [--root FOLDER --start PATH] [--pages N] [--gzip] [--rounds N] [--crawl FILE]

A site (FOLDER's, or one of N pages of 10 KB made here) is served by nginx and crawled; then its pages are received,
inflated (with --gzip), parsed by gumbo in an arena and compressed by zstd, each alone. Prints CPU ms a page, user and
system, all threads, and the ratio.
"""
import argparse
import os
import random
import re
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


def make_site(root, pages):
    rng = random.Random(7)
    text = lambda n: " ".join(rng.choice(WORDS) for _ in range(n))
    for i in range(pages):
        targets = [(i * 3 + k) % pages for k in (1, 2, 3)] + [rng.randrange(pages) for _ in range(27)]
        links = "".join(f'<li><a class="nav" href="/{j}.html">Page {j}</a></li>\n' for j in targets)
        body = "".join(f'<div class="c"><h2>Section {k}</h2><p>{text(90)}</p><img src="/img/{k}.png" alt="x"></div>\n'
                       for k in range(12))
        (root / f"{i}.html").write_text(
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Title of page {i}</title></head><body>'
            f"<nav><ul>{links}</ul></nav><main><h1>Page {i}</h1>{body}</main></body></html>")
    return "/0.html"


def start_nginx(work, root, gzip):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (work / "nginx.conf").write_text(f"""daemon off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/error.log;
events {{ worker_connections 4096; }}
http {{ include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nodelay on; keepalive_requests 10000000;
  gzip {"on" if gzip else "off"}; server {{ listen 127.0.0.1:{port} backlog=4096; root {root};
  location = /robots.txt {{ return 404; }} }} }}
""")
    server = subprocess.Popen(["nginx", "-c", work / "nginx.conf", "-e", work / "error.log"])
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server, f"http://127.0.0.1:{port}"
        time.sleep(0.02)
    sys.exit("page_cost.py: nginx did not start")


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def crawl(program, url, work):
    db = work / f"{time.monotonic_ns()}.db"
    before = children_cpu()
    done = subprocess.run([program, url, "-o", db, "-c", "32", "--per-host", "32", "--delay", "0", "--allow-private",
                           "--sitemaps", "no", "--quiet"], stdout=subprocess.DEVNULL)
    spent = children_cpu() - before
    if done.returncode != 0:
        sys.exit(f"page_cost.py: the crawl ended with {done.returncode}")
    pages = sqlite3.connect(db).execute("SELECT count(*) FROM pages WHERE status = 200 AND "
                                        "content_type = 'text/html'").fetchone()[0]
    for file in work.glob(db.name + "*"):
        file.unlink()
    return 1e6 * spent / pages, pages


def receive(base, paths, work):
    """Microseconds a page to receive it and nothing else, from a page of about the usual size."""
    sizes = sorted((path.stat().st_size, path) for path in paths)
    mean = statistics.mean(size for size, _ in sizes)
    path = min(sizes, key=lambda each: abs(each[0] - mean))[1]
    out = subprocess.run([BUILD / "bench/fetch_bench", f"{base}/{path.relative_to(work)}", "20000", "32"],
                         check=True, capture_output=True, text=True).stdout
    return float(re.search(r"([\d.]+) us CPU", out)[1])


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--root"), ap.add_argument("--start", default="/index.html")
    ap.add_argument("--pages", type=int, default=10_000), ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--gzip", action="store_true"), ap.add_argument("--crawl", default=BUILD / "crawl")
    a = ap.parse_args()
    work = Path(tempfile.mkdtemp(prefix="page_cost."))
    os.chmod(work, 0o755)
    server = None
    try:
        root = Path(a.root).resolve() if a.root else work / "site"
        if not a.root:
            root.mkdir()
            a.start = make_site(root, a.pages)
        server, base = start_nginx(work, root, a.gzip)
        runs = [crawl(a.crawl, base + a.start, work) for _ in range(a.rounds)]
        whole, pages = statistics.median(run[0] for run in runs), runs[0][1]
        parts = {"receive": receive(base, list(root.rglob("*.html")), root)}
        out = subprocess.run([BUILD / "bench/page_cost", root], check=True, capture_output=True, text=True).stdout
        found = dict(zip(*[iter(out.split())] * 2))
        parts |= {name: float(found[name]) for name in ("inflate", "gumbo", "zstd") if name != "inflate" or a.gzip}
        print(f"{pages} pages of {found['bytes']} bytes; CPU us a page")
        for name, value in parts.items():
            print(f"  {name:10} {value:8.1f}")
        print(f"  {'together':10} {sum(parts.values()):8.1f}   (gumbo, condensed: {found['condensed']})")
        print(f"  {'crawl':10} {whole:8.1f}   {whole / sum(parts.values()):.2f} times as much")
    finally:
        if server:
            server.terminate()
            server.wait()
        shutil.rmtree(work, ignore_errors=True)


main()
