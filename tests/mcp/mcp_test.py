"""crawl mcp, judged by the protocol's own client (PyPI `mcp`), which holds each answer against the schemas that the
server gives: twenty questions of an audit, by the newest revision and by the handshake of the older ones.

The folder of CRAWL_MCP_TOOLS has it as a Python environment; ./setup test --all makes it. Without it the test is skipped.
"""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from harness import BINARY, REPOSITORY, CrawlCase  # noqa: E402
from mcp_site import questions, routes  # noqa: E402

TOOLS = Path(os.environ.get("CRAWL_MCP_TOOLS", REPOSITORY / "build/mcp"))
PYTHON = TOOLS / "bin/python"


class OwnClient(CrawlCase):
    def setUp(self):
        super().setUp()
        if not PYTHON.exists():
            self.skipTest("the protocol's own client is missing; ./setup test --all installs it")
        self.made = self.site(routes())
        self.crawl(self.made.url(), "--retries", "0")
        self.questions = questions(self.made.url)

    def ask(self, mode):
        asked = [{"tool": each.tool, "arguments": each.arguments} for each in self.questions]
        ended = subprocess.run([PYTHON, "-B", HERE / "client.py", BINARY, self.db, mode], input=json.dumps(asked),
                               capture_output=True, text=True, timeout=150)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return json.loads(ended.stdout)

    def check_answers(self, mode, version):
        told = self.ask(mode)
        self.assertEqual((told["version"], told["server"], told["prompts"]), (version, "crawl", ["audit"]))
        self.assertTrue(all(told["read_only"].values()) and len(told["read_only"]) == 11)
        self.assertEqual(len(told["answers"]), 20)
        for question, answer in zip(self.questions, told["answers"]):
            with self.subTest(question.words):
                self.assertFalse(answer["is_error"], answer)
                self.assertTrue(question.is_right(answer["data"], answer["text"]), answer)
        self.assertTrue(told["wrong_is_error"])

    def test_the_newest_revision(self):
        self.check_answers("auto", "2026-07-28")

    def test_the_handshake(self):
        self.check_answers("legacy", "2025-11-25")


if __name__ == "__main__":
    unittest.main()
