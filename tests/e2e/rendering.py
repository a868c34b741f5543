"""What tests of pages in a browser (--render) have in common."""

import os
import time
import unittest
from contextlib import suppress
from pathlib import Path

from harness import CrawlCase
from scripted_site import Reply

PROGRAMS = ("/usr/lib/chromium/chromium-headless-shell", "/usr/lib/chromium/chromium")
HAS_BROWSER = any(os.access(program, os.X_OK) for program in PROGRAMS)


def script(text):
    return Reply(text, type="text/javascript")


def json(text):
    return Reply(text, type="application/json")


@unittest.skipUnless(HAS_BROWSER, "no Chromium: install chromium-headless-shell")
class RenderCase(CrawlCase):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)  # the browser of root is somebody else
        self.env = os.environ | {"TMPDIR": str(self.folder)}
        self.crawls = []  # each has a session of its own, which its browsers share

    def render(self, url, *options, **wishes):
        return self.crawl(url, "--render", "always", "--render-tabs", "2", *options, **wishes)

    def crawl(self, *arguments, timeout=120, **wishes):
        return super().crawl(*arguments, timeout=timeout, **wishes)

    def start(self, *arguments, **popen):
        process = super().start(*arguments, **({"env": self.env, "start_new_session": True} | popen))
        self.crawls.append(process.pid)
        return process

    def browser_processes(self):
        """Of all crawls of this test, alive or not waited for: {pid: the rest of its line in /proc/PID/stat}."""
        found = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with suppress(OSError):
                facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                if int(facts[3]) in self.crawls and int(pid) not in self.crawls:
                    found[int(pid)] = facts
        return found

    def await_none(self, what, seconds=10):
        end = time.monotonic() + seconds
        while what() and time.monotonic() < end:
            time.sleep(0.02)
        self.assertFalse(what())
