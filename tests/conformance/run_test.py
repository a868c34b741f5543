"""The command that makes the table of docs/conformance.md, on a folder of a few cases: it counts what came of them, and
no difference without a reason goes by unseen."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = os.environ.get("CRAWL_BUILD", HERE.parents[1] / "build/dev")


class Command(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def put(self, name, *cases):
        (self.folder / name).write_text("".join(json.dumps(each) + "\n" for each in cases))

    def rows(self, status):
        """Cases, passed, remarks of each subject."""
        ended = subprocess.run([sys.executable, "-B", HERE / "run", self.folder, "--build", BUILD, "--cases-only", "--print"],
                               capture_output=True, text=True)
        self.assertEqual(ended.returncode, status, ended.stdout + ended.stderr)
        cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in ended.stdout.splitlines()]
        return {row[0]: row[2:] for row in cells}, ended.stderr

    def test_what_is_not_there_is_named(self):
        rows, _ = self.rows(0)
        self.assertEqual(rows["srcset"], ["", "", "not run: srcset.jsonl is not there"])
        self.assertGreater(len(rows), 10)

    def test_cases_are_counted(self):
        self.put("encoding-labels.jsonl", {"label": "utf8", "encoding": "UTF-8"}, {"label": "l1", "encoding": "windows-1252"})
        rows, _ = self.rows(0)
        self.assertEqual(rows["Encodings: labels"], ["2", "2", ""])

    def test_a_difference_needs_a_reason(self):
        self.put("encoding-labels.jsonl", {"label": "utf8", "encoding": "UTF-8"}, {"label": "l1", "encoding": "Big5"})
        rows, said = self.rows(1)
        self.assertEqual(rows["Encodings: labels"], ["2", "1", "at least 1 without a reason"])
        self.assertIn("differ without a reason: Encodings: labels", said)

    def test_a_choice_is_counted_with_its_reason(self):
        self.put("sitemap.jsonl", {
            "id": "x", "url": "http://a.test/x/sitemap.txt", "content_type": "text/plain", "type": "TEXT", "strict": True,
            "allow_partial": True, "body_b64": "aHR0cDovL2EudGVzdC94LzEKaHR0cDovL2EudGVzdC8yCg==",
            "urls": [{"loc": "http://a.test/x/1", "lastmod": ""}]})
        rows, _ = self.rows(1)  # the test wants all of the suite's cases
        self.assertIn("1: URLs outside of the sitemap's folder are left to the scope of the crawl", rows["Sitemaps"][2])


unittest.main()
