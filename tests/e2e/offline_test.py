"""crawl export --format site: a copy that a browser opens without a network."""

import os
import re
import shutil
import subprocess
import unittest
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from harness import CrawlCase
from scripted_site import Reply, Site, page, redirect

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
TYPES = "text/html,text/css,text/plain,image/png,image/svg+xml,application/octet-stream,application/x-odd"
LOADED = {"src", "poster", "background", "data", "srcset", "imagesrcset", "lowsrc"}
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000"
                    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082")


class Names(HTMLParser):
    """What a page names: (element, attribute, value)."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.named, self.styles, self.in_style = [], [], False

    def handle_starttag(self, tag, attributes):
        values = dict(reversed(attributes))
        self.in_style = tag == "style"
        for name, value in values.items():
            if name in LOADED | {"href", "action", "xlink:href"}:
                self.named.append((tag, name, value or "", values))
            if name == "style":
                self.styles.append(value or "")
        if tag == "meta" and (values.get("http-equiv") or "").lower() == "refresh":
            self.named.append((tag, "refresh", re.search(r"url=(.*)", values["content"], re.S).group(1), values))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self.in_style = False

    def handle_data(self, data):
        if self.in_style:
            self.styles.append(data)


class Offline(CrawlCase):
    def copy(self, *arguments, status=0):
        self.folder_of_copy = self.folder / "copy"
        ended = self.run_raw("export", self.db, "--format", "site", "-o", self.folder_of_copy, *arguments)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def file(self, name):
        return (self.folder_of_copy / name).read_bytes().decode("utf-8-sig")

    def names(self):
        return sorted(path.relative_to(self.folder_of_copy).as_posix() for path in self.folder_of_copy.rglob("*")
                      if path.is_file() and path.name != ".crawl-export")

    def check_target(self, path, value, is_loaded):
        """A relative name leads to a file of the copy; nothing that is loaded leads elsewhere."""
        if not value or value.startswith(("#", "data:")):
            return
        parts = urlsplit(value)
        if parts.scheme or parts.netloc or value.startswith("/"):
            self.assertFalse(is_loaded, f"{path} loads {value}")
            return
        target = path.parent / unquote(parts.path)
        self.assertTrue(target.is_file(), f"{path} names {value}")
        self.assertIn(self.folder_of_copy.resolve(), target.resolve().parents)

    def walk(self):
        """Each link of each file."""
        links = 0
        for path in self.folder_of_copy.rglob("*"):
            if path.suffix == ".css":
                for value in re.findall(r'url\("?([^")]*)"?\)|@import "([^"]*)"', path.read_text("utf-8")):
                    self.check_target(path, "".join(value), True)
            if path.suffix not in (".html", ".svg"):
                continue
            names = Names()
            names.feed(path.read_bytes().decode("utf-8-sig"))
            for tag, name, value, values in names.named:
                links += 1
                if name.endswith("srcset"):
                    for candidate in value.split(", "):
                        self.check_target(path, candidate.split(" ")[0], True)
                else:
                    is_link = tag in ("a", "area", "form") or tag == "link" and "canonical" in values.get("rel", "")
                    self.check_target(path, value, not is_link)
            for style in names.styles:
                for value in re.findall(r'url\("?([^")]*)"?\)', style):
                    self.check_target(path, value, True)
        return links


class Copies(Offline):
    def test_what_pages_name_leads_to_files(self):
        site = self.site({
            "/": page("Start", "/a?x=1&y=2", "/dir/", "/old", "/away", "/gone", "/look.css", "/pic.png", "https://elsewhere.test/x#y",
                      "/drawing.svg", "mailto:me@example.com", "/a#part", "#here",
                      head="<link rel=stylesheet href='/look.css' integrity=sha256-x crossorigin><link rel=preconnect href='https://cdn.test'>"
                           "<link rel=canonical href='https://other.test/c'><style>b{background:url(/pic.png)} i{background:url('/no.png')}</style>"
                           "<script src='https://cdn.test/x.js'></script>",
                      body="<img src='/pic.png' srcset='/pic.png 1x, /no.png 2x' alt=''><img src='https://cdn.test/y.png'>"
                           "<p style=\"background: url('/pic.png')\">x</p><iframe src='https://ads.test/'></iframe>"
                           "<a href='/a?x=1&amp;y=2'>again</a><form action='/search'></form>"),
            "/a?x=1&y=2": page("A", "/"), "/a": page("Plain a", "/"),
            "/dir/": page("Dir", "sub", "../", head="<base href='/dir/deep/'>"), "/dir/deep/sub": page("Sub", "/", head="<meta content='5; URL=/a' http-equiv=Refresh><meta http-equiv=refresh content='1;url=https://away.test/'>"
                                         "<meta http-equiv=content-security-policy content=\"default-src 'self'\">"),
            "/old": redirect("/older", 301), "/older": redirect("/a"), "/away": redirect("https://elsewhere.test/"),
            "/gone": Reply("gone", 404),
            "/look.css": Reply("@import url(more.css); a { background: url( '/pic.png' ) } b { background: url(/no.png) }", type="text/css"),
            "/pic.png": Reply(PNG, type="image/png"),
            "/drawing.svg": Reply("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><script>evil()</script><image href='/pic.png'/>"
                                  "<image href='https://cdn.test/z.png'/></svg>", type="image/svg+xml")})
        self.crawl(site.url(), "--fetch", TYPES)
        self.copy()
        host = f"127.0.0.1-{urlsplit(site.url()).port}"
        self.assertEqual(self.names(), sorted([f"{host}/{name}" for name in (
            "a-x=1-y=2.html", "a.html", "away.html", "dir/deep/sub.html", "dir/index.html", "drawing.svg", "index.html", "look.css",
            "old.html", "older.html", "pic.png")] + ["index.html"]))
        self.assertGreater(self.walk(), 30)
        start = self.file(f"{host}/index.html")
        for kept in ('href="a-x=1-y=2.html"', 'href="dir/index.html"', 'href="https://elsewhere.test/x#y"', 'href="mailto:me@example.com"',
                     'href="a.html#part"', 'href="#here"', f'href="{site.url("/gone")}"', 'srcset="pic.png 1x"', "data-absent-src='https://cdn.test/y.png'",
                     "data-absent-integrity", "data-absent-href='https://cdn.test'", f'action="{site.url("/search")}"', 'url("pic.png")', 'url("data:,")'):
            self.assertIn(kept, start)
        self.assertTrue(start.startswith("<!DOCTYPE html><meta http-equiv=\"Content-Security-Policy\""))
        self.assertIn('href="a.html"', start.split("to /old")[0].rsplit("<a ", 1)[1], "by redirects to the last file")
        self.assertIn("http-equiv=refresh", self.file(f"{host}/old.html"))
        self.assertNotIn("http-equiv=refresh", self.file(f"{host}/away.html"), "nothing leads to the network by itself")
        self.assertIn('href="sub.html"', self.file(f"{host}/dir/index.html").replace("deep/", ""))
        sub = self.file(f"{host}/dir/deep/sub.html")
        self.assertIn('<meta content="5;url=../../a.html" http-equiv=Refresh>', sub)
        self.assertEqual(sub.count("data-absent-http-equiv="), 2)
        drawing = self.file(f"{host}/drawing.svg")
        self.assertNotIn("<script", drawing)
        self.assertNotIn(" onload", drawing)
        self.assertEqual((self.folder_of_copy / host / "pic.png").read_bytes(), PNG)
        self.assertIn(f'url={host}/index.html', self.file("index.html"))

    def test_names_that_no_file_system_can_have(self):
        paths = ["/" + "x" * 900, "/" + "/".join("d" * 60 for _ in range(12)) + "/f", "/A", "/a", "/%2e%2e/%2e%2e/etc", "/..%2f..%2fetc",
                 "/con", "/x.html", "/x.html/y", "/x", "/caf%C3%A9", "/%00", "/a%5Cb", "/q?a=/../../b", "/q?" + "z" * 700, "/tr%20ail.", "/.hidden",
                 "/page.php", "/page.asp", "/%E2%80%AEgnp.exe"]
        site = self.site({"/": page("Start", *paths)} | {path: page(path[:20], "/") for path in paths}, otherwise=lambda request: page("Other", "/"))
        self.crawl(site.url(), "--max-url-length", "2000", "--max-path-depth", "100", "--max-repeated-segments", "100")
        fetched = self.one("SELECT count(*) FROM pages WHERE status = 200")
        self.assertGreater(fetched, 15)
        self.copy()
        names = self.names()
        self.assertEqual(len(names), fetched + 1)
        self.assertEqual(len({name.casefold() for name in names}), len(names))
        for name in names:
            self.assertLessEqual(len(name.encode()), 255)
            for part in name.split("/"):
                self.assertNotIn(part, ("", ".", ".."))
                self.assertRegex(part, r"^[\w=+,@~.-]+$")
                self.assertNotRegex(part, r"^(con|\.|-)|\.$")
        self.walk()

    def test_encodings_are_said(self):
        site = self.site({"/": Reply("<meta charset=windows-1252><title>caf\u00e9</title><a href='/k\u00e4se'>x</a>".encode("cp1252"), type="text/html"),
                          "/k%C3%A4se": Reply(page("K\u00e4se", "/").encode("utf-16-le"), type="text/html; charset=utf-16le")})
        self.crawl(site.url())
        self.copy()
        for name in self.names():
            self.assertTrue((self.folder_of_copy / name).read_bytes().startswith(b"\xef\xbb\xbf"), name)
        host = f"127.0.0.1-{urlsplit(site.url()).port}"
        self.assertIn("caf\u00e9", self.file(f"{host}/index.html"))
        self.assertIn("K\u00e4se", self.file(f"{host}/k\u00e4se.html"))
        self.walk()

    def test_a_type_that_a_browser_would_run_has_its_ending_and_no_other(self):
        bad = "<script>location='https://evil.test/'</script>"
        site = self.site({"/": page("Start", "/t.html", "/u.svg", "/v"), "/t.html": Reply(bad, type="text/plain"),
                          "/u.svg": Reply(bad, type="application/octet-stream"), "/v": Reply(bad, type="application/x-odd")})
        self.crawl(site.url(), "--fetch", TYPES)
        self.copy()
        self.assertEqual({Path(name).suffix for name in self.names()}, {".html", ".txt", ".bin"})
        self.walk()

    def test_a_folder_with_files_is_left_alone(self):
        self.crawl(self.site({"/": page("Start")}).url())
        self.copy()
        self.assertIn("is not empty", self.copy(status=1).stderr)
        self.assertEqual(self.run_raw("export", self.db, "--format", "site").status, 2)


@unittest.skipUnless(CHROMIUM, "no chromium here: apt-get install chromium")
class InABrowser(Offline):
    def dumped(self, file):
        ended = subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.folder}/profile",
                                "--virtual-time-budget=3000", "--timeout=20000", "--dump-dom", file.as_uri()],
                               capture_output=True, text=True, timeout=120, env=os.environ | {"HOME": str(self.folder)})
        return ended.stdout

    def test_nothing_is_asked_of_the_network(self):
        """Every name and address of the copy is one that this test would see asked."""
        other = Site({}, otherwise=lambda request: Reply("x"))
        other.__enter__()
        self.addCleanup(other.__exit__)
        away = other.url
        site_page = page("Start", "/two", away("/link"), head=(
            f"<link rel=stylesheet href='/s.css'><link rel=stylesheet href='{away('/s')}'><link rel=icon href='{away('/i')}'><link rel=preload as=image href='{away('/p')}'>"
            f"<script src='{away('/js')}'></script><script>fetch('{away('/f')}'); new Image().src='{away('/im')}'; document.title='ran'</script>"
            f"<style>@import '{away('/im2')}'; body{{background:url({away('/b')})}}</style><meta http-equiv=refresh content='0;url={away('/r')}'>"), body=(
            f"<img src='{away('/1')}'><img srcset='{away('/2')} 1x'><iframe src='{away('/3')}'></iframe><iframe srcdoc=\"<img src='{away('/4')}'>\"></iframe>"
            f"<video src='{away('/5')}' poster='{away('/6')}' autoplay></video><object data='{away('/7')}'></object><embed src='{away('/8')}'>"
            f"<input type=image src='{away('/9')}'><svg><image href='{away('/10')}'/></svg><img src=x onerror=\"location='{away('/11')}'\">"
            f"<p id=shown>Here it is.</p><a href='/s.css'>s</a>"))
        site = self.site({"/": site_page,
            "/two": page("Two", "/"), "/s.css": Reply("#shown { color: rgb(1, 2, 3) }", type="text/css")})
        self.crawl(site.url(), "--fetch", TYPES)
        self.copy()
        self.walk()
        control = self.folder / "control.html"
        control.write_bytes(site_page.encode())
        self.dumped(control)
        self.assertGreater(len(other.log), 5, "the page as it was asks for much, and this test sees it")
        asked = len(other.log)
        start = self.folder_of_copy / f"127.0.0.1-{urlsplit(site.url()).port}" / "index.html"
        shown = self.dumped(start)
        self.assertIn("Here it is.", shown)
        self.assertNotIn("<title>ran</title>", shown)
        self.assertEqual([request.target for request in other.log[asked:]], [])
        self.assertIn('href="s.css"', shown)


if __name__ == "__main__":
    unittest.main()
