#!/usr/bin/env python3
"""How well --render auto chooses: which of some 300 pages need their scripts is measured, and held against what auto did.

  render_auto.py KIT --docs FOLDER ... [--articles CHECKOUT] [--pages-of-docs 88] [--pages-of-articles 40] [--seed 1]

KIT: a folder where `npm install esbuild react react-dom preact preact-render-to-string vue @vue/server-renderer svelte lit alpinejs
jquery @angular/{core,common,compiler,platform-browser}@19 rxjs zone.js` was run. With it bench/render_sites builds 43 small sites of four pages
each, into a temporary folder. FOLDER: a documentation as Debian has it (cppreference-doc-en-html, rust-doc, python3-doc);
pages of it are taken by chance, with the scripts they have. CHECKOUT: of mozilla/readability, whose test/test-pages are articles of the web as they
came, with their scripts as far as those stand in them: nothing is asked of the web.

A page needs its scripts if they add, of what it has in the end, a fifth of the words and at least 20, or a fifth of the targets of its links and
at least 3. That is told by two crawls, with --render never and always; what Chromium failed to render counts for nothing, and is named.
Ends with status 1 if less than 98 % of what needs rendering was rendered, or of what does not was not.
"""

import argparse
import json
import mimetypes
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kill_test import BINARY

HERE = Path(__file__).resolve().parent
SHARE, WORDS, LINKS, BAR = 0.2, 20, 3, 0.98


class Hosts:
    """By the name of the host: {path: (type, body)}, or a folder."""

    def __init__(self):
        self.hosts = {}
        hosts = self.hosts

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                found = answer(hosts.get(self.headers["Host"].partition(":")[0]), self.path.partition("?")[0])
                self.send_response(200 if found else 404)
                kind, body = found or ("text/plain", b"")
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, host, path):
        return f"http://{host}:{self.server.server_port}{path}"


def answer(routes, path):
    if not isinstance(routes, Path):
        return (routes or {}).get(path)
    file = (routes / path.lstrip("/")).resolve()
    if routes not in file.parents or not file.is_file():
        return None
    return mimetypes.guess_type(file.name)[0] or "text/plain", file.read_bytes()


def add_sites(hosts, kit, folder):
    """{URL: its class} of what bench/render_sites builds."""
    subprocess.run(["node", HERE / "render_sites/build.mjs", kit, folder], check=True)
    urls = {}
    for number, site in enumerate(json.loads((folder / "sites.json").read_text())):
        made, name = json.loads((Path(site["folder"]) / "pages.json").read_text()), f"site{number}.localhost"
        routes = {path: ("text/html; charset=utf-8", body.encode()) for path, body in made["pages"].items()}
        urls |= {hosts.url(name, path): f"{site['made']}: {site['way']}" for path in routes}
        routes |= {path: ("application/json", json.dumps(body).encode()) for path, body in made["bodies"].items()}
        routes["/app.js"] = "text/javascript", (Path(site["folder"]) / "app.js").read_bytes()
        hosts.hosts[name] = routes
    return urls


def add_docs(hosts, folders, most, chance):
    urls = {}
    for number, folder in enumerate(folders):
        root, name = folder.resolve(), f"docs{number}.localhost"
        hosts.hosts[name] = root
        files = sorted(str(file.relative_to(root)) for file in root.rglob("*.html") if file.is_file() and root in file.resolve().parents)
        chosen = chance.sample(files, most // len(folders) + (number < most % len(folders)))
        urls |= {hosts.url(name, "/" + path.replace("%", "%25").replace(" ", "%20")): f"documentation {number}" for path in chosen}
    return urls


def add_articles(hosts, checkout, most, chance):
    urls, files = {}, sorted(checkout.glob("test/test-pages/*/source.html"))
    for number, file in enumerate(chance.sample(files, most)):
        name = f"article{number}.localhost"
        hosts.hosts[name] = {"/": ("text/html; charset=utf-8", file.read_bytes())}
        urls[hosts.url(name, "/")] = f"article {file.parent.name}"
    return urls


def crawl(seeds, which, folder):
    db = folder / f"{which}.db"
    # What has no port, or https, is the web's.
    subprocess.run([BINARY, seeds, "-o", db, "--render", which, "--render-timeout", "30", "--max-depth", "0", "--delay", "0",
                    "--allow-private", "--sitemaps", "no", "--wait-for-hosts", "0", "--render-block", "^https:|^http://[^/:]*(/|$)",
                    "--quiet"], check=True, stdin=subprocess.DEVNULL)
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT url, rendered, render_reason, render_error, text FROM pages").fetchall()
        targets = {}
        for source, target in connection.execute("SELECT source, target FROM links WHERE kind = 'a'"):
            targets.setdefault(source, set()).add(target)
    return {url: (rendered, reason, error, Counter((text or "").split()), targets.get(url, set())) for url, rendered, reason, error, text in rows}


def is_needed(plain, whole):
    words, links = sum((whole[3] - plain[3]).values()), len(whole[4] - plain[4])
    return (words >= WORDS and words >= SHARE * sum(whole[3].values())) or (links >= LINKS and links >= SHARE * len(whole[4]))


def judge(urls, never, always, auto):
    classes, wrong, unknown = {}, [], []
    for url, name in urls.items():
        if not always.get(url, (0,))[0] or url not in never or url not in auto:
            unknown.append((name, url, always[url][2] if url in always else "not kept"))
            continue
        needed, rendered = is_needed(never[url], always[url]), bool(auto[url][0])
        row = classes.setdefault("articles" if name.startswith("article ") else name, Counter())
        row[needed, rendered] += 1
        if needed != rendered:
            wrong.append((name, url, auto[url][1], f"{sum(never[url][3].values())} of {sum(always[url][3].values())} words, "
                          f"{len(never[url][4])} of {len(always[url][4])} links came with it"))
    return classes, wrong, unknown


def report(classes, wrong, unknown):
    print(f"{'':44}{'needed':>8}{'rendered':>9}{'not needed':>12}{'not rendered':>14}")
    total = sum(classes.values(), Counter())
    for name, row in [*classes.items(), ("all", total)]:
        needed, unneeded = row[True, True] + row[True, False], row[False, True] + row[False, False]
        print(f"{name:44}{needed:8}{row[True, True]:9}{unneeded:12}{row[False, False]:14}")
    for name, url, *rest in wrong:
        print("wrong:", name, url, *rest)
    for name, url, error in unknown:
        print("not known:", name, url, error)
    shares = [total[True, True] / max(1, total[True, True] + total[True, False]),
              total[False, False] / max(1, total[False, False] + total[False, True])]
    print(f"rendered where needed {shares[0]:.1%}, not rendered where not needed {shares[1]:.1%}")
    return min(shares) >= BAR


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kit", type=lambda path: Path(path).resolve())
    parser.add_argument("--docs", type=Path, nargs="+", default=[])
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--pages-of-docs", type=int, default=88)
    parser.add_argument("--pages-of-articles", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="an empty folder for the databases, which stay then")
    a = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that nothing is left
    folder, chance, hosts = Path(tempfile.mkdtemp(prefix="crawl-auto-")), random.Random(a.seed), Hosts()
    folder.chmod(0o755)  # the browser of root is somebody else
    try:
        urls = add_sites(hosts, a.kit, folder / "sites")
        if a.docs:
            urls |= add_docs(hosts, a.docs, a.pages_of_docs, chance)
        if a.articles:
            urls |= add_articles(hosts, a.articles, a.pages_of_articles, chance)
        seeds = folder / "seeds.txt"
        seeds.write_text("\n".join(urls) + "\n")
        crawls = [crawl(seeds, which, a.keep or folder) for which in ("never", "always", "auto")]
        print(f"{len(urls)} pages")
        well = report(*judge(urls, *crawls))
    finally:
        hosts.server.shutdown()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if well else 1)


main()
