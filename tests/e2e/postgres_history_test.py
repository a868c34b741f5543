"""The past in PostgreSQL: a database that was made before there was one, a part of it, and a fleet that goes on for ever."""

import signal
import unittest

from harness import FAST
from postgres_server import ServerCase
from postgres_update_test import HISTORY, LONG
from scripted_site import page
from update_case import Conditional, UpdateCase

HOSTS = ("127.0.0.1", "127.0.0.2")
ONE_HOST = ("changes", "versions", "visits", "revisits", "orphaned")

# What schema 3 has more than schema 2, whose process wrote no history. Of a database as schema 2 made it, but for the
# order of columns.
BACK_TO_SCHEMA_2 = """
DROP VIEW public.changes, public.versions, public.visits, public.revisits, public.orphaned, public.resources, public.console_messages CASCADE;
DROP TABLE crawl.revisit, crawl.visit, crawl.page_version, crawl.version_parts, crawl.page_change, crawl.folder_rate, crawl.error_shape,
  crawl.sitemap_belief, crawl.lost_link, crawl.url_orphan, crawl.page_lasting CASCADE;
ALTER TABLE crawl.host DROP COLUMN visited, DROP COLUMN visited_checks;
ALTER TABLE crawl.run DROP COLUMN updates;
DELETE FROM crawl.counter WHERE name IN ('changes', 'update_by', 'update_ready', 'update_began', 'update_of_all');
DELETE FROM crawl.setting WHERE name = 'words';
UPDATE crawl.setting SET value = '2' WHERE name = 'schema';
"""


class PostgresHistory(ServerCase, UpdateCase):
    def crawl_there(self, place, *arguments, status=0):
        ended = self.run_raw(*arguments, "-o", place, *FAST, timeout=120)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def pull(self, place, file, *arguments):
        ended = self.run_raw("pull", place, "-o", file, *arguments, timeout=60)
        self.assertEqual(ended.status, 0, ended.output)
        return ended

    def schema(self, name):
        return self.server.rows(name, "SELECT value FROM crawl.setting WHERE name = 'schema'")

    # --- a database that was made before

    def test_a_database_of_schema_2_is_taken_over_and_updated(self):
        routes = {"/": page("Start", "/a", "/b"), "/a": Conditional(page("A")), "/b": Conditional(page("Old")), "/c": page("C")}
        site = self.site(routes)
        place = self.server.make("older")
        rules = self.folder / "rules.toml"
        rules.write_text('[tables.things]\n[tables.things.fields]\ntitle = { css = "title" }\n')
        self.crawl_there(place, site.url(), "--extract", rules)
        self.server.psql("older", "DROP VIEW public.things_history;" + BACK_TO_SCHEMA_2)

        # Who only reads leaves it as it is.
        before = self.folder / "before.db"
        self.pull(place, before)
        self.assertEqual(self.rows("SELECT count(*) FROM pages", db=before), [(3,)])
        self.assertEqual(self.rows("SELECT title FROM things ORDER BY title", db=before), [("A",), ("Old",), ("Start",)])
        self.assertEqual(self.run_raw("status", place).status, 0)
        asked = self.run_raw("query", place, "SELECT count(*) FROM pages")
        self.assertEqual(asked.status, 0, asked.output)
        self.assertEqual(self.schema("older"), [("2",)])

        site.set("/", page("Start", "/a", "/b", "/c"))
        routes["/b"].write(page("New"))
        ended = self.crawl_there(place, site.url(), "--extract", rules, "--update", "--revisit", "0")
        self.assertIn("of 3 known URLs are due", ended.output)
        self.assertEqual(self.schema("older"), [("3",)])
        base = site.url("")
        self.assertEqual(self.server.rows("older", f"SELECT substr(url, {len(base) + 1}), kind, old_title, title FROM changes ORDER BY url"),
                         [("/", "changed", "Start", "Start"), ("/b", "changed", "Old", "New"), ("/c", "new", None, "C")])
        self.assertEqual(self.server.rows("older", f"SELECT title, current FROM things_history WHERE url = '{base}/b' ORDER BY current"),
                         [("Old", "0"), ("New", "1")])
        self.pull(place, self.db)
        self.check_counts()
        self.check_history()
        self.assertEqual(self.versions(site.url("/b")), ["Old"])

    def test_a_crawl_of_schema_2_that_was_cut_off_goes_on_in_several(self):
        links = [f"/{i}" for i in range(40)]
        site = self.site({"/": page("Start", *links)} | {link: page(link) for link in links}, latency=0.02)
        place = self.server.make("cut_off")
        self.crawl_there(place, site.url(), "--max-pages", "10")
        self.server.psql("cut_off", BACK_TO_SCHEMA_2)
        with open(self.folder / "said", "w") as said:
            both = [self.start(site.url(), "-o", place, *FAST, stdout=None, stderr=said) for _ in range(2)]
            for process in both:
                self.assertEqual(process.wait(60), 0, (self.folder / "said").read_text())
        self.assertEqual(self.schema("cut_off"), [("3",)])
        self.assertEqual(sorted(site.targets()), sorted([*links, "/"]), "each is fetched once")

    # --- a part

    def updated_hosts(self, name):
        """A crawl of two hosts, and an update in which both have changed."""
        site = self.site(hosts=HOSTS)
        pages = {(host, f"/{i}"): Conditional(page(f"{host} {i}", f"/{i + 1}", body=LONG)) for host in HOSTS for i in range(4)}
        for (host, path), one in pages.items():
            site.set((host, path), one)
        for host in HOSTS:
            site.set((host, "/"), page("Start", "/0", "/lost", *(site.url("/0", other) for other in HOSTS)))
            site.set((host, "/lost"), page("Lost"))
        place = self.server.make(name)
        seeds = [site.url("/", host) for host in HOSTS]
        self.crawl_there(place, *seeds)
        for host in HOSTS:
            site.set((host, "/"), page("Start again", "/0", *(site.url("/0", other) for other in HOSTS)))
            pages[host, "/1"].write(page(f"{host} new", "/2", body=LONG + "<p>more</p>"))
        self.crawl_there(place, *seeds, "--update", "--revisit", "0")
        return place, seeds

    def history(self, file, host=None):
        found = {}
        for view in ONE_HOST:
            rows = self.rows(f"SELECT {HISTORY[view]} FROM {view}", db=file)
            found[view] = sorted(repr(row) for row in rows if host is None or row[0].startswith(host))
        return found

    def test_a_part_has_the_past_of_its_pages_and_parts_make_a_whole(self):
        place, seeds = self.updated_hosts("parts")
        whole = self.folder / "whole.db"
        self.pull(place, whole)
        self.pull(place, self.db, "--host", "127.0.0.1")
        for view, rows in self.history(self.db, seeds[0]).items():
            self.assertTrue(rows, view)
        self.assertEqual(self.history(self.db, seeds[0]), self.history(whole, seeds[0]))
        own = {url for url, in self.rows("SELECT url FROM pages")}
        for view in ("changes", "versions", "visits"):
            self.assertLessEqual({url for url, in self.rows(f"SELECT url FROM {view}")}, own, view)
        self.check_counts()
        self.check_history()
        decoded = self.decoded()
        self.assertGreater(len(decoded), 1)
        self.pull(place, self.db, "--host", "127.0.0.2")
        self.assertEqual(self.history(self.db), self.history(whole))
        self.check_counts()
        self.check_history()
        self.assertLess(set(decoded), set(self.decoded()))
        # Once more a part of it, and none of the rest is gone.
        self.pull(place, self.db, "--host", "127.0.0.1")
        self.assertEqual(self.history(self.db), self.history(whole))

    def test_what_a_condition_chooses_has_its_past(self):
        place, seeds = self.updated_hosts("chosen")
        self.pull(place, self.db, "--where", "title LIKE '% new'")
        self.assertEqual(self.rows("SELECT url, kind FROM changes ORDER BY url"), [(seed + "1", "changed") for seed in seeds])
        self.check_counts()
        self.check_history()

    # --- for ever

    def test_two_that_go_on_for_ever_share_the_visits_and_one_that_ends_leaves_them_to_the_other(self):
        hosts = tuple(f"127.0.0.{i}" for i in range(1, 9))
        site = self.site(hosts=hosts)
        for host in hosts:
            site.set((host, "/"), Conditional(page(host, body=LONG)))
        place = self.server.make("forever")
        seeds = [site.url("/", host) for host in hosts]
        self.crawl_there(place, *seeds)
        self.server.psql("forever", "UPDATE crawl.setting SET value = '3000' WHERE name = 'ttl_ms'")
        plan = ("--forever", "--revisit", "1", "--revisit-min", "1", "--revisit-max", "1")
        said = self.folder / "said"
        with open(said, "a") as errors:
            both = [self.start(*seeds, "-o", place, *FAST, *plan, stdout=None, stderr=errors) for _ in range(2)]
        shares = "SELECT owner FROM crawl.bucket GROUP BY owner HAVING count(*) BETWEEN 1500 AND 2600"
        while len(self.server.rows("forever", shares)) < 2:
            self.assertEqual([process.poll() for process in both], [None, None], said.read_text())
        visited = "SELECT run_id, count(*) FROM crawl.visit GROUP BY run_id"

        def wait_for_visits(more, processes):
            """Of each of these runs so many."""
            before = dict(self.server.rows("forever", visited))
            while True:
                now = dict(self.server.rows("forever", visited))
                grown = [run for run in now if int(now[run]) - int(before.get(run, 0)) >= more]
                if len(grown) >= processes:
                    return grown
                self.assertTrue(any(process.poll() is None for process in both), said.read_text())

        wait_for_visits(4, 2)
        both[0].send_signal(signal.SIGINT)
        self.assertEqual(both[0].wait(60), 130, said.read_text())
        wait_for_visits(2 * len(hosts), 1)
        both[1].send_signal(signal.SIGINT)
        self.assertEqual(both[1].wait(60), 130, said.read_text())
        self.assertEqual(self.server.rows("forever", "SELECT DISTINCT outcome FROM visits WHERE run > 1"), [("not-modified",)])
        # Nobody asked for a page at the same time as the other.
        self.assertEqual(max(site.peak(host) for host in hosts), 1)
        self.assertEqual(self.server.rows("forever", "SELECT count(*) FROM crawl.revisit WHERE visits < 2"), [("0",)])
        self.pull(place, self.db)
        self.check_counts()


if __name__ == "__main__":
    unittest.main()
