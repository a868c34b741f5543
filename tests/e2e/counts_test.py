"""discovered = fetched + skipped(reason) + failed(reason) + waiting: in the database and in print."""

import json
import unittest

from harness import CrawlCase
from scripted_site import Raw, Reply, page, redirect, unused_port


class Counts(CrawlCase):
    def mixed_site(self):
        """A site on which every state but waiting occurs."""
        return self.site({
            "/robots.txt": Reply("User-agent: *\nDisallow: /private", type="text/plain"),
            "/": page("Start", "/a", "/b", "/gone", "/moved", "/private/1", "/private/2", "/cut",
                      "http://elsewhere.example/", body="<img src=/logo.png>"),
            "/a": page("A", "/b", "/"), "/b": page("B"), "/moved": redirect("/a"),
            "/cut": Raw(b"")})

    def check_printed(self, ended):
        """The summary says the numbers that `urls` has."""
        rows = self.rows("SELECT state, coalesce(reason, ''), count(*) FROM urls GROUP BY 1, 2")
        numbers = {"URLs discovered": sum(row[2] for row in rows)}
        for state, reason, count in rows:
            numbers[state] = numbers.get(state, 0) + count
            if reason:
                numbers[reason] = count
        for name, number in numbers.items():
            self.assertRegex(ended.output, rf"(?m)^ *{name}\b.* {number}$")
        return rows

    def test_states_and_reasons_of_a_mixed_site(self):
        site = self.mixed_site()
        ended = self.crawl(site.url(), "--retries", "0")
        self.assertEqual(sorted(self.check_printed(ended)), [
            ("failed", "reset", 1), ("fetched", "", 5), ("skipped", "resource", 1),
            ("skipped", "robots", 2), ("skipped", "scope", 1)])

    def test_waiting_urls_are_counted_when_a_limit_ends_the_crawl(self):
        links = [f"/{i}" for i in range(30)]
        site = self.site({"/": page("Start", *links)} | {link: page(link) for link in links})
        ended = self.crawl(site.url(), "--max-pages", "5")
        self.assertEqual(self.counts(), {"fetched": 5, "waiting": 26})
        self.check_printed(ended)

    def test_the_runs_row_tells_how_it_was_and_ended(self):
        site = self.mixed_site()
        self.crawl(site.url(), "--retries", "0", "--concurrency", "7")
        started, ended, reason, options, version = self.one(
            "SELECT started_at, ended_at, end_reason, options, version FROM runs")
        self.assertLessEqual(started, ended)
        self.assertEqual(reason, "finished")
        self.assertRegex(version, r"^\d+\.\d+\.\d+$")
        self.assertIn("7", str(json.loads(options)))

    def test_the_summary_as_json(self):
        site = self.mixed_site()
        ended = self.crawl(site.url(), "--retries", "0", "--log-json")
        told = [json.loads(line) for line in ended.output.splitlines() if line.strip()][-1]
        names = ("end_reason", "discovered", "fetched", "skipped", "failed", "waiting", "skipped_by",
                 "failed_by")
        self.assertEqual([told[name] for name in names],
                         ["finished", 10, 5, 4, 1, 0, {"robots": 2, "scope": 1, "resource": 1},
                          {"reset": 1}])

    def test_a_failed_seed_is_named(self):
        with unused_port() as held:
            site = self.mixed_site()
            dead = f"http://127.0.0.1:{held.getsockname()[1]}/seed"
            ended = self.crawl(site.url(), dead, "--retries", "0", "--robots", "ignore")
            self.assertEqual(self.state(dead), "failed/connect")
            self.assertIn(dead, ended.output)
            detail = self.one("SELECT detail FROM errors WHERE url = ?", dead)
            self.assertGreater(len(detail), 40)
            self.assertIn(f"connect: {detail}\n", ended.stderr, "in a pipe the reason is whole")

    def test_a_second_run_of_a_finished_crawl_fetches_nothing(self):
        site = self.mixed_site()
        self.crawl(site.url(), "--retries", "0")
        before = self.rows("SELECT url, state, reason FROM urls ORDER BY url")
        asked = len(site.targets())
        self.crawl(site.url(), "--retries", "0", "--retry-failed", "no")
        self.assertEqual(self.rows("SELECT url, state, reason FROM urls ORDER BY url"), before)
        self.assertEqual(len(site.targets()), asked)
        self.assertEqual(self.column("SELECT end_reason FROM runs"), ["finished"] * 2)


if __name__ == "__main__":
    unittest.main()
