"""What updates find: new, open, fixed, unknown; the gate that asks for what is new since a run; and the
command that is told of changes."""

import json
import re
import signal
import time
import unittest
import urllib.request
from pathlib import Path

from harness import CrawlCase
from scripted_site import Reply, page

UPDATE = ("--update", "--revisit", "0")


class Updates(CrawlCase):
    def setUp(self):
        super().setUp()
        self.web = self.site({"/": page("Start", "/a", "/b", "/c"), "/a": page("A", "/"), "/b": page("", "/"),
                              "/c": page("C", "/", "/gone")})

    def first(self, *more, **extra):
        return self.crawl(self.web.url("/"), *more, **extra)

    def again(self, *more, **extra):
        return self.crawl(self.web.url("/"), *UPDATE, *more, **extra)


class States(Updates):
    def states(self, finding):
        """Path, state, first and last run."""
        rows = self.rows("SELECT url, state, since_run, last_run FROM finding_changes WHERE finding = ? "
                         "ORDER BY url, since_run", finding)
        base = self.web.url("")
        return [(url.removeprefix(base), *rest) for url, *rest in rows]

    def check(self, *arguments, status=0):
        ended = self.run_raw("check", self.db, *arguments)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def test_a_plain_crawl_keeps_no_findings(self):
        self.first()
        self.assertEqual(self.rows("SELECT * FROM finding_changes"), [])
        ended = self.check("--since", "1", status=3)
        self.assertIn("no run's findings were kept in this file; --update keeps them", ended.stderr)

    def test_new_fixed_and_open(self):
        self.first()
        self.web.set("/a", page("", "/"))  # no title any more
        self.web.set("/b", page("B", "/"))  # has one now
        ended = self.again()
        self.assertEqual(self.states("title-missing"), [("/a", "new", 2, 2), ("/b", "fixed", 1, 1)])
        self.assertEqual(self.states("broken-links"), [("/c", "open", 1, 2)])
        self.assertEqual(self.column("SELECT detail FROM finding_changes WHERE finding = 'broken-links'")[0],
                         self.web.url("/gone") + " a")
        self.assertRegex(ended.stderr, r"\nfindings: \d+ new, \d+ fixed")
        told = json.loads(self.check("--since", "1", "--format", "json", "--fail-on", "new:title-missing>0",
                                     status=1).stdout)
        found = {one["id"]: (one["count"], one["new"], one["known"], one["fixed"], one["unknown"])
                 for one in told["findings"] if one["id"] in ("title-missing", "broken-links")}
        self.assertEqual(found, {"title-missing": (1, 1, 0, 1, 0), "broken-links": (1, 0, 1, 0, 0)})
        self.check("--since", "last", "--fail-on", "new:broken-links>0")
        self.check("--since", "2", "--fail-on", "new:any>0")

    def test_serve_says_how_many_are_new_and_fixed(self):
        self.first()
        self.web.set("/a", page("", "/"))
        self.web.set("/b", page("B", "/"))
        self.again()
        process = self.start("serve", self.db, "--port", "0")
        address = re.search(r"http://\S+:\d+/", process.stdout.readline()).group(0)
        while True:
            with urllib.request.urlopen(address + "api/findings", timeout=20) as answer:
                told = json.load(answer)
            if told["is_complete"]:
                break
            time.sleep(0.05)
        found = {one["id"]: (one["count"], one.get("new"), one.get("fixed")) for one in told["findings"]}
        self.assertEqual(found["title-missing"], (1, 1, 1))
        self.assertEqual(found["broken-links"], (1, None, None))

    def test_an_update_that_changes_nothing_has_no_news(self):
        self.first()
        self.again()
        before = self.rows("SELECT finding, url, detail, state, since_run FROM finding_changes ORDER BY 1, 2, 3")
        ended = self.again()
        self.assertNotIn("findings:", ended.stderr)
        self.assertEqual(self.rows("SELECT finding, url, detail, state, since_run FROM finding_changes ORDER BY 1, 2, 3"),
                         before)
        self.assertEqual({row[3] for row in before}, {"open"})

    def test_what_the_run_did_not_cover_is_unknown(self):
        same = page("The same title of two pages", "/")
        self.web.set("/a", same)
        self.web.set("/c", same)
        self.first()
        self.web.set("/c", page("A title of its own", "/"))
        self.again("--exclude", "/a$")
        self.assertEqual(self.states("title-duplicate"), [("/a", "unknown", 1, 1), ("/c", "fixed", 1, 1)])
        told = json.loads(self.check("--since", "1", "--format", "json", "--fail-on", "new:any>100").stdout)
        duplicate = next(one for one in told["findings"] if one["id"] == "title-duplicate")
        self.assertEqual((duplicate["fixed"], duplicate["unknown"]), (1, 1))
        self.again()  # nothing has changed, but /a was visited
        self.web.set("/b", page("B", "/"))
        self.again()
        self.assertEqual(self.states("title-duplicate"), [("/a", "fixed", 1, 1), ("/c", "fixed", 1, 1)])

    def test_a_file_that_is_updated_from_the_start(self):
        self.crawl(self.web.url("/"), "--update")
        self.assertEqual(self.states("title-missing"), [("/b", "open", 1, 1)])

    def test_it_can_be_left_out(self):
        self.first()
        self.again("--findings-state", "no")
        self.assertEqual(self.rows("SELECT * FROM finding_changes"), [])

    def test_a_run_that_was_not_kept_is_named(self):
        self.first()
        self.again()
        ended = self.check("--since", "7", status=3)
        self.assertIn("--since 7: that run's findings were not kept; there are those of the runs 1, 2", ended.stderr)
        self.check("--since", "1", "--baseline", self.db, status=2)


class OnChange(Updates):
    def setUp(self):
        super().setUp()
        self.told = self.folder / "told"

    def lines(self):
        return [json.loads(line) for line in self.told.read_text().splitlines()] if self.told.exists() else []

    def test_the_command_gets_the_changes_as_json_lines(self):
        self.first()
        self.web.set("/a", page("Another", "/"))
        self.web.set("/b", Reply(status=404))
        self.again("--on-change", f"cat > {self.told}; echo done")
        changes = {change["url"].removeprefix(self.web.url("")): change for change in self.lines()}
        self.assertEqual(set(changes), {"/a", "/b"})
        self.assertEqual({name: changes["/a"][name] for name in ("kind", "run", "old_status", "status", "old_title", "title")},
                         {"kind": "changed", "run": 2, "old_status": 200, "status": 200, "old_title": "A", "title": "Another"})
        self.assertIn("title", changes["/a"]["fields"])
        self.assertRegex(changes["/a"]["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual((changes["/b"]["kind"], changes["/b"]["old_status"], changes["/b"]["status"]), ("missing", 200, 404))

    def test_no_change_no_command(self):
        self.first("--on-change", f"touch {self.told}")
        self.again("--on-change", f"touch {self.told}")
        self.assertFalse(self.told.exists())

    def test_its_output_goes_to_standard_error_and_its_failure_is_a_warning(self):
        self.first()
        self.web.set("/a", page("Another", "/"))
        ended = self.again("--on-change", "echo said; exit 3")
        self.assertIn("said\n", ended.stderr)
        self.assertEqual(ended.stdout, "")
        self.assertIn("--on-change: the command ended with status 3", ended.stderr)

    def test_one_that_never_ends_is_killed_with_all_that_it_started(self):
        self.first()
        self.web.set("/a", page("Another", "/"))
        ended = self.again("--on-change", f"sleep 300 & echo $! > {self.told}; wait", "--on-change-timeout", "0.5")
        self.assertIn("--on-change: the command took longer than", ended.stderr)
        child = int(self.told.read_text())
        state = Path(f"/proc/{child}/stat")
        # Dead, or a zombie of whoever adopts orphans here.
        self.assertTrue(not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z")

    def test_one_that_reads_nothing_is_not_waited_for(self):
        self.first()
        for name in "abc":
            self.web.set(f"/{name}", page("t" * 100_000, "/"))
        self.again("--on-change", "true")

    def test_forever_tells_each_time(self):
        self.first()
        self.web.set("/a", page("Another", "/"))
        process = self.start(self.web.url("/"), "-o", self.db, "--forever", "--revisit", "0", "--revisit-min", "0.2",
                             "--revisit-max", "0.4", "--delay", "0", "--allow-private", "--sitemaps", "no",
                             "--on-change", f"cat >> {self.told}")
        self.until(lambda: len(self.lines()) == 1)
        self.web.set("/b", page("B", "/"))
        self.until(lambda: len(self.lines()) == 2)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(20), 130)
        self.assertEqual([change["title"] for change in self.lines()], ["Another", "B"])

    def test_what_was_not_told_because_it_was_killed_is_told_by_the_next(self):
        self.first()
        self.again("--on-change", f"cat > {self.told}")
        self.web.set("/a", page("Another", "/"))
        # The command ends the program that runs it, when it has what it was to be told.
        ended = self.run_raw(self.web.url("/"), "-o", self.db, "--update", "--revisit", "0", "--delay", "0", "--allow-private",
                             "--sitemaps", "no", "--on-change", f"cat > {self.told}; kill -9 $PPID")
        self.assertEqual(ended.status, -signal.SIGKILL)
        first = self.lines()
        self.assertEqual([change["title"] for change in first], ["Another"])
        self.told.unlink()
        self.web.set("/b", page("B", "/"))
        self.again("--on-change", f"cat > {self.told}")
        told = self.lines()
        self.assertEqual(told[0], first[0], "once more, with the same id")
        self.assertEqual([change["title"] for change in told], ["Another", "B"])
        self.assertLess(told[0]["id"], told[1]["id"])
        self.told.unlink()
        self.again("--on-change", f"cat > {self.told}")
        self.assertEqual(self.lines(), [])

    def test_changes_of_runs_without_a_command_are_told_later(self):
        self.first()
        self.web.set("/a", page("Before", "/"))
        self.again()
        self.again("--on-change", f"cat > {self.told}")
        self.assertEqual(self.lines(), [], "nobody was to be told then")
        self.web.set("/a", page("Between", "/"))
        self.again()
        self.again("--on-change", f"cat > {self.told}")
        self.assertEqual([change["title"] for change in self.lines()], ["Between"])

    def until(self, is_so):
        deadline = time.monotonic() + 30
        while not is_so():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_the_file_keeps_no_command(self):
        self.first()
        self.again("--on-change", "echo hunter2")
        self.assertNotIn("hunter2", self.one("SELECT options FROM runs ORDER BY id DESC LIMIT 1"))
        ended = self.run_raw("resume", self.db)
        self.assertIn("--on-change", ended.stderr)
        self.assertIn("give it again", ended.stderr)


if __name__ == "__main__":
    unittest.main()
