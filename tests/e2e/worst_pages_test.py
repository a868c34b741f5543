"""The memory that one worker takes for a page, however it is made: 400 MB at most (docs/security.md)."""

import gzip
import os
import unittest

from harness import FAST, CrawlCase, has_address_sanitizer
from scripted_site import Reply

MAX_BODY = 10 << 20  # the default of --max-body
MOST_MB = 400

RULES = """
[tables.every]
rows = "*"
[tables.every.fields]
text = { css = ":scope" }
[tables.some]
rows = "a, td, li, p"
[tables.some.fields]
html = { css = ":scope", take = "html" }
next = { css = ":scope ~ *", take = "lines" }
"""


# Pages are made when they are asked for: what this process takes would count for the one it starts.

def filled(piece, before="", after=""):
    """`piece` again and again between the two, to the size of a page."""
    piece, before, after = (p.encode() if isinstance(p, str) else p for p in (piece, before, after))
    return lambda: before + piece * ((MAX_BODY - len(before) - len(after)) // len(piece)) + after


def numbered(form, before="", after=""):
    """`form` with 0, 1, 2 … in it, to the size of a page."""
    count = (MAX_BODY - len(before) - len(after)) // (len(form) + 7)
    return lambda: before.encode() + b"".join(form.replace("#", str(i)).encode() for i in range(count)) + after.encode()


def script(piece, before="", after=""):
    return filled(piece, '<script type="application/ld+json">' + before, after + "</script>")


HTML = "text/html; charset=utf-8"

PAGES = {
    # nesting
    "div": filled("<div>"), "b": filled("<b>"), "b-a": filled("<b><a href=x>"), "font": numbered("<font id=#>"),
    "b-p": filled("<b><p>"), "template": filled("<template>"), "svg": filled("<svg>"), "table-deep": filled("<table><td>"),
    "ul": filled("<ul><li>"), "blockquote": filled("<blockquote>x"), "span": filled("<span>x"), "select": filled("<select><option>"),
    "misnested": filled("<a href=x><b></a>"), "formatting-in-table": filled("<table><b>x"),
    "article": filled("<article><p>x"), "button": filled("<button>"), "math": filled("<math><mi>"),
    # attributes
    "attributes": numbered(" a#", "<p"), "attributes-values": numbered(" a#=b", "<p"),
    "attributes-many-tags": filled("<p a b c d e f g h>"), "attribute-long": filled("x", "<p title='", "'>"),
    "classes": numbered("c# ", "<p class='", "'>"), "ids": numbered("<p id=i# class=c#>"), "data": numbered("<i data-x=#>"),
    # entities
    "entities": filled("&amp;"), "entities-two": filled("&nvlt;"), "entities-none": filled("&x;"), "ampersands": filled("&"),
    "references": filled("&#1;"), "references-large": filled("&#x10FFFF;"), "entities-in-attribute": filled("&lt;", "<a href='", "'>"),
    # tags of one letter
    "p": filled("<p>"), "p-x": filled("<p>x"), "i-closed": filled("<i></i>"), "a": filled("<a>"), "q": filled("<q>x</q>"), "br": filled("<br>"),
    "unknown": filled("<y>x</y>"), "close": filled("</p>"), "hr": filled("<hr>"), "img": filled("<img>"), "x-name": numbered("<x#>"),
    # text
    "text": filled("word "), "text-letters": filled("x"), "text-lines": filled("x\n"), "text-cjk": filled("\u5b57"),
    "text-marks": filled("e\u0301"), "text-windows": (filled(b"\x80 "), "text/html; charset=windows-1252"),
    "text-windows-tags": (filled(b"<p>\x80\x80"), "text/html; charset=windows-1252"),
    "text-utf16": (filled("<p>\u5b57".encode("utf-16-le")), "text/html; charset=utf-16le"),
    "text-gbk": (filled("\u5b57".encode("gbk")), "text/html; charset=gbk"), "text-invalid": filled(b"\xff"), "text-nul": filled(b"\0"),
    "text-words": numbered("w# "), "text-paragraphs": filled("<p>Some words of a text, and one more.\n"),
    "text-plain": (filled("word "), "text/plain"), "text-plain-lines": (numbered("line #\n"), "text/plain"),
    "title": filled("word ", "<title>", "</title>"), "textarea": filled("x", "<textarea>"), "plaintext": filled("x<", "<plaintext>"),
    "style": filled("x", "<style>"), "script": filled("x<", "<script>"), "pre": filled("<pre>x\n</pre>"), "code": filled("<code>`</code>"),
    "stars": filled("*"), "stars-in-article": filled("*_[", "<article><h1>Some title</h1><p>"), "pipes": filled("<td>|", "<table>"),
    # links
    "links": filled("<a href=a>"), "links-each": numbered("<a href=/p#>x</a>"), "links-long": filled("<a href='/" + "x" * 1900 + "'>"),
    "links-elsewhere": numbered("<a href=//h#.example/>"), "links-anchors": filled("<a href=/x>" + "anchor text " * 20 + "</a>"),
    "links-base": filled("<a href=../../x>", "<base href='/" + "a/" * 30_000 + "'>"), "links-fragments": numbered("<a href=#>".replace("#", "##")),
    "srcset": numbered("/i#.png 1x,", "<img srcset='", "'>"), "links-escaped": filled("<a href='/" + "\u5b57" * 600 + "'>"),
    "areas": numbered("<area href=/#>"), "forms": numbered("<form action=/#>"), "nested-anchor": filled("<i>x", "<a href=/x>"),
    # tables
    "cells": filled("<td>", "<table>"), "rows": filled("<tr><td>x", "<table>"), "tables": filled("<table><tr><td>x</table>"),
    "columns": filled("<col>", "<table>"), "table-article": filled("<tr><td>some words<td>more", "<article><h1>Title</h1><table>"),
    # what is broken
    "less": filled("<"), "less-slash": filled("</"), "comment-open": filled("<!--"), "comments": filled("<!---->"), "comment-long": filled("x", "<!--"),
    "doctype": filled("<!doctype x>"), "a-open": filled("<a "), "quote-open": filled("<a b='"), "cdata": filled("<![CDATA["), "question": filled("<?"),
    # data
    "json-arrays": script("["), "json-numbers": script("1,", "[", "1]"), "json-strings": script('"",', "[", "1]"),
    "json-objects": script('{"@type":"A"},', "[", "1]"), "json-deep": script('{"@graph":[', "", ""), "json-escapes": script("\\u0000", '["', '"]'),
    "json-keys": numbered('"k#":1,', '<script type="application/ld+json">{', '"z":1}</script>'), "json-floats": script("1e9,", "[", "1]"),
    "json-scripts": filled('<script type="application/ld+json">{"@type":"A"}</script>'), "json-empty": script("[],", "[", "1]"),
    "microdata": filled("<p itemscope itemprop=a>"), "microdata-flat": filled("<p itemscope itemtype=http://schema.org/A><b itemprop=a>x</b></p>"),
    "microdata-properties": filled("<b itemprop=a>x</b>", "<p itemscope>"), "microdata-nested": filled("<p itemscope itemprop=a><b itemprop=b>x</b>"),
    "rdfa": filled("<p typeof=A property=b>"), "rdfa-flat": filled("<p vocab=http://schema.org/ typeof=A><b property=a>x</b></p>"),
    "microdata-refs": numbered("<p itemscope itemref='a b c d' id=i#>"),
    "opengraph": filled("<meta property=og:image content=x>"), "meta": numbered("<meta name=m# content=x>"), "link-elements": numbered("<link rel=alternate href=/#>"),
    "hcard": filled("<div class=h-card><b class=p-name>x</b>"),
    # other types
    "xml": (filled("<x>"), "application/xml"), "sitemap": (numbered("<url><loc>http://x.example/#</loc></url>", "<urlset>"), "application/xml"),
    "feed": (numbered("<item><link>/#</link></item>", "<rss><channel>"), "application/rss+xml"), "xhtml": (filled("<p>x</p>"), "application/xhtml+xml"),
}


def reply_of(page):
    make, kind = page if isinstance(page, tuple) else (page, HTML)
    # As it would come from an attacker: much from little.
    return Reply(gzip.compress(make(), 1), type=kind, headers=(("Content-Encoding", "gzip"),))


@unittest.skipIf(has_address_sanitizer(), "AddressSanitizer takes memory of its own; see check_memory_limits in setup")
class WorstPages(CrawlCase):
    def peak_mb(self, name):
        """Of a crawl of that page alone, with all that can be made of a page."""
        site = self.site({"/": reply_of(PAGES[name])})
        rules = self.folder / "rules.toml"
        rules.write_text(RULES)
        process = self.start(site.url("/"), "-o", self.folder / f"{name}.db", *FAST, "--max-pages", "1", "--parsers", "1",
                             "--keep-markdown", "--extract", rules, "--quiet", stdout=None, stderr=None)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, name)
        return used.ru_maxrss / 1024

    def hold_below_the_limit(self, names):
        for name in names:
            with self.subTest(name):
                self.assertLess(self.peak_mb(name), MOST_MB, "MB")
            (self.folder / f"{name}.db").unlink(missing_ok=True)

    # Two tests, so that two cores can have one each.
    def test_those_of_even_places(self):
        self.hold_below_the_limit(list(PAGES)[::2])

    def test_those_of_odd_places(self):
        self.hold_below_the_limit(list(PAGES)[1::2])


if __name__ == "__main__":
    unittest.main()
