"""Kills crawls with SIGKILL at moments spread over the life of a crawl, and holds what they have at the
end against a crawl that nobody disturbed."""

import collections
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

# All that a crawl finds out, less what differs by nature from one crawl to the next: times and what is
# made of them; attempts; which page a URL was found on first, and with it its depth; ids; the words
# of a network failure (they count milliseconds); the last trouble of a host.
TABLES = {
    "urls": "SELECT url, host, state, reason, hops, role FROM urls",
    "pages": "SELECT url, status, content_type, charset, title, robots, size, transferred, redirect_to, "
             "content_hash, simhash, word_count, text, limits_hit, detail, http_version, ip FROM pages",
    "links": "SELECT source, target, kind, rel, anchor, nofollow, position FROM links",
    "headers": "SELECT url, name, value FROM headers",
    "bodies": "SELECT p.url, b.zstd FROM pages p JOIN body b ON b.page_id = p.id",
    "redirects": "SELECT source, target, status, hops, final, loop FROM redirects",
    "broken": "SELECT source, target, status, reason, anchor, kind FROM broken_links",
    "errors": "SELECT url, reason FROM errors",
    "hosts": "SELECT origin, robots_status, robots_txt, crawl_delay_ms, pages, failed, bytes FROM hosts",
}


def rows_of(db, tables=TABLES):
    """Each table's rows with how often each is there."""
    with closing(sqlite3.connect(db)) as connection:
        return {name: collections.Counter(connection.execute(sql)) for name, sql in tables.items()}


def differences(one, other):
    """Rows of rows_of() that only one of them has, as lines."""
    return [f"{words} {name}: {row}" for name in one for words, rows in
            (("missing from", one[name] - other[name]), ("surplus in", other[name] - one[name]))
            for row in rows]


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
        tally = dict(connection.execute("SELECT s.name, sum(n) FROM tally t JOIN state_name s ON s.id = t.state "
                                        "GROUP BY 1 HAVING sum(n) > 0"))
        pages, distinct_pages = one("SELECT count(*), count(DISTINCT url) FROM pages")
        failed, = one("SELECT count(*) FROM errors")
        links, = one("SELECT count(*) - (SELECT n FROM counter WHERE name = 'links') FROM link")
        due, = one("SELECT count(*) FROM url_revisit WHERE place IS NOT NULL")
        queued, = one("SELECT (SELECT count(*) FROM queue) + (SELECT count(*) FROM delayed)")
        if urls != distinct or pages != distinct_pages:
            trouble.append(f"a URL is there twice: {urls}/{distinct} URLs, {pages}/{distinct_pages} pages")
        if set(states) - {"waiting", "fetched", "skipped", "failed"}:
            trouble.append(f"unknown states: {states}")
        if pages != states.get("fetched", 0) or failed != states.get("failed", 0):
            trouble.append(f"{states}, but {pages} pages and {failed} errors")
        if tally != states or links != 0:
            trouble.append(f"counted are {tally} and {links} links too few, there are {states}")
        if queued != states.get("waiting", 0) + due:
            trouble.append(f"{queued} in the queue, but {states} and {due} to be visited again")
        sound, = one("PRAGMA quick_check")
        if sound != "ok":
            trouble.append(f"damaged: {sound}")
        return trouble


def killed(command, log, moment):
    """Runs until `moment(process)` returns, then kills; True if it was still running."""
    process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        moment(process)
    finally:
        process.kill()
    return process.wait() == -signal.SIGKILL


def after(seconds):
    def moment(process):
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    return moment


def look_at_copy(db):
    """Trouble with a file that was just killed, and the phase of its run; seen in a copy, so that the
    program itself has to recover the file."""
    copy = Path(db).with_suffix(".copy")
    for tail in ("", "-wal"):
        Path(f"{copy}{tail}").unlink(missing_ok=True)
        if Path(f"{db}{tail}").exists():
            shutil.copyfile(f"{db}{tail}", f"{copy}{tail}")
    Path(f"{copy}-shm").unlink(missing_ok=True)
    if not copy.exists() or copy.stat().st_size == 0:
        return [], "before the file"
    with closing(sqlite3.connect(copy)) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name IN ('run', 'runs')").fetchone()[0]
        if tables < 2:
            return [], "before the tables"
        last = connection.execute("SELECT end_reason IS NOT NULL FROM run ORDER BY id DESC LIMIT 1").fetchone()
    phase = "before the run" if last is None else "at the end" if last[0] else "crawling"
    return check_counts(copy), phase


class Killer:
    """Kills what it starts: at the start of a run, after so many requests, and when nothing is left to fetch.
    Crawls `site` by `command` (without -o) into files of `folder`, killed and gone on with."""

    def __init__(self, command, folder, log, moments, site):
        self.command, self.folder, self.log, self.moments = command, Path(folder), log, moments
        self.site = site
        self.phases = collections.Counter()
        self.trouble = []

    def undisturbed(self):
        """Its rows; notes how many requests a crawl makes, and how long a run lasts that finds nothing to do."""
        db = self.folder / "whole.db"
        self.site.forget_visits()
        before = len(self.site.log)
        self._finish(db)
        self.requests = len(self.site.log) - before
        rows = rows_of(db)
        self.idle_seconds = self._finish(db)
        return rows

    def round(self, kills, number=0):
        """One crawl, killed so often; the rows it has at the end. A fifth of the kills comes in the first
        milliseconds of a run, a fifth when all is fetched, those between by what the site was asked for:
        however fast the machine, they all come before the crawl's end."""
        db = self.folder / f"killed{number}.db"
        self.site.forget_visits()
        early = late = kills // 5
        between = kills - early - late
        for _ in range(early):
            self._kill(db, after(self.moments.uniform(0.5, 1.0) * self.idle_seconds))
        for _ in range(between):
            # Together less than the crawl's requests.
            self._kill(db, self._after_requests(self.moments.randint(1, self.requests // (between + 1))))
        self._finish(db)
        for _ in range(late):
            self._kill(db, after(self.moments.uniform(0.2, 1.0) * self.idle_seconds))
        self._finish(db)
        self.trouble += check_counts(db)
        return rows_of(db)

    def _after_requests(self, count):
        begin = len(self.site.log)
        more = self.moments.uniform(0, 0.01)  # so that it's not always the sending that is hit

        def moment(process):
            while len(self.site.log) < begin + count and process.poll() is None:
                time.sleep(0.0005)
            after(more)(process)
        return moment

    def _kill(self, db, moment):
        was_running = killed([*self.command, "-o", str(db)], self.log, moment)
        trouble, phase = look_at_copy(db)
        self.phases[phase if was_running else "too late"] += 1
        self.trouble += [f"{phase}: {words}" for words in trouble]

    def _finish(self, db):
        began = time.monotonic()
        ended = subprocess.run([*self.command, "-o", str(db)], stdout=self.log, stderr=self.log,
                               stdin=subprocess.DEVNULL, timeout=120)
        if ended.returncode != 0:
            self.trouble.append(f"the undisturbed run ended with {ended.returncode}")
        return time.monotonic() - began
