"""Sitemaps: from robots.txt and /sitemap.xml, plain, nested and packed."""

import gzip
import unittest

from harness import CrawlCase
from scripted_site import Reply, page

WITH_SITEMAPS = ("--delay", "0", "--allow-private")


def xml(text, **options):
    return Reply(f'<?xml version="1.0" encoding="UTF-8"?>{text}', type="application/xml", **options)


def urlset(*urls):
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>')


def index(*urls):
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}'
               "</sitemapindex>")


class Sitemaps(CrawlCase):
    def site_with(self, robots_lines, routes, paths=()):
        """`routes` and `robots_lines` are given the site, so that they can name its URLs."""
        site = self.site({"/": page("Start")} | {path: page(path) for path in paths})
        lines = "".join(f"{line}\n" for line in robots_lines(site))
        site.set("/robots.txt", Reply(lines, type="text/plain"))
        for path, answer in routes(site).items():
            site.set(path, answer)
        return site

    def check_fetched(self, site, *paths):
        self.assertLessEqual(set(paths), set(self.fetched(site)))

    def test_the_sitemap_that_robots_txt_names(self):
        site = self.site_with(lambda s: ["User-agent: *", "Disallow: /no", f"Sitemap: {s.url('/map.xml')}"],
                              lambda s: {"/map.xml": urlset(s.url("/1"), s.url("/2"), s.url("/no"),
                                                            "http://elsewhere.example/")},
                              ["/1", "/2", "/no"])
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.check_fetched(site, "/", "/1", "/2")
        self.assertEqual(self.state(site.url("/no")), "skipped/robots")
        self.assertEqual(self.state("http://elsewhere.example/"), "skipped/scope")
        rows = self.rows("SELECT target, kind FROM links WHERE source = ? ORDER BY position",
                         site.url("/map.xml"))
        self.assertEqual(rows, [(url, "sitemap") for url in
                                (*map(site.url, ("/1", "/2", "/no")), "http://elsewhere.example/")])
        self.assertEqual(site.count("/map.xml"), 1)

    def test_an_index_leads_to_its_sitemaps_packed_ones_too(self):
        def routes(s):
            packed = gzip.compress(urlset(s.url("/packed")).body.encode())
            return {"/index.xml": index(s.url("/a.xml"), s.url("/b.xml.gz")),
                    "/a.xml": urlset(s.url("/plain")),
                    "/b.xml.gz": Reply(packed, type="application/gzip")}

        site = self.site_with(lambda s: [f"Sitemap: {s.url('/index.xml')}"], routes, ["/plain", "/packed"])
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.check_fetched(site, "/", "/plain", "/packed")

    def test_sitemap_xml_is_tried_without_being_named(self):
        site = self.site({"/": page("Start"), "/1": page("One")})
        site.set("/sitemap.xml", urlset(site.url("/1")))
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.check_fetched(site, "/", "/1")
        self.assertEqual(site.count("/sitemap.xml"), 1)

    def test_no_sitemap_is_no_trouble(self):
        site = self.site({"/": page("Start")})
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.assertEqual(self.counts().get("failed", 0), 0)
        self.assertEqual(self.state(site.url()), "fetched")
        self.assertEqual(self.rows("SELECT * FROM broken_links"), [])

    def test_text_and_feeds(self):
        def routes(s):
            return {"/map.txt": Reply(f"{s.url('/t1')}\r\n{s.url('/t2')}\n", type="text/plain"),
                    "/rss": xml(f"<rss version='2.0'><channel><item><link>{s.url('/r')}</link></item>"
                                "</channel></rss>"),
                    "/atom": xml("<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
                                 f"<link href='{s.url('/at')}'/></entry></feed>")}

        site = self.site_with(lambda s: [f"Sitemap: {s.url(p)}" for p in ("/map.txt", "/rss", "/atom")],
                              routes, ["/t1", "/t2", "/r", "/at"])
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.check_fetched(site, "/t1", "/t2", "/r", "/at")

    def test_warnings_before_the_xml_and_hosts_without_a_scheme(self):
        site = self.site_with(lambda s: ["Sitemap: /map.xml"], lambda s: {}, ["/1"])
        entries = f"<url><loc>{site.url('/1')}</loc></url><url><loc>www.elsewhere.example/x</loc></url>"
        site.set("/map.xml", Reply(f"<br />\n<b>Warning</b>: in <b>a.php</b><br />\n<urlset>{entries}</urlset>",
                                   type="text/xml"))
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.check_fetched(site, "/1")
        self.assertEqual(self.state("http://www.elsewhere.example/x"), "skipped/scope")
        self.assertEqual(self.page(site.url("/map.xml"), "detail"), "sitemap: text before the XML")

    def test_what_entries_say_is_kept(self):
        def routes(s):
            return {"/map.xml": xml(
                f"<urlset><url><loc>{s.url('/1')}</loc><lastmod>2024-05-01</lastmod>"
                f"<xhtml:link rel='alternate' hreflang='de' href='{s.url('/de')}'/>"
                f"<image:image><image:loc>/i.png</image:loc><image:title>Sun</image:title></image:image>"
                "<news:news><news:title>Rain</news:title></news:news></url></urlset>"),
                "/feed": Reply("<rss><channel><item><link>/1</link><pubDate>Sun, 06 Sep 2009 16:20:00 GMT</pubDate>"
                               "</item></channel></rss>", type="application/rss+xml")}
        site = self.site_with(lambda s: ["Sitemap: /map.xml", "Sitemap: /feed"], routes, ["/1"])
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.assertEqual(self.rows("SELECT sitemap, url, lastmod FROM sitemap_entries ORDER BY sitemap"),
                         [(site.url("/feed"), site.url("/1"), "Sun, 06 Sep 2009 16:20:00 GMT"),
                          (site.url("/map.xml"), site.url("/1"), "2024-05-01")])
        self.assertEqual(self.rows("SELECT url, kind, name, value FROM sitemap_details ORDER BY place"),
                         [(site.url("/1"), "hreflang", "de", site.url("/de")),
                          (site.url("/1"), "image", "Sun", site.url("/i.png")),
                          (site.url("/1"), "news", "title", "Rain")])
        self.assertEqual(self.state(site.url("/1")), "fetched")
        self.assertEqual(self.rows("SELECT url FROM urls WHERE url LIKE '%/de'"), [])
        self.check_counts()

    def test_a_broken_sitemap_gives_what_was_read(self):
        site = self.site_with(lambda s: [f"Sitemap: {s.url('/map.xml')}"],
                              lambda s: {"/map.xml": xml(f"<urlset><url><loc>{s.url('/1')}</loc></url><url>"
                                                         "<loc>http://</wrong>")}, ["/1"])
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.check_fetched(site, "/1")

    def test_a_sitemap_that_names_itself_ends(self):
        site = self.site_with(lambda s: [f"Sitemap: {s.url('/i.xml')}"],
                              lambda s: {"/i.xml": index(s.url("/i.xml"), s.url("/j.xml")),
                                         "/j.xml": index(s.url("/i.xml"))})
        self.crawl(site.url(), defaults=WITH_SITEMAPS)
        self.assertEqual((site.count("/i.xml"), site.count("/j.xml")), (1, 1))

    def test_switched_off(self):
        site = self.site_with(lambda s: [f"Sitemap: {s.url('/map.xml')}"],
                              lambda s: {"/map.xml": urlset(s.url("/1"))}, ["/1"])
        self.crawl(site.url(), "--sitemaps", "no", defaults=WITH_SITEMAPS)
        self.assertEqual([r.target for r in site.log], ["/robots.txt", "/"])


if __name__ == "__main__":
    unittest.main()
