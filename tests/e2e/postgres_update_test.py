"""--update of a crawl in PostgreSQL: the history of a file, whoever fetches, and whoever dies."""

import re
import signal
import unittest

from harness import FAST
from postgres_server import ServerCase
from postgres_test import ONLY
from postgres_test import VIEWS as PRESENT
from scripted_site import Reply, page, redirect
from update_case import Conditional, UpdateCase

LONG = "<p>" + " ".join(f"word{i}" for i in range(200)) + "</p>"
PRODUCT = '<script type="application/ld+json">{"@type": "Product", "name": "Cup", "price": "%s"}</script>'
RULES = '[tables.prices]\n[tables.prices.fields]\nprice = { css = "b", take = "@data-price" }\n'

# Columns that do not depend on time. Which run is which they have in common: one after the other.
HISTORY = {
    "changes": "url, run, kind, fields, old_status, status, old_title, title, old_redirect_to, redirect_to, "
               "old_description, description, old_canonical, canonical, old_robots, robots, old_words, words",
    "versions": "url, version, run, status, title, description, canonical, robots, word_count, size, redirect_to, current",
    "visits": "url, run, outcome, status, detail",
    "revisits": "url, visits, changes, errors, missing_since IS NULL AS is_there",
    "orphaned": "url",
    "prices_history": "url, position, price, current",
}
VIEWS = PRESENT | HISTORY


def site_of(round):
    """The pages as they are in each round."""
    old, pages = round == 0, {}

    def doc(title, *links, head="", body=""):
        return page(title, *links, head=head, body=LONG + body)

    def say(path, text, by="etag"):
        pages[path] = (text, by)

    say("/", doc("Start", "/same", "/text", "/title", "/gone", "/later", "/moved", "/product", "/price", "/soft", "/forbidden",
                 "/odd", *(["/lost"] if old else ["/found"])))
    say("/same", doc("Same"))
    say("/text", doc("Text", body=f"<p>round {'one' if old else 'two'}</p>"), "none")
    say("/title", doc("Old" if old else f"New {'twice' if round > 1 else ''}"), "date")
    pages["/gone"] = doc("Gone") if old else Reply("none", 410)
    pages["/later"] = doc("Later") if round != 1 else Reply("not now", 404)
    pages["/moved"] = doc("Moved") if old else redirect("/same", 301)
    say("/product", doc("Product", body=PRODUCT % round))
    say("/price", doc("Price", body=f"<b data-price={round // 2}>x</b>"), "none")
    pages["/soft"] = doc("Soft") if old else Reply("busy", 503)
    say("/forbidden", doc("Forbidden"))
    say("/odd", doc("Odd", head=f'<meta name=description content="a\tb {round}">', body=f"\u00ad\ufffd<a href='/same#{round}'>a\nb</a>"), "none")
    say("/lost", doc("Lost"))
    say("/found", doc("Found"))
    pages["/robots.txt"] = "User-agent: *\nDisallow: " + ("/forbidden" if round == 1 else "")
    return pages


class UpdatesInPostgres(ServerCase, UpdateCase):
    def show(self, site, round):
        for path, answer in site_of(round).items():
            site.set(path, Conditional(*answer) if isinstance(answer, tuple) else answer)

    def crawl_there(self, place, *arguments, status=0):
        ended = self.run_raw(*arguments, "-o", place, *FAST, timeout=120)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def differences(self, name, views=VIEWS):
        """Of each view, in the file and there: what only one of them has."""
        found = {}
        for view, columns in views.items():
            sql = f"SELECT {columns} FROM {view} {ONLY.get(view, '')}"
            if view == "revisits":
                sql = sql.replace("missing_since IS NULL AS is_there", "CASE WHEN missing_since IS NULL THEN 1 ELSE 0 END")
            file = sorted(repr([None if cell is None else str(cell) for cell in row]) for row in self.rows(sql))
            there = sorted(repr(list(row)) for row in self.server.rows(name, sql))
            only = [row for row in file if row not in there], [row for row in there if row not in file]
            if file != there:
                found[view] = (len(file), len(there), only[0][:3], only[1][:3])
        return found

    def test_updates_have_the_history_of_a_file_and_a_pull_takes_it_along(self):
        place = self.server.make("updated")
        rules = self.folder / "rules.toml"
        rules.write_text(RULES)
        options = ("--extract", rules, "--retries", "0")
        site = self.site()
        for round in range(4):
            self.show(site, round)
            again = ("--update", "--revisit", "0", "--keep-versions", "2") if round > 0 else ()
            self.crawl(site.url(), *options, *again)
            said = self.crawl_there(place, site.url(), *options, *again).output
            if round == 1:
                self.assertIn("of 13 known URLs are due", said)
            self.assertEqual(self.differences("updated"), {}, f"round {round}")
        kinds = set(self.column("SELECT kind FROM changes"))
        self.assertEqual(kinds, {"new", "changed", "moved", "missing", "gone", "back", "forbidden"})
        self.assertEqual(set(self.column("SELECT outcome FROM visits")),
                         {"fetched", "not-modified", "unchanged", "changed", "error", "forbidden"})
        self.assertEqual(self.column("SELECT url FROM orphaned"), [site.url("/lost")])
        in_file, kept = self.decoded(), {view: sorted(map(repr, self.rows(f"SELECT {columns} FROM {view}")))
                                         for view, columns in HISTORY.items()}
        self.assertGreater(len(in_file), 5)
        self.db = self.folder / "pulled.db"
        for _ in range(2):
            ended = self.run_raw("pull", place, "-o", self.db)
            self.assertEqual(ended.status, 0, ended.output)
            for view, columns in HISTORY.items():
                self.assertEqual(sorted(map(repr, self.rows(f"SELECT {columns} FROM {view}"))), kept[view], view)
            self.check_history()
        # And goes on by itself.
        self.crawl(site.url(), *options, "--update", "--revisit", "0")
        self.assertEqual(self.changes(site), {})

    def test_an_update_that_is_cut_off_goes_on(self):
        links = [f"/{i}" for i in range(30)]
        site = self.site({"/": page("Start", *links)} | {link: Conditional(page(link)) for link in links})
        place = self.server.make("cut")
        self.crawl_there(place, site.url())
        before = len(site.targets())
        self.crawl_there(place, site.url(), "--update", "--revisit", "0", "--max-pages", "10")
        ended = self.crawl_there(place, site.url(), "--update", "--revisit", "0")
        self.assertIn("going on with the update that was cut off", ended.output)
        asked = site.targets()[before:]
        self.assertEqual(sorted(asked), sorted([*links, "/"]), "each is visited once")

    def begin(self, place, *arguments):
        with open(self.folder / "said", "a+") as said:
            return self.start(*arguments, "-o", place, stdout=None, stderr=said)

    def said(self):
        return (self.folder / "said").read_text()

    def test_a_fleet_shares_an_update_and_one_that_is_killed_leaves_nothing_out(self):
        hosts = tuple(f"127.0.0.{i}" for i in range(1, 13))
        pages = 20
        site = self.site(hosts=hosts, latency=0.01)
        slow = ("--allow-private", "--sitemaps", "no", "--scope", "all", "--delay", "300", "--per-host", "1",
                "--per-address", "1000", "--wait-for-hosts", "0")

        def show(round):
            for host in hosts:
                for i in range(pages):
                    text = page(f"{host} {i} {round if i % 3 == 0 else ''}", f"/{i + 1}" if i + 1 < pages else "/0", body=LONG)
                    site.set((host, f"/{i}"), Conditional(text))
        site.set((hosts[0], "/"), page("Start", *(site.url("/0", host) for host in hosts)))
        show(0)
        place = self.server.make("joint")
        seed = site.url("/", hosts[0])
        self.crawl_there(place, seed, "--scope", "all", "--sitemaps", "no")
        self.crawl(seed, "--scope", "all", "--sitemaps", "no", any_site=False)
        self.server.psql("joint", "UPDATE crawl.setting SET value = '3000' WHERE name = 'ttl_ms'")
        show(1)
        self.crawl(seed, "--scope", "all", "--sitemaps", "no", "--update", "--revisit", "0", any_site=False)
        before = len(site.log)
        first = self.begin(place, seed, *slow, "--update", "--revisit", "0")
        self.assertTrue(site.wait_for(before + 20, timeout=60))
        refused = self.run_raw(seed, "-o", place, *slow)
        self.assertEqual(refused.status, 1, refused.output)
        self.assertRegex(refused.output, "others are at work on this crawl with --update")
        others = [self.begin(place, "--allow-private") for _ in range(2)]
        while self.server.rows("joint", "SELECT count(*) FROM crawl.run") != [("4",)]:
            self.assertIsNone(first.poll(), self.said())
        self.assertTrue(site.wait_for(len(site.log) + 20, timeout=60))
        others[0].send_signal(signal.SIGKILL)
        for process in (first, others[1]):
            self.assertEqual(process.wait(120), 0, self.said())
        self.assertEqual(self.server.rows("joint", "SELECT count(*) FROM crawl.revisit WHERE turn IS NOT NULL"), [("0",)])
        several = self.server.rows("joint", "SELECT url, count(*) FROM visits WHERE outcome <> 'fetched' GROUP BY url "
                                            "HAVING count(*) <> 1")
        self.assertEqual(several, [], "each is visited once")
        views = {"changes": "url, kind, fields, old_title, title", "versions": "url, version, title, current",
                 "urls": PRESENT["urls"], "links": PRESENT["links"],
                 "pages": "url, status, title, content_hash, word_count"}
        self.assertEqual(self.differences("joint", views), {})
        runs = self.server.rows("joint", "SELECT end_reason, pages FROM crawl.run ORDER BY id")[1:]
        self.assertEqual(sorted(reason for reason, _ in runs), ["finished", "finished", "killed"])
        self.assertGreater(len(re.findall("joining", self.said())), 1)

    def test_what_is_for_files_alone_says_so(self):
        site = self.site({"/": page("Start")})
        place = self.server.make("plain")
        ended = self.run_raw(site.url(), "-o", place, "--update", "--on-change", "cat", *FAST)
        self.assertEqual(ended.status, 2)
        self.assertIn("--on-change is for an update of a file", ended.output)


if __name__ == "__main__":
    unittest.main()
