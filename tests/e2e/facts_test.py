"""What pages are made of: headings, images, forms and ids as views, the numbers in head_facts, and both for stored pages
of older crawls."""

import sqlite3
import unittest
from contextlib import closing

from harness import CrawlCase
from scripted_site import Reply, page

RICH = """<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Rich</title><meta name=viewport content="width=device-width">
<link rel=canonical href=/rich#top></head><body id=top><h1>The <em>rich</em> page</h1><h3 id=top>Deep &amp; low</h3>
<a href=/plain><img src=a.png alt=""></a><img src="b.jpg?x=1&amp;y=2" width=10 height=20 loading=lazy srcset="b2.jpg 2x">
<form action=/login method=POST><input name=u><input type=password></form><a href=/plain target=_blank>out</a></body></html>"""
BROKEN = "<head><div>too early</div><title>Late</title><meta name=robots content=noindex></head><p>x"


class Facts(CrawlCase):
    def crawled(self):
        site = self.site({"/": page("Start", "/rich", "/broken", "/text"), "/rich": RICH, "/broken": BROKEN,
                          "/plain": Reply("<h1>no HTML</h1>", type="text/plain"), "/text": Reply("x", type="text/plain")})
        self.crawl(site.url())
        return site

    def test_lists_and_numbers_of_each_page(self):
        site = self.crawled()
        rich, broken = site.url("/rich"), site.url("/broken")
        self.assertEqual(self.rows("SELECT level, text, position FROM headings WHERE url = ? ORDER BY position", rich),
                         [(1, "The rich page", 0), (3, "Deep & low", 1)])
        self.assertEqual(self.rows("SELECT src, alt, width, height, loading, srcset, in_link FROM images WHERE url = ? "
                                   "ORDER BY position", rich),
                         [("a.png", "", None, None, None, 0, 1), ("b.jpg?x=1&y=2", None, "10", "20", "lazy", 1, 0)])
        self.assertEqual(self.rows("SELECT action, method, fields, passwords, files FROM forms WHERE url = ?", rich),
                         [("/login", "post", 2, 1, 0)])
        self.assertEqual(self.rows("SELECT id, times FROM ids WHERE url = ?", rich), [("top", 2)])
        self.assertEqual(self.rows("SELECT doctype, quirks, viewport, charset_at, titles, h1s, h1, heading_skips, images, "
                                   "images_without_alt, images_with_empty_alt, canonicals_with_fragment, links_to_blank, forms, "
                                   "double_ids, outside_head, cut FROM head_facts WHERE url = ?", rich),
                         [("html", 0, "width=device-width", RICH.index("<meta charset"), 1, 1, "The rich page", 1, 2, 1, 1, 1, 1,
                           1, 1, 0, 0)])
        self.assertEqual(self.rows("SELECT head_ended_by, titles_outside, robots_outside, outside_head, quirks FROM head_facts "
                                   "WHERE url = ?", broken), [("div", 1, 1, 2, 1)])
        self.assertEqual(self.rows("SELECT count(*) FROM head_facts"), [(3,)], "text has none")

    def made_old(self):
        """As a file that a version before facts has left."""
        with closing(sqlite3.connect(self.db)) as connection, connection:
            for (view,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
                connection.execute(f"DROP VIEW {view}")
            for table in ("page_fact page_list certificate url_visit page_version version_parts page_change url_revisit folder_rate "
                          "sitemap_belief url_orphan lost_link change_kind visit_outcome changed_field "
                          "error_shape finding_kind finding_run finding_state finding_span finding_past finding_detail").split():
                connection.execute(f"DROP TABLE {table}")
            connection.executescript("ALTER TABLE host DROP COLUMN visited; ALTER TABLE host DROP COLUMN visited_checks; "
                                     "PRAGMA user_version = 7")

    FACTS = ("SELECT * FROM head_facts ORDER BY url", "SELECT * FROM headings ORDER BY url, position",
             "SELECT * FROM images ORDER BY url, position", "SELECT * FROM forms", "SELECT * FROM ids")

    def test_stored_pages_are_read_again(self):
        self.crawled()
        before = [self.rows(sql) for sql in self.FACTS]
        self.made_old()
        asked = self.run_raw("query", self.db, "SELECT count(*) FROM headings")
        self.assertEqual((asked.status, "0" in asked.stdout), (0, True), asked.output)
        ended = self.run_raw("reread", self.db)
        self.assertEqual((ended.status, ended.stdout), (0, "read 3 pages again\n"), ended.output)
        self.assertEqual([self.rows(sql) for sql in self.FACTS], before)
        self.assertEqual(self.run_raw("reread", self.db).stdout, "read 0 pages again\n")

    def test_only_what_is_missing_is_read_and_the_rest_is_said(self):
        site = self.crawled()
        with closing(sqlite3.connect(self.db)) as connection, connection:
            ids = dict(connection.execute("SELECT t.url, p.id FROM page p JOIN url t ON t.id = p.url_id"))
            connection.execute("DELETE FROM page_fact WHERE page_id <> ?", (ids[site.url("/")],))
            connection.execute("UPDATE page_fact SET titles = 77")
            connection.execute("UPDATE body SET zstd = NULL WHERE page_id = ?", (ids[site.url("/rich")],))
            connection.execute("UPDATE body SET zstd = x'00' WHERE page_id = ?", (ids[site.url("/broken")],))
        ended = self.run_raw("reread", self.db, "--threads", "3")
        self.assertEqual((ended.status, ended.stdout), (0, "read 1 pages again\n"), ended.output)
        self.assertIn("1 pages have none: their bodies are not stored", ended.stderr)
        self.assertIn("1 pages have none: what is stored of them is damaged", ended.stderr)
        self.assertEqual(self.rows("SELECT titles FROM head_facts"), [(77,)], "what is there stays")

    def test_what_is_no_crawl_is_refused(self):
        for words, status in ((("missing.db",), 1), ((self.db, "--threads", "0"), 2), ((self.db, "x"), 2)):
            ended = self.run_raw("reread", *words)
            self.assertEqual(ended.status, status, ended.output)


if __name__ == "__main__":
    unittest.main()
