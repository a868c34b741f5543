#!/usr/bin/env python3
"""Kills a crawl with SIGKILL at random moments, lets it go on, and holds what it has at the end
against a crawl that nobody disturbed: the same URLs with the same states, statuses, titles,
contents and numbers of links. After every second kill the counts must add up and the file be
sound (a look by another program recovers the file, which the crawl must be able to by itself).

Without URLs it crawls a generated site on loopback: three hosts with robots.txt (one of which fails
at first), sitemaps, redirects in chains and loops, pages that fail at first and pages that fail for
ever.
"""

import argparse
import os
import random
import shlex
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
BINARY = os.environ.get("CRAWL_BINARY", str(REPOSITORY / "build/release/crawl"))
ROWS = ("SELECT u.url, u.state, coalesce(u.reason, ''), p.status, p.content_hash, p.title, "
        "coalesce(l.links, 0) FROM urls u LEFT JOIN pages p ON p.url = u.url "
        "LEFT JOIN (SELECT source, count(*) AS links FROM links GROUP BY source) l "
        "ON l.source = u.url")


@dataclass
class Run:
    status: int  # of the process, negative for a signal
    wall: float
    cpu: float
    rss_mb: float


def measured(command, log):
    """Runs to the end; what it cost."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(process.returncode, time.monotonic() - began, usage.ru_utime + usage.ru_stime,
               usage.ru_maxrss / 1024)


def killed(command, log, seconds):
    """Runs for so many seconds, then kills; True if it was still running."""
    process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        process.kill()
    return process.wait() == -signal.SIGKILL


def check_counts(db):
    """What is wrong with the counts of a database, as a list of sentences."""
    with closing(sqlite3.connect(db)) as connection:
        def one(sql):
            return connection.execute(sql).fetchone()

        if one("SELECT count(*) FROM sqlite_schema WHERE name = 'urls'") == (0,):
            return []  # killed before the file was ready
        trouble = []
        urls, distinct = one("SELECT count(*), count(DISTINCT url) FROM urls")
        states = dict(connection.execute("SELECT state, count(*) FROM urls GROUP BY state"))
        pages, distinct_pages = one("SELECT count(*), count(DISTINCT url) FROM pages")
        failed, = one("SELECT count(*) FROM errors")
        if urls != distinct or pages != distinct_pages:
            trouble.append(f"a URL is there twice: {urls}/{distinct} URLs, {pages}/{distinct_pages} pages")
        if set(states) - {"waiting", "fetched", "skipped", "failed"}:
            trouble.append(f"unknown states: {states}")
        if pages != states.get("fetched", 0) or failed != states.get("failed", 0):
            trouble.append(f"{states}, but {pages} pages and {failed} errors")
        sound, = one("PRAGMA quick_check")
        if sound != "ok":
            trouble.append(f"damaged: {sound}")
        return trouble


def differences(one_db, other_db):
    """Rows that are in one database only, from each."""
    found = []
    for db in (one_db, other_db):
        with closing(sqlite3.connect(db)) as connection:
            found.append(set(connection.execute(ROWS)))
    return found[0] - found[1], found[1] - found[0]


def kill_and_compare(command, whole_db, wall, db, kills, seed, log):
    """`command` without its -o; kills it so often while it fills `db`; True if all is well.

    `wall`: what the undisturbed crawl into `whole_db` took.
    """
    moments, done, well = random.Random(seed), 0, True
    for number in range(kills):
        seconds = moments.uniform(0.01, 1.8 * wall / (kills + 1))
        was_running = killed([*command, "-o", db], log, seconds)
        done += was_running
        # Not after each: a look recovers the file, and the program must be able to by itself.
        trouble = check_counts(db) if number % 2 and os.path.exists(db) else []
        well = well and not trouble
        print(f"  kill {number + 1} after {seconds:.2f} s{'' if was_running else ' came too late'}"
              f"{': ' if trouble else ''}{'; '.join(trouble)}")
    last = measured([*command, "-o", db], log)
    missing, surplus = differences(whole_db, db)
    trouble = check_counts(db)
    for words, rows in (("only undisturbed", missing), ("only after kills", surplus)):
        for row in sorted(rows, key=str)[:10]:
            print(f"  {words}: {row}")
    print(f"{done} of {kills} kills hit; last run status {last.status}; rows that differ: "
          f"{len(missing)} + {len(surplus)}; counts: {'; '.join(trouble) or 'add up'}")
    return well and not trouble and not missing and not surplus and last.status == 0 and done > 0


HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")


def generated_site(pages):
    """A context manager: a site of so many pages on loopback, and two smaller hosts beside it."""
    sys.path.insert(0, str(REPOSITORY / "tests/e2e"))
    from resume_test import forest
    from scripted_site import Raw, Reply, Site, page, redirect
    site = Site(forest(pages), hosts=HOSTS, latency=0.002)
    site.__enter__()
    busy = Reply("busy", 503, headers={"Retry-After": "0"})
    first, second, third = HOSTS
    sitemap = "<urlset>{}</urlset>".format
    index = f"<sitemapindex><sitemap><loc>{site.url('/more.xml')}</loc></sitemap></sitemapindex>"
    locs = "".join(f"<url><loc>{site.url(f'/m{i}')}</loc></url>" for i in range(20))
    site.set("/robots.txt", Reply(f"User-agent: *\nDisallow: /no\nSitemap: {site.url('/index.xml')}",
                                  type="text/plain"))
    site.set("/index.xml", Reply(index, type="application/xml"))
    site.set("/more.xml", Reply(sitemap(locs), type="application/xml"))
    for i in range(20):
        site.set(f"/m{i}", page(f"Of the sitemap {i}", f"/m{(i + 1) % 20}"))
    for i in range(0, pages, 40):
        site.set(f"/{i + 1}", [busy, page(f"At second asking {i}", f"/{i + 2}", f"/chain{i}")])
        site.set(f"/chain{i}", redirect(f"/chain{i}b"))
        site.set(f"/chain{i}b", redirect(f"/{i}"))
    site.set("/2", page("Two", "/loop", "/broken", "/cut", site.url("/", second), site.url("/", third)))
    site.set("/loop", redirect("/loop"))
    site.set("/broken", Reply("broken", 500))
    site.set("/cut", Raw(b""))
    site.set((second, "/robots.txt"), [busy, busy, Reply("User-agent: *\nDisallow: /x", type="text/plain")])
    site.set((third, "/robots.txt"), Raw(b""))
    for host in (second, third):
        site.set((host, "/"), page("Start", *(f"/{i}" for i in range(30)), "/x/1"))
        for i in range(30):
            site.set((host, f"/{i}"), page(f"{i} of {host}", "/", f"/x/{i}"))
    return site


def test(seeds, options, between=lambda: None):
    """`between` is called after the undisturbed crawl."""
    folder = Path(options.folder or tempfile.mkdtemp(prefix="crawl-kill-"))
    command = [options.crawl, *seeds, *shlex.split(options.options)]
    with open(folder / "crawl.log", "ab") as log:
        whole = measured([*command, "-o", folder / "whole.db"], log)
        print(f"undisturbed: {whole.wall:.2f} s, status {whole.status}; files in {folder}")
        between()
        return whole.status == 0 and kill_and_compare(command, folder / "whole.db", whole.wall,
                                                      folder / "killed.db", options.kills,
                                                      options.seed, log)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="*", help="URLs; none: a generated site")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1, help="so often, each with --kills of its own")
    parser.add_argument("--pages", type=int, default=2000, help="of the generated site")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")
    parser.add_argument("--crawl", default=BINARY, help="the program (default %(default)s)")
    parser.add_argument("--folder", help="for the databases and the log; default: a temporary one")
    parser.add_argument("--options", default="--per-host 16 --delay 0 --allow-private --scope all --retries 2",
                        help="of the crawl (default %(default)s)")
    options = parser.parse_args()
    well = True
    for options.seed in range(options.seed, options.seed + options.rounds):
        if options.seeds:
            well = test(options.seeds, options) and well
            continue
        site = generated_site(options.pages)
        try:
            well = test([site.url("/0")], options, site.forget_visits) and well
        finally:
            site.__exit__()
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
