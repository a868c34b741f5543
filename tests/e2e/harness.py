"""Runs the `crawl` binary in a folder of its own and asks its database in plain SQL."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
import unittest
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from scripted_site import Site

REPOSITORY = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("CRAWL_BINARY", str(REPOSITORY / "build/dev/crawl"))

# Fast, and allowed on loopback; sitemaps, and waiting at the end, only where they are the subject.
FAST = ("--delay", "0", "--allow-private", "--sitemaps", "no", "--wait-for-hosts", "0")


@dataclass
class Ended:
    status: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def output(self):
        return self.stdout + self.stderr


class CrawlCase(unittest.TestCase):
    """A test with a temporary folder, in which the crawls run; the database is crawl.db there."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="crawl-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.db = self.folder / "crawl.db"

    def site(self, routes=None, **options):
        site = Site(routes, **options)
        site.__enter__()
        self.addCleanup(site.__exit__)
        return site

    # --- running

    def start(self, *arguments, **popen):
        """The program, running; it is killed when the test ends."""
        popen = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True,
                 "stdin": subprocess.DEVNULL, "cwd": self.folder} | popen
        process = subprocess.Popen([BINARY, *map(str, arguments)], **popen)
        self.addCleanup(_end, process)
        return process

    def run_raw(self, *arguments, timeout=30, stdin=None, **extra):
        """The program with these arguments and no others, to its end."""
        began = time.monotonic()
        if stdin is not None:
            extra["stdin"] = subprocess.PIPE
        process = self.start(*arguments, **extra)
        try:
            out, err = process.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.fail(f"crawl {arguments} did not end in {timeout} s\n{out}{err}")
        return Ended(process.returncode, out, err, time.monotonic() - began)

    def crawl(self, *arguments, status=0, timeout=30, defaults=FAST, any_site=True):
        """A crawl into self.db; fails unless it ends with `status` and its counts add up. Sites share
        the database of a test, unless it is about that."""
        if any_site:
            defaults = (*defaults, "--add-seeds")
        ended = self.run_raw(*arguments, "-o", self.db, *defaults, timeout=timeout)
        self.assertEqual(ended.status, status, ended.output)
        self.check_counts()
        return ended

    # --- asking

    def rows(self, sql, *parameters, db=None):
        with closing(sqlite3.connect(db or self.db, timeout=5)) as connection:
            return connection.execute(sql, parameters).fetchall()

    def one(self, sql, *parameters):
        rows = self.rows(sql, *parameters)
        self.assertEqual(len(rows), 1, f"{sql} {parameters}: {rows}")
        return rows[0][0] if len(rows[0]) == 1 else rows[0]

    def column(self, sql, *parameters):
        return [row[0] for row in self.rows(sql, *parameters)]

    def page(self, url, *columns):
        return self.one(f"SELECT {', '.join(columns)} FROM pages WHERE url = ?", url)

    def state(self, url):
        """"fetched", or with its reason "skipped/scope"; None if the URL was never discovered."""
        found = self.rows("SELECT state, reason FROM urls WHERE url = ?", url)
        if not found:
            return None
        self.assertEqual(len(found), 1, f"{url} is there more than once: {found}")
        state, reason = found[0]
        return f"{state}/{reason}" if reason else state

    def counts(self):
        return dict(self.rows("SELECT state, count(*) FROM urls GROUP BY state"))

    def fetched(self, site=None, host=None):
        """The fetched URLs; of a host of `site` their paths."""
        urls = self.column("SELECT url FROM pages ORDER BY url")
        if site is None:
            return urls
        base = site.url("", host)
        return sorted(url[len(base):] for url in urls if url.startswith(base + "/"))

    def end_reason(self):
        """Of the newest run."""
        return self.column("SELECT end_reason FROM runs ORDER BY started_at")[-1]

    def check_counts(self):
        """discovered = fetched + skipped(reason) + failed(reason) + waiting; each URL once."""
        counts = self.counts()
        self.assertLessEqual(set(counts), {"waiting", "fetched", "skipped", "failed"})
        self.assertEqual(self.one("SELECT count(*), count(DISTINCT url) FROM urls"),
                         (sum(counts.values()),) * 2)
        checked = self.one("SELECT count(*) FROM checked WHERE state = 'fetched'")
        self.assertEqual(self.one("SELECT count(*), count(DISTINCT url) FROM pages"),
                         (counts.get("fetched", 0) - checked,) * 2)
        self.assertEqual(self.one("SELECT count(*) FROM errors"), counts.get("failed", 0))
        unexplained = self.rows("SELECT url, state, reason FROM urls WHERE "
                                "(state IN ('skipped', 'failed')) != (coalesce(reason, '') != '')")
        self.assertEqual(unexplained, [], "a reason for all that is skipped or failed, and for none else")
        self.assertEqual(self.rows("PRAGMA quick_check"), [("ok",)])


def has_address_sanitizer():
    """It takes terabytes of addresses, so that a limit of them ends the program at its start."""
    with open(BINARY, "rb") as file:
        return b"__asan_init" in file.read()


def has_sanitizer():
    """AddressSanitizer keeps back what was freed, and ThreadSanitizer has several bytes for each of the
    program's: their peaks of memory say nothing."""
    with open(BINARY, "rb") as file:
        program = file.read()
    return b"__asan_init" in program or b"__tsan_init" in program


def _end(process):
    if process.poll() is None:
        process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr, process.stdin):
        if stream and not stream.closed:
            stream.close()
