"""Pages in a browser (--render): what scripts show is found, and the browser asks nobody but us.
Skipped where Debian's Chromium is missing."""

import signal
import socket
import threading
import time
import unittest

from harness import FAST, CrawlCase
from rendering import RenderCase, json, script
from scripted_site import Reply, page

FILLED = page("raw", head="<script src=/app.js></script>", body="<div id=root></div>")
APP = """
setTimeout(() => fetch('/data.json').then(r => r.json()).then(paths => {
  document.title = 'rendered';
  document.getElementById('root').innerHTML = paths.map(p => `<a href="${p}">${p}</a>`).join(' ');
}), 2000);
"""
GREEDY = "<script>const held = []; for (;;) held.push(new Uint8Array(1 << 28).fill(1))</script>"


class Listener:
    """Counts who comes to a port of loopback, by TCP or UDP."""

    def __init__(self, kind=socket.SOCK_STREAM):
        self.socket = socket.socket(socket.AF_INET, kind)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.came = []
        if kind == socket.SOCK_STREAM:
            self.socket.listen()
        self.take = self.socket.accept if kind == socket.SOCK_STREAM else lambda: self.socket.recv(99)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        try:
            while True:
                self.came.append(self.take())
        except OSError:
            pass

    def close(self):
        self.socket.close()


class Rendering(RenderCase):
    def test_what_scripts_show_is_found_and_followed(self):
        site = self.site({"/": FILLED, "/app.js": script(APP), "/data.json": json('["/a", "/b"]'),
                          "/a": page("A"), "/b": page("B")})
        self.render(site.url())
        self.assertEqual(self.fetched(site), ["/", "/a", "/b"])
        self.assertEqual(self.page(site.url("/"), "title", "status"), ("rendered", 200))
        self.assertEqual(sorted(site.targets()), ["/", "/a", "/app.js", "/b", "/data.json"])
        self.assertEqual(self.page(site.url("/"), "rendered", "render_reason", "render_requests", "script_links"),
                         (1, "always", 2, 2))
        self.assertEqual(self.rows("SELECT url, kind, fate, status FROM resources"),
                         [(site.url("/app.js"), "script", "answered", 200),
                          (site.url("/data.json"), "xhr", "answered", 200)], "Chromium tells them not apart")
        self.assertEqual(self.browser_processes(), {})
        self.assertEqual(list(self.folder.glob("crawl-browser-*")), [])

    def test_auto_renders_what_is_empty_without_scripts_and_nothing_else(self):
        words = "<p>" + "Words enough to be read without any script at all. " * 20 + "</p>"
        site = self.site({"/": page("Start", "/app", "/plain", body=words), "/app.js": script(APP),
                          "/app": FILLED.replace("<h1>raw</h1>", ""), "/data.json": json('["/a"]'), "/a": page("A", body=words),
                          "/plain": page("Plain", body=words)})
        self.crawl(site.url(), "--render", "auto")
        self.assertEqual(self.rows("SELECT title FROM pages WHERE rendered = 1"), [("rendered",)])
        self.assertEqual(self.fetched(site), ["/", "/a", "/app", "/plain"])

    def test_a_script_of_many_pages_is_asked_for_once(self):
        pages = [f"/{i}" for i in range(8)]
        site = self.site({"/": page("Start", *pages), "/all.js": script("document.title = 'run'")})
        for path in pages:
            site.set(path, page("raw", head="<script src=/all.js></script>"))
        self.render(site.url())
        self.assertEqual(self.one("SELECT count(*) FROM pages WHERE title = 'run'"), 8)
        self.assertEqual(site.count("/all.js"), 1)

    def test_without_rendering_nothing_changes(self):
        site = self.site({"/": FILLED, "/app.js": script(APP)})
        self.crawl(site.url())
        self.assertEqual(self.page(site.url("/"), "title"), "raw")
        self.assertEqual(site.targets(), ["/"])

    def test_robots_txt_holds_for_what_a_page_asks_for(self):
        site = self.site({"/": FILLED, "/app.js": script(APP), "/data.json": json('["/a"]'),
                          "/robots.txt": Reply("User-agent: *\nDisallow: /data", type="text/plain")})
        self.render(site.url())
        self.assertEqual(site.targets(), ["/", "/app.js"])
        self.assertEqual(self.page(site.url("/"), "title"), "raw")
        self.assertEqual(self.column("SELECT fate FROM resources ORDER BY position"), ["answered", "robots"])

    def test_another_host_is_asked_by_its_own_rules_and_delay(self):
        site = self.site(hosts=["127.0.0.1", "127.0.0.2"])
        other = site.url("", "127.0.0.2")
        site.set("/", page("raw", head="".join(
            f"<script src={other}/{name}.js></script>" for name in ("one", "two", "no"))))
        site.set(("127.0.0.2", "/robots.txt"), Reply("User-agent: *\nDisallow: /no", type="text/plain"))
        for name in ("one", "two", "no"):
            site.set(("127.0.0.2", f"/{name}.js"), script(f"document.title += ' {name}'"))
        self.render(site.url(), defaults=("--delay", "300", *FAST[2:]))
        self.assertEqual(self.page(site.url("/"), "title"), "raw one two")
        self.assertEqual([r.target for r in site.requests(host="127.0.0.2")],
                         ["/robots.txt", "/one.js", "/two.js"])
        self.assertGreater(min(site.gaps("127.0.0.2")), 0.25)

    def test_a_page_waits_for_what_is_asked_for_with_delays(self):
        links = "document.body.insertAdjacentHTML('beforeend', '<a href=/a>a</a>'); document.title = 'rendered'"
        site = self.site({"/": page("raw", head="<script src=/1.js></script><script src=/2.js></script>"),
                          "/1.js": script(""), "/2.js": script(f"addEventListener('load', () => {{ {links} }})"),
                          "/a": page("A")})
        # Longer than the browser may have for a page.
        self.render(site.url(), "--render-timeout", "2", defaults=("--delay", "2500", *FAST[2:]))
        self.assertEqual(self.page(site.url("/"), "title"), "rendered")
        self.assertEqual(self.fetched(site), ["/", "/a"])

    def test_pages_that_hang_or_eat_memory_cost_themselves_alone(self):
        good = [f"/good{i}" for i in range(6)]
        site = self.site({"/": page("Start", "/endless", *good[:3], "/greedy", *good[3:]),
                          "/endless": page("endless", body="<script>for (;;);</script>"),
                          "/greedy": page("greedy", body=GREEDY)})
        for path in good:
            site.set(path, page("raw", body="<script>document.title = 'good'</script>"))
        self.render(site.url(), "--render-timeout", "4")
        self.assertEqual(self.counts(), {"fetched": 9})
        for path in good:
            self.assertEqual(self.page(site.url(path), "title"), "good")
        self.assertEqual(self.page(site.url("/endless"), "title", "rendered", "render_error"),
                         ("endless", 0, "timeout"))
        # V8 ends the script, or the bound on memory the tab, or the clock both.
        title, rendered, error = self.page(site.url("/greedy"), "title", "rendered", "render_error")
        self.assertEqual(title, "greedy")
        self.assertIn((rendered, error), [(1, None), (0, "the tab crashed"), (0, "timeout")])
        self.assertEqual(self.browser_processes(), {})

    def test_nobody_is_asked_but_by_us(self):
        tcp, udp = Listener(), Listener(socket.SOCK_DGRAM)
        self.addCleanup(tcp.close)
        self.addCleanup(udp.close)
        to = f"127.0.0.1:{tcp.port}"
        site = self.site({
            "/": page("raw", head=f"<link rel=preconnect href=http://{to}><link rel=prefetch href=http://{to}/1>"
                      f"<link rel=dns-prefetch href=http://{to}><link rel=prerender href=http://{to}/2>",
                      body=f"<a id=a href='#x' ping=http://{to}/3>x</a><script>"
                      f"new WebSocket('ws://{to}/4'); navigator.sendBeacon('http://{to}/5', 'x');"
                      f"new EventSource('http://{to}/6'); document.getElementById('a').click();"
                      "const rtc = new RTCPeerConnection({iceServers: [{urls: "
                      f"'stun:127.0.0.1:{udp.port}'}}]}}); rtc.createDataChannel('x');"
                      "rtc.createOffer().then(o => rtc.setLocalDescription(o));"
                      "navigator.serviceWorker.register('/sw.js').catch(() => {}); new Worker('/w.js');"
                      "try { new SharedWorker('/shared.js') } catch (e) {}"
                      f"fetch('http://{to}/7', {{method: 'POST', body: 'x', keepalive: true}}).catch(() => {{}});"
                      "document.title = 'tried'</script>"),
            "/sw.js": script(f"fetch('http://{to}/8')"),
            "/shared.js": script(f"fetch('http://{to}/10')"),
            "/w.js": script(f"importScripts('http://{to}/9')")}, hosts=["localhost"])
        # Private addresses are out of reach for pages of other hosts, also by way of us.
        self.render(site.url(host="localhost"), defaults=("--delay", "0", "--sitemaps", "no"))
        self.assertEqual(self.column("SELECT title FROM pages"), ["tried"])
        self.assertEqual((tcp.came, udp.came), ([], []))

    def test_an_interrupt_ends_it_in_time(self):
        site = self.site({"/": page("endless", body="<script>for (;;);</script>")})
        process = self.start(site.url(), "-o", self.db, "--render", "always", "--render-timeout", "60",
                             "--delay", "0", "--allow-private")
        self.assertTrue(site.wait_for(2, timeout=30))
        end = time.monotonic() + 30
        while not self.browser_processes() and time.monotonic() < end:
            time.sleep(0.02)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertLess(time.monotonic() - began, 8)  # 5 s, and a busy machine
        self.check_counts()
        self.assertEqual(self.browser_processes(), {})

    def test_a_killed_crawl_leaves_no_browser_and_its_folder_goes_at_the_next_start(self):
        site = self.site({"/": page("endless", body="<script>for (;;);</script>"), "/good": page("good")})
        process = self.start(site.url(), "-o", self.db, "--render", "always", "--render-timeout", "60",
                             "--delay", "0", "--allow-private")
        end = time.monotonic() + 30
        while len(self.browser_processes()) < 4 and time.monotonic() < end:
            time.sleep(0.02)
        process.kill()
        process.wait()
        self.await_none(self.browser_processes)
        self.assertEqual(len(list(self.folder.glob("crawl-browser-*"))), 1)
        self.db = self.folder / "other.db"
        self.render(site.url("/good"))
        self.assertEqual(list(self.folder.glob("crawl-browser-*")), [])

    def test_the_number_of_pages_is_kept(self):
        site = self.site({"/": page("Start", *(f"/{i}" for i in range(20)))})
        for i in range(20):
            site.set(f"/{i}", page(f"{i}"))
        self.render(site.url(), "--max-pages", "5")
        self.assertEqual(self.counts()["fetched"], 5)
        self.assertEqual(self.end_reason(), "max-pages")


class Missing(CrawlCase):
    def test_a_browser_that_is_not_there_is_named_before_anything_begins(self):
        ended = self.run_raw("http://127.0.0.1/", "-o", self.db, "--render", "always",
                             "--chromium", "/nowhere/chromium")
        self.assertNotEqual(ended.status, 0)
        self.assertIn("/nowhere/chromium", ended.stderr)
        self.assertFalse(self.db.exists())


if __name__ == "__main__":
    unittest.main()
