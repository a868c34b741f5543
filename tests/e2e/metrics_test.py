"""What those who run it are told: metrics while a crawl runs, notices at its end."""

import base64
import hashlib
import hmac
import http.server
import json
import re
import shutil
import subprocess
import threading
import unittest
import urllib.error
import urllib.request

from harness import FAST, CrawlCase
from scripted_site import page


def shop(pages):
    return {"/": page("Start", *[f"/{i}" for i in range(pages)]),
            **{f"/{i}": page(f"Page {i}") for i in range(pages)}}


class Metrics(CrawlCase):
    def scrape(self, url):
        with urllib.request.urlopen(url, timeout=10) as answer:
            self.assertEqual(answer.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
            return answer.read().decode()

    def test_prometheus_reads_them_while_the_crawl_runs(self):
        site = self.site(shop(300), latency=0.02)
        crawl = self.start(site.url(), "-o", self.db, *FAST, "--per-host", "1", "--metrics", "127.0.0.1:0")
        line = crawl.stderr.readline()
        url = re.search(r"metrics at (http://127\.0\.0\.1:\d+/metrics)", line)
        self.assertTrue(url, line)
        self.assertTrue(site.wait_for(10))
        text = self.scrape(url[1])
        self.assertRegex(text, r"(?m)^crawl_pages_total \d+$")
        self.assertRegex(text, r'(?m)^crawl_fetch_duration_seconds_bucket\{le="\+Inf"\} \d+$')
        self.assertEqual(len(re.findall(r'(?m)^crawl_limited_by\{limit="[a-z ]+"\} 1$', text)), 1)
        waiting = dict(re.findall(r'(?m)^crawl_waiting\{reason="([a-z-]+)"\} (\d+)$', text))
        self.assertEqual(sorted(waiting), ["delay", "paused", "per-address", "per-host", "preparation", "store", "trial", "turn", "unavailable"])
        self.assertGreater(sum(map(int, waiting.values())), 100, waiting)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.scrape(url[1].replace("/metrics", "/"))
        refused.exception.close()
        self.assertEqual(refused.exception.code, 404)
        crawl.terminate()
        crawl.communicate(timeout=30)
        promtool = shutil.which("promtool")
        if promtool is None:
            self.skipTest("promtool (Debian: prometheus) is not here to check the format")
        checked = subprocess.run([promtool, "check", "metrics"], input=text, text=True, capture_output=True,
                                 check=False)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))

    def test_an_address_that_is_taken_is_a_warning(self):
        site = self.site({"/": page("Start")})
        ended = self.crawl(site.url(), "--metrics", f"127.0.0.1:{site.port}")
        self.assertIn(f"--metrics 127.0.0.1:{site.port}: Address already in use", ended.stderr)


class Receiver:
    """Answers POSTs with these statuses, the last one again and again, and keeps what came."""

    def __init__(self, *statuses):
        self.came = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.came.append((dict(self.headers), body))
                self.send_response(statuses[min(len(receiver.came), len(statuses)) - 1])
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?key=k3y"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Notices(CrawlCase):
    def receiver(self, *statuses):
        receiver = Receiver(*statuses)
        self.addCleanup(receiver.close)
        return receiver

    def test_a_command_gets_the_summary(self):
        told = self.folder / "told"
        ended = self.crawl(self.site(shop(3)).url(), "--on-end", f"cat > {told}; echo heard", "--quiet")
        summary = json.loads(told.read_text())
        self.assertEqual((summary["event"], summary["end_reason"], summary["pages"], summary["db"]),
                         ("summary", "finished", 4, str(self.db)))
        self.assertEqual(ended.stderr, "heard\n")
        ended = self.crawl(self.site(shop(3)).url(), "--on-end", "exit 3")
        self.assertIn("--on-end: the command ended with status 3", ended.stderr)

    def test_a_webhook_is_signed_and_tried_again(self):
        receiver = self.receiver(503, 200)
        (self.folder / "secret").write_text("5ecret of mine\n")
        ended = self.crawl(self.site(shop(3)).url(), "--webhook", receiver.url, "--webhook-secret", "secret")
        self.assertEqual(len(receiver.came), 2)
        headers, body = receiver.came[1]
        self.assertEqual(json.loads(body)["pages"], 4)
        self.assertEqual(headers["webhook-id"], receiver.came[0][0]["webhook-id"])
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.digest(b"5ecret of mine", signed, hashlib.sha256)).decode()
        self.assertEqual(headers["webhook-signature"], f"v1,{expected}")
        kept = ended.output + self.one("SELECT group_concat(options) FROM runs")
        self.assertNotIn("5ecret", kept)
        self.assertNotIn("k3y", kept)

    def test_who_does_not_want_it_is_asked_once_and_a_warning(self):
        receiver = self.receiver(410)
        ended = self.crawl(self.site(shop(3)).url(), "--webhook", receiver.url)
        self.assertEqual(len(receiver.came), 1)
        self.assertNotIn("webhook-signature", receiver.came[0][0])
        self.assertIn("--webhook: the summary was not taken: answered 410", ended.stderr)

    def test_a_secret_that_is_none_is_refused_before_the_crawl(self):
        (self.folder / "secret").write_text("\n")
        ended = self.run_raw("http://127.0.0.1:9/", "-o", self.db, "--webhook", "http://127.0.0.1:9/",
                             "--webhook-secret", "secret")
        self.assertEqual(ended.status, 2)
        self.assertIn("--webhook-secret: its first line is empty", ended.stderr)
        self.assertFalse(self.db.exists())


if __name__ == "__main__":
    unittest.main()
