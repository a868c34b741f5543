"""crawl compare: what is different between two crawls."""

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import time
import unittest
from contextlib import closing
from pathlib import Path

from harness import FAST, CrawlCase
from scripted_site import Raw, Reply, page, redirect

HOME, OTHER = "127.0.0.1", "127.0.0.2"
HOSTILE = "</script><img src=x onerror=alert(1)>\x1b[31m\u202e=cmd|x"


class Compare(CrawlCase):
    def setUp(self):
        super().setUp()
        self.old, self.new = self.folder / "old.db", self.folder / "new.db"

    def crawl_into(self, db, *arguments, status=0, defaults=FAST):
        ended = self.run_raw(*arguments, "-o", db, *defaults, "--quiet")
        self.assertEqual(ended.status, status, ended.output)

    def web(self, routes):
        return self.site(routes, hosts=(HOME, OTHER))

    def crawl_twice(self, before, after, *options):
        """A site that changes between two crawls of it; None takes a page away."""
        site = self.web(before)
        self.crawl_into(self.old, site.url(), *options)
        for path, answer in after.items():
            site.set(path, Reply("not here", 404) if answer is None else answer)
        site.forget_visits()
        self.crawl_into(self.new, site.url(), *options)
        return site

    def compare(self, *arguments, status=1, old=None, new=None, **extra):
        ended = self.run_raw("compare", old or self.old, new or self.new, *arguments, **extra)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def told(self, *arguments, status=1, **extra):
        return json.loads(self.compare(*arguments, "--format", "json", status=status, **extra).stdout)

    def found(self, site, *arguments, status=1, **extra):
        """(kind, path, field) of each row."""
        rows = self.told(*arguments, status=status, **extra)["rows"]
        return {(row["kind"], row["url"].removeprefix(site.url("")), row["field"]) for row in rows}

    def row(self, told, kind, field=None):
        rows = [row for row in told["rows"] if row["kind"] == kind and row["field"] == field]
        self.assertEqual(len(rows), 1, told["rows"])
        return rows[0]


class Changes(Compare):
    def test_two_crawls_of_a_site_that_did_not_change_have_no_difference(self):
        site = self.crawl_twice({"/": page("Start", "/a", "/old"), "/a": page("A", "/"), "/old": redirect("/a")}, {})
        told = self.told(status=0)
        self.assertEqual(told["rows"], [])
        self.assertEqual(set(told["counts"].values()), {0})
        ended = self.compare(status=0)
        self.assertIn("3 pages in both, 3 the same.", ended.stdout)
        self.assertIn(f"OLD: {self.old}, 3 pages, crawled from 20", ended.stdout)
        self.assertEqual(self.found(site, status=0), set())

    def test_each_field_is_named_and_nothing_else(self):
        def one(head="", body="<p>some words here</p>", title="T", links=("/",), headers=None, **reply):
            return Reply(page(title, *links, head=head, body=body), headers=headers or {}, **reply)

        before = {"/": page("Start", *(f"/{name}" for name in (
            "title", "description", "h1", "canonical", "meta", "header", "text", "links", "data", "lang", "type", "same", "status"))),
            **{f"/{name}": one() for name in ("title", "description", "canonical", "meta", "header", "text", "links", "data", "same", "status", "type")},
            "/h1": "<title>T</title><h1>One</h1>", "/lang": "<html lang=en><title>T</title>x"}
        after = {"/title": one(title="Another").body.replace("<h1>Another", "<h1>T"),
                 "/description": one(head="<meta name=description content='What it is'>"),
                 "/h1": "<title>T</title><h1>Two</h1>", "/canonical": one(head="<link rel=canonical href='/same'>"),
                 "/meta": one(head="<meta name=robots content=noindex>"), "/header": one(headers={"X-Robots-Tag": "noindex"}),
                 "/text": one(body="<p>some other words stand here</p>"), "/links": one(links=("/", "/same")),
                 "/data": one(head='<script type="application/ld+json">{"@type":"Product","name":"x"}</script>'),
                 "/lang": "<html lang=fr><title>T</title>x", "/type": one(type="application/xhtml+xml"), "/status": one(status=203)}
        site = self.crawl_twice(before, after)
        found = self.found(site)
        self.assertEqual({path: {field for _, each, field in found if each == path} for _, path, _ in found}, {
            "/title": {"title"}, "/description": {"description"}, "/h1": {"h1", "text"}, "/canonical": {"canonical"},
            "/meta": {"robots"}, "/header": {"robots"}, "/text": {"text", "words"}, "/links": {"links", "text", "words"},
            "/data": {"structured"}, "/lang": {"lang"}, "/type": {"content-type"}, "/status": {"status"}})
        self.assertEqual({kind for kind, _, _ in found}, {"changed"})

    def test_of_a_text_it_says_how_much_and_where(self):
        words = " ".join(f"word{i}" for i in range(300))
        self.crawl_twice({"/": page("Start", body=f"<p>{words} the end</p>")},
                         {"/": page("Start", body=f"<p>{words.replace('word150', 'one two three')} the end</p>")})
        row = self.row(self.told(), "changed", "text")
        self.assertEqual(row["note"], "3 words added, 1 removed")
        self.assertEqual((row["old"], row["new"]), ("word150", "one two three"))
        counted = self.row(self.told(), "changed", "words")
        self.assertEqual(int(counted["new"]) - int(counted["old"]), 2)

    def test_links_that_came_and_went_are_listed(self):
        site = self.crawl_twice({"/": page("S", "/a", "/b"), "/a": page("A"), "/b": page("B")},
                                {"/": page("S", "/a", "/c"), "/c": page("C")})
        row = self.row(self.told(), "changed", "links")
        self.assertEqual((row["old"], row["new"], row["note"]), (site.url("/b"), site.url("/c"), "1 added, 1 removed"))

    def test_noindex_that_came_goes_before_all_other_changes(self):
        self.crawl_twice({"/": page("Start", "/b"), "/b": page("B")},
                         {"/": page("Begin", "/b"), "/b": page("B", head="<meta name=robots content='noindex, follow'>")})
        first = self.told()["rows"][0]
        self.assertEqual((first["field"], first["new"]), ("robots", "noindex, follow"))
        self.assertIn("may not index", first["note"])
        self.assertEqual([row["field"] for row in self.told()["rows"][1:]], ["title", "h1", "text"], "then as in the manual")
        self.assertIn("robots", self.compare().stdout.split("(changed, notice)")[1].split("title")[0])

    def test_robots_words_in_another_order_or_case_are_the_same(self):
        self.crawl_twice({"/": page("S", head="<meta name=robots content='index, follow'>")},
                         {"/": page("S", head="<meta name=robots content='FOLLOW,Index'>")})
        self.told(status=0)

    def test_a_page_that_came_nearer_has_another_depth(self):
        site = self.crawl_twice({"/": page("S", "/a"), "/a": page("A", "/b"), "/b": page("B", "/c"), "/c": page("C")},
                                {"/": page("S", "/a", "/c")})
        self.assertIn(("changed", "/c", "depth"), self.found(site))
        self.assertNotIn(("changed", "/c", "depth"), self.found(site, "--fields", "-depth"))


class Noise(Compare):
    NOISE = [
        ("<p>Generated at 07:21:09</p>", "<p>Generated at 19:45:10</p>"),
        ("<p>As of 2026-11-30 07:21 UTC</p>", "<p>As of 2026-12-01 8:05 UTC</p>"),
        ("<p>Mon, 30 Nov 2026 07:21:09 GMT</p>", "<p>Tue, 1 Dec 2026 08:00:00 GMT</p>"),
        ("<p>request 3f2a9c1b-1111-4222-8333-0123456789ab</p>", "<p>request 00000000-aaaa-4bbb-8ccc-fedcba987654</p>"),
        ("<p>token=3f2a9c1bd00dfeed11</p>", "<p>token=99aa9c1bd00dfeed22</p>"),
        ("<p>seen 3 minutes ago</p>", "<p>seen 14 hours ago</p>"),
        ("<p>made in 0.01234 seconds</p>", "<p>made in 0.99871 seconds</p>"),
        ("<!-- 1 --><p>x</p>", "<!-- 2 --><p>x</p>"),
        ("<script nonce=abc>1</script><p>x</p>", "<script nonce=def>1</script><p>x</p>"),
        ("<p id=a class=b>x</p>", "<p class=b id=a>x</p>"),
        ("<a href='/?sid=77'>x</a>", "<a href='/?sid=78'>x</a>"),
        ("<a href='/;jsessionid=A1'>x</a>", "<a href='/;jsessionid=B2'>x</a>"),
        ("<a href='/out?csrf_token=1&id=5'>x</a>", "<a href='/out?csrf_token=2&id=5'>x</a>"),
        ('<script type="application/ld+json">{"@type":"A","dateModified":"2026-11-30"}</script>',
         '<script type="application/ld+json">{"@type":"A","dateModified":"2026-12-01"}</script>'),
    ]
    CONTENT = [
        ("<p>Open 9:00 - 17:00</p>", "<p>Open 10:00 - 17:00</p>"),
        ("<p>Open 9:00–17:00</p>", "<p>Open 9:00–18:00</p>"),
        ("<p>until 2026-11-30</p>", "<p>until 2026-12-30</p>"),
        ("<p>costs 12.50</p>", "<p>costs 13.50</p>"),
        ("<p>the first word</p>", "<p>word the first</p>"),
        ("<a href='/?id=3f2a9c1bd00dfeed11'>x</a>", "<a href='/?id=99aa9c1bd00dfeed22'>x</a>"),
        ('<script type="application/ld+json">{"@type":"Event","startDate":"2026-11-30T19:00"}</script>',
         '<script type="application/ld+json">{"@type":"Event","startDate":"2026-11-30T20:00"}</script>'),
    ]

    def both(self, pairs):
        routes = [{"/": page("S", *(f"/{i}" for i in range(len(pairs))))} | {
            f"/{i}": page("P", body=pair[which]) for i, pair in enumerate(pairs)} for which in (0, 1)]
        return self.crawl_twice(*routes, "--max-depth", "1")

    def test_what_passes_is_no_change(self):
        self.both(self.NOISE)
        told = self.told(status=0)
        self.assertEqual(told["rows"], [])
        self.assertIn(f"{len(self.NOISE)} of them with other bytes and the same content", self.compare(status=0).stdout)

    def test_strict_takes_it_for_a_change_and_bytes_can_be_asked_for(self):
        site = self.both(self.NOISE)
        self.assertIn(("changed", "/0", "text"), self.found(site, "--strict"))
        found = self.found(site, "--fields", "bytes")
        self.assertEqual(found, {("changed", f"/{i}", "bytes") for i in range(len(self.NOISE))})

    def test_what_looks_alike_and_is_content_is_a_change(self):
        site = self.both(self.CONTENT)
        changed = {path for kind, path, _ in self.found(site) if kind == "changed"}
        self.assertEqual(changed, {f"/{i}" for i in range(len(self.CONTENT))})


class Answers(Compare):
    def test_pages_that_are_gone_broken_failed_and_forbidden(self):
        names = ("gone", "broken", "failed", "forbidden", "stays")
        before = {"/": page("S", *(f"/{name}" for name in names))} | {f"/{name}": page(name) for name in names}
        site = self.crawl_twice(before, {
            "/gone": Reply("", 410), "/broken": Reply("", 500), "/failed": Raw(then="reset"),
            "/robots.txt": Reply("User-agent: *\nDisallow: /forbidden", type="text/plain")}, "--retries", "0")
        self.assertEqual(self.found(site), {("gone", "/gone", None), ("broken", "/broken", None), ("failed", "/failed", None),
                                            ("skipped", "/forbidden", None)})
        told = self.told()
        self.assertEqual((self.row(told, "gone")["old"], self.row(told, "gone")["new"]), ("200", "410"))
        self.assertIn("reset", self.row(told, "failed")["note"])
        self.assertEqual(self.row(told, "skipped")["note"], "skipped: robots")
        self.assertEqual([row["kind"] for row in told["rows"]], ["gone", "broken", "failed", "skipped"], "the worst first")
        back = {kind for kind, _, _ in self.found(site, old=self.new, new=self.old)}
        self.assertEqual(back, {"new", "recovered"})

    def test_a_page_that_is_linked_no_more_is_unlinked_and_one_that_came_is_new(self):
        site = self.crawl_twice({"/": page("S", "/hub", "/x"), "/hub": page("H", "/1", "/2"), "/1": page("1", "/2"), "/2": page("2"), "/x": page("X")},
                                {"/": page("S", "/x", "/y"), "/y": page("Y", "/z", "/dead"), "/z": page("Z")})
        self.assertEqual({row for row in self.found(site) if row[0] != "changed"},
                         {("unlinked", "/hub", None), ("unlinked", "/1", None), ("unlinked", "/2", None),
                          ("new", "/y", None), ("new", "/z", None), ("broken", "/dead", None)})

    def test_redirects_that_came_went_and_lead_elsewhere(self):
        before = {"/": page("S", "/came", "/went", "/moved", "/shorter", "/lost"), "/came": page("C"), "/went": redirect("/b"),
                  "/moved": redirect("/b"), "/shorter": redirect("/hop"), "/hop": redirect("/b"), "/b": page("B"), "/lost": page("L")}
        site = self.crawl_twice(before, {"/came": redirect("/b", 301), "/went": page("W"), "/moved": redirect("/c"), "/c": page("C"),
                                         "/shorter": redirect("/b"), "/lost": redirect("/nowhere")})
        found = {row for row in self.found(site) if row[0].startswith("redirect") or row[2] == "redirect"}
        self.assertEqual(found, {("redirected", "/came", None), ("redirected", "/lost", None), ("redirect-gone", "/went", None),
                                 ("redirect-moved", "/moved", None), ("changed", "/shorter", "redirect")})
        rows = self.told("--kind", "redirected")["rows"]
        self.assertEqual(rows[0]["note"], f"302, ends at {site.url('/nowhere')} (404)", "the broken one first")
        self.assertEqual(rows[1]["note"], f"301, ends at {site.url('/b')} (200)")


class Coverage(Compare):
    """What a crawl did not cover it says nothing about."""

    def kinds_of(self, site, path, **extra):
        return {kind for kind, each, _ in self.found(site, status=None, **extra) if each == path}

    def compare(self, *arguments, status=1, **extra):
        if status is None:
            ended = self.run_raw("compare", extra.get("old", self.old), extra.get("new", self.new), *arguments)
            self.assertIn(ended.status, (0, 1), ended.output)
            return ended
        return super().compare(*arguments, status=status, **extra)

    def tree(self):
        """/ leads to /a and /b, these to /a/1 and /b/1, and so on."""
        routes = {"/": page("S", "/a", "/b")}
        for top in "ab":
            routes[f"/{top}"] = page(top, f"/{top}/1")
            for i in range(1, 5):
                routes[f"/{top}/{i}"] = page(f"{top}{i}", f"/{top}/{i + 1}")
        return self.web(routes)

    def test_limits_options_and_scope_make_pages_unknown(self):
        site = self.tree()
        self.crawl_into(self.old, site.url())
        for options in (("--max-depth", "1"), ("--exclude", "/a/|/b/"), ("--max-pages", "3"), ("--max-per-host", "3"),
                        ("--max-path-depth", "1"), ("--include", "/[ab]?$")):
            with self.subTest(options=options):
                self.new.unlink(missing_ok=True)
                self.crawl_into(self.new, site.url(), *options)
                found = self.found(site, status=0)
                self.assertEqual({kind for kind, _, _ in found}, {"unknown"})
                self.assertIn(("unknown", "/a/4", None), found)
                self.assertEqual({kind for kind, _, _ in self.found(site, old=self.new, new=self.old, status=0)}, {"unknown"},
                                 "nor are they new the other way round")

    def test_what_only_an_unread_page_leads_to_is_unknown_and_the_rest_is_unlinked(self):
        site = self.tree()
        self.crawl_into(self.old, site.url())
        site.set("/", page("S", "/a"))
        site.set("/a", Reply("", 503))
        self.crawl_into(self.new, site.url(), "--retries", "0")
        found = {row for row in self.found(site) if row[0] in ("unknown", "unlinked", "gone")}
        self.assertEqual(found, {("unknown", f"/a/{i}", None) for i in range(1, 6) if i < 5} | {("unlinked", "/b", None)}
                         | {("unlinked", f"/b/{i}", None) for i in range(1, 5)})

    def test_a_seed_that_only_one_of_them_had_is_unknown(self):
        site = self.web({"/": page("S"), "/extra": page("E", "/deep"), "/deep": page("D")})
        self.crawl_into(self.old, site.url(), site.url("/extra"))
        self.crawl_into(self.new, site.url())
        self.assertEqual(self.found(site, status=0), {("unknown", "/extra", None), ("unknown", "/deep", None)})
        self.assertEqual(self.found(site, old=self.new, new=self.old, status=0), {("unknown", "/extra", None), ("unknown", "/deep", None)})

    def test_what_only_a_sitemap_names_is_unknown_to_a_crawl_that_reads_none(self):
        site = self.web({"/": page("S"), "/only": page("O", "/deep"), "/deep": page("D")})
        site.set("/sitemap.xml", Reply(f"<urlset><url><loc>{site.url('/only')}</loc></url></urlset>", type="application/xml"))
        self.crawl_into(self.old, site.url(), defaults=("--delay", "0", "--allow-private", "--wait-for-hosts", "0"))
        self.crawl_into(self.new, site.url())
        found = self.found(site, status=0)
        self.assertLessEqual({("unknown", "/only", None), ("unknown", "/deep", None)}, found)
        self.assertEqual({kind for kind, _, _ in found}, {"unknown"})
        site.set("/sitemap.xml", Reply("<urlset></urlset>", type="application/xml"))
        self.new.unlink()
        self.crawl_into(self.new, site.url(), defaults=("--delay", "0", "--allow-private", "--wait-for-hosts", "0"))
        self.assertEqual(self.found(site), {("unlinked", "/only", None), ("unlinked", "/deep", None)})

    def test_a_host_out_of_scope_is_unknown(self):
        site = self.web({})
        site.set("/", page("S", site.url("/there", OTHER)))
        site.set((OTHER, "/there"), page("T"))
        self.crawl_into(self.old, site.url(), "--scope", "all")
        self.crawl_into(self.new, site.url())
        row = self.row(self.told(status=0), "unknown")
        self.assertEqual((row["url"], row["note"]), (site.url("/there", OTHER), "NEW: skipped: scope"))
        self.assertIn("--scope (all / host)", self.compare(status=0).stdout)

    def test_a_crawl_that_was_killed_says_so_and_calls_nothing_unlinked(self):
        site = self.tree()
        self.crawl_into(self.old, site.url())
        site.set("/a/2", Reply(page("slow", "/a/3"), delay=60))
        running = self.start(site.url(), "-o", self.new, *FAST, "--quiet")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self.new.exists() and "b4" in self.titles():
                break
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.wait()
        found = self.found(site, status=0)
        self.assertEqual({kind for kind, _, _ in found}, {"unknown"})
        self.assertIn("NEW has not seen all of the site", self.compare(status=0).stdout)

    def titles(self):
        try:
            with closing(sqlite3.connect(self.new, timeout=5)) as connection:
                return {title for title, in connection.execute("SELECT title FROM pages")}
        except sqlite3.OperationalError:
            return set()


class Mapping(Compare):
    def staging(self):
        routes = {(host, path): answer for host in (HOME, OTHER) for path, answer in {
            "/": page("S", "/a", "/b"), "/a": page("A", "/"), "/b": page("B", head="<link rel=canonical href='/a'>")}.items()}
        site = self.web(routes)
        # An absolute link of each to itself.
        for host in (HOME, OTHER):
            site.set((host, "/a"), page("A", site.url("/", host)))
        self.crawl_into(self.old, site.url())
        self.crawl_into(self.new, site.url("/", OTHER))
        return site, f"^{site.url('', HOME)}/=>{site.url('', OTHER)}/"

    def test_staging_and_live_are_the_same(self):
        site, rule = self.staging()
        self.assertEqual(self.told("--map", rule, status=0)["rows"], [])
        self.assertIn("no page in common", self.compare(status=3).stderr)

    def test_a_difference_has_both_urls(self):
        site, rule = self.staging()
        site.set((OTHER, "/a"), page("Other", "/"))
        self.new.unlink()
        self.crawl_into(self.new, site.url("/", OTHER))
        row = self.row(self.told("--map", rule), "changed", "title")
        self.assertEqual((row["url"], row["old_url"]), (site.url("/a", OTHER), site.url("/a")))

    def test_what_the_old_crawl_skipped_is_found_by_the_rule_too(self):
        site, rule = self.staging()
        self.old.unlink()
        self.crawl_into(self.old, site.url(), "--exclude", "/b$")
        row = self.row(self.told("--map", rule, status=0), "unknown")
        self.assertEqual((row["url"], row["note"]), (site.url("/b", OTHER), "OLD: skipped: exclude"))

    def test_a_rule_that_is_wrong_is_named(self):
        self.staging()
        for rule, said in (("(a=>b", "(a: not a regular expression"), ("a", "a: write REGEX=>REPLACEMENT"),
                           ("a=>\\7", "\\7: "), ("=>x", "=>x: write REGEX=>REPLACEMENT")):
            with self.subTest(rule=rule):
                self.assertIn(f"--map {said}", self.compare("--map", rule, status=2).stderr)


class Migrations(Compare):
    def map(self, *arguments, status=1):
        ended = self.compare("--migration", "--format", "csv", *arguments, status=status)
        return {row["url"]: row for row in csv.DictReader(io.StringIO(ended.stdout))}

    def test_each_old_url_ends_somewhere(self):
        names = ("same", "moved", "twice", "gone", "lost", "loop", "away")
        before = {"/": page("S", *(f"/{name}" for name in names), "/dead")} | {f"/{name}": page(name) for name in names}
        site = self.web(before)
        self.crawl_into(self.old, site.url())
        for path, answer in {"/moved": redirect("/new/moved", 301), "/new/moved": page("M"), "/twice": redirect("/moved"), "/gone": Reply("", 404),
                             "/lost": redirect("/nowhere"), "/loop": redirect("/pool"), "/pool": redirect("/loop"),
                             "/away": redirect(site.url("/", OTHER))}.items():
            site.set(path, answer)
        # As one does it after a migration: the list of the old URLs is crawled.
        Path(self.folder, "urls.txt").write_text("\n".join(site.url(f"/{name}") for name in names))
        self.crawl_into(self.new, "urls.txt", "--scope", "host")
        rows = self.map()
        ends = {url.removeprefix(site.url("/")): (row["outcome"], row["final_url"].removeprefix(site.url("")), row["final_status"], row["hops"])
                for url, row in rows.items()}
        self.assertEqual(ends, {
            "": ("unknown", "", "", "0"), "same": ("same", "/same", "200", "0"), "moved": ("redirected", "/new/moved", "200", "1"),
            "twice": ("redirected", "/new/moved", "200", "2"), "gone": ("gone", "/gone", "404", "0"),
            "lost": ("broken-redirect", "/nowhere", "404", "1"), "loop": ("broken-redirect", ends["loop"][1], "", ends["loop"][3]),
            "away": ("unknown", site.url("/", OTHER), "", "1")})
        self.assertEqual(rows[site.url("/away")]["note"], "scope")
        self.assertEqual(rows[site.url("/loop")]["note"], "loop")
        self.assertEqual([row["outcome"] for row in rows.values()], ["gone", "broken-redirect", "broken-redirect", "unknown", "unknown",
                                                                     "redirected", "redirected", "same"])

    def test_a_rule_says_where_they_should_end(self):
        site = self.web({"/": page("S", "/a", "/b", "/c"), "/a": page("A"), "/b": page("B"), "/c": page("C")})
        self.crawl_into(self.old, site.url())
        for path, answer in {"/a": redirect("/new/a"), "/b": redirect("/new/a"), "/new/a": page("A"), "/new/c": page("C"),
                             "/": page("S", "/a", "/b", "/new/c")}.items():
            site.set(path, answer)
        self.crawl_into(self.new, site.url())
        rows = self.map("--map", "/([abc])$=>/new/\\1")
        self.assertEqual({url.removeprefix(site.url("")): row["outcome"] for url, row in rows.items()},
                         {"/": "same", "/a": "redirected", "/b": "elsewhere", "/c": "mapped"})
        self.assertEqual(rows[site.url("/b")]["expected"], site.url("/new/b"))

    def test_when_all_is_well_the_status_is_0(self):
        site = self.web({"/": page("S", "/a"), "/a": page("A")})
        self.crawl_into(self.old, site.url())
        site.set("/a", redirect("/b"))
        site.set("/b", page("B"))
        self.crawl_into(self.new, site.url())
        self.assertEqual(len(self.map(status=0)), 2)


class Formats(Compare):
    def setUp(self):
        super().setUp()
        routes = {"/": page("S", *(f"/many/{i}" for i in range(30)), "/gone")}
        routes |= {f"/many/{i}": page(f"Number {i}", body="<p>old words</p>") for i in range(30)} | {"/gone": page("Gone")}
        self.web_site = self.crawl_twice(routes, {"/gone": None, "/": page(HOSTILE.replace("<", "&lt;"), *(f"/many/{i}" for i in range(30)), "/gone")} |
                                         {f"/many/{i}": page(f"Number {i}", body="<p>new words</p>") for i in range(30)})

    def test_a_table_has_the_summary_first_and_templates(self):
        out = self.compare().stdout
        self.assertLess(out.index("pages in both"), out.index("Pages that are gone (gone, error): 1"))
        self.assertLess(out.index("(gone, error)"), out.index("(changed, notice): 31"))
        self.assertIn(f"  text of {self.web_site.url('/many/*')}: 30 pages, for example ", out)
        self.assertRegex(out, r"The same change on several pages\n.*\n.*\n *30  text +old +new +1 word added, 1 removed")
        self.assertIn("… and ", out)
        self.assertNotIn("… and ", self.compare("--limit", "0").stdout)
        self.assertNotIn("\x1b", out)
        self.assertIn("Changed: title 1, h1 1, text 31", out)

    def test_rows_as_csv_and_json_lines(self):
        ended = self.compare("--format", "csv")
        rows = list(csv.DictReader(io.StringIO(ended.stdout)))
        self.assertEqual(rows[0], {"kind": "gone", "url": self.web_site.url("/gone"), "field": "", "old": "200", "new": "404", "note": "Gone"})
        self.assertEqual(sum(row["field"] == "text" for row in rows), 31)
        self.assertIn("crawl: NEW: ", ended.stderr)
        lines = [json.loads(line) for line in self.compare("--format", "jsonl").stdout.splitlines()]
        self.assertEqual(len(lines), len(rows))
        self.assertEqual(len(self.compare("--format", "jsonl", "--limit", "2").stdout.splitlines()), 3)

    def test_kinds_choose_rows_and_status(self):
        told = self.told("--kind", "gone,new")
        self.assertEqual(told["counts"], {"gone": 1, "new": 0})
        self.assertEqual([row["kind"] for row in told["rows"]], ["gone"])
        self.told("--kind", "new,redirected", status=0)

    def test_fields_choose_what_is_compared(self):
        told = self.told("--kind", "changed", "--fields", "title,h1")
        self.assertEqual(told["fields"], {"title": 1, "h1": 1})
        told = self.told("--kind", "changed", "--fields=-title,-h1,-words")
        self.assertEqual(told["fields"], {"text": 31})
        self.told("--kind", "changed", "--fields", "lang", status=0)

    def test_a_page_has_all_in_it_and_nothing_of_a_site_is_markup(self):
        out = self.folder / "changes.html"
        ended = self.compare("--format", "html", "-o", out)
        html = out.read_text()
        self.assertNotIn("<img", html)
        self.assertNotIn("</script><img", html)
        self.assertNotIn("\x1b", html)
        self.assertIn("Comparison of two crawls", html)
        self.assertIn('<a href="#gone">Pages that are gone</a>', html)
        self.assertIn('id="rows-changed"', html)
        self.assertEqual(ended.stdout, "")
        self.assertIn("pages in both", ended.stderr)

    def test_a_file_is_whole_or_not_there_and_a_database_is_never_overwritten(self):
        out = self.folder / "a.csv"
        self.compare("--format", "csv", "-o", out)
        self.assertTrue(out.read_text().startswith("kind,url,"))
        before = self.old.read_bytes()
        self.compare("-o", self.old, status=3)
        self.assertEqual(self.old.read_bytes(), before)
        self.assertIn("no/such", self.compare("-o", "no/such/file", status=3).stderr)

    def test_nothing_is_changed_and_nothing_is_left(self):
        before = sorted((path.name, path.read_bytes()) for path in self.folder.iterdir())
        self.compare(env={**os.environ, "TMPDIR": str(self.folder)})
        self.assertEqual(sorted((path.name, path.read_bytes()) for path in self.folder.iterdir()), before)

    def test_wrong_command_lines_are_status_2_and_say_the_remedy(self):
        for words, said in ((("--kind", "gon"), "did you mean gone?"), (("--kind", "xyz"), "there are gone, broken"),
                            (("--fields", "titel"), "did you mean title?"), (("--format", "xml"), "and html"), (("--limit", "x"), "--limit x"),
                            (("--output", ""), "give a file name"), (("--migration", "--kind", "gone"), "--migration has no kinds"),
                            (("third.db",), "compare wants OLD NEW")):
            with self.subTest(words=words):
                self.assertIn(said, self.compare(*words, status=2).stderr)
        self.assertIn("compare wants OLD NEW", self.run_raw("compare", self.old).stderr)

    def test_what_can_not_be_read_is_status_3(self):
        self.assertIn("no such file", self.compare(new="no-such.db", status=3).stderr.lower())
        damaged = self.folder / "damaged.db"
        damaged.write_bytes(self.new.read_bytes()[:20000] + os.urandom(4096) * 20)
        ended = self.run_raw("compare", self.old, damaged)
        self.assertIn(ended.status, (0, 1, 3), ended.output)
        self.assertIn("not a regular file", self.compare(new="/dev/null", status=3).stderr)


class HostileFiles(Compare):
    def test_a_file_that_lies_harms_nobody(self):
        """Whatever a file says, the program ends by itself and says so."""
        self.crawl_twice({"/": page("S", "/a"), "/a": page("A")}, {"/a": page("B")})
        lies = ("UPDATE page SET url_id = 9223372036854775807", "UPDATE url SET page_id = -1",
                "UPDATE page SET redirect_id = url_id", "UPDATE page SET title = randomblob(3000000)",
                "UPDATE page SET status = -5, word_count = -9",
                "UPDATE run SET options = '[[[[', end_reason = char(27) || '[31m'", "UPDATE link SET target_id = 0",
                "UPDATE page_text SET text = x'ff00fe' || randomblob(100000)", "UPDATE url SET url = 'no url' || id",
                "DELETE FROM url", "DELETE FROM run", "DELETE FROM page_text", "UPDATE url SET found_on = NULL, depth = -1",
                "DROP TABLE structured_item", "DROP TABLE page_fact", "INSERT INTO structured_item VALUES(1, 7, 1, 'T', '\"' || char(92))")
        for lie in lies:
            with self.subTest(lie=lie):
                liar = self.folder / "liar.db"
                shutil.copy(self.new, liar)
                with closing(sqlite3.connect(liar)) as connection:
                    connection.execute(lie)
                    connection.commit()
                every_part = ("--strict", "--fields", "all"), ("--migration", "--format", "html")
                for pair, asked in (((self.old, liar), every_part), ((liar, self.old), every_part), ((liar, liar), ((),))):
                    for more in asked:
                        ended = self.run_raw("compare", *pair, *more)
                        self.assertIn(ended.status, (0, 1, 3), ended.output)
                        self.assertNotIn("\x1b", ended.stdout if "html" not in more else "")
                        self.assertNotIn("\x1b", ended.stderr)


if __name__ == "__main__":
    unittest.main()
