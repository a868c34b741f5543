"""A site with one of everything whose crawl ends the same in whatever order it is fetched: retries,
redirects (chains, loops, to another host), robots.txt of four kinds, sitemaps, dead hosts, dead
pages, 404s, links of many kinds. What it answers depends on the URL alone, but for the pages that
fail the first time."""

import gzip

from scripted_site import Raw, Reply, Site, page, redirect, unused_port

MAIN, OTHER, FREE, LATE = "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"
# Of the crawl: all four hosts, and one retry, so that what is dead is dead soon and stays so.
OPTIONS = ("--scope", "all", "--retries", "1", "--delay", "0", "--per-host", "8", "--allow-private",
           "--sitemaps", "yes", "--max-url-length", "300", "--exclude", "/private/", "--retry-failed", "no")
TEXT = "text/plain"
XML = "application/xml"


def rich_site(pages, latency=0.003):
    """A Site, to be entered; its seed is /0 of its first host."""
    site = RichSite(hosts=(MAIN, OTHER, FREE, LATE), latency=latency)
    site.pages = pages
    return site


class RichSite(Site):
    pages = 0

    def __enter__(self):
        self.closed = unused_port("127.0.0.5")  # refuses connections while it is held
        super().__enter__()
        for path, answer in self._routes_of_all().items():
            self.set(path, answer)
        return self

    def __exit__(self, *_):
        super().__exit__()
        self.closed.close()

    def _routes_of_all(self):
        routes = {f"/{i}": page(f"Page {i}", *self._links(i), head=f"<meta name=robots content='noindex'>",
                                body=f"<img src='/img{i % 5}.png'><p>{'word ' * (i % 50)}{i}</p>")
                  for i in range(self.pages)}
        routes |= {f"/again{i}": [Reply("busy", 500), page(f"At last {i}", "/0")] for i in range(4)}
        routes |= {f"/cut{i}": [Raw(b"HTTP/1.1 200 OK\r\nContent-", "reset"), page(f"Whole {i}", "/1")]
                   for i in range(3)}
        routes |= {f"/hop{i}": redirect(f"/hop{i + 1}", 301 + i % 2) for i in range(3)}
        routes |= {"/hop3": page("The end of hops", "/2"), "/loop1": redirect("/loop2"),
                   "/loop2": redirect("/loop1"), "/away": redirect(self.url("/1", OTHER)),
                   "/dead": Raw(then="reset"), "/gone": Reply(page("Gone"), 410),
                   "/broken": Reply("sorry", 500),
                   "/robots.txt": Reply(f"User-agent: *\nDisallow: /no\nSitemap: {self.url('/map.xml')}\n",
                                        type=TEXT),
                   "/map.xml": Reply(f"<sitemapindex><sitemap><loc>{self.url('/map1.xml.gz')}</loc></sitemap>"
                                     f"</sitemapindex>", type=XML),
                   "/map1.xml.gz": Reply(gzip.compress(self._url_set().encode(), mtime=0), type="application/gzip")}
        routes |= {f"/mapped{i}": page(f"Mapped {i}", "/3") for i in range(12)}
        for host in (OTHER, FREE, LATE):
            routes |= {(host, f"/{i}"): page(f"{host} {i}", f"/{i + 1}", f"/{i + 2}", self.url(f"/{i}", MAIN))
                       for i in range(12)}
        routes[OTHER, "/robots.txt"] = Reply("User-agent: *\nDisallow: /7\n", type=TEXT)
        routes[LATE, "/robots.txt"] = [Reply("later", 503), Reply("User-agent: *\nDisallow: /5\n", type=TEXT)]
        return routes

    def _links(self, i):
        yield from (f"/{n}" for n in (3 * i + 1, 3 * i + 2, 3 * i + 3, i // 2) if n < self.pages)
        yield from (f"/missing{i % 9}", "/no/1", f"/private/{i % 4}", "#here", "mailto:me@example.com")
        special = ("/hop0", "/loop1", "/away", "/dead", "/gone", "/broken", "/again0", "/again1", "/again2",
                   "/again3", "/cut0", "/cut1", "/cut2", self.url("/0", OTHER), self.url("/0", FREE),
                   self.url("/0", LATE), f"http://127.0.0.5:{self.closed.getsockname()[1]}/", "/" + "long" * 90)
        if i < len(special):
            yield special[i]

    def _url_set(self):
        return "<urlset>" + "".join(f"<url><loc>{self.url(f'/mapped{i}')}</loc></url>" for i in range(12)) + "</urlset>"
