"""Sites that have no end, crawled with the default limits: the crawl ends by itself, fetches every
good page beside the trap, and names the trap. The numbers are bounds on what a trap may cost."""

import base64
import hashlib
import math
import re
import unittest

from harness import FAST, CrawlCase
from scripted_site import Reply, redirect

CHAIN = [f"/good/{i}.html" for i in range(25)]  # each led to by the one before only
MONTHS = ("January February March April May June July August September October November "
          "December").split()
CONCURRENCY, PARSERS = 8, 1
# What says nothing new is counted when it is stored. A machine with much else to do may have this
# many pages between the fetch and the store (Ledger::credits_for).
IN_FLIGHT = CONCURRENCY + 32 * PARSERS + 2 * 64
DATED = 40  # pages of one view of a calendar, see TrapGuard::kDatedInARow


def html(title, text="", links=()):
    anchors = " ".join(f'<a href="{link}">more</a>' for link in links)
    return f"<!DOCTYPE html><title>{title}</title><body><p>{text}</p>{anchors}</body>"


def words(seed, count=20):
    """Words without digits, the same for the same seed."""
    digest = hashlib.shake_128(str(seed).encode()).digest(count * 3)
    return ["".join(chr(97 + byte % 26) for byte in digest[i * 3:i * 3 + 3]) for i in range(count)]


def good_pages():
    return {path: html(path, " ".join(words(path)), CHAIN[i + 1:i + 2])
            for i, path in enumerate(CHAIN)}


def most_of(levels):
    """What a trap may cost that has a shape of URLs for each level: `levels` says how many pages each has.
    Each shape that used up its budget halves that of the others, to a 64th, and each may be counted late."""
    total = closed = 0
    for pages in levels:
        budget = 1000 >> min(closed, 6)
        total += min(pages, budget + IN_FLIGHT)
        closed += pages > budget
    return total


class Endless(CrawlCase):
    def trapped(self, entrance, trap, hosts=("127.0.0.1",)):
        """`trap` answers whatever is not one of the good pages."""
        start = html("Start", "welcome to all of us", [CHAIN[0], *([entrance] if entrance else [])])
        return self.site({"/": start} | good_pages(), hosts=hosts,
                         otherwise=lambda r: None if r.target == "/robots.txt" else trap(r))

    def check(self, site, reason, most, *options, seed=None, defaults=FAST):
        """Ends, has every good page, costs at most `most` pages, and tells what it met."""
        ended = self.crawl(seed or site.url(), "--per-host", "8", "--concurrency", str(CONCURRENCY),
                           "--parsers", str(PARSERS), *options, timeout=300,
                           defaults=defaults)
        self.assertEqual(self.end_reason(), "finished")
        fetched = self.one("SELECT count(*) FROM pages")
        good = self.column("SELECT url FROM pages WHERE url LIKE '%/good/%' AND status = 200")
        self.assertLessEqual(set(CHAIN), {"/good/" + url.partition("/good/")[2] for url in good})
        self.assertLessEqual(fetched - len(CHAIN) - 1, most)
        self.assertGreater(
            self.one("SELECT count(*) FROM urls WHERE state = 'skipped' AND reason = ?", reason), 0)
        self.assertIn("Crawler traps avoided", ended.output)
        self.assertIn(reason, ended.output)
        return ended

    def test_a_calendar_of_paths(self):
        def month(request):
            year, number = map(int, request.target.strip("/").split("/"))
            at = year * 12 + number - 1
            near = [f"/{n // 12}/{n % 12 + 1}" for n in (at - 1, at + 1)]
            return html(f"{MONTHS[number - 1]} {year}", "Mo Tu We " + " ".join(map(str, range(30))), near)

        ended = self.check(self.trapped("/2026/11", month), "nothing-new", DATED + IN_FLIGHT)
        self.assertRegex(ended.output, r"http://127\.0\.0\.1:\d+/\d+/\d+")

    def test_a_calendar_of_queries(self):
        def month(request):
            at = sum(int(n) * f for n, f in zip(re.findall(r"=(-?\d+)", request.target), (12, 1))) - 1
            near = [f"/cal?y={n // 12}&m={n % 12 + 1}" for n in (at - 1, at + 1)]
            return html(f"{MONTHS[at % 12]} {at // 12}", "Mo Tu We Th", near)

        self.check(self.trapped("/cal?y=2026&m=11", month), "nothing-new", DATED + IN_FLIGHT)

    def test_a_calendar_of_months_days_lists_and_forms(self):
        def calendar(request):
            year, number = map(int, re.search(r"(\d{4})-(\d\d)", request.target).groups())
            at = year * 12 + number - 1
            near = [f"/events/{view}/{n // 12:04}-{n % 12 + 1:02}" for view in ("month", "list")
                    for n in (at - 1, at + 1)]
            days = [f"/events/day/{year:04}-{number:02}-{day:02}" for day in range(1, 29)]
            form = f"/events/new?on={year:04}-{number:02}-01&back=%2Fevents%2F{year:04}-{number:02}"
            return html("Events of our town", f"{MONTHS[number - 1]} {year}: no events on this "
                        + "Monday Tuesday Wednesday".split()[at % 3], [*near, *days, form])

        site = self.trapped("/events/month/2026-11", calendar)
        # Four patterns, each with a first page that is new.
        self.check(site, "nothing-new", 2 * DATED + 4 + IN_FLIGHT)
        rows = self.column("SELECT u.url FROM page_rows p JOIN url_rows u ON u.id = p.url_id ORDER BY p.id")
        self.assertIn("/good/0.html", rows[1], "good pages come first")
        report = self.run_raw("report", self.db, "-o", "report.html")
        self.assertEqual(report.status, 0, report.output)
        text = (self.folder / "report.html").read_text()
        for finding in ("title-duplicate", "thin-pages", "description-missing", "deep-pages", "cut-pages"):
            rows = re.search(f'id="rows-{finding}".*?</script>', text, re.S)
            self.assertLessEqual(rows[0].count("/events/") if rows else 0, 4, finding)
        self.assertIn('id="rows-thin-pages"', text, "what is looked for is there")

    def test_calendars_whose_links_carry_ids_that_change(self):
        def of(kind, request):
            digest = hashlib.md5(f"{kind}{request.target}".encode()).digest()
            if kind == "hex":
                return digest.hex()[:6]
            if kind == "letters":
                return "".join(chr(97 + byte % 26) for byte in digest[:8])
            return base64.urlsafe_b64encode(digest).decode().rstrip("=")

        def month(request):
            kind, year, number = re.search(r"/(\w+)/cal.*?(\d{4})-(\d\d)", request.target).groups()
            at = int(year) * 12 + int(number) - 1
            near = [f"/{kind}/cal?month={n // 12:04}-{n % 12 + 1:02}&sid={of(kind, request)}" for n in (at - 1, at + 1)]
            return html(f"{MONTHS[at % 12]} {at // 12}", "Mo Tu We Th", [*near, f"/{kind}/?sid={of(kind, request)}"])

        def page(request):
            return month(request) if "/cal" in request.target else html("Calendars", "of our town")

        for kind in ("hex", "letters", "base64"):
            with self.subTest(kind=kind):
                self.db = self.folder / f"{kind}.db"
                # The months, and the page beside them under each of their ids.
                self.check(self.trapped(f"/{kind}/cal?month=2026-11", page), "nothing-new",
                           2 * (DATED + IN_FLIGHT))

    def test_archives_by_date_are_crawled_to_their_end(self):
        """Ten years of a blog, with years of silence, and a paper with a page for each day: from each page only
        the next is found."""
        years = [year for year in range(2014, 2024) if year not in (2016, 2017)]
        posts = {f"/{year}/{month:02}/12/{'-'.join(words((year, month), 3))}":
                 html("Post", " ".join(words(("post", year, month)))) for year in years for month in (2, 9)}
        days = {}
        for at in range(400):
            month, day = divmod(at, 28)
            path = f"/paper/{2020 + month // 12}-{month % 12 + 1:02}-{day + 1:02}"
            days[at] = (path, " ".join(words(("day", at), 6)) if at % 7 < 5 else "no paper on Sunday")

        def archive(request):
            year, month = map(int, re.findall(r"\d+", request.target)[:2])
            at = year * 12 + month - 2
            mine = [path for path in posts if path.startswith(f"/{year}/{month:02}/")]
            before = [f"/{at // 12}/{at % 12 + 1:02}/"] if year > 2013 else []
            return html("Archive", MONTHS[month - 1], mine + before)

        paper = {path: html("Paper", text, [days[at + 1][0]] if at + 1 in days else [])
                 for at, (path, text) in days.items()}
        start = html("Start", "welcome", ["/2024/12/", days[0][0]])
        site = self.site({"/": start} | posts | paper,
                         otherwise=lambda r: None if r.target == "/robots.txt" else archive(r))
        ended = self.crawl(site.url(), "--per-host", "8", timeout=120)
        fetched = set(self.fetched(site))
        self.assertLessEqual(set(posts), fetched)
        self.assertLessEqual(set(paper), fetched)
        self.assertNotIn("Crawler traps avoided", ended.output)

    def test_a_session_id_in_each_path(self):
        def shop(request):
            article = int(re.search(r"item(\d+)", request.target)[1])
            session = hashlib.md5(f"{request.target}{request.number}".encode()).hexdigest()
            near = [f"/s/{session}/item{(article + step) % 20}" for step in (1, 7)]
            return html("Shop", " ".join(words(article)), near)

        self.check(self.trapped("/s/00/item0", shop), "nothing-new", 1200 + IN_FLIGHT)

    def test_a_session_id_behind_each_path(self):
        def shop(request):
            article = int(re.search(r"item(\d+)", request.target)[1])
            session = hashlib.md5(request.target.encode()).hexdigest().upper()
            near = [f"/item{(article + step) % 20};jsessionid={session}" for step in (1, 7)]
            return html("Shop", " ".join(words(article)), near)

        self.check(self.trapped("/item0;jsessionid=0", shop), "nothing-new", 1200 + IN_FLIGHT)

    def test_a_session_id_in_each_query(self):
        def shop(request):
            article = int(re.search(r"item(\d+)", request.target)[1])
            session = hashlib.md5(request.target.encode()).hexdigest()
            near = [f"/item{(article + step) % 20}?PHPSESSID={session}" for step in (1, 7)]
            return html("Shop", " ".join(words(article)), near)

        self.check(self.trapped("/item0?PHPSESSID=0", shop), "nothing-new", 1200 + IN_FLIGHT)

    def test_relative_links_that_alternate(self):
        def grow(request):
            return html("Grow", "same", ["a/" if request.target.endswith("b/") else "b/"])

        self.check(self.trapped("/a/", grow), "repeated-segment", 6)

    def test_paths_that_grow(self):
        def grow(request):
            return html("Grow", " ".join(words(request.target)), [f"x{request.target.count('/')}/"])

        self.check(self.trapped("/x0/", grow), "path-depth", 32)

    def test_paths_that_grow_in_every_direction(self):
        def grow(request):
            return html("Grow", "same", [f"{word}/" for word in words(request.target, 4)])

        self.check(self.trapped("/x/", grow), "nothing-new", 1 + 250 + IN_FLIGHT)

    def test_paths_that_grow_by_two_segments_and_a_file(self):
        def grow(request):
            near = [f"{a}/{b}/" for a, b in zip(*[iter(words(request.target, 6))] * 2)]
            return html("Grow", "same", [*near, f"{words(request.target, 1)[0]}/page.html"])

        self.check(self.trapped("/x/", grow), "nothing-new", 1 + 250 + IN_FLIGHT)

    def test_facets_in_every_order(self):
        def shop(request):
            chosen = dict(re.findall(r"(\w)=(\d)", request.target))
            pairs = re.findall(r"\w=\d", request.target)
            near = ["/shop?" + "&".join([*pairs, f"{name}={value}"])
                    for name in "abcdef" if name not in chosen for value in range(2)]
            left = [" ".join(words(n, 3)) for n in range(60)
                    if all(n % 5 == int(v) or n % 7 == ord(k) % 7 for k, v in chosen.items())]
            return html("Shop", "</p><p>".join(left), near)

        # A level has one facet more: two values of each name that is not chosen yet. Pages of the last
        # have neither words nor links and so are not counted: two for each page of the fifth, the
        # second shape that is closed.
        levels = [math.prod(2 * (6 - chosen) for chosen in range(level)) for level in range(6)]
        most = most_of(levels) + 2 * (500 + IN_FLIGHT)
        self.check(self.trapped("/shop?", shop), "nothing-new", most)

    def test_a_soft_404_of_one_text(self):
        def lost(request):
            return html("Lost", "Nothing is here, look there.",
                        ["/" + "".join(words(request.target + str(i), 3)) for i in range(4)])

        # /nowhere says something new, so it and its four links are in no doubt; the 1,001st that is ends it.
        self.check(self.trapped("/nowhere", lost), "nothing-new", 1 + 4 + 1001 + IN_FLIGHT)

    def test_a_soft_404_that_echoes_the_path(self):
        def lost(request):
            return html(f"{request.target} is lost", f"There is no page {request.target} here.",
                        ["/" + "".join(words(request.target + str(i), 3)) for i in range(4)])

        # /nowhere says something new, so it and its four links are in no doubt; the 1,001st that is ends it.
        self.check(self.trapped("/nowhere", lost), "nothing-new", 1 + 4 + 1001 + IN_FLIGHT)

    def test_subdomains_without_end(self):
        def any_host(request):
            if request.target != "/":
                return Reply(status=404)
            names = words(request.headers["host"], 3)
            return html("Mirror", "The same everywhere.", [f"http://{name}.a.localhost:{site.port}/"
                                                           for name in names])

        site = self.trapped(None, any_host, hosts=("a.localhost",))
        site.set("/", html("Start", "welcome", [CHAIN[0], f"http://x.a.localhost:{site.port}/"]))
        self.check(site, "nothing-new", 1300 + IN_FLIGHT, "--scope", "domain", "--per-address", "64")

    def test_logins_that_send_in_circles(self):
        def login(request):
            return redirect(f"/login?next={request.target.replace('?', '%3F')}&n={request.number}")

        self.check(self.trapped("/account", login), "redirect-hops", 12)

    def test_hosts_without_end_that_are_all_new(self):
        def any_host(request):
            if request.target != "/":
                return Reply(status=404)
            names = words(request.headers["host"], 3)
            return html("Blog", " ".join(names), [f"http://{name}.a.localhost:{site.port}/"
                                                  for name in names])

        site = self.trapped(None, any_host, hosts=("a.localhost",))
        site.set("/", html("Start", "welcome", [CHAIN[0], f"http://x.a.localhost:{site.port}/"]))
        self.check(site, "hosts-per-domain", 30, "--scope", "domain", "--max-hosts-per-domain", "30",
                   "--per-address", "64")
        refused = self.column("SELECT DISTINCT host FROM urls WHERE reason = 'hosts-per-domain'")
        self.assertEqual(self.column("SELECT host FROM urls WHERE state = 'fetched' AND host IN "
                                     "(SELECT host FROM urls WHERE reason = 'hosts-per-domain')"), [])
        asked = {r.host for r in site.requests()}
        self.assertEqual(len(asked), 30)
        self.assertFalse(asked & {host.partition("//")[2].partition(":")[0] for host in refused})

    def test_sitemap_indexes_that_name_ever_more(self):
        def index(request):
            if not request.target.endswith(".xml"):
                return Reply(status=404)
            near = [site.url(f"/{name}.xml") for name in words(request.target, 4)]
            return Reply("<sitemapindex>" + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in near)
                         + "</sitemapindex>", type="application/xml")

        site = self.trapped(None, index)
        self.check(site, "sitemap-budget", 50, "--max-sitemaps", "50",
                   defaults=("--delay", "0", "--allow-private"))

    def test_a_trap_stays_doubtful_in_the_next_run(self):
        def lost(request):
            return html("Lost", "Nothing.", ["/" + "".join(words(request.target + str(i), 3))
                                             for i in range(4)])

        site = self.trapped("/nowhere", lost)
        limits = ("--max-nothing-new", "20")
        self.crawl(site.url(), *limits, "--max-pages", "30")
        self.crawl(site.url(), *limits)
        fetched = self.fetched(site)
        self.assertLessEqual(set(CHAIN), set(fetched))
        # One budget for each run, and what was in flight when it was spent.
        self.assertLessEqual(len(fetched) - len(CHAIN) - 1, 2 * 20 + 60)
        self.crawl(site.url(), *limits)
        self.assertEqual(self.fetched(site), fetched)


class Archive(CrawlCase):
    """Real sites that look like traps, with budgets that a trap would soon use up."""

    def check_whole(self, routes, *options):
        site = self.site(routes)
        ended = self.crawl(site.url(), "--max-nothing-new", "10", *options)
        self.assertEqual(set(self.fetched(site)), set(routes))
        self.assertNotIn("Crawler traps avoided", ended.output)

    def test_a_chain_of_pages_that_all_say_something(self):
        paths = ["/", *(f"/post/{i}" for i in range(200))]
        self.check_whole({path: html("Post", " ".join(words(path)), paths[i + 1:i + 2])
                          for i, path in enumerate(paths)})

    def test_a_chain_of_pictures(self):
        paths = ["/", *(f"/comic/{i}" for i in range(200))]
        self.check_whole({path: html("Comic", f"<img src=/png/{i}.png>", paths[i + 1:i + 2])
                          for i, path in enumerate(paths)})

    def test_pages_of_numbers_that_an_index_lists(self):
        paths = [f"/rates/2026/{i}" for i in range(200)]
        self.check_whole({"/": html("Rates", "by day", paths)} |
                         {path: html("Rates", f"{i}.{i}", ["/"]) for i, path in enumerate(paths)})

    def test_a_deep_tree_of_folders_that_list_the_same_with_a_page_at_each_end(self):
        routes, folders = {}, ["/t/"]
        for level in range(6):
            for folder in folders:
                routes[folder] = html("Folder", "all of it", [f"a{level}/", f"b{level}/"])
            folders = [f"{folder}{name}{level}/" for folder in folders for name in "ab"]
        for folder in folders:
            routes[folder] = html("Page", " ".join(words(folder)))
        routes["/"] = html("Home", "hello", ["/t/"])
        site = self.site(routes)
        ended = self.crawl(site.url())
        self.assertEqual(set(self.fetched(site)), set(routes))
        self.assertNotIn("Crawler traps avoided", ended.output)

    def test_articles_behind_lists_that_say_nothing(self):
        lists = [f"/news?page={i}" for i in range(60)]
        routes = {"/": html("Home", "hello", lists[:1])}
        for i, path in enumerate(lists):
            articles = [f"/article/{i}-{k}" for k in range(3)]
            routes[path] = html("List", "next", articles + lists[i + 1:i + 2])
            routes |= {a: html("Article", " ".join(words(a))) for a in articles}
        self.check_whole(routes)


if __name__ == "__main__":
    unittest.main()
