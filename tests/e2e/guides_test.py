"""The blocks of docs/guides.md, run one after the other as they stand, but that example.com is a small site here."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from harness import BINARY, REPOSITORY, CrawlCase
from scripted_site import Reply, page

GUIDES = REPOSITORY / "docs/guides.md"
BLOCK = re.compile(r"^```(\w+)(?: needs=(\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Of each guide what it is to have made.
MADE = {"Audit a site": ["audit.html", "home.txt"], "Check links in CI": ["links.xml"], "Watch a site": ["changes.atom"],
        "Build a data set": ["rows.csv"], "Feed a language model": ["pages/llms.txt", "articles.jsonl"],
        "Archive a site": ["archive.warc.gz"], "Read a site offline": ["copy/index.html"], "Crawl a million pages": ["large.db"], "Ask with other tools": ["site.db"]}


def guides():
    parts = re.split(r"^## (.*)$", GUIDES.read_text(), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2]))


class Guides(CrawlCase):
    def setUp(self):
        super().setUp()
        words = " ".join(f"word{i}" for i in range(120))
        self.pages = {"/": page("Home", "/a", "/b", head="<link rel=stylesheet href='/look.css'>"), "/a": page("A", body=f"<article><p>{words}</p></article>"), "/b": page("B"),
                      "/look.css": Reply("body { background: url(/pic.png) }", type="text/css"), "/pic.png": Reply(b"\x89PNG\r\n\x1a\n", type="image/png")}
        self.address = self.site(self.pages).url("/")
        # As somebody would have it who has installed it; crawls of loopback need no delay.
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "crawl").symlink_to(Path(BINARY).resolve())
        self.environment = os.environ | {"PATH": f"{bin_folder}:{os.environ['PATH']}", "HOME": str(self.folder),
                                         "PYTHONPATH": str(REPOSITORY / "packaging/python"), "CRAWL_BINARY": BINARY}

    def run_block(self, language, text):
        text = text.replace("https://example.com/", self.address)
        # Politeness costs a second for each page, and says nothing of the commands.
        text = re.sub(r"^(crawl (?:check |resume )?(?:http\S+|seeds\.txt|large\.db|parts\.csv#url))", r"\1 --delay 0 --wait-for-hosts 0", text,
                      flags=re.MULTILINE)
        command = {"sh": ["bash", "-euo", "pipefail", "-c", text], "python": [sys.executable, "-c", text],
                   "r": ["Rscript", "-e", text]}[language]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, text + done.stdout + done.stderr)

    def test_there_is_a_test_of_each(self):
        self.assertEqual(list(guides()), list(MADE))

    def test_blocks_do_what_they_say(self):
        for title, text in guides().items():
            for language, needed, block in BLOCK.findall(text):
                with self.subTest(title, needs=needed):
                    is_there = not needed or shutil.which(needed) or importlib.util.find_spec(needed)
                    if is_there:
                        self.run_block(language, block)
            for name in MADE[title]:
                self.assertGreater((self.folder / name).stat().st_size, 0, name)
        style, = (self.folder / "copy").rglob("look.css")
        self.assertIn('url("pic.png")', style.read_text())
        self.assertTrue((style.parent / "pic.png").exists())
        self.assertEqual(len((self.folder / "articles.jsonl").read_text().splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
