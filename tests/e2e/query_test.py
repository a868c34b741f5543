"""crawl query: SQL on a crawl's database, as a user types it."""

import csv
import fcntl
import io
import json
import os
import pty
import re
import signal
import sqlite3
import struct
import subprocess
import termios
import unittest
from contextlib import closing

from harness import BINARY, REPOSITORY, CrawlCase
from postgres_server import ServerCase
from scripted_site import Raw, Reply, page

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "


class QueryCase(CrawlCase):
    def setUp(self):
        super().setUp()
        self.made = self.site({"/": page("Start \u6f22\u5b57", "/a", "/gone", body="<p>caf\u00e9"),
                               "/a": Reply(page("A", "/"), headers={"X-Test": "yes"})})
        self.crawl(self.made.url())

    def query(self, *arguments, status=0, **options):
        ended = self.run_raw("query", self.db, *arguments, **options)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def answer(self, sql, *arguments):
        """The rows, by way of --format json."""
        return json.loads(self.query(sql, "--format", "json", *arguments).stdout)

    def files(self):
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}


class Asking(QueryCase):
    def test_tables_for_programs_and_for_readers(self):
        sql = "SELECT 'http://a.test/x|y' AS url, 'a|b' || char(9) || '*c*' AS title, NULL AS blank, 7 AS n"
        self.assertEqual(self.run_raw("query", self.db, sql, "--format", "tsv").stdout,
                         "url\ttitle\tblank\tn\nhttp://a.test/x|y\ta|b\\t*c*\t\t7\n")
        self.assertEqual(self.run_raw("query", self.db, sql, "--format", "md").stdout,
                         "| url | title | blank | n |\n| --- | --- | --- | --- |\n"
                         "| <http://a.test/x%7Cy> | a\\|b \\*c\\* |  | 7 |\n")
        ended = self.run_raw("query", self.db, sql, "--format", "parquet")
        self.assertEqual(ended.status, 2)
        self.assertIn("md", ended.stderr)

    def test_a_table_is_the_default(self):
        ended = self.query("SELECT status, count(*) AS n FROM pages GROUP BY status ORDER BY status")
        self.assertRegex(ended.stdout, r"\Astatus  n\n\u2500+  \u2500\n   200  2\n   404  1\n\Z")
        self.assertEqual(ended.stderr, "")

    def test_formats(self):
        sql = "SELECT title, status, NULL AS blank FROM pages WHERE url = :url"
        for_url = ("--param", f"url={self.made.url('/')}")
        rows = list(csv.reader(io.StringIO(self.query(sql, "--format", "csv", *for_url).stdout)))
        self.assertEqual(rows, [["title", "status", "blank"], ["Start \u6f22\u5b57", "200", ""]])
        expected = {"title": "Start \u6f22\u5b57", "status": 200, "blank": None}
        self.assertEqual(self.answer(sql, *for_url), [expected])
        self.assertEqual(json.loads(self.query(sql, "--format=jsonl", *for_url).stdout), expected)

    def test_sql_from_standard_input(self):
        ended = self.query("-", stdin="-- how many\nSELECT count(*) AS n\nFROM pages;\n-- done\n")
        self.assertIn("3\n", ended.stdout)

    def test_functions(self):
        url = self.made.url("/a")
        self.assertEqual(
            self.answer("SELECT header(:u, 'x-test') AS h, html(:u) LIKE '%<title>A</title>%' AS t, "
                        "host(:u) AS host, domain(:u) AS domain, :u REGEXP '/a$' AS r",
                        "--param", f"u={url}"),
            [{"h": "yes", "t": 1, "host": "127.0.0.1", "domain": "127.0.0.1", "r": 1}])
        self.assertEqual(self.answer("SELECT CAST(decompress(zstd) AS TEXT) = html(url) AS same "
                                     "FROM body JOIN pages ON pages.id = page_id WHERE zstd NOT NULL "
                                     "AND status = 200"), [{"same": 1}, {"same": 1}])

    def test_parameters(self):
        self.assertEqual(self.answer("SELECT typeof(:a) AS a, typeof(@b) AS b, typeof($c) AS c",
                                     "--param", "a=5", "--param", "b=x", "--param-text", "c=5"),
                         [{"a": "integer", "b": "text", "c": "text"}])
        self.assertIn(":x", self.query("SELECT :x", status=1).stderr)
        self.assertIn(":y", self.query("SELECT 1", "--param", "y=1", status=1).stderr)
        self.assertIn("--param", self.query("SELECT 1", "--param", "y", status=2).stderr)

    def test_without_sql_there_is_what_to_ask(self):
        said = self.query().stdout
        for view in ("pages", "links", "urls", "hosts", "headers", "broken_links", "redirects",
                     "duplicates", "errors", "runs"):
            self.assertRegex(said, rf"(?m)^{view}: ")
        self.assertIn("ttfb_ms", said)
        starts = re.findall(r"(?ms)^    (SELECT .*?)\n\n", said)
        self.assertEqual(len(starts), 14)
        for sql in starts:
            self.query(sql)

    def test_queries_of_the_schema_page(self):
        text = (REPOSITORY / "docs/schema.md").read_text()
        queries = re.findall(r"```sql\n(.*?)```", text, re.S)
        self.assertGreater(len(queries), 12)
        rules = self.folder / "rules.toml"
        rules.write_text('[tables.product.fields]\nname = { css = "h1" }\nprice = { css = "b", type = "number" }\n')
        self.crawl(self.made.url(), "--extract", rules, "--update", "--revisit", "0")
        for sql in queries:
            self.query(sql)


class AwkwardFile(CrawlCase):
    """A file with what documented queries must not trip over: NULL and empty titles, files that are no pages, failures, a run
    that was killed."""

    def setUp(self):
        super().setUp()
        big = "x" * 3000
        self.made = self.site({
            "/": page("Start", "/none", "/none2", "/blank", "/same1", "/same2", "/gone", "/broken", "/a.pdf", "/old", "/self"),
            "/none": "<p>no title", "/none2": "<p>nor here", "/blank": "<title> </title><p>blank",
            "/same1": page("Same", body="1"), "/same2": page("Same", body="2"), "/broken": Raw(b""),
            "/a.pdf": Reply(b"%PDF-1.4" + big.encode(), type="application/pdf"),
            "/old": Reply("", 302, headers={"Location": "/none"}), "/self": Reply("", 302, headers={"Location": "/self"}),
            "/robots.txt": Reply("User-agent: *\nSitemap: /map.xml\n", type="text/plain"),
            "/map.xml": Reply('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/lonely</loc></url>'
                              '<url><loc>/none</loc></url><url><loc>/b.pdf</loc></url></urlset>', type="application/xml"),
            "/lonely": page("Lonely"), "/b.pdf": Reply(b"%PDF-1.4", type="application/pdf")})
        self.crawl(self.made.url(), "--retries", "0", "--fetch", "text/html,text/plain,application/pdf,application/rss+xml,application/xml", defaults=("--delay", "0", "--allow-private"))
        with closing(sqlite3.connect(self.db)) as connection, connection:
            connection.execute("INSERT INTO run(started_at, options, version) VALUES (1, '{}', '0')")

    def of(self, question):
        text = (REPOSITORY / "docs/schema.md").read_text()
        sql = re.search(re.escape(question) + r"\n\n```sql\n(.*?)```", text, re.S)[1]
        return json.loads(self.run_raw("query", self.db, sql, "--format", "json").stdout)

    def paths(self, question, column="url"):
        return sorted(row[column].removeprefix(self.made.url("")) for row in self.of(question))

    def test_documented_queries_are_right(self):
        self.assertEqual(self.paths("Pages without a title:"), ["/blank", "/none", "/none2"])
        self.assertEqual([(row["title"], row["n"]) for row in self.of("Titles that several pages share:")], [("Same", 2)])
        self.assertEqual(self.paths("Pages that are only in a sitemap (no link leads there):", "target"), ["/b.pdf", "/lonely"])
        self.assertEqual({row["status"]: row["pages"] for row in self.of("Pages per status:")}, {200: 7, 302: 2, 404: 1})
        self.assertEqual(sum(row["pages"] for row in self.of("Pages per depth:")), 10)
        self.assertNotIn("/map.xml", self.paths("The slowest pages:"))
        self.assertEqual(sorted({row["target"].removeprefix(self.made.url("")) for row in self.of("Broken links with their anchors:")}),
                         ["/broken", "/gone"])
        self.assertTrue(all(row["why"] for row in self.of("Broken links with their anchors:")))
        self.assertEqual([row["loop"] for row in self.of("Redirect chains of more than one hop, and loops:")], [1])
        self.assertEqual([(row["state"], bool(row["reason"])) for row in self.of("What was not fetched, and why:")], [("failed", True)])
        self.assertEqual([(row["end_reason"], row["fetched"]) for row in self.of("How the runs ended, with counts from their JSON:")][-1:],
                         [(None, None)])
        self.assertEqual(len(self.of("Which hosts failed, and with what:")), 1)
        self.assertEqual(self.of("Pages that name another page as canonical:"), [])
        self.assertEqual(self.of("Pages that send no HSTS header:"), [])

    def test_the_starting_queries_too(self):
        said = self.run_raw("query", self.db).stdout
        starts = re.findall(r"(?ms)^    (SELECT .*?)\n\n", said)
        titles = [sql for sql in starts if "title" in sql and "FROM pages" in sql]
        self.assertEqual(len(titles), 2)
        answers = [json.loads(self.run_raw("query", self.db, sql, "--format", "json").stdout) for sql in titles]
        self.assertEqual(len(answers[0]), 3)
        self.assertEqual([row["title"] for row in answers[1]], ["Same"])

    def test_a_file_with_older_views(self):
        with closing(sqlite3.connect(self.db)) as connection, connection:
            connection.execute("DROP VIEW pages")
            connection.execute("CREATE VIEW pages AS SELECT id, status FROM page")
        self.assertEqual(self.paths("Pages without a title:"), ["/blank", "/none", "/none2"])


class Refusing(QueryCase):
    def test_bad_sql_is_shown_with_its_place(self):
        said = self.query("SELECT statuss FROM pages", status=1).stderr
        self.assertEqual(said, "crawl: no such column: statuss\n  SELECT statuss FROM pages\n"
                               "         ^\n")
        self.assertIn("one statement", self.query("SELECT 1; SELECT 2", status=1).stderr)
        self.assertIn("no SQL", self.query("-- nothing", status=1).stderr)
        self.assertIn("returns no rows", self.query("BEGIN", status=1).stderr)
        ended = self.run_raw("query", self.db, "-", stdin="SELECT 1\0 WHERE 0")
        self.assertEqual((ended.status, ended.stdout), (1, ""))
        self.assertIn("NUL", ended.stderr)
        self.assertIn("missing )", self.query("SELECT 'x' REGEXP '('", status=1).stderr)

    def test_nothing_is_changed_or_made(self):
        before = self.files()
        self.query("SELECT * FROM links")
        for sql in ("DELETE FROM page", "ATTACH 'new.db' AS n", "PRAGMA journal_mode = DELETE",
                    "CREATE TEMP TABLE t(x)", "VACUUM INTO 'new.db'"):
            self.assertIn("reading only", self.query(sql, status=1).stderr)
        self.assertEqual(self.files(), before)

    def test_files_that_are_not_ours(self):
        (self.folder / "notes").write_text("Dear diary")
        for name, word in (("notes", "not a crawl database"), ("nowhere.db", "no such file"),
                           (".", "folder")):
            ended = self.run_raw("query", name, "SELECT 1")
            self.assertEqual(ended.status, 1)
            self.assertIn(word, ended.stderr)
        self.assertFalse((self.folder / "nowhere.db").exists())

    def test_usage(self):
        for arguments in ((), ("--format", "xml"), ("a", "b", "c"), ("--bogus",)):
            ended = self.run_raw("query", self.db, *arguments) if arguments else self.run_raw("query")
            self.assertEqual(ended.status, 2, ended.output)
            self.assertIn("crawl query --help", ended.stderr)
        ended = self.run_raw("qeury", self.db)
        self.assertEqual(ended.status, 2)
        self.assertIn("crawl query", ended.stderr)
        self.assertIn("crawl query DB", self.run_raw("--help").stdout)
        self.assertIn("--param", self.run_raw("query", "--help").stdout)

    def test_a_seed_file_named_like_a_command_can_be_crawled(self):
        (self.folder / "query").write_text(self.made.url("/a") + "\n")
        self.db = self.folder / "other.db"
        self.crawl("./query")
        self.assertIn("/a", self.fetched(self.made))

    def test_hostile_cells(self):
        with sqlite3.connect(self.db) as connection:
            connection.execute("UPDATE page SET title = ?", ("=cmd()\x1b[2J\u202e",))
            connection.execute("UPDATE body SET zstd = x'28B52FFD00', headers = '[[1]'")
        connection.close()
        shown = self.query("SELECT title FROM pages").stdout
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("\u202e", shown)
        self.assertIn("'=cmd()", self.query("SELECT title FROM pages", "--format", "csv").stdout)
        self.assertIn("\n=cmd()",
                      self.query("SELECT title FROM pages", "--format", "csv", "--raw-csv").stdout)
        self.assertIn("damaged", self.query("SELECT html(url) FROM pages", status=1).stderr)
        self.assertIn("damaged", self.query("SELECT header(url, 'a') FROM pages", status=1).stderr)


class Ending(QueryCase):
    def test_ctrl_c_stops_a_long_query(self):
        process = self.start("query", self.db, "--format", "jsonl",
                             ENDLESS + "SELECT i FROM n WHERE i = 1 OR i < 0 OR i % 60000 = 0")
        process.stdout.readline()  # it runs
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        self.assertEqual(process.returncode, 130)

    def test_a_reader_that_has_enough_is_no_error(self):
        process = self.start("query", self.db, "--format", "jsonl", ENDLESS + "SELECT i FROM n")
        self.assertEqual(process.stdout.readline(), '{"i":1}\n')
        process.stdout.close()
        self.assertEqual(process.wait(timeout=10), 0)
        self.assertEqual(process.stderr.read(), "")

    def test_while_a_crawl_writes(self):
        site = self.site({"/": page("Start", "/slow"), "/slow": Reply(page("Slow"), delay=60)})
        crawl = self.start(site.url(), "-o", "running.db", "--delay", "0", "--allow-private",
                           "--sitemaps", "no")
        site.wait_for(3)  # robots.txt and both pages
        ended = self.run_raw("query", "running.db", "SELECT title FROM pages", "--format", "jsonl")
        self.assertEqual((ended.status, ended.stdout), (0, '{"title":"Start"}\n'))
        crawl.kill()
        crawl.wait()
        ended = self.run_raw("query", "running.db", "SELECT title FROM pages", "--format", "jsonl")
        self.assertEqual((ended.status, ended.stdout), (0, '{"title":"Start"}\n'))


class OnATerminal(QueryCase):
    def shown(self, columns, *arguments):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = subprocess.Popen([BINARY, "query", self.db, *arguments], stdin=subprocess.DEVNULL,
                                   stdout=slave, stderr=slave, cwd=self.folder)
        os.close(slave)
        received = b""
        try:
            while data := os.read(master, 65536):
                received += data
        except OSError:
            pass  # the other side is closed
        os.close(master)
        self.assertEqual(process.wait(timeout=10), 0)
        return received.decode().replace("\r\n", "\n")

    def test_it_fits_and_ends_with_the_number_of_rows(self):
        for columns in (60, 140):
            shown = self.shown(columns, "SELECT url, title, text || text || text AS text FROM pages")
            self.assertRegex(shown, r"\n3 rows\n\Z")
            plain = re.sub(r"\x1b\[\d+m", "", shown)
            for line in plain.splitlines():
                wide = sum(1 for c in line if "\u4e00" <= c <= "\u9fff")
                self.assertLessEqual(len(line) + wide, columns, line)

    def test_urls_are_cut_where_they_are_alike(self):
        place = "https://www.example.com/catalogue/department/books/"
        for sql in (f"SELECT '{place}shelf-' || value AS source, 200 AS status, '{place}item-' || value AS target",
                    f"SELECT '{place}' || value || '?sort=price&order=descending&view=grid' AS source, 200 AS status, "
                    f"'{place}' || value || '{'/x' * 200}' AS target"):
            shown = self.shown(80, sql + " FROM json_each('[1,2,3,4,5,6,7,8,9]')")
            lines = shown.splitlines()[2:11]
            self.assertEqual(len(set(lines)), 9, shown)
            self.assertTrue(all(len(line) <= 80 for line in lines), shown)

    def test_json_is_ascii_and_csv_is_safe(self):
        for form in ("json", "csv"):
            shown = self.shown(80, "SELECT char(0x1b, 0x9b, 0x202e) AS x", "--format", form)
            for letter in ("\x1b", "\x9b", "\u202e"):
                self.assertNotIn(letter, shown)


class OfAServer(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = cls.server.make("crawl")

    def setUp(self):
        super().setUp()
        self.made = self.site({"/": page("Start", *[f"/{i}" for i in range(3)]), "/0": page("0"), "/1": page("1")})
        ended = self.run_raw(self.made.url(), "-o", self.place, "--allow-private", "--delay", "0", "--sitemaps", "no",
                             "--add-seeds")
        self.assertEqual(ended.status, 0, ended.output)

    def ask(self, sql, *flags, status=0, **extra):
        ended = self.run_raw("query", self.place, sql, *flags, **extra)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def test_rows_in_each_format(self):
        sql = f"SELECT url, status, title, NULL AS nothing, true AS yes FROM pages WHERE url = '{self.made.url('/1')}'"
        row = {"url": self.made.url("/1"), "status": 200, "title": "1", "nothing": None, "yes": 1}
        self.assertEqual(json.loads(self.ask(sql, "--format", "json").stdout), [row])
        self.assertEqual(list(csv.reader(io.StringIO(self.ask(sql, "--format", "csv").stdout))),
                         [list(row), [self.made.url("/1"), "200", "1", "", "1"]])

    def test_more_rows_than_are_fetched_at_once(self):
        rows = json.loads(self.ask("SELECT generate_series(1, 1234) AS n", "--format", "json").stdout)
        self.assertEqual([row["n"] for row in rows], list(range(1, 1235)))

    def test_what_is_no_query(self):
        self.assertIn("Seq Scan", self.ask("EXPLAIN SELECT * FROM crawl.run").stdout)

    def test_from_standard_input(self):
        self.assertIn("5", self.ask("-", stdin="SELECT 2 + 3 AS sum").stdout)

    def test_it_only_reads(self):
        for sql in ("DELETE FROM crawl.url", "DROP TABLE crawl.url", "SELECT 1; DELETE FROM crawl.url",
                    "COMMIT; DELETE FROM crawl.url", "WITH gone AS (DELETE FROM crawl.url RETURNING 1) SELECT * FROM gone"):
            with self.subTest(sql):
                self.ask(sql, status=1)
        self.assertGreater(json.loads(self.ask("SELECT count(*) AS n FROM urls", "--format", "json").stdout)[0]["n"], 0)

    def test_a_mistake_is_shown_where_it_is(self):
        shown = self.ask("SELECT url FRM pages", status=1).stderr
        self.assertIn("SELECT url FRM pages", shown)
        self.assertIn("^", shown)

    def test_an_answer_that_breaks_off_is_no_document(self):
        shown = self.ask("SELECT 1 / (1000 - n) AS x FROM generate_series(1, 2000) n", "--format", "json", status=1)
        self.assertIn("division by zero", shown.stderr)
        with self.assertRaises(json.JSONDecodeError):
            json.loads(shown.stdout)

    def test_without_sql_it_says_what_there_is_to_ask(self):
        ended = self.run_raw("query", self.place)
        self.assertEqual(ended.status, 0, ended.output)
        self.assertIn("broken_links", ended.stdout)

    def test_parameters_are_of_files(self):
        ended = self.run_raw("query", self.place, "SELECT :x", "--param", "x=1")
        self.assertEqual(ended.status, 2, ended.output)


if __name__ == "__main__":
    unittest.main()
