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
import json
import random
import shutil
import socket
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from kill_test import BINARY
from planted_site import FIGURES, LINK, is_installed, linkchecker, lychee, reachable, read, run, served, take_out_of_the_web, with_more, write
from real_docs import free_port

HOME, OTHER = "127.0.0.1", "127.0.0.2"
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
        new = markup.format(url=url, number=number) + f'<p><a href="{site.other}/{sound}">sound</a></p>'
        write(files[index], with_more(read(files[index]), new))
        site.planted[url] = (kind, site.pages[index])


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
    print(f"{name:<12} {len(found):>5} of {len(site.planted)} {len(false):>6} {len(others) - len(false):>7} {cost.figures()}", flush=True)
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
        shutil.copytree(folder, site.root, ignore_dangling_symlinks=True)
        take_out_of_the_web(site.root)
        plant(site, start, arguments.faults, dead.getsockname()[1])
        with served(Path(temporary), site.root, [HOME, OTHER], port) as access_log:
            print(f"{len(site.pages)} pages, {len(site.planted)} faults planted, {arguments.parallel} requests at a time")
            print(f"{'':<12} {'found':>12} {'false':>6} {'others':>7} {FIGURES}")
            well = True
            for name, checker in (("crawl", crawl_check), ("linkchecker", linkchecker), ("lychee", lychee)):
                if arguments.only and name not in arguments.only or name != "crawl" and not is_installed(name):
                    continue
                cost = checker(site, [f"{site.home}/{start}"], access_log, arguments.limit, str(arguments.parallel))
                is_well = told(name, site, cost)
                well = well and (is_well or name != "crawl")
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
