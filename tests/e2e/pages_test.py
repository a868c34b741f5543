"""What a page leaves in the database: its row, its links, its headers, its text."""

import gzip
import os
import signal
import threading
import unittest
import zlib

from harness import CrawlCase
from scripted_site import Reply, page


class Reach(CrawlCase):
    def test_every_reachable_page_is_fetched_once(self):
        routes = {f"/{i}.html": page(f"Page {i}", f"/{2 * i}.html", f"{2 * i + 1}.html", "/", "#top")
                  for i in range(1, 40)}
        routes |= {f"/{i}.html": page(f"Leaf {i}", "/1.html#x") for i in range(40, 80)}
        routes["/"] = page("Start", "/1.html", "./1.html", "/x/../1.html", "/%31.html")
        routes["/orphan.html"] = page("Never linked")
        site = self.site(routes)
        self.crawl(site.url())
        self.assertEqual(self.fetched(site), sorted(set(routes) - {"/orphan.html"}))
        targets = site.targets()
        self.assertEqual(len(targets), len(set(targets)), "no URL is asked for twice")
        self.assertEqual(self.end_reason(), "finished")

    def test_depth_is_the_fewest_links_from_a_seed_and_found_on_names_the_first_page(self):
        site = self.site({"/": page("0", "/a", "/b"), "/a": page("1", "/c"),
                          "/b": page("1", "/c", "/a"), "/c": page("2", "/d"), "/d": page("3")})
        self.crawl(site.url())
        depths = dict(self.rows("SELECT url, depth FROM pages"))
        self.assertEqual(depths, {site.url(p): d for p, d in
                                  {"/": 0, "/a": 1, "/b": 1, "/c": 2, "/d": 3}.items()})
        self.assertEqual(self.page(site.url("/a"), "found_on"), site.url("/"))
        self.assertEqual(self.page(site.url("/d"), "found_on"), site.url("/c"))
        self.assertIn(self.page(site.url("/"), "found_on"), (None, ""))

    def test_pages_are_fetched_whatever_their_status(self):
        site = self.site({"/": page("Start", "/gone", "/missing"),
                          "/gone": Reply(page("Gone", "/from-gone"), 410),
                          "/from-gone": page("Linked on an error page")})
        self.crawl(site.url())
        self.assertEqual(self.page(site.url("/gone"), "status"), 410)
        self.assertEqual(self.page(site.url("/missing"), "status"), 404)
        broken = self.rows("SELECT source, target, anchor FROM broken_links ORDER BY target")
        self.assertEqual(broken, [(site.url("/"), site.url(f"/{p}"), f"to /{p}")
                                  for p in ("gone", "missing")])


class Links(CrawlCase):
    def links(self, site, *columns):
        return self.rows(f"SELECT {', '.join(columns)} FROM links WHERE source = ? "
                         "ORDER BY position", site.url("/"))

    def test_every_kind_in_document_order(self):
        elements = [
            ("stylesheet", "/s.css", "<link rel=stylesheet href={}>"),
            ("icon", "/i.png", "<link rel=icon href={}>"),
            ("script", "/s.js", "<script src={}></script>"),
            ("a", "/a", "<a href={}>A</a>"),
            ("area", "/area", "<map name=m><area href={}></map>"),
            ("img", "/i.gif", "<img src={}>"),
            ("iframe", "/iframe", "<iframe src={}></iframe>"),
            ("form", "/form", "<form action={}></form>"),
            ("video", "/v.mp4", "<video src={}></video>"),
            ("audio", "/a.mp3", "<audio src={}></audio>"),
            ("embed", "/e.bin", "<embed src={}>"),
            ("object", "/o.bin", "<object data={}></object>"),
        ]
        site = self.site({"/": "<!DOCTYPE html><title>t</title>"
                               + "".join(html.format(path) for _, path, html in elements)})
        self.crawl(site.url())
        self.assertEqual(self.links(site, "kind", "target"),
                         [(kind, site.url(path)) for kind, path, _ in elements])
        positions = [row[0] for row in self.links(site, "position")]
        self.assertEqual(positions, sorted(set(positions)))

    def test_frames_and_iframes_are_followed_and_resources_are_not(self):
        site = self.site({"/": page("Start", body="<iframe src=/inner></iframe><img src=/x.png>"
                                                  "<script src=/x.js></script><form action=/f></form>"),
                          "/inner": "<frameset><frame src=/framed></frameset>",
                          "/framed": page("Framed")})
        self.crawl(site.url())
        self.assertEqual(self.fetched(site), ["/", "/framed", "/inner"])
        for path in ("/x.png", "/x.js", "/f"):
            self.assertEqual(self.state(site.url(path)), "skipped/resource")

    def test_a_resource_that_is_linked_as_a_page_later_is_fetched(self):
        site = self.site({"/": page("Start", "/next", body="<img src=/both>"),
                          "/next": page("Next", "/both"), "/both": page("Both")})
        self.crawl(site.url())
        self.assertEqual(self.state(site.url("/both")), "fetched")

    def test_rel_anchor_and_nofollow(self):
        site = self.site({"/": page("Start", body='<a href=/1 rel="nofollow  ugc"> one\n <b>two</b></a>'
                                                  '<a href=/2><img src=/i alt="a picture"></a>'
                                                  '<a href=/3>plain</a>')})
        self.crawl(site.url())
        rows = [row for row in self.links(site, "target", "rel", "anchor", "nofollow")
                if row[0] != site.url("/i")]
        self.assertEqual([(t, r or "", a, n) for t, r, a, n in rows],
                         [(site.url("/1"), "nofollow ugc", "one two", 1),
                          (site.url("/2"), "", "a picture", 0), (site.url("/3"), "", "plain", 0)])
        self.assertEqual(self.state(site.url("/1")), "fetched", "nofollow is recorded, and followed")

    def test_nofollow_obeyed_when_asked(self):
        site = self.site({"/": page("Start", "/meta", body="<a href=/1 rel=nofollow>1</a>"),
                          "/meta": page("M", "/2", head="<meta name=robots content=nofollow>")})
        self.crawl(site.url(), "--nofollow", "obey")
        self.assertEqual(self.state(site.url("/1")), "skipped/nofollow")
        self.assertEqual(self.state(site.url("/2")), "skipped/nofollow")

    def test_base_href_moves_relative_links(self):
        site = self.site({"/": page("Start", "x", "?q", head="<base href=/deep/er/>"),
                          "/deep/er/x": page("X"), "/deep/er/?q": page("Q")})
        self.crawl(site.url())
        self.assertEqual(self.fetched(site), ["/", "/deep/er/?q", "/deep/er/x"])

    def test_srcset_candidates_are_links(self):
        site = self.site({"/": page("Start", body='<img src="/0.png" srcset="/1.png 1x, /2.png 2x">'
                                                  '<picture><source srcset="/3.webp"></picture>')})
        self.crawl(site.url())
        self.assertLessEqual({site.url(f"/{n}") for n in ("0.png", "1.png", "2.png", "3.webp")},
                             {row[0] for row in self.links(site, "target")})

    def test_meta_refresh_and_the_refresh_header_are_followed(self):
        meta = '<meta http-equiv=refresh content="5; url=/by-meta">'
        site = self.site({"/": Reply(page("Start", head=meta), headers={"Refresh": "0;URL=/by-header"}),
                          "/by-meta": page("M"), "/by-header": page("H")})
        self.crawl(site.url())
        self.assertEqual(sorted(self.links(site, "target", "kind")),
                         [(site.url("/by-header"), "refresh"), (site.url("/by-meta"), "refresh")])
        self.assertEqual(self.fetched(site), ["/", "/by-header", "/by-meta"])

    def test_addresses_that_are_not_http_are_no_urls(self):
        site = self.site({"/": page("Start", "mailto:a@b.example", "javascript:alert(1)", "data:,x",
                                    "tel:1", "ftp://x.example/", "http://[bad/", "#here")})
        self.crawl(site.url())
        self.assertEqual(self.column("SELECT url FROM urls"), [site.url("/")])


class Content(CrawlCase):
    def test_encodings_that_nobody_declares_are_found(self):
        japanese = "朝から雨が降っていたので、駅まで歩くのをやめてバスに乗りました。"
        russian = "Вчера мы смотрели новый дом, у двери растёт большое дерево, и детям там понравилось."
        polish = "Wczoraj oglądaliśmy nowy dom, przed drzwiami rośnie duże drzewo i dzieciom się podobało."
        expected = {
            "/sjis": (japanese, "shift_jis"), "/eucjp": (japanese, "euc-jp"), "/jis": (japanese, "iso-2022-jp"),
            "/gbk": ("昨天我们去看了新的房子，门口有一棵很大的树，孩子们都喜欢这里。", "gbk"),
            "/big5": ("昨天我們去看了新的房子，門口有一棵很大的樹，孩子們都喜歡這裡。", "big5"),
            "/euckr": ("어제 우리는 새 집을 보러 갔는데, 문 앞에 아주 큰 나무가 있었습니다.", "euc-kr"),
            "/1251": (russian, "windows-1251"), "/koi8": (russian, "koi8-r"),
            "/1250": (polish, "windows-1250"), "/latin2": (polish, "iso-8859-2"),
            "/latin1": ("Vor der Tür wächst ein großer Baum.", "windows-1252"),
            "/utf8": (russian + japanese + polish, "utf-8"),
        }
        bodies = {path: f"<!DOCTYPE html><title>{text}</title><h1>News</h1><p>{text}</p>".encode(codec)
                  for path, (text, codec) in expected.items()}
        wrong = {"/declared": Reply(bodies["/koi8"], type="text/html; charset=windows-1251"),
                 "/late": Reply(bodies["/koi8"] + b"<meta charset=windows-1251>", type="text/html")}
        site = self.site({"/": page("Start", *expected, *wrong)} | wrong
                         | {path: Reply(body, type="text/html") for path, body in bodies.items()})
        self.crawl(site.url())
        for path, (text, charset) in expected.items():
            with self.subTest(path):
                self.assertEqual(self.page(site.url(path), "title", "lower(charset)"), (text, charset))
        for path in wrong:
            self.assertEqual(self.page(site.url(path), "charset"), "windows-1251")

    def test_encodings_give_the_right_text(self):
        def reply(text, codec, type="text/html", bom=b""):
            html = f"<!DOCTYPE html>{text[0]}<title>{text[1]}</title><p>{text[1]}"
            return Reply(bom + html.encode(codec), type=type)

        expected = {
            "/latin1": ("café", "windows-1252", reply(("<meta charset=latin1>", "café"), "latin-1")),
            "/cyrillic": ("Привет", "windows-1251",
                          reply(("<meta http-equiv=content-type content='text/html; "
                                 "charset=windows-1251'>", "Привет"), "cp1251")),
            "/sjis": ("日本語", "shift_jis",
                      reply(("", "日本語"), "shift_jis", "text/html; charset=shift_jis")),
            "/utf16": ("Ωμέγα", "utf-16le", reply(("", "Ωμέγα"), "utf-16-le", bom=b"\xff\xfe")),
            "/utf16be": ("naïve", "utf-16be",
                         reply(("", "naïve"), "utf-16-be", "text/html; charset=utf-16be")),
            "/bom": ("a ✓", "utf-8",
                     reply(("<meta charset=latin1>", "a ✓"), "utf-8", bom=b"\xef\xbb\xbf")),
            "/euc": ("한국어", "euc-kr", reply(("", "한국어"), "euc-kr", "text/html;charset=EUC-KR")),
        }
        site = self.site({"/": page("Start", *expected)}
                         | {path: answer for path, (_, _, answer) in expected.items()})
        self.crawl(site.url())
        for path, (title, charset, _) in expected.items():
            with self.subTest(path):
                row = self.page(site.url(path), "title", "lower(charset)", "text")
                self.assertEqual(row[:2], (title, charset))
                self.assertIn(title, row[2])

    def test_content_codings_are_undone(self):
        body = page("Packed", "/found-in-it", body="<p>" + "word " * 2000).encode()
        raw_deflate = zlib.compressobj(wbits=-15)
        coded = {
            "/gzip": ("gzip", gzip.compress(body)),
            "/x-gzip": ("x-gzip", gzip.compress(body)),
            "/zlib": ("deflate", zlib.compress(body)),
            "/deflate": ("deflate", raw_deflate.compress(body) + raw_deflate.flush()),
            "/twice": ("gzip, gzip", gzip.compress(gzip.compress(body))),
        }
        site = self.site({"/": page("Start", *coded), "/found-in-it": page("Found")}
                         | {path: Reply(data, headers={"Content-Encoding": name})
                            for path, (name, data) in coded.items()})
        self.crawl(site.url(), "--max-equal-content", "100")
        for path, (_, data) in coded.items():
            with self.subTest(path):
                self.assertEqual(self.page(site.url(path), "title", "size", "transferred"),
                                 ("Packed", len(body), len(data)))
        self.assertIn("/found-in-it", self.fetched(site))

    def test_a_broken_coding_keeps_what_came_before_the_damage(self):
        data = gzip.compress(page("Cut short").encode() + bytes(range(256)) * 200)[:-60]
        site = self.site({"/": Reply(data, headers={"Content-Encoding": "gzip"})})
        self.crawl(site.url())
        self.assertEqual(self.page(site.url("/"), "status", "title"), (200, "Cut short"))

    def test_head_data(self):
        head = ('<link rel=canonical href="/canonical"><meta name=description content=" A  short\n'
                'text "><meta name=robots content="noarchive, max-snippet:5">')
        html = page("Fish &amp;\n  Chips", head=head).replace("<html>", "<html lang=de-AT>")
        site = self.site({"/": Reply(html, headers={
            "X-Robots-Tag": "noimageindex", "ETag": '"abc"',
            "Last-Modified": "Tue, 01 Oct 2024 10:00:00 GMT"})})
        self.crawl(site.url())
        row = self.page(site.url("/"), "title", "description", "lang", "canonical", "etag",
                        "last_modified", "content_type", "http_version", "ip")
        self.assertEqual(row, ("Fish & Chips", "A short text", "de-AT", site.url("/canonical"), '"abc"',
                               "Tue, 01 Oct 2024 10:00:00 GMT", "text/html", "1.1", "127.0.0.1"))
        robots = self.page(site.url("/"), "robots")
        self.assertIn("noarchive", robots)
        self.assertIn("noimageindex", robots)

    def test_text_is_what_a_reader_sees(self):
        site = self.site({"/": page("T", body="<p>One <b>two</b> three</p><script>var no</script>"
                                              "<style>no{}</style><template>no</template><div>four</div>")})
        self.crawl(site.url())
        text, words = self.page(site.url("/"), "text", "word_count")
        self.assertIn("One two three", text)
        self.assertNotIn("no", text.split())
        self.assertEqual(text.split(), ["T", "One", "two", "three", "four"])
        self.assertEqual(words, 5)

    def test_headers_are_kept_in_order(self):
        site = self.site({"/": Reply(page("H"), headers=[("X-One", "1"), ("Set-Cookie", "a=b"),
                                                         ("Set-Cookie", "c=d")])})
        self.crawl(site.url())
        rows = self.rows("SELECT lower(name), value FROM headers WHERE url = ?", site.url("/"))
        self.assertEqual([row for row in rows if row[0] in ("x-one", "set-cookie")],
                         [("x-one", "1"), ("set-cookie", "a=b"), ("set-cookie", "c=d")])

    def test_of_types_not_asked_for_only_the_headers_are_kept(self):
        site = self.site({"/": page("Start", "/doc.pdf", "/plain"),
                          "/doc.pdf": Reply(b"%PDF" + b"x" * 3_000_000, type="application/pdf",
                                            headers={"X-Here": "yes"}),
                          "/plain": Reply("just words", type="text/plain")})
        self.crawl(site.url())
        status, kind, size, text = self.page(site.url("/doc.pdf"), "status", "content_type", "size",
                                             "coalesce(text, '')")
        self.assertEqual((status, kind, size, text), (200, "application/pdf", 0, ""))
        self.assertEqual(self.one("SELECT value FROM headers WHERE url = ? AND lower(name) = 'x-here'",
                                  site.url("/doc.pdf")), "yes")
        self.assertEqual(self.page(site.url("/plain"), "text"), "just words")

    def test_fetch_names_the_types_whose_bodies_are_wanted(self):
        site = self.site({"/": page("Start", "/data"), "/data": Reply('{"a": 1}', type="application/json")})
        self.crawl(site.url(), "--fetch", "text/html,application/json")
        self.assertEqual(self.page(site.url("/data"), "size"), 8)

    def test_a_type_that_is_none_is_told_by_the_bytes(self):
        types = ["text/html charset=utf-8", "text", "html", "text/html,", "text/html,text/html;charset=utf-8",
                 "*/*", "unknown/unknown", "application/unknown", None]
        site = self.site({"/": page("Start", *(f"/{i}" for i in range(len(types))), "/two", "/binary", "/safe")})
        for i, kind in enumerate(types):
            site.set(f"/{i}", Reply(page(f"Page {i}", f"/from-{i}"), type=kind))
            site.set(f"/from-{i}", page(f"Found on {i}"))
        html = [("Content-Type", "text/html; charset=windows-1251"), ("Content-Type", "text/html")]
        site.set("/two", Reply("<title>абв</title>".encode("cp1251"), type=None, headers=html))
        site.set("/binary", Reply(bytes(range(256)) * 4000, type="application/unknown"))
        site.set("/safe", Reply("<title>no</title><a href=/no>", type="text",
                                headers={"X-Content-Type-Options": "nosniff"}))
        self.crawl(site.url())
        for i, kind in enumerate(types):
            self.assertEqual(self.page(site.url(f"/{i}"), "title", "content_type"), (f"Page {i}", "text/html"), kind)
            self.assertEqual(self.page(site.url(f"/from-{i}"), "title"), f"Found on {i}", kind)
        self.assertEqual(self.page(site.url("/two"), "title", "charset"), ("абв", "windows-1251"))
        self.assertEqual(self.page(site.url("/binary"), "size", "title"), (0, None))
        self.assertEqual(self.page(site.url("/safe"), "content_type", "title"), ("text/plain", None))
        self.assertEqual(self.end_reason(), "finished")
        self.check_counts()

    def test_a_body_over_the_limit_is_cut_kept_and_flagged(self):
        site = self.site({"/": page("Big", "/early", body="<p>" + "x" * 50_000), "/early": page("E")})
        site.set("/", Reply(page("Big", body='<a href="/early">e</a><p>' + "x" * 50_000)))
        self.crawl(site.url(), "--max-body", "10K")
        size, title = self.page(site.url("/"), "size", "title")
        self.assertEqual((size, title), (10 * 1024, "Big"))
        self.assertIn("body", self.page(site.url("/"), "limits_hit"))
        self.assertIn("/early", self.fetched(site))

    def test_pages_with_the_same_content_are_duplicates(self):
        site = self.site({"/": page("Start", "/1", "/2", "/3"), "/1": page("Same"), "/2": page("Same"),
                          "/3": page("Other")})
        self.crawl(site.url())
        rows = self.rows("SELECT url, first_url FROM duplicates WHERE url != first_url")
        self.assertEqual(len(rows), 1)
        self.assertEqual(set(rows[0]), {site.url("/1"), site.url("/2")})
        self.assertEqual(self.one("SELECT count(DISTINCT content_hash) FROM pages"), 3)

    def test_times_are_utc_and_durations_are_there(self):
        site = self.site({"/": Reply(page("Slow"), delay=0.05)})
        self.crawl(site.url())
        at, ttfb, total = self.page(site.url("/"), "fetched_at", "ttfb_ms", "total_ms")
        self.assertRegex(at, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        self.assertGreaterEqual(ttfb, 45)
        self.assertGreaterEqual(total, ttfb)


class Times(CrawlCase):
    def test_are_the_servers(self):
        """A crawl that is stopped while the answer comes reads it late, which is no fault of the site."""
        begun = threading.Event()

        def late(_request):
            begun.wait(20)
            os.kill(self.process.pid, signal.SIGSTOP)
            threading.Timer(0.6, os.kill, (self.process.pid, signal.SIGCONT)).start()
            return page("Late")
        site = self.site({"/": page("Start", "/slow", "/late"), "/slow": Reply(page("Slow"), delay=0.3), "/late": late})
        self.process = self.start(site.url(), "-o", self.db, "--delay", "0", "--allow-private", "--sitemaps", "no", "--per-host", "1")
        begun.set()
        out, err = self.process.communicate(timeout=30)
        self.assertEqual(self.process.returncode, 0, err)
        ttfb, total = self.page(site.url("/late"), "ttfb_ms", "total_ms")
        self.assertLess(ttfb, 300)
        self.assertLess(total, 300)
        ttfb, total = self.page(site.url("/slow"), "ttfb_ms", "total_ms")
        self.assertGreaterEqual(ttfb, 290)
        self.assertGreaterEqual(total, ttfb)


if __name__ == "__main__":
    unittest.main()
