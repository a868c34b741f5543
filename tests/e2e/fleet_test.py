"""Several processes on one crawl in PostgreSQL: each page once, whoever dies, freezes or joins."""

import collections
import signal
import unittest

from postgres_server import ServerCase
from scripted_site import page

HOSTS = tuple(f"127.0.0.{i}" for i in range(1, 25))
DELAY = 0.05  # seconds between two requests to a host
LATENCY = 0.01  # of each answer, so that two who ask at once are seen
OPTIONS = ("--allow-private", "--sitemaps", "no", "--wait-for-hosts", "0", "--scope", "all",
           "--delay", str(int(DELAY * 1000)), "--per-host", "1", "--per-address", "1000")


class Fleet(ServerCase):
    def wide_site(self, pages, hosts=HOSTS, **options):
        """Each host has so many pages in a row, each of which links to the next one of its host and of another;
        the start page links to the first of all."""
        site = self.site(hosts=hosts, latency=LATENCY, **options)
        for number, host in enumerate(hosts):
            other = hosts[(number + 1) % len(hosts)]
            for i in range(pages):
                site.set((host, f"/{i}"), page(f"{host} {i}", f"/{i + 1}", site.url(f"/{i}", other)))
        site.set((hosts[0], "/"), page("Start", *(site.url("/0", host) for host in hosts)))
        return site

    def table(self, name, ttl_ms):
        """A database for a fleet that is quick to notice."""
        place = self.server.make(name)
        made = self.run_raw("http://127.0.0.1:1/", "-o", place, "--max-pages", "1", "--retries", "0", "--allow-private",
                            "--wait-for-hosts", "0", "--robots", "ignore", timeout=60)
        self.assertEqual(made.status, 3, made.output)  # nobody is there
        tables = "tally, url, host, page, content, run, arrival, nearer, cookie"
        self.server.psql(name, f"UPDATE crawl.setting SET value = '{ttl_ms}' WHERE name = 'ttl_ms'; "
                               + "".join(f"DELETE FROM crawl.{table};" for table in tables.split(", ")))
        return place

    def begin(self, place, *arguments):
        with open(self.folder / "said", "a+") as said:
            return self.start(*arguments, "-o", place, stdout=None, stderr=said)

    def said(self):
        return (self.folder / "said").read_text()

    def end(self, process, status=0, timeout=120):
        self.assertEqual(process.wait(timeout), status, self.said())

    def check_counts(self, name):
        rows = self.server.rows
        states = {state: int(n) for state, n in rows(name, "SELECT state, count(*) FROM urls GROUP BY 1")}
        self.assertEqual(rows(name, "SELECT count(*), count(DISTINCT url) FROM urls"), [(str(sum(states.values())),) * 2])
        self.assertEqual(rows(name, "SELECT count(*), count(DISTINCT url) FROM pages"),
                         [(str(states.get("fetched", 0)),) * 2])
        tally = rows(name, "SELECT s.name, sum(n) FROM crawl.tally t JOIN crawl.state_name s ON s.id = t.what / 64 "
                           "WHERE t.what < 256 GROUP BY 1 HAVING sum(n) <> 0")
        self.assertEqual({state: int(n) for state, n in tally}, states)
        return states

    def times_asked(self, site):
        """Of each page, robots.txt left out."""
        return collections.Counter((request.host, request.target) for request in site.requests()
                                   if request.target != "/robots.txt")

    def check_politeness(self, site, hosts=HOSTS):
        """As one process would have been: one request at a time, and a delay between two."""
        for host in hosts:
            times = sorted(request.at for request in site.requests(host=host))
            gaps = sorted(b - a for a, b in zip(times, times[1:]))
            self.assertEqual(site.peak(host), 1, host)
            # A busy machine sees some of them late, and then the next one early.
            self.assertGreater(gaps[len(gaps) // 20], DELAY / 2, f"{host}: {gaps[:5]}")
            self.assertGreater(times[-1] - times[0], (len(times) - 1) * DELAY * 0.95, host)

    def test_three_fetch_each_page_once_and_all_end(self):
        pages = 60
        site = self.wide_site(pages)
        place = self.server.make("three")
        first = self.begin(place, site.url("/", HOSTS[0]), *OPTIONS)
        site.wait_for(30, timeout=60)
        others = [self.begin(place, "--allow-private") for _ in range(2)]
        for process in (first, *others):
            self.end(process)
        states = self.check_counts("three")
        wanted = 1 + len(HOSTS) * (pages + 1)
        self.assertEqual(states, {"fetched": wanted})
        asked = self.times_asked(site)
        self.assertEqual([what for what, times in asked.items() if times > 1], [])
        self.assertEqual(len(asked), wanted)
        self.check_politeness(site)
        runs = self.server.rows("three", "SELECT end_reason, pages FROM crawl.run ORDER BY id")
        self.assertEqual([reason for reason, _ in runs], ["finished"] * 3)
        self.assertEqual(sum(int(n) for _, n in runs), wanted)
        self.assertTrue(all(int(n) > 50 for _, n in runs), f"each has a share: {runs}")
        self.assertRegex(self.said(), r"joining 1 process that is at work on postgres://")
        self.assertRegex(self.said(), r"pages in .*\nby this process, and [\d,]+ pages by others")

    def test_the_others_go_on_for_who_dies_or_freezes_and_while_the_server_is_away(self):
        pages = 110
        site = self.wide_site(pages)
        place = self.table("faults", 3_000)
        processes = [self.begin(place, site.url("/", HOSTS[0]), *OPTIONS)]
        site.wait_for(30, timeout=60)
        processes += [self.begin(place, "--allow-private") for _ in range(2)]
        killed, frozen, survivor = processes
        site.wait_for(400, timeout=60)
        killed.send_signal(signal.SIGKILL)
        frozen.send_signal(signal.SIGSTOP)
        site.wait_for(700, timeout=60)
        self.server.kill()
        self.server.start()
        site.wait_for(1_500, timeout=60)
        frozen.send_signal(signal.SIGCONT)
        self.end(survivor)
        self.end(frozen)
        states = self.check_counts("faults")
        wanted = 1 + len(HOSTS) * (pages + 1)
        self.assertEqual(states, {"fetched": wanted})
        asked = self.times_asked(site)
        self.assertEqual(len(asked), wanted)
        # What was on its way: of each host one page at a time.
        again = sum(times - 1 for times in asked.values())
        self.assertLess(again, 8 * len(HOSTS), "fetched again")
        self.check_politeness(site)
        reasons = self.server.rows("faults", "SELECT end_reason FROM crawl.run ORDER BY id")
        self.assertEqual(sorted(reason for reason, in reasons), ["finished", "finished", "killed"])

    def test_what_ctrl_c_leaves_the_others_take_at_once(self):
        site = self.wide_site(60)
        place = self.server.make("stopped")
        first = self.begin(place, site.url("/", HOSTS[0]), *OPTIONS)
        site.wait_for(30, timeout=60)
        second = self.begin(place, "--allow-private")
        site.wait_for(300, timeout=60)
        first.send_signal(signal.SIGINT)
        self.end(first, status=130)
        self.end(second)
        self.assertEqual(self.check_counts("stopped"), {"fetched": 1 + len(HOSTS) * 61})
        self.check_politeness(site)

    def test_limits_of_pages_are_those_of_all(self):
        site = self.wide_site(60)  # 1,465 in all
        place = self.server.make("limited")
        first = self.begin(place, site.url("/", HOSTS[0]), *OPTIONS, "--max-pages", "500")
        site.wait_for(30, timeout=60)
        second = self.begin(place, "--allow-private")
        self.end(first)
        self.end(second)
        fetched = self.check_counts("limited")["fetched"]
        self.assertEqual(fetched, 500)
        reasons = self.server.rows("limited", "SELECT DISTINCT end_reason FROM crawl.run")
        self.assertEqual(reasons, [("max-pages",)])

    def test_who_judges_otherwise_does_not_join(self):
        site = self.wide_site(60)
        place = self.server.make("agreed")
        first = self.begin(place, site.url("/", HOSTS[0]), *OPTIONS)
        site.wait_for(30, timeout=60)
        for arguments, words in (
                ((site.url("/", HOSTS[0]), *OPTIONS, "--max-depth", "3"), "with no --max-depth.*told --max-depth 3"),
                ((site.url("/", HOSTS[0]), "--allow-private"), "--scope all"),
                ((site.url("/7", HOSTS[1]), *OPTIONS), "with other seeds")):
            ended = self.run_raw(*arguments, "-o", place, timeout=60)
            self.assertEqual(ended.status, 1, ended.output)
            self.assertRegex(ended.output.replace("\n", " "), words)
        shown = self.run_raw("status", place, "--interval", "1", timeout=60)
        self.assertEqual(shown.status, 0, shown.output)
        self.assertRegex(shown.stdout, r"^1 process is at work\n")
        self.assertRegex(shown.stdout, r"(?m)^ +1  20\d\d-\S+ +4,096 +\d[\d,]* +\d+\.\d$")
        first.send_signal(signal.SIGINT)
        self.end(first, status=130)
        shown = self.run_raw("status", place, timeout=60)
        self.assertRegex(shown.stdout, r"No process is at work; the last run ended: interrupted")


if __name__ == "__main__":
    unittest.main()
