"""Names: what their servers say, don't say, or say differently the next time; and that an answer can't
lead the crawler into its user's network. All in a network of the test's own, so that public addresses
are judged as such."""

import unittest

import own_network
from harness import CrawlCase
from name_server import NO_SUCH_NAME, SERVFAIL, SILENCE, NameServer
from own_network import Mute, SystemFiles, Watch
from scripted_site import Reply, page, redirect

SEED = "seed.test"  # hosts that a seed names may be anywhere; the names that are judged are others
PUBLIC = "93.184.216.34"
PUBLIC6 = "2606:2800:220:1::34"
MUTE6 = "2606:2800:220:1::35"
INSIDE = "127.0.0.1"
INTRANET = "10.0.0.7"
REFUSING = [f"93.184.216.{i}" for i in range(100, 110)]
MUTE = "93.184.216.99"

STRICT = ("--delay", "0", "--scope", "all")


def setUpModule():
    own_network.set_up()


class Case(CrawlCase):
    def setUp(self):
        super().setUp()
        self.names = NameServer()
        self.names.__enter__()
        self.addCleanup(self.names.__exit__)
        self.names.set(SEED, PUBLIC)
        self.files = SystemFiles()
        self.addCleanup(self.files.close)
        self.files.write("/etc/resolv.conf", "nameserver 127.0.0.1\n")
        self.files.write("/etc/hosts", "")
        self.files.write("/etc/nsswitch.conf", "hosts: files dns\n")

    def web(self, *links, routes=None, addresses=(PUBLIC,)):
        """A site at these addresses, the same for every name; its seed's page has these links, in which
        PORT is to be the port."""
        def anything(request):
            return None if request.target in ("/robots.txt", "/sitemap.xml") else page(request.host)
        site = self.site(hosts=addresses, otherwise=anything)
        site.set((SEED, "/"), page("Seed", *(link.replace("PORT", str(site.port)) for link in links)))
        for key, answer in (routes(site) if routes else {}).items():
            site.set(key, answer)
        return site

    def watch(self, site, *addresses):
        """Fails the test if anybody connects to these addresses at the site's port."""
        for address in addresses:
            watch = Watch(address, site.port)
            self.addCleanup(watch.close)
            self.addCleanup(lambda address=address, watch=watch: self.assertEqual(
                watch.visits(), 0, f"connections to {address}"))

    def mute(self, site, address):
        mute = Mute(address, site.port)
        self.addCleanup(mute.close)

    def crawl_strictly(self, site, *options, retries=0, sitemaps="no", status=0):
        return self.crawl(site.url("/", SEED), "--retries", retries, "--sitemaps", sitemaps, *options,
                          defaults=STRICT, status=status)

    def trouble(self, site, name, path="/"):
        """State and words of a URL of `name`."""
        url = site.url(path, name)
        return self.state(url), self.one("SELECT detail FROM urls WHERE url = ?", url)


class Answers(Case):
    def test_no_such_name(self):
        site = self.web("http://missing.test:PORT/")
        self.crawl_strictly(site, retries=3)
        self.assertEqual(self.trouble(site, "missing.test"), ("failed/dns", "no such name"))
        self.assertEqual(sorted(self.names.asked("missing.test")), ["A", "AAAA"], "once is enough")

    def test_a_name_without_an_address(self):
        self.names.set("empty.test", "")
        site = self.web("http://empty.test:PORT/")
        self.crawl_strictly(site)
        self.assertEqual(self.trouble(site, "empty.test"), ("failed/dns", "no address for this name"))

    def test_a_name_server_that_is_silent_ends_with_the_timeout_and_holds_up_no_other_host(self):
        self.names.set("silent.test", SILENCE)
        self.names.set("good.test", PUBLIC)
        chain = {("good.test", f"/{i}"): page(f"{i}", f"/{i + 1}") for i in range(5)}
        site = self.web("http://silent.test:PORT/", "http://good.test:PORT/0", routes=lambda _: chain)
        ended = self.crawl_strictly(site, "--timeout", "3")
        state, detail = self.trouble(site, "silent.test")
        self.assertEqual(state, "failed/dns")
        self.assertIn("timeout", detail)
        self.assertLess(ended.seconds, 20)
        asked_at = next(question.at for question in self.names.log if question.name == "silent.test")
        last = site.requests("/5", "good.test")[0]
        self.assertLess(last.at - asked_at, 3, "the others waited")

    def test_no_name_server_at_all(self):
        self.files.write("/etc/resolv.conf", "nameserver 127.0.0.9\n")
        site = self.web()
        self.crawl_strictly(site, "--timeout", "0.5", status=3)
        state, detail = self.trouble(site, SEED)
        self.assertEqual(state, "failed/dns")
        self.assertIn("no name server", detail)

    def test_a_failure_that_passes_is_asked_about_again(self):
        # More than the resolver asks by itself.
        self.names.set("flaky.test", *[SERVFAIL] * 4, PUBLIC)
        site = self.web("http://flaky.test:PORT/")
        self.crawl_strictly(site, retries=3)
        self.assertEqual(self.state(site.url("/", "flaky.test")), "fetched")

    def test_a_failure_that_stays_fails(self):
        self.names.set("broken.test", SERVFAIL)
        site = self.web("http://broken.test:PORT/")
        self.crawl_strictly(site)
        self.assertEqual(self.state(site.url("/", "broken.test")), "failed/dns")

    def test_the_hosts_file_comes_first(self):
        self.names.set("listed.test", "93.184.216.200")
        self.files.write("/etc/hosts", f"{PUBLIC} listed.test listed\n")
        site = self.web("http://listed.test:PORT/", "http://listed:PORT/", "http://listed.test.:PORT/x")
        self.crawl_strictly(site)
        self.assertEqual(self.counts(), {"fetched": 4})
        self.assertEqual(self.names.asked(), {SEED})


class ManyAddresses(Case):
    def test_dead_ones_before_the_one_that_lives(self):
        self.names.set("many.test", " ".join([*REFUSING, MUTE, PUBLIC]))
        site = self.web("http://many.test:PORT/")
        self.mute(site, MUTE)
        ended = self.crawl_strictly(site, "--connect-timeout", "1")
        self.assertEqual(self.page(site.url("/", "many.test"), "ip"), PUBLIC)
        self.assertLess(ended.seconds, 5)

    def test_all_dead(self):
        self.names.set("dead.test", " ".join(REFUSING))
        site = self.web("http://dead.test:PORT/")
        self.crawl_strictly(site)
        self.assertEqual(self.state(site.url("/", "dead.test")), "failed/connect")

    def test_ipv6_only(self):
        self.names.set("six.test", PUBLIC6)
        site = self.web("http://six.test:PORT/", addresses=(PUBLIC, PUBLIC6))
        self.crawl_strictly(site)
        self.assertEqual(self.page(site.url("/", "six.test"), "ip"), PUBLIC6)

    def test_an_ipv6_that_leads_nowhere_does_not_delay_ipv4(self):
        self.names.set("both.test", f"{MUTE6} {PUBLIC}")
        site = self.web("http://both.test:PORT/")
        self.mute(site, MUTE6)
        ended = self.crawl_strictly(site)
        self.assertEqual(self.page(site.url("/", "both.test"), "ip"), PUBLIC)
        self.assertLess(ended.seconds, 5)


class Walls(Case):
    def test_of_private_and_public_addresses_only_the_public_one_is_connected_to(self):
        self.names.set("mixed.test", f"{INSIDE} {INTRANET} ::1 {PUBLIC}")
        site = self.web("http://mixed.test:PORT/")
        self.watch(site, INSIDE, INTRANET, "::1")
        self.crawl_strictly(site)
        self.assertEqual(self.page(site.url("/", "mixed.test"), "ip"), PUBLIC)

    def test_where_the_public_one_is_dead_the_private_ones_are_no_way_out(self):
        self.names.set("mixed.test", f"{INSIDE} {INTRANET} ::1 {REFUSING[0]}")
        site = self.web("http://mixed.test:PORT/")
        self.watch(site, INSIDE, INTRANET, "::1")
        self.crawl_strictly(site)
        self.assertEqual(self.state(site.url("/", "mixed.test")), "failed/connect")

    def test_of_private_addresses_alone_none_is_connected_to(self):
        names = {"loop.test": INSIDE, "loop6.test": "::1", "intranet.test": f"{INTRANET} {INSIDE}",
                 "mapped.test": f"::ffff:{INSIDE}", "any.test": "0.0.0.0", "metadata.test": "169.254.169.254"}
        for name, addresses in names.items():
            self.names.set(name, addresses)
        site = self.web(*(f"http://{name}:PORT/" for name in names))
        self.watch(site, INSIDE, INTRANET, "::1")
        self.crawl_strictly(site)
        for name in names:
            state, detail = self.trouble(site, name)
            self.assertEqual(state, "failed/private-address", name)
            self.assertRegex(detail, r"^[0-9a-f.:]+ is a private address \(--allow-private allows it\)$")

    def ways(self):
        """A site that leads to a name of its own by each way there is."""
        def routes(site):
            def there(way, path="/"):
                return site.url(path, f"{way}.test")
            return {(SEED, "/robots.txt"): Reply(f"Sitemap: {there('map', '/map.xml')}\nSitemap: /map.xml",
                                                 type="text/plain"),
                    (SEED, "/map.xml"): Reply(f"<urlset><url><loc>{there('mapped')}</loc></url></urlset>",
                                              type="application/xml"),
                    (SEED, "/moved"): redirect(there("moved")),
                    ("robots.test", "/robots.txt"): redirect(there("elsewhere", "/robots.txt"))}
        return self.web("/moved", "http://link.test:PORT/", "http://link.test:PORT/again",
                        "http://robots.test:PORT/", routes=routes)

    WAYS = ("link", "moved", "map", "mapped", "elsewhere")
    PAGES = (("link", "/"), ("link", "/again"), ("moved", "/"), ("map", "/map.xml"), ("mapped", "/"))

    def test_a_name_that_moves_inside_after_the_check_is_not_followed(self):
        self.names.set("robots.test", PUBLIC)
        for way in self.WAYS:
            self.names.set(f"{way}.test", PUBLIC, INSIDE)
        site = self.ways()
        self.watch(site, INSIDE)
        self.crawl_strictly(site, sitemaps="yes")
        self.assertEqual(set(self.column("SELECT DISTINCT ip FROM pages")), {PUBLIC})
        for way, path in self.PAGES:
            self.assertEqual(self.state(site.url(path, f"{way}.test")), "fetched", way)
        self.assertEqual(site.count("/robots.txt", "elsewhere.test"), 1)
        for way in self.WAYS:
            self.assertEqual(sorted(self.names.asked(f"{way}.test")), ["A", "AAAA"],
                             f"{way}: who asks twice may connect to what it did not check")

    def test_a_name_that_is_inside_when_it_is_checked_is_refused_whatever_it_says_later(self):
        self.names.set("robots.test", PUBLIC)
        for way in self.WAYS:
            self.names.set(f"{way}.test", INSIDE, PUBLIC)
        site = self.ways()
        self.watch(site, INSIDE)
        self.crawl_strictly(site, "--max-time", "1", sitemaps="yes")
        for way, path in self.PAGES:
            self.assertEqual(self.state(site.url(path, f"{way}.test")), "failed/private-address", way)
        self.assertEqual({request.host for request in site.log}, {SEED, "robots.test"})
        self.assertIn("private address", self.one("SELECT last_error FROM hosts WHERE origin = ?",
                                                  site.url("", "robots.test")))

    def test_a_name_that_moves_inside_between_two_runs_is_checked_anew(self):
        self.names.set("rebound.test", PUBLIC)
        site = self.web("http://rebound.test:PORT/1", "http://rebound.test:PORT/2")
        self.watch(site, INSIDE)
        self.crawl_strictly(site, "--max-pages", "2")
        self.names.set("rebound.test", INSIDE)
        fetched = self.fetched(site, "rebound.test")
        self.assertEqual(len(fetched), 1)
        self.crawl_strictly(site)
        self.assertEqual(self.counts(), {"fetched": 2, "failed": 1})
        self.assertEqual(self.column("SELECT reason FROM errors"), ["private-address"])


class SearchDomains(Case):
    """The user's own network has a say about names of a single label and about no others."""

    def setUp(self):
        super().setUp()
        self.files.write("/etc/resolv.conf", "nameserver 127.0.0.1\nsearch corp.test\n")
        self.names.set("*.corp.test", PUBLIC)  # a network that knows everything

    def test_a_name_with_a_dot_is_not_looked_for_there(self):
        site = self.web("http://dead.example:PORT/", "http://dead.example.:PORT/", "http://dead.:PORT/")
        self.crawl_strictly(site)
        for name in ("dead.example", "dead.example.", "dead."):
            self.assertEqual(self.trouble(site, name), ("failed/dns", "no such name"))
        self.assertEqual(self.names.asked(), {SEED, "dead.example", "dead"})

    def test_a_single_label_is(self):
        site = self.web("http://wiki:PORT/")
        self.crawl_strictly(site)
        self.assertEqual(self.state(site.url("/", "wiki")), "fetched")
        self.assertIn("wiki.corp.test", self.names.asked())

    def test_the_hosts_file_is_read_for_both(self):
        self.files.write("/etc/hosts", f"{PUBLIC} listed.example listed\n")
        site = self.web("http://listed.example:PORT/", "http://listed:PORT/", "http://listed.:PORT/")
        self.crawl_strictly(site)
        self.assertEqual(self.counts(), {"fetched": 4})
        self.assertEqual(self.names.asked(), {SEED})


if __name__ == "__main__":
    own_network.enter()
    unittest.main()
