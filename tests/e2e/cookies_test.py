"""Cookies that sites set are kept for the crawl, as a browser keeps them, and go back to those sites alone."""

import json
import os
import signal
import sqlite3
import unittest
from contextlib import closing

from harness import FAST, CrawlCase
from scripted_site import Reply, page, redirect

OTHER = "127.0.0.2"


def setting(*cookies, body="", status=200, location=None):
    headers = [("Set-Cookie", cookie) for cookie in cookies]
    if location:
        headers.append(("Location", location))
    return Reply(body, status=status, headers=headers)


def needs_cookie(content, name="seen", location=None):
    """An answer that redirects whoever does not send the cookie to the same page, with it."""
    def answer(request):
        if f"{name}=" in request.headers.get("cookie", ""):
            return content
        return setting(f"{name}=1; Path=/", status=302, location=location or request.target)
    return answer


class Cookies(CrawlCase):
    def sent(self, site, path, host=None):
        return [request.headers.get("cookie", "") for request in site.requests(path, host)]

    def test_they_go_back_to_their_site(self):
        site = self.site({"/": setting("a=1", "b=2; Path=/x", "gone=3; Max-Age=0", body=page("Start", "/x/1", "/y")),
                          "/x/1": page("X"), "/y": page("Y")}, hosts=("127.0.0.1", OTHER))
        site.set((OTHER, "/"), page("Other"))
        self.crawl(site.url(), site.url("/", OTHER))
        self.assertEqual(self.sent(site, "/"), ["", ""])
        self.assertEqual(self.sent(site, "/x/1"), ["b=2; a=1"])
        self.assertEqual(self.sent(site, "/y"), ["a=1"])
        self.assertEqual(self.sent(site, "/", OTHER), [""])

    def test_no_is_no(self):
        site = self.site({"/": setting("a=1", body=page("Start", "/x", "/self")), "/x": page("X"),
                          "/self": needs_cookie(page("Inside"))})
        self.crawl(site.url(), "--cookies", "no")
        self.assertEqual(self.sent(site, "/x"), [""])
        self.assertEqual(site.count("/self"), 1)
        self.assertEqual(self.one("SELECT count(*) FROM site_cookie"), 0)

    def test_a_site_that_redirects_to_itself_until_the_cookie_comes_is_fetched(self):
        site = self.site({"/": needs_cookie(page("Start", "/a", "/b")), "/a": page("A"), "/b": page("B")})
        self.crawl(site.url())
        self.assertEqual(self.fetched(site), ["/", "/a", "/b"])
        self.assertEqual(self.page(site.url("/"), "status", "title"), (200, "Start"))
        self.assertEqual(self.sent(site, "/"), ["", "seen=1"])

    def test_it_is_asked_once_more_and_no_oftener(self):
        def never_content(request):
            return setting(f"count={request.number}", status=307, location="/self#again")
        site = self.site({"/": page("Start", "/self", "/plain"), "/self": never_content,
                          "/plain": redirect("/plain")})
        self.crawl(site.url())
        self.assertEqual(site.count("/self"), 2)
        self.assertEqual(site.count("/plain"), 1)
        self.assertEqual(self.page(site.url("/self"), "status"), 307)
        self.assertEqual(self.end_reason(), "finished")

    def test_a_cookie_for_another_path_is_no_reason_to_ask_again(self):
        site = self.site({"/": setting("a=1; Path=/elsewhere", status=302, location="/")})
        self.crawl(site.url())
        self.assertEqual(site.count("/"), 1)

    def test_a_way_round_by_a_page_that_looks_for_the_cookie_ends_at_the_page(self):
        site = self.site({"/": needs_cookie(page("Start", "/a"), location="/check?to=/"),
                          "/check?to=/": redirect("/"), "/a": page("A")})
        self.crawl(site.url())
        self.assertEqual(self.page(site.url("/"), "status", "title"), (200, "Start"))
        self.assertEqual(self.fetched(site), ["/", "/a"])

    def test_a_way_round_by_a_page_that_sets_the_cookie_ends_at_the_page(self):
        site = self.site({}, hosts=("127.0.0.1",))
        def gate(title, *links):
            def answer(request):
                if "seen=" in request.headers.get("cookie", ""):
                    return page(title, *links)
                return redirect(f"/welcome?to={request.target}")
            return answer
        site.set("/", gate("Start", "/a", "/b"))
        for path in ("/a", "/b"):
            site.set(path, gate(path))
        for path in ("/", "/a", "/b"):
            site.set(f"/welcome?to={path}", setting("seen=1; Path=/", status=302, location=path))
        ended = self.crawl(site.url(), "--log-json", "--max-pages", "10")
        self.assertEqual(self.fetched(site), ["/", "/a", "/b", "/welcome?to=/"])
        self.assertEqual(self.page(site.url("/"), "status", "title"), (200, "Start"))
        self.assertEqual(self.sent(site, "/"), ["", "seen=1"])
        self.assertEqual([site.count(path) for path in ("/welcome?to=/", "/a", "/b")], [1, 1, 1])
        summary = json.loads(ended.stderr.splitlines()[-1])
        self.assertEqual((summary["pages"], self.one("SELECT count(*) FROM pages WHERE role = 'page'")), (4, 4))
        self.assertEqual(self.one("SELECT pages FROM runs"), 4)
        self.assertEqual(self.one("SELECT count(*) FROM pages"), self.one("SELECT sum(pages) FROM hosts"))
        self.check_counts()

    def test_a_way_round_that_never_ends_is_gone_once_more_and_no_oftener(self):
        def sets(to):
            return lambda request: setting(f"n={len(site.log)}; Path=/", status=302, location=to)
        site = self.site({"/": page("Start", "/1"), "/1": sets("/2"), "/2": sets("/3"), "/3": sets("/1")})
        ended = self.crawl(site.url())
        self.assertLessEqual(sum(site.count(path) for path in ("/1", "/2", "/3")), 9)
        self.assertEqual(self.end_reason(), "finished")
        self.assertEqual(self.counts(), {"fetched": 4})
        self.assertEqual(self.one("SELECT count(*) FROM pages"), 4)
        self.assertIn("4 pages", ended.output)
        self.check_counts()

    def test_redirects_with_ever_new_values_are_asked_once_each(self):
        def to_the_next(request):
            return setting(f"visit={len(site.log)}; Path=/", status=302, location="/end" + request.target[2:])
        site = self.site({"/": page("Start", "/r1", "/r2", "/r3")} |
                         {f"/r{i}": to_the_next for i in range(1, 4)} | {f"/end{i}": page("End") for i in range(1, 4)})
        self.crawl(site.url(), "--per-host", "1")
        # The first one may have been a test.
        self.assertEqual([site.count(f"/r{i}") for i in range(1, 4)], [2, 1, 1])
        self.assertEqual([self.page(site.url(f"/r{i}"), "status") for i in range(1, 4)], [302] * 3)

    def test_robots_txt_may_set_them_too(self):
        site = self.site({"/robots.txt": setting("early=1; Path=/"), "/": page("Start")})
        self.crawl(site.url())
        self.assertEqual(self.sent(site, "/"), ["early=1"])

    def test_a_second_run_sends_what_the_first_was_given(self):
        long = "long=1; Max-Age=10000"
        site = self.site({"/": setting("session=s", long, "short=2; Max-Age=1", body=page("Start", "/next")),
                          "/next": page("Next")})
        self.crawl(site.url(), "--max-depth", "0")
        with closing(sqlite3.connect(self.db)) as db, db:
            db.execute("UPDATE site_cookie SET expires = 1 WHERE name = CAST('short' AS BLOB)")
        site.set("/more", page("More"))
        self.crawl(site.url("/more"))
        self.assertEqual(self.sent(site, "/more"), ["session=s; long=1"])
        self.assertEqual(self.column("SELECT CAST(name AS TEXT) FROM site_cookie ORDER BY place"),
                         ["session", "long"])

    def test_kill_9_leaves_a_file_that_goes_on_with_them(self):
        site = self.site({"/": setting("session=s", body=page("Start", *[f"/{i}" for i in range(400)]))} |
                         {f"/{i}": Reply(page(str(i)), delay=0.02) for i in range(400)})
        process = self.start(site.url(), "-o", self.db, "--delay", "0", "--sitemaps", "no", "--per-host", "1")
        site.wait_for(20)
        process.send_signal(signal.SIGKILL)
        process.wait()
        asked = len(site.log)
        self.crawl(site.url())
        self.assertEqual(self.rows("SELECT site, CAST(value AS TEXT) FROM site_cookie"), [("127.0.0.1", "s")])
        later = [r for r in site.log[asked:] if r.target != "/robots.txt"]
        self.assertTrue(later)
        self.assertEqual({r.headers.get("cookie") for r in later}, {"session=s"})

    def test_a_cookie_file_goes_before_and_a_site_may_replace_but_not_remove(self):
        file = self.folder / "cookies.txt"
        file.write_text("127.0.0.1\tFALSE\t/\tFALSE\t0\tlogin\tmine\n127.0.0.1\tFALSE\t/\tFALSE\t0\tkept\tmine\n")
        site = self.site({"/": setting("login=theirs; Path=/", "kept=; Max-Age=0; Path=/", body=page("Start", "/x")),
                          "/x": page("X"), "/again": page("Again")})
        self.crawl(site.url(), "--cookie-file", file)
        self.assertEqual(self.sent(site, "/"), ["login=mine; kept=mine"])
        self.assertEqual(self.sent(site, "/x"), ["kept=mine; login=theirs"])
        self.crawl(site.url("/again"), "--cookie-file", file)
        self.assertEqual(self.sent(site, "/again"), ["login=mine; kept=mine"])

    def test_a_cookie_file_may_be_a_pipe(self):
        site = self.site({"/": page("Start")})
        reading, writing = os.pipe()
        os.write(writing, b"127.0.0.1\tFALSE\t/\tFALSE\t0\tn\tpiped\n")
        os.close(writing)
        ended = self.run_raw(site.url(), "--cookie-file", f"/dev/fd/{reading}", "-o", self.db, *FAST, pass_fds=(reading,))
        os.close(reading)
        self.assertEqual(ended.status, 0, ended.output)
        self.assertEqual(site.requests("/")[0].headers.get("cookie"), "n=piped")

    def test_a_hostile_site_is_bounded(self):
        def many(request):
            n = request.number if request.target == "/" else int(request.target[1:])
            return setting(*[f"n{n}-{i}={'x' * 200}; Path=/" for i in range(100)],
                           body=page("P", *[f"/{i}" for i in range(1, 20)]))
        site = self.site({"/": many} | {f"/{i}": many for i in range(1, 20)})
        self.crawl(site.url())
        self.assertEqual(len(self.fetched(site)), 20)
        self.assertLessEqual(self.one("SELECT count(*) FROM site_cookie"), 180)
        self.assertLessEqual(max(len(cookie) for cookie in
                                 (r.headers.get("cookie", "") for r in site.log)), 8190)

    def test_nobody_reads_them_through_the_program(self):
        site = self.site({"/": setting("session=secret-value", body=page("Start"))})
        self.crawl(site.url())
        self.assertEqual(self.one("SELECT CAST(value AS TEXT) FROM site_cookie"), "secret-value")
        for sql in ("SELECT * FROM site_cookie", "SELECT count(*) FROM SITE_COOKIE",
                    "SELECT * FROM (SELECT value AS v FROM main.site_cookie)"):
            ended = self.run_raw("query", self.db, sql)
            self.assertNotEqual(ended.status, 0)
            self.assertNotIn("secret-value", ended.output)
            self.assertIn("site_cookie is refused", ended.stderr.lower())

    def test_the_file_is_for_its_owner_as_the_umask_says(self):
        site = self.site({"/": setting("session=s", body=page("Start"))})
        self.crawl(site.url())
        mask = os.umask(0)
        os.umask(mask)
        self.assertEqual(self.db.stat().st_mode & 0o777 & mask, 0)


if __name__ == "__main__":
    unittest.main()
