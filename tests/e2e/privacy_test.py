"""A page can't lead the crawler into its user's network: whatever leads there, and however it is
written, no connection is made. Hosts that a seed names are allowed; here that is 127.0.0.2."""

import socket
import threading
import unittest

from harness import CrawlCase
from scripted_site import Raw, Reply, page, redirect, unused_port

SEED = "127.0.0.2"
INSIDE = "127.0.0.1"
STRICT = ("--delay", "0", "--retries", "0", "--scope", "all")

LOOPBACK = ("127.0.0.1", "2130706433", "0177.0.0.1", "0x7f.1", "0x7f000001", "017700000001", "127.1",
            "127.0.0.1.", "１２７。０。０。１", "%31%32%37.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
            "[::127.0.0.1]", "localhost", "LocalHost", "localhost.", "foo.localhost", "foo.localhost.")
OTHERS = ("0.0.0.0", "0", "0x0", "[::]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.100.100.200", "192.0.0.192",
          "169.254.169.254", "2852039166", "168.63.129.16", "255.255.255.255", "224.0.0.1", "[fd00:ec2::254]",
          "[fe80::1]", "[::ffff:169.254.169.254]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]",
          "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[ff02::1]")


class Privacy(CrawlCase):
    def web(self, routes):
        """A site of two hosts; it also listens on ::1 for the names of the loopback."""
        site = self.site(hosts=(SEED, INSIDE, "localhost"))
        for path, answer in routes(site).items():
            site.set(path, answer)
        return site

    def crawl_strictly(self, site, *options, sitemaps="no"):
        self.crawl(site.url(), "--sitemaps", sitemaps, *options, defaults=STRICT)
        self.assertEqual({request.host for request in site.log}, {SEED})

    def refused(self):
        """The URLs that are not the seed's, all of them refused for their address and with its words."""
        rows = self.rows("SELECT url, state, reason, detail FROM urls WHERE url NOT LIKE ?", f"http://{SEED}:%")
        for url, state, reason, detail in rows:
            with self.subTest(url):
                self.assertEqual((state, reason), ("failed", "private-address"))
                self.assertRegex(detail, r"^[0-9a-f.:]+ is a private address \(--allow-private allows it\)$")
        return [url for url, *_ in rows]

    def test_links_in_every_spelling(self):
        hosts = LOOPBACK + OTHERS
        site = self.web(lambda site: {"/": page("Start", *(f"http://{host}:{site.port}/{i}"
                                                          for i, host in enumerate(hosts)))})
        self.crawl_strictly(site)
        self.assertEqual(len(self.refused()), len(hosts))
        self.assertEqual(self.counts(), {"fetched": 1, "failed": len(hosts)})

    def test_redirects(self):
        hosts = [host for host in LOOPBACK + OTHERS if host.isascii()]
        site = self.web(lambda site: {"/": page("Start", *(f"/{i}" for i in range(len(hosts))))}
                        | {f"/{i}": redirect(f"http://{host}:{site.port}/{i}") for i, host in enumerate(hosts)})
        self.crawl_strictly(site)
        self.assertEqual(len(self.refused()), len(hosts))

    def test_other_ways_that_a_page_has(self):
        def routes(site):
            inside = [f"http://{INSIDE}:{site.port}/{i}" for i in range(5)]
            return {"/": Reply(page("Start", "/refresh", head=f"<base href='{inside[0]}'><link rel=canonical href="
                                    f"'{inside[1]}'>", body=f"<iframe src='{inside[2]}'></iframe><a href=//{INSIDE}:"
                                    f"{site.port}/6>x</a>"),
                               headers=[("Link", f"<{inside[3]}>; rel=next"), ("Refresh", f"0; url={inside[4]}")])}
        site = self.web(routes)
        self.crawl_strictly(site)
        self.assertEqual(len(self.refused()), 6)

    def test_sitemaps_and_what_they_name(self):
        def routes(site):
            inside = f"http://{INSIDE}:{site.port}"
            return {"/robots.txt": Reply(f"Sitemap: {inside}/named.xml\nSitemap: /index.xml", type="text/plain"),
                    "/index.xml": Reply(f"<sitemapindex><sitemap><loc>{inside}/indexed.xml</loc></sitemap>"
                                        f"<sitemap><loc>{site.url('/map.xml')}</loc></sitemap></sitemapindex>",
                                        type="application/xml"),
                    "/map.xml": Reply(f"<urlset><url><loc>{inside}/page</loc></url></urlset>", type="application/xml"),
                    "/sitemap.xml": redirect(f"{inside}/moved.xml"), "/": page("Start")}
        site = self.web(routes)
        self.crawl_strictly(site, sitemaps="yes")
        self.assertEqual(sorted(url.rsplit("/", 1)[1] for url in self.refused()),
                         ["indexed.xml", "moved.xml", "named.xml", "page"])

    def test_a_robots_txt_that_leads_inside_closes_its_host_and_says_so(self):
        for target in (f"http://{INSIDE}:%d/robots.txt", "http://169.254.169.254/robots.txt", "http://localhost:%d/"):
            with self.subTest(target):
                site = self.site({}, hosts=(SEED, INSIDE, "localhost"))
                site.set("/robots.txt", redirect(target.replace("%d", str(site.port))))
                self.crawl_strictly(site, "--max-time", "0.5")
                self.assertEqual(self.state(site.url()), "waiting")
                self.assertIn("private address", self.one("SELECT last_error FROM hosts WHERE origin = ?",
                                                          site.url("")))
                self.assertEqual(set(site.targets()), set())

    def test_a_robots_txt_on_a_host_that_is_dead_closes_its_host_for_now(self):
        with unused_port("127.0.0.3") as dead:
            self.crawl_to_dead(dead.getsockname()[1])

    def crawl_to_dead(self, port):
        site = self.site({"/robots.txt": redirect(f"http://127.0.0.3:{port}/robots.txt")})
        self.crawl(site.url(), "--retries", "0", "--max-time", "0.5")
        self.assertEqual(self.state(site.url()), "waiting")
        self.assertIn("robots.txt: connect", self.one("SELECT last_error FROM hosts"))

    def test_ports_that_browsers_refuse_are_asked_for_nothing_unless_a_seed_names_them(self):
        port = 10080  # the only one of them that any user may listen on and no service claims
        try:
            bad = socket.create_server((SEED, port))
        except OSError as error:
            self.skipTest(f"port {port}: {error}")
        with bad:
            ways = [f"http://{SEED}:{port}/{i}" for i in range(4)]
            site = self.site({"/": page("Start", "/moved", ways[0], head=f"<link rel=canonical href='{ways[1]}'>"),
                              "/moved": redirect(ways[2]), "/robots.txt": Reply(f"Sitemap: {ways[3]}\n")}, hosts=(SEED,))
            self.crawl(site.url(), "--allow-private", defaults=STRICT)
            for url in ways:
                self.assertEqual(self.state(url), "skipped/bad-port")
            self.assertEqual(self.fetched(site), ["/", "/moved", "/sitemap.xml"])
            bad.setblocking(False)
            self.assertRaises(BlockingIOError, bad.accept)
            # Named by a seed it is an address as any other.
            bad.setblocking(True)
            server = threading.Thread(target=self.answer_all, args=(bad,))
            server.start()
            self.crawl(ways[0], "--allow-private", defaults=STRICT)
            bad.shutdown(socket.SHUT_RDWR)
            server.join()
            self.assertEqual(self.state(ways[0]), "fetched")

    @staticmethod
    def answer_all(listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(1 << 16)
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def test_through_a_proxy_what_the_url_itself_says_is_still_refused(self):
        hosts = LOOPBACK + OTHERS
        proxy = self.site(otherwise=lambda request: page("Far", *(
            f"http://{host}/{i}" for i, host in enumerate(hosts)), "http://other.example/"))
        proxy.set(("far.example", "http://far.example/robots.txt"), Reply("", 404))
        proxy.set(("other.example", "http://other.example/robots.txt"), Reply("", 404))
        self.crawl("http://far.example/", "--sitemaps", "no", "--proxy", proxy.url(""), defaults=STRICT)
        self.assertEqual({request.host for request in proxy.log}, {"far.example", "other.example"})
        self.assertEqual(self.counts(), {"fetched": 2, "failed": len(hosts)})
        self.assertEqual(set(self.column("SELECT reason FROM errors")), {"private-address"})

    def test_allow_private_lifts_it(self):
        site = self.web(lambda site: {"/": page("Start", site.url("/in", INSIDE)), (INSIDE, "/in"): page("In")})
        self.crawl(site.url(), "--sitemaps", "no", "--allow-private", defaults=STRICT)
        self.assertEqual(self.page(site.url("/in", INSIDE), "title"), "In")


if __name__ == "__main__":
    unittest.main()
