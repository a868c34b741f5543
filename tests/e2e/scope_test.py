"""Which links are followed: scope, filters, limits."""

import json
import unittest

from harness import CrawlCase
from scripted_site import Raw, Reply, page

OTHER = "127.0.0.2"
A, B, APEX, FOREIGN = ("a.test.localhost", "b.test.localhost", "test.localhost", "other.localhost")


class Scope(CrawlCase):
    def two_hosts(self):
        site = self.site(hosts=("127.0.0.1", OTHER))
        site.set("/docs/", page("Docs", "/docs/one", "/blog/", site.url("/", OTHER)))
        site.set("/docs/one", page("One"))
        site.set("/blog/", page("Blog"))
        site.set((OTHER, "/"), page("Other", site.url("/docs/")))
        return site

    def names(self):
        site = self.site(hosts=(A, B, APEX, FOREIGN))
        every = [site.url("/", host) for host in (A, B, APEX, FOREIGN)]
        for host in (A, B, APEX, FOREIGN):
            site.set((host, "/"), page(host, *every))
        return site

    def test_host_is_the_default(self):
        site = self.two_hosts()
        self.crawl(site.url("/docs/"))
        self.assertEqual(self.fetched(site), ["/blog/", "/docs/", "/docs/one"])
        self.assertEqual(self.state(site.url("/", OTHER)), "skipped/scope")
        self.assertEqual(site.requests(host=OTHER), [])

    def test_prefix_is_the_directory_of_the_seed(self):
        site = self.two_hosts()
        self.crawl(site.url("/docs/"), "--scope", "prefix")
        self.assertEqual(self.fetched(site), ["/docs/", "/docs/one"])
        self.assertEqual(self.state(site.url("/blog/")), "skipped/scope")

    def test_all_follows_to_other_hosts(self):
        site = self.two_hosts()
        self.crawl(site.url("/docs/"), "--scope", "all")
        self.assertEqual(len(self.fetched()), 4)
        self.assertEqual(site.requests(host=OTHER)[0].target, "/robots.txt")

    def test_domain_is_the_registrable_domain(self):
        site = self.names()
        self.crawl(site.url(), "--scope", "domain")
        self.assertEqual(self.fetched(), sorted(site.url("/", host) for host in (A, B, APEX)))
        self.assertEqual(self.state(site.url("/", FOREIGN)), "skipped/scope")

    def test_host_keeps_to_the_name_not_to_its_siblings(self):
        site = self.names()
        self.crawl(site.url())
        self.assertEqual(self.fetched(), [site.url("/", A)])

    def test_several_seeds_each_open_their_host(self):
        site = self.names()
        self.crawl(site.url("/", A), site.url("/", FOREIGN))
        self.assertEqual(self.fetched(), sorted(site.url("/", host) for host in (A, FOREIGN)))


class Filters(CrawlCase):
    def shop(self):
        paths = ["/item/1", "/item/2", "/cart?add=1", "/help"]
        return self.site({"/": page("Shop", *paths)} | {path: page(path) for path in paths})

    def test_exclude(self):
        site = self.shop()
        self.crawl(site.url(), "--exclude", r"[?]add=", "--exclude", "/help$")
        self.assertEqual(self.fetched(site), ["/", "/item/1", "/item/2"])
        self.assertEqual(self.state(site.url("/cart?add=1")), "skipped/exclude")

    def test_include(self):
        site = self.shop()
        self.crawl(site.url(), "--include", "/item/")
        self.assertEqual(self.state(site.url("/item/2")), "fetched")
        self.assertEqual(self.state(site.url("/help")), "skipped/include")

    def test_exclude_wins_over_include(self):
        site = self.shop()
        self.crawl(site.url(), "--include", "/item/", "--exclude", "2$")
        self.assertEqual(self.state(site.url("/item/1")), "fetched")
        self.assertEqual(self.state(site.url("/item/2")), "skipped/exclude")

    def test_a_bad_expression_is_a_usage_error(self):
        ended = self.run_raw("http://127.0.0.1:9/", "--include", "a(b", "-o", self.db)
        self.assertEqual(ended.status, 2)
        self.assertIn("a(b", ended.stderr)


class Limits(CrawlCase):
    def chain(self, length=12, hosts=("127.0.0.1",)):
        site = self.site(hosts=hosts)
        for host in hosts:
            for i in range(length):
                site.set((host, f"/{i}"), page(f"{i}", f"/{i + 1}"))
            site.set((host, f"/{length}"), page("last"))
        return site

    def test_max_depth(self):
        site = self.chain()
        self.crawl(site.url("/0"), "--max-depth", "3")
        self.assertEqual(self.fetched(site), ["/0", "/1", "/2", "/3"])
        self.assertEqual(self.state(site.url("/4")), "skipped/max-depth")
        self.assertEqual(self.end_reason(), "finished")

    def test_max_depth_counts_the_shortest_way_whichever_is_found_first(self):
        slow = Reply(page("Slow", "/x"), delay=1.0)
        site = self.site({"/": page("Start", "/a", "/slow"), "/a": page("A", "/b"), "/b": page("B", "/x"),
                          "/slow": slow, "/x": page("X", "/y"), "/y": page("Y", "/z"), "/z": page("Z")})
        self.crawl(site.url(), "--max-depth", "3", "--per-host", "4")
        self.assertEqual(self.fetched(site), ["/", "/a", "/b", "/slow", "/x", "/y"])
        self.assertEqual(dict(self.rows("SELECT replace(url, ?, '/'), depth FROM urls", site.url())),
                         {"/": 0, "/a": 1, "/b": 2, "/slow": 1, "/x": 2, "/y": 3, "/z": 4})
        self.assertEqual(self.state(site.url("/z")), "skipped/max-depth")
        self.assertEqual(self.end_reason(), "finished")

    def test_a_shorter_way_that_a_run_found_at_its_end_is_followed_by_the_next(self):
        site = self.site({"/": page("Start", "/a"), "/a": page("A", "/b"), "/b": page("B", "/c"),
                          "/c": page("C", "/d"), "/d": page("D")})
        self.crawl(site.url(), "--max-depth", "3")
        self.assertEqual(self.state(site.url("/d")), "skipped/max-depth")
        self.crawl(site.url("/b"), "--add-seeds", "--max-depth", "3")
        self.assertEqual(self.state(site.url("/d")), "fetched")

    def test_max_depth_0_is_the_seeds_alone(self):
        site = self.chain()
        self.crawl(site.url("/0"), "--max-depth", "0")
        self.assertEqual(self.fetched(site), ["/0"])
        self.assertEqual(self.state(site.url("/1")), "skipped/max-depth")

    def test_max_pages_is_exact_and_named_as_the_end(self):
        links = [f"/{i}" for i in range(60)]
        site = self.site({"/": page("Start", *links)} | {link: page(link) for link in links})
        self.crawl(site.url(), "--max-pages", "20", "--per-host", "16")
        self.assertEqual(self.counts(), {"fetched": 20, "waiting": 41})
        self.assertEqual(self.end_reason(), "max-pages")

    def test_files_that_are_no_pages_are_told_from_them_and_do_not_count(self):
        links = [f"/{i}" for i in range(30)]
        files = {"/robots.txt": Reply("Sitemap: /map.xml\n", type="text/plain"),
                 "/map.xml": Reply('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/x</loc></url></urlset>',
                                   type="application/xml"),
                 "/feed": Reply("<rss version='2.0'><channel></channel></rss>", type="application/rss+xml"),
                 "/a.pdf": Reply(b"%PDF-1.4", type="application/pdf"), "/t": Reply("text", type="text/plain")}
        site = self.site({"/": page("Start", "/robots.txt", "/feed", "/a.pdf", "/t", *links)} | files | {link: page(link) for link in links})
        ended = self.crawl(site.url(), "--max-pages", "10", "--per-host", "1", "--fetch", "text/html,text/plain,application/pdf,application/rss+xml,application/xml", "--log-json",
                           defaults=("--delay", "0", "--allow-private"))
        self.assertEqual(self.end_reason(), "max-pages")
        roles = dict(self.rows("SELECT role, count(*) FROM pages GROUP BY role"))
        self.assertEqual(roles.pop("page"), 10)
        self.assertEqual(dict(self.rows("SELECT role, count(*) FROM urls WHERE state = 'fetched' AND role <> 'page' GROUP BY role")), roles)
        summary = json.loads(ended.stderr.splitlines()[-1])
        self.assertEqual((summary["pages"], summary["files"]), (10, sum(roles.values())))
        self.assertEqual(self.one("SELECT pages FROM runs"), 10)
        self.crawl(site.url(), "--fetch", "text/html,text/plain,application/pdf,application/rss+xml,application/xml", defaults=("--delay", "0", "--allow-private"))
        for path, role in (("/", "page"), ("/robots.txt", "robots"), ("/map.xml", "sitemap"), ("/feed", "feed"), ("/a.pdf", "file"),
                           ("/t", "file"), ("/x", "page")):
            self.assertEqual(self.page(site.url(path), "role"), role, path)

    def test_errors_are_failed_urls_everywhere(self):
        site = self.site({"/": page("Start", "/gone", "/broken"), "/broken": Raw(b"")})
        ended = self.crawl(site.url(), "--retries", "0", "--log-json")
        progress = [json.loads(line) for line in ended.stderr.splitlines()]
        self.assertEqual((progress[-1]["failed"], self.one("SELECT count(*) FROM errors")), (1, 1))
        self.assertEqual(self.column("SELECT url FROM errors"), [site.url("/broken")])

    def test_max_per_host(self):
        hosts = ("127.0.0.1", OTHER)
        site = self.chain(hosts=hosts)
        self.crawl(*(site.url("/0", host) for host in hosts), "--max-per-host", "4")
        for host in hosts:
            self.assertEqual(self.fetched(site, host), ["/0", "/1", "/2", "/3"])
            self.assertEqual(self.state(site.url("/4", host)), "skipped/max-per-host")

    def test_max_time_ends_an_endless_site(self):
        site = self.site(otherwise=lambda r: page("Endless", f"/{r.number}{len(r.target)}{r.at}"),
                         latency=0.02)
        ended = self.crawl(site.url(), "--max-time", "1")
        self.assertEqual(self.end_reason(), "max-time")
        self.assertGreater(ended.seconds, 0.9)
        self.assertGreater(len(self.fetched()), 5)

    def test_breadth_first(self):
        site = self.site({"/": page("0", "/a", "/b", "/c"),
                          **{f"/{x}": page("1", f"/{x}{x}") for x in "abc"},
                          **{f"/{x}{x}": page("2") for x in "abc"}})
        self.crawl(site.url(), "--per-host", "1")
        targets = site.targets()
        # Within a depth, workers may end out of order.
        self.assertEqual([targets[:1], sorted(targets[1:4]), sorted(targets[4:])],
                         [["/"], ["/a", "/b", "/c"], ["/aa", "/bb", "/cc"]])


if __name__ == "__main__":
    unittest.main()
