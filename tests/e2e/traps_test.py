"""Sites without end: the crawl ends by itself, keeps the good pages, and names the trap."""

import unittest

from harness import CrawlCase
from scripted_site import page

GOOD = [f"/good/{i}.html" for i in range(10)]


class Traps(CrawlCase):
    def trapped_site(self, entrance, trap):
        """Good pages beside a trap: `trap` answers whatever has no page of its own."""
        site = self.site({"/": page("Start", *GOOD, entrance)} | {path: page(path) for path in GOOD},
                         otherwise=lambda r: None if r.target == "/robots.txt" else trap(r))
        return site

    def check(self, site, reason, limit, *options):
        """Ends by itself with every good page, not more than `limit` of the trap, its name told."""
        ended = self.crawl(site.url(), *options, timeout=20)
        self.assertEqual(self.end_reason(), "finished")
        fetched = self.fetched(site)
        self.assertLessEqual(set(GOOD), set(fetched))
        self.assertLessEqual(len(fetched) - len(GOOD) - 1, limit)
        self.assertGreater(self.one("SELECT count(*) FROM urls WHERE state = 'skipped' AND reason = ?",
                                    reason), 0)
        self.assertIn(reason, ended.output)

    def test_relative_links_that_grow_by_the_same_segment(self):
        site = self.trapped_site("/a/", lambda r: page(r.target, "a/"))
        self.check(site, "repeated-segment", 3)
        self.assertEqual(self.state(site.url("/a/a/a/")), "fetched")
        self.assertEqual(self.state(site.url("/a/a/a/a/")), "skipped/repeated-segment")

    def test_paths_that_grow_by_another_segment_each_time(self):
        site = self.trapped_site("/0/", lambda r: page(r.target, f"{r.target.count('/')}/"))
        self.check(site, "path-depth", 6, "--max-path-depth", "5")

    def test_queries_without_end(self):
        def session(request):
            return page(request.target, *(f"/s?id={request.target[-6:]}{i}" for i in range(4)))

        site = self.trapped_site("/s?id=1", session)
        self.check(site, "query-budget", 20, "--max-queries-per-path", "20")

    def test_a_calendar(self):
        def month(request):
            number = int(request.target.partition("=")[2])
            return page(f"Month {number}", f"/calendar?month={number + 1}", f"/calendar?month={number - 1}")

        site = self.trapped_site("/calendar?month=0", month)
        self.check(site, "query-budget", 30, "--max-queries-per-path", "30")

    def test_the_same_content_again_and_again(self):
        same = page("Same", *(f"/same/{i}.html" for i in range(1, 400)))
        site = self.trapped_site("/same/0.html", lambda r: same)
        # What was on its way through the ring when the budget was spent is kept too.
        self.check(site, "equal-content", 10 + 100, "--max-equal-content", "10")

    def test_urls_too_long(self):
        site = self.trapped_site("/long?" + "x" * 2100, lambda r: page("Never"))
        self.check(site, "url-length", 0)
        self.assertEqual(self.column("SELECT reason FROM urls WHERE length(url) > 2000"), ["url-length"])

    def test_a_query_budget_is_of_one_path(self):
        paths = [f"/p{p}?q={q}" for p in range(4) for q in range(8)]
        site = self.site({"/": page("Start", *paths)} | {path: page(path) for path in paths})
        self.crawl(site.url(), "--max-queries-per-path", "8")
        self.assertEqual(len(self.fetched(site)), 1 + 32)


if __name__ == "__main__":
    unittest.main()
