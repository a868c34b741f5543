"""crawl export: the pages of a crawl as files for other programs."""

import csv
import gzip
import io
import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import unicodedata
import unittest
import xml.etree.ElementTree as ElementTree
from contextlib import closing
from urllib.parse import urlsplit

import warc_reader
from harness import BINARY, CrawlCase
from scripted_site import Raw, Reply, page, redirect

ROBOTS = "User-agent: *\nDisallow: /private\n"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


class ExportCase(CrawlCase):
    def export(self, form, *arguments, status=0, **options):
        """What is on standard output, as bytes."""
        process = self.start("export", self.db, "--format", form, *arguments, text=False, **options)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, status, err.decode())
        self.said = err.decode()
        return out

    def change(self, sql, *parameters):
        with closing(sqlite3.connect(self.db)) as connection, connection:
            connection.execute(sql, parameters)


class Warc(ExportCase):
    def setUp(self):
        super().setUp()
        self.zipped = page("Zipped", "/same1", "/same2", body="caf\u00e9 " * 400).encode()
        self.chunks = b"<title>Chunks</title>" + b"x" * 300
        chunked = b"HTTP/1.1 200 Fine\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n" \
                  b"X-Odd: caf\xe9\r\nX-Odd: two\r\n\r\n" \
                  b"%x\r\n%s\r\n0\r\n\r\n" % (len(self.chunks), self.chunks)
        self.same = page("Same", "/")
        self.made = self.site({
            "/": page("Start", "/zipped", "/chunked", "/old", "/gone", "/empty", "/private", "/long"),
            "/zipped": Reply(gzip.compress(self.zipped), headers={"Content-Encoding": "gzip"}),
            "/chunked": Raw(chunked), "/old": redirect("/same1", 301), "/gone": Reply("gone", 410),
            "/empty": Reply(b""), "/same1": self.same, "/same2": self.same,
            "/long": page("Long", body="y" * 5000),
            "/robots.txt": Reply(ROBOTS, type="text/plain")})
        self.crawl(self.made.url(), "--max-body", "4000")

    def records(self, *arguments):
        return warc_reader.read(self.export("warc", *arguments))

    def of(self, path, records, kind="response"):
        found = [r for r in records if r.type == kind and r.url == self.made.url(path)]
        self.assertEqual(len(found), 1, f"{kind} of {path}")
        return found[0]

    def test_bodies_and_headers_are_as_received(self):
        records = self.records()
        self.assertEqual(self.of("/zipped", records).payload, self.zipped)
        _, headers, _ = self.of("/zipped", records).http
        self.assertIn(("X-Orig-Content-Encoding", "gzip"), headers)
        self.assertIn("X-Orig-Content-Length", dict(headers))
        self.assertEqual(dict(headers)["Content-Length"], str(len(self.zipped)))
        first, headers, body = self.of("/chunked", records).http
        self.assertEqual((first, body), ("HTTP/1.1 200 Fine", self.chunks))
        self.assertEqual([value for name, value in headers if name == "X-Odd"], ["caf\xe9", "two"])
        self.assertIn(("X-Orig-Transfer-Encoding", "chunked"), headers)
        first, headers, _ = self.of("/old", records).http
        self.assertTrue(first.startswith("HTTP/1.1 301"))
        self.assertEqual(dict(headers)["Location"], "/same1")
        self.assertTrue(self.of("/gone", records).http[0].startswith("HTTP/1.1 410"))
        self.assertEqual(self.of("/empty", records).payload, b"")
        self.assertNotIn("WARC-Truncated", self.of("/empty", records).fields)

    def test_control_characters_of_headers_are_here_and_not_in_views(self):
        odd = "\x1b]0;title\x07\x1b[31mred\x7f\x9b1m\tend \xe9"
        site = self.site({"/": Reply(page("Odd"), type=f"text/html{odd[:4]}", headers=[
            ("X-Odd", odd), (f"X-\x1b[2J", "name"), ("ETag", f'"{odd}"'), ("Last-Modified", odd),
            ("X-Robots-Tag", odd), ("Link", f'</n>; rel="next {odd}"')])})
        self.db = self.folder / "odd.db"
        self.crawl(site.url())
        [response] = [r for r in self.records() if r.type == "response" and r.url == site.url()]
        self.assertIn(("X-Odd", odd), response.http[1])
        self.assertIn(("X-\x1b[2J", "name"), response.http[1])
        shown = "]0;title[31mred1m\tend \xe9"
        self.assertEqual(self.rows("SELECT name, value FROM headers WHERE name LIKE 'X-%' AND name <> 'X-Robots-Tag'"),
                         [("X-Odd", shown), ("X-[2J", "name")])
        self.assertEqual(self.rows("SELECT etag, last_modified, robots FROM pages WHERE url = ?", site.url()), [(f'"{shown}"', shown, shown)])
        for view in ("headers", "pages", "links", "urls", "errors"):
            for row in self.rows(f"SELECT * FROM {view}"):
                text = "".join(value for value in row if isinstance(value, str))
                self.assertEqual([c for c in text if (c < " " and c not in "\t\n") or "\x7f" <= c < "\xa0"], [], row)
        said = self.run_raw("query", self.db, "--format", "csv", f"SELECT header('{site.url()}', 'x-odd') AS x").stdout
        self.assertEqual(said.split(), ["x", *shown.split()])
        said = self.run_raw("show", self.db, site.url(), "--headers").stdout
        self.assertIn(f"X-Odd: {odd}\n", said)

    def test_equal_bodies_are_revisits(self):
        records = self.records()
        kinds = sorted(r.type for r in records if r.url in (self.made.url("/same1"), self.made.url("/same2"))
                       and r.type in ("response", "revisit"))
        self.assertEqual(kinds, ["response", "revisit"])
        revisit = next(r for r in records if r.type == "revisit")
        self.assertEqual(dict(revisit.http[1])["Content-Length"], str(len(self.same)))

    def test_what_stands_beside_the_answers(self):
        records = self.records()
        robots = self.of("/robots.txt", records, "resource")
        self.assertEqual(robots.block, ROBOTS.encode())
        request = self.of("/zipped", records, "request")
        sent = self.made.requests("/zipped")[0].headers
        for name, value in request.http[1]:
            self.assertEqual(sent[name.lower()], value)
        self.assertEqual(request.http[0], "GET /zipped HTTP/1.1")
        metadata = self.of("/zipped", records, "metadata").block.decode()
        self.assertIn(f"outlink: {self.made.url('/same1')} a\r\n", metadata)
        self.assertIn(f"via: {self.made.url('/')}\r\n", metadata)
        self.assertEqual({r.url for r in records if r.type in ("response", "revisit")},
                         set(self.column("SELECT url FROM pages")))

    def test_what_is_cut_says_so(self):
        records = self.records()
        self.assertEqual(self.of("/long", records).fields["WARC-Truncated"], "length")
        self.assertEqual(len(self.of("/long", records).payload), 4000)
        self.change("UPDATE body SET zstd = NULL")
        records = self.records()
        self.assertEqual(self.of("/gone", records).fields["WARC-Truncated"], "unspecified")

    def test_two_exports_are_equal(self):
        first = self.export("warc")
        self.assertEqual(first, self.export("warc"))
        plain = self.export("warc", "--no-gzip")
        self.assertEqual(b"".join(warc_reader.members(first)), plain)
        warc_reader.read(plain, is_plain=True)
        chosen = self.records("--where", "url LIKE '%/same_'")
        self.assertEqual([r.type for r in chosen if r.type not in ("request", "metadata")],
                         ["warcinfo", "response", "revisit"])

    def test_a_hostile_database(self):
        self.change("UPDATE body SET status_line = 'ICY\r\nX: y', headers = ?",
                    json.dumps([["X\r\nWARC-Type: response", "a\r\n\r\nb\x00"], ["", "none"], [" Folded", "x"],
                                ["Content-Length", "5"], ["content-length", "-1"]]))
        self.change("UPDATE url SET url = url || char(13, 10) || ' x' WHERE url LIKE '%/zipped'")
        self.change("UPDATE page SET limits_hit = 'a' || char(13, 10) || 'b', fetched_at = 1 << 62, ip = ?",
                    "1\r\n2")
        records = self.records()
        self.assertEqual(sum(r.type in ("response", "revisit") for r in records),
                         self.one("SELECT count(*) FROM pages"))
        self.change("UPDATE body SET zstd = x'28B52FFD00' WHERE page_id = 1")
        self.export("warc", "-o", "bad.warc.gz", status=1)
        self.assertIn("damaged", self.said)
        self.assertIn(self.column("SELECT url FROM pages WHERE id = 1")[0], self.said)
        self.assertEqual([name for name in os.listdir(self.folder) if "bad" in name], [])
        self.records("--where", "id <> 1")


class Tables(ExportCase):
    def setUp(self):
        super().setUp()
        self.made = self.site({"/": page("=Start()", "/a", "/gone"), "/a": page("A", "/")})
        self.crawl(self.made.url())

    def test_csv_and_jsonl_have_the_columns_of_pages(self):
        columns = [row[1] for row in self.rows("PRAGMA table_info(pages)") if row[1] != "text"]
        rows = list(csv.DictReader(io.StringIO(self.export("csv").decode(), newline="")))
        self.assertEqual(list(rows[0]), columns)
        self.assertEqual([row["url"] for row in rows], self.column("SELECT url FROM pages ORDER BY id"))
        self.assertEqual(rows[0]["title"], "'=Start()")
        self.assertIn(b",=Start(),", self.export("csv", "--raw-csv"))
        lines = [json.loads(line) for line in self.export("jsonl", "--text").decode().splitlines()]
        self.assertEqual(lines[0]["title"], "=Start()")
        self.assertEqual({line["title"] for line in lines}, {"=Start()", "A", "Not found"})
        self.assertIn("to /a", lines[0]["text"])

    def test_where(self):
        def urls(condition):
            return [json.loads(line)["url"] for line in
                    self.export("jsonl", "--where", condition).decode().splitlines()]
        self.assertEqual(urls("status = 404 AND host(url) = '127.0.0.1'"), [self.made.url("/gone")])
        self.assertEqual(urls("title = 'A' -- the second"), [self.made.url("/a")])
        self.assertEqual(urls("0"), [])
        for wrong, words in (("statuss = 1", r"statuss\n  statuss = 1\n  \^"), ("status =", "incomplete"),
                             ("", "incomplete"), ("1; DELETE FROM page", 'near ";"'), ("1) --", "bracket"),
                             ("url REGEXP '('", "missing \\)"), ("status = :x", ":x")):
            self.export("jsonl", "--where", wrong, status=1)
            self.assertRegex(self.said, words, wrong)

    def test_a_file_has_its_name_when_it_is_whole(self):
        target = self.folder / "pages.csv"
        target.write_text("before")
        self.assertEqual(self.export("csv", "-o", target), b"")
        self.assertEqual(target.read_bytes(), self.export("csv"))
        self.assertEqual(self.said, "")
        before = target.read_bytes()
        self.export("csv", "-o", target, "--where", "nonsense", status=1)
        self.assertEqual(target.read_bytes(), before)
        link = self.folder / "link.csv"
        link.symlink_to(target)
        self.export("csv", "-o", link, "--where", "0")
        self.assertTrue(link.is_symlink())
        self.assertEqual(len(target.read_bytes().splitlines()), 1)
        self.assertEqual([name for name in os.listdir(self.folder) if "part" in name], [])

    def test_files_that_are_not_overwritten(self):
        before = self.db.read_bytes()
        os.link(self.db, self.folder / "same")
        for name in (self.db, "same", "crawl.db-wal", "./crawl.db-shm", "crawl.db-lock", ".", "no/such/folder.csv"):
            self.export("csv", "-o", self.folder / name, status=1)
            self.assertIn(os.path.basename(os.path.normpath(self.folder / name)), self.said)
        self.assertEqual(self.db.read_bytes(), before)

    def test_usage(self):
        for arguments, word in (((), "--format is required"), (("--format", "pdf"), "\"pdf\" is unknown"),
                                (("--format", "csv", "--no-gzip"), "warc"),
                                (("--format", "warc", "--text"), "csv and jsonl"),
                                (("--format", "warc", "-o", "a.warc"), "a.warc.gz"),
                                (("--format", "warc", "--no-gzip", "-o", "a.warc.gz"), "--no-gzip")):
            ended = self.run_raw("export", self.db, *arguments)
            self.assertEqual(ended.status, 2, ended.output)
            self.assertIn(word, ended.stderr)
        self.assertEqual(self.run_raw("export", "nowhere.db", "--format", "csv").status, 1)

    def test_nothing_is_written_to_a_terminal(self):
        master, slave = pty.openpty()
        ended = subprocess.run([BINARY, "export", self.db, "--format", "csv"], stdout=slave,
                               stderr=subprocess.PIPE, text=True, timeout=30)
        os.close(slave)
        os.close(master)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("-o FILE", ended.stderr)

    def test_ctrl_c_leaves_nothing(self):
        endless = ("(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                   "SELECT max(i) FROM n)")
        process = self.start("export", self.db, "--format", "csv", "-o", "x.csv", "--where", endless)
        while not any(name.startswith("x.csv.part") for name in os.listdir(self.folder)):
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        self.assertEqual(process.returncode, 130)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("x.csv")], [])

    def test_a_full_disk(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        with open("/dev/full", "wb") as full:
            self.export("csv", status=1, stdout=full)
        self.assertIn("No space left", self.said)


class Sitemap(ExportCase):
    def test_pages_that_want_to_be_indexed(self):
        dated = {"Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"}
        self.made = made = self.site({
            "/": Reply(page("Start", "/a?x=1&amp;y=2", "/noindex", "/copy", "/old", "/gone", "/text", "/header", "/image"),
                       headers=dated),
            "/a?x=1&y=2": page("A"), "/noindex": page("N", head='<meta name=robots content="NoIndex">'),
            "/copy": page("C", head='<link rel=canonical href="/">'), "/old": redirect("/"),
            "/text": Reply("text", type="text/plain"),
            "/image": page("I", head='<meta name=robots content="max-image-preview:none">'),
            "/header": Reply(page("H"), headers={"X-Robots-Tag": "otherbot: none"})})
        self.crawl(made.url())
        tree = ElementTree.fromstring(self.export("sitemap"))
        self.assertEqual(tree.tag, SITEMAP + "urlset")
        found = [(u.findtext(SITEMAP + "loc"), u.findtext(SITEMAP + "lastmod")) for u in tree]
        self.assertEqual(set(found), {(made.url("/"), "1994-11-06T08:49:37Z"), (made.url("/a?x=1&y=2"), None),
                                      (made.url("/image"), None)})
        self.export("sitemap", "-o", "s.xml")
        self.assertEqual(sorted(p.name for p in self.folder.glob("s*.xml*")), ["s.xml"])
        self.assertEqual((self.folder / "s.xml").read_bytes(), self.export("sitemap"))

    def test_a_pipe_gets_it_and_stays(self):
        made = self.site({"/": page("Start")})
        self.crawl(made.url())
        os.mkfifo(self.folder / "pipe.xml")
        reading = subprocess.Popen(["cat", self.folder / "pipe.xml"], stdout=subprocess.PIPE)
        self.addCleanup(reading.wait)
        self.export("sitemap", "-o", "pipe.xml")
        self.assertEqual(reading.communicate(timeout=10)[0], self.export("sitemap"))
        self.assertTrue((self.folder / "pipe.xml").is_fifo())

    def test_many_are_split(self):
        self.made = made = self.site({"/": page("Start")})
        self.crawl(made.url())
        numbers = "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 50100) "
        self.change(numbers + "INSERT INTO url SELECT i, host_id, url || i, state, reason, depth, hops, role, "
                    "priority, attempts, found_on, i, detail FROM url, n WHERE url.id = 1")
        columns = [row[1] for row in self.rows("PRAGMA table_info(page)")][2:]
        self.change(numbers + f"INSERT INTO page SELECT i, i, {', '.join(columns)} FROM page, n WHERE page.id = 1")
        self.export("sitemap", status=1)
        self.assertIn("-o", self.said)
        self.export("sitemap", "-o", "map.xml")
        index = ElementTree.parse(self.folder / "map.xml").getroot()
        self.assertEqual([s.findtext(SITEMAP + "loc") for s in index], [made.url("/map-1.xml"), made.url("/map-2.xml")])
        pieces = [ElementTree.parse(self.folder / f"map-{i}.xml").getroot() for i in (1, 2)]
        self.assertEqual([len(piece) for piece in pieces], [50000, 92])
        self.assertEqual(len({u.findtext(SITEMAP + "loc") for piece in pieces for u in piece}), 50092)

    def test_one_site(self):
        self.made = self.site({"/": page("Start")}, hosts=("127.0.0.1", "127.0.0.2"))
        self.made.set(("127.0.0.2", "/"), page("Other"))
        self.crawl(self.made.url(), self.made.url(host="127.0.0.2"))
        self.export("sitemap", "-o", "s.xml", status=1)
        self.assertIn("--where", self.said)
        self.assertEqual(list(self.folder.glob("s*.xml*")), [])
        chosen = self.export("sitemap", "--where", re.search(r'--where "(.*)"', self.said)[1])
        self.assertEqual(len(ElementTree.fromstring(chosen)), 1)


class Graphml(ExportCase):
    def test_pages_and_links(self):
        made = self.site({"/": page("Start &lt;1> \u6f22", "/a", "/a", "/gone", "http://other.test/"),
                          "/a": page("A", "/")})
        self.crawl(made.url())
        self.change("UPDATE page SET title = title || char(1, 27, 0xFFFE) || CAST(x'ff' AS TEXT) || '\"]]>' "
                    "WHERE title = 'A'")
        graph = ElementTree.fromstring(self.export("graphml")).find(GRAPHML + "graph")

        def data(element):
            return {d.get("key"): d.text for d in element.iter(GRAPHML + "data")}
        nodes = {n.get("id"): data(n) for n in graph.iter(GRAPHML + "node")}
        urls = {key: node["url"].removeprefix(made.url("")) for key, node in nodes.items()}
        self.assertEqual(sorted(urls.values()), ["/", "/a", "/gone"])
        titles = sorted(node.get("title", "") for node in nodes.values())
        self.assertIn("Start <1> \u6f22", titles)
        self.assertIn("A\ufffd\ufffd\ufffd\ufffd\"]]>", titles)
        edges = [(urls[e.get("source")], urls[e.get("target")], data(e).get("anchor"))
                 for e in graph.iter(GRAPHML + "edge")]
        self.assertEqual(sorted(edges), [("/", "/a", "to /a"), ("/", "/a", "to /a"), ("/", "/gone", "to /gone"),
                                         ("/a", "/", "to /")])
        chosen = ElementTree.fromstring(self.export("graphml", "--where", "status = 200"))
        self.assertEqual(len(list(chosen.iter(GRAPHML + "edge"))), 3)


class Markdown(ExportCase):
    WORDS = "A sentence that is long enough to be text, with commas, and said by an author. " * 6

    def article(self, title, body, head=""):
        return (f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}</head>"
                f"<body><nav><a href=/>Home</a></nav><main><h1>{title}</h1><p>{self.WORDS}</p>{body}</main></body></html>")

    def files(self, folder="out"):
        top = self.folder / folder
        return {str(path.relative_to(top)): path.read_text() for path in top.rglob("*") if path.is_file()}

    def host(self, made):
        return f"127.0.0.1-{urlsplit(made.url()).port}"

    def front_matter(self, text):
        self.assertTrue(text.startswith("---\n"), text[:80])
        lines = text[4:text.index("\n---\n")].split("\n")
        pairs = [line.split(": ", 1) for line in lines]
        return {name: json.loads(value) for name, value in pairs}

    def test_a_file_for_each_page_with_links_between_them(self):
        made = self.site({
            "/": self.article("Start", '<p>See <a href="docs/Intro.html#part">the (intro)</a>, <a href=/old>old</a>, '
                              '<a href="/docs/">docs</a>, <a href=/gone>gone</a>, <a href="http://other.test/a_(b)">other</a>, '
                              '<a href="/q?id=3&amp;x=a/b">query</a> and <code>[no](/docs/)</code>.</p>'
                              '<pre>[no link](/docs/)</pre>',
                              '<meta name=description content="What this &quot;site&quot; is: all">'),
            "/docs/": self.article("Docs", '<a href="/">Home</a> <a href=Intro.html>Intro</a>'),
            "/docs/Intro.html": self.article("Intro: \\ \u6f22\u2028\u0085\U0001f600", '<a href="../">Up</a>'
                                             '<p>By <span class=byline>Ann Onym</span></p>',
                                             '<meta property="article:published_time" content="2026-02-03T10:00:00Z">'),
            "/docs/intro.html": self.article("Other case", '<a href=Intro.html>Intro</a>'),
            "/q?id=3&x=a/b": self.article("Query", ""), "/old": redirect("/docs/", 301)})
        self.crawl(made.url(), made.url("/docs/intro.html"))
        self.assertEqual(self.export("markdown", "-o", "out"), b"")
        self.assertEqual(self.said, "")
        files, host = self.files(), self.host(made)
        twin = next(name for name in files if name.startswith(f"{host}/docs/") and "ntro-" in name)
        self.assertRegex(twin, r"/docs/[Ii]ntro-[0-9a-f]{8}\.md$")
        intro = next(name for name in files if name.lower() == f"{host}/docs/intro.md")
        self.assertEqual(sorted(files), sorted([".crawl-export", "llms.txt", f"{host}/index.md", f"{host}/docs/index.md",
                                                intro, twin, f"{host}/q-id=3-x=a-b.md"]))
        capital = intro if files[intro].find("Intro: ") > 0 else twin
        start = files[f"{host}/index.md"]
        self.assertIn(f"[the (intro)]({capital.split('/', 1)[1]}#part)", start)
        self.assertIn("[old](docs/index.md), [docs](docs/index.md)", start)
        self.assertIn(f"[gone]({made.url('/gone')})", start)
        self.assertIn("[other](<http://other.test/a_(b)>)", start)
        self.assertIn("[query](q-id=3-x=a-b.md)", start)
        self.assertIn("`[no](/docs/)`", start)
        self.assertIn("\n[no link](/docs/)\n", start)
        self.assertIn("[Up](../index.md)", files[capital])
        facts = self.front_matter(start)
        self.assertEqual({name: facts[name] for name in ("url", "title", "description", "language")},
                         {"url": made.url(), "title": "Start", "description": 'What this "site" is: all', "language": "en"})
        facts = self.front_matter(files[capital])
        self.assertEqual((facts["title"], facts["date"]), ("Intro: \\ \u6f22\u2028\u0085\U0001f600", "2026-02-03T10:00:00Z"))
        for name in (intro, twin):
            self.assertNotRegex(files[name].split("\n---\n")[0], "[\u0080-\u009f\u2028]")
        for link in re.findall(r"^- \[.*?\]\((.*?)\)", files["llms.txt"], re.M):
            self.assertIn(link, files)
        self.assertEqual(len(re.findall("^- ", files["llms.txt"], re.M)), 5)
        self.assertTrue(files["llms.txt"].startswith('# Start\n\n> What this "site" is: all\n\n## Pages\n\n- [Start]('))
        self.assertIn("\n## docs\n\n", files["llms.txt"])
        try:
            import yaml
        except ImportError:
            return
        self.assertEqual(yaml.safe_load(files[capital].split("---\n")[1])["title"], facts["title"])

    def test_nothing_that_a_terminal_or_an_editor_obeys(self):
        odd = "a\x1b[31mb\x07c\x7fd\x9be\u202ef\u2066g\x08h"
        body = f"<p>Body {odd} and more of it, with commas.</p><pre>Code {odd}\n\tmore</pre><p><a href='/'>Link {odd}</a></p>"
        made = self.site({"/": self.article(f"Title {odd}", body, f'<meta name=description content="About {odd}">')})
        self.crawl(made.url(), "--keep-markdown")
        self.export("markdown", "-o", "out")
        shown = self.run_raw("show", self.db, made.url(), "--markdown")
        self.assertEqual(shown.status, 0, shown.output)
        # Without its body the page is written from what the crawl kept.
        bare = self.folder / "bare"
        self.change("UPDATE body SET zstd = NULL")
        self.export("markdown", "-o", bare)
        for name, text in {**self.files(), **{f"bare {n}": t for n, t in self.files("bare").items()},
                           "shown": shown.stdout}.items():
            self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", name)
            if name.endswith("index.md"):
                self.assertIn("Code a[31mbcdefgh\n\tmore", text)
                self.assertIn("Body a", text)

    def test_names_that_no_file_system_can_have(self):
        paths = ["/..%2F..%2Fetc/passwd", "/a%00b", "/CON", "/aux.html/x", "/.git/config", "/" + "long" * 100,
                 "/" + "deep/" * 200 + "end", "/a:b%7Cc*%3F.html", "/x.md/y", "/x", "/-rf", "/%FF%FE", "/e%CC%81", "/%C3%A9", "/%C3%89",
                 "//double//slash", "/dot.", "/%E2%80%AEevil", "/nul.tar.gz?a=../../b", "/llms.txt/a", "/a%2Fb"]
        made = self.site({path: self.article(f"Page {i}", "") for i, path in enumerate(paths)})
        (self.folder / "seeds").write_text("".join(made.url(path) + "\n" for path in paths))
        self.crawl("seeds")
        self.export("markdown", "-o", "out")
        files = self.files()
        names = [name for name in files if name.endswith(".md")]
        self.assertEqual(len(names), self.one("SELECT count(*) FROM pages WHERE status = 200"))

        self.assertEqual(len(names), len(paths))
        self.assertEqual(len({unicodedata.normalize("NFKC", name).casefold() for name in names}), len(names))
        for name in names:
            self.assertLessEqual(len(name.encode()), 250)
            for part in name.split("/"):
                self.assertNotRegex(part, r'^[.-]|[<>:"|?*\\\x00-\x1f\u202e]|\.$', name)
                self.assertNotRegex(part.lower(), r"^(con|aux|nul|prn)(\.|$)", name)
                self.assertLessEqual(len(part.encode()), 120)
        self.assertEqual({self.front_matter(files[name])["url"] for name in names},
                         set(self.column("SELECT url FROM pages WHERE status = 200")))
        self.assertEqual([p.name for p in self.folder.parent.glob("passwd*")], [])
        self.export("markdown", "-o", "again")
        self.assertEqual(self.files("again"), files)

    def test_which_pages_and_what_stands_there(self):
        made = self.site({"/": self.article("Start", '<a href=/a>A</a> <a href=/b>B</a>'), "/a": self.article("A", ""),
                          "/b": self.article("B", "")})
        self.crawl(made.url())
        host = self.host(made)
        self.export("markdown", "-o", "out", "--where", "title <> 'B'")
        files = self.files()
        self.assertEqual(sorted(files), [".crawl-export", f"{host}/a.md", f"{host}/index.md", "llms.txt"])
        self.assertIn(f"[A](a.md) [B]({made.url('/b')})", files[f"{host}/index.md"])
        # Made anew, the old files gone; a failure leaves the old ones.
        self.export("markdown", "-o", "out", "--where", "title = 'B'")
        self.assertEqual([name for name in self.files() if name.endswith(".md")], [f"{host}/b.md"])
        self.export("markdown", "-o", "out", "--where", "nonsense", status=1)
        self.assertEqual([name for name in self.files() if name.endswith(".md")], [f"{host}/b.md"])
        # What people put there is not removed.
        (self.folder / "out" / "notes.doc").write_text("mine")
        self.export("markdown", "-o", "out", status=1)
        self.assertIn("notes.doc", self.said)
        (self.folder / "mine").mkdir()
        (self.folder / "mine" / "x.md").write_text("mine")
        self.export("markdown", "-o", "mine", status=1)
        self.assertIn("remove it", self.said)
        self.export("markdown", "-o", self.db, status=1)
        self.export("markdown", "-o", "no/such/out", status=1)
        self.assertIn("mkdir -p", self.said)
        self.assertEqual([name for name in os.listdir(self.folder) if "part" in name], [])
        ended = self.run_raw("export", self.db, "--format", "markdown")
        self.assertEqual(ended.status, 2)
        self.assertIn("-o FOLDER", ended.stderr)

    def test_what_was_killed_is_removed_by_the_next(self):
        made = self.site({"/": self.article("Start", "")})
        self.crawl(made.url())
        endless = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)"
        for sent, left in ((signal.SIGKILL, 1), (signal.SIGINT, 0)):
            process = self.start("export", self.db, "--format", "markdown", "-o", "out", "--where", endless)
            while not any((path / ".crawl-export").exists() for path in self.folder.glob(f"out.part-{process.pid}")):
                self.assertIsNone(process.poll())
            process.send_signal(sent)
            process.communicate(timeout=10)
            self.assertEqual(len(list(self.folder.glob("out*"))), left)
        self.export("markdown", "-o", "out")
        self.assertEqual([path.name for path in self.folder.glob("out*")], ["out"])

    def test_articles_without_bodies_and_pages_without_either(self):
        made = self.site({"/": self.article("Start", '<a href=/a>A</a>'), "/a": self.article("A", "<a href=/>Home</a>")})
        self.crawl(made.url(), "--keep-markdown", "--keep-bodies", "no")
        self.export("markdown", "-o", "out")
        host = self.host(made)
        self.assertIn("[Home](index.md)", self.files()[f"{host}/a.md"])
        self.change("DELETE FROM page_article WHERE title = 'A'")
        self.export("markdown", "-o", "out")
        self.assertIn("1 pages were skipped", self.said)
        self.assertIn(f"[A]({made.url('/a')})", self.files()[f"{host}/index.md"])
        self.change("UPDATE body SET zstd = x'28B52FFD00'")
        self.export("markdown", "-o", "out", status=1)
        self.assertIn("damaged", self.said)


if __name__ == "__main__":
    unittest.main()
