"""robots.txt (RFC 9309) as servers see it obeyed."""

import gzip
import os
import unittest

from harness import CrawlCase
from scripted_site import Reply, page, redirect

OTHER = "127.0.0.2"


def robots(text, status=200, **headers):
    return Reply(text, status, "text/plain", headers)


class Rules(CrawlCase):
    def crawl_with(self, rules, *paths, options=()):
        """Crawls a start page that links to `paths`; gives those that were fetched."""
        site = self.site({"/robots.txt": robots(rules), "/": page("Start", *paths)}
                         | {path: page(path) for path in paths})
        self.crawl(site.url(), *options)
        fetched = [path for path in self.fetched(site) if path != "/"]
        refused = set(paths) - set(fetched)
        self.assertEqual(refused & set(site.targets()), set(), "asked for although refused")
        for path in refused:
            self.assertEqual(self.state(site.url(path)), "skipped/robots")
        return fetched

    def test_disallow(self):
        self.assertEqual(self.crawl_with("User-agent: *\nDisallow: /no", "/no", "/no/1", "/yes"),
                         ["/yes"])

    def test_2_2_2_the_longest_match_wins_and_allow_wins_a_tie(self):
        rules = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /t\nAllow: /t\n"
        self.assertEqual(self.crawl_with(rules, "/a/x", "/a/b/1", "/t"), ["/a/b/1", "/t"])

    def test_2_2_3_wildcard_and_end(self):
        rules = "User-agent: *\nDisallow: /*.php$\nDisallow: /*?s="
        self.assertEqual(self.crawl_with(rules, "/x.php", "/x.php?a", "/d/e?s=1", "/ok"),
                         ["/ok", "/x.php?a"])

    def test_2_2_1_groups_of_one_agent_merge_and_its_own_group_is_used(self):
        rules = ("User-agent: *\nDisallow: /\n\nUser-agent: CRAWL\nDisallow: /1\n\n"
                 "User-agent: other\nUser-agent: crawl\nDisallow: /2\n")
        self.assertEqual(self.crawl_with(rules, "/1", "/2", "/3"), ["/3"])

    def test_the_product_token_is_that_of_the_user_agent(self):
        rules = "User-agent: MyBot\nDisallow: /1\n\nUser-agent: *\nDisallow: /2"
        self.assertEqual(self.crawl_with(rules, "/1", "/2",
                                         options=("--user-agent", "mybot/2.0 (+http://me.example/)")),
                         ["/2"])

    def test_a_name_with_digits_obeys_its_own_group(self):
        rules = "User-agent: MJ12bot\nDisallow:\u00a0/1\n\nUser-agent: *\nDisallow: /2"
        self.assertEqual(self.crawl_with(rules, "/1", "/2", options=("--user-agent", "MJ12bot/1.4")), ["/2"])

    def test_bom_and_odd_line_endings(self):
        self.assertEqual(self.crawl_with("\ufeffUser-agent: *\rDisallow: /1\r\nDisallow: /2\n",
                                         "/1", "/2", "/3"), ["/3"])

    def test_percent_encoding_is_one_and_the_same_on_both_sides(self):
        rules = "User-agent: *\nDisallow: /f%6Fo\nDisallow: /é"
        self.assertEqual(self.crawl_with(rules, "/foo", "/%C3%A9", "/x"), ["/x"])


class Fetching(CrawlCase):
    def test_robots_txt_is_the_first_request_to_each_host_and_asked_once(self):
        hosts = ["127.0.0.1", OTHER, "127.0.0.3"]
        site = self.site(hosts=hosts)
        for host in hosts:
            site.set((host, "/"), page(host, "/1", "/2", *(site.url("/3", h) for h in hosts)))
        self.crawl(site.url(), "--scope", "all")
        self.crawl(*(site.url("/new", host) for host in hosts), "--scope", "all")
        for host in hosts:
            targets = [r.target for r in site.requests(host=host)]
            self.assertEqual(targets[0], "/robots.txt")
            self.assertEqual(targets.count("/robots.txt"), 1, "kept for a day, over restarts too")

    def test_the_user_agent_is_sent(self):
        site = self.site({"/": page("Start")})
        self.crawl(site.url())
        self.assertEqual(len(site.log), 2)
        for request in site.log:
            self.assertRegex(request.headers["user-agent"], r"^crawl/\d")

    def test_2_3_1_3_unavailable_allows_all(self):
        for status in (404, 403, 401, 410):
            with self.subTest(status):
                site = self.site({"/robots.txt": robots("User-agent: *\nDisallow: /", status),
                                  "/": page("Start")})
                self.crawl(site.url())
                self.assertEqual(self.state(site.url()), "fetched")
                self.assertEqual(self.robots_status(site), status)

    def robots_status(self, site):
        return self.one("SELECT robots_status FROM hosts WHERE origin = ?", site.url(""))

    def test_2_3_1_4_unreachable_allows_nothing_and_urls_wait(self):
        site = self.site({"/robots.txt": robots("", 503), "/": page("Start")}, hosts=("127.0.0.1", OTHER))
        site.set((OTHER, "/robots.txt"), robots("", 429))
        seeds = [site.url("/"), site.url("/x"), site.url("/", OTHER)]
        self.crawl(*seeds, "--max-time", "1.5")
        self.assertEqual(set(r.target for r in site.log), {"/robots.txt"})
        self.assertEqual({self.state(url) for url in seeds}, {"waiting"})
        self.assertEqual(self.end_reason(), "max-time")

    def test_unreachable_for_a_while_is_asked_again(self):
        site = self.site({"/robots.txt": [robots("", 503, **{"Retry-After": "1"}),
                                          robots("User-agent: *\nDisallow: /no")],
                          "/": page("Start", "/no")})
        self.crawl(site.url())
        self.assertEqual(self.state(site.url()), "fetched")
        self.assertEqual(self.state(site.url("/no")), "skipped/robots")
        self.assertEqual(site.count("/robots.txt"), 2)

    def test_2_3_1_2_redirects_are_followed_also_to_another_host(self):
        site = self.site(hosts=("127.0.0.1", OTHER))
        site.set("/robots.txt", redirect("/moved.txt"))
        site.set("/moved.txt", redirect(site.url("/rules.txt", OTHER)))
        site.set((OTHER, "/rules.txt"), robots("User-agent: *\nDisallow: /no"))
        site.set("/", page("Start", "/no", "/yes"))
        self.crawl(site.url())
        self.assertEqual(self.state(site.url("/no")), "skipped/robots")
        self.assertEqual(self.state(site.url("/yes")), "fetched")

    def test_robots_txt_may_be_gzip(self):
        site = self.site({"/robots.txt": Reply(gzip.compress(b"User-agent: *\nDisallow: /no"),
                                               type="text/plain",
                                               headers={"Content-Encoding": "gzip"}),
                          "/": page("Start", "/no")})
        self.crawl(site.url())
        self.assertEqual(self.state(site.url("/no")), "skipped/robots")

    def closed_by(self, answer):
        """Crawls a site whose robots.txt is that, for a moment; gives what is said of its host."""
        site = self.site({"/robots.txt": answer, "/": page("Start")})
        self.crawl(site.url(), "--max-time", "0.3")
        self.assertEqual(set(site.targets()), set(), "nothing is asked for without its rules")
        self.assertEqual(self.state(site.url()), "waiting")
        return self.one("SELECT robots_status, last_error FROM hosts WHERE origin = ?", site.url(""))

    def test_2_3_1_4_a_body_that_can_not_be_decoded_is_no_answer(self):
        whole = gzip.compress(b"User-agent: *\nAllow: /\n" + os.urandom(500).hex().encode() + b"\nDisallow: /\n")
        for body, coding in ((b"User-agent: *\nAllow: /", "gzip"), (whole[:-200], "gzip"), (whole[:-4], "x-gzip"),
                             (b"no brotli", "br"), (b"no zstd", "zstd"), (whole, "deflate"), (whole, "br, gzip"),
                             (whole, "gzip, gzip, gzip")):
            with self.subTest(coding=coding, size=len(body)):
                status, words = self.closed_by(Reply(body, type="text/plain", headers={"Content-Encoding": coding}))
                self.assertEqual(status, 0)
                self.assertIn("Content-Encoding", words)
                self.assertIn(coding, words)

    def test_2_3_1_4_a_304_and_a_redirect_to_nowhere_are_no_answer(self):
        for status, headers in ((304, {}), (304, {"Location": "/rules.txt"}), (301, {}), (300, {}),
                                (302, {"Location": "ftp://127.0.0.1/"}), (307, {"Location": ""})):
            with self.subTest(status, **headers):
                kept, words = self.closed_by(Reply(b"", status, headers=headers))
                self.assertEqual(kept, 0)
                self.assertIn(f"status {status}", words)

    def test_2_3_1_2_a_sixth_redirect_means_unavailable(self):
        for redirects, expected in ((5, "skipped/robots"), (6, "fetched")):
            with self.subTest(redirects):
                site = self.site({f"/{i}": redirect(f"/{i + 1}") for i in range(1, redirects)})
                site.set("/robots.txt", redirect("/1"))
                site.set(f"/{redirects}", robots("User-agent: *\nDisallow: /no"))
                site.set("/", page("Start", "/no"))
                self.crawl(site.url())
                self.assertEqual(self.state(site.url("/no")), expected)

    def test_2_3_1_5_of_html_and_of_utf_16_the_lines_that_can_be_read_count(self):
        rules = "User-agent: *\r\nDisallow: /no\r\n"
        for body, expected in ((page("Hello"), "fetched"), (f"<pre>\n{rules}</pre>", "skipped/robots"),
                               (b"\xff\xfe" + rules.encode("utf-16-le"), "skipped/robots"),
                               (b"\xfe\xff" + rules.encode("utf-16-be"), "skipped/robots"),
                               (rules.encode("utf-16-le"), "fetched")):
            with self.subTest(body[:20]):
                site = self.site({"/robots.txt": Reply(body, type="text/html"), "/": page("Start", "/no")})
                self.crawl(site.url())
                self.assertEqual(self.state(site.url("/no")), expected)

    def test_redirects_keep_the_delay(self):
        site = self.site({f"/{i}": redirect(f"/{i + 1}") for i in range(1, 5)}
                         | {"/robots.txt": redirect("/1"), "/5": robots(""), "/": page("Start")})
        self.crawl(site.url(), defaults=("--delay", "100", "--allow-private", "--sitemaps", "no"))
        self.assertEqual(len(site.log), 7)
        self.assertGreater(min(site.gaps()), 0.09)

    def test_each_origin_has_its_own_rules(self):
        site = self.site(hosts=("127.0.0.1", OTHER))
        site.set("/robots.txt", robots("User-agent: *\nDisallow: /1"))
        site.set((OTHER, "/robots.txt"), robots("User-agent: *\nDisallow: /2"))
        seeds = [site.url(path, host) for host in ("127.0.0.1", OTHER) for path in ("/1", "/2")]
        self.crawl(*seeds)
        self.assertEqual([self.state(url) for url in seeds],
                         ["skipped/robots", "fetched", "fetched", "skipped/robots"])

    def test_the_hosts_view_keeps_what_was_answered(self):
        text = "User-agent: *\nCrawl-delay: 0.1\nDisallow: /no\n"
        site = self.site({"/robots.txt": robots(text), "/": page("Start")})
        self.crawl(site.url())
        self.assertEqual(self.one("SELECT robots_status, CAST(robots_txt AS TEXT), crawl_delay_ms, pages "
                                  "FROM hosts WHERE origin = ?", site.url("")), (200, text, 100, 1))


class Delay(CrawlCase):
    def test_crawl_delay_is_honoured(self):
        paths = [f"/{i}" for i in range(5)]
        site = self.site({"/robots.txt": robots("User-agent: *\nCrawl-delay: 0.25"),
                          "/": page("Start", *paths)})
        self.crawl(site.url(), "--per-host", "4")
        times = [r.at for r in site.log if r.target != "/robots.txt"]
        self.assertEqual(len(times), 6)
        self.assertGreater(min(b - a for a, b in zip(times, times[1:])), 0.2)
        self.assertGreater(times[-1] - times[0], 5 * 0.25 - 0.05)


class Ignored(CrawlCase):
    def test_ignore_does_not_ask_and_warns(self):
        site = self.site({"/robots.txt": robots("User-agent: *\nDisallow: /"), "/": page("Start")})
        ended = self.crawl(site.url(), "--robots", "ignore", "--quiet")
        self.assertEqual(self.fetched(site), ["/"])
        self.assertEqual(site.count("/robots.txt"), 0)
        self.assertIn("robots", ended.stderr)


if __name__ == "__main__":
    unittest.main()
