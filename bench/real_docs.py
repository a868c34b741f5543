#!/usr/bin/env python3
"""Crawls two real documentations at once, served by nginx on 127.0.0.1 and 127.0.0.2, and tells
pages, time, memory and size; with --check holds the pages against an independent count of the
files; with --kills also kills the crawl at random moments and compares.

How to get them on Debian (the numbers are those of the packages of Debian 12):

  mkdir docs && cd docs
  apt-get download cppreference-doc-en-html rust-doc
  for package in *.deb; do dpkg -x $package .; done
  real_docs.py usr/share/cppreference/doc/html:en/index.html usr/share/doc/rust-doc/html:index.html

A crawl should find 4,389 pages in the first (20170409-2) and 21,633 in the second
(1.63.0+dfsg1-2; two of them under a second URL with a query, so 21,635 rows).
"""

import argparse
import shlex
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

from docs_count import in_words, reachable_pages
from kill_test import BINARY, check_counts, kill_and_compare, measured

NGINX = """
user root;
worker_processes 1;
daemon off;
pid {temporary}/nginx.pid;
error_log {temporary}/nginx.log;
events {{ worker_connections 2048; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  client_body_temp_path {temporary}/body;
  proxy_temp_path {temporary}/proxy;
  fastcgi_temp_path {temporary}/fastcgi;
  uwsgi_temp_path {temporary}/uwsgi;
  scgi_temp_path {temporary}/scgi;
{servers}
}}
"""
SERVER = """  server {{ listen {address}:{port} backlog=1024; root "{root}"; absolute_redirect off; gzip {gzip}; }}
"""


def free_port(addresses):
    for _ in range(100):
        with socket.create_server((addresses[0], 0)) as first:
            port = first.getsockname()[1]
            try:
                for address in addresses[1:]:
                    socket.create_server((address, port)).close()
                return port
            except OSError:
                continue
    sys.exit("no port is free on every address")


@contextmanager
def nginx(roots, gzip, server=SERVER):
    """Serves each folder on an address of its own; gives the bases of their URLs."""
    addresses = [f"127.0.0.{i}" for i, _ in enumerate(roots, 1)]
    port = free_port(addresses)
    with tempfile.TemporaryDirectory(prefix="crawl-nginx-") as temporary:
        servers = "".join(server.format(address=address, port=port, root=root, gzip=gzip)
                          for address, root in zip(addresses, roots))
        configuration = Path(temporary, "nginx.conf")
        configuration.write_text(NGINX.format(temporary=temporary, servers=servers))
        process = subprocess.Popen(["nginx", "-e", f"{temporary}/nginx.log", "-c", configuration])
        try:
            wait_until_served(addresses, port, process)
            yield [f"http://{address}:{port}/" for address in addresses]
        finally:
            process.terminate()
            process.wait()


def wait_until_served(addresses, port, process):
    end = time.monotonic() + 10
    for address in addresses:
        while True:
            try:
                socket.create_connection((address, port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    sys.exit("nginx does not start")
                time.sleep(0.02)


def html_pages(db, base):
    """The paths of the HTML pages with status 200 under `base`."""
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT url FROM pages WHERE status = 200 AND content_type LIKE "
                                  "'text/html%' AND substr(url, 1, ?) = ?", (len(base), base))
        return {url[len(base) - 1:] for url, in rows}


def report(db, cost, bases, counted):
    """Prints the figures; True if they are those of the count."""
    well = cost.status == 0
    total = 0
    for number, base in enumerate(bases):
        pages = html_pages(db, base)
        total += len(pages)
        print(f"{base}: {in_words(pages)}" + (f", counted {in_words(counted[number])}" if counted else ""))
        for words, paths in (("not crawled", counted[number] - pages if counted else ()),
                             ("not counted", pages - counted[number] if counted else ())):
            well = well and not paths
            for path in sorted(paths)[:20]:
                print(f"  {words}: {path}")
            if len(paths) > 20:
                print(f"  and {len(paths) - 20} more")
    trouble = check_counts(db)
    print(f"status {cost.status}, wall {cost.wall:.2f} s, CPU {cost.cpu:.2f} s, "
          f"{total / cost.wall:.0f} pages/s, {1000 * cost.cpu / max(total, 1):.3f} CPU ms a page, "
          f"RSS {cost.rss_mb:.0f} MB, database {db.stat().st_size / 2**20:.0f} MB, "
          f"counts: {'; '.join(trouble) or 'add up'}")
    return well and not trouble


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", nargs="+", metavar="FOLDER:START",
                        help="what is served as /, and the path of the start page in it")
    parser.add_argument("--check", action="store_true", help="count the pages from the files too")
    parser.add_argument("--counted", action="append", default=[], metavar="FILE",
                        help="as --check, but read the output of docs_count.py --list: counting "
                             "takes minutes; once for each folder, in order")
    parser.add_argument("--count-only", action="store_true", help="count, don't crawl")
    parser.add_argument("--kills", type=int, default=0, metavar="N", help="kill -9 so often, compare")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments of the kills")
    parser.add_argument("--gzip", choices=("on", "off"), default="off", help="of the server")
    parser.add_argument("--crawl", default=BINARY, help="the program (default %(default)s)")
    parser.add_argument("--folder", help="for the databases and the log; default: a temporary one")
    parser.add_argument("--options", default="--per-host 32 --delay 0 --allow-private",
                        help="of the crawl (default %(default)s)")
    options = parser.parse_args()
    docs = [(Path(folder).resolve(), start or "index.html")
            for folder, _, start in (each.partition(":") for each in options.docs)]
    if options.counted and len(options.counted) != len(docs):
        parser.error("--counted is needed for each folder")
    for root, start in docs:
        if not (root / start).is_file():
            parser.error(f"no start page {root / start}; --help tells how to get the packages")

    counted = [{line for line in Path(file).read_text().splitlines() if line.startswith("/")}
               for file in options.counted]
    if not counted and (options.check or options.count_only):
        counted = [reachable_pages(*each) for each in docs]
    for (root, start), pages in zip(docs, counted):
        print(f"{root / start}: {in_words(pages)} by the count of files")
    if options.count_only:
        return
    folder = Path(options.folder or tempfile.mkdtemp(prefix="crawl-docs-"))
    whole = folder / "whole.db"
    with nginx([root for root, _ in docs], options.gzip) as bases, \
            open(folder / "crawl.log", "ab") as log:
        seeds = [base + start for base, (_, start) in zip(bases, docs)]
        command = [options.crawl, *seeds, *shlex.split(options.options)]
        cost = measured([*command, "-o", whole], log)
        well = report(whole, cost, bases, counted)
        if options.kills:
            well = kill_and_compare(command, whole, cost.wall, folder / "killed.db", options.kills,
                                    options.seed, log) and well
    print(f"databases and log in {folder}")
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
