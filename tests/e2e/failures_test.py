"""Servers that misbehave: each failure is a row with its reason, and the crawl goes on."""

import gzip
import unittest

from harness import CrawlCase
from scripted_site import Raw, Reply, page, unused_port

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CUT = Raw(OK + b"Content-Length: 1000\r\n\r\n<title>half</title>")


class Failures(CrawlCase):
    def crawl_failing(self, answers, *options):
        """A crawl of one URL on a host of its own for each answer; gives {name: its row of errors}."""
        hosts = {name: f"127.0.1.{i}" for i, name in enumerate(answers, 1)}
        site = self.site(hosts=("127.0.0.1", *hosts.values()))
        site.set("/", page("Start", *(site.url(f"/{name}", host) for name, host in hosts.items())))
        for name, host in hosts.items():
            site.set((host, f"/{name}"), answers[name])
        self.last = self.crawl(site.url(), "--scope", "all", *options)
        self.assertEqual(self.state(site.url()), "fetched")
        columns = "reason, detail, attempts, found_on"
        found = {}
        for name, host in hosts.items():
            row = self.rows(f"SELECT {columns} FROM errors WHERE url = ?", site.url(f"/{name}", host))
            if row:
                found[name] = dict(zip(columns.split(", "), row[0]))
                self.assertEqual(found[name]["found_on"], site.url())
                self.assertTrue(found[name]["detail"], f"{name}: no words for people")
        return site, found

    def test_each_misbehaviour_has_its_reason(self):
        expected = {
            "closed-at-once": (Raw(b""), {"reset"}),
            "reset": (Raw(b"", then="reset"), {"reset"}),
            "not-http": (Raw(b"220 mail.example ESMTP\r\n"), {"protocol"}),
            "bad-length": (Raw(OK + b"Content-Length: many\r\n\r\nx"), {"protocol"}),
            "huge-header": (Raw(OK + b"X: " + b"y" * 2_000_000 + b"\r\n\r\n"), {"protocol"}),
            "many-headers": (Raw(OK + b"X: y\r\n" * 50_000 + b"\r\n"), {"protocol"}),
        }
        _, found = self.crawl_failing({name: answer for name, (answer, _) in expected.items()},
                                      "--retries", "0")
        for name, (_, reasons) in expected.items():
            with self.subTest(name):
                self.assertIn(found.get(name, {}).get("reason"), reasons)
                self.assertEqual(found[name]["attempts"], 1)

    def test_of_an_answer_cut_short_what_came_is_kept_and_said_to_be_cut(self):
        answers = {"closed": CUT, "reset": Raw(CUT.data, then="reset"), "lied": CUT,
                   "bad-chunk": Raw(OK + b"Transfer-Encoding: chunked\r\n\r\n"
                                    b"13\r\n<title>half</title>\r\nzz\r\nx")}
        site, found = self.crawl_failing(answers, "--retries", "0")
        self.assertEqual(found, {})
        rows = self.rows("SELECT title, detail FROM pages WHERE url != ?", site.url())
        self.assertEqual([title for title, _ in rows], ["half"] * len(answers))
        self.assertTrue(all(detail for _, detail in rows), rows)

    def test_never_answering_and_never_ending(self):
        _, found = self.crawl_failing({"silent": Raw(then="hang"),
                                       "stalled": Raw(CUT.data, then="hang")},
                                      "--retries", "0", "--timeout", "1")
        self.assertEqual({row["reason"] for row in found.values()}, {"timeout"})
        self.assertEqual(set(found), {"silent", "stalled"})
        self.assertLess(self.last.seconds, 20)

    def test_retries_are_counted_and_end(self):
        site, found = self.crawl_failing({"always": Raw(then="hang"), "cut": CUT,
                                          "once": [CUT, page("Then well")]},
                                         "--retries", "1", "--timeout", "2")
        self.assertEqual(set(found), {"always"})
        self.assertEqual(found["always"]["attempts"], 2)
        for name in ("always", "cut", "once"):
            self.assertEqual(len(site.requests(f"/{name}")), 2)
        self.assertEqual(self.column("SELECT title FROM pages WHERE url LIKE '%/once'"), ["Then well"])

    def test_robots_txt_that_never_comes_keeps_its_urls_waiting_or_fails_them(self):
        with unused_port() as held:
            dead = f"http://127.0.0.1:{held.getsockname()[1]}/x"
            self.crawl(dead, "--retries", "0", "--max-time", "1", status=3)
            self.assertIn(self.state(dead), ("waiting", "failed/connect", "failed/robots-unreachable"))

    def test_refused_connection_dns_and_tls(self):
        site = self.site({"/": page("Start")})
        with unused_port() as held:
            refused = f"http://127.0.0.1:{held.getsockname()[1]}/"
            # RFC 7686: a name under .onion is never asked of the DNS.
            unknown = "http://nobody.onion/"
            not_tls = f"https://127.0.0.1:{site.port}/"
            self.crawl(site.url(), refused, unknown, not_tls, "--retries", "0", "--robots", "ignore")
        self.assertEqual([self.state(url) for url in (refused, unknown, not_tls)],
                         ["failed/connect", "failed/dns", "failed/tls"])
        self.assertEqual(self.state(site.url()), "fetched")

    def test_a_bomb_is_cut_at_the_limit(self):
        bomb = gzip.compress(b"<title>boom</title>" + bytes(30_000_000))
        site = self.site({"/": Reply(bomb, headers={"Content-Encoding": "gzip"})})
        self.crawl(site.url(), "--max-body", "1M")
        size, title, hit = self.page(site.url(), "size", "title", "limits_hit")
        self.assertEqual((size, title), (1 << 20, "boom"))
        self.assertIn("body", hit)

    def test_a_body_without_length_or_with_chunks_is_fine(self):
        site = self.site({"/": page("Start", "/until-close", "/chunks", "/interim", "/http10"),
                          "/until-close": Raw(OK + b"\r\n<title>to the end</title>"),
                          "/http10": Raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>old</title>"),
                          "/interim": Raw(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK
                                          + b"Content-Length: 19\r\n\r\n<title>late</title>"),
                          "/chunks": Raw(OK + b"Transfer-Encoding: chunked\r\n\r\n7\r\n<title>\r\n"
                                         b"5;ext=1\r\nparts\r\n0\r\nTrailer: x\r\n\r\n")})
        self.crawl(site.url())
        titles = dict(self.rows("SELECT url, title FROM pages"))
        self.assertEqual(titles[site.url("/until-close")], "to the end")
        self.assertEqual(titles[site.url("/chunks")], "parts")
        self.assertEqual(titles[site.url("/http10")], "old")
        self.assertEqual(self.page(site.url("/interim"), "status"), 200)

    def test_one_bad_host_among_good_ones_does_not_hold_the_end(self):
        site = self.site({"/": page("Start", *(f"/{i}" for i in range(20))), "/3": Raw(b"")})
        ended = self.crawl(site.url(), "--retries", "0")
        self.assertEqual(self.counts(), {"fetched": 20, "failed": 1})
        self.assertLess(ended.seconds, 20)


if __name__ == "__main__":
    unittest.main()
