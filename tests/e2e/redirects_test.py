"""Redirects are results: a page row with redirect_to, and a target that is a URL like any other."""

import json
import shlex
import shutil
import sqlite3
import unittest

from harness import CrawlCase
from scripted_site import Raw, Reply, page, redirect

OTHER = "127.0.0.2"


class Redirects(CrawlCase):
    def redirects(self, site):
        """{source: (target, status, hops, final)}, in paths."""
        base = len(site.url(""))
        return {source[base:]: (target[base:], status, hops, final and final[base:])
                for source, target, status, hops, final in
                self.rows("SELECT source, target, status, hops, final FROM redirects")}

    def test_a_chain_is_kept_hop_by_hop_and_resolved_to_its_end(self):
        site = self.site({"/": page("Start", "/1"), "/1": redirect("/2", 301), "/2": redirect("/3", 307),
                          "/3": redirect("/end", 308), "/end": page("End")})
        self.crawl(site.url())
        self.assertEqual(self.redirects(site), {"/1": ("/2", 301, 3, "/end"), "/2": ("/3", 307, 2, "/end"),
                                                "/3": ("/end", 308, 1, "/end")})
        self.assertEqual(self.page(site.url("/1"), "redirect_to", "status"), (site.url("/2"), 301))
        self.assertEqual(self.rows("SELECT kind FROM links WHERE source = ?", site.url("/1")),
                         [("redirect",)])

    def test_the_target_is_at_the_same_depth(self):
        site = self.site({"/": page("Start", "/1"), "/1": redirect("/2"), "/2": page("2", "/3")})
        self.crawl(site.url(), "--max-depth", "2")
        self.assertEqual(dict(self.rows("SELECT url, depth FROM pages")),
                         {site.url("/"): 0, site.url("/1"): 1, site.url("/2"): 1, site.url("/3"): 2})

    def test_location_may_be_relative_and_have_a_fragment(self):
        site = self.site({"/a/b": redirect("../c?x=1#part"), "/c?x=1": page("C", "/scheme"),
                          "/scheme": redirect(f"//127.0.0.1:0/")})
        site.set("/scheme", redirect(f"//127.0.0.1:{site.port}/last"))
        site.set("/last", page("Last"))
        self.crawl(site.url("/a/b"))
        self.assertEqual(self.fetched(site), ["/a/b", "/c?x=1", "/last", "/scheme"])

    def test_bytes_beyond_ascii_are_escaped_as_they_are(self):
        site = self.site({"/": Raw(b"HTTP/1.1 302 Found\r\nLocation: /caf\xe9-menu\r\nContent-Length: 0\r\n\r\n"),
                          "/caf%E9-menu": page("Menu"), "/caf%C3%A9-menu": page("Another")})
        self.crawl(site.url())
        self.assertEqual(self.page(site.url("/"), "redirect_to"), site.url("/caf%E9-menu"))
        self.assertEqual(self.fetched(site), ["/", "/caf%E9-menu"])

    def test_so_are_those_of_a_redirect_of_robots_txt(self):
        site = self.site({"/robots.txt": Raw(b"HTTP/1.1 301 Moved\r\nLocation: /r\xe9gles\r\nContent-Length: 0\r\n\r\n"),
                          "/r%E9gles": Reply("User-agent: *\nDisallow: /no", type="text/plain"),
                          "/": page("Start", "/no", "/yes"), "/yes": page("Yes")})
        self.crawl(site.url())
        self.assertEqual(self.fetched(site), ["/", "/yes"])

    def test_a_seed_that_leads_out_of_scope_says_where_to_and_how_to_go_there(self):
        site = self.site(hosts=("a.localhost", "x.a.localhost"))
        site.set("/", redirect(site.url("/", "x.a.localhost")))
        site.set(("x.a.localhost", "/"), page("There", "/more"))
        site.set(("x.a.localhost", "/more"), page("More"))
        ended = self.crawl(site.url())
        there = site.url("/", "x.a.localhost")
        section = ended.stderr.split("Seeds that lead to what was left out")[1]
        self.assertIn(f"{site.url()}\n    leads to {there}, which is out of scope", section)
        commands = [line.strip() for line in section.splitlines() if line.startswith("      ")]
        self.assertEqual(len(commands), 2)
        fast = ("--delay", "0", "--sitemaps", "no")
        for command, database in zip(commands, ("seed.db", "domain.db")):
            with self.subTest(command=command):
                words = shlex.split(command)[1:]
                copy = self.folder / database
                shutil.copyfile(self.db, copy)
                gone_on = self.run_raw(*(str(copy) if word == str(self.db) else word for word in words), *fast)
                self.assertEqual(gone_on.status, 0, gone_on.output)
                with sqlite3.connect(copy) as db:
                    self.assertEqual(db.execute("SELECT count(*) FROM pages").fetchone(), (3,))

    def test_a_seed_that_leads_to_what_is_excluded_says_so(self):
        site = self.site({"/": redirect("/login"), "/login": page("Login")})
        ended = self.crawl(site.url(), "--exclude", "login")
        self.assertIn(f"leads to {site.url('/login')}, which was skipped: matched --exclude", ended.stderr)
        ended = self.crawl(site.url(), "--exclude", "login", "--log-json")
        detours = json.loads(ended.stderr.splitlines()[-1])["seed_detours"]
        self.assertEqual(detours, [{"url": site.url(), "target": site.url("/login"), "reason": "exclude"}])

    def test_loops_end(self):
        site = self.site({"/": page("Start", "/x", "/self"), "/x": redirect("/y"), "/y": redirect("/x"),
                          "/self": redirect("/self")})
        self.crawl(site.url())
        self.assertEqual(sorted(site.targets()), ["/", "/self", "/x", "/y"])
        self.assertEqual({source: row[:2] for source, row in self.redirects(site).items()},
                         {"/x": ("/y", 302), "/y": ("/x", 302), "/self": ("/self", 302)})
        self.assertEqual(self.end_reason(), "finished")

    def test_out_of_scope_is_known_but_not_followed(self):
        site = self.site({"/": redirect("http://127.0.0.2:1/")}, hosts=("127.0.0.1", OTHER))
        site.set("/", redirect(site.url("/", OTHER)))
        self.crawl(site.url())
        self.assertEqual(self.state(site.url("/", OTHER)), "skipped/scope")
        self.assertEqual(site.requests(host=OTHER), [])

    def test_the_target_is_asked_of_robots_txt_as_any_other(self):
        site = self.site({"/robots.txt": Reply("User-agent: *\nDisallow: /no", type="text/plain"),
                          "/": redirect("/no")})
        self.crawl(site.url())
        self.assertEqual(self.state(site.url("/no")), "skipped/robots")

    def test_ten_hops_and_no_more(self):
        site = self.site({f"/{i}": redirect(f"/{i + 1}") for i in range(20)})
        self.crawl(site.url("/0"))
        self.assertEqual(sorted(self.fetched(site), key=lambda path: int(path[1:])),
                         [f"/{i}" for i in range(11)])
        self.assertEqual(self.state(site.url("/11")), "skipped/redirect-hops")

    def test_a_page_refused_for_its_hops_is_fetched_when_linked_directly(self):
        site = self.site({"/": page("Start", "/0", "/later")}
                         | {f"/{i}": redirect(f"/{i + 1}") for i in range(11)}
                         | {"/11": page("Eleven"), "/later": page("Later", "/later2"),
                            "/later2": page("Later still", "/11")})
        self.crawl(site.url())
        self.assertEqual(self.state(site.url("/11")), "fetched")

    def test_without_a_location_it_is_a_page(self):
        site = self.site({"/": page("Start", "/1", "/2", "/3"), "/1": Reply("no location", 302),
                          "/2": Reply("", 304), "/3": redirect("mailto:a@b.example")})
        self.crawl(site.url())
        rows = self.rows("SELECT status, coalesce(redirect_to, '') FROM pages WHERE url != ? ORDER BY url",
                         site.url())
        self.assertEqual(rows, [(302, ""), (304, ""), (302, "")])


if __name__ == "__main__":
    unittest.main()
