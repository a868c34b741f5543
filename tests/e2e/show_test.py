"""crawl show: all that is known of one URL."""

import gzip
import sqlite3
import unittest

from harness import CrawlCase
from scripted_site import Reply, page, redirect


class Show(CrawlCase):
    def setUp(self):
        super().setUp()
        body = page("Start", "/a", "/old", "/gone", "/private", "http://other.test/").encode()
        self.plain = body
        self.made = self.site({
            "/": Reply(gzip.compress(body), headers={"Content-Encoding": "gzip", "X-Test": "yes"}),
            "/a": page("A", "/"), "/old": redirect("/older", 301), "/older": redirect("/a", 301),
            "/private": page("P"),
            "/robots.txt": Reply("User-agent: *\nDisallow: /private\n", type="text/plain")})
        self.crawl(self.made.url())

    def show(self, url, *flags, status=0):
        ended = self.run_raw("show", self.db, url, *flags)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def test_the_facts_of_a_page(self):
        shown = self.show(self.made.url("/")).stdout
        self.assertRegex(shown, r"(?m)^  state +fetched$")
        self.assertRegex(shown, r"(?m)^  status +200$")
        self.assertRegex(shown, r"(?m)^  title +Start$")
        self.assertRegex(shown, r"(?m)^  robots.txt +allowed for ")
        self.assertRegex(shown, r"Links here: 1 link, on 1 page\n  a +\S+/a  \u201cto /\u201d")
        self.assertIn("Links from here: 5 links, to 5 URLs", shown)
        self.assertRegex(shown, r"3 fetched, 1 skipped \(scope\), 1 skipped \(robots\)|"
                                r"3 fetched, 1 skipped \(robots\), 1 skipped \(scope\)")
        self.assertRegex(shown, rf"(?m)^  404 +{self.made.url('/gone')}$")

    def test_a_redirect_chain(self):
        shown = self.show(self.made.url("/old")).stdout
        self.assertRegex(shown, rf"Redirects\n  301  {self.made.url('/older')}  \(301\)\n"
                                rf"  301  {self.made.url('/a')}  \(200\)\n")

    def test_what_was_skipped_says_why(self):
        shown = self.show(self.made.url("/private")).stdout
        self.assertRegex(shown, r"(?m)^  state +skipped$")
        self.assertRegex(shown, r"(?m)^  reason +robots$")
        self.assertRegex(shown, r"(?m)^  robots.txt +disallowed for ")
        self.assertRegex(self.show("other.test").stdout, r"(?m)^  reason +scope$")
        self.assertIn("not fetched", self.show(self.made.url("/private"), "--html", status=1).stderr)

    def test_sloppy_urls(self):
        host = self.made.url("").removeprefix("http://")
        for typed in (f"{host}/a", f"HTTP://{host}/x/../a#part", f"http://{host}/%61"):
            self.assertTrue(self.show(typed).stdout.startswith(self.made.url("/a") + "\n"), typed)

    def test_an_unknown_url_offers_the_nearest(self):
        said = self.show(self.made.url("/olde"), status=1).stderr
        self.assertIn("is not in the database", said)
        self.assertRegex(said, rf"the nearest are\n  {self.made.url('/old')}")
        self.assertIn("not a URL", self.show("http://", status=1).stderr)

    def test_raw_parts(self):
        self.assertEqual(self.show(self.made.url("/"), "--html").stdout.encode(), self.plain)
        self.assertEqual(self.show(self.made.url("/"), "--links").stdout.splitlines()[:2],
                         [self.made.url("/a"), self.made.url("/old")])
        headers = self.show(self.made.url("/"), "--headers").stdout
        self.assertRegex(headers, r"\AHTTP/1\.[01] 200")
        self.assertRegex(headers, r"(?mi)^x-test: yes$")
        self.assertIn("to /gone", self.show(self.made.url("/"), "--text").stdout)
        self.assertIn("can't be combined",
                      self.show(self.made.url("/"), "--text", "--html", status=2).stderr)

    def test_damage_and_escapes(self):
        with sqlite3.connect(self.db) as connection:
            connection.execute("UPDATE page SET title = char(27) || '[2J'")
            connection.execute("UPDATE body SET zstd = x'00', headers = 'x'")
        connection.close()
        self.assertNotIn("\x1b", self.show(self.made.url("/")).stdout)
        self.assertIn("damaged", self.show(self.made.url("/"), "--html", status=1).stderr)
        self.assertIn("damaged", self.show(self.made.url("/"), "--headers", status=1).stderr)


if __name__ == "__main__":
    unittest.main()
