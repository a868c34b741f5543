"""crawl pull: what a crawl wrote to PostgreSQL, as a file that has the same rows as one that was crawled into."""

import signal
import sqlite3
import unittest
from contextlib import closing

from postgres_server import ServerCase
from rich_site import OPTIONS, rich_site
from scripted_site import page, redirect

# What hangs on time, or on the order in which answers came; and the second crawl of the site finds none of the pages
# that fail the first time.
PASSING = {"fetched_at", "ttfb_ms", "total_ms", "mean_ms", "robots_at", "found_on", "id", "ms", "checked_at", "seen_at",
           "began_at", "started_at", "ended_at", "elapsed_ms", "page_id", "depth", "attempts",
           "last_error"}
VIEWS = ("pages", "links", "urls", "hosts", "headers", "broken_links", "redirects", "duplicates", "errors", "headings",
         "images", "forms", "ids", "head_facts", "accessibility", "sitemap_entries",
         "sitemap_details", "structured", "articles", "checked", "fragments", "certificates")
JSON_LD = '<script type="application/ld+json">{"@type": "Product", "name": "Lamp"}</script>'
FORM = '<form action="/send" method="post"><input type="password" id="a"><p id="a">twice</p></form>'
ARTICLE = f"<article><h2>An article</h2>{'<p>' + 'It says much, and has commas, too. ' * 12 + '</p>'}</article>"


def rows_of(file, view):
    with closing(sqlite3.connect(file)) as db:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({view})")]
        passing = PASSING | ({"url", "first_url"} if view == "duplicates" else set())  # which of them came first
        kept = [f'"{name}"' for name in columns if name not in passing]
        return columns, sorted(map(repr, db.execute(f"SELECT {', '.join(kept)} FROM {view}")))


class Pull(ServerCase):
    databases = 0

    def place(self):
        Pull.databases += 1
        return self.server.make(f"crawl_{Pull.databases}")

    def pull(self, place, *arguments, status=0):
        ended = self.run_raw("pull", place, "-o", self.db, *arguments)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def crawl_there(self, place, *arguments, status=0):
        ended = self.run_raw(*arguments, "-o", place, "--wait-for-hosts", "0")
        self.assertEqual(ended.status, status, ended.output)

    def test_the_file_has_the_rows_of_one_that_was_crawled_into(self):
        place = self.place()
        with rich_site(40) as site:
            for twin in ("/twin1", "/twin2"):
                site.set(twin, page("Twins", "/0#there", head=JSON_LD, body=FORM + ARTICLE))
            arguments = (*map(site.url, ("/0", "/twin1", "/twin2")), *OPTIONS, "--keep-markdown", "--check", "all")
            self.crawl_there(place, *arguments)
            ended = self.run_raw(*arguments, "-o", self.folder / "same.db", "--wait-for-hosts", "0")
            self.assertEqual(ended.status, 0, ended.output)
        self.pull(place)
        self.check_counts()
        for view in VIEWS:
            columns, pulled = rows_of(self.db, view)
            same_columns, crawled = rows_of(self.folder / "same.db", view)
            self.assertEqual(columns, same_columns)
            self.assertTrue(crawled or view in ("certificates", "sitemap_details"), view)
            self.assertEqual(pulled, crawled, view)

    def test_bodies_and_headers_come_as_they_were(self):
        site = self.site({"/": page("Start", "/a"), "/a": page("A")})
        place = self.place()
        self.crawl_there(place, site.url("/"), "--allow-private", "--delay", "0")
        self.pull(place)
        ended = self.run_raw("show", self.db, site.url("/a"), "--html")
        self.assertEqual(ended.stdout.strip(), page("A").strip())

    def test_rows_of_rules_come_too(self):
        rules = self.folder / "rules.toml"
        rules.write_text('[tables.things]\n[tables.things.fields]\ntitle = { css = "title" }\nlength = { css = "p", type = "integer" }\n')
        site = self.site({"/": page("Start", body="<p>12</p>"), })
        place = self.place()
        self.crawl_there(place, site.url("/"), "--allow-private", "--delay", "0", "--extract", rules)
        self.pull(place)
        with closing(sqlite3.connect(self.db)) as db:
            self.assertEqual(db.execute("SELECT url, title, length FROM things").fetchall(),
                             [(site.url("/"), "Start", 12)])

    def test_a_second_pull_takes_what_came_since(self):
        site = self.site({"/": page("Start", "/1", "/2", "/3"), **{f"/{i}": page(str(i)) for i in range(1, 4)}})
        place = self.place()
        limits = ("--allow-private", "--delay", "0", "--per-host", "1")
        self.crawl_there(place, site.url("/"), *limits, "--max-pages", "2")
        self.pull(place)
        self.assertEqual(self.count_pages(), 2)
        self.crawl_there(place, site.url("/"), *limits)
        ended = self.pull(place)
        self.assertEqual(self.count_pages(), 4)
        self.assertIn("2 of them new", ended.stdout)
        self.check_counts()

    def two_hosts(self):
        """A crawl of two that link to each other; of the second a page is gone, and one has moved."""
        site = self.site(hosts=("127.0.0.1", "127.0.0.2"))
        there = {path: site.url(path, "127.0.0.2") for path in ("/", "/gone", "/moved", "/only", "/barred")}
        site.set("/", page("One", "/a", "/lost", *there.values()))
        site.set("/a", page("A", "/"))
        site.set(("127.0.0.2", "/"), page("Two", site.url("/"), "/only"))
        site.set(("127.0.0.2", "/only"), page("Only", "/more"))
        site.set(("127.0.0.2", "/more"), page("More"))
        site.set(("127.0.0.2", "/moved"), redirect("/more"))
        place = self.place()
        self.crawl_there(place, site.url("/"), there["/"], "--allow-private", "--delay", "0", "--sitemaps", "no",
                         "--exclude", "/barred")
        return place, site.url("/")[:-1], there["/"][:-1]

    def urls(self):
        return {url: (state, reason, detail, status) for url, state, reason, detail, status in
                self.rows("SELECT url, state, reason, detail, status FROM urls")}

    def test_a_part_has_a_host_and_what_its_links_lead_to(self):
        place, one, two = self.two_hosts()
        ended = self.pull(place, "--host", "127.0.0.1")
        self.assertIn("9 URLs and 3 pages, 3 of them new", ended.stdout)
        fetched, left_out = ("fetched", None, None, 200), ("skipped", "scope", "not pulled: fetched", None)
        gone, moved = ("fetched", None, None, 404), ("fetched", None, None, 302)
        part = {one + "/": fetched, one + "/a": fetched, one + "/lost": gone, two + "/gone": gone, two + "/moved": moved,
                two + "/": left_out, two + "/only": left_out, two + "/more": left_out,
                two + "/barred": ("skipped", "exclude", None, None)}
        self.assertEqual(self.urls(), part)
        self.check_counts()
        self.assertEqual(self.rows("SELECT source, target FROM broken_links ORDER BY target"),
                         [(one + "/", one + "/lost"), (one + "/", two + "/gone")])
        self.assertEqual(self.rows("SELECT url, redirect_to FROM pages WHERE status = 302"), [(two + "/moved", two + "/more")])
        self.assertEqual(dict(self.rows("SELECT origin, pages FROM hosts")), {one: 3, two: 2})
        again = self.pull(place, "--host", one)
        self.assertIn("0 of them new", again.stdout)
        self.assertEqual(self.urls(), part)
        self.pull(place, "--host", two)
        self.whole_file(place)

    def whole_file(self, place):
        """What was pulled in parts is what is pulled at once."""
        self.check_counts()
        parts, self.db = self.db, self.folder / "whole.db"
        self.pull(place)
        for view in ("pages", "links", "urls", "hosts", "broken_links", "headers"):
            self.assertEqual(rows_of(parts, view), rows_of(self.db, view), view)

    def test_a_part_has_the_pages_that_a_condition_holds_for(self):
        place, one, two = self.two_hosts()
        self.pull(place, "--where", "title = 'Only' -- and nothing else")
        self.assertEqual(self.rows("SELECT url, title FROM pages"), [(two + "/only", "Only")])
        self.assertEqual(self.rows("SELECT source, target FROM links"), [(two + "/only", two + "/more")])
        self.assertEqual(self.rows("SELECT url FROM urls WHERE state = 'waiting'"), [])
        self.check_counts()
        self.pull(place, "--where", "status = 200", "--host", "127.0.0.2")
        self.assertEqual(self.rows("SELECT url FROM pages WHERE status = 200 ORDER BY url"), [(two + path,) for path in ("/", "/more", "/only")])
        self.check_counts()
        self.pull(place, "--where", "true")
        self.whole_file(place)

    def test_a_part_that_is_none_is_said(self):
        place, _, _ = self.two_hosts()
        for arguments, status, words in ((("--host", "127.0.0.9"), 1, "the crawl has no host 127.0.0.9"),
                                         (("--host", "a b"), 2, "give a name as example.org"),
                                         (("--host", "http://127.0.0.1/a"), 2, "give a name as example.org"),
                                         (("--where", "statu = 200"), 1, 'column "statu" does not exist'),
                                         (("--where", "1); DROP TABLE x; SELECT (1"), 1, "syntax error|multiple commands")):
            ended = self.pull(place, *arguments, status=status)
            self.assertRegex(ended.stderr, words)
            self.assertFalse(self.db.exists(), arguments)

    def test_a_pull_that_is_killed_is_begun_again(self):
        routes = {"/": page("Start", *[f"/{i}" for i in range(300)])}
        routes |= {f"/{i}": page(str(i), f"/{i + 1}", body="words " * 500) for i in range(300)}
        site = self.site(routes)
        place = self.place()
        self.crawl_there(place, site.url("/"), "--allow-private", "--delay", "0", "--per-host", "8")
        for how in (signal.SIGKILL, signal.SIGINT, signal.SIGKILL):
            process = self.start("pull", place, "-o", self.db)
            # As soon as there is something to be killed in.
            while process.poll() is None and not (self.db.exists() and self.rows_there()):
                pass
            process.send_signal(how)
            process.communicate()
        self.pull(place)
        self.assertEqual(self.count_pages(), 301)
        self.check_counts()

    def rows_there(self):
        try:
            with closing(sqlite3.connect(self.db)) as db:
                return db.execute("SELECT count(*) FROM url").fetchone()[0]
        except sqlite3.OperationalError:
            return 0

    def count_pages(self):
        with closing(sqlite3.connect(self.db)) as db:
            return db.execute("SELECT count(*) FROM pages WHERE status = 200").fetchone()[0]

    def test_a_file_that_is_not_whole_takes_no_crawl(self):
        site = self.site({"/": page("Start")})
        place = self.place()
        self.crawl_there(place, site.url("/"), "--allow-private", "--delay", "0")
        self.pull(place)
        with closing(sqlite3.connect(self.db)) as db:
            db.execute("INSERT INTO counter VALUES('pulling', 1)")
            db.commit()
        ended = self.run_raw(site.url("/"), "-o", self.db, "--allow-private", "--delay", "0")
        self.assertEqual(ended.status, 1, ended.output)
        self.assertIn("crawl pull", ended.stderr)
        self.pull(place)
        self.crawl(site.url("/"))

    def test_a_file_with_a_crawl_of_its_own_is_left_alone(self):
        site = self.site({"/": page("Start")})
        place = self.place()
        self.crawl_there(place, site.url("/"), "--allow-private", "--delay", "0")
        self.crawl(site.url("/"))
        ended = self.pull(place, status=1)
        self.assertIn("has a crawl of its own", ended.stderr)

    def test_a_database_without_a_crawl(self):
        ended = self.pull(self.place(), status=1)
        self.assertIn("has no crawl", ended.stderr)

    def test_a_server_that_is_not_there(self):
        ended = self.run_raw("pull", "postgres://crawl:secret@127.0.0.1:1/crawl", "-o", self.db)
        self.assertEqual(ended.status, 1)
        self.assertNotIn("secret", ended.output)
        self.assertFalse(self.db.exists())


if __name__ == "__main__":
    unittest.main()
