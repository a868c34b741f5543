"""Nothing lost, nothing twice: a crawl goes on where it was, however it ended."""

import random
import signal
import sqlite3
import time
import unittest
from contextlib import closing

from harness import FAST, CrawlCase
from scripted_site import Raw, Reply, page, redirect

ROWS = ("SELECT u.url, u.state, u.reason, p.status, p.title, p.content_hash, "
        "(SELECT count(*) FROM links WHERE source = u.url) "
        "FROM urls u LEFT JOIN pages p ON p.url = u.url ORDER BY u.url")


def forest(pages):
    """`pages` pages, each with links to three that follow it, one before it, one that is missing."""
    def links(i):
        return [f"/{n}" for n in (3 * i + 1, 3 * i + 2, 3 * i + 3, i // 2) if n < pages] + [f"/x{i % 7}"]

    routes = {f"/{i}": page(f"Page {i}", *links(i), "/no/1", body="<img src='/logo.png'>")
              for i in range(pages)}
    routes["/5"] = redirect("/6", 301)
    routes["/robots.txt"] = Reply("User-agent: *\nDisallow: /no", type="text/plain")
    return routes


class Stopped(CrawlCase):
    def test_after_max_pages_it_goes_on_and_fetches_nothing_twice(self):
        site = self.site(forest(60))
        self.crawl(site.url("/0"), "--max-pages", "10")
        self.assertEqual(self.counts()["fetched"], 10)
        self.crawl(site.url("/0"), "--max-pages", "10")
        self.assertEqual(self.counts()["fetched"], 20, "the limit is of one run")
        ended = self.crawl(site.url("/0"))
        self.assertNotIn("waiting", self.counts())
        self.assertEqual(len(site.targets()), len(set(site.targets())))
        self.assertEqual(len(site.targets()), 60 + 7)
        self.assertEqual(self.column("SELECT end_reason FROM runs"), ["max-pages", "max-pages", "finished"])
        self.assertEqual(ended.status, 0)

    def test_a_new_seed_is_added_to_what_is_there(self):
        site = self.site({"/": page("Start", "/1"), "/1": page("One"), "/new": page("New")})
        self.crawl(site.url())
        self.crawl(site.url("/new"))
        self.assertEqual(self.fetched(site), ["/", "/1", "/new"])
        self.assertEqual(site.count("/"), 1)

    def test_a_wider_scope_revives_what_was_out_of_it(self):
        site = self.site({"/a/": page("A", "/b"), "/b": page("B"), "/a/2": page("A2", "/b")})
        self.crawl(site.url("/a/"), "--scope", "prefix")
        self.assertEqual(self.state(site.url("/b")), "skipped/scope")
        self.crawl(site.url("/a/2"), "--scope", "host")
        self.assertEqual(self.state(site.url("/b")), "fetched")


class Killed(CrawlCase):
    def look_with_plain_sqlite(self):
        """What a user with a plain sqlite3 sees after the kill."""
        with closing(sqlite3.connect(self.db)) as connection:
            self.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        self.check_counts()

    def kill_after(self, site, requests, *options):
        """Starts, lets so many requests come in, kills; False if it was quicker than that."""
        process = self.start(site.url("/0"), "-o", self.db, *FAST, *options)
        goal = len(site.log) + requests
        while len(site.log) < goal and process.poll() is None:
            time.sleep(0.0005)
        process.kill()
        process.communicate()
        return process.returncode == -signal.SIGKILL

    def test_kill_9_at_any_moment_loses_nothing_and_doubles_nothing(self):
        pages, moments = 300, random.Random(9)
        site = self.site(forest(pages), latency=0.004)
        options = ("--per-host", "8")
        whole = self.folder / "whole.db"
        self.run_raw(site.url("/0"), "-o", whole, *FAST, *options)
        expected = self.rows(ROWS, db=whole)
        self.assertEqual(sum(row[1] == "fetched" for row in expected), pages + 7)
        site.log.clear()

        kills = 0
        for number in range(6):
            kills += self.kill_after(site, moments.randrange(1, 55), *options)
            # Not after each: a look recovers the file, and the program must be able to by itself.
            if number % 2 and self.db.exists():
                self.look_with_plain_sqlite()
        self.crawl(site.url("/0"), *options)

        self.assertGreaterEqual(kills, 4, "the crawl was over too early for the test to mean much")
        self.assertEqual(self.rows(ROWS), expected)
        reasons = self.column("SELECT end_reason FROM runs")
        self.assertEqual(reasons[-1], "finished")
        self.assertIn("killed", reasons)
        # A page whose commit the kill cut off is asked for again; never more than were in flight
        # or on their way to the disk, and no page that a finished transaction had kept.
        again = len(site.targets()) - len(set(site.targets()))
        self.assertLess(again, pages / 2)


class Interrupted(CrawlCase):
    def interrupt_while_crawling(self, site):
        process = self.start(site.url("/0"), "-o", self.db, *FAST)
        self.assertTrue(site.wait_for(20), "it does not crawl")
        process.send_signal(signal.SIGINT)
        return process

    def test_ctrl_c_ends_soon_says_how_to_go_on_and_keeps_the_counts(self):
        site = self.site(forest(300), latency=0.01)
        process = self.interrupt_while_crawling(site)
        out, err = process.communicate(timeout=6)
        self.assertEqual(process.returncode, 130, out + err)
        self.assertIn("crawl.db", out + err)
        self.check_counts()
        self.assertEqual(self.end_reason(), "interrupted")
        self.assertGreater(self.counts()["waiting"], 0)
        self.crawl(site.url("/0"), "--per-host", "16")
        self.assertEqual(len(site.targets()), len(set(site.targets())), "what was in flight was kept")
        self.assertEqual(len(self.fetched()), 307)

    def test_a_second_ctrl_c_ends_at_once(self):
        site = self.site(forest(300) | {"/1": Raw(then="hang")}, latency=0.005)
        process = self.interrupt_while_crawling(site)
        time.sleep(0.3)
        self.assertIsNone(process.poll(), "it waits for what is in flight")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=2)
        self.assertEqual(process.returncode, 130)
        self.check_counts()

    def test_sigterm_is_as_ctrl_c(self):
        site = self.site(forest(300), latency=0.01)
        process = self.start(site.url("/0"), "-o", self.db, *FAST)
        self.assertTrue(site.wait_for(20))
        process.terminate()
        process.communicate(timeout=6)
        self.check_counts()
        self.assertEqual(self.end_reason(), "interrupted")


class Locked(CrawlCase):
    def test_a_second_crawl_on_the_same_database_is_refused(self):
        site = self.site(forest(300), latency=0.02)
        first = self.start(site.url("/0"), "-o", self.db, *FAST)
        self.assertTrue(site.wait_for(10))
        second = self.run_raw(site.url("/0"), "-o", self.db, *FAST, timeout=10)
        self.assertEqual(second.status, 1, second.output)
        self.assertIn("crawl.db", second.stderr)
        self.assertIsNone(first.poll(), "the first one is not disturbed")
        self.assertGreater(self.one("SELECT count(*) FROM pages"), 0, "readers are welcome meanwhile")


if __name__ == "__main__":
    unittest.main()
