"""What pages are made of: headings, images, forms and ids as views, the numbers in head_facts, and both for stored pages
of older crawls."""

import unittest

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


if __name__ == "__main__":
    unittest.main()
