"""What the tests of `crawl --update` have in common: a server that honours conditions, what the newest
run has changed, and what must be true of a file after every run."""

import hashlib
import subprocess
import time
from contextlib import closing
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
import sqlite3

from harness import BINARY, FAST, CrawlCase
from scripted_site import Reply

DAY = 24 * 3600 * 1000  # milliseconds
HISTORY_CHECK = Path(BINARY).parent / "tests/history_check"


def etag_of(text):
    return '"' + hashlib.sha1(text.encode()).hexdigest() + '"'


class Conditional:
    """A page whose server answers 304 to those who have it. `by`: which validators it sends and honours."""

    def __init__(self, text, by="etag", headers=None, type="text/html; charset=utf-8", modified=1_700_000_000):
        self.by, self.headers, self.type = by, dict(headers or {}), type
        self.write(text, modified)

    def write(self, text, modified=None):
        self.text = text
        self.modified = modified or self.modified + 3600

    def __call__(self, request):
        headers = dict(self.headers)
        if self.by == "etag":
            headers["ETag"] = etag_of(self.text)
            is_same = request.headers.get("if-none-match") == headers["ETag"]
        elif self.by == "date":
            headers["Last-Modified"] = formatdate(self.modified, usegmt=True)
            since = request.headers.get("if-modified-since")
            is_same = since is not None and parsedate_to_datetime(since).timestamp() >= self.modified
        else:
            is_same = False
        if is_same:
            return Reply("", 304, None, headers)
        return Reply(self.text, 200, self.type, headers)


class UpdateCase(CrawlCase):
    def update(self, *arguments, **more):
        """All that is known is visited again."""
        ended = self.crawl(*arguments, "--update", "--revisit", "0", **more)
        self.check_history()
        return ended

    # --- asking

    def last_run(self):
        return self.one("SELECT max(id) FROM run")

    def changes(self, site, run=None):
        """{path: "kind: field field"} of a run, the newest by default."""
        rows = self.rows("SELECT u.url, k.name, (SELECT group_concat(name, ' ') FROM (SELECT name FROM "
                         "changed_field WHERE c.fields & bit ORDER BY bit)) FROM page_change c "
                         "JOIN url u ON u.id = c.url_id JOIN change_kind k ON k.id = c.kind "
                         "WHERE c.run_id = ?", run or self.last_run())
        base = site.url("")
        said = {url.removeprefix(base): kind + (": " + fields if fields else "") for url, kind, fields in rows}
        self.assertEqual(len(said), len(rows), f"a page has changed twice in one run: {rows}")
        return said

    def outcomes(self, site, run=None):
        """{path: outcome of the visit} of a run."""
        rows = self.rows("SELECT u.url, o.name FROM url_visit v JOIN url u ON u.id = v.url_id "
                         "JOIN visit_outcome o ON o.id = v.outcome WHERE v.run_id = ?", run or self.last_run())
        said = {url.removeprefix(site.url("")): outcome for url, outcome in rows}
        self.assertEqual(len(said), len(rows), f"a page was visited twice in one run: {rows}")
        return said

    def revisit(self, url, *columns):
        return self.one(f"SELECT {', '.join(columns)} FROM url_revisit JOIN url u ON u.id = url_id WHERE u.url = ?",
                        url)

    def versions(self, url):
        """Titles, the oldest first."""
        return self.column("SELECT v.title FROM page_version v JOIN url u ON u.id = v.url_id "
                           "WHERE u.url = ? ORDER BY v.id", url)

    # --- what the tests do to time

    def edit(self, sql, *parameters):
        with closing(sqlite3.connect(self.db)) as connection, connection:
            connection.execute(sql, parameters)

    def let_pass(self, milliseconds):
        """As if all that was done had been done so much earlier."""
        for table, columns in {"url_revisit": ("due", "visited_at", "since", "missing_since"),
                               "url_visit": ("at",), "page": ("fetched_at",), "host": ("robots_at",),
                               "page_version": ("seen_from", "seen_to"), "page_change": ("at",)}.items():
            shifts = ", ".join(f"{column} = {column} - {milliseconds}" for column in columns)
            self.edit(f"UPDATE {table} SET {shifts}")
        self.edit(f"UPDATE counter SET n = n - {milliseconds} WHERE name = 'update_began'")

    # --- what is always true

    def check_history(self):
        self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])
        queued = self.one("SELECT (SELECT count(*) FROM queue) + (SELECT count(*) FROM delayed)")
        due = self.one("SELECT count(*) FROM url_revisit WHERE place IS NOT NULL")
        self.assertEqual(queued, due + self.counts().get("waiting", 0), "what waits is in the queue once")
        self.assertEqual(self.rows("SELECT url_id FROM url_revisit WHERE place IS NOT NULL AND url_id NOT IN "
                                   "(SELECT id FROM url WHERE state = 1)"), [], "only what is fetched is visited")
        self.assertEqual(self.one("SELECT count(*) FROM page"),
                         self.one("SELECT count(*) FROM url WHERE state = 1 AND page_id IN (SELECT id FROM page)"))
        self.assertEqual(self.rows("SELECT id FROM page_version WHERE id IN (SELECT id FROM page)"), [])
        self.assertEqual(self.rows("SELECT id FROM page_version WHERE seen_to < seen_from"), [])
        for table, column in (("page_text", "page_id"), ("body", "page_id"), ("structured_item", "page_id"),
                              ("sitemap_entry", "page_id"), ("link", "id >> 24")):
            self.assertEqual(self.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} NOT IN "
                                       "(SELECT id FROM page)"), [], table)
        self.assertEqual(self.one("SELECT n FROM counter WHERE name = 'links'"),
                         self.one("SELECT count(*) FROM link"))
        for column, states in (("pages", "role < 2"), ("checks", "role >= 2")):
            self.assertEqual(self.rows(f"SELECT h.id, h.{column} FROM host h WHERE h.{column} != (SELECT count(*) "
                                       f"FROM url u WHERE u.host_id = h.id AND u.state = 1 AND u.{states})"), [])
        self.assertEqual(self.rows("SELECT h.id, h.bytes FROM host h WHERE h.bytes != (SELECT coalesce(sum(p.transferred), 0) "
                                   "FROM page p JOIN url u ON u.page_id = p.id WHERE u.host_id = h.id)"), [])
        return self.decoded()

    def decoded(self):
        """Of each version what it consists of; fails if one can't be had."""
        ended = subprocess.run([HISTORY_CHECK, self.db], capture_output=True, text=True)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout.splitlines()
