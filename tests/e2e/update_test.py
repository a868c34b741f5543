"""--update: what has changed is told, with its fields, and nothing else is."""

import unittest

from harness import FAST
from scripted_site import Reply, page, redirect
from update_case import DAY, Conditional, UpdateCase

LONG = "<p>" + " ".join(f"word{i}" for i in range(200)) + "</p>"
PRODUCT = '<script type="application/ld+json">{"@type": "Product", "name": "Cup", "price": "%s"}</script>'


def linked(links, **pages):
    """Routes: a start page with links to the others."""
    return {"/": page("Start", *links)} | pages


class Unchanged(UpdateCase):
    def test_a_304_costs_a_visit_and_nothing_else(self):
        for by, field in (("etag", "if-none-match"), ("date", "if-modified-since")):
            with self.subTest(by):
                self.db.unlink(missing_ok=True)
                routes = {path: Conditional(page(path, *links, body=LONG), by)
                          for path, links in {"/": ("/1", "/2"), "/1": ("/2",), "/2": ()}.items()}
                site = self.site(routes)
                self.crawl(site.url())
                before = self.rows("SELECT * FROM page ORDER BY id")
                for _ in range(2):
                    self.update(site.url())
                    self.assertEqual(self.outcomes(site), dict.fromkeys(routes, "not-modified"))
                    self.assertEqual(self.changes(site), {})
                self.assertEqual(self.rows("SELECT * FROM page ORDER BY id"), before)
                self.assertEqual(self.one("SELECT count(*) FROM page_version"), 0)
                for path in routes:
                    first, *later = site.requests(path)
                    self.assertNotIn(field, first.headers)
                    self.assertEqual([field in one.headers for one in later], [True, True])

    def test_a_server_without_validators_is_asked_since_the_last_visit_and_sends_all(self):
        site = self.site({"/": page("Start", body=LONG)})
        self.crawl(site.url())
        self.update(site.url())
        self.assertEqual(self.outcomes(site), {"/": "unchanged"})
        self.assertIn("if-modified-since", site.requests("/")[1].headers)
        self.assertNotIn("if-none-match", site.requests("/")[1].headers)

    def test_an_etag_that_changes_each_time_is_no_change_and_the_newest_is_sent(self):
        site = self.site({"/": lambda request: Reply(page("Start", body=LONG),
                                                     headers={"ETag": f'"{request.number}"'})})
        self.crawl(site.url())
        for _ in range(3):
            self.update(site.url())
            self.assertEqual((self.outcomes(site), self.changes(site)), ({"/": "unchanged"}, {}))
        self.assertEqual([r.headers.get("if-none-match") for r in site.requests("/")], [None, '"1"', '"2"', '"3"'])

    def test_noise(self):
        def noisy(number):
            return {
                "/comment": page("C", body=f"{LONG}<!-- nonce {number} -->"),
                "/nonce": page("N", body=f'{LONG}<script nonce="n{number}">var t = {number};</script>'),
                "/token": page("T", body=f"{LONG}<a href='/form?csrf_token=t{number}&a=1'>form</a>"),
                "/session": page("S", body=f"{LONG}<a href='/cart;jsessionid=0{number}AB?PHPSESSID=s{number}'>c</a>"),
                "/field": page("F", body=f'{LONG}<form><input type=hidden name=csrf value=v{number}></form>'),
                "/clock": page("K", body=f"{LONG}<p>Served at 12:3{number}:05 in 0.{number}12 seconds</p>"),
                "/order": page("O", body=LONG + ('<p class=a id=b>x</p>' if number % 2 else '<p id=b class=a>x</p>')),
                "/space": page("W", body=LONG + " " * number + "\n" * number + "<p>end</p>"),
                "/shell": f"<!DOCTYPE html><html><head><title>App</title></head><body><script>{number}</script></body></html>",
                "/empty": f"<!DOCTYPE html><html><body><script>{number}</script></body></html>",
                "/image": page("I", body=f'{LONG}<img src="/i.png?v={number}">'),
            }
        site = self.site({"/": page("Start", *noisy(0))} | noisy(0))
        self.crawl(site.url())
        for number in (1, 2):
            for path, text in noisy(number).items():
                site.set(path, text)
            self.update(site.url())
            self.assertEqual(self.changes(site), {})
            self.assertEqual(set(self.outcomes(site).values()), {"unchanged"})
        self.assertEqual(self.one("SELECT count(*) FROM page_version"), 0)

    def test_charset_in_capitals_is_no_other_type(self):
        site = self.site({"/": Reply(page("Start"), type="text/html; charset=utf-8")})
        self.crawl(site.url())
        site.set("/", Reply(page("Start"), type="text/html;charset=UTF-8"))
        self.update(site.url())
        self.assertEqual(self.changes(site), {})


class Changed(UpdateCase):
    def each_alone(self, pages, *arguments):
        """Pages [(before, after, kind)]: each of them changes in just this, and nothing else does; the versions decode."""
        places = {f"/it/{i}": page for i, page in enumerate(pages)}
        site = self.site({"/": page("Start", *places, "/a", "/b"), "/a": page("A"), "/b": page("B"),
                          **{place: before for place, (before, _, _) in places.items()}})
        self.crawl(site.url(), *arguments)
        for place, (_, after, _) in places.items():
            site.set(place, after)
        self.update(site.url(), *arguments)
        self.assertEqual(self.changes(site), {place: kind for place, (_, _, kind) in places.items()})
        self.assertEqual(self.outcomes(site), {"/": "unchanged", "/a": "unchanged", "/b": "unchanged",
                                               **{place: "changed" for place in places}})
        self.assertEqual(self.one("SELECT count(*) FROM page_version"), len(pages))
        first = self.decoded()
        self.update(site.url(), *arguments)
        self.assertEqual(self.changes(site), {}, "once")
        self.assertEqual(self.decoded(), first)

    def test_each_field_alone(self):
        def doc(title="T", head="", body="", links=()):
            return page(title, *links, head=head, body=LONG + body).replace("<h1>" + title + "</h1>", "")
        meta = '<meta name="{}" content="{}">'.format
        self.each_alone([
            (doc(body="<p>old</p>"), doc(body="<p>new</p>"), "changed: text"),
            (doc("Old"), doc("New"), "changed: title"),
            (doc(head=meta("description", "a")), doc(head=meta("description", "b")), "changed: description"),
            (doc(head='<link rel=canonical href="/a">'), doc(head='<link rel=canonical href="/b">'), "changed: canonical"),
            (doc(head=meta("robots", "noarchive")), doc(head=meta("robots", "noarchive, nosnippet")), "changed: robots"),
            (doc(), Reply(doc(), headers={"X-Robots-Tag": "noarchive"}), "changed: robots"),
            (Reply(doc(), headers={"Link": "</a>; rel=canonical"}), Reply(doc(), headers={"Link": "</b>; rel=canonical"}),
             "changed: canonical"),
            (doc(body='<a href="/a">x</a>'), doc(body='<a href="/b">x</a>'), "changed: links"),
            (doc(body=PRODUCT % 3), doc(body=PRODUCT % 4), "changed: structured"),
            (Reply(doc(), type="text/html"), Reply(doc(), type="application/xhtml+xml"), "changed: type"),
            (doc(), Reply(doc(), 403), "changed: status"),
            (Reply("one", type="text/plain"), Reply("two", type="text/plain"), "changed: text"),
        ])

    def test_rows_of_rules(self):
        rules = self.folder / "rules.toml"
        rules.write_text('[tables.prices]\n[tables.prices.fields]\nprice = { css = "b", take = "@data-price" }\n')
        self.each_alone([(page("A", body="<b data-price=1>x</b>"), page("A", body="<b data-price=2>x</b>"), "changed: rows")],
                        "--extract", rules)
        self.assertEqual(self.column("SELECT price FROM prices ORDER BY 1"), ["2"])
        self.assertEqual(self.one("SELECT rows FROM page_version"), '{"prices":[[0,"1"]]}')

    def test_rows_of_a_page_that_is_gone_are_gone_too(self):
        rules = self.folder / "rules.toml"
        rules.write_text('[tables.things]\n[tables.things.fields]\nname = { css = "b" }\n')
        site = self.site({"/": page("Start", "/1", "/2"), "/1": page("One", body="<b>one</b>"),
                          "/2": page("Two", body="<b>two</b>")})
        self.crawl(site.url(), "--extract", rules)
        site.set("/1", Reply("no", 410))
        site.set("/2", redirect("/"))
        self.update(site.url(), "--extract", rules)
        self.assertEqual(self.rows("SELECT * FROM things"), [])
        self.assertEqual(self.column("SELECT rows FROM page_version ORDER BY 1"),
                         ['{"things":[[0,"one"]]}', '{"things":[[0,"two"]]}'])

    def test_several_fields_at_once_and_the_version_is_what_was(self):
        site = self.site({"/": page("Old", "/1", body="<p>old</p>"), "/1": page("One")})
        self.crawl(site.url())
        seen = self.one("SELECT fetched_at FROM page JOIN url u ON u.page_id = page.id WHERE u.url = ?", site.url())
        site.set("/", page("New", "/2", body="<p>new</p>"))
        site.set("/2", page("Two"))
        self.update(site.url())
        self.assertEqual(self.changes(site), {"/": "changed: title text links", "/2": "new"})
        self.assertEqual(self.page(site.url(), "title"), "New")
        self.assertEqual(self.rows("SELECT seen_from, title, status, run_to FROM page_version"),
                         [(seen, "Old", 200, self.last_run())])

    def test_versions_are_kept_as_many_as_asked_for(self):
        for keep in (0, 1, 3):
            with self.subTest(keep):
                self.db.unlink(missing_ok=True)
                site = self.site({"/": page("0", body=LONG)})
                self.crawl(site.url())
                for number in range(1, 6):
                    site.set("/", page(str(number), body=LONG))
                    self.update(site.url(), "--keep-versions", str(keep))
                    self.assertEqual(self.changes(site), {"/": "changed: title text"})
                kept = [str(n) for n in range(5 - keep, 5)]
                self.assertEqual(self.versions(site.url()), kept)
                self.assertEqual(len(self.decoded()), keep)
                self.assertEqual(self.one("SELECT count(*) FROM page_change"), 5)
        self.update(site.url(), "--keep-versions", "2")
        self.assertEqual(len(self.versions(site.url())), 3, "an unchanged page loses nothing")

    def test_a_large_page_and_one_with_many_links(self):
        body = "".join(f"<p>paragraph {i} {'of many words ' * 20}</p>" for i in range(30_000))
        links = "".join(f'<a href="/l/{i}">{i}</a>' for i in range(100_000))
        site = self.site({"/": page("Start", "/large", "/links"), "/large": page("L", body=body),
                          "/links": page("K", body=links)})
        options = ("--exclude", ".*/l/.*", "--max-body", "16M")
        self.crawl(site.url(), *options, timeout=120)
        site.set("/large", page("L", body=body.replace("paragraph 777 ", "another ")))
        site.set("/links", page("K", body=links.replace("/l/", "/l/new")))
        self.update(site.url(), *options, timeout=120)
        self.assertEqual(self.changes(site), {"/large": "changed: text", "/links": "changed: links"})
        sizes = dict(self.rows("SELECT u.url, length(delta) FROM page_version v JOIN version_parts ON version_id = v.id "
                               "JOIN url u ON u.id = v.url_id"))
        self.assertLess(sizes[site.url("/large")], 20_000)


class GoneAndBack(UpdateCase):
    def test_404_is_missing_and_gone_on_another_day_and_back(self):
        one = page("One", "/2")
        site = self.site({"/": page("Start", "/1"), "/1": one, "/2": page("Two")})
        self.crawl(site.url())
        site.set("/1", None)
        self.update(site.url())
        self.assertEqual(self.changes(site), {"/1": "missing: status"})
        self.update(site.url())
        self.assertEqual(self.changes(site), {}, "still the same day")
        self.let_pass(DAY)
        self.update(site.url())
        self.assertEqual(self.changes(site), {"/1": "gone"})
        self.let_pass(DAY)
        self.update(site.url())
        self.assertEqual(self.changes(site), {}, "once")
        site.set("/1", one)
        self.update(site.url())
        self.assertEqual(self.changes(site), {"/1": "back: status"})
        self.assertEqual(self.revisit(site.url("/1"), "missing_since", "gone"), (None, 0))
        self.assertEqual(self.versions(site.url("/1")), ["One", "Not found"])

    def test_410_is_gone_at_once(self):
        site = self.site({"/": page("Start", "/1"), "/1": page("One")})
        self.crawl(site.url())
        site.set("/1", Reply("", 410))
        self.update(site.url())
        self.assertEqual(self.changes(site), {"/1": "gone: status"})
        self.let_pass(DAY)
        site.set("/1", Reply("", 404))
        self.update(site.url())
        self.assertNotIn("missing", self.changes(site).get("/1", ""), "it is no more missing than it was")
        self.assertEqual(self.revisit(site.url("/1"), "gone"), 1)

    def test_what_was_never_there_does_not_go(self):
        site = self.site({"/": page("Start", "/1")})
        self.crawl(site.url())
        for _ in range(3):
            self.let_pass(DAY)
            self.update(site.url())
            self.assertEqual(self.changes(site), {})

    def test_an_older_file_put_back_is_seen(self):
        """A server that compares dates answers 304 to one who asks "since": only who has the page may ask."""
        def restored(request):
            return Reply("", 304, None) if "if-modified-since" in request.headers else Reply(page("One"))
        for answer in (Reply("", 404), redirect("/")):
            self.db.unlink(missing_ok=True)
            site = self.site({"/": page("Start", "/1"), "/1": page("One")})
            self.crawl(site.url())
            site.set("/1", answer)
            self.update(site.url())
            site.set("/1", restored)
            self.update(site.url())
            self.assertEqual(self.page(site.url("/1"), "status", "title"), (200, "One"))

    def test_redirects_come_change_and_go(self):
        site = self.site({"/": page("Start", "/1", "/2", "/3"), "/1": page("One"), "/2": page("Two"),
                          "/3": page("Three")})
        self.crawl(site.url())
        for answer, kind in ((redirect("/2"), "moved: status redirect"), (redirect("/3"), "moved: redirect"),
                             (redirect("/3", 301), "changed: status"),
                             (redirect("/3?utm_source=x", 301), None), (page("One"), "changed: status redirect")):
            site.set("/1", answer)
            self.update(site.url())
            self.assertEqual(self.changes(site).get("/1"), kind)
        self.assertEqual(self.page(site.url("/1"), "title"), "One")

    def test_robots_txt_forbids_and_allows_again(self):
        site = self.site({"/": page("Start", "/1", "/2"), "/1": page("One", "/3"), "/2": page("Two"),
                          "/3": page("Three")})
        self.crawl(site.url())
        site.set("/robots.txt", Reply("User-agent: *\nDisallow: /1", type="text/plain"))
        self.let_pass(2 * DAY)
        self.update(site.url())
        self.assertEqual(self.changes(site), {"/1": "forbidden"})
        self.assertEqual(self.state(site.url("/1")), "skipped/robots")
        self.assertEqual(self.versions(site.url("/1")), ["One"])
        self.assertEqual(site.count("/1"), 1)
        orphan = "SELECT u.url FROM url_orphan o JOIN url u ON u.id = o.url_id"
        self.assertEqual(self.column(orphan), [site.url("/3")])
        self.let_pass(2 * DAY)
        self.update(site.url())
        self.assertEqual(self.changes(site), {}, "forbidden already")
        site.set("/robots.txt", Reply("", type="text/plain"))
        self.let_pass(2 * DAY)
        self.update(site.url())
        self.assertEqual(self.changes(site), {"/1": "back"})
        self.assertEqual(self.page(site.url("/1"), "title"), "One")
        self.assertEqual(self.column(orphan), [])
        site.set("/1", page("Once more", "/3"))
        self.update(site.url())
        self.assertEqual(self.changes(site), {"/1": "changed: title text"})
        self.assertEqual(self.versions(site.url("/1")), ["One", "One"])

    def test_a_visit_of_all_asks_for_robots_txt_anew(self):
        site = self.site({"/": page("Start", "/1"), "/1": page("One")})
        self.crawl(site.url())
        site.set("/robots.txt", Reply("User-agent: *\nDisallow: /1", type="text/plain"))
        self.crawl(site.url())
        self.assertEqual(site.count("/robots.txt"), 1, "a plain start keeps to its copy")
        self.update(site.url())
        self.assertEqual(site.count("/robots.txt"), 2)
        self.assertEqual(self.changes(site), {"/1": "forbidden"})

    def test_pages_that_nothing_links_to_any_more(self):
        site = self.site({"/": page("Start", "/1", "/2"), "/1": page("One"), "/2": page("Two", "/1")})
        self.crawl(site.url())
        site.set("/", page("Start", "/2"))
        self.update(site.url())
        orphans = "SELECT u.url FROM url_orphan o JOIN url u ON u.id = o.url_id"
        self.assertEqual(self.column(orphans), [], "one link is left")
        site.set("/2", page("Two"))
        self.update(site.url())
        self.assertEqual(self.column(orphans), [site.url("/1")])
        since = self.one("SELECT since FROM url_orphan")
        self.update(site.url())
        self.assertEqual(self.one("SELECT since FROM url_orphan"), since)
        self.assertEqual(self.state(site.url("/1")), "fetched", "it is kept, and visited")
        self.assertIn("/1", self.outcomes(site))
        site.set("/", page("Start", "/1", "/2"))
        self.update(site.url())
        self.assertEqual(self.column(orphans), [])


if __name__ == "__main__":
    unittest.main()
