"""A crawl is steered while it runs, by `crawl ctl` and by the socket beside its file."""

import json
import os
import re
import signal
import socket
import stat
import time
import unittest
import urllib.error
import urllib.request

from harness import FAST, CrawlCase
from scripted_site import page


def shop(pages):
    return {"/": page("Start", *[f"/{i}" for i in range(pages)]),
            **{f"/{i}": page(f"Page {i}") for i in range(pages)}}


class ControlCase(CrawlCase):
    def setUp(self):
        super().setUp()
        self.socket_path = self.folder / "crawl.db-control"

    def ctl(self, *words, status=0):
        ended = self.run_raw("ctl", self.db, *words)
        self.assertEqual(ended.status, status, ended.output)
        return ended.output

    def status(self):
        return json.loads(self.ctl("status", "--json"))["status"]

    def running(self, *arguments):
        """A crawl into self.db that takes commands."""
        process = self.start(*FAST, *arguments, "-o", self.db)
        self.until(lambda: self.run_raw("ctl", self.db, "status").status == 0)
        return process

    def until(self, is_so):
        end = time.monotonic() + 30
        while not is_so():
            self.assertLess(time.monotonic(), end, "it does not come to that")
            time.sleep(0.01)

    def ended(self, process, status=0):
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, status, out + err)
        self.check_counts()
        return err

    def talk(self, data):
        """What the socket answers to these bytes, to the end of the connection."""
        with socket.socket(socket.AF_UNIX) as talk:
            talk.settimeout(10)
            talk.connect(os.fspath(self.socket_path))
            talk.sendall(data)
            talk.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := talk.recv(4096):
                answer += piece
        return answer


class Paused(ControlCase):
    def test_with_512_transfers_it_stops_at_once_and_loses_nothing(self):
        site = self.site(shop(2000), latency=0.5)
        crawl = self.running(site.url(), "-c", "512", "--per-host", "512", "--per-address", "512")
        self.until(lambda: self.status()["in_flight"] > 500)
        self.ctl("pause")
        # What the site reads after a look was in flight at that look, or has started since. When it is read says
        # nothing: a site on a busy machine is seconds late.
        looks = []

        def is_quiet():
            looks.append((self.status()["in_flight"], len(site.log)))
            return looks[-1][0] == 0

        self.until(is_quiet)
        for in_flight, read in looks:
            self.assertLessEqual(len(site.log) - read, in_flight, f"something starts while it is paused: {looks}")
        now = self.status()
        self.assertEqual((now["state"], now["limit"]), ("paused", "paused"))
        self.assertGreater(now["waiting"], 0)
        asked = len(site.log)
        self.ctl("resume")
        said = self.ended(crawl)
        self.assertGreater(len(site.log), asked)
        self.assertEqual(len(site.targets()), len(set(site.targets())))
        self.assertEqual(self.counts(), {"fetched": 2001})
        self.assertIn("of it paused", said)

    def test_it_is_paused_after_kill_9_and_what_was_set_holds(self):
        site = self.site(shop(40), latency=0.1)
        crawl = self.running(site.url(), "--per-host", "1")
        self.ctl("skip", "/3.$")
        self.ctl("slots", "127.0.0.1", "3")
        self.ctl("pause")
        os.kill(crawl.pid, signal.SIGKILL)
        crawl.wait()
        self.assertTrue(self.socket_path.exists(), "as one that was killed leaves it")
        asked = len(site.log)
        crawl = self.running(site.url(), "--per-host", "1")
        self.until(lambda: self.status()["state"] == "paused")
        self.assertEqual(len(site.log), asked)
        self.assertEqual([(s["setting"], s["subject"], s["value"]) for s in self.status()["settings"]],
                         [("paused", "", "yes"), ("skip", "/3.$", "yes"), ("slots", "127.0.0.1", "3")])
        self.ctl("resume")
        self.assertIn("with what crawl ctl has set before: skip /3.$, slots 127.0.0.1 3, pause", self.ended(crawl))
        self.assertEqual(self.counts(), {"fetched": 31, "skipped": 10})
        self.assertEqual(self.state(site.url("/33")), "skipped/by-hand")
        self.assertEqual(site.peak(), 3)
        self.assertEqual(self.column("SELECT command FROM control_log ORDER BY id"),
                         ["skip /3.$", "slots 127.0.0.1 3", "pause", "resume"])
        self.assertFalse(self.socket_path.exists())


class Asked(ControlCase):
    def test_each_command_does_what_it_says(self):
        site = self.site({**shop(30), "/late": page("Late")}, latency=0.02)
        crawl = self.running(site.url(), "--per-host", "1", "--delay", "60000")
        self.until(lambda: site.count("/robots.txt"))
        self.assertIn("added: ", self.ctl("add", site.url("/late")))
        self.assertIn("max-time: 1h", self.ctl("limit", "max-pages", "20", "max-time", "1h"))
        self.assertIn("delay of 127.0.0.1 in milliseconds: 0", self.ctl("delay", "127.0.0.1", "0"))
        self.assertIn("stopped: --max-pages 20 reached", self.ended(crawl))
        self.assertEqual(self.counts()["fetched"], 20)
        self.assertEqual(self.end_reason(), "max-pages")
        self.crawl(site.url())
        self.assertEqual(self.counts(), {"fetched": 32}, "the limit was of the work that ended by it")

    def test_stop_ends_it_in_order(self):
        site = self.site(shop(300), latency=0.02)
        crawl = self.running(site.url(), "--per-host", "1")
        self.until(lambda: site.count("/"))
        self.assertIn("stopping", self.ctl("stop"))
        self.assertIn("stopped by crawl ctl", self.ended(crawl))
        self.assertEqual(self.end_reason(), "stopped")
        self.crawl(site.url())
        self.assertEqual(len(site.targets()), len(set(site.targets())))

    def test_what_cannot_be_done_is_said(self):
        self.assertIn("no such file", self.ctl("status", status=1))
        site = self.site(shop(300), latency=0.02)
        crawl = self.running(site.url(), "--per-host", "1")
        self.assertIn('no such command: "fly"', self.ctl("fly", status=1))
        self.assertIn("skip (: missing )", self.ctl("skip", "(", status=1))
        self.assertIn("no such pattern", self.ctl("unskip", "x", status=1))
        self.assertEqual(json.loads(self.ctl("fly", "--json", status=1))["ok"], False)
        self.ctl("stop")
        self.ended(crawl)
        self.assertIn("no crawl that takes commands runs on it", self.ctl("pause", status=1))
        ended = self.run_raw("ctl", "postgres://127.0.0.1/x", "pause")
        self.assertEqual(ended.status, 1)
        self.assertIn("a crawl in PostgreSQL takes no commands", ended.stderr)


class Served(ControlCase):
    def serve(self, *arguments):
        server = self.start("serve", self.db, "--port", "0", *arguments)
        return re.search(r"http://\S+", server.stdout.readline())[0]

    def post(self, url, command, **headers):
        headers = {"Origin": url.rstrip("/"), **headers}
        request = urllib.request.Request(url + "api/control", json.dumps({"command": command}).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def test_buttons_need_a_token_and_their_own_page(self):
        site = self.site(shop(300), latency=0.02)
        crawl = self.running(site.url(), "--per-host", "1")
        url, bearer = self.serve("--token", "a-token-of-23-letters"), {"Authorization": "Bearer a-token-of-23-letters"}
        self.assertEqual(self.post(url, "pause")[0], 401)
        self.assertEqual(self.post(url, "pause", **bearer | {"Origin": "http://evil.example"})[0], 403)
        self.assertEqual(self.status()["state"], "running")
        self.assertEqual(self.post(url, "pause", **bearer)[0], 200)
        self.assertEqual(self.status()["state"], "paused")
        self.assertIn("no such command", self.post(url, "fly", **bearer)[1])
        self.assertEqual(self.post(url, "resume\nstop", **bearer)[0], 400)
        request = urllib.request.Request(url + "api/control", headers=bearer)
        with urllib.request.urlopen(request, timeout=10) as answer:
            seen = json.load(answer)
        self.assertEqual((seen["may_steer"], seen["status"]["state"]), (True, "paused"))
        open_to_all = self.serve()
        status, words = self.post(open_to_all, "stop")
        self.assertEqual(status, 403)
        self.assertIn("with --token", words)
        self.assertEqual(self.post(url, "stop", **bearer)[0], 200)
        self.ended(crawl)
        self.assertEqual(self.post(url, "pause", **bearer)[0], 409)


class Socket(ControlCase):
    def test_only_its_owner_may_and_bytes_of_any_sort_do_no_harm(self):
        site = self.site(shop(300), latency=0.02)
        crawl = self.running(site.url(), "--per-host", "1")
        mode = os.stat(self.socket_path).st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o600)
        self.assertIn(b"a command has at most 8192 bytes", self.talk(b"x" * 9_000))
        self.assertEqual(self.talk(b"x" * 8_000), b"", "half a command is none")
        answers = self.talk(b"\0\xff\n\nstatus\r\nstatus").split(b"\n")
        self.assertEqual([json.loads(answer)["ok"] for answer in answers if answer], [False, False, True])
        slow = [socket.socket(socket.AF_UNIX) for _ in range(40)]
        for each in slow:
            self.addCleanup(each.close)
            each.connect(os.fspath(self.socket_path))
        self.assertEqual(self.status()["state"], "running")
        self.ctl("stop")
        self.ended(crawl)

    def test_in_a_deep_folder_and_beside_the_file_that_a_link_leads_to(self):
        deep = self.folder / ("d" * 100) / ("e" * 100)
        deep.mkdir(parents=True)
        self.db.symlink_to(deep / "real.db")
        site = self.site(shop(300), latency=0.02)
        crawl = self.start(site.url(), "-o", self.db, *FAST, "--per-host", "1")
        self.until((deep / "real.db-control").exists)
        self.ctl("stop")
        self.ended(crawl)
        self.assertFalse((deep / "real.db-control").exists())

    def test_what_is_no_socket_stays(self):
        self.socket_path.write_text("mine")
        ended = self.crawl(self.site({"/": page("Start")}).url())
        self.assertIn("crawl ctl can't be used", ended.stderr)
        self.assertEqual(self.socket_path.read_text(), "mine")


if __name__ == "__main__":
    unittest.main()
