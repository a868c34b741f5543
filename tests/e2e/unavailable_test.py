"""Hosts that do not answer: the end says so, in its reason, its status and its words; and a crawl asks again."""

import json
import re
import signal
import time
import unittest

from harness import FAST, CrawlCase
from scripted_site import Raw, Reply, page, unused_port

UNAVAILABLE = 3
PATIENT = FAST[:-2]  # without --wait-for-hosts 0


class Unavailable(CrawlCase):
    def test_a_crawl_whose_seeds_all_fail_has_not_finished(self):
        with unused_port() as held:
            dead = f"http://127.0.0.1:{held.getsockname()[1]}/"
            ended = self.crawl(*(f"{dead}{i}" for i in range(21)), "--retries", "0", status=UNAVAILABLE)
        self.assertEqual(self.end_reason(), "hosts-unavailable")
        self.assertIn("hosts unavailable: no seed could be fetched", ended.stderr)
        seeds = ended.stderr.split("Seeds that failed")[1]
        self.assertEqual(seeds.count("connect:"), 1, "what is the same for all is said once\n" + ended.stderr)
        self.assertIn("likewise 20 other seeds of this host", ended.stderr)
        self.assertIn("Ask the hosts again with", ended.stderr)

    def test_a_seed_that_redirects_to_what_fails_is_a_seed_that_fails(self):
        with unused_port() as held:
            dead = f"http://127.0.0.1:{held.getsockname()[1]}/"
            site = self.site({"/": Reply(status=301, headers={"Location": dead})})
            ended = self.crawl(site.url(), "--retries", "0", "--robots", "ignore", "--scope", "all",
                               status=UNAVAILABLE)
        self.assertIn("connect", ended.stderr.split("Seeds that failed")[1])

    def test_one_seed_of_two_is_enough(self):
        site = self.site({"/": page("Start")})
        with unused_port() as held:
            dead = f"http://127.0.0.1:{held.getsockname()[1]}/"
            self.crawl(site.url(), dead, "--retries", "0", "--robots", "ignore")
        self.assertEqual(self.end_reason(), "finished")

    def test_a_hostile_robots_txt_leaves_urls_waiting_and_the_end_says_why(self):
        site = self.site({"/": page("Start"),
                          "/robots.txt": Raw(b"HTTP/1.1 200 OK\r\n\x00hostile\x01: \r\n" + b"x" * 300 + b"\r\n\r\n")})
        ended = self.crawl(site.url(), status=UNAVAILABLE)
        self.assertEqual(self.state(site.url()), "waiting")
        self.assertEqual(self.end_reason(), "hosts-unavailable")
        self.assertIn("hosts unavailable: 1 URL waiting for 1 host", ended.stderr)
        origin, waiting, why = self.one("SELECT origin, waiting, last_error FROM hosts WHERE waiting > 0")
        self.assertEqual((origin + "/", waiting), (site.url(), 1))
        self.assertIn("robots.txt", why)
        section = ended.stderr.split("Hosts that are unavailable")[1]
        self.assertIn(origin, section)
        self.assertIn("robots.txt", section)
        self.assertNotIn("Seeds that failed", section, "said once")
        report = self.run_raw("report", self.db, "-o", "report.html")
        self.assertEqual(report.status, 0, report.output)
        html = (self.folder / "report.html").read_text()
        self.assertIn("hosts were unavailable", html)
        self.assertIn(origin, html.split("id=\"overview\"")[1].split("</section>")[0])

    def test_a_long_retry_after_keeps_no_crawl_alive(self):
        for status in (429, 503):
            with self.subTest(status=status):
                busy = Reply("later", status, headers={"Retry-After": "3600"})
                site = self.site({"/": page("Start", "/1", "/busy", "/2"), "/busy": [busy, page("Busy")],
                                  "/1": page("One"), "/2": page("Two")})
                self.db = self.folder / f"{status}.db"
                ended = self.crawl(site.url(), "--per-host", "1", status=UNAVAILABLE)
                self.assertEqual(self.end_reason(), "hosts-unavailable")
                self.assertEqual(self.state(site.url("/busy")), "waiting")
                section = ended.stderr.split("Hosts that are unavailable")[1]
                self.assertIn(site.url().rstrip("/"), section)
                self.assertIn(f"answered {status}, to be asked again after 1 h", section)
                self.assertIn("Ask the hosts again with", section)
                self.crawl(site.url())
                self.assertEqual(self.counts(), {"fetched": 4})
                self.assertEqual(self.end_reason(), "finished")

    def test_a_robots_txt_that_asks_for_an_hour_keeps_no_crawl_alive(self):
        site = self.site({"/": page("Start"), "/robots.txt": Reply(status=503, headers={"Retry-After": "3600"})})
        ended = self.crawl(site.url(), status=UNAVAILABLE)
        self.assertEqual(self.state(site.url()), "waiting")
        self.assertIn("robots.txt: status 503, to be asked again after 1 h", ended.stderr)

    def test_the_same_command_asks_again_and_goes_on(self):
        site = self.site({"/": page("Start", "/1"), "/1": page("One"), "/robots.txt": Reply(status=503)})
        self.crawl(site.url(), status=UNAVAILABLE)
        site.set("/robots.txt", Reply(status=404))
        self.crawl(site.url())
        self.assertEqual(self.column("SELECT end_reason FROM runs"), ["hosts-unavailable", "finished"])
        self.assertEqual(self.counts(), {"fetched": 2})

    def test_with_nothing_else_to_do_a_crawl_waits_and_asks_again(self):
        # Four tries, then a fifth of the time.
        site = self.site({"/": page("Start"), "/robots.txt": [Reply(status=503)] * 4 + [Reply(status=404)]})
        ended = self.crawl(site.url(), "--wait-for-hosts", "5", defaults=PATIENT)
        self.assertEqual(self.state(site.url()), "fetched")
        self.assertIn("nothing left but URLs of unavailable hosts (1)", ended.stderr)
        self.assertEqual(len(site.requests("/robots.txt")), 5)

    def test_ctrl_c_ends_the_wait_at_once(self):
        site = self.site({"/": page("Start"), "/robots.txt": Reply(status=503)})
        crawl = self.start(site.url(), "-o", self.db, *PATIENT)
        for line in crawl.stderr:
            if "nothing left but" in line:
                break
        began = time.monotonic()
        crawl.send_signal(signal.SIGINT)
        crawl.communicate(timeout=10)
        self.assertEqual(crawl.returncode, 130)
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual(self.end_reason(), "interrupted")

    def test_a_part_that_answers_500_parks_no_host(self):
        routes = {"/": page("Start", *(f"/good/{i}" for i in range(300)), *(f"/bad/{i}" for i in range(40)))}
        routes |= {f"/good/{i}": page(f"Page {i}") for i in range(300)}
        routes |= {f"/bad/{i}": Reply(status=500) for i in range(40)}
        site = self.site(routes)
        self.crawl(site.url(), "--per-host", "32", "--retries", "1", timeout=120)
        self.assertEqual(self.end_reason(), "finished")
        self.assertEqual(self.counts(), {"fetched": 341})

    def test_the_json_log_names_the_hosts(self):
        site = self.site({"/": page("Start"), "/robots.txt": Reply(status=503)})
        ended = self.crawl(site.url(), "--log-json", status=UNAVAILABLE)
        summary = json.loads(ended.stderr.splitlines()[-1])
        self.assertEqual(summary["end_reason"], "hosts-unavailable")
        self.assertEqual([(host["origin"] + "/", host["waiting"]) for host in summary["waiting_hosts"]],
                         [(site.url(), 1)])
        self.assertTrue(re.search("503", summary["waiting_hosts"][0]["last_error"]))


if __name__ == "__main__":
    unittest.main()
