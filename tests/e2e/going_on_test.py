"""What a start on an existing file goes on with: whose file it is, what failed, what other options make of it."""

import json
import signal
import time
import unittest

from harness import FAST, CrawlCase
from scripted_site import Raw, Reply, page, unused_port

LINKS_OF = "SELECT target FROM links WHERE source = ? ORDER BY position"
QUICK = ("--retries", "0")


class GoingOnCase(CrawlCase):
    def go(self, *arguments, status=0, **more):
        """As a user starts it: no seeds of another site."""
        return self.crawl(*arguments, status=status, any_site=False, **more)


class Failed(GoingOnCase):
    def test_a_crawl_of_a_server_that_was_down_is_made_by_the_same_command(self):
        held = unused_port()
        url = f"http://127.0.0.1:{held.getsockname()[1]}/"
        command = (url, *QUICK, "--robots", "ignore")
        self.go(*command, status=3)
        self.assertEqual(self.state(url), "failed/connect")
        again = self.go(*command, status=3)
        self.assertEqual(self.state(url), "failed/connect")
        self.assertIn("trying again what failed: 1 URL (connect: 1)", again.stderr)
        site = self.site({"/": page("Start", "/1"), "/1": page("One")}, held=held)
        self.go(*command)
        self.assertEqual(self.fetched(site), ["/", "/1"])
        self.assertEqual(self.one("SELECT failed FROM hosts"), 0)
        third = self.go(*command)
        self.assertNotIn("trying again", third.stderr)
        self.assertEqual([site.count("/"), site.count("/1")], [1, 1])

    def test_robots_txt_that_was_unreachable_is_asked_again(self):
        rules = [Reply("busy", 503)] * 4 + [Reply("User-agent: *\nDisallow: /no", type="text/plain")]
        site = self.site({"/": page("Start", "/no"), "/robots.txt": rules})
        self.go(site.url(), *QUICK, "--max-time", "1")
        self.assertEqual(self.counts(), {"waiting": 1})
        site.set("/robots.txt", Reply("User-agent: *\nDisallow: /no", type="text/plain"))
        self.go(site.url(), *QUICK)
        self.assertEqual(self.fetched(site), ["/"])
        self.assertEqual(self.state(site.url("/no")), "skipped/robots")

    def test_an_answer_of_the_moment_is_replaced_with_its_links_and_all_else(self):
        rules = self.folder / "rules.toml"
        rules.write_text('[tables.things]\n[tables.things.fields]\nname = { css = "h1" }\n')
        for status in (500, 503, 429, 408):
            with self.subTest(status):
                self.db.unlink(missing_ok=True)
                busy = Reply(page("Busy", "/help"), status, headers={"Retry-After": "0"})
                site = self.site({"/": page("Start", "/1"), "/1": [busy, page("One", "/2", "/3")]})
                command = (site.url(), *QUICK, "--extract", rules, "--keep-markdown")
                self.go(*command)
                self.assertEqual(self.page(site.url("/1"), "status", "title"), (status, "Busy"))
                links = self.one("SELECT count(*) FROM links")
                again = self.go(*command)
                self.assertIn(f"trying again what failed: 1 URL ({status}: 1)", again.stderr)
                self.assertEqual(self.page(site.url("/1"), "status", "title"), (200, "One"))
                self.assertEqual(self.column(LINKS_OF, site.url("/1")), [site.url("/2"), site.url("/3")])
                self.assertEqual(self.one("SELECT count(*) FROM links"), links - 1 + 2)
                self.assertEqual(self.one("SELECT n FROM counter WHERE name = 'links'"), links + 1)
                self.assertEqual(self.one("SELECT name FROM things WHERE url = ?", site.url("/1")), "One")
                for table in ("page_text", "body", "page_article", "structured_item"):
                    self.assertEqual(self.rows(f"SELECT page_id FROM {table} WHERE page_id NOT IN "
                                               "(SELECT id FROM page)"), [], table)
                self.assertEqual(self.one("SELECT sum(pages) FROM hosts"), len(self.fetched()))
                self.assertIsNotNone(self.state(site.url("/help")), "what was found there stays known")

    def test_a_404_and_a_page_that_is_there_are_not_asked_again(self):
        site = self.site({"/": page("Start", "/1", "/gone"), "/1": page("One")})
        self.go(site.url())
        asked = len(site.targets())
        ended = self.go(site.url())
        self.assertEqual(len(site.targets()), asked)
        self.assertNotIn("again", ended.stderr)

    def test_retry_failed_no_leaves_them(self):
        site = self.site({"/": page("Start", "/1", "/2"), "/1": Reply("no", 500), "/2": Raw(b"")})
        self.go(site.url(), *QUICK)
        before = self.rows("SELECT url, state, reason FROM urls ORDER BY url")
        asked = len(site.targets())
        self.go(site.url(), *QUICK, "--retry-failed", "no")
        self.assertEqual(len(site.targets()), asked)
        self.assertEqual(self.rows("SELECT url, state, reason FROM urls ORDER BY url"), before)

    def test_what_is_excluded_now_is_not_tried_again(self):
        site = self.site({"/": page("Start", "/1", "/2"), "/1": Reply("no", 500), "/2": Raw(b"")})
        self.go(site.url(), *QUICK)
        asked = len(site.targets())
        self.go(site.url(), *QUICK, "--exclude", "/[12]$")
        self.assertEqual(len(site.targets()), asked)
        self.assertEqual(self.state(site.url("/2")), "failed/reset")

    def test_with_max_pages_a_crawl_gets_on_in_spite_of_pages_that_always_fail(self):
        site = self.site({"/": page("Start", *(f"/bad{i}" for i in range(8)), *(f"/{i}" for i in range(12)))}
                         | {f"/bad{i}": Reply("no", 500) for i in range(8)}
                         | {f"/{i}": page(f"Page {i}") for i in range(12)})
        for _ in range(12):
            self.go(site.url(), *QUICK, "--max-pages", "4", "--per-host", "1")
        self.assertEqual(self.one("SELECT count(*) FROM pages WHERE status = 200"), 13)

    def test_kill_9_in_the_middle_loses_nothing_and_ends(self):
        count = 40
        site = self.site({"/": page("Start", *(f"/{i}" for i in range(count)))}
                         | {f"/{i}": Reply(page("Busy", "/help"), 408) for i in range(count)}
                         | {"/help": page("Help")}, latency=0.005)
        self.go(site.url(), *QUICK)
        for i in range(count):
            site.set(f"/{i}", page(f"Page {i}", "/help"))
        for requests in (1, 7, 15):
            process = self.start(site.url(), "-o", self.db, *FAST, *QUICK)
            goal = len(site.log) + requests
            while len(site.log) < goal and process.poll() is None:
                time.sleep(0.0005)
            process.kill()
            process.communicate()
            self.assertEqual(process.returncode, -signal.SIGKILL)
            self.check_counts()
        self.go(site.url(), *QUICK)
        self.assertEqual(self.one("SELECT count(*) FROM pages WHERE status = 200"), count + 2)
        self.assertEqual(self.one("SELECT count(*) FROM links WHERE target = ?", site.url("/help")), count)
        asked = len(site.targets())
        self.go(site.url(), *QUICK)
        self.assertEqual(len(site.targets()), asked)


class Whose(GoingOnCase):
    def setUp(self):
        super().setUp()
        self.one_site = self.site({"/": page("One", "/1", "/2"), "/1": page("1"), "/2": page("2")})
        self.other = self.site({"/": page("Other", "/x"), "/x": page("X")})

    def test_it_says_what_it_goes_on_with(self):
        self.go(self.one_site.url(), "--max-pages", "1")
        ended = self.go(self.one_site.url())
        self.assertRegex(ended.stderr, rf"going on with \S+crawl\.db: 1 page of {self.one_site.url()}, 2 waiting; "
                                       r"last run \d{4}-\d\d-\d\d \d\d:\d\d UTC \(max-pages\)")
        self.assertEqual(self.go(self.one_site.url(), "--quiet").stderr, "")
        for line in self.go(self.one_site.url(), "--log-json").stderr.splitlines():
            json.loads(line)

    def test_a_new_file_is_no_going_on(self):
        self.assertNotIn("going on", self.go(self.one_site.url()).stderr)

    def test_seeds_of_another_site_are_refused_and_change_nothing(self):
        self.go(self.one_site.url(), "--max-pages", "1")
        before = self.rows("SELECT * FROM urls ORDER BY url"), self.rows("SELECT id FROM runs")
        refused = self.go(self.other.url(), status=1)
        self.assertIn("-o OTHER", refused.stderr)
        self.assertIn("--add-seeds", refused.stderr)
        self.assertIn(self.one_site.url(), refused.stderr)
        self.assertEqual((self.rows("SELECT * FROM urls ORDER BY url"), self.rows("SELECT id FROM runs")), before)
        self.assertEqual(self.other.targets(), [])

    def test_a_site_that_is_only_linked_to_is_another(self):
        self.one_site.set("/", page("One", self.other.url()))
        self.go(self.one_site.url())
        self.assertEqual(self.state(self.other.url()), "skipped/scope")
        self.go(self.other.url(), status=1)

    def test_add_seeds_goes_on_with_both(self):
        self.go(self.one_site.url(), "--max-pages", "1")
        self.go(self.other.url(), "--add-seeds")
        self.assertEqual(self.fetched(self.one_site), ["/", "/1", "/2"])
        self.assertEqual(self.fetched(self.other), ["/", "/x"])

    def test_one_known_seed_is_enough_and_the_others_are_added(self):
        self.go(self.one_site.url())
        self.go(self.one_site.url(), self.other.url())
        self.assertEqual(self.fetched(self.other), ["/", "/x"])

    def test_seeds_that_are_named_no_more_wait_no_more(self):
        self.go(self.one_site.url(), self.other.url(), "--max-pages", "2", "--per-host", "1")
        self.go(self.other.url())
        self.assertEqual(self.fetched(self.one_site), ["/"])
        self.assertEqual(self.state(self.one_site.url("/1")), "skipped/scope")
        self.go(self.one_site.url(), self.other.url())
        self.assertEqual(self.fetched(self.one_site), ["/", "/1", "/2"])


class Limits(GoingOnCase):
    def test_max_depth_wider_and_narrower(self):
        site = self.site({f"/{i}": page(f"{i}", f"/{i + 1}", f"/{i + 1}b") for i in range(6)})
        self.go(site.url("/0"), "--max-depth", "1")
        self.assertEqual(self.state(site.url("/2")), "skipped/max-depth")
        ended = self.go(site.url("/0"), "--max-depth", "3")
        self.assertIn("waiting again: 2 URLs (max-depth: 2)", ended.stderr)
        self.assertEqual(self.state(site.url("/3")), "fetched")
        self.assertEqual(self.state(site.url("/4")), "skipped/max-depth")
        self.assertEqual(self.one("SELECT depth FROM urls WHERE url = ?", site.url("/3")), 3)
        same = self.go(site.url("/0"), "--max-depth", "3")
        self.assertNotIn("options or seeds", same.stderr)
        self.go(site.url("/0"), "--max-depth", "5", "--max-pages", "1")
        narrow = self.go(site.url("/0"), "--max-depth", "1")
        self.assertIn("no longer waiting:", narrow.stderr)
        self.assertNotIn("waiting", self.counts())
        self.go(site.url("/0"))
        self.assertEqual(self.state(site.url("/5b")), "fetched")

    def test_include_and_exclude(self):
        site = self.site({"/": page("Start", "/a1", "/a2", "/b1"), "/a1": page("a1", "/b2"), "/b1": page("b1"),
                          "/a2": page("a2"), "/b2": page("b2")})
        self.go(site.url(), "--include", "/a", "--exclude", "2$")
        self.assertEqual(self.fetched(site), ["/", "/a1"])
        ended = self.go(site.url(), "--include", "/a")
        self.assertIn("waiting again: 1 URL (exclude: 1)", ended.stderr)
        self.assertEqual(self.fetched(site), ["/", "/a1", "/a2"])
        self.go(site.url(), "--exclude", "2$")
        self.assertEqual(self.fetched(site), ["/", "/a1", "/a2", "/b1"])
        self.assertEqual(self.state(site.url("/b2")), "skipped/exclude", "the reason of today")
        self.go(site.url())
        self.assertEqual(len(self.fetched(site)), 5)

    def test_what_is_excluded_now_stops_waiting(self):
        site = self.site({"/": page("Start", "/a1", "/b1"), "/a1": page("a1"), "/b1": page("b1")})
        self.go(site.url(), "--max-pages", "1")
        ended = self.go(site.url(), "--exclude", "/b")
        self.assertIn("no longer waiting: 1 URL (exclude: 1)", ended.stderr)
        self.assertEqual(self.fetched(site), ["/", "/a1"])

    def test_scope(self):
        site = self.site({"/a/": page("A", "/b"), "/b": page("B", "/c"), "/c": page("C")})
        self.go(site.url("/a/"), "--scope", "prefix")
        self.assertEqual(self.state(site.url("/b")), "skipped/scope")
        self.go(site.url("/a/"), "--scope", "host")
        self.assertEqual(self.fetched(site), ["/a/", "/b", "/c"])

    def test_fetch_gets_the_bodies_of_which_only_headers_came(self):
        site = self.site({"/": page("Start", "/1.pdf", "/2.png", "/empty"), "/1.pdf": Reply("%PDF-1", type="application/pdf"),
                          "/2.png": Reply("png", type="image/png"), "/empty": Reply("")})
        self.go(site.url())
        self.assertEqual(self.page(site.url("/1.pdf"), "size"), 0)
        ended = self.go(site.url(), "--fetch", "text/html,application/pdf")
        self.assertIn("waiting again: 1 URL (fetch: 1)", ended.stderr)
        self.assertEqual(self.page(site.url("/1.pdf"), "size"), 6)
        self.assertEqual([site.count(path) for path in ("/1.pdf", "/2.png", "/empty")], [2, 1, 1])

    def test_max_per_host(self):
        site = self.site({"/": page("Start", *(f"/{i}" for i in range(9)))} | {f"/{i}": page(f"{i}") for i in range(9)})
        self.go(site.url(), "--max-per-host", "3")
        self.assertEqual(len(self.fetched(site)), 3)
        self.assertIn("max-per-host: 7", self.go(site.url(), "--max-per-host", "6").stderr)
        self.assertEqual(len(self.fetched(site)), 6)
        self.go(site.url())
        self.assertEqual(len(self.fetched(site)), 10)
        self.assertEqual(len(site.targets()), len(set(site.targets())))

    def test_robots_nofollow_shapes_and_traps(self):
        deep = "/d" + "/e/f" * 3
        site = self.site({"/robots.txt": Reply("User-agent: *\nDisallow: /no\nUser-agent: friend\nAllow: /",
                                               type="text/plain"),
                          "/": page("Start", "/no", deep, *(f"/q?a={i}" for i in range(4)),
                                    body="<a rel=nofollow href=/shy>shy</a>"),
                          "/no": page("No"), deep: page("Deep"), "/shy": page("Shy"), "/q": page("Q")})
        limits = ("--max-path-depth", "4", "--nofollow", "obey", "--max-queries-per-path", "2")
        self.go(site.url(), *limits)
        self.assertEqual(self.state(site.url("/no")), "skipped/robots")
        self.assertEqual(self.state(site.url(deep)), "skipped/path-depth")
        self.assertEqual(self.state(site.url("/shy")), "skipped/nofollow")
        self.assertEqual(self.one("SELECT count(*) FROM urls WHERE reason = 'query-budget'"), 2)
        self.go(site.url(), *limits, "--user-agent", "friend/1.0")
        self.assertEqual(self.state(site.url("/no")), "fetched")
        self.go(site.url(), "--nofollow", "obey", "--max-queries-per-path", "2")
        self.assertEqual(self.state(site.url(deep)), "fetched")
        self.assertEqual(self.state(site.url("/shy")), "skipped/nofollow")
        self.go(site.url())
        self.assertNotIn("skipped", self.counts())

    def test_kill_9_while_judging_begins_anew(self):
        links = 3000
        site = self.site({"/": page("Start", *(f"/{i}" for i in range(links)))},
                         otherwise=lambda _: Reply(page("Any")))
        self.go(site.url(), "--max-depth", "0")
        process = self.start(site.url(), "-o", self.db, *FAST, "--max-pages", "1")
        while process.poll() is None and not self.rows("SELECT 1 FROM queue LIMIT 1"):
            time.sleep(0.0005)
        process.kill()
        process.communicate()
        self.check_counts()
        self.go(site.url(), "--max-pages", "1")
        self.assertEqual(self.counts(), {"fetched": 2, "waiting": links - 1})

    def test_a_look_that_was_cut_off_is_undone_by_a_start_with_the_old_options(self):
        for signal_sent in (signal.SIGKILL, signal.SIGINT):
            with self.subTest(signal_sent):
                self.db.unlink(missing_ok=True)
                links = 12000
                site = self.site({"/": page("Start", *(f"/{i}" for i in range(links)))},
                                 otherwise=lambda _: Reply(page("Any")))
                self.go(site.url(), "--max-pages", "1")
                process = self.start(site.url(), "-o", self.db, *FAST, "--max-pages", "1", "--exclude", "/[0-9]")
                while process.poll() is None and "skipped" not in self.counts():
                    time.sleep(0.0005)
                process.send_signal(signal_sent)
                process.communicate()
                self.check_counts()
                self.go(site.url(), "--max-pages", "1")
                self.assertEqual(self.counts(), {"fetched": 2, "waiting": links - 1})


if __name__ == "__main__":
    unittest.main()
