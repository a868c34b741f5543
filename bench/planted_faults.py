#!/usr/bin/env python3
"""Plants faults of many kinds into documentations that nginx serves on two hosts, and looks for them with crawl check:
each must be found where it stands, and nothing else may be new since a crawl from before they were planted. lychee and
linkchecker, if they are installed, are asked about the same pages: what they find of what is a link to them.

  apt-get download cppreference-doc-en-html python3.11-doc rust-doc, dpkg -x each
  planted_faults.py usr/share/cppreference/doc/html:en/index.html usr/share/doc/python3.11/html:index.html \\
      usr/share/doc/rust-doc/html:index.html

The folders are copied, and their links to the web taken out. The first two are served on 127.0.0.1 and the third on
127.0.0.2; 127.0.0.3 is another site, and 127.0.0.4 one whose certificate has expired. Beside each fault stands something
that looks alike and is in order. Ends with status 1 if one is missed, or something else is new.
"""

import argparse
import functools
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kill_test import BINARY
from planted_site import FIGURES, LINK, is_installed, linkchecker, lychee, reachable, read, run, served, take_out_of_the_web, with_more, write
from real_docs import free_port

HOSTS = ("127.0.0.1", "127.0.0.1", "127.0.0.2")  # of the documentations
OTHER, EXPIRED = "127.0.0.3", "127.0.0.4"
TLS = " listen {other}:{tls} ssl; ssl_certificate {folder}/good.pem; ssl_certificate_key {folder}/good.key;"
EXPIRED_SERVER = """server {{
    listen {expired}:{tls} ssl; ssl_certificate {folder}/expired.pem; ssl_certificate_key {folder}/expired.key;
    root "{root}";
  }}"""
PIXEL = "{home}/planted-files/sound.png"
SOUND_LINK = '<p><a href="{other}/planted-files/sound.html">in order {number}</a></p>'
SOUND_PICTURE = '<img alt="in order" width="1" height="1" src="{pixel}" srcset="{pixel} 2x">'


@dataclass(frozen=True)
class Kind:
    findings: tuple  # one of them must name it
    markup: str
    address: str = ""  # "": the page itself is at fault
    sound: str = SOUND_LINK  # looks alike, and is in order
    lacks: str = ""  # an expression that the page may not match before


BROKEN = ("broken-links", "broken-pages", "failed", "server-errors")
REDIRECTS = ("redirect-loops", "redirect-broken")  # these name the redirect, and no page that links to it
EXTERNAL = ("broken-external-links",)
PICTURE = ("broken-images",)
CODE = ("broken-scripts-styles",)
KINDS = {
    "gone": Kind(BROKEN, LINK, "{home}/planted/404/{number}"),
    "410": Kind(BROKEN, LINK, "{home}/planted/410/{number}"),
    "500": Kind(BROKEN, LINK, "{home}/planted/500/{number}"),
    "loop": Kind(REDIRECTS, LINK, "{home}/planted/loop-a/{number}"),
    "moved-to-gone": Kind(REDIRECTS, LINK, "{home}/planted/moved/{number}"),
    "area": Kind(BROKEN, '<map name="m{number}"><area alt="planted" href="{url}"></map>', "{home}/planted/404/{number}"),
    "frame": Kind(BROKEN, '<iframe title="planted" src="{url}"></iframe>', "{home}/planted/404/{number}"),
    "external-gone": Kind(EXTERNAL, LINK, "{other}/planted/404/{number}"),
    "external-410": Kind(EXTERNAL, LINK, "{other}/planted/410/{number}"),
    "external-moved": Kind(REDIRECTS, LINK, "{other}/planted/moved/{number}"),
    "dead-port": Kind(EXTERNAL, LINK, "http://127.0.0.1:{dead}/planted/{number}"),
    "dead-name": Kind(EXTERNAL, LINK, "http://host-{number}.invalid/planted/{number}"),
    "certificate": Kind(EXTERNAL, LINK, "https://127.0.0.4:{tls}/planted/{number}",
                        sound='<p><a href="https://127.0.0.3:{tls}/planted-files/sound.html">in order {number}</a></p>'),
    "fragment": Kind(("broken-fragments",), LINK, "{elsewhere}#planted-{number}",
                     sound='<p id="in-order-{number}"><a href="#in-order-{number}">in order</a></p>'),
    "image": Kind(PICTURE, '<img alt="planted" width="1" height="1" src="{url}">', "{home}/planted/404/{number}.png",
                  sound=SOUND_PICTURE),
    "srcset": Kind(PICTURE, '<img alt="planted" width="1" height="1" src="{pixel}" srcset="{pixel} 1x, {url} 2x">',
                   "{home}/planted/404/{number}.webp", sound=SOUND_PICTURE),
    "source": Kind(PICTURE, '<picture><source srcset="{url}"><img alt="planted" width="1" height="1" src="{pixel}"></picture>',
                   "{home}/planted/404/{number}.avif", sound=SOUND_PICTURE),
    "video": Kind(PICTURE, '<video src="{url}"></video>', "{home}/planted/404/{number}.mp4", sound=SOUND_PICTURE),
    "css-image": Kind(PICTURE, '<link rel="stylesheet" href="{home}/planted-files/{number}.css">',
                      "{home}/planted/404/{number}.gif", sound=SOUND_PICTURE),
    "script": Kind(CODE, '<script src="{url}"></script>', "{home}/planted/404/{number}.js"),
    "style": Kind(CODE, '<link rel="stylesheet" href="{url}">', "{home}/planted/404/{number}.css"),
    "hreflang": Kind(("hreflang-broken",), '<link rel="alternate" hreflang="de" href="{url}">',
                     "{home}/planted/404/{number}", lacks="hreflang"),
    "hreflang-code": Kind(("hreflang-code",), '<link rel="alternate" hreflang="en-UK" href="{pixel}">', lacks="hreflang"),
    "alt": Kind(("image-alt-missing",), '<img width="1" height="1" src="{pixel}">', sound=SOUND_PICTURE,
                lacks=r'<img\b(?![^>]*\balt\b)'),
    "label": Kind(("access-label",), '<input type="text" name="planted">',
                  sound='<label>in order <input type="text" name="sound"></label>', lacks=r"<input|<textarea"),
    "title": Kind(("title-missing",), "", lacks=r"(?s)^(?!.*<title>[^<]+</title>)|<title>.*<title>"),
}
# What nothing but a planted fault may bring new rows to; besides all of severity "error".
JUDGED = {finding for kind in KINDS.values() for finding in kind.findings}


@dataclass
class Planted:
    kind: str
    page: str  # URL
    address: str


@dataclass
class Site:
    root: Path
    starts: list = field(default_factory=list)  # URLs
    pages: list = field(default_factory=list)  # URLs
    files: dict = field(default_factory=dict)  # by URL
    planted: dict = field(default_factory=dict)  # by number


def lay_out(site, docs, port):
    files = site.root / "planted-files"
    files.mkdir(parents=True)
    write(files / "sound.html", "<!doctype html><html lang=en><title>In order</title><p>Words.</p></html>")
    (files / "sound.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for index, (folder, start) in enumerate(docs):
        root = site.root / f"docs-{index}"
        shutil.copytree(folder, root, symlinks=False, ignore_dangling_symlinks=True)
        take_out_of_the_web(root)
        base = f"http://{HOSTS[index % len(HOSTS)]}:{port}/docs-{index}/"
        site.starts.append(base + start)
        site.files |= {base + urllib.parse.quote(page): root / page for page in reachable(root, start)}
    site.pages = list(site.files)


def plant(site, faults, port, tls, dead, seed=1):
    chance = random.Random(seed)
    names = list(KINDS)
    other = f"http://{OTHER}:{port}"
    left = site.pages[:]
    chance.shuffle(left)
    for number in range(faults):
        name = names[number % len(names)]
        kind = KINDS[name]
        at = next(i for i, url in enumerate(left) if not kind.lacks or not re.search(kind.lacks, read(site.files[url])))
        url = left.pop(at)
        path = site.files[url]
        home = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(url))
        values = {"home": home, "other": other, "port": port, "tls": tls, "dead": dead, "number": number,
                  "pixel": PIXEL.format(home=home), "elsewhere": chance.choice(site.pages)}
        address = kind.address.format(**values)
        text = read(path)
        if name == "title":
            text = re.sub(r"<title>.*?</title>", "", text, count=1, flags=re.S)
        if name == "css-image":
            write(site.root / "planted-files" / f"{number}.css",
                  f"a {{ background: url({address}) }} b {{ background: url(sound.png) }}")
        new = (kind.markup + kind.sound).format(**values, url=address)
        write(path, with_more(text, new))
        site.planted[number] = Planted(name, url, address)


def certificates(folder):
    """An authority, what it says of OTHER, and what it said of EXPIRED until yesterday."""
    def openssl(*arguments):
        return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False).returncode == 0

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=authority")
    for name, address, validities in (
            ("good", OTHER, (("-days", "90"),)),
            ("expired", EXPIRED, (("-days", "-1"), ("-not_before", "20200101000000Z", "-not_after", "20200102000000Z")))):
        Path(folder, "names").write_text(f"subjectAltName=IP:{address}")
        openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={address}")
        # Newer releases of OpenSSL take no negative days.
        if not any(openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                           "-extfile", "names", "-out", f"{name}.pem", *validity) for validity in validities):
            sys.exit("planted_faults.py: openssl makes no certificate")


def check(site, folder, name, parallel, limit, access_log, baseline=None):
    """The judgement as JSON, and what it cost."""
    more = ("--baseline", baseline) if baseline else ()
    text, cost = run([BINARY, "check", *site.starts, "-o", folder / f"{name}.db", "--delay", "0", "-c", parallel, "--per-host", parallel,
                      "--per-address", parallel, "--allow-private", "--max-checks-per-host", "0", "--retries", "0", "--sitemaps", "no",
                      "--wait-for-hosts", "0", "--check", "all", "--ca-file", folder / "ca.pem", "--quiet", "--keep-bodies", "no",
                      "--format", "json", *more], access_log, limit)
    if not text:
        sys.exit(f"planted_faults.py: crawl check ended with status {cost.status}")
    return json.loads(text), cost


def judge(site, told):
    """Numbers that were found; rows that are new and of no fault that was planted."""
    found, false = set(), []
    for finding in told["findings"]:
        if finding["severity"] != "error" and finding["id"] not in JUDGED:
            continue
        new = [row for row in finding["rows"] if row["standing"] == "new"]
        if len(new) != finding["new"]:
            sys.exit(f"planted_faults.py: {finding['id']} lists {len(new)} of {finding['new']} new rows")
        for row in new:
            cells = [str(value) for value in row["values"] if value is not None]
            # Of what it leads to (loop-b, 404) too.
            numbers = {int(n) for cell in cells for n in re.findall(r"/planted/(?:[a-z0-9-]+/)?(\d+)(?!\d)", cell)}
            numbers |= {int(n) for cell in cells for n in re.findall(r"planted-(\d+)$", cell)}
            if not numbers:
                numbers = {number for number, each in site.planted.items()
                           if not each.address and each.page == cells[0] and finding["id"] in KINDS[each.kind].findings}
            numbers &= site.planted.keys()
            if not numbers:
                false.append((finding["id"], cells))
            for number in numbers:
                each = site.planted[number]
                # The same URLs, and the page that it was written into (of an image in a style sheet, the sheet).
                place = each.page if each.kind != "css-image" else f"/planted-files/{number}.css"
                names_it = not each.address or any(cell == each.address or cell == each.address.partition("#")[0] for cell in cells)
                stands_there = finding["id"] in REDIRECTS or any(place in cell for cell in cells)
                if finding["id"] in KINDS[each.kind].findings and names_it and stands_there:
                    found.add(number)
    return found, false


def line(name, found, of, false, cost):
    print(f"{name:<12} {found:>5} of {of:<5} {false!s:>6} {cost.figures()}", flush=True)


def missed(planted, found):
    for kind, number in Counter(each.kind for n, each in planted.items() if n not in found).items():
        print(f"    missed {kind}: {number}")


def referee(name, checker, site, parallel, limit, access_log):
    """Of a checker that knows links alone. What it says of other URLs is not judged here."""
    cost = checker(site, site.starts, access_log, limit, parallel)
    of = {number: each for number, each in site.planted.items() if each.address}
    found = {number for number, each in of.items() if each.address in cost.accused}
    line(name, len(found), len(of), "", cost)
    missed(of, found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", metavar="FOLDER:START", nargs="+")
    parser.add_argument("--faults", type=int, default=500)
    parser.add_argument("--parallel", type=int, default=16, help="requests at a time, the same for all")
    parser.add_argument("--limit", type=int, default=900, help="seconds for each program")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="crawl, lychee or linkchecker; repeatable")
    parser.add_argument("--rows", type=int, default=10, help="of what is wrongly accused, to be shown")
    arguments = parser.parse_args()
    docs = [(folder, start) for folder, _, start in (each.rpartition(":") for each in arguments.docs)]
    parallel = str(arguments.parallel)
    with tempfile.TemporaryDirectory(prefix="crawl-planted-") as temporary, socket.socket() as dead:
        folder = Path(temporary)
        dead.bind(("127.0.0.1", 0))
        port = free_port(["127.0.0.1", "127.0.0.2", OTHER])
        tls = free_port([OTHER, EXPIRED])
        site = Site(folder / "root")
        lay_out(site, docs, port)
        certificates(folder)
        names = {"folder": folder, "root": site.root, "tls": tls, "other": OTHER, "expired": EXPIRED}
        with served(folder, site.root, ["127.0.0.1", "127.0.0.2", OTHER], port, TLS.format(**names),
                    EXPIRED_SERVER.format(**names)) as access_log:
            print(f"{len(site.pages)} pages of {len(docs)} documentations, {arguments.faults} faults of {len(KINDS)} kinds, "
                  f"{arguments.parallel} requests at a time")
            print(f"{'':<12} {'found':>14} {'false':>6} {FIGURES}")
            well = True
            if not arguments.only or "crawl" in arguments.only:
                _, cost = check(site, folder, "before", parallel, arguments.limit, access_log)
                line("before", 0, 0, "", cost)
            plant(site, arguments.faults, port, tls, dead.getsockname()[1])
            if not arguments.only or "crawl" in arguments.only:
                told, cost = check(site, folder, "after", parallel, arguments.limit, access_log, folder / "before.db")
                found, false = judge(site, told)
                line("crawl", len(found), len(site.planted), len(false), cost)
                missed(site.planted, found)
                for finding, cells in false[:arguments.rows]:
                    print(f"    false, {finding}: {cells}")
                well = len(found) == len(site.planted) and not false
            os.environ["SSL_CERT_FILE"] = os.environ["REQUESTS_CA_BUNDLE"] = str(folder / "ca.pem")
            with_fragments = functools.partial(lychee, more=("--include-fragments",))
            for name, checker in (("lychee", with_fragments), ("linkchecker", linkchecker)):
                if arguments.only and name not in arguments.only or not is_installed(name):
                    continue
                referee(name, checker, site, parallel, arguments.limit, access_log)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
