"""--check: what pages point to is asked whether it is there, without becoming a page."""

import http.server
import json
import re
import signal
import sqlite3
import ssl
import subprocess
import threading
import time
import unittest
from contextlib import closing

from harness import FAST, CrawlCase
from scripted_site import Raw, Reply, page, redirect, unused_port

HOME, OTHER, THIRD = "127.0.0.1", "127.0.0.2", "127.0.0.3"
LINKS = ("--check", "links")
FILES = ("--check", "resources")


def files(*tags):
    return page("Start", body="".join(tags))


class Checks(CrawlCase):
    def web(self, *hosts, **options):
        return self.site(hosts=(HOME, OTHER, THIRD, *hosts), **options)

    def checked(self, url, *columns):
        return self.one(f"SELECT {', '.join(columns)} FROM checked WHERE url = ?", url)

    def asked(self, site, host, path=None):
        """"METHOD path" of all that a host was asked for but robots.txt."""
        return [f"{r.method} {r.target}" for r in site.requests(path, host) if r.target != "/robots.txt"]

    def broken(self):
        return sorted(self.rows("SELECT target, coalesce(status, reason), kind, external, role FROM broken_links"))


class Links(Checks):
    def test_what_is_out_of_scope_is_asked_once_and_never_followed(self):
        site = self.web()
        good, gone = site.url("/good", OTHER), site.url("/gone", OTHER)
        site.set("/", page("Start", "/2", good, gone))
        site.set("/2", page("Two", good, gone))
        site.set((OTHER, "/good"), page("Good", site.url("/deeper", OTHER)))
        self.crawl(site.url(), *LINKS)
        self.assertEqual(self.asked(site, OTHER), ["HEAD /good", "HEAD /gone", "GET /gone"])
        self.assertEqual(self.state(good), "fetched")
        self.assertEqual(self.checked(good, "role", "state", "status", "method", "content_type"),
                         ("link", "fetched", 200, "HEAD", "text/html"))
        self.assertEqual(self.checked(gone, "status", "method"), (404, "GET"))
        self.assertEqual(self.fetched(site), ["/", "/2"], "checks are no pages")
        self.assertIsNone(self.state(site.url("/deeper", OTHER)))
        self.assertEqual(self.broken(), [(gone, 404, "a", 1, "link")] * 2)
        self.assertEqual(self.rows("SELECT status, role FROM urls WHERE url = ?", gone), [(404, "link")])
        self.assertEqual(self.rows("SELECT pages FROM hosts WHERE origin = ?", site.url("", OTHER)), [(0,)])

    def test_without_it_nothing_is_asked_and_the_summary_says_what_was_not(self):
        site = self.web()
        site.set("/", page("Start", site.url("/1", OTHER), site.url("/2", OTHER), body="<img src=/a.png>"))
        ended = self.crawl(site.url())
        self.assertEqual(site.requests(host=OTHER), [])
        self.assertEqual(self.rows("SELECT * FROM checked"), [])
        self.assertIn("Not checked whether they are there: 2 URLs out of scope, 1 file", ended.stderr)
        self.assertIn("--check all", ended.stderr)

    def test_head_that_is_refused_or_lies_is_followed_by_one_get_of_little(self):
        site = self.web()
        for status in (400, 403, 404, 405, 500, 501):
            site.set((OTHER, f"/{status}"), lambda r, status=status: Reply(b"x" * 1_000_000, type="image/png")
                     if r.method == "GET" else Reply(status=status))
        site.set((OTHER, "/hangs-up"), lambda r: Reply("fine") if r.method == "GET" else Raw(b"", "reset"))
        paths = [f"/{status}" for status in (400, 403, 404, 405, 500, 501)] + ["/hangs-up"]
        site.set("/", page("Start", *(site.url(path, OTHER) for path in paths)))
        self.crawl(site.url(), *LINKS, "--per-host", "1")
        for path in paths:
            self.assertEqual(self.checked(site.url(path, OTHER), "status", "method"), (200, "GET"), path)
        self.assertEqual(self.broken(), [])
        # After three that were wrong the host is asked by GET at once.
        self.assertEqual(len(self.asked(site, OTHER)), 3 * 2 + 4)
        transferred = self.one("SELECT bytes FROM hosts WHERE origin = ?", site.url("", OTHER))
        self.assertLess(transferred, 6 * 300_000)
        self.assertEqual(self.checked(site.url("/400", OTHER), "size"), 1_000_000, "as the server says")

    def test_what_means_every_method_is_believed(self):
        site = self.web()
        site.set((OTHER, "/private"), Reply(status=401))
        site.set("/", page("Start", site.url("/private", OTHER)))
        self.crawl(site.url(), *LINKS)
        self.assertEqual(self.asked(site, OTHER), ["HEAD /private"])
        self.assertEqual(self.broken(), [(site.url("/private", OTHER), 401, "a", 1, "link")])

    def test_redirects_are_results_hop_by_hop(self):
        site = self.web()
        a, b, c = (site.url(path, OTHER) for path in "/a /b /c".split())
        site.set((OTHER, "/a"), redirect("/b", 301))
        site.set((OTHER, "/b"), redirect(site.url("/end", THIRD)))
        site.set((THIRD, "/end"), page("End"))
        site.set((OTHER, "/c"), redirect("/gone", 301))
        site.set("/", page("Start", a, c))
        self.crawl(site.url(), *LINKS)
        end = site.url("/end", THIRD)
        self.assertEqual(self.checked(a, "status", "final", "final_status"), (301, end, 200))
        self.assertEqual(self.checked(c, "status", "final", "final_status"), (301, site.url("/gone", OTHER), 404))
        self.assertEqual(self.rows("SELECT hops, final FROM redirects WHERE source = ?", a), [(2, end)])
        self.assertEqual({self.checked(url, "state") for url in (a, b, c, end)}, {"fetched"})

    def test_loops_end_and_endless_redirects_end_after_ten(self):
        site = self.web(otherwise=lambda r: redirect(f"{r.target}x") if r.target.startswith("/more") else None)
        site.set((OTHER, "/a"), redirect("/b"))
        site.set((OTHER, "/b"), redirect("/a"))
        site.set("/", page("Start", site.url("/a", OTHER), site.url("/more", OTHER)))
        self.crawl(site.url(), *LINKS)
        self.assertEqual(self.rows("SELECT loop FROM redirects WHERE source = ?", site.url("/a", OTHER)), [(1,)])
        self.assertEqual(len(site.requests("/a", OTHER)), 1)
        self.assertEqual(self.state(site.url("/more" + "x" * 10, OTHER)), "fetched")
        self.assertEqual(self.state(site.url("/more" + "x" * 11, OTHER)), "skipped/redirect-hops")

    def test_a_redirect_into_the_scope_makes_no_page(self):
        site = self.web()
        site.set((OTHER, "/back"), redirect(site.url("/hidden"), 301))
        site.set("/hidden", page("Hidden", "/deeper"))
        site.set("/", page("Start", site.url("/back", OTHER)))
        self.crawl(site.url(), *LINKS)
        self.assertEqual(self.fetched(site), ["/"])
        self.assertEqual(self.checked(site.url("/hidden"), "role", "status"), ("link", 200))

    def test_robots_txt_of_the_other_host_is_obeyed(self):
        site = self.web()
        site.set((OTHER, "/robots.txt"), Reply("User-agent: *\nDisallow: /no", type="text/plain"))
        site.set("/", page("Start", site.url("/no", OTHER), site.url("/yes", OTHER)))
        self.crawl(site.url(), *LINKS)
        self.assertEqual(self.state(site.url("/no", OTHER)), "skipped/robots")
        self.assertEqual(self.asked(site, OTHER), ["HEAD /yes", "GET /yes"])

    def test_the_delay_is_kept_with_hosts_that_are_only_checked(self):
        site = self.web()
        site.set("/", page("Start", *(site.url(f"/{i}", OTHER) for i in range(4))))
        self.crawl(site.url(), *LINKS, "--delay", "150", "--per-host", "1",
                   defaults=("--allow-private", "--sitemaps", "no"))
        self.assertGreaterEqual(len(site.gaps(OTHER)), 8)
        gaps = site.gaps(OTHER)
        self.assertGreater(min(gaps), 0.1, gaps)  # 150 ms less what the two clocks may jitter
        self.assertGreater(sum(gaps), len(gaps) * 0.15 - 0.05)

    def test_an_own_budget_for_each_host_that_is_not_the_crawls(self):
        site = self.web(otherwise=lambda r: page("There"))
        site.set("/", page("Start", *(site.url(f"/{i}", OTHER) for i in range(50)), site.url("/x", THIRD),
                           body="".join(f"<img src=/{i}.png>" for i in range(30))))
        ended = self.crawl(site.url(), "--check", "all", "--max-checks-per-host", "20", "--log-json")
        counts = dict(self.rows("SELECT host || ' ' || state, count(*) FROM checked GROUP BY 1"))
        self.assertEqual(counts, {f"{site.url('', OTHER)} fetched": 20, f"{site.url('', OTHER)} skipped": 30,
                                  f"{site.url('', THIRD)} fetched": 1, f"{site.url('', HOME)} fetched": 30})
        checks = json.loads(ended.stderr.splitlines()[-1])["checks"]
        self.assertEqual((checks["checked"], checks["skipped_by"]), (51, {"max-checks-per-host": 30}))
        self.crawl(site.url(), "--check", "all", "--max-checks-per-host", "45")
        self.assertEqual(self.one("SELECT count(*) FROM checked WHERE state = 'skipped'"), 5)
        self.assertEqual(len(self.asked(site, OTHER)), 45, "none twice")

    def test_max_pages_counts_pages_and_what_they_point_to_is_checked_all_the_same(self):
        links = [f"/{i}" for i in range(40)]
        site = self.web(otherwise=lambda r: page("There"))
        site.set("/", page("Start", *links))
        for link in links:
            site.set(link, page(link, site.url(link, OTHER)))
        self.crawl(site.url(), *LINKS, "--max-pages", "10", "--per-host", "8")
        self.assertEqual(self.end_reason(), "max-pages")
        self.assertEqual(len(self.fetched(site)), 10)
        self.assertEqual(self.one("SELECT pages FROM runs"), 10)
        self.assertEqual(self.one("SELECT count(*) FROM checked WHERE state = 'fetched'"), 9)
        self.assertEqual(self.counts(), {"fetched": 19, "waiting": 31})
        self.crawl(site.url(), *LINKS)
        self.assertEqual(self.counts(), {"fetched": 81})
        self.assertEqual(len(site.targets(HOME)), 41)

    def test_too_deep_and_filtered_links_are_checked_and_excluded_ones_are_not(self):
        site = self.web()
        for path in ("/a", "/deep", "/other", "/logout"):
            site.set(path, page(path, "/deep"))
        site.set("/", page("Start", "/a", "/other", "/logout"))
        self.crawl(site.url(), *LINKS, "--max-depth", "1", "--include", "/a|/deep", "--exclude", "logout")
        self.assertEqual(self.fetched(site), ["/", "/a"])
        self.assertEqual(self.checked(site.url("/deep"), "status"), 200)
        self.assertEqual(self.checked(site.url("/other"), "status"), 200)
        self.assertEqual(self.state(site.url("/logout")), "skipped/include")
        self.assertEqual(site.count("/logout"), 0)

    def test_what_was_checked_as_a_file_and_is_linked_as_a_page_becomes_one(self):
        site = self.web()
        site.set("/", page("Start", "/late", body="<iframe src='/frame'></iframe><img src='/both'>"))
        site.set("/late", page("Late", "/later", "/both"))
        site.set("/both", page("Both", "/more"))
        site.set("/more", page("More"))
        self.crawl(site.url(), "--check", "all")
        self.assertIn("/both", self.fetched(site))
        self.assertIn("/more", self.fetched(site))

    def test_a_wider_scope_makes_pages_of_what_was_checked(self):
        site = self.web()
        site.set("/", page("Start", site.url("/x", OTHER), site.url("/gone", THIRD)))
        site.set((OTHER, "/x"), page("X", site.url("/y", OTHER)))
        site.set((OTHER, "/y"), page("Y"))
        self.crawl(site.url(), *LINKS)
        self.assertEqual(self.fetched(), [site.url()])
        self.crawl(site.url(), "--scope", "all", *LINKS)
        self.assertEqual(len(self.fetched()), 4)
        self.assertEqual(self.rows("SELECT * FROM checked"), [])
        self.assertEqual(self.page(site.url("/x", OTHER), "title", "role"), ("X", "page"))

    def test_a_check_stays_one_on_every_later_start(self):
        site = self.web()
        files = "<img src=/i.png><link rel=stylesheet href=/s.css><a rel=nofollow href=/nofollow>n</a><link rel=alternate type=application/rss+xml href=/feed>"
        site.set("/", page("Start", site.url("/x", OTHER), body=files))
        for path in ("/i.png", "/s.css", "/nofollow"):
            site.set(path, Reply("busy", status=500))
        site.set("/feed", page("Feed", "/entry"))
        asked = ["--check", "all", "--nofollow", "obey", "--retries", "0"]
        self.crawl(site.url(), *asked)
        site.set("/i.png", Reply("x", type="image/png"))
        site.set("/s.css", Reply("p{background:url(z.png)}", type="text/css"))
        site.set("/nofollow", page("No", "/beyond"))
        # The same again; then options of each kind that make a start look again, and a new seed.
        for more in ([], ["--exclude", "zz"], ["--max-depth", "5"], ["--max-url-length", "500"], ["--max-checks-per-host", "7"],
                     ["--scope", "domain"], [site.url("/seed")]):
            seeds = [site.url(), *[one for one in more if "://" in one]]
            self.crawl(*seeds, *asked, *[one for one in more if "://" not in one])
            roles = dict(self.rows("SELECT url, role FROM checked WHERE state = 'fetched'"))
            self.assertEqual({url.rpartition("/")[2]: role for url, role in roles.items()},
                             {"i.png": "resource", "s.css": "style", "z.png": "resource", "nofollow": "link", "feed": "link", "x": "link"}, more)
            self.assertEqual([url for url in self.fetched() if not url.endswith("/seed")], [site.url()], more)
        self.assertEqual(site.requests("/beyond") + site.requests("/entry"), [])

    def test_checks_that_nofollow_made_are_pages_without_it(self):
        site = self.web()
        site.set("/", page("Start", body="<a rel=nofollow href=/nofollow>n</a><img src=/i.png>"))
        site.set("/nofollow", page("No", "/beyond"))
        site.set("/beyond", page("Beyond"))
        self.crawl(site.url(), "--check", "all", "--nofollow", "obey")
        self.assertEqual(self.fetched(), [site.url()])
        self.crawl(site.url(), "--check", "all")
        self.assertEqual(self.fetched(), sorted(site.url(path) for path in ("/", "/beyond", "/nofollow")))
        self.assertEqual(self.checked(site.url("/i.png"), "role"), "resource")

    def test_a_later_start_checks_what_an_earlier_one_left_out(self):
        site = self.web(otherwise=lambda r: page("There") if r.target in ("/a", "/b.png") else None)
        for i in range(1, 30):
            site.set(f"/{i}", page(f"{i}", f"/{i + 1}", site.url("/a", OTHER), body="<img src=/b.png><img src=/c.png>"))
        site.set("/30", files("<form action=/send></form>", "<link rel=stylesheet href=/s.css>"))
        site.set("/s.css", Reply("p{background:url(d.png)}", type="text/css"))
        self.crawl(site.url("/1"))
        self.assertEqual(self.state(site.url("/a", OTHER)), "skipped/scope")
        ended = self.crawl(site.url("/1"), *LINKS)
        self.assertIn("waiting again: 1 URL (scope: 1)", ended.stderr)
        self.assertEqual(self.checked(site.url("/a", OTHER), "status"), 200)
        self.assertEqual(self.state(site.url("/b.png")), "skipped/resource")
        self.crawl(site.url("/1"), "--check", "all")
        self.assertEqual(self.checked(site.url("/b.png"), "status", "role"), (200, "resource"))
        self.assertEqual(self.checked(site.url("/c.png"), "status"), 404)
        self.assertEqual(self.checked(site.url("/s.css"), "status", "role"), (200, "style"))
        self.assertEqual(self.checked(site.url("/d.png"), "status"), 404)
        self.assertEqual(self.state(site.url("/send")), "skipped/resource", "a form is not sent")
        self.assertEqual(len(site.requests("/a", OTHER)), 1)
        self.assertEqual(len(site.targets(HOME)), len(set(site.targets(HOME))) + 2, "the 404s, by HEAD and GET")

    def test_a_later_start_without_it_leaves_the_rest_unchecked(self):
        site = self.web(latency=0.05, otherwise=lambda r: page("There"))
        site.set("/", page("Start", *(site.url(f"/{i}", OTHER) for i in range(40))))
        process = self.start(site.url(), *LINKS, "--per-host", "1", "-o", self.db, *FAST)
        self.assertTrue(site.wait_for(8))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        self.check_counts()
        left = self.one("SELECT count(*) FROM checked WHERE state = 'waiting'")
        self.assertGreater(left, 0)
        ended = self.crawl(site.url())
        made = 40 - left
        self.assertIn(f"1 page and {made} check{'' if made == 1 else 's'} of {site.url()}, {left} waiting", ended.stderr)
        self.assertEqual(self.one("SELECT count(*) FROM urls WHERE reason = 'scope'"), left)
        self.assertNotIn("waiting", self.counts())


class Resources(Checks):
    def test_every_kind_of_file_a_page_is_shown_with(self):
        site = self.web()
        tags = {"/i.png": "<img src={}>", "/1x.png": "<img srcset='{} 1x, /2x.png 2x'>", "/s.js": "<script src={}></script>",
                "/s.css": "<link rel=stylesheet href={}>", "/v.mp4": "<video src={}></video>",
                "/p.png": "<video poster={}></video>", "/a.mp3": "<audio src={}></audio>",
                "/t.vtt": "<video><track src={}></video>", "/o.svg": "<object data={}></object>",
                "/icon.png": "<link rel=icon href={}>", "/f.woff2": "<link rel=preload as=font href={}>",
                "/m.json": "<link rel=manifest href={}>", "/pic.webp": "<picture><source srcset={}></picture>",
                "/in.png": "<input type=image src={}>"}
        others = "<link rel=preconnect href=/none1><link rel=search href=/none2><form action=/none3></form>"
        site.set("/", files(*(tag.format(path) for path, tag in tags.items()), others))
        self.crawl(site.url(), *FILES)
        found = self.column("SELECT url FROM checked")
        self.assertEqual(sorted(found), sorted(site.url(path) for path in [*tags, "/2x.png"]))
        self.assertEqual(len(self.broken()), len(found), "all of them are missing")
        self.assertEqual(self.checked(site.url("/s.css"), "role"), "style")
        self.assertEqual(self.fetched(site), ["/"])

    def test_what_a_style_names_and_the_styles_it_imports(self):
        site = self.web()
        site.set("/", files("<link rel=stylesheet href=/css/a.css>"))
        site.set("/css/a.css", Reply("@import 'b.css'; @import url( \"../c.css\" ) screen;\n/* url(no.png) */\n"
                                     "@namespace x url(http://www.w3.org/ns);\n"
                                     "p { content: 'url(no2.png)'; background: url(pic.png), url('q\\75 o.png') }\n"
                                     "q { background: url(data:image/png;base64,AA), url(#grad) }\n"
                                     f"@font-face {{ src: url({site.url('/f.woff', OTHER)}) }}", type="text/css"))
        site.set("/css/b.css", Reply("p{background:url(from-b.png)}", type="text/css"))
        site.set("/c.css", Reply("<p style='url(soft404.png)'>Not here</p>"))
        self.crawl(site.url(), *FILES)
        expected = {"/css/a.css": "style", "/css/b.css": "style", "/c.css": "style", "/css/pic.png": "resource",
                    "/css/quo.png": "resource", "/css/from-b.png": "resource"}
        roles = dict(self.rows("SELECT url, role FROM checked"))
        self.assertEqual(roles, {site.url(path): role for path, role in expected.items()}
                         | {site.url("/f.woff", OTHER): "resource"})
        self.assertEqual(self.rows("SELECT source, kind FROM broken_links WHERE target = ?", site.url("/css/from-b.png")),
                         [(site.url("/css/b.css"), "css")])
        self.assertEqual([r.method for r in site.requests("/css/a.css")], ["GET"], "once")

    def test_what_style_elements_of_pages_name(self):
        site = self.web()
        site.set("/dir/", page("Start", body="<style>@import 'b.css'; p { background: url(pic.png) } q { x: url('/there.png'), url(#g) }"
                                             f"@font-face {{ src: url({site.url('/f.woff', OTHER)}) }}</style>"
                                             "<style type=text/less>p { background: url(none.png) }</style><template><style>"
                                             "p { background: url(none2.png) }</style></template>"))
        site.set("/dir/b.css", Reply("p{background:url(from-b.png)}", type="text/css"))
        site.set("/there.png", Reply("x", type="image/png"))
        self.crawl(site.url("/dir/"), *FILES)
        roles = {site.url("/dir/b.css"): "style", site.url("/dir/pic.png"): "resource", site.url("/there.png"): "resource",
                 site.url("/dir/from-b.png"): "resource", site.url("/f.woff", OTHER): "resource"}
        self.assertEqual(dict(self.rows("SELECT url, role FROM checked")), roles)
        self.assertEqual(self.rows("SELECT source, kind FROM broken_links WHERE target = ?", site.url("/dir/pic.png")),
                         [(site.url("/dir/"), "css")])
        told = self.run_raw("check", self.db, "--format", "json").stdout
        broken = next(finding for finding in json.loads(told)["findings"] if finding["id"] == "broken-images")
        self.assertEqual(sorted(row["values"][0] for row in broken["rows"]),
                         sorted([site.url("/dir/pic.png"), site.url("/dir/from-b.png"), site.url("/f.woff", OTHER)]))

    def test_styles_that_import_each_other_without_end(self):
        site = self.web(otherwise=lambda r: Reply(f"@import '{r.target[1:]}x';", type="text/css"))
        site.set("/", files("<link rel=stylesheet href=/s>"))
        site.set("/robots.txt", Reply(status=404))
        self.crawl(site.url(), *FILES)
        self.assertEqual(self.one("SELECT count(*) FROM checked WHERE state = 'fetched'"), 11)
        self.assertEqual(self.state(site.url("/s" + "x" * 11)), "skipped/redirect-hops")


class Fragments(Checks):
    def broken_fragments(self):
        return sorted(self.rows("SELECT source, target, fragment, anchor, kind FROM broken_fragments"))

    def test_places_that_are_not_there(self):
        site = self.web()
        site.set("/", page("Start", "/2#there", "/2#not", "/2#caf%C3%A9", "/2#a%20b", "#own", "#missing", "#", "#top",
                           "/2#:~:text=x", "/2#named:~:text=x", "/2#/route", "/moved#not", "/moved#there", "/moved-on", "/moved-there", "/gone#x", "/doc.txt#x",
                           body="<p id=own><a href='/2#the\nre'>in two lines</a><a href='/2#na&#9;med'>with a tab</a>"))
        site.set("/2", page("Two", body="<p id=there><p id='café'><p id='a b'><a name=named></a>"))
        site.set("/moved", redirect("/2", 301))
        site.set("/moved-on", redirect("/2#lost", 301))
        site.set("/moved-there", redirect("/2#there", 301))
        site.set("/doc.txt", Reply("text", type="text/plain"))
        self.crawl(site.url(), "--check", "fragments")
        two, moved = site.url("/2"), site.url("/moved")
        self.assertEqual(self.broken_fragments(),
                         sorted([(site.url(), site.url(), "missing", "to #missing", "id"), (site.url(), two, "/route", "to /2#/route", "script"),
                                 (site.url(), two, "not", "to /2#not", "id"), (site.url(), moved, "not", "to /moved#not", "id"),
                                 (site.url("/moved-on"), two, "lost", None, "id")]))
        self.assertEqual(self.rows("SELECT fragment FROM fragments WHERE target = ? AND fragment = 'there'", two), [("there",)] * 3)
        self.assertEqual(self.fetched(site), sorted(["/", "/2", "/moved", "/moved-on", "/moved-there", "/gone", "/doc.txt"]),
                         "asks for nothing more")

    def test_a_redirect_that_names_a_place_stands_for_what_its_links_name(self):
        """RFC 9110, 10.2.2: a Location without a fragment inherits that of the link, one with a fragment doesn't."""
        site = self.web()
        moved = {"/to-there": "/2#there", "/to-lost": "/2#lost", "/to-top": "/2#", "/to-word": "/2#:~:text=x", "/to-state": "/2#/route",
                 "/plain": "/2", "/chain": "/to-lost", "/chain-there": "/to-there", "/over": "/to-lost-too#there", "/to-lost-too": "/2"}
        site.set("/", page("Start", *(f"{path}#not" for path in moved), "/to-lost#there", "/plain#there", "/chain#there",
                           site.url("/out#not", OTHER)))
        site.set("/2", page("Two", body="<p id=there>"))
        for path, target in moved.items():
            site.set(path, redirect(target, 302))
        site.set((OTHER, "/out"), redirect(site.url("/2#there"), 302))
        self.crawl(site.url(), "--check", "links,fragments")

        def link(path, fragment, kind="id", of=""):
            return (site.url(), site.url(path), fragment, f"to {path}#{of or 'not'}", kind)
        self.assertEqual(self.broken_fragments(), sorted([
            link("/to-lost", "lost"), link("/to-lost", "lost", of="there"), link("/chain", "lost"), link("/chain", "lost", of="there"),
            link("/plain", "not"), link("/to-lost-too", "not"), link("/to-state", "/route", "script"),
            (site.url("/to-lost"), site.url("/2"), "lost", None, "id"), (site.url("/to-state"), site.url("/2"), "/route", None, "script")]))
        self.assertEqual(self.rows("SELECT source FROM fragments WHERE fragment = '' OR fragment LIKE '%text%'"), [], "the top is no place")

    def test_a_page_that_is_not_known_or_was_cut_has_none_that_is_broken(self):
        site = self.web()
        site.set("/", page("Start", "/cut#end", "/missing#x", site.url("/#x", OTHER)))
        site.set("/cut", page("Cut", body="x" * 2000 + "<p id=end>"))
        self.crawl(site.url(), "--check", "all", "--max-body", "1000")
        self.assertEqual(self.page(site.url("/cut"), "limits_hit"), "body")
        self.assertEqual(self.broken_fragments(), [])

    def test_nobody_asked_nothing_is_kept(self):
        site = self.web()
        site.set("/", page("Start", "#missing", body="<p id=x>"))
        self.crawl(site.url(), "--check", "links,resources")
        self.assertEqual(self.rows("SELECT (SELECT count(*) FROM page_place), (SELECT count(*) FROM fragment)"), [(0, 0)])
        later = self.crawl(site.url(), "--check", "all")
        self.assertIn("--check fragments knows the places on pages that are fetched from now on, not on those that are there", later.stderr)

    FRAGMENTS = ("SELECT * FROM fragments ORDER BY source, target, fragment", "SELECT * FROM broken_fragments ORDER BY source, target, fragment",
                 "SELECT t.url, a.hash FROM page_place a JOIN page p ON p.id = a.page_id JOIN url t ON t.id = p.url_id ORDER BY 1, 2")

    def test_stored_pages_are_read_again_for_their_places(self):
        site = self.web()
        site.set("/", page("Start", "/2#there", "/2", "/2#not", "#own", "#missing", "/2#/route", "/moved#x", "/cut#x", "/text#x",
                           body="<p id=own><style>p { background: url(x.png) }</style><a href='/2#na&#9;med'>with a tab</a>"))
        site.set("/2", page("Two", "/#own", "/moved-top#no", body="<p id=there><a name=named></a>"))
        site.set("/moved", redirect("/2#lost", 301))
        site.set("/moved-top", redirect("/2#", 301))
        site.set("/cut", page("Cut", body="<a href='/2#from-cut'>cut</a>" + "x" * 2000 + "<p id=end>"))
        site.set("/text", Reply("text", type="text/plain"))
        self.crawl(site.url(), "--max-body", "1000", "--check", "fragments")
        expected = [self.rows(sql) for sql in self.FRAGMENTS]
        self.assertEqual(len(expected[1]), 6, expected[1])
        with closing(sqlite3.connect(self.db)) as connection, connection:
            connection.executescript("DELETE FROM page_place; DELETE FROM fragment")
            # As a version that knew nothing of style elements has left it: what comes behind has other places.
            gone, = connection.execute("SELECT l.id FROM link l JOIN link_kind k ON k.id = l.kind WHERE k.name = 'css'").fetchone()
            connection.execute("DELETE FROM link WHERE id = ?", (gone,))
            connection.execute("UPDATE link SET id = id - 1 WHERE id > ? AND id >> 24 = ? >> 24", (gone, gone))
        self.assertEqual(self.broken_fragments(), [])
        facts = self.rows("SELECT * FROM head_facts ORDER BY url")
        ended = self.run_raw("reread", self.db)
        self.assertEqual((ended.status, ended.stdout), (0, "read 5 pages again\n"), ended.output)
        self.assertEqual([self.rows(sql) for sql in self.FRAGMENTS], expected)
        self.assertEqual(self.rows("SELECT * FROM head_facts ORDER BY url"), facts)
        self.assertEqual(self.run_raw("reread", self.db).stdout, "read 0 pages again\n")


class Certificates(Checks):
    def openssl(self, *arguments):
        return subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def certificate(self, name, address, *validity):
        """Of the authority ca.pem, for an address."""
        (self.folder / "names").write_text(f"subjectAltName=IP:{address}")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key",
                     "-out", f"{name}.csr", "-subj", f"/CN={address}")
        signing = ("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                   "-extfile", "names", "-out", f"{name}.pem")
        self.openssl(*signing, *(validity or ("-days", "2")))

    def serve(self, name, address):
        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_HEAD(handler):
                handler.send_response(200 if handler.path == "/" else 404)
                handler.send_header("Content-Length", "0")  # else the end of the connection is, and has to be a proper one
                handler.end_headers()

            do_GET = do_HEAD

            def log_message(handler, *_):
                pass
        server = http.server.ThreadingHTTPServer((address, 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # clients that refuse it hang up
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"https://{address}:{server.server_address[1]}/"

    def test_why_a_certificate_is_refused(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
                     "-out", "ca.pem", "-days", "2", "-subj", "/CN=authority")
        try:
            self.certificate("expired", "127.0.0.2", "-days", "-1")
        except subprocess.CalledProcessError:  # newer releases of OpenSSL
            self.certificate("expired", "127.0.0.2", "-not_before", "20200101000000Z", "-not_after", "20200102000000Z")
        self.certificate("other", "127.0.0.9")
        self.certificate("good", "127.0.0.5")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "own.key",
                     "-out", "own.pem", "-days", "2", "-subj", "/CN=127.0.0.4", "-addext", "subjectAltName=IP:127.0.0.4")
        urls = {"expired": self.serve("expired", "127.0.0.2"), "wrong name": self.serve("other", "127.0.0.3"),
                "unknown issuer": self.serve("own", "127.0.0.4"), "": self.serve("good", "127.0.0.5")}
        site = self.site()
        site.set("/", page("Start", *urls.values()))
        self.crawl(site.url(), *LINKS, "--retries", "0", "--ca-file", "ca.pem")
        self.assertEqual(self.rows("SELECT host, days_left, issuer, tls FROM certificates"),
                         [(urls[""].rstrip("/"), 1, "authority", "TLSv1.3")])
        self.assertEqual(self.checked(urls.pop(""), "status"), 200)
        for problem, url in urls.items():
            self.assertEqual(self.checked(url, "state", "reason"), ("failed", "tls"), problem)
        report = self.run_raw("report", self.db, "-o", "report.html")
        self.assertEqual(report.status, 0, report.output)
        made = (self.folder / "report.html").read_text()
        rows = re.search(r'id="rows-certificate-problems">(.*?)</script>', made, re.DOTALL)[1]
        self.assertEqual([row[:3] for row in json.loads(rows)["rows"]],
                         [[url.rstrip("/"), problem, 1] for problem, url in urls.items()])


class Trouble(Checks):
    def test_a_dead_host_fails_its_checks_and_ends_nothing_early(self):
        dead = unused_port(OTHER)
        self.addCleanup(dead.close)
        base = f"http://{OTHER}:{dead.getsockname()[1]}"
        site = self.web()
        site.set("/", page("Start", *(f"{base}/{i}" for i in range(100)), "http://no-such-host.invalid/x"))
        ended = self.crawl(site.url(), *LINKS, "--retries", "1", timeout=60,
                           defaults=("--delay", "0", "--allow-private", "--sitemaps", "no"))
        self.assertEqual(self.end_reason(), "finished")
        self.assertEqual(self.one("SELECT count(*) FROM checked WHERE reason = 'connect'"), 100)
        self.assertEqual(self.state("http://no-such-host.invalid/x"), "failed/dns")
        self.assertEqual(self.one("SELECT count(*) FROM broken_links"), 101)
        self.assertLess(ended.seconds, 30)

    def test_a_host_that_only_keeps_silent(self):
        site = self.web()
        site.set((OTHER, "/robots.txt"), Raw(then="hang"))
        site.set("/", page("Start", site.url("/1", OTHER), site.url("/2", OTHER)))
        self.crawl(site.url(), *LINKS, "--timeout", "1", "--retries", "0", timeout=60)
        self.assertEqual(self.end_reason(), "finished")
        self.assertEqual(self.state(site.url("/1", OTHER)), "failed/robots-unreachable")

    def test_a_url_that_keeps_silent_costs_three_time_outs_and_not_one_for_each_retry(self):
        site = self.web()
        site.set((OTHER, "/silent"), Raw(then="hang"))
        site.set("/", page("Start", *(site.url(path, OTHER) for path in ("/a", "/silent", "/b"))))
        self.crawl(site.url(), *LINKS, "--timeout", "1", "--retries", "3", timeout=60)
        self.assertEqual(self.end_reason(), "finished")
        self.assertEqual(self.state(site.url("/silent", OTHER)), "failed/timeout")
        self.assertEqual(self.asked(site, OTHER, "/silent"), ["HEAD /silent", "GET /silent", "GET /silent"])

    def test_what_robots_txt_could_not_allow_is_not_called_broken(self):
        site = self.web()
        site.set((OTHER, "/robots.txt"), Reply("oh", status=500))
        site.set("/", page("Start", site.url("/1", OTHER)))
        ended = self.crawl(site.url(), *LINKS, "--retries", "0", "--wait-for-hosts", "0", timeout=60)
        self.assertEqual(self.state(site.url("/1", OTHER)), "failed/robots-unreachable", ended.output)
        self.assertEqual(self.broken(), [])

    def test_a_host_that_asks_for_an_hour_is_left_alone_and_not_called_broken(self):
        site = self.web(otherwise=lambda r: Reply(status=429, headers={"Retry-After": "3600"})
                        if r.target != "/robots.txt" else None)
        site.set("/", page("Start", *(site.url(f"/{i}", OTHER) for i in range(30))))
        self.crawl(site.url(), *LINKS, "--per-host", "1")
        self.assertEqual(self.end_reason(), "finished")
        states = dict(self.rows("SELECT coalesce(reason, status), count(*) FROM checked GROUP BY 1"))
        self.assertEqual(states, {429: 1, "host-unavailable": 29})

    def test_server_errors_are_tried_again_and_each_is_named(self):
        site = self.web(otherwise=lambda r: Reply(status=500) if r.host == OTHER and r.target != "/robots.txt" else None)
        site.set("/", page("Start", site.url("/1", OTHER), site.url("/2", OTHER)))
        self.crawl(site.url(), *LINKS, "--retries", "1")
        self.assertEqual(self.rows("SELECT status, count(*) FROM checked GROUP BY 1"), [(500, 2)])
        self.assertEqual(self.asked(site, OTHER, "/1"), ["HEAD /1", "GET /1", "GET /1"])

    def test_private_addresses_are_refused(self):
        site = self.site(hosts=(OTHER, HOME))
        site.set("/", page("Start", site.url("/in", HOME), body=f"<img src='{site.url('/in.png', HOME)}'>"))
        self.crawl(site.url(), "--check", "all", "--retries", "0", defaults=("--delay", "0", "--sitemaps", "no"))
        self.assertEqual(site.requests(host=HOME), [])
        self.assertEqual(dict(self.rows("SELECT reason, count(*) FROM checked GROUP BY 1")), {"private-address": 2})

    def test_secrets_stay_with_the_hosts_of_the_seeds(self):
        site = self.web()
        site.set("/", Reply(page("Start", site.url("/x", OTHER), body="<img src=/i.png>"),
                            headers={"Set-Cookie": "sid=secret"}))
        self.crawl(site.url(), "--check", "all", "--auth", "me:secret", "--header", "X-Key: secret")
        self.assertNotIn("secret", str([r.headers for r in site.requests(host=OTHER)]))
        for request in site.requests(host=OTHER):
            self.assertLessEqual({"authorization", "cookie", "x-key"} & set(request.headers), set())
        inside = site.requests("/i.png", HOME)[0].headers
        self.assertEqual((inside["cookie"], inside["x-key"]), ("sid=secret", "secret"))
        self.assertIn("authorization", inside)

    def test_a_site_that_tests_cookies_is_no_loop(self):
        site = self.web()
        site.set((OTHER, "/x"), lambda r: page("In") if "cookie" in r.headers else
                 Reply(status=302, headers={"Location": "/x", "Set-Cookie": "seen=1"}))
        site.set("/", page("Start", site.url("/x", OTHER)))
        self.crawl(site.url(), *LINKS)
        self.assertEqual(self.checked(site.url("/x", OTHER), "status"), 200)

    def test_no_check_is_lost_or_made_twice_when_a_crawl_is_killed(self):
        site = self.web(latency=0.01, otherwise=lambda r: page("There"))
        for i in range(60):
            site.set(f"/{i}", page(f"{i}", f"/{i + 1}", *(site.url(f"/{i}-{n}", OTHER) for n in range(4)),
                                   body=f"<img src=/{i}.png>"))
        site.set("/60", page("Last"))
        arguments = (site.url("/0"), "--check", "all", "--per-host", "4", "-o", self.db, *FAST)
        for wait in (0.3, 0.5, 0.7, 0.9):
            process = self.start(*arguments)
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.crawl(site.url("/0"), "--check", "all", "--per-host", "4")
        self.assertEqual(self.rows("SELECT role, state, count(*) FROM checked GROUP BY 1, 2 ORDER BY 1"),
                         [("link", "fetched", 240), ("resource", "fetched", 60)])
        self.assertEqual(len(self.fetched(site)), 61)
        self.assertEqual(self.one("SELECT sum(n) FROM tally"), self.one("SELECT count(*) FROM urls"))


if __name__ == "__main__":
    unittest.main()
