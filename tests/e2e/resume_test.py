"""Nothing lost, nothing twice: a crawl goes on where it was, however it ended."""

import random
import signal
import sqlite3
import subprocess
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


class Resumed(CrawlCase):
    """`crawl resume DB`: seeds and options come from the file."""

    def test_it_goes_on_with_the_seeds_and_options_of_the_last_run(self):
        site = self.site(forest(60))
        (self.folder / "seeds.txt").write_text(site.url("/0") + "\n")
        self.crawl("seeds.txt", "--exclude", "/x[0-3]", "--user-agent", "Kept/1", "--max-pages", "10")
        (self.folder / "seeds.txt").unlink()
        ended = self.run_raw("resume", "crawl.db", "--allow-private")
        self.assertEqual(ended.status, 0, ended.output)
        self.assertRegex(ended.stderr, r"crawl: with the options of the last run:.* --exclude '/x\[0-3\]'.* --user-agent Kept/1")
        self.check_counts()
        self.assertNotIn("waiting", self.counts())
        self.assertEqual(len(site.targets()), len(set(site.targets())))
        self.assertEqual(len(site.targets()), 60 + 3)
        self.assertEqual({request.headers["user-agent"] for request in site.log}, {"Kept/1"})
        self.assertEqual(self.column("SELECT end_reason FROM runs"), ["max-pages", "finished"])
        self.assertEqual(len(set(self.column("SELECT options ->> 'exclude' FROM runs"))), 1)

    def test_what_is_given_replaces_what_is_kept(self):
        site = self.site(forest(60))
        self.crawl(site.url("/0"), "--user-agent", "Kept/1", "--allow-private", "--max-pages", "10")
        ended = self.run_raw("resume", "--user-agent", "Given/1", "--allow-private=false", "--max-pages", "20")
        self.assertEqual(ended.status, 0, ended.output)
        self.assertEqual(self.counts()["fetched"], 30)
        self.assertEqual(self.run_raw("resume").status, 0)
        self.assertEqual(self.rows("SELECT options ->> 'user-agent', options ->> 'allow-private' FROM runs"),
                         [("Kept/1", 1), ("Given/1", 0), ("Given/1", 0)])
        agents = [request.headers["user-agent"] for request in site.log if request.target != "/robots.txt"]
        self.assertEqual((agents[:10], set(agents[10:])), (["Kept/1"] * 10, {"Given/1"}))

    def test_the_command_that_the_summary_says_can_be_pasted(self):
        site = self.site(forest(60))
        folder = self.folder / "it's a folder"
        folder.mkdir()
        ended = self.run_raw(site.url("/0"), "-o", folder / "a $b.db", *FAST, "--max-pages", "10")
        commands = ended.stderr.split("\nResume with\n")[1].split("\n")
        again = subprocess.run(["sh", "-c", commands[0]], cwd=self.folder, capture_output=True, text=True, timeout=30)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn("finished", again.stderr)
        asked = next(line for line in ended.stderr.splitlines() if line.startswith("  sqlite3"))
        rows = subprocess.run(["sh", "-c", asked], cwd=self.folder, capture_output=True, text=True, timeout=30)
        self.assertEqual((rows.returncode, len(rows.stdout.splitlines())), (0, 10), rows.stderr)

    def test_a_secret_is_asked_for_again(self):
        site = self.site(forest(30))
        self.crawl(site.url("/0"), "--auth", "me:hush", "--max-pages", "5")
        ended = self.run_raw("resume")
        self.assertEqual(ended.status, 2)
        self.assertIn("--auth", ended.stderr)
        self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
        self.assertEqual(self.run_raw("resume", "--auth", "me:hush", "--allow-private").status, 0)
        self.assertEqual(len({request.headers.get("authorization") for request in site.log}), 1)

    def test_a_seed_that_had_been_found_before_is_a_seed_all_the_same(self):
        site = self.site({"/a/": page("A", "/b/"), "/b/": page("B", "/b/1"), "/b/1": page("B1", "/b/2"),
                          "/b/2": page("B2", "/b/3"), "/b/3": page("B3")})
        self.crawl(site.url("/a/"), "--max-depth", "0")
        self.crawl(site.url("/b/"), "--scope", "prefix", "--max-pages", "2")
        self.assertEqual(self.run_raw("resume", "--allow-private").status, 0)
        self.assertEqual(self.fetched(site), ["/a/", "/b/", "/b/1", "/b/2", "/b/3"])

    def test_what_a_stranger_could_have_written_is_asked_for_again(self):
        site = self.site({"/": page("Start", "/1"), "/1": page("One")})
        (self.folder / "cookies").write_text("127.0.0.1\tFALSE\t/\tFALSE\t0\tname\tvalue\n")
        (self.folder / "login.toml").write_text('page = "http://elsewhere.test/login"\n[fields]\nname = "x"\n')
        given = {"--allow-private": (), "--insecure": (), "--cookie-file": ("cookies",), "--login": ("login.toml",), "--proxy": (site.url("").rstrip("/"),)}
        for option, value in given.items():
            with self.subTest(option=option):
                self.db = self.folder / f"{option}.db"
                self.crawl(site.url(), option, *value, "--max-pages", "1", "--delay", "0", defaults=(), any_site=False)
                before, runs = len(site.log), self.column("SELECT count(*) FROM runs")
                ended = self.run_raw("resume", self.db)
                self.assertEqual(ended.status, 2)
                self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
                self.assertIn(f"the last run had {' '.join((option, *value))};", ended.stderr)
                self.assertEqual((len(site.log), self.column("SELECT count(*) FROM runs")), (before, runs))
                ended = self.run_raw("resume", self.db, option, *value)
                self.assertEqual(ended.status, 0, ended.output)
                self.assertIn("with the options of the last run: --delay 0\n", ended.stderr)
        self.db = self.folder / "--allow-private.db"
        self.assertEqual(self.run_raw("resume", self.db, "--allow-private=false").status, 0)

    def test_without_a_crawl_it_says_what_is_missing(self):
        ended = self.run_raw("resume", "nowhere.db")
        self.assertEqual((ended.status, len(ended.stderr.splitlines())), (1, 1), ended.stderr)
        self.assertIn("nowhere.db: no such file", ended.stderr)
        self.assertEqual(self.run_raw("resume", "a.db", "b.db").status, 2)
        self.assertEqual(list(self.folder.iterdir()), [])


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
