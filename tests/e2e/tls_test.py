"""Servers that misbehave in TLS and in HTTP/2."""

import socket
import unittest

from harness import CrawlCase
from http2_server import (CONTINUATION, END_HEADERS, END_STREAM, HEADERS, PING, PUSH_PROMISE, Http2Server, data,
                          frame, goaway, head, make_certificate, reset)
from scripted_site import page

HALF = b"<title>half</title>"
WHOLE = b"<title>whole</title>"
NO_ERROR, INTERNAL_ERROR, REFUSED_STREAM, ENHANCE_YOUR_CALM = 0, 2, 7, 11


def whole(stream):
    return head(stream) + data(stream, WHOLE, END_STREAM)


class Http2(CrawlCase):
    def crawl_all(self, scripts, *options):
        """Crawls one server for each script beside a good one; gives {name: (state, title, detail)}."""
        good = self.site({"/": page("Good")})
        certificate = make_certificate(self.folder)
        self.servers = {name: Http2Server(certificate, script, f"127.0.2.{i}")
                        for i, (name, script) in enumerate(scripts.items(), 1)}
        for server in self.servers.values():
            self.addCleanup(server.close)
        self.crawl(good.url(), *(server.url for server in self.servers.values()), "--insecure", "--robots",
                   "ignore", "--retries", "0", *options)
        self.assertEqual(self.page(good.url(), "title"), "Good")
        found = {}
        for name, server in self.servers.items():
            title = self.column("SELECT title FROM pages WHERE url = ?", server.url)
            found[name] = self.state(server.url), title[0] if title else None
            if found[name][0] != "fetched":
                self.assertTrue(self.one("SELECT detail FROM errors WHERE url = ?", server.url))
        return found

    def check(self, found, titles, either):
        """`titles`: of those that are fetched; the others failed. libcurl's releases differ on whether
        what came before the end is lost with it: `either` may do both."""
        for name, (state, title) in found.items():
            with self.subTest(name):
                if state == "fetched" and name in either:
                    continue
                if name in titles and name not in either:
                    self.assertEqual((state, title), ("fetched", titles[name]))
                else:
                    self.assertIn(state, ("failed/reset", "failed/protocol"))

    def test_streams_and_connections_that_end_early(self):
        found = self.crawl_all({
            "good": lambda s, n: (whole(s), True),
            "reset": lambda s, n: (head(s) + data(s, HALF) + reset(s, INTERNAL_ERROR), True),
            "reset-first": lambda s, n: (reset(s, ENHANCE_YOUR_CALM), True),
            "refused-once": lambda s, n: (reset(s, REFUSED_STREAM) if n == 1 else whole(s), True),
            "refused": lambda s, n: (reset(s, REFUSED_STREAM), True),
            "goaway": lambda s, n: (head(s) + data(s, HALF) + goaway(s, INTERNAL_ERROR), False),
            "goaway-graceful": lambda s, n: (head(s) + data(s, HALF[:7]) + goaway(s, NO_ERROR)
                                             + data(s, b"whole</title>", END_STREAM), False),
            "goaway-once": lambda s, n: (goaway(0, NO_ERROR), False) if n == 1 else (whole(s), True),
            "goaway-always": lambda s, n: (goaway(0, NO_ERROR), False),
            "closed": lambda s, n: (head(s) + data(s, HALF), False),
            "closed-first": lambda s, n: (b"", False),
        })
        fetched = {"good": "whole", "refused-once": "whole", "goaway-graceful": "whole", "goaway": "half",
                   "closed": "half"}
        self.check(found, fetched, either=("reset", "goaway-once"))
        self.assertLessEqual(self.servers["refused"].requests, 10)

    def test_frames_that_are_none(self):
        endless = frame(CONTINUATION, 0, 1, b"\x00\x01x\x01y" * 3000)
        found = self.crawl_all({
            "hpack": lambda s, n: (frame(HEADERS, END_HEADERS, s, b"\xff" * 50), True),
            "zeros": lambda s, n: (bytes(100), True),
            "http1": lambda s, n: (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", True),
            "oversized": lambda s, n: (head(s) + data(s, b"x" * 100_000, END_STREAM), True),
            "other-stream": lambda s, n: (whole(s + 100), True),
            "push": lambda s, n: (frame(PUSH_PROMISE, END_HEADERS, s, b"\0\0\0\2\x88") + whole(s), True),
            "headers-without-end": lambda s, n: (frame(HEADERS, 0, s, b"\x88") + endless * 200, True),
            "pings": lambda s, n: (frame(PING, 0, 0, bytes(8)) * 20_000 + whole(s), True),
            "no-status": lambda s, n: (frame(HEADERS, END_HEADERS | END_STREAM, s, b"\x0f\x10\x09text/html"), True),
            "stalled": lambda s, n: (head(s) + data(s, HALF), True),
        }, "--timeout", "3")
        self.assertEqual(found.pop("stalled"), ("failed/timeout", None))
        self.check(found, {}, either=("oversized", "pings", "push"))


class Tls(CrawlCase):
    def test_a_handshake_that_stalls_and_one_that_is_none(self):
        good = self.site({"/": page("Good")})
        with socket.create_server(("127.0.0.2", 0)) as silent:
            stalled = f"https://127.0.0.2:{silent.getsockname()[1]}/"  # connects; nobody ever answers
            plain = good.url().replace("http", "https")
            self.crawl(good.url(), plain, "--robots", "ignore", "--retries", "0")
            # By itself: so short a time is over for others as well where the machine is busy.
            self.crawl(stalled, "--robots", "ignore", "--retries", "0", "--connect-timeout", "0.5")
        self.assertEqual([self.state(url) for url in (good.url(), stalled, plain)],
                         ["fetched", "failed/timeout", "failed/tls"])

    def test_a_certificate_of_no_authority(self):
        server = Http2Server(make_certificate(self.folder), lambda s, n: (whole(s), True))
        self.addCleanup(server.close)
        self.crawl(server.url, "--retries", "0", status=3)
        reason, detail = self.one("SELECT reason, detail FROM errors")
        self.assertEqual(reason, "tls")
        self.assertIn("certificate", detail)
        self.assertEqual(server.requests, 0)


if __name__ == "__main__":
    unittest.main()
