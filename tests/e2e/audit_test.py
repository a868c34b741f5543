"""What the audit says of pages written by the specifications: that what is in order is not accused."""

import json
import unittest

from harness import CrawlCase
from scripted_site import Reply, page

HOME, CLOSED = "127.0.0.1", "127.0.0.2"


class Audit(CrawlCase):
    def found(self, *groups):
        """What the findings whose ids begin so accuse: the first column of each row, without the site."""
        told = json.loads(self.run_raw("check", self.db, "--format", "json").stdout)
        return {finding["id"]: sorted(str(row["values"][0]).removeprefix(self.web.url("")) for row in finding["rows"])
                for finding in told["findings"] if finding["rows"] and finding["id"].startswith(groups)}

    def crawled(self, routes, *options):
        self.web = self.site(hosts=(HOME, CLOSED))
        self.web.set("/", page("Start", *(path for path in routes if not isinstance(path, tuple)), head="<meta name=robots content=noindex>"))
        for path, answer in routes.items():
            self.web.set(path, answer(self.web) if callable(answer) else answer)
        self.crawl(self.web.url(), *options)

    def alternates(self, **languages):
        return "".join(f'<link rel=alternate hreflang={lang.replace("_", "-")} href="{href}">' for lang, href in languages.items())


class Hreflang(Audit):
    def test_translations_may_be_named_by_headers(self):
        names = ', '.join(f'<{path}>; rel="alternate"; hreflang="{lang}"' for path, lang in (("/en", "en"), ("/de.pdf", "de"), ("/en", "x-default")))
        self.crawled({"/en": page("English", head=self.alternates(en="/en", de="/de.pdf", x_default="/en")),
                      "/de.pdf": Reply("%PDF-1.4", type="application/pdf", headers={"Link": names})})
        self.assertEqual(self.found("hreflang-"), {})
        self.assertEqual(self.rows("SELECT type, json ->> 'href' FROM structured WHERE url = ? ORDER BY position", self.web.url("/de.pdf")),
                         [("en", self.web.url("/en")), ("de", self.web.url("/de.pdf")), ("x-default", self.web.url("/en"))])

    def test_the_same_page_written_in_two_ways_is_one(self):
        self.crawled({"/en": page("English", head=self.alternates(en="/en", de="/de", x_default="/en") + self.alternates(en="/x/../en#top")),
                      "/de": page("Deutsch", head=self.alternates(en="/en", de="/de", x_default="/en"))})
        self.assertEqual(self.found("hreflang-"), {})

    def test_what_an_error_page_names_concerns_nobody(self):
        self.crawled({"/en": page("English", head=self.alternates(en="/en", x_default="/en")),
                      "/gone": Reply(page("Gone", head=self.alternates(en="/en", fr="/gone2")), status=404)})
        self.assertEqual(self.found("hreflang-"), {})

    def test_feeds_are_no_translations(self):
        feed = '<link rel=alternate type="application/rss+xml" hreflang=de href="/feed">'
        self.crawled({"/en": page("English", head=self.alternates(en="/en", x_default="/en") + feed)})
        self.assertEqual(self.found("hreflang-"), {})

    def test_codes_of_one_language_agree(self):
        sets = {"/no": ("nb", "no"), "/he": ("iw-IL", "he"), "/id": ("id", "in"), "/zh": ("zh-Hant-TW", "zh-tw"), "/es": ("es", "es-419"),
                "/yue": ("yue", "zh-HK"), "/sv": ("da", "sv")}
        self.crawled({path: page("x", head=self.alternates(**{code.replace("-", "_"): path, "x_default": path})).replace("<html>", f"<html lang={lang}>")
                      for path, (lang, code) in sets.items()})
        self.assertEqual(self.found("hreflang-"), {"hreflang-lang": ["/sv"]})

    def test_nobody_calls_broken_what_robots_txt_leaves_open(self):
        def names(site):
            return page("English", head=self.alternates(en="/en", x_default="/en", de=site.url("/de", CLOSED)) + f'<link rel=next href="{site.url("/2", CLOSED)}">')
        self.crawled({"/en": names, (CLOSED, "/robots.txt"): Reply(status=503)}, "--check", "links", "--retries", "0")
        self.assertEqual(self.one("SELECT count(*) FROM errors WHERE reason = 'robots-unreachable'"), 2)
        self.assertEqual(self.found("hreflang-broken", "pagination-broken"), {})

    def test_translations_out_of_scope_are_broken_if_they_were_checked(self):
        self.crawled({"/en": lambda site: page("English", head=self.alternates(en="/en", x_default="/en", de=site.url("/gone", CLOSED)))},
                     "--check", "links")
        self.assertEqual(self.found("hreflang-"), {"hreflang-broken": ["/en"]})


class Pagination(Audit):
    def listing(self, number, canonical, previous="", following=""):
        head = f'<link rel=canonical href="{canonical}">'
        head += f'<link rel=prev href="{previous}">' if previous else ""
        head += f'<link rel=next href="{following}">' if following else ""
        return page(f"List {number}", *([following] if following else []), head=head)

    def test_a_variant_of_a_later_page_names_that_page(self):
        self.crawled({"/list": self.listing(1, "/list", following="/list?page=2"),
                      "/list?page=2": self.listing(2, "/list?page=2", previous="/list", following="/list?page=3"),
                      "/list?page=3": self.listing(3, "/list", previous="/list?page=2"),
                      "/list?page=2&sort=up": self.listing(2, "/list?page=2", previous="/list"),
                      "/all": page("All"), "/part?page=2": self.listing(2, "/all", previous="/part"),
                      "/part": self.listing(1, "/all", following="/part?page=2")})
        self.assertEqual(self.found("pagination-"), {"pagination-first": ["/list?page=3"]})

    def test_the_first_page_by_its_number_is_the_first_page(self):
        self.crawled({"/list": self.listing(1, "/list", following="/list?page=2"),
                      "/list?page=1": self.listing(1, "/list", following="/list?page=2"),
                      "/list?page=2": self.listing(2, "/list?page=2", previous="/list?page=1")})
        self.assertEqual(self.found("pagination-"), {})


class Robots(Audit):
    def test_applebot_does_what_googlebot_may(self):
        self.crawled({"/robots.txt": Reply("User-agent: Googlebot\nDisallow:\n\nUser-agent: *\nDisallow: /\n", type="text/plain")}, "--user-agent", "Googlebot/2.1")
        told = json.loads(self.run_raw("check", self.db, "--format", "json").stdout)
        blocked = next(finding for finding in told["findings"] if finding["id"] == "search-blocked")
        self.assertEqual(sorted(row["values"][1] for row in blocked["rows"]), ["Baiduspider", "Bingbot", "DuckDuckBot", "YandexBot"])

    def test_a_page_in_place_of_robots_txt(self):
        self.crawled({"/robots.txt": Reply("\ufeff\n  <!DOCTYPE HTML><title>App</title>")})
        self.assertEqual(self.found("robots-html"), {"robots-html": [""]})


class Structured(Audit):
    def with_data(self, *items):
        scripts = "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)
        return page("Data", head=scripts)

    def test_what_stands_elsewhere_in_the_graph_is_there(self):
        graph = [{"@type": "Product", "@id": "#p", "name": "Boot", "review": [{"@id": "#r"}], "aggregateRating": {"@id": "#a"}},
                 {"@type": "Review", "@id": "#r", "author": "A", "reviewRating": {"ratingValue": 4}},
                 {"@type": "AggregateRating", "@id": "#a", "ratingValue": 4.5, "reviewCount": 2},
                 {"@type": "Article", "headline": "H", "image": "i", "datePublished": "2026-11-30", "author": {"@type": "Person", "@id": "#m"}},
                 {"@type": "Person", "@id": "#m", "name": "M"},
                 {"@type": "CourseInstance", "courseMode": "online"}]
        self.crawled({"/graph": self.with_data({"@context": "https://schema.org", "@graph": graph}),
                      "/alone": self.with_data({"@type": "Review", "@id": "#r", "author": "A", "reviewRating": {"ratingValue": 4}})})
        self.assertEqual(self.found("rich-review", "rich-article", "rich-event"), {"rich-review": ["/alone"]})

    def test_breadcrumbs_have_their_names_in_either_place(self):
        def crumbs(*elements):
            return self.with_data({"@type": "BreadcrumbList", "itemListElement": [{"position": 1, **element} for element in elements]})
        self.crawled({"/name": crumbs({"name": "Books", "item": "/books"}), "/inner": crumbs({"item": {"@id": "/books", "name": "Books"}}),
                      "/none": crumbs({"item": "/books"}), "/last": crumbs({"name": "Last"})})
        self.assertEqual(self.found("rich-breadcrumb"), {"rich-breadcrumb": ["/none"]})

    def test_dates_in_every_form_of_the_standard(self):
        good = ("2026", "2026-11", "2026-11-30", "20261130", "2026-W48", "2026-W48-1", "2026W481", "2026-334", "2026-11-30T10:00:00+01:00", "20261130T100000Z")
        bad = ("2026-11-45", "30.11.2026", "2026-W60", "2026-367", "11/30/2026", "2026-1-1")
        self.crawled({f"/{i}": self.with_data({"@type": "Thing", "datePublished": date}) for i, date in enumerate(good + bad)})
        self.assertEqual(self.found("structured-dates"), {"structured-dates": sorted(f"/{len(good) + i}" for i in range(len(bad)))})


if __name__ == "__main__":
    unittest.main()
