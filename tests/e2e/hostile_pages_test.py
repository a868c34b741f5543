"""Pages, robots.txt and sitemaps that attack: the crawl ends, the database stays readable, and
nothing that a site says reaches a terminal or SQL as code."""

import gzip
import json
import os
import pty
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import unittest
from contextlib import closing

from harness import BINARY, FAST, CrawlCase, has_address_sanitizer
from scripted_site import Raw, Reply, page

WITH_SITEMAPS = ("--delay", "0", "--allow-private")

# What a terminal obeys or is deceived by: C0 but line feed and tab, DEL, C1 (as UTF-8), bidirectional
# marks, separators.
CODE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

CONTROLS = "\x1b[2J\x1b]0;owned\x07\r\x08\x7f\u009b31m\u202egnp.\u2066x\u2028"
SQL = "'); DROP TABLE url; --\"`;%s$1"


def answer(body, *fields, status="200 OK", type="text/html; charset=utf-8"):
    """An answer whose header fields are any bytes."""
    body = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}".encode() if isinstance(status, str) else b"HTTP/1.1 " + status,
            b"Content-Type: " + type.encode(), b"Content-Length: %d" % len(body), *fields]
    return Raw(b"\r\n".join(head) + b"\r\n\r\n" + body)


def cpu_seconds(pid):
    """What a running process has worked so far."""
    with open(f"/proc/{pid}/stat") as stat:
        words = stat.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def cpu_of_the_ended():
    """What all programs that have ended by now have worked."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class ControlsCase(CrawlCase):
    def site_of_controls(self):
        raw = CONTROLS.replace("\r", "").encode()
        evil = page(CONTROLS + SQL, f"/x{CONTROLS}y", "/again", head=f"<meta name=description content='{CONTROLS}'>")
        return self.site({
            "/": answer(evil, b"X-Evil: " + raw + b"\xff\x9b", b"ETag: \"" + raw + b"\xfe\"",
                        b"Last-Modified: " + SQL.encode(), b"X-Robots-Tag: " + raw,
                        b"Link: </l" + raw + b">; rel=\"" + raw + b"\"", status=b"200 " + raw + b"\xff"),
            "/again": answer("", b"Location: http://\x1b[31m\xc2\x9b/" + raw, status="302 Found"),
            "/robots.txt": Reply(f"User-agent: *\nDisallow: /{CONTROLS}\nSitemap: http://{CONTROLS}/\n",
                                 type="text/plain"),
            "/sitemap.xml": Reply(f"<urlset></x\u009b31m\u202e{CONTROLS}>", type="application/xml"),
            "/bad": Raw(b"\x1b[31mnot HTTP\xc2\x9b\r\n\r\n"),
        })

    def seeds(self, site):
        return site.url("/"), site.url("/bad")


class LongBase(CrawlCase):
    """A base of 60 KB makes each link as long, and the links lead to one URL."""

    PAGES, LINKS = 12, 50_000

    def site_with_base(self, segments):
        body = "<base href='/" + "a/" * segments + "'>" + "<a href=../../x>" * self.LINKS
        reply = Reply(gzip.compress(body.encode()), headers=(("Content-Encoding", "gzip"),))
        self.assertLess(len(reply.body), 2_000)
        return self.site({f"/{i}": reply for i in range(self.PAGES)})

    def long_site(self):
        return self.site_with_base(30_000)

    def start_all(self, site):
        return self.start(*(site.url(f"/{i}") for i in range(self.PAGES)), "-o", self.db, *FAST, "--per-host", "12")

    def test_its_links_take_no_more_than_the_limit_of_a_page(self):
        site = self.long_site()
        space = 2 << 30
        limits = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_AS, (space, space))}
        if has_address_sanitizer():  # its shadow alone is larger; see check_memory_limits in setup
            limits = {}
        ended = self.run_raw(site.url("/0"), "-o", self.db, *FAST, "--max-pages", "1", timeout=60, **limits)
        self.assertEqual(ended.status, 0, ended.output)
        self.assertEqual(self.page(site.url("/0"), "status", "limits_hit", "detail"), (200, "links", None))
        links, lengths = self.one("SELECT count(*), sum(length(target)) FROM links")
        self.assertGreater(links, 500)
        self.assertLess(lengths, 32 << 20)
        self.check_counts()

    def test_a_crawl_of_a_dozen_of_them_is_stopped_at_once(self):
        # Work and not time, which beside a load is anything; and no number of seconds, since each build has its own,
        # but what a dozen pages with as many short links cost. They have all of their links read, these but a few.
        before = cpu_of_the_ended()
        self.start_all(self.site_with_base(1)).communicate(timeout=120)
        ordinary = cpu_of_the_ended() - before
        self.assertEqual(self.one("SELECT count(*), sum(limits_hit IS NULL) FROM pages WHERE status = 200"), (self.PAGES, self.PAGES))
        self.db.unlink()
        site = self.long_site()
        crawl = self.start_all(site)
        self.assertTrue(site.wait_for(self.PAGES // 2), "it does not crawl")
        before = cpu_of_the_ended()
        worked = cpu_seconds(crawl.pid)
        crawl.send_signal(signal.SIGINT)
        crawl.communicate(timeout=120)
        self.assertLess(cpu_of_the_ended() - before - worked, ordinary)
        self.check_counts()


class Terminal(ControlsCase):
    def start_on_terminal(self, *arguments):
        """What the program writes on a terminal, and its status."""
        ours, its = pty.openpty()
        process = subprocess.Popen([BINARY, *map(str, arguments), "-o", str(self.db)], stdout=its, stderr=its,
                                   stdin=subprocess.DEVNULL, cwd=self.folder)
        os.close(its)
        written = b""
        with closing(os.fdopen(ours, "rb", buffering=0)) as terminal:
            while True:
                try:
                    got = terminal.read(65536)
                except OSError:  # how Linux says that the other side is closed
                    break
                if not got:
                    break
                written += got
        return written.decode(), process.wait(30)

    def test_a_log_shows_no_code(self):
        site = self.site_of_controls()
        ended = self.crawl(*self.seeds(site), "--verbose", "--retries", "0", defaults=WITH_SITEMAPS)
        self.assertIn(site.url("/again"), ended.stderr)
        self.assertIn("</x\ufffd31m", ended.stderr, "the fault is told, with what it says made harmless")
        self.assertEqual(CODE.findall(ended.output), [])

    def test_a_terminal_gets_no_code_but_that_of_the_line(self):
        site = self.site_of_controls()
        written, status = self.start_on_terminal(*self.seeds(site), "--verbose", "--retries", "0", *WITH_SITEMAPS)
        self.assertEqual(status, 0, written)
        self.assertIn(site.url("/again"), written)
        ours = written.replace("\r\n", "\n").replace("\r\x1b[K", "").replace("\r", "").replace("\x1b[K", "")
        self.assertEqual(CODE.findall(ours), [])

    def test_json_is_one_ascii_object_a_line(self):
        site = self.site_of_controls()
        process = self.start(*self.seeds(site), "-o", self.db, "--verbose", "--log-json", "--retries", "0",
                             *WITH_SITEMAPS, text=False)
        out, err = process.communicate(timeout=30)
        entries = [json.loads(line) for line in (out + err).decode("ascii").splitlines()]
        self.assertEqual(CODE.findall((out + err).decode("ascii")), [])
        self.assertIn("summary", [entry["event"] for entry in entries])
        self.assertIn(site.url("/again"), [entry.get("url") for entry in entries])


class Database(ControlsCase):
    def texts(self):
        """Every text and BLOB of every table and view, as bytes."""
        with closing(sqlite3.connect(self.db)) as connection:
            connection.text_factory = bytes
            tables = [n.decode() for n, in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]
            for table in tables:
                cursor = connection.execute(f'SELECT * FROM "{table}"')
                names = [column[0] for column in cursor.description]
                for row in cursor:
                    for name, value in zip(names, row):
                        if isinstance(value, bytes):
                            yield table, name, value

    def check_texts(self):
        blobs = {("robots", "txt"), ("body", "zstd"), ("body_rows", "zstd")}  # bytes as they came: BLOB by rule
        for table, name, value in self.texts():
            if (table, name) in blobs:
                continue
            value.decode("utf-8")
            self.assertNotIn(b"\0", value, f"{table}.{name}")

    def test_what_a_page_says_is_data(self):
        site = self.site_of_controls()
        quoted = page(SQL, body=f'<a href="/?q={SQL}" rel="{SQL.replace(chr(34), "")}">{SQL}</a>')
        site.set("/sql", answer(quoted, b"Server: " + SQL.encode(), b"ETag: " + SQL.encode()))
        self.crawl(*self.seeds(site), site.url("/sql"), "--retries", "0", defaults=WITH_SITEMAPS)
        title, etag = self.page(site.url("/sql"), "title", "etag")
        self.assertEqual((title, etag), (SQL, SQL))
        anchors = self.column("SELECT anchor FROM links WHERE source = ? AND kind = 'a'", site.url("/sql"))
        self.assertEqual(anchors, [SQL])
        self.check_texts()

    def test_texts_of_any_bytes_are_utf8_without_nul(self):
        every = bytes(range(256)) * 2
        fields = bytes(b for b in every if b not in b"\0\r\n")
        routes = {"/": page("Start", "/html", "/plain", "/xml", "/utf16", "/surrogate", "/status")}
        routes["/html"] = answer(b"<title>" + every + b"</title><a rel='" + every + b"' href=/>" + every, b"ETag: " + fields)
        routes["/plain"] = answer(every, b"X-" + fields.replace(b":", b"") + b": x", type="text/plain; charset=utf-8")
        routes["/xml"] = answer(b"<urlset></x" + every + b"></urlset>", type="application/xml")
        routes["/utf16"] = answer("<title>t</title>".encode("utf-16le"), type="text/plain")
        routes["/surrogate"] = answer("<title>\ud800&#xD800;&#0;</title>")
        routes["/status"] = answer("x", status=b"200 " + fields)
        site = self.site(routes)
        self.crawl(site.url())
        self.assertEqual(self.page(site.url("/surrogate"), "title"), "\ufffd" * 5)
        self.check_texts()
        for headers in self.column("SELECT headers FROM body"):
            json.loads(headers)

    @unittest.skipUnless(shutil.which("sqlite3"), "needs the sqlite3 tool")
    def test_a_dump_is_the_database_again(self):
        site = self.site_of_controls()
        site.set("/plain", answer(b"a\0b" + SQL.encode(), type="text/plain"))
        self.crawl(*self.seeds(site), site.url("/plain"), "--retries", "0", defaults=WITH_SITEMAPS)
        dump = subprocess.run(["sqlite3", self.db, ".dump"], capture_output=True, check=True).stdout
        again = self.folder / "again.db"
        with closing(sqlite3.connect(again)) as connection:
            connection.executescript(dump.decode())
        for sql in ("SELECT * FROM page ORDER BY id", "SELECT * FROM page_text ORDER BY page_id",
                    "SELECT * FROM link ORDER BY id", "SELECT * FROM url ORDER BY id"):
            self.assertEqual(self.rows(sql), self.rows(sql, db=again), sql)


class Limits(CrawlCase):
    def test_the_page_row_says_which_limit_was_hit(self):
        kept = '<a href="/kept">kept</a>'
        site = self.site({
            "/": page("Start", "/deep", "/links", "/bomb", "/long", "/self"),
            "/deep": kept + "<template><table>" * 30_000,
            "/links": kept + "<img srcset='" + "a 1x," * 60_000 + f"' rel='{'x' * 500_000}'>",
            "/bomb": Reply(gzip.compress(kept.encode() + b" " * 50_000_000), headers={"Content-Encoding": "gzip"}),
            "/long": kept + f"<a href='/{'x' * 1_000_000}'>" + f"<title>{'t' * 100_000}</title>",
            "/self": '<meta http-equiv=refresh content="0;url=/self"><base href="javascript:x">' + kept,
        })
        self.crawl(site.url(), timeout=60)
        hit = {path: self.page(site.url(path), "limits_hit") for path in
               ("/deep", "/links", "/bomb", "/long", "/self")}
        self.assertEqual(hit, {"/deep": "depth", "/links": "links", "/bomb": "body", "/long": "text", "/self": None})
        self.assertEqual(self.column("SELECT count(*) FROM links WHERE target = ?", site.url("/kept")), [5])
        self.assertEqual(site.count("/self"), 1)


class Robots(CrawlCase):
    def crawl_with(self, robots, *paths, **fields):
        site = self.site({"/": page("Start", *paths)} | {path: page(path) for path in paths})
        site.set("/robots.txt", Reply(robots, type="text/plain", **fields))
        self.crawl(site.url(), timeout=60)
        return site

    def test_only_its_beginning_is_read(self):
        head = b"User-agent: *\nDisallow: /no\n"
        for body, fields in ((head + b"# x\n" * 2_000_000, {}),
                             (head + b"Disallow: /a\n" * 1_000_000, {}),
                             (head + b"Allow: /" + b"n" * 10_000_000, {}),
                             (gzip.compress(head + b"#" * 100_000_000), {"headers": {"Content-Encoding": "gzip"}})):
            with self.subTest(size=len(body)):
                self.db.unlink(missing_ok=True)
                site = self.crawl_with(body, "/no", "/yes", **fields)
                self.assertEqual(self.state(site.url("/no")), "skipped/robots")
                self.assertEqual(self.state(site.url("/yes")), "fetched")

    def test_rules_that_cost_too_much_allow_nothing_and_hold_up_nobody(self):
        rules = "".join(f"Allow: /*aaaaa{i}\n" for i in range(35_000))
        paths = [f"/{i}{'a' * 1900}" for i in range(200)]
        site = self.crawl_with("User-agent: *\n" + rules, *paths)
        self.assertEqual(self.one("SELECT count(*) FROM urls WHERE reason = 'robots'"), len(paths))
        self.assertEqual(self.state(site.url("/")), "fetched")


class Sitemaps(CrawlCase):
    def site_with(self, *routes, otherwise=None):
        site = self.site({"/": page("Start")}, otherwise=otherwise)
        for path, body in routes:
            site.set(path, Reply(body, type="application/xml"))
        return site

    def test_indexes_of_indexes_end(self):
        def deeper(request):
            if not request.target.startswith("/sitemap"):
                return None
            return Reply("<sitemapindex>" + "".join(
                f"<sitemap><loc>{site.url(request.target)}.xml</loc></sitemap>" for _ in "1") + "</sitemapindex>",
                type="application/xml")

        site = self.site({"/": page("Start")}, otherwise=lambda r: deeper(r) or Reply("", 404))
        self.crawl(site.url(), "--max-pages", "100", defaults=WITH_SITEMAPS)
        self.assertEqual(self.end_reason(), "finished")
        self.assertEqual(self.column("SELECT reason FROM urls WHERE state = 'skipped'"), ["redirect-hops"])

    def test_entities_are_not_expanded(self):
        entities = "<!ENTITY a0 'lol'>" + "".join(
            f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))
        site = self.site()
        site.set("/", page("Start"))
        site.set("/1", page("One"))
        site.set("/sitemap.xml", Reply(
            f"<!DOCTYPE urlset [{entities}]><urlset><url><loc>{site.url('/')}&a11;</loc></url>"
            f"<url><loc>{site.url('/1')}</loc></url></urlset>", type="application/xml"))
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.assertEqual(self.fetched(site), ["/", "/1", "/sitemap.xml"])

    def test_one_of_too_many_urls_of_others_is_cut(self):
        lines = "".join(f"<url><loc>http://h{i}.example/</loc></url>" for i in range(52_000))
        site = self.site_with(("/sitemap.xml", gzip.compress(f"<urlset>{lines}</urlset>".encode(), 1)))
        self.crawl(site.url(), defaults=WITH_SITEMAPS, timeout=90)
        self.assertEqual(self.one("SELECT count(*) FROM urls WHERE reason = 'scope'"), 50_000)
        self.assertIn("sitemap", self.page(site.url("/sitemap.xml"), "limits_hit"))

    def test_one_without_end_is_cut(self):
        entry = b"<url><loc>http://x.example/</loc></url>"
        site = self.site({"/": page("Start")})
        site.set("/sitemap.xml", Raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<urlset>" + entry * 30_000,
                                     then="hang"))
        self.crawl(site.url(), "--max-body", "1M", defaults=WITH_SITEMAPS)
        self.assertEqual(self.page(site.url("/sitemap.xml"), "limits_hit"), "body,sitemap")


if __name__ == "__main__":
    unittest.main()
