"""How often and how many at once: what a host's own log would show."""

import unittest

from harness import CrawlCase
from scripted_site import Reply, page

HOSTS = tuple(f"127.0.0.{i}" for i in range(1, 5))


def overlap(requests):
    """The most requests that were open at one time."""
    events = sorted([(r.at, 1) for r in requests] + [(r.answered_at, -1) for r in requests])
    most = now = 0
    for _, change in events:
        now += change
        most = max(most, now)
    return most


class Politeness(CrawlCase):
    def wide_site(self, pages, hosts=HOSTS[:1], **options):
        """On each host a start page with links to so many others."""
        site = self.site(hosts=hosts, **options)
        for host in hosts:
            paths = [f"/{i}" for i in range(pages)]
            site.set((host, "/"), page("Start", *paths))
            for path in paths:
                site.set((host, path), page(path))
        return site

    def pages_times(self, site, host=None):
        return [r.at for r in site.requests(host=host) if r.target != "/robots.txt"]

    def test_delay_separates_starts(self):
        site = self.wide_site(9, latency=0.001)
        self.crawl(site.url(), "--delay", "100", "--per-host", "4", defaults=("--allow-private",
                                                                             "--sitemaps", "no"))
        times = self.pages_times(site)
        gaps = [b - a for a, b in zip(times, times[1:])]
        self.assertEqual(len(times), 10)
        self.assertGreater(min(gaps), 0.08, gaps)  # 100 ms less what the two clocks may jitter
        self.assertGreater(times[-1] - times[0], 9 * 0.1 - 0.03)

    def test_delay_of_one_host_does_not_hold_another(self):
        site = self.wide_site(4, HOSTS)
        self.crawl(*(site.url("/", host) for host in HOSTS), "--delay", "100",
                   defaults=("--allow-private", "--sitemaps", "no"))
        self.assertEqual(len(self.fetched()), 20)
        times = [self.pages_times(site, host) for host in HOSTS]
        self.assertLess(max(t[0] for t in times), min(t[-1] for t in times), "one after the other")

    def test_the_delay_grows_with_the_answer_time(self):
        site = self.wide_site(8, latency=0.2)
        self.crawl(site.url(), "--delay", "20", "--per-host", "4",
                   defaults=("--allow-private", "--sitemaps", "no"))
        times = self.pages_times(site)
        gaps = [b - a for a, b in zip(times, times[1:])]
        self.assertGreater(min(gaps[5:]), 0.12, gaps)

    def test_per_host_is_never_exceeded_and_used(self):
        for limit in (1, 3):
            with self.subTest(limit):
                site = self.wide_site(30, HOSTS[:2], latency=0.02)
                self.crawl(*(site.url("/", host) for host in HOSTS[:2]), "--per-host", limit)
                self.assertEqual([site.peak(host) for host in HOSTS[:2]], [limit] * 2)

    def test_two_at_once_by_default(self):
        site = self.wide_site(30, latency=0.01)
        self.crawl(site.url())
        self.assertEqual(site.peak(), 2)

    def test_concurrency_bounds_all_hosts_together(self):
        site = self.wide_site(8, HOSTS, latency=0.02)
        self.crawl(*(site.url("/", host) for host in HOSTS), "--concurrency", "3")
        self.assertLessEqual(overlap(site.log), 3)

    def test_hosts_on_one_address_share_a_limit(self):
        names = [f"{name}.localhost" for name in ("a", "b", "c", "d", "e")]
        site = self.wide_site(8, names, latency=0.02)
        self.crawl(*(site.url("/", name) for name in names), "--per-address", "3")
        self.assertEqual(len(self.fetched()), 45)
        self.assertLessEqual(overlap(site.log), 3)

    def test_a_slow_host_does_not_starve_a_fast_one(self):
        site = self.wide_site(5, HOSTS[:2])
        for i in range(5):
            site.set(f"/{i}", Reply(page("slow"), delay=1))
        for i in range(60):
            site.set((HOSTS[1], f"/{i}"), page(f"{i}", f"/{i + 1}", f"/{i + 2}"))
        self.crawl(*(site.url("/", host) for host in HOSTS[:2]), "--per-host", "2", "-c", "4")
        slow, fast = (self.pages_times(site, host) for host in HOSTS[:2])
        # The slow host's last starts after two others of a second each.
        self.assertGreater(sum(at < slow[-1] for at in fast), 30)


class Trouble(CrawlCase):
    def test_429_with_retry_after_holds_the_host_and_no_other(self):
        site = self.site(hosts=HOSTS[:2])
        busy = Reply("later", 429, headers={"Retry-After": "2"})
        site.set("/", page("Start", "/limited"))
        site.set("/limited", [busy, page("Now", "/after")])
        site.set("/after", page("After"))
        site.set((HOSTS[1], "/"), page("Other", *(f"/{i}" for i in range(20))))
        self.crawl(site.url(), site.url("/", HOSTS[1]))
        first, second = site.requests("/limited")
        self.assertGreater(second.at - first.at, 1.95)
        between = [r for r in site.requests(host=HOSTS[0]) if first.answered_at < r.at < second.at]
        self.assertEqual(between, [])
        self.assertEqual(self.page(site.url("/limited"), "status"), 200)
        self.assertEqual(self.state(site.url("/after")), "fetched")
        self.assertLess(self.pages_times(site, HOSTS[1])[-1], second.at)

    pages_times = Politeness.pages_times

    def test_503_is_tried_again_then_kept_as_it_is(self):
        site = self.site({"/": page("Start", "/down"),
                          "/down": Reply("down", 503, headers={"Retry-After": "1"})})
        self.crawl(site.url(), "--retries", "1")
        self.assertEqual(site.count("/down"), 2)
        self.assertEqual(self.page(site.url("/down"), "status"), 503)
        self.assertEqual(self.state(site.url("/down")), "fetched")
        self.assertEqual(self.rows("SELECT status FROM broken_links"), [(503,)])

    def test_without_retries_it_is_kept_at_once(self):
        site = self.site({"/": Reply("down", 500)})
        self.crawl(site.url(), "--retries", "0", status=3)
        self.assertEqual(site.count("/"), 1)
        self.assertEqual(self.page(site.url(), "status"), 500)


if __name__ == "__main__":
    unittest.main()
