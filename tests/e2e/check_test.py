"""crawl check: a crawl that is judged, for CI."""

import html
import json
import os
import pty
import re
import signal
import time
import unittest
import xml.etree.ElementTree
from pathlib import Path

from harness import FAST, CrawlCase
from scripted_site import Reply, page, redirect, unused_port

HOME, OTHER = "127.0.0.1", "127.0.0.2"
HOSTILE = "</failure>]]>&lt;<script>|`\x1b[31m\x07\u202e\"'"


class Check(CrawlCase):
    def check(self, *arguments, status=0, timeout=60, defaults=FAST, **extra):
        ended = self.run_raw("check", *arguments, *defaults, timeout=timeout, **extra)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def judge(self, *arguments, status=0):
        """A database that is there."""
        return self.check(*arguments, status=status, defaults=())

    def json(self, *arguments, status=0, **extra):
        return json.loads(self.check(*arguments, "--format", "json", status=status, **extra).stdout)

    def finding(self, told, identity):
        return next(one for one in told["findings"] if one["id"] == identity)

    def left_over(self):
        return sorted(path.name for path in self.folder.iterdir())

    def dead(self):
        """The URL of a host that takes no connection."""
        held = unused_port()
        self.addCleanup(held.close)
        return f"http://{HOME}:{held.getsockname()[1]}/"

    def web(self, routes=None, **options):
        return self.site(routes, hosts=(HOME, OTHER), **options)


class Gates(Check):
    def test_a_sound_site_passes_and_leaves_nothing(self):
        site = self.web({"/": page("Start", "/a"), "/a": page("A", "/")})
        ended = self.check(site.url(), env={**os.environ, "TMPDIR": str(self.folder)})
        self.assertIn(f"{site.url()}: 2 pages, 0 checks\n  passed error>0: 0\npassed\n", ended.stdout)
        self.assertEqual(self.left_over(), [])

    def test_a_broken_link_fails_with_page_target_anchor_and_why(self):
        site = self.web({"/": page("Start", "/a", "/gone"), "/a": page("A", "/")})
        ended = self.check(site.url(), status=1)
        self.assertIn("Links to broken URLs (broken-links, error): 1\n"
                      f"  {site.url('/')}\n"
                      f"    broken_url {site.url('/gone')}, answer 404, kind a, anchor \"to /gone\"\n", ended.stdout)
        self.assertTrue(ended.stdout.endswith("FAILED\n"), ended.stdout)
        self.assertIn("Not listed (--all lists what no gate counts)", ended.stdout)

    def test_what_pages_point_to_is_checked_by_itself(self):
        site = self.web()
        site.set("/", page("Start", site.url("/gone", OTHER), "/#nowhere", body="<img src=/gone.png>"))
        told = self.json(site.url(), status=1)
        self.assertEqual({one["id"]: one["count"] for one in told["findings"] if one["count"] and one["severity"] == "error"},
                         {"broken-external-links": 1, "broken-images": 1})
        self.assertEqual(self.finding(told, "broken-fragments")["count"], 1)
        self.json(site.url(), "--check", "none")
        self.json(site.url(), "--check", "fragments", "--fail-on", "broken-fragments>0", status=1)

    def test_gates_choose_severity_finding_and_number(self):
        site = self.web({"/": page("Start", "/1", "/2", "/3")})
        self.crawl(site.url())
        for gates, status in (("broken-links>3", 0), ("broken-links>2", 1), ("server-errors>0", 0),
                              ("error>100", 0), ("any>0", 1), ("fact>0", 1), ("server-errors>0,broken-links>1", 1)):
            self.judge(self.db, "--fail-on", gates, status=status)
        told = json.loads(self.judge(self.db, "--fail-on", "broken-links>2", "--fail-on", "failed>0", "--format", "json", status=1).stdout)
        self.assertEqual(told["gates"], [{"gate": "broken-links>2", "count": 3, "allowed": 2, "is_passed": False},
                                         {"gate": "failed>0", "count": 0, "allowed": 0, "is_passed": True}])

    def test_wrong_command_lines_are_status_2_and_say_the_remedy(self):
        site = self.web({"/": page("Start")})
        self.crawl(site.url())
        before = len(site.log)
        Path(self.folder, "bad.toml").write_text("[[ignore]]\nfinding = 'broken-link'\nreason = 'r'\n")
        for words, said in (
                ((), "check wants URL"), ((site.url(), "--fail-on", "errors>0"), "did you mean error?"),
                ((site.url(), "--fail-on", "error"), "write NAME>N"), ((site.url(), "--fail-on", "new:error>0"), "--baseline DB"),
                ((site.url(), "--format", "xml"), "there are text, markdown"), ((site.url(), "--format", "jsn"), "did you mean json?"),
                ((site.url(), "--format", "json", "--format", "sarif"), "one format goes to standard output"),
                ((site.url(), "--output", "a", "--output", "b"), "more --output than --format"),
                ((site.url(), "--accept", "4o4"), "no status"), ((site.url(), "--group", "pages"), "did you mean page?"),
                ((site.url(), "--rows", "-1"), "whole number"), ((site.url(), "--map", "a=b"), "write FROM=TO"),
                ((site.url(), "--ignore", "bad.toml"), "bad.toml:2: there is no finding broken-link (did you mean broken-links?)"),
                ((site.url(), "--delay", "x"), "--delay"), ((site.url(), "--excludes", "x"), "did you mean --exclude?"),
                ((self.db, "--delay", "0"), "is judged as it is"), ((site.url(), "-o", self.db), "is there already")):
            with self.subTest(words=words):
                ended = self.judge(*words, status=2)
                self.assertIn(said, ended.stderr)
                self.assertEqual(ended.stdout, "")
        self.assertEqual(len(site.log), before, "nothing is asked for")

    def test_what_could_not_be_judged_is_status_3(self):
        ended = self.check(self.dead(), "--retries", "0", status=3)
        self.assertIn("NOT JUDGED: nothing was fetched: ", ended.stdout)
        self.assertIn("nothing was fetched", ended.stderr)
        self.assertIn("no such file", self.judge("no-such.db", status=3).stderr.lower())
        Path(self.folder, "other.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
        self.judge("other.db", status=3)
        site = self.web({"/": page("Start")})
        self.check(site.url(), "--baseline", "no-such.db", status=3)
        self.check(site.url(), "--ignore", "no-such.toml", status=3)
        self.assertEqual(site.log, [], "before the crawl")
        self.assertIn("mkdir -p no/such", self.check(site.url(), "--output", "no/such/file", status=3).stderr)
        blocked = self.web({"/robots.txt": Reply("User-agent: *\nDisallow: /", type="text/plain"), "/": page("Start", "/gone")})
        self.check(blocked.url(), status=3)

    def test_a_host_that_was_unavailable_is_no_pass(self):
        site = self.web({"/": page("Start", "/gone"), (OTHER, "/robots.txt"): Reply(status=503)})
        other = site.url("/", OTHER)
        seen = self.check(site.url(), other, "--retries", "0", "--fail-on", "broken-images>0", status=3)
        self.assertRegex(seen.stdout, rf"NOT JUDGED: hosts were unavailable: {re.escape(other[:-1])} \(1 URL")
        self.assertIn("hosts were unavailable", seen.stderr)
        # That much is certain.
        failed = self.check(site.url(), other, "--retries", "0", "--fail-on", "broken-links>0", status=1)
        self.assertIn("FAILED, and hosts were unavailable", failed.stdout)

    def test_a_host_that_takes_no_connection_fails(self):
        site = self.web({"/": page("Start")})
        told = self.json(site.url(), self.dead(), "--retries", "0", status=1)
        self.assertEqual(self.finding(told, "broken-seeds")["count"], 1)

    def test_seeds_that_are_broken_fail(self):
        site = self.web({"/": page("Start")})
        Path(self.folder, "urls.txt").write_text(f"{site.url('/')}\n{site.url('/gone')}\n")
        told = self.json("urls.txt", "--max-depth", "0", status=1)
        self.assertEqual([row["values"][:2] for row in self.finding(told, "broken-seeds")["rows"]], [[site.url("/gone"), 404]])

    def test_a_limit_that_was_wished_passes_and_says_what_was_not_covered(self):
        site = self.web({"/": page("Start", *(f"/{i}" for i in range(9)))}, otherwise=lambda r: page(r.target, "/"))
        ended = self.check(site.url(), "--max-pages", "3", "--per-host", "1")
        self.assertIn("7 URLs were not fetched (max-pages).", ended.stdout)

    def test_a_crawl_that_was_killed_or_goes_on_is_not_judged(self):
        site = self.web({"/": page("Start", "/slow"), "/slow": Reply(page("Slow"), delay=30)})
        crawl = self.start(site.url(), "-o", self.db, *FAST)
        end = time.monotonic() + 20
        while not (site.requests("/slow") and self.db.exists()):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        while not self.rows("SELECT 1 FROM pages"):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        self.assertIn("the crawl goes on", self.judge(self.db, status=3).stdout)
        crawl.kill()
        crawl.wait()
        self.judge(self.db, status=3)

    def test_ctrl_c_ends_the_crawl_too(self):
        site = self.web({"/": page("Start", "/slow"), "/slow": Reply(page("Slow"), delay=60)})
        process = self.start("check", site.url(), *FAST, env={**os.environ, "TMPDIR": str(self.folder)})
        end = time.monotonic() + 20
        while not site.requests("/slow"):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
        self.assertEqual((process.returncode, out), (130, ""))
        self.assertEqual(self.left_over(), [])


class Crawling(Check):
    def test_options_of_the_crawl_are_the_crawls_own(self):
        site = self.web({"/": page("Start", "/private/x", "/a"), "/a": page("A")})
        self.check(site.url(), "--exclude", "/private/", "--user-agent", "gate/1.0", "--header", "X-Test: a b")
        self.assertEqual({r.target for r in site.log}, {"/robots.txt", "/", "/a"})
        request = site.requests("/a")[0]
        self.assertEqual((request.headers["user-agent"], request.headers["x-test"]), ("gate/1.0", "a b"))

    def test_the_database_may_be_kept(self):
        site = self.web({"/": page("Start")})
        ended = self.check(site.url(), "-o", "kept.db")
        self.assertNotIn("Explore it with", ended.stderr)
        self.assertEqual(self.rows("SELECT url FROM pages", db=self.folder / "kept.db"), [(site.url("/"),)])

    def test_several_seeds_and_standard_input(self):
        site = self.web({"/a": page("A"), "/b": page("B")})
        told = json.loads(self.check(site.url("/a"), "-", "--format", "json", stdin=site.url("/b")).stdout)
        self.assertEqual(told["coverage"]["pages"], 2)
        self.assertEqual(told["subject"], site.url("/a") + " and 1 more")

    def test_accepted_statuses_and_patterns_of_the_crawl(self):
        site = self.web()
        site.set((OTHER, "/refuses"), Reply(status=403))
        site.set("/", page("Start", site.url("/refuses", OTHER)))
        self.check(site.url(), status=1)
        told = self.json(site.url(), "--accept", "403,999")
        one = self.finding(told, "broken-external-links")
        self.assertEqual((one["count"], one["ignored"], one["rows"]), (0, 1, []))
        self.assertEqual(one["ignored_rows"][0]["reason"], "--accept 403")


class Baselines(Check):
    def crawled(self, name, site, *arguments):
        self.db = self.folder / name
        self.crawl(site.url(), *arguments)
        return name

    def test_only_what_is_new_fails(self):
        site = self.web({"/": page("Start", "/gone")})
        then = self.crawled("then.db", site)
        self.check(site.url(), "--check", "none", "--baseline", then, "--fail-on", "new:error>0")
        site.set("/", page("Start", "/gone", "/lost"))
        told = self.json(site.url(), "--check", "none", "--baseline", then, "--fail-on", "new:error>0", status=1)
        links = self.finding(told, "broken-links")
        self.assertEqual([links[key] for key in ("count", "new", "known", "fixed", "unknown")], [2, 1, 1, 0, 0])
        self.assertEqual([row["standing"] for row in links["rows"]], ["known", "new"])

    def test_what_was_not_covered_is_never_fixed(self):
        site = self.web({"/": page("Start", "/1", "/2"), "/1": page("One", "/gone1"), "/2": page("Two", "/gone2")})
        then = self.crawled("then.db", site)
        site.set("/1", page("One"))
        site.set("/2", page("Two"))
        told = self.json(site.url(), "--check", "none", "--baseline", then, "--exclude", "/2$")
        links = self.finding(told, "broken-links")
        self.assertEqual([links[key] for key in ("count", "fixed", "unknown")], [0, 1, 1])
        told = self.json(site.url(), "--check", "none", "--baseline", then)
        self.assertEqual(self.finding(told, "broken-links")["fixed"], 2)

    def test_fingerprints_are_the_same_from_crawl_to_crawl(self):
        site = self.web({"/": page("Start", "/gone", "/moved"), "/moved": redirect("/", 301)})
        one, two = (self.json(site.url(), "--fail-on", "error>9") for _ in range(2))
        prints = [{row["fingerprint"] for finding in told["findings"] for row in finding["rows"]} for told in (one, two)]
        self.assertEqual(prints[0], prints[1])
        self.assertGreater(len(prints[0]), 3)

    def test_staging_may_be_held_against_production(self):
        production, staging = self.web({"/": page("Start", "/gone")}), self.web({"/": page("Start", "/gone")})
        then = self.crawled("then.db", production)
        self.check(staging.url(), "--check", "none", "--baseline", then, "--fail-on", "new:error>0", status=1)
        self.check(staging.url(), "--check", "none", "--baseline", then, "--fail-on", "new:error>0",
                   "--map", f"{staging.url('')}={production.url('')}")


class Ignoring(Check):
    def ignore(self, *entries):
        path = self.folder / "ignore.toml"
        path.write_text("".join(f"[[ignore]]\n{entry}\n" for entry in entries))
        return "--ignore", path

    def test_what_is_ignored_is_counted_and_listed_apart(self):
        site = self.web({"/": page("Start", "/gone", "/lost")})
        self.crawl(site.url())
        entry = "finding = 'broken-links'\nurl = '/gone$'\nreason = 'so be it'\nuntil = 2999-12-31"
        told = json.loads(self.judge(self.db, *self.ignore(entry), "--format", "json", status=1).stdout)
        one = self.finding(told, "broken-links")
        self.assertEqual((one["count"], one["ignored"]), (1, 1))
        self.assertEqual(one["ignored_rows"][0]["reason"], "so be it")
        self.assertEqual(told["ignore"], [{"finding": "broken-links", "url": "/gone$", "reason": "so be it",
                                           "until": "2999-12-31", "is_expired": False, "rows": 1}])
        text = self.judge(self.db, *self.ignore(entry), "--fail-on", "broken-links>1").stdout
        self.assertIn("  broken-links at /gone$ until 2999-12-31: 1 (so be it)", text)
        self.assertRegex(text, r"broken-links http://\S+/: broken_url http://\S+/gone,")

    def test_an_entry_whose_day_has_passed_ignores_nothing_and_is_told(self):
        site = self.web({"/": page("Start", "/gone")})
        self.crawl(site.url())
        past = "url = 'gone'\nreason = 'r'\nuntil = 2020-01-01"
        self.assertIn("until 2020-01-01: has ended, ignores nothing", self.judge(self.db, *self.ignore(past), status=1).stdout)
        unused = "url = 'other'\nreason = 'r'"
        self.assertIn("nothing to ignore: take the entry out", self.judge(self.db, *self.ignore(unused), status=1).stdout)


class Formats(Check):
    def setUp(self):
        super().setUp()
        words = html.escape(HOSTILE)
        site = self.web({"/": page(words, body=f'<a href="/gone?{html.escape(HOSTILE)}">{words}</a><a href=/soft>s</a>'),
                         "/soft": page("404 not found")})
        self.home = site.url("/")
        self.crawl(site.url())

    def told(self, form, *arguments, status=1):
        return self.judge(self.db, "--format", form, *arguments, status=status).stdout

    def test_text_has_no_control_characters(self):
        for group in ("finding", "page", "target"):
            text = self.told("text", "--group", group, "--all")
            self.assertEqual(re.findall("[\x00-\x09\x0b-\x1f\x7f\u202e]", text), [])
            self.assertIn("/gone?", text)

    def test_colours_are_for_terminals(self):
        main, terminal = pty.openpty()
        process = self.start("check", self.db, stdout=terminal, env={**os.environ, "TERM": "xterm"} | {"NO_COLOR": ""})
        os.close(terminal)
        said = b""
        while True:
            try:
                block = os.read(main, 65536)
            except OSError:
                break
            if not block:
                break
            said += block
        os.close(main)
        self.assertEqual(process.wait(20), 1)
        self.assertIn(b"\x1b[31;1mFAILED\x1b[0m", said)
        self.assertEqual(set(re.findall(rb"\x1b\[[^m]*m", said)) - {b"\x1b[31;1m", b"\x1b[1m", b"\x1b[2m", b"\x1b[0m"}, set())

    def test_groups_turn_the_list_round(self):
        by_page = self.told("text", "--group", "page")
        self.assertRegex(by_page, rf"(?m)^{re.escape(self.home)}\n    error broken-links: broken_url ")
        by_target = self.told("text", "--group", "target")
        self.assertRegex(by_target, rf"(?m)^{re.escape(self.home)}gone\S*\n(    error .*\n)*    error broken-links: page {re.escape(self.home)}, ")

    def test_json_is_as_documented(self):
        told = json.loads(self.told("json"))
        self.assertEqual(list(told), ["format", "program", "subject", "baseline", "verdict", "gates", "coverage", "findings", "ignore"])
        self.assertEqual((told["format"], told["verdict"], told["baseline"]), (1, "failed", None))
        one = self.finding(told, "broken-links")
        self.assertEqual(list(one), ["id", "title", "group", "severity", "meaning", "remedy", "count", "ignored", "columns",
                                     "rows", "rows_left_out", "ignored_rows"])
        self.assertEqual(one["columns"], ["page", "broken_url", "answer", "kind", "anchor"])
        self.assertEqual((one["rows"][0]["values"][2], one["rows"][0]["standing"]), (404, "open"))
        self.assertRegex(one["rows"][0]["fingerprint"], r"\A[0-9a-f]{32}\Z")
        self.assertEqual(told["coverage"]["pages"], 3)
        self.assertEqual({f["severity"] for f in told["findings"]}, {"error", "warning", "notice"})

    def test_junit_is_what_its_readers_take(self):
        top = xml.etree.ElementTree.fromstring(self.told("junit"))
        self.assertEqual(top.tag, "testsuites")
        cases = top.findall("testsuite/testcase")
        self.assertEqual(len(cases), int(top.get("tests")))
        self.assertEqual(sum(int(suite.get("tests")) for suite in top), len(cases))
        failed = {case.get("classname"): case.find("failure") for case in cases if case.find("failure") is not None}
        self.assertEqual(set(failed), {"crawl.broken-links", "crawl.broken-pages"})
        self.assertEqual(len(failed), int(top.get("failures")))
        self.assertEqual(failed["crawl.broken-links"].get("type"), "error")
        self.assertIn(self.home + "gone", failed["crawl.broken-links"].text)
        for case in cases:
            self.assertTrue(case.get("name") and case.get("classname"))
            self.assertLessEqual({child.tag for child in case}, {"failure", "error", "skipped", "system-out"})
        for suite in top:
            for name in ("name", "tests", "failures", "errors"):
                self.assertIsNotNone(suite.get(name))

    def test_sarif_has_what_its_schema_and_code_scanning_require(self):
        told = json.loads(self.told("sarif"))
        self.assertEqual(told["version"], "2.1.0")
        run, = told["runs"]
        driver = run["tool"]["driver"]
        self.assertEqual(driver["name"], "crawl")
        self.assertRegex(driver["semanticVersion"], r"\A\d+\.\d+\.\d+\Z")
        identities = [rule["id"] for rule in driver["rules"]]
        self.assertEqual(len(set(identities)), len(identities))
        for rule in driver["rules"]:
            self.assertTrue(rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["text"])
            self.assertIn(rule["defaultConfiguration"]["level"], ("none", "note", "warning", "error"))
            self.assertIsInstance(rule["properties"]["tags"], list)
        self.assertGreater(len(run["results"]), 3)
        for result in run["results"]:
            self.assertEqual(identities[result["ruleIndex"]], result["ruleId"])
            self.assertTrue(result["message"]["text"])
            self.assertIn(result["level"], ("note", "warning", "error"))
            place, = result["locations"]
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            self.assertRegex(uri, r"\A[A-Za-z0-9._~%-]+(/[A-Za-z0-9._~!$&'()*+,;=:@%?/-]*)?\Z")
            self.assertGreaterEqual(place["physicalLocation"]["region"]["startLine"], 1)
            self.assertRegex(result["partialFingerprints"]["crawlRow/v1"], r"\A[0-9a-f]{32}\Z")
            self.assertTrue(result["properties"]["url"].startswith("http://"))
        self.assertEqual([one["executionSuccessful"] for one in run["invocations"]], [True])

    def test_markdown_is_a_comment(self):
        text = self.told("markdown", "--all")
        self.assertTrue(text.startswith("## crawl check: FAILED\n"))
        self.assertIn("| error\\>0 | 2 | **failed** |", text)
        self.assertEqual(re.findall("[\x00-\x09\x0b-\x1f\x7f\u202e]", text), [])
        self.assertNotRegex(text, r"(?<!\\)<script")

    def test_several_formats_at_once(self):
        ended = self.judge(self.db, "--format", "sarif", "--output", "a.sarif", "--format", "junit", "--output", "b.xml",
                           "--format", "text", status=1)
        self.assertTrue(ended.stdout.endswith("FAILED\n"))
        json.loads((self.folder / "a.sarif").read_text())
        xml.etree.ElementTree.parse(self.folder / "b.xml")
        ended = self.judge(self.db, "--format", "json", "--output", "c.json", status=1)
        self.assertEqual(ended.stdout, "")
        self.assertIn("FAILED", ended.stderr)
        self.assertIn("is a database and is not overwritten", self.judge(self.db, "--output", self.db, status=3).stderr)

    def test_an_output_that_is_full_is_no_verdict(self):
        with open("/dev/full", "w") as full:
            ended = self.run_raw("check", self.db, stdout=full)
        self.assertEqual(ended.status, 3)
        self.assertIn("standard output", ended.stderr)


if __name__ == "__main__":
    unittest.main()
