"""Pages that ruin the browser among good ones (--render): each costs itself alone. Skipped where Debian's Chromium
is missing. bench/hostile_renders.py does the same with a thousand."""

import signal
import time
import unittest

from hostile_browser import GOOD, HOSTILE, hostile_pages, striker
from rendering import RenderCase
from scripted_site import Reply, page

GOOD_PAGES = [f"/good/{i}" for i in range(12)]


class Survival(RenderCase):
    def hostile_site(self, kinds, count=1):
        bad = hostile_pages(count, kinds)
        good = {path: page("raw", body=GOOD) for path in GOOD_PAGES}
        mixed = sorted([*bad, *good], key=lambda path: path[::-1])
        return self.site({"/": page("Start", *mixed), **bad, **good}, otherwise=striker(self.browser_processes)), list(bad)

    def check_good_pages(self, site):
        self.assertEqual(self.column("SELECT url FROM pages WHERE url LIKE '%/good/%' AND title IS NOT 'good'"), [])
        self.assertEqual([path for path in GOOD_PAGES if self.state(site.url(path)) != "fetched"], [])
        self.assertFalse(self.browser_processes(), "neither a process nor one that nobody waited for")
        self.assertEqual(list(self.folder.glob("crawl-browser-*")), [])

    def test_hostile_pages_cost_themselves_alone(self):
        site, bad = self.hostile_site(HOSTILE)
        self.render(site.url(), "--render-timeout", "3", timeout=300)
        self.check_good_pages(site)
        self.assertEqual([path for path in bad if self.state(site.url(path)) != "fetched"], [])

    def test_a_tab_that_is_killed_costs_its_page_alone(self):
        site, bad = self.hostile_site(["tab"], 3)
        self.render(site.url())
        self.check_good_pages(site)
        for path in bad:
            self.assertEqual(self.page(site.url(path), "title", "rendered", "render_error"), ("tab", 0, "the tab crashed"))

    def test_a_browser_that_is_killed_costs_the_page_that_does_it(self):
        site, bad = self.hostile_site(["browser"], 2)
        self.render(site.url())
        self.check_good_pages(site)
        for path in bad:
            self.assertEqual(self.page(site.url(path), "title", "rendered", "render_error"),
                             ("browser", 0, "the browser died of it"))
        # The first browser may have had both of them.
        self.assertIn(len([r for r in site.log if r.target.startswith("/strike")]), (3, 4))

    def test_a_browser_that_hangs_costs_the_page_that_does_it(self):
        site, bad = self.hostile_site(["hang"])
        # Waits in the other tab until the browser hangs.
        site.set("/slow", page("raw", body="<script>fetch('/late').then(() => { document.title = 'good' })</script>"))
        site.set("/late", Reply("", delay=4))
        site.set("/", page("Start", "/slow", *bad, *GOOD_PAGES))
        self.render(site.url(), "--render-timeout", "10")
        self.check_good_pages(site)
        self.assertEqual(self.page(site.url("/slow"), "title"), "good")
        self.assertEqual(self.page(site.url(bad[0]), "title", "rendered"), ("hang", 0))

    def test_a_browser_that_hangs_does_not_hold_up_the_end(self):
        site, _ = self.hostile_site(["hang"])
        process = self.start(site.url(), "-o", self.db, "--render", "always", "--delay", "0", "--allow-private")
        end = time.monotonic() + 60
        while not any(r.target.startswith("/strike") for r in list(site.log)) and time.monotonic() < end:
            time.sleep(0.02)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertLess(time.monotonic() - began, 8)  # 5 s, and a busy machine
        self.check_counts()
        self.assertFalse(self.browser_processes())


if __name__ == "__main__":
    unittest.main()
