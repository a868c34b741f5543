"""--update: what is visited when, what an error leaves as it is, and that nothing is lost between runs."""

import os
import random
import re
import signal
import sqlite3
import time
import unittest
from contextlib import closing
from email.utils import formatdate

from harness import FAST, CrawlCase
from killing import after, killed
from scripted_site import Raw, Reply, page, redirect, unused_port
from update_case import DAY, Conditional, UpdateCase

QUICK = ("--retries", "0")
HOUR = 3600 * 1000


class Errors(UpdateCase):
    def test_what_is_known_stays_and_all_of_it_is_asked_for_next_time(self):
        one = Conditional(page("One"))
        site = self.site({"/": page("Start", "/1"), "/1": one})
        self.crawl(site.url(), *QUICK)
        before = self.rows("SELECT * FROM page ORDER BY id")
        for trouble in (Reply("busy", 500), Reply("busy", 503, headers={"Retry-After": "0"}), Raw(then="reset"),
                        Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<p>", "reset"), Raw(then="hang")):
            with self.subTest(trouble):
                site.set("/1", trouble)
                asked = site.count("/1")
                self.update(site.url(), *QUICK, "--timeout", "1")
                self.assertEqual(self.outcomes(site)["/1"], "error")
                self.assertEqual(self.changes(site), {})
                self.assertEqual(self.rows("SELECT * FROM page ORDER BY id"), before)
                site.set("/1", one)
                self.update(site.url(), *QUICK)
                self.assertEqual(self.outcomes(site)["/1"], "unchanged")
                self.assertNotIn("if-none-match", site.requests("/1")[-1].headers)
                self.update(site.url(), *QUICK)
                self.assertEqual(self.outcomes(site)["/1"], "not-modified")
        self.assertEqual(self.rows("SELECT * FROM page ORDER BY id"), before)

    def test_a_server_that_is_down(self):
        held = unused_port()
        up = self.site({"/": page("Start", "/1"), "/1": page("One")}, held=held)
        self.crawl(up.url(), *QUICK)
        up.__exit__()
        self._cleanups = [one for one in self._cleanups if one[0] != up.__exit__]
        ended = self.crawl(up.url(), *QUICK, "--update", "--revisit", "0", "--wait-for-hosts", "0", status=3)
        self.assertIn("hosts unavailable", ended.stderr)
        self.check_history()
        self.assertEqual(self.one("SELECT end_reason FROM runs ORDER BY id DESC LIMIT 1"), "hosts-unavailable")
        self.assertLessEqual(set(self.outcomes(up).values()), {"error"})
        self.assertEqual(self.fetched(up), ["/", "/1"])
        self.assertEqual(self.changes(up), {})

    def test_an_update_whose_visits_all_failed_says_so(self):
        robots = Reply("", type="text/plain")
        site = self.site({"/robots.txt": robots, "/": page("Start", "/1"), "/1": page("One")})
        self.crawl(site.url(), *QUICK)
        site.set("/", Reply("busy", 500))
        self.update(site.url(), *QUICK)
        self.assertEqual(self.outcomes(site), {"/": "error", "/1": "unchanged"})
        site.set("/1", Reply("busy", 503))
        ended = self.update(site.url(), *QUICK, status=3)
        self.assertIn("each visit failed", ended.stderr)
        self.assertEqual(self.outcomes(site), {"/": "error", "/1": "error"})
        self.assertEqual(self.fetched(site), ["/", "/1"])

    def test_a_page_that_always_fails_is_no_news(self):
        site = self.site({"/": page("Start", "/1"), "/1": Reply("busy", 500)})
        self.crawl(site.url(), *QUICK)
        for _ in range(2):
            self.update(site.url(), *QUICK)
            self.assertEqual(self.changes(site), {})
        site.set("/1", page("One"))
        self.update(site.url(), *QUICK)
        self.assertEqual(self.changes(site), {"/1": "new"})


class When(UpdateCase):
    def targets_of_update(self, site, *arguments):
        before = len(site.targets())
        self.crawl(site.url(), "--update", *arguments)
        self.check_history()
        return sorted(site.targets()[before:])

    def test_what_is_due(self):
        site = self.site({"/": page("Start", "/1"), "/1": page("One")})
        self.crawl(site.url())
        self.assertEqual(self.targets_of_update(site), [], "younger than a day")
        self.let_pass(2 * HOUR)
        self.assertEqual(self.targets_of_update(site), [])
        self.assertEqual(self.targets_of_update(site, "--revisit", "1h"), ["/", "/1"])
        self.assertEqual(self.targets_of_update(site, "--revisit", "1h"), [])
        self.assertEqual(self.targets_of_update(site, "--revisit", "0"), ["/", "/1"])
        self.let_pass(100 * DAY)
        self.assertEqual(self.targets_of_update(site), ["/", "/1"])

    def test_limits_that_change_between_runs(self):
        site = self.site({"/": page("Start")})
        self.crawl(site.url())
        self.let_pass(3 * HOUR)
        self.assertEqual(self.targets_of_update(site, "--revisit", "1h", "--revisit-min", "4h"), [])
        self.assertEqual(self.targets_of_update(site, "--revisit", "1d", "--revisit-max", "2h"), ["/"])

    def test_one_that_changes_is_visited_more_often_than_one_that_does_not(self):
        number = iter(range(1000))
        site = self.site({"/": page("Start", "/a", "/b"), "/a": page("A"), "/b": lambda _: page(f"B{next(number)}")})
        self.crawl(site.url())
        for _ in range(6):
            self.let_pass(DAY)
            self.update(site.url())
        still, lively = (self.revisit(site.url(path), "interval") for path in ("/a", "/b"))
        self.assertLess(lively * 3, still)
        self.let_pass(lively * 2)
        self.assertIn("/b", self.targets_of_update(site))

    def test_max_pages_and_the_rest_the_next_time(self):
        site = self.site({"/": page("Start", *(f"/{i}" for i in range(9)))} | {f"/{i}": page(f"{i}") for i in range(9)})
        self.crawl(site.url())
        site.log.clear()
        for _ in range(3):
            self.update(site.url(), "--max-pages", "4")
        self.assertEqual(sorted(site.targets()), sorted(["/"] + [f"/{i}" for i in range(9)]), "each once")
        self.update(site.url())
        self.assertEqual(len(site.targets()), 20, "that update was ended, so this is another")

    def test_max_per_host_counts_visits(self):
        site = self.site({"/": page("Start", "/1", "/2"), "/1": page("One"), "/2": page("Two")})
        self.crawl(site.url(), "--max-per-host", "3")
        for _ in range(2):
            self.update(site.url(), "--max-per-host", "3")
            self.assertEqual(len(self.outcomes(site)), 3)
        self.update(site.url(), "--max-per-host", "2")
        self.assertEqual(len(self.outcomes(site)), 2)
        self.assertEqual(self.fetched(site), ["/", "/1", "/2"])

    def test_what_is_excluded_later_is_left_and_kept(self):
        site = self.site({"/": page("Start", "/1", "/2"), "/1": page("One"), "/2": page("Two")})
        self.crawl(site.url())
        self.update(site.url(), "--exclude", "/1$")
        self.assertEqual(self.outcomes(site), {"/": "unchanged", "/2": "unchanged"})
        self.assertEqual(self.changes(site), {})
        self.assertEqual(self.fetched(site), ["/", "/1", "/2"])
        self.update(site.url())
        self.assertEqual(set(self.outcomes(site)), {"/", "/1", "/2"})

    def test_a_new_file_is_a_crawl(self):
        site = self.site({"/": page("Start", "/1"), "/1": page("One")})
        self.crawl(site.url(), "--update")
        self.check_history()
        self.assertEqual(self.fetched(site), ["/", "/1"])
        self.assertEqual(self.outcomes(site), {})

    def test_new_pages_are_crawled_as_ever(self):
        site = self.site({"/": page("Start")})
        self.crawl(site.url())
        site.set("/", page("Start", "/1"))
        site.set("/1", page("One", "/2"))
        site.set("/2", page("Two"))
        self.update(site.url())
        self.assertEqual(self.changes(site), {"/": "changed: text links", "/1": "new", "/2": "new"})


class Sitemaps(UpdateCase):
    SITEMAPS = ("--delay", "0", "--allow-private", "--wait-for-hosts", "0", "--add-seeds")

    def map_of(self, site, **dates):
        urls = "".join(f"<url><loc>{site.url('/' + name)}</loc><lastmod>{date}</lastmod></url>"
                       for name, date in dates.items())
        return Reply(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>',
                     type="application/xml")

    def visited(self, site):
        """Of an update in which but the sitemap nothing is due by itself."""
        self.edit("UPDATE url_revisit SET due = due + 1000 * ?, interval = ? WHERE url_id NOT IN "
                  "(SELECT id FROM url WHERE role = 1)", DAY, 1000 * DAY)
        self.edit("UPDATE url_revisit SET due = 0 WHERE url_id IN (SELECT id FROM url WHERE role = 1)")
        before = len(site.log)
        self.crawl(site.url(), "--update", defaults=self.SITEMAPS, any_site=False)
        self.check_history()
        return sorted(r.target for r in site.log[before:] if r.target in ("/a", "/b", "/c"))

    def test_lastmod_is_believed_until_it_lies(self):
        def day(ago):
            return time.strftime("%Y-%m-%d", time.gmtime(time.time() - ago * 86400))

        site = self.site({"/": page("Start", "/a", "/b", "/c"), "/a": page("A"), "/b": page("B"), "/c": page("C")})
        site.set("/sitemap.xml", self.map_of(site, a="2020-01-01", b="2020-01-01", c="2020-01-01"))
        self.crawl(site.url(), defaults=self.SITEMAPS, any_site=False)
        self.update(site.url(), defaults=self.SITEMAPS)
        self.assertEqual(self.visited(site), [])
        site.set("/sitemap.xml", self.map_of(site, a=day(20), b="2020-01-01", c="2020-01-01"))
        self.assertEqual(self.visited(site), [], "it was visited since")
        self.let_pass(30 * DAY)
        site.set("/sitemap.xml", self.map_of(site, a=day(19), b="2020-01-01", c="2020-01-01"))
        site.set("/a", page("A2"))
        self.assertEqual(self.visited(site), ["/a"])
        self.assertEqual(self.changes(site), {"/sitemap.xml": "changed: links", "/a": "changed: title text"})
        self.let_pass(30 * DAY)
        site.set("/sitemap.xml", self.map_of(site, a=day(18), b=day(18), c=day(18)))
        self.assertEqual(self.visited(site), ["/a", "/b", "/c"])
        self.let_pass(30 * DAY)
        site.set("/sitemap.xml", self.map_of(site, a=day(17), b=day(17), c=day(17)))
        self.assertEqual(self.visited(site), [], "three of four were no change")

    def test_50000_entries(self):
        site = self.site({"/": page("Start")})

        def of(date):
            urls = "".join(f"<url><loc>{site.url(f'/p/{i}')}</loc><lastmod>{date if i < 3 else '2020-01-01'}</lastmod></url>"
                           for i in range(50_000))
            return Reply(f"<urlset>{urls}</urlset>", type="application/xml")
        site.set("/sitemap.xml", of("2020-01-01"))
        options = ("--exclude", ".*/p/.{2,}")
        self.crawl(site.url(), *options, defaults=self.SITEMAPS, any_site=False, timeout=120)
        self.assertEqual(sum(t.startswith("/p/") for t in site.targets()), 10)
        site.set("/sitemap.xml", of("2026-01-01"))
        self.update(site.url(), *options, defaults=self.SITEMAPS, timeout=120)
        self.assertEqual(self.changes(site), {"/sitemap.xml": "changed: links"})


class Checks(UpdateCase):
    def test_outcomes_of_links_resources_and_styles(self):
        other = self.site({"/x": page("X"), "/y": page("Y")})
        site = self.site({"/": page("Start", "/1", other.url("/x"), other.url("/y"),
                                    head="<link rel=stylesheet href='/s.css'>", body="<img src='/i.png'>"),
                          "/1": page("One"), "/s.css": Reply("a{}", type="text/css"),
                          "/i.png": Reply(b"x", type="image/png")})
        self.crawl(site.url(), "--check", "all")
        self.assertEqual(self.one("SELECT count(*) FROM checked"), 4)
        self.update(site.url(), "--check", "all")
        self.assertEqual(self.changes(site), {})
        self.assertEqual(len(self.outcomes(site)), 6)
        site.set("/i.png", None)
        other.set("/x", None)
        other.set("/y", Reply("", 500))
        self.update(site.url(), "--check", "all", *QUICK)
        self.assertEqual({path.removeprefix(other.url("")): said for path, said in self.changes(site).items()},
                         {"/i.png": "missing: status", "/x": "missing: status"}, "a 500 may pass")
        for _ in range(2):
            self.update(site.url(), "--check", "all", *QUICK)
            self.assertEqual(self.changes(site), {})
        other.set("/y", page("Y"))
        other.set("/x", page("X"))
        self.update(site.url(), "--check", "all", *QUICK)
        self.assertEqual(self.one("SELECT count(*) FROM checked WHERE status = 200"), 3)

    def test_given_in_one_of_the_runs_only(self):
        site = self.site({"/": page("Start", "/1", body="<img src='/i.png'>"), "/1": page("One"),
                          "/i.png": Reply(b"x", type="image/png")})
        self.crawl(site.url(), "--check", "all")
        asked = site.count("/i.png")
        self.update(site.url())
        self.assertEqual(site.count("/i.png"), asked)
        self.assertEqual(self.state(site.url("/i.png")), "fetched")
        self.update(site.url(), "--check", "all")
        self.assertEqual(site.count("/i.png"), asked + 1)

    def test_a_check_that_becomes_a_page(self):
        site = self.site({"/": page("Start", "/1", "/far"), "/1": page("One"), "/far": page("Far")})
        options = ("--check", "all", "--max-depth", "1")
        near = self.site({"/": page("Start", site.url("/far"))})
        self.crawl(near.url(), "--check", "all")
        site.set("/far", page("Far, otherwise"))
        self.update(near.url(), "--check", "all")
        site.set("/far", Reply("", 404))
        self.update(near.url(), "--check", "all")
        self.update(site.url("/far"), near.url(), "--check", "all")
        self.assertEqual(self.page(site.url("/far"), "status"), 404)


class BetweenRuns(UpdateCase):
    def site_of(self, count=30):
        routes = {f"/{i}": Conditional(page(f"Page {i}", *(f"/{n}" for n in (2 * i + 1, 2 * i + 2) if n < count)))
                  for i in range(count)}
        return self.site(routes, latency=0.02), routes

    def interrupt(self, site, *arguments, requests=10, how=signal.SIGINT):
        before = len(site.log)
        process = self.start(site.url("/0"), "-o", self.db, *FAST, "--add-seeds", *arguments)
        self.assertTrue(site.wait_for(before + requests))
        process.send_signal(how)
        process.wait(20)

    def test_an_update_that_was_cut_off_goes_on(self):
        for how in (signal.SIGINT, signal.SIGKILL):
            self.db.unlink(missing_ok=True)
            site, routes = self.site_of()
            self.crawl(site.url("/0"))
            site.log.clear()
            self.interrupt(site, "--update", "--revisit", "0", how=how)
            self.update(site.url("/0"))
            self.assertLessEqual(len(site.targets()), 30 + 8, "what was visited is not visited again")
            self.assertEqual(set(site.targets()), set(routes))
            self.update(site.url("/0"))
            self.assertEqual(len(self.outcomes(site)), 30, "that was ended: this is another")

    def test_crawl_resume_goes_on_with_it(self):
        site, routes = self.site_of()
        self.crawl(site.url("/0"))
        site.log.clear()
        self.interrupt(site, "--update", "--revisit", "0")
        ended = self.run_raw("resume", self.db, "--allow-private")
        self.assertEqual(ended.status, 0, ended.output)
        self.check_counts()
        self.check_history()
        self.assertEqual(set(site.targets()), set(routes))
        self.assertLessEqual(len(site.targets()), 30 + 8)

    def test_a_plain_run_leaves_what_was_due(self):
        site, routes = self.site_of()
        self.crawl(site.url("/0"))
        self.interrupt(site, "--update", "--revisit", "0")
        site.log.clear()
        self.crawl(site.url("/0"))
        self.check_history()
        self.assertEqual(site.targets(), [])
        self.assertEqual(self.one("SELECT count(*) FROM queue"), 0)
        self.update(site.url("/0"))
        self.assertGreater(len(site.targets()), 15)

    def test_one_of_some_that_was_cut_off_is_no_hindrance_to_one_of_all(self):
        site, routes = self.site_of()
        self.crawl(site.url("/0"))
        self.crawl(site.url("/0"), "--update")
        self.edit("UPDATE url_revisit SET due = 0 WHERE url_id <= 12")
        self.interrupt(site, "--update", requests=5)
        self.update(site.url("/0"))
        self.assertEqual(len(self.outcomes(site)), 30)

    def test_after_a_first_crawl_that_did_not_end(self):
        site, routes = self.site_of()
        self.crawl(site.url("/0"), "--max-pages", "10")
        routes["/0"].write(page("Other", "/1", "/2"))
        self.update(site.url("/0"))
        self.assertEqual(len(self.fetched(site)), 30)
        changes = self.changes(site)
        self.assertEqual(changes.pop("/0"), "changed: title text")
        self.assertEqual(set(changes.values()), {"new"})

    def test_a_file_of_the_last_schema_is_taken_over_without_a_fetch(self):
        site, routes = self.site_of()
        self.crawl(site.url("/0"))
        with closing(sqlite3.connect(self.db)) as connection:
            for name, kind in connection.execute("SELECT name, type FROM sqlite_schema WHERE name IN ('url_visit', "
                                                 "'page_version', 'version_parts', 'page_change', 'url_revisit', "
                                                 "'folder_rate', 'sitemap_belief', 'url_orphan', 'lost_link', "
                                                 "'change_kind', 'visit_outcome', 'changed_field', 'error_shape', "
                                                 "'finding_kind', 'finding_run', 'finding_state', 'finding_span', "
                                                 "'finding_past', 'finding_detail')").fetchall():
                connection.execute(f"DROP {kind} {name}")
            for name, in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
                connection.execute(f"DROP VIEW {name}")
            connection.execute("ALTER TABLE host DROP COLUMN visited")
            connection.execute("ALTER TABLE host DROP COLUMN visited_checks")
            connection.execute("DELETE FROM counter WHERE name LIKE 'revisit%' OR name LIKE 'update%'")
            connection.execute("PRAGMA user_version=8")
            connection.commit()
        site.log.clear()
        self.crawl(site.url("/0"), "--update")
        self.assertEqual(site.targets(), [], "nothing is due")
        self.assertEqual(self.one("SELECT count(*) FROM url_revisit"), 30)
        self.update(site.url("/0"))
        self.assertEqual(set(self.outcomes(site).values()), {"not-modified"})

    def test_two_updates_at_once(self):
        site, routes = self.site_of()
        self.crawl(site.url("/0"))
        first = self.start(site.url("/0"), "-o", self.db, *FAST, "--update", "--revisit", "0")
        self.assertTrue(site.wait_for(len(site.log) + 2))
        second = self.run_raw(site.url("/0"), "-o", self.db, *FAST, "--update", "--revisit", "0")
        self.assertNotEqual(second.status, 0)
        self.assertEqual(first.wait(20), 0)
        self.check_counts()
        self.check_history()

    def test_a_clock_that_jumps_back(self):
        site, routes = self.site_of()
        self.crawl(site.url("/0"))
        self.update(site.url("/0"))
        self.let_pass(-30 * DAY)
        self.crawl(site.url("/0"), "--update")
        self.assertEqual(self.outcomes(site), {})
        routes["/1"].write(page("Other"))
        self.update(site.url("/0"))
        self.assertEqual(len(self.outcomes(site)), 30)
        self.update(site.url("/0"))
        self.assertEqual(len(self.outcomes(site)), 30)

    def test_forever(self):
        number = iter(range(10_000))
        site = self.site({"/": lambda _: page(f"{next(number)}", "/1"), "/1": page("One")})
        process = self.start(site.url(), "-o", self.db, *FAST, "--forever", "--revisit", "1", "--revisit-min", "1",
                             "--max-per-host", "4")
        self.assertTrue(site.wait_for(13, timeout=60))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 130, err)
        self.check_counts()
        self.check_history()
        self.assertGreater(self.one("SELECT count(*) FROM page_change"), 2)
        self.assertEqual(self.one("SELECT count(*) FROM run"), 1)
        asked = len(site.targets())
        self.update(site.url())
        self.assertEqual(len(site.targets()), asked + 2)

    def test_killed_again_and_again_it_has_the_rows_of_one_that_nobody_disturbed(self):
        site, routes = self.site_of(60)
        self.crawl(site.url("/0"))
        first = self.db.read_bytes()
        for i in range(0, 60, 7):
            routes[f"/{i}"].write(routes[f"/{i}"].text.replace("Page", "Seite"))
        site.set("/50", None)
        site.set("/51", redirect("/0"))
        self.update(site.url("/0"))
        whole, history = self.rows_of_update(), self.decoded()
        for tail in ("-wal", "-shm"):
            self.db.with_name(self.db.name + tail).unlink(missing_ok=True)
        self.db.write_bytes(first)
        for requests in (5, 17, 29):
            self.interrupt(site, "--update", "--revisit", "0", requests=requests, how=signal.SIGKILL)
        self.update(site.url("/0"))
        self.assertEqual(self.rows_of_update(), whole)
        self.assertEqual(self.decoded(), history)

    def rows_of_update(self):
        """All that does not depend on time and runs, in any order."""
        return {name: sorted(self.rows(sql), key=str) for name, sql in {
            "pages": "SELECT u.url, p.status, p.title, p.content_hash, p.redirect_to FROM page p JOIN url u ON u.page_id = p.id",
            "versions": "SELECT u.url, v.status, v.title, v.content_hash FROM page_version v JOIN url u ON u.id = v.url_id",
            "changes": "SELECT u.url, kind, fields FROM page_change c JOIN url u ON u.id = c.url_id",
            "visits": "SELECT u.url, outcome, status FROM url_visit v JOIN url u ON u.id = v.url_id",
            "revisits": "SELECT u.url, visits, changes, errors, gone FROM url_revisit r JOIN url u ON u.id = r.url_id",
            "links": "SELECT source, target, kind, position FROM links"}.items()}


class Hostile(UpdateCase):
    """Files that no crawl has written: a clear end, at once, and no crash."""

    def test_rows_that_do_not_fit(self):
        site = self.site({"/": page("Start", "/1"), "/1": page("One")})
        self.crawl(site.url())
        site.set("/", page("Start", "/1", "/2"))
        site.set("/2", page("Two"))
        self.update(site.url())
        whole = self.db.read_bytes()
        for sql in ("UPDATE url_revisit SET place = 5",
                    "INSERT INTO url_revisit(url_id, due, place, since, visited_at, interval) VALUES(999999, 0, 7, 0, 0, 0)",
                    "INSERT INTO url_revisit(url_id, due, since, visited_at, interval) VALUES(999999, 0, 0, 0, 0)",
                    "INSERT INTO url_revisit(url_id, due, since, visited_at, interval) VALUES(9223372036854775807, 0, 0, 0, 0)",
                    "UPDATE url_revisit SET interval = -9223372036854775808, visited_at = 9223372036854775807",
                    "UPDATE url_revisit SET due = 'x', interval = 'y', etag = zeroblob(100)",
                    "UPDATE url_revisit SET etag = 'a' || char(13, 10) || 'X: y', errors = 0",
                    "UPDATE url_revisit SET visits = -5, changes = 9223372036854775807, since = -1",
                    "UPDATE url_revisit SET hinted_by = 77",
                    "INSERT INTO queue SELECT host_id, 0, 0, id, 1 FROM url",
                    "UPDATE url SET page_id = 424242",
                    "UPDATE url SET page_id = NULL WHERE state = 1",
                    "UPDATE version_parts SET against = version_id",
                    "UPDATE version_parts SET delta = zeroblob(9)",
                    "UPDATE page_version SET url_id = 424242",
                    "UPDATE page_version SET id = id + 1000000000",
                    "INSERT OR REPLACE INTO counter VALUES('revisit_upto', -9223372036854775808)",
                    "INSERT OR REPLACE INTO counter VALUES('revisit_upto', 9223372036854775807)",
                    "INSERT OR REPLACE INTO counter VALUES('update_began', 'x')",
                    "UPDATE folder_rate SET visits = -1, changes = 9223372036854775807, observed = -9223372036854775808",
                    "UPDATE host SET visited = -9223372036854775808, visited_checks = 9223372036854775807",
                    "DELETE FROM url_revisit", "DELETE FROM body", "DELETE FROM page_version", "DELETE FROM page",
                    "UPDATE body SET zstd = zeroblob(100)", "UPDATE page SET status = 'x', content_hash = 'y'"):
            # What only an update reads is no matter to a crawl that goes on.
            goes_on = re.search("INTO queue|UPDATE url |INTO counter|UPDATE host|DELETE FROM (body|page)$|UPDATE (body|page) ", sql)
            for arguments in (("--update", "--revisit", "0"), ()) if goes_on else (("--update", "--revisit", "0"),):
                with self.subTest(sql, arguments=arguments):
                    for tail in ("-wal", "-shm"):
                        self.db.with_name(self.db.name + tail).unlink(missing_ok=True)
                    self.db.write_bytes(whole)
                    site.forget_visits()
                    site.set("/", page("Otherwise", "/1", "/2"))
                    self.edit(sql)
                    ended = self.run_raw(site.url(), "-o", self.db, *FAST, *arguments, timeout=20)
                    self.assertIn(ended.status, (0, 1, 3), ended.output)
                    self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])


if __name__ == "__main__":
    unittest.main()
