"""Answers that are broken, endless, or lie about themselves: each is a row with its reason, the
database stays readable, and the crawl goes on with the other hosts."""

import gzip
import resource
import unittest
import zlib

from harness import CrawlCase
from scripted_site import Endless, Raw, Reply, page, redirect

STATUS = b"HTTP/1.1 200 OK\r\n"
OK = STATUS + b"Content-Type: text/html\r\n"
BODY = b"<title>half</title>"
MEGABYTE = 1 << 20

VIEWS = ("pages", "links", "urls", "hosts", "headers", "broken_links", "redirects", "duplicates", "errors",
         "runs")


class ServersCase(CrawlCase):
    def outcomes(self, answers, *options):
        """Crawls one URL on a host of its own for each answer, beside a good host; gives
        {name: what became of it}: "fetched" with the status, or the state with its reason."""
        hosts = {name: f"127.0.1.{i}" for i, name in enumerate(answers, 1)}
        self.web = self.site(hosts=("127.0.0.1", *hosts.values()))
        self.urls = {name: self.web.url(f"/{name}", host) for name, host in hosts.items()}
        self.web.set("/", page("Start", "/good", *self.urls.values()))
        self.web.set("/good", page("Good"))
        for name, host in hosts.items():
            self.web.set((host, f"/{name}"), answers[name])
        self.last = self.crawl(self.web.url(), "--scope", "all", "--retries", "0", *options)
        self.assertEqual(self.page(self.web.url("/good"), "title"), "Good")
        self.assertEqual(self.end_reason(), "finished")
        self.check_views()
        return {name: self.outcome(url) for name, url in self.urls.items()}

    def outcome(self, url):
        state = self.state(url)
        if state == "fetched":
            return f"fetched {self.page(url, 'status')}"
        self.assertTrue(self.one("SELECT detail FROM urls WHERE url = ?", url), f"{url}: no words for people")
        return state

    def check_views(self):
        """Every view, and the table of status lines, can be read to its end, and all text is UTF-8."""
        for source in (*VIEWS, "body"):
            for row in self.rows(f"SELECT * FROM {source}"):
                for value in row:
                    if isinstance(value, str):
                        self.assertNotIn("\0", value, source)

    def expect(self, cases, *options):
        """`cases`: {name: (answer, outcome, or several where it is libcurl's to say)}."""
        found = self.outcomes({name: answer for name, (answer, _) in cases.items()}, *options)
        for name, (_, outcome) in cases.items():
            self.assertIn(found[name], (outcome,) if isinstance(outcome, str) else outcome, name)

    def columns(self, name, *columns):
        return self.page(self.urls[name], *columns)

# The body is whole by then; libcurl says so until 8.5 and takes it for an error since.
ENDLESS_TRAILER = ("fetched 200", "failed/protocol")


class Endings(ServersCase):
    def test_what_never_ends_is_cut_or_refused(self):
        chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
        self.expect({
            "body": (Endless(OK + b"\r\n" + BODY, b"x" * 65536), "fetched 200"),
            "chunks": (Endless(OK + b"Transfer-Encoding: chunked\r\n\r\n13\r\n" + BODY + b"\r\n", chunk),
                       "fetched 200"),
            "headers": (Endless(STATUS, b"X: y\r\n" * 1000), "failed/protocol"),
            "header-line": (Endless(STATUS + b"X: ", b"y" * 65536), "failed/protocol"),
            "status-line": (Endless(b"HTTP/1.1 200 ", b"y" * 65536), "failed/protocol"),
            "interim": (Endless(b"", b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 100), "failed/protocol"),
            "chunk-size": (Endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 65536), "fetched 200"),
            "trailers": (Endless(OK + b"Transfer-Encoding: chunked\r\n\r\n13\r\n" + BODY + b"\r\n0\r\n",
                                 b"X: y\r\n" * 1000), "failed/protocol"),
            "trailer": (Endless(OK + b"Transfer-Encoding: chunked\r\n\r\n13\r\n" + BODY + b"\r\n0\r\nX: ",
                                b"y" * 65536), ENDLESS_TRAILER),
        }, "--max-body", "1M", "--timeout", "20")
        for name in ("body", "chunks"):
            self.assertEqual(self.columns(name, "title", "size"), ("half", MEGABYTE))
            self.assertIn("body", self.columns(name, "limits_hit"))

    def test_a_trickle_ends_at_the_timeout(self):
        self.expect({
            "head": (Endless(STATUS + b"X: ", b"y", pause=0.1), "failed/timeout"),
            "fields": (Endless(STATUS, b"X: y\r\n", pause=0.1), "failed/timeout"),
            "body": (Endless(OK + b"\r\n" + BODY, b"x", pause=0.1), "failed/timeout"),
            "chunks": (Endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", pause=0.1),
                       "failed/timeout"),
            "chunk-ext": (Endless(OK + b"Transfer-Encoding: chunked\r\n\r\n4;", b"x", pause=0.1), "failed/timeout"),
            "silence": (Raw(then="hang"), "failed/timeout"),
        }, "--timeout", "1")

    def test_where_the_connection_ends(self):
        self.expect({
            "before": (Raw(b""), "failed/reset"),
            "in-status": (Raw(b"HTTP/1.1 20"), "failed/reset"),
            "in-version": (Raw(b"HT"), "failed/reset"),
            "in-field": (Raw(STATUS + b"Content-Ty"), "failed/reset"),
            "between-fields": (Raw(OK), "failed/reset"),
            "in-fields-reset": (Raw(OK, then="reset"), "failed/reset"),
            "after-head": (Raw(OK + b"Content-Length: 10\r\n\r\n"), "fetched 200"),
            "in-body": (Raw(OK + b"Content-Length: 1000\r\n\r\n" + BODY), "fetched 200"),
            "in-chunk": (Raw(OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\n" + BODY), "fetched 200"),
            "before-last-chunk": (Raw(OK + b"Transfer-Encoding: chunked\r\n\r\n13\r\n" + BODY + b"\r\n"),
                                  "fetched 200"),
        })
        for name in ("after-head", "in-body", "in-chunk", "before-last-chunk"):
            self.assertTrue(self.columns(name, "detail"), name)
        for name in ("in-body", "in-chunk", "before-last-chunk"):
            self.assertEqual(self.columns(name, "title"), "half")

    def test_lengths_and_framing_that_lie(self):
        chunked = b"Transfer-Encoding: chunked\r\n"
        self.expect({
            "short": (Raw(OK + b"Content-Length: 19\r\n\r\n" + BODY + b"<p>more"), "fetched 200"),
            "two": (Raw(OK + b"Content-Length: 19\r\nContent-Length: 5\r\n\r\n" + BODY), "fetched 200"),
            "negative": (Raw(OK + b"Content-Length: -1\r\n\r\n" + BODY), "failed/protocol"),
            "huge": (Raw(OK + b"Content-Length: 99999999999999999999999\r\n\r\n" + BODY), "fetched 200"),
            "both": (Raw(OK + b"Content-Length: 3\r\n" + chunked + b"\r\n13\r\n" + BODY + b"\r\n0\r\n\r\n"),
                     "fetched 200"),
            "chunk-overflow": (Raw(OK + chunked + b"\r\n" + b"F" * 40 + b"\r\n" + BODY), "fetched 200"),
            "chunk-negative": (Raw(OK + chunked + b"\r\n-1\r\n" + BODY), "fetched 200"),
            "unknown": (Raw(OK + b"Transfer-Encoding: banana\r\n\r\n" + BODY), "failed/protocol"),
        })
        self.assertEqual(self.columns("short", "title", "size"), ("half", 19))
        self.assertEqual(self.columns("both", "title"), "half")
        for name in ("chunk-overflow", "chunk-negative"):
            self.assertTrue(self.columns(name, "detail"), name)


    def test_a_length_that_is_none_is_read_to_the_end_of_the_connection(self):
        head = STATUS + b"Content-Type: text/html\r\nConnection: close\r\nContent-Length: "
        site = self.site({"/": Raw(head + b"-1\r\n\r\n" + page("Start", "/abc", "/good").encode()),
                          "/abc": Raw(head + b"abc\r\n\r\n" + page("Abc").encode()),
                          "/good": page("Good")})
        self.crawl(site.url())
        self.assertEqual(self.column("SELECT title FROM pages ORDER BY 1"), ["Abc", "Good", "Start"])
        self.assertEqual(self.end_reason(), "finished")


class StatusLines(ServersCase):
    def test_nonsense(self):
        def answer(line):
            return Raw(line + b"\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n" + BODY)
        self.expect({
            "http09": (Raw(BODY), "failed/protocol"),
            "icy": (answer(b"ICY 200 OK"), "failed/protocol"),
            "http7": (answer(b"HTTP/7.3 200 OK"), "failed/protocol"),
            "letters": (answer(b"HTTP/1.1 abc OK"), "failed/protocol"),
            "negative": (answer(b"HTTP/1.1 -20 OK"), "failed/protocol"),
            "zero": (answer(b"HTTP/1.1 000 OK"), "failed/protocol"),
            "two-digits": (answer(b"HTTP/1.1 20 OK"), "failed/protocol"),
            "six-digits": (answer(b"HTTP/1.1 200200 OK"), "failed/protocol"),
            "no-reason": (answer(b"HTTP/1.1 200"), "fetched 200"),
            "unknown": (answer(b"HTTP/1.1 799 Odd"), "fetched 799"),
            "reason-bytes": (answer(b"HTTP/1.1 200 \xff\x00\x1b[31m\x80"), "failed/protocol"),
            "reason-latin": (answer(b"HTTP/1.1 200 \xff\x1b[31m\x80"), "fetched 200"),
            "switch": (Raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nbinary"), "fetched 101"),
            "only-interim": (Raw(b"HTTP/1.1 100 Continue\r\n\r\n"), "failed/reset"),
        })

    def test_a_body_where_none_belongs(self):
        self.expect({
            "204": (Raw(b"HTTP/1.1 204 No\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n" + BODY),
                    "fetched 204"),
            "304": (Raw(b"HTTP/1.1 304 No\r\nContent-Type: text/html\r\n\r\n" + BODY), "fetched 304"),
        })
        for name in ("204", "304"):
            self.assertEqual(self.columns(name, "size", "title"), (0, None))

    def test_who_wants_credentials_gets_none(self):
        schemes = [("WWW-Authenticate", each) for each in ("Basic realm=x", "Negotiate", "NTLM", "Digest x")]
        self.expect({
            "401": (Reply("no", 401, headers=schemes), "fetched 401"),
            "401-without": (Reply("no", 401), "fetched 401"),
            "407": (Reply("no", 407, headers={"Proxy-Authenticate": "Basic realm=x"}), "fetched 407"),
        }, "--auth", "me:secret")
        for name, url in self.urls.items():
            asked = self.web.requests(f"/{name}")
            self.assertEqual(len(asked), 1)
            self.assertNotIn("authorization", asked[0].headers)
            self.assertNotIn("proxy-authorization", asked[0].headers)


class Fields(ServersCase):
    def test_too_many_and_too_long(self):
        self.expect({
            "many": (Raw(OK + b"X: y\r\n" * 100_000 + b"\r\n"), "failed/protocol"),
            "long": (Raw(OK + b"X: " + b"y" * 10_000_000 + b"\r\n\r\n"), "failed/protocol"),
            "long-name": (Raw(OK + b"Y" * 10_000_000 + b": x\r\n\r\n"), "failed/protocol"),
            "location": (redirect("/" + "y" * 100_000), "fetched 302"),
        })

    def test_bytes_that_do_not_belong_there(self):
        fields = {
            "latin": b"X-Odd: caf\xe9", "utf8": b"X-Odd: caf\xc3\xa9", "broken-utf8": b"X-Odd: \xc3\xff\xfe\x80",
            "control": b"X-Odd: a\x01\x02\x1b[31mb\x7f", "no-name": b": x",
            "space": b"X Odd : x", "name-bytes": b"X-\xff\xe9: x", "bare-cr": b"X-Odd: a\rb",
            "quotes": b"X-Odd: \"\\\"\\u0000'); DROP TABLE page;--", "etag": b"ETag: \"\xe9\x01\"",
            "modified": b"Last-Modified: \xff\xff", "type": b"Content-Type: text/html; charset=\xff\x01",
            "robots": b"X-Robots-Tag: \xe9\x01noindex", "language": b"Content-Language: \xff\x01",
            "link": b"Link: </\xff\x01>; rel=next", "refresh": b"Refresh: 0; url=/\xff\x01",
        }
        self.expect({name: (Raw(STATUS + line + b"\r\nContent-Type: text/html\r\n\r\n" + BODY), "fetched 200")
                     for name, line in fields.items()}, "--max-depth", "1")
        odd = dict(self.rows("SELECT url, value FROM headers WHERE name = 'X-Odd'"))
        self.assertEqual(odd[self.urls["latin"]], "café")
        self.assertEqual(odd[self.urls["control"]], "a[31mb", "no code for a terminal")
        self.assertEqual(odd[self.urls["quotes"]], "\"\\\"\\u0000'); DROP TABLE page;--")

    def test_what_libcurl_refuses(self):
        found = self.outcomes({name: Raw(STATUS + line + b"\r\nContent-Type: text/html\r\n\r\n" + BODY)
                               for name, line in {"value": b"X-Odd: a\0b", "name": b"X-O\0dd: x",
                                                  "location": b"Location: /\0",
                                                  "no-colon": b"nonsense"}.items()})
        self.assertEqual(set(found.values()), {"failed/protocol"})

    def test_a_first_line_that_continues_none(self):
        """It is nobody's, least of all the answer's before; the pages around it come."""
        lines = {"space": b" a: b", "tab": b"\ta: b", "long": b" " + b"b" * 50_000, "no-colon": b" b"}
        odd = {f"/{name}-{i}": Raw(STATUS + line + b"\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n" + BODY)
               for name, line in lines.items() for i in range(3)}
        good = {f"/good-{i}": page(f"Good {i}") for i in range(len(odd))}
        between = [path for pair in zip(odd, good) for path in pair]
        web = self.site({"/": page("Start", *between), **odd, **good})
        self.crawl(web.url(), "--retries", "0")
        self.assertEqual(self.end_reason(), "finished")
        self.assertEqual([path for path in good if self.state(web.url(path)) != "fetched"], [])
        # libcurl takes the answer without that line since 8.3.
        self.assertLessEqual({self.state(web.url(path)) for path in odd}, {"failed/protocol", "fetched"})
        self.assertEqual(sum(self.counts().values()), 1 + len(odd) + len(good))
        self.assertEqual(self.counts().get("waiting", 0), 0)
        self.check_views()


class Redirections(ServersCase):
    def test_where_no_redirect_leads(self):
        odd = {"file": "file:///etc/passwd", "javascript": "javascript:alert(1)", "ftp": "ftp://127.0.0.1/",
               "data": "data:text/html,<a href=/x>", "gopher": "gopher://127.0.0.1:70/_x", "blob": "blob:x",
               "bracket": "http://[::1", "port": "http://127.0.0.1:99999/", "percent": "http://%00/",
               "space": "http://a b/", "empty": "", "slashes": "http:///"}
        self.expect({name: (redirect(to), "fetched 302") for name, to in odd.items()})
        for name in odd:
            self.assertRegex(self.columns(name, "detail"), "^a? ?redirect", name)
        self.assertIn("file:///etc/passwd", self.columns("file", "detail"))
        self.assertEqual(self.counts(), {"fetched": 2 + len(odd)})

    def test_a_location_too_long_is_skipped_and_one_longer_still_is_none(self):
        site = self.site({"/": page("Start", "/long", "/longer"), "/long": redirect("/" + "y" * 5000),
                          "/longer": redirect("/" + "é" * 50_000)})
        self.crawl(site.url())
        self.assertEqual(self.counts(), {"fetched": 3, "skipped": 1})
        self.assertEqual(self.column("SELECT reason FROM urls WHERE state = 'skipped'"), ["url-length"])
        self.assertIsNone(self.page(site.url("/long"), "detail"))
        self.assertRegex(self.page(site.url("/longer"), "detail"), "^redirects to .*: /é{50,}…$")

    def test_a_chain_of_fifty_ends_at_the_limit_and_a_fragment_is_no_other_page(self):
        site = self.site({f"/{i}": redirect(f"/{i + 1}") for i in range(50)}
                         | {"/": page("Start", "/0", "/self"), "/self": redirect("/self#part")})
        self.crawl(site.url())
        self.assertEqual(self.state(site.url("/11")), "skipped/redirect-hops")
        self.assertEqual(site.count("/self"), 1)
        self.assertEqual(self.one("SELECT loop FROM redirects WHERE source = ?", site.url("/self")), 1)


class Contents(ServersCase):
    def test_codings_cut_corrupt_or_of_another_kind(self):
        packed = gzip.compress(BODY + b"<p>" + bytes(range(256)) * 40)
        def coded(body, coding="gzip"):
            return Reply(body, headers={"Content-Encoding": coding})
        self.expect({name: (answer, "fetched 200") for name, answer in {
            "cut": coded(packed[:-20]), "crc": coded(packed[:-8] + b"\0" * 8), "plain": coded(BODY),
            "nothing": coded(b""), "head-only": coded(packed[:5]), "garbage": coded(b"\x1f\x8b" + bytes(100)),
            "br": coded(b"\xff" * 100, "br"), "zstd": coded(b"\x28\xb5\x2f\xfd" + b"\xff" * 100, "zstd"),
            "deflate": coded(zlib.compress(BODY)[:-6], "deflate"), "foreign": coded(BODY, "compress"),
            "too-many": coded(packed, ", ".join(["gzip"] * 1000)),
            "zstd-window": coded(b"\x28\xb5\x2f\xfd\x00\xf8" + bytes(20), "zstd"),
        }.items()})
        for name in self.urls:
            self.assertEqual(self.columns(name, "limits_hit"), None if name == "nothing" else "coding", name)
        for name in ("cut", "crc"):
            self.assertEqual(self.columns(name, "title"), "half")

    def test_codings_that_nobody_knows_leave_the_body_as_it_is(self):
        names = ["none", "utf-8", "binary", "aws-chunked", "banana", "gz\xffip\x01", "none, utf-8"]
        self.expect({f"c{i}": (Reply(BODY, headers={"Content-Encoding": name}), "fetched 200")
                     for i, name in enumerate(names)} |
                    {"both": (Reply(gzip.compress(BODY), headers={"Content-Encoding": "aws-chunked,gzip"}),
                              "fetched 200")})
        for name in self.urls:
            self.assertEqual(self.columns(name, "title", "size", "limits_hit"), ("half", len(BODY), None), name)

    def test_rules_and_sitemaps_in_such_a_coding_count(self):
        plain = {"Content-Encoding": "utf-8"}
        site = self.site({"/robots.txt": Reply("User-agent: *\nDisallow: /no", type="text/plain", headers=plain),
                          "/": page("Start", "/no", "/yes"), "/yes": page("Yes"), "/listed": page("Listed")})
        site.set("/sitemap.xml", Reply(f"<urlset><url><loc>{site.url('/listed')}</loc></url></urlset>",
                                       type="application/xml", headers={"Content-Encoding": "none"}))
        self.crawl(site.url(), defaults=("--delay", "0"))
        self.assertEqual(self.fetched(site), ["/", "/listed", "/sitemap.xml", "/yes"])
        self.assertEqual(self.state(site.url("/no")), "skipped/robots")

    def test_bombs_inflate_to_the_limit_and_no_further(self):
        ten_megabytes = gzip.compress(bytes(10 * MEGABYTE))
        # RFC 1952, 2.2: members follow one another, so a thousand of them are one body of 10 GB.
        ten_gigabytes = gzip.compress(ten_megabytes * 1000)
        twice = "gzip, gzip"
        self.expect({name: (Reply(body, headers={"Content-Encoding": coding}), "fetched 200")
                     for name, (body, coding) in {
                         "ten-megabytes": (ten_megabytes, "gzip"), "nested": (gzip.compress(ten_megabytes), twice),
                         "ten-gigabytes": (ten_gigabytes, twice),
                         "deflate": (zlib.compress(bytes(10 * MEGABYTE)), "deflate")}.items()},
                    "--max-body", "1M")
        for name in self.urls:
            self.assertEqual(self.columns(name, "size"), MEGABYTE)
            self.assertIn("body", self.columns(name, "limits_hit"))
        # In KiB (getrusage(2)). What inflates further than the limit shows here; a sanitizer takes its share.
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, MEGABYTE)

    def test_a_bomb_as_a_transfer_coding_that_nobody_asked_for(self):
        """libcurl before 8.1 inflates it, and the limit holds for what comes out; later ones refuse it."""
        once = gzip.compress(bytes(100 * MEGABYTE))
        self.expect({name: (Raw(OK + b"Transfer-Encoding: " + coding + b"\r\n\r\n" + body),
                            ("fetched 200", "failed/protocol"))
                     for name, (body, coding) in {"once": (once, b"gzip"),
                                                  "twice": (gzip.compress(once), b"gzip, gzip")}.items()},
                    "--max-body", "1M")
        for name, url in self.urls.items():
            if self.state(url) == "fetched":
                self.assertEqual(self.columns(name, "size"), MEGABYTE)
                self.assertIn("body", self.columns(name, "limits_hit"))

    def test_robots_txt_of_any_bytes(self):
        site = self.site({"/robots.txt": Reply(b"User-agent: *\0\xff\nDisallow: /caf\xe9", type="text/plain"),
                          "/": page("Start", "/caf%E9", "/cafe")})
        self.crawl(site.url())
        self.assertEqual(self.one("SELECT typeof(robots_txt) FROM hosts"), "blob")
        self.check_views()

    def test_types_that_lie(self):
        png = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100
        link = b"<title>Hidden</title><a href=/found>x</a>"
        self.expect({
            "png-as-html": (Reply(png, type="text/html"), "fetched 200"),
            "html-as-png": (Reply(link, type="image/png"), "fetched 200"),
            "binary-as-text": (Reply(png, type="text/plain"), "fetched 200"),
            "binary-as-utf8": (Reply(png, type="text/html; charset=utf-8"), "fetched 200"),
            "binary-as-xml": (Reply(png, type="application/xml"), "fetched 200"),
            "no-type": (Reply(png, type=None), "fetched 200"),
            "html-as-text": (Reply(link, type="text/plain"), "fetched 200"),
        })
        self.assertEqual(self.columns("html-as-png", "size", "title"), (0, None))
        self.assertEqual(self.rows("SELECT * FROM urls WHERE url LIKE '%/found'"), [])


if __name__ == "__main__":
    unittest.main()
