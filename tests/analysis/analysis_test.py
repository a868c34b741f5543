"""The views, read by other people's programs: DuckDB (its sqlite extension) and pandas give the rows that SQLite gives,
and numbers as numbers.

The folder of CRAWL_ANALYSIS_TOOLS has them as a Python environment; ./setup test --all makes it. Tests of what is
missing are skipped.
"""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import unittest
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from harness import REPOSITORY, CrawlCase  # noqa: E402
from scripted_site import Reply, page, redirect  # noqa: E402

TOOLS = Path(os.environ.get("CRAWL_ANALYSIS_TOOLS", REPOSITORY / "build/analysis"))
PYTHON = TOOLS / "bin/python"

VIEWS = """articles broken_fragments broken_links checked duplicates errors fragments head_facts headers headings hosts images links pages
redirects runs sitemap_entries structured urls forms ids accessibility docs extract_errors sitemap_details certificates changes versions visits revisits orphaned""".split()
ROW_VIEWS = """accessibility_rows answer_rows blocked_urls body_rows broken_urls change_details change_rows check_rows fact_rows form_rows heading_rows host_rows id_rows image_rows kind_rows link_count link_rows page_links page_rows
orphan_rows redirecting_urls revisit_rows run_rows structured_rows text_rows url_counts url_rows version_rows visit_rows""".split()
NUMBERS = {"pages": "status depth size transferred ttfb_ms total_ms word_count id",
           "hosts": "robots_status crawl_delay_ms pages failed bytes mean_ms",
           "runs": "pages bytes id elapsed_ms", "redirects": "status hops loop", "links": "nofollow position",
           "urls": "depth attempts hops status", "broken_links": "status external", "errors": "attempts",
           "checked": "status ms", "headings": "level position", "images": "srcset in_link position", "ids": "times",
           "forms": "fields passwords files position", "head_facts": "quirks charset_at titles images outside_head cut"}


class Views(CrawlCase):
    def setUp(self):
        super().setUp()
        if not PYTHON.exists():
            self.skipTest("DuckDB and pandas are missing; ./setup test --all installs them")
        data = '<script type="application/ld+json">{"@type": "Product", "name": "\\"x\\"", "offers": {"price": 3}}</script>'
        same = page("Same", "/")
        with socket.create_server(("127.0.0.1", 0)) as listening:
            dead = f"http://127.0.0.1:{listening.getsockname()[1]}/dead"  # nobody listens once this is closed
        site = self.site({
            "/": page("Start \u00e9", "/a", "/same1", "/same2", "/old", "/loop", "/gone", "/untitled", "/quoted", "/bin", "/a#missing",
                      dead, body=f"<img src='/x.png'>{data}"),
            "/a": page("A", "/", body="<form><input></form><i id=x></i><i id=x></i><article><h1>A</h1>" + "<p>" + "A sentence of this article, as long as it is. " * 20
                       + "</p></article>"),
            "/same1": same, "/same2": same, "/old": redirect("/old2", 301), "/old2": redirect("/a", 302),
            "/loop": redirect("/loop", 302), "/gone": Reply("gone", 410), "/untitled": "<p>no title",
            "/quoted": Reply(page("Quoted"), headers={"ETag": '"a\\b"', "X-Empty": "", "X-Latin": "caf\u00e9"}),
            "/bin": Reply(b"\x00\x01", type="application/octet-stream"),
            "/robots.txt": Reply("User-agent: *\nDisallow: /private\nCrawl-delay: 0\n", type="text/plain")})
        site.set("/sitemap.xml", Reply('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>'
                                       f'{site.url("/a")}</loc><lastmod>2024-01-01</lastmod></url></urlset>',
                                       type="application/xml"))
        options = ("--keep-markdown", "--retries", "0", "--scope", "all", "--check", "all", "--delay", "0", "--allow-private")
        self.crawl(site.url(), "--max-pages", "3", defaults=options)
        self.crawl(site.url(), defaults=options)

    def read_by(self, program, views):
        ended = subprocess.run([PYTHON, HERE / "views.py", program, self.db, *views], capture_output=True, text=True,
                               timeout=100)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return json.loads(ended.stdout)

    def check_rows(self, program, views):
        read = self.read_by(program, views)
        with closing(sqlite3.connect(self.db)) as connection:
            for view in views:
                with self.subTest(view=view):
                    expected = connection.execute(f"SELECT * FROM {view}").fetchall()
                    as_text = [json.dumps([value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
                                           for value in row]) for row in expected]
                    rows = [json.dumps(row) for row in self.normal(read[view][1], expected)]
                    self.assertEqual(sorted(rows), sorted(as_text))
        return {view: dict(columns) for view, (columns, _) in read.items()}

    @staticmethod
    def normal(rows, expected):
        """Truths as SQLite has them, which are numbers; and whole numbers beside NULLs, of which pandas makes fractions."""
        wholes = {i for row in expected for i, value in enumerate(row) if isinstance(value, int)}
        return [[int(value) if isinstance(value, bool) or (i in wholes and isinstance(value, float)) else value
                 for i, value in enumerate(row)] for row in rows]

    def test_each_has_rows(self):
        for view in VIEWS[:21]:
            self.assertGreater(len(self.rows(f"SELECT * FROM {view}")), 0, view)

    def test_duckdb(self):
        types = self.check_rows("duckdb", VIEWS + ROW_VIEWS)
        for view, columns in NUMBERS.items():
            self.assertLessEqual({types[view][column] for column in columns.split()}, {"BIGINT", "INTEGER"}, view)
        self.assertEqual(set(types["headers"].values()), {"VARCHAR"}, "values without JSON's quotes")

    def test_pandas(self):
        types = self.check_rows("pandas", [view for view in VIEWS if view != "hosts"])
        for view, columns in NUMBERS.items():
            for column in columns.split() if view in types else ():
                self.assertRegex(types[view][column], r"^(int|float)64$", f"{view}.{column}")


if __name__ == "__main__":
    unittest.main()
