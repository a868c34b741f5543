"""A crawl into PostgreSQL: the same rows as in a file, from the same views."""

import unittest

from harness import FAST
from postgres_server import ServerCase
from rich_site import OPTIONS, rich_site
from scripted_site import page, redirect

# Columns that do not depend on time, nor on the order in which pages came (depth, attempts, found_on),
# nor on the words of a failure, which count milliseconds.
VIEWS = {
    "pages": "url, status, content_type, charset, title, description, lang, canonical, robots, size, "
             "transferred, http_version, ip, etag, last_modified, redirect_to, content_hash, simhash, word_count, "
             "text, limits_hit, detail, role",
    "urls": "url, host, state, reason, hops, role, status",
    "links": "source, target, kind, rel, anchor, nofollow, position",
    "hosts": "origin, robots_status, robots_txt, crawl_delay_ms, pages, failed, bytes, waiting",
    "headers": "url, name, value",
    "broken_links": "source, target, status, reason, anchor, kind, external, role",
    "redirects": "source, target, status, hops, final, loop",
    "errors": "url, reason",
    "duplicates": "content_hash",
    "sitemap_entries": "sitemap, url, lastmod, position",
    "sitemap_details": "sitemap, url, kind, name, value, position, place",
    "structured": "url, syntax, type, json, position",
    "articles": "url, title, byline, published, lang, markdown",
    "checked": "url, host, role, state, status, reason, content_type, size, final, final_status, method",
    "fragments": "source, target, fragment, anchor, kind",
    "broken_fragments": "source, target, fragment, anchor, kind",
    "headings": "url, level, text, position",
    "images": "url, src, alt, width, height, loading, srcset, in_link, position",
    "forms": "url, action, method, fields, passwords, files, position",
    "ids": "url, id, times",
    "accessibility": "url, rule, elements, example",
    "head_facts": "*",
    "docs": "table_name, column_name, type, description, table_description",
    "extract_errors": "url, table_name, position, field, reason, value",
}
# The header says when it was sent.
ONLY = {"headers": "WHERE lower(name) <> 'date'"}


class Postgres(ServerCase):
    def crawl_into(self, place, *arguments, status=0, defaults=FAST):
        ended = self.run_raw(*arguments, "-o", place, *defaults, timeout=120)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def differences(self, name):
        """Of each view, in a file and there: what only one of them has."""
        found = {}
        for view, columns in VIEWS.items():
            sql = f"SELECT {columns} FROM {view} {ONLY.get(view, '')}"
            file = sorted(repr([None if cell is None else str(cell) for cell in row]) for row in self.rows(sql))
            there = sorted(repr(list(row)) for row in self.server.rows(name, sql))
            only = [row for row in file if row not in there], [row for row in there if row not in file]
            if file != there:
                found[view] = (len(file), len(there), only[0][:3], only[1][:3])
        return found

    def test_all_views_have_the_rows_that_a_file_has(self):
        place = self.server.make("rich")
        options = (*OPTIONS, "--check", "all", "--keep-markdown")
        with rich_site(60) as site:
            self.crawl_into(self.db, site.url("/0"), *options, defaults=())
            site.forget_visits()
            self.crawl_into(place, site.url("/0"), *options, defaults=())
        self.assertGreater(self.one("SELECT count(*) FROM pages"), 80)
        self.assertEqual(self.differences("rich"), {})

    def test_redirects_that_name_places(self):
        moved = {"/a": "/2#lost", "/b": "/2#", "/c": "/a", "/d": "/2", "/e": "/2#/state"}
        site = self.site({"/": page("Start", "/a#x", "/b#x", "/c#x", "/d#there", "/e#x"), "/2": page("Two", body="<p id=there>")}
                         | {path: redirect(target) for path, target in moved.items()})
        place = self.server.make("moved")
        for where in (self.db, place):
            self.crawl_into(where, site.url(), "--check", "fragments")
        self.assertEqual(self.rows("SELECT fragment, kind, count(*) FROM broken_fragments GROUP BY 1, 2 ORDER BY 1"),
                         [("/state", "script", 2), ("lost", "id", 3)])
        self.assertEqual(self.differences("moved"), {})

    def test_it_goes_on_where_it_was(self):
        links = [f"/{i}" for i in range(40)]
        site = self.site({"/": page("Start", *links)} | {link: page(link) for link in links})
        place = self.server.make("resumed")
        ended = self.crawl_into(place, site.url(), "--max-pages", "5")
        self.assertIn("psql", ended.output)
        resumed = self.run_raw("resume", place, "--allow-private", "--max-pages", "0", timeout=60)
        self.assertEqual(resumed.status, 0, resumed.output)
        counts = dict(self.server.rows("resumed", "SELECT state, count(*) FROM urls GROUP BY 1"))
        self.assertEqual(counts, {"fetched": "41"})
        asked = [path for path in site.targets() if path != "/robots.txt"]
        self.assertEqual(len(asked), len(set(asked)), "nothing is fetched twice")
        self.assertEqual(self.server.rows("resumed", "SELECT end_reason FROM runs ORDER BY id"),
                         [("max-pages",), ("finished",)])

    def test_a_password_is_in_nothing_that_is_kept_or_said(self):
        site = self.site({"/": page("Start", "/1", "/2"), "/1": page("1"), "/2": page("2")})
        self.server.make("secret")
        place = self.server.address("secret", password="hunter2") + "&sslpassword=hunter2"
        ended = self.crawl_into(place, site.url(), "--max-pages", "1")
        self.assertNotIn("hunter2", ended.output)
        self.assertIn("resume postgres://", ended.output.replace("'", ""))
        for table in ("options", "counts"):
            self.assertNotIn("hunter2", self.server.psql("secret", f"SELECT {table} FROM runs"))
        wrong = self.run_raw(site.url(), "-o", self.server.address("nowhere", password="hunter2"), *FAST)
        self.assertEqual(wrong.status, 1)
        self.assertNotIn("hunter2", wrong.output)
        self.assertRegex(wrong.output, r'database "nowhere" does not exist: make it with: createdb')

    def test_a_wrong_password_is_said_with_what_to_do(self):
        site = self.site({"/": page("Start")})
        self.server.make("locked")
        rules = self.server.data / "pg_hba.conf"
        rules.write_text("local locked all scram-sha-256\n" + rules.read_text())
        self.server.psql("postgres", "ALTER USER crawl PASSWORD 'right'; SELECT pg_reload_conf()")
        for password, status, words in (("wrong", 1, "password authentication failed"), ("", 1, "no password"),
                                        ("right", 0, "finished")):
            ended = self.run_raw(site.url(), "-o", self.server.address("locked", password=password), *FAST, timeout=60)
            self.assertEqual(ended.status, status, ended.output)
            self.assertIn(words, ended.output)
            if status:
                self.assertIn("~/.pgpass", ended.output)
            if password:
                self.assertNotIn(password + "@", ended.output)

    def test_no_change_is_told_where_none_is_noted(self):
        site = self.site({"/": page("Start")})
        ended = self.crawl_into(self.server.make("told"), site.url(), "--on-change", f"cat > {self.folder}/told")
        self.assertNotIn("on-change", ended.output)
        self.assertFalse((self.folder / "told").exists())

    def test_what_is_not_possible_is_said(self):
        site = self.site({"/": page("Start")})
        foreign = self.server.make("foreign_tables")
        self.server.psql("foreign_tables", "CREATE TABLE public.pages_of_mine(a int)")
        newer = self.server.make("newer")
        self.crawl_into(newer, site.url())
        self.server.psql("newer", "UPDATE crawl.setting SET value = '9' WHERE name = 'schema'")
        for arguments, words in (
                ((site.url(), "-o", foreign), "tables of another program.*createdb"),
                ((site.url(), "-o", newer), "newer version of crawl"),
                ((site.url(), "-o", "postgres://nobody@127.0.0.1:1/x"), "is the address right"),
                ((site.url(), "-o", "postgres://h:x:y/b?c"), "is no address of a PostgreSQL database"),
                (("report", newer), "is no file.*crawl pull")):
            ended = self.run_raw(*arguments, *(FAST if arguments[0] != "report" else ()))
            self.assertEqual(ended.status, 1, ended.output)
            self.assertRegex(ended.output.replace("\n", " "), words)


if __name__ == "__main__":
    unittest.main()
