#!/usr/bin/env python3
"""What rendering costs (--render), on loopback.

  render_bars.py rate [--kit FOLDER] [--pages 200] [--tabs 2] [--rounds 3]
      Pages a second of a site that scripts fill, and beside it crawlee's PlaywrightCrawler, which waits for a network that
      is idle. FOLDER: where `npm install react react-dom esbuild crawlee playwright` was run; without it the site is
      of plain scripts, and crawl is alone.
  render_bars.py memory [--kit FOLDER] [--pages 2000] [--tabs 2]
      The same site; the memory of Chromium's processes, shared pages divided among those that have them (PSS).
  render_bars.py auto FOLDER:START [--rounds 5]
      CPU of a crawl of a documentation that needs no scripts, with --render never and auto in turn, by nginx.

Wall times say little on a machine with other work; CPU is of the program and all that it started.
"""

import argparse
import json
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kill_test import BINARY, measured
from planted_site import served
from process_tree import ProcessTree
from real_docs import free_port

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests/e2e"))
from rendering import PROGRAMS  # noqa: E402

SECTIONS, LINKS = 10, 20
WORDS = "which page scripts fill of a site that says nothing by itself and is read as they leave it".split()
SHELL = '<!DOCTYPE html><meta charset=utf-8><title>site</title><div id=root></div><script src=/app.js></script>'
PLAIN = """
fetch(`/data/${location.pathname.slice(1)}.json`).then(answer => answer.json()).then(page => {
  document.title = page.title;
  document.getElementById('root').innerHTML = `<main><h1>${page.title}</h1><nav>` +
    page.links.map(to => `<li><a href="/${to}">Page ${to}</a></li>`).join('') + '</nav>' +
    page.sections.map((text, at) => `<section><h2>Section ${at}</h2><p>${text}</p></section>`).join('') + '</main>';
});
"""


def app_of(kit):
    if not kit:
        return PLAIN.encode()
    made = subprocess.run([kit / "node_modules/.bin/esbuild", "--bundle", "--minify", "--jsx=automatic", "--loader=jsx",
                           '--define:process.env.NODE_ENV="production"'], check=True, capture_output=True, cwd=kit,
                          stdin=open(HERE / "client_site.jsx", "rb"))
    return made.stdout


class ClientSite:
    """Pages 0 to N - 1, all reachable from the start, which is 0; none has anything but a script."""

    def __init__(self, pages, app):
        self.pages, self.app = pages, app
        site = self

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body, kind = site.answer(self.path)
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Cache-Control", "max-age=600")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}/0"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path):
        name = path.split("?")[0].strip("/")
        if name == "app.js":
            return self.app, "text/javascript"
        is_data = name.startswith("data/") and name.endswith(".json")
        number = name[5:-5] if is_data else name
        if not number.isdigit() or int(number) >= self.pages:
            return None, "text/plain"
        if not is_data:
            return SHELL.encode(), "text/html; charset=utf-8"
        return json.dumps(self.data(int(number))).encode(), "application/json"

    def data(self, number):
        chance = random.Random(number)
        links = [to for to in (2 * number + 1, 2 * number + 2) if to < self.pages]
        links += [chance.randrange(self.pages) for _ in range(LINKS - len(links))]
        return {"title": f"Page {number}", "links": list(dict.fromkeys(links)),
                "sections": [" ".join(chance.choices(WORDS, k=90)) for _ in range(SECTIONS)]}


def watched(command, folder, **watch):
    began = time.monotonic()
    with open(folder / "log", "w") as log:
        process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder,
                                   start_new_session=True)
    tree = ProcessTree(process.pid, **watch)
    try:
        status = process.wait()
    finally:
        tree.stop()
        process.kill()
    if status:
        sys.exit(f"{command[0]} ended with {status}: {(folder / 'log').read_text()[-2000:]}")
    return tree, time.monotonic() - began


def crawl_command(site, folder, tabs):
    return [BINARY, site.url, "-o", folder / "crawl.db", "--render", "always", "--render-tabs", tabs, "--delay", "0", "--per-host", 16,
            "--allow-private", "--sitemaps", "no", "--wait-for-hosts", "0", "--quiet"]


def complete_pages(folder):
    with closing(sqlite3.connect(folder / "crawl.db")) as connection:
        return connection.execute("SELECT count(*) FROM pages WHERE rendered = 1 AND text LIKE '%Section 9%'").fetchone()[0]


def one_round(name, a, app):
    site = ClientSite(a.pages, app)
    folder = Path(tempfile.mkdtemp(prefix="crawl-render-"))
    try:
        if name == "crawl":
            tree, wall = watched(crawl_command(site, folder, a.tabs), folder)
            complete = complete_pages(folder)
        else:
            (folder / "node_modules").symlink_to(a.kit / "node_modules")
            shutil.copy(HERE / "crawlee_pages.mjs", folder)
            browser = next(program for program in PROGRAMS if Path(program).exists())
            tree, wall = watched(["node", "crawlee_pages.mjs", site.url, a.tabs, browser], folder)
            complete = json.loads((folder / "log").read_text().splitlines()[-1])["complete"]
        print(f"{name:8} {complete:6} of {a.pages} {complete / wall:8.1f} pages/s {wall:7.1f} s wall {tree.cpu:7.1f} CPU s "
              f"{1000 * tree.cpu / max(1, complete):7.1f} CPU ms/page {tree.peak_mb:6.0f} MB", flush=True)
        return complete / wall, tree.cpu / max(1, complete)
    finally:
        site.server.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


def rate(a):
    app, figures = app_of(a.kit), {}
    for _ in range(a.rounds):
        for name in ["crawl", *(["crawlee"] if a.kit else [])]:
            figures.setdefault(name, []).append(one_round(name, a, app))
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in figures.items()}
    if a.kit:
        ours, theirs = medians["crawl"], medians["crawlee"]
        print(f"medians of {a.rounds}: {ours[0] / theirs[0]:.2f} times the pages a second, {ours[1] / theirs[1]:.2f} of the CPU for a page")


def memory(a):
    site = ClientSite(a.pages, app_of(a.kit))
    folder = Path(tempfile.mkdtemp(prefix="crawl-render-"))
    try:
        tree, wall = watched(crawl_command(site, folder, a.tabs), folder, memory_of="chrom")
        while_up = [mb for _, mb in tree.memory if mb > 0]
        for tenth in range(10):
            part = while_up[len(while_up) * tenth // 10:len(while_up) * (tenth + 1) // 10]
            print(f"  {tenth + 1:2} of 10: {statistics.median(part):6.0f} MB, at most {max(part):6.0f}" if part else "  -")
        print(f"{complete_pages(folder)} of {a.pages} pages, {wall:.0f} s, {tree.cpu:.0f} CPU s, Chromium at most {tree.peak_mb:.0f} MB")
    finally:
        site.server.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


def auto(a):
    root, _, start = a.docs.partition(":")
    folder = Path(tempfile.mkdtemp(prefix="crawl-render-"))
    folder.chmod(0o755)
    port, figures = free_port(["127.0.0.1"]), {"never": [], "auto": []}
    try:
        with served(folder, Path(root).resolve(), ["127.0.0.1"], port), open(folder / "log", "w") as log:
            for turn in range(a.rounds):
                for which in sorted(figures, reverse=turn % 2 == 0):
                    db = folder / f"{which}{turn}.db"
                    cost = measured([BINARY, f"http://127.0.0.1:{port}/{start}", "-o", db, "--render", which, "--delay", "0",
                                     "--per-host", "16", "--allow-private", "--sitemaps", "no", "--wait-for-hosts", "0", "--quiet"], log)
                    with closing(sqlite3.connect(db)) as connection:
                        pages, rendered = connection.execute("SELECT count(*), coalesce(sum(rendered), 0) FROM pages").fetchone()
                    print(f"{which:6} {pages:6} pages, {rendered} rendered {cost.cpu:8.2f} CPU s {cost.rss_mb:6.0f} MB", flush=True)
                    figures[which].append(cost.cpu)
                    db.unlink()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    medians = {which: statistics.median(cpu) for which, cpu in figures.items()}
    least = {which: min(cpu) for which, cpu in figures.items()}
    print(f"auto takes {medians['auto'] / medians['never'] - 1:+.1%} CPU by medians, {least['auto'] / least['never'] - 1:+.1%} by the least of each")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_subparsers(required=True)
    for name, use, pages in (("rate", rate, 200), ("memory", memory, 2000)):
        sub = which.add_parser(name)
        sub.add_argument("--kit", type=lambda path: Path(path).resolve())
        sub.add_argument("--pages", type=int, default=pages)
        sub.add_argument("--tabs", type=int, default=2)
        sub.set_defaults(use=use)
        if name == "rate":
            sub.add_argument("--rounds", type=int, default=3)
    sub = which.add_parser("auto")
    sub.add_argument("docs", metavar="FOLDER:START")
    sub.add_argument("--rounds", type=int, default=5)
    sub.set_defaults(use=auto)
    a = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that nothing is left
    a.use(a)


main()
