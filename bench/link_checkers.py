#!/usr/bin/env python3
"""Plants faults in a documentation, serves it by nginx, and lets link checkers look for them: crawl check,
linkchecker and lychee, those of them that are installed. Tells of each what it found of what was planted, what it
accuses that is in order, what the server was asked (requests, different URLs, and URLs per second), CPU time and peak memory.

  link_checkers.py usr/share/cppreference/doc/html:en/index.html [--faults 500] [--pages 0]

The folder is copied, and a second copy is another site: links to it are external. Broken links that the documentation
brings along are no false alarms: what is accused and was not planted is asked once more by this program.
lychee follows no links, so it is given all pages, and asks for them twice: to read them, and as targets of links. The
others begin at START.
"""

import argparse
import html
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from kill_test import BINARY
from real_docs import free_port, wait_until_served

HOME, OTHER = "127.0.0.1", "127.0.0.2"
NGINX = """
user root;
worker_processes 1;
daemon off;
pid {temporary}/nginx.pid;
error_log {temporary}/nginx.log crit;
events {{ worker_connections 4096; }}
http {{
  include /etc/nginx/mime.types;
  log_format short '$http_host$request_uri';
  sendfile on;
  keepalive_requests 1000000;
  client_body_temp_path {temporary}/body; proxy_temp_path {temporary}/proxy; fastcgi_temp_path {temporary}/fastcgi;
  uwsgi_temp_path {temporary}/uwsgi; scgi_temp_path {temporary}/scgi;
  server {{
    listen {home}:{port} backlog=1024; listen {other}:{port} backlog=1024;
    root "{root}"; absolute_redirect off;
    access_log {temporary}/access.log short buffer=64k flush=1s;
    location /planted/410/ {{ return 410; }}
    location /planted/500/ {{ return 500; }}
    location /planted/loop-a/ {{ rewrite ^/planted/loop-a/(.*) /planted/loop-b/$1 redirect; }}
    location /planted/loop-b/ {{ rewrite ^/planted/loop-b/(.*) /planted/loop-a/$1 redirect; }}
    location /planted/moved/ {{ rewrite ^/planted/moved/(.*) /planted/404/$1 permanent; }}
  }}
}}
"""
LINK = '<p><a href="{url}">planted {number}</a></p>'
# How it is written into a page, and its address; {home}, {other}: the two sites.
KINDS = {
    "gone": (LINK, "{home}/planted/404/{number}"),
    "410": (LINK, "{home}/planted/410/{number}"),
    "500": (LINK, "{home}/planted/500/{number}"),
    "loop": (LINK, "{home}/planted/loop-a/{number}"),
    "moved-to-gone": (LINK, "{home}/planted/moved/{number}"),
    "external-gone": (LINK, "{other}/planted/404/{number}"),
    "external-410": (LINK, "{other}/planted/410/{number}"),
    "dead-port": (LINK, "http://127.0.0.1:{dead}/planted/{number}"),
    "dead-name": (LINK, "http://host-{number}.invalid/"),
    "image": ('<img alt="" src="{url}">', "{home}/planted/404/{number}.png"),
    "script": ('<script src="{url}"></script>', "{home}/planted/404/{number}.js"),
    "style": ('<link rel="stylesheet" href="{url}">', "{home}/planted/404/{number}.css"),
}


@dataclass
class Site:
    root: Path
    home: str
    other: str
    pages: list = field(default_factory=list)  # URLs
    planted: dict = field(default_factory=dict)  # address: (kind, page)


def take_out_of_the_web(root):
    """What the documentation says of other sites is neither asked for nor judged."""
    for path in root.rglob("*.html"):
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        path.write_text(re.sub(r'\b(href|src|srcset|action)(\s*=\s*["\']?(?:https?:)?//)', r"data-\1\2", text),
                        encoding="utf-8", errors="surrogateescape")


def reachable(root, start):
    """The pages that links lead to from the start."""
    known, left = {start}, [start]
    while left:
        page = left.pop()
        text = (root / page).read_text(encoding="utf-8", errors="surrogateescape")
        for _, target in re.findall(r'<a\b[^>]*?\bhref\s*=\s*(["\'])(.*?)\1', text, re.S):
            path = urllib.parse.unquote(urllib.parse.urlsplit(html.unescape(target)).path)
            path = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
            if path.endswith(".html") and path not in known and (root / path).is_file():
                known.add(path)
                left.append(path)
    return sorted(known)


def plant(site, start, faults, dead, seed=1):
    """Writes faults into pages that are met, and as many sound links to the other site."""
    chance = random.Random(seed)
    files = [site.root / page for page in reachable(site.root, start)]
    site.pages = [f"{site.home}/{urllib.parse.quote(str(path.relative_to(site.root)))}" for path in files]
    kinds = list(KINDS)
    chosen = [chance.randrange(len(files)) for _ in range(faults)]
    for number, index in enumerate(chosen):
        kind = kinds[number % len(kinds)]
        markup, form = KINDS[kind]
        url = form.format(home=site.home, other=site.other, dead=dead, number=number)
        sound = urllib.parse.quote(str(chance.choice(files).relative_to(site.root)))
        text = files[index].read_text(encoding="utf-8", errors="surrogateescape")
        new = markup.format(url=url, number=number) + f'<p><a href="{site.other}/{sound}">sound</a></p>'
        at = text.rfind("</body>")
        files[index].write_text(text[:at] + new + text[at:] if at >= 0 else text + new,
                                encoding="utf-8", errors="surrogateescape")
        site.planted[url] = (kind, site.pages[index])


@dataclass
class Measured:
    accused: set = field(default_factory=set)  # addresses
    status: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    rss_mb: float = 0.0
    requests: int = 0
    urls: int = 0  # asked for, each counted once


def run(command, access_log, limit):
    """To its end, or to the limit; what it printed to standard output, and what it cost."""
    before = access_log.stat().st_size
    began = time.monotonic()
    with tempfile.TemporaryFile("w+", errors="replace") as out:
        process = subprocess.Popen(["timeout", str(limit), *map(str, command)], stdout=out, stderr=subprocess.DEVNULL,
                                   stdin=subprocess.DEVNULL)
        # Of the process and all that it waited for.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        out.seek(0)
        text = out.read()
    time.sleep(1.5)  # the server's log is written behind
    with open(access_log) as log:
        log.seek(before)
        asked = log.read().splitlines()
    return text, Measured(set(), process.returncode, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, len(asked),
                          len(set(asked)))


def crawl_check(site, starts, access_log, limit, parallel):
    text, cost = run([BINARY, "check", *starts, "--delay", "0", "-c", parallel, "--per-host", parallel, "--per-address", parallel, "--allow-private",
                      "--max-checks-per-host", "0", "--retries", "0", "--sitemaps", "no", "--wait-for-hosts", "0", "--check", "links,resources",
                      "--quiet", "--keep-bodies", "no", "--structured", "no", "--format", "json", "--fail-on", "error>0"], access_log, limit)
    for finding in json.loads(text)["findings"] if text else ():
        if finding["severity"] != "error":
            continue
        for row in finding["rows"]:
            named = dict(zip(finding["columns"], row["values"]))
            accused = named.get("broken_url") or named.get("url")
            if accused:
                cost.accused.add(accused)
    return cost


def linkchecker(site, starts, access_log, limit, parallel):
    # By itself it asks a host ten times a second at most.
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as settings:
        settings.write("[checking]\nmaxrequestspersecond=100000\n")
        settings.flush()
        text, cost = run(["linkchecker", "-f", settings.name, "--check-extern", "--no-warnings", "-t", parallel, "-o", "csv",
                          "--timeout", "10", *starts], access_log, limit)
    for line in text.splitlines():
        cells = line.split(";")
        if line.startswith("#") or len(cells) < 8 or cells[0] == "urlname":
            continue
        cost.accused.add(cells[7] if cells[7].startswith("http") else cells[0])
        cost.accused.add(urllib.parse.urljoin(cells[1], cells[0]))
    return cost


def lychee(site, starts, access_log, limit, parallel, more=()):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
        names.write("\n".join(site.pages))
        names.flush()
        program = shutil.which("lychee") or os.environ.get("LYCHEE")
        text, cost = run([program, "--no-progress", "--format", "json", "--max-retries", "0", "--max-concurrency", parallel,
                          "--host-concurrency", parallel, "--host-request-interval", "0ms", "--timeout", "10", *more, "--files-from", names.name],
                         access_log, limit)
    told = json.loads(text) if text.strip().startswith("{") else {}
    for rows in (told.get("error_map") or told.get("fail_map") or {}).values():
        cost.accused |= {row["url"] for row in rows}
    for rows in (told.get("timeout_map") or {}).values():
        cost.accused |= {row["url"] for row in rows}
    return cost


def is_broken(url):
    """By this program's own look, with redirects."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"User-Agent": "referee"}), timeout=10):
            return False
    except urllib.error.HTTPError as error:
        return error.code >= 400 or error.code in (301, 302)
    except (OSError, ValueError):
        return True


def told(name, site, cost):
    found = site.planted.keys() & cost.accused
    missed = {}
    for url, (kind, _) in site.planted.items():
        if url not in found:
            missed[kind] = missed.get(kind, 0) + 1
    with ThreadPoolExecutor(8) as pool:
        others = sorted(cost.accused - site.planted.keys())
        false = [url for url, broken in zip(others, pool.map(is_broken, others)) if not broken]
    print(f"{name:<12} {len(found):>5} of {len(site.planted)} {len(false):>6} {len(others) - len(false):>7} {cost.requests:>9} {cost.urls:>7} "
          f"{cost.wall:>8.1f} {cost.urls / cost.wall:>8.0f} {cost.cpu:>7.1f} {cost.rss_mb:>7.0f}   status {cost.status}", flush=True)
    for kind, number in missed.items():
        print(f"    missed {kind}: {number}")
    for url in false[:5]:
        print(f"    false: {url}")
    return len(found) == len(site.planted) and not false


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", metavar="FOLDER:START")
    parser.add_argument("--faults", type=int, default=500)
    parser.add_argument("--parallel", type=int, default=16, help="requests at a time, the same for all")
    parser.add_argument("--limit", type=int, default=900, help="seconds for each")
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    arguments = parser.parse_args()
    folder, _, start = arguments.docs.rpartition(":")
    with tempfile.TemporaryDirectory(prefix="crawl-checkers-") as temporary, socket.socket() as dead:
        dead.bind((HOME, 0))
        port = free_port([HOME, OTHER])
        site = Site(Path(temporary, "root"), f"http://{HOME}:{port}", f"http://{OTHER}:{port}")
        shutil.copytree(folder, site.root)
        take_out_of_the_web(site.root)
        plant(site, start, arguments.faults, dead.getsockname()[1])
        access_log = Path(temporary, "access.log")
        access_log.touch()
        configuration = Path(temporary, "nginx.conf")
        configuration.write_text(NGINX.format(temporary=temporary, home=HOME, other=OTHER, port=port, root=site.root))
        server = subprocess.Popen(["nginx", "-e", f"{temporary}/nginx.log", "-c", configuration])
        try:
            wait_until_served([HOME, OTHER], port, server)
            print(f"{len(site.pages)} pages, {len(site.planted)} faults planted, {arguments.parallel} requests at a time")
            print(f"{'':<12} {'found':>12} {'false':>6} {'others':>7} {'requests':>9} {'URLs':>7} {'wall s':>8} {'URLs/s':>8} {'CPU s':>7} {'RSS MB':>7}")
            well = True
            for name, checker in (("crawl", crawl_check), ("linkchecker", linkchecker), ("lychee", lychee)):
                is_there = name == "crawl" or shutil.which(name) or (name == "lychee" and os.environ.get("LYCHEE"))
                if arguments.only and name not in arguments.only or not is_there:
                    continue
                cost = checker(site, [f"{site.home}/{start}"], access_log, arguments.limit, str(arguments.parallel))
                is_well = told(name, site, cost)
                well = well and (is_well or name != "crawl")
        finally:
            server.terminate()
            server.wait()
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
