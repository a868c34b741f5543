"""crawl export --format warc, judged by other people's programs: warcio checks the file, JWAT validates it, pywb gives
every page back byte for byte.

What they are: the folder of CRAWL_ARCHIVE_TOOLS has warcio and pywb as a Python environment (bin/), and JWAT in jwat/ if
there was a Java to run it; ./setup test --all makes it. Tests of what is missing are skipped.
"""

import gzip
import http.client
import os
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from harness import REPOSITORY, CrawlCase  # noqa: E402
from scripted_site import Raw, Reply, page, redirect  # noqa: E402

TOOLS = Path(os.environ.get("CRAWL_ARCHIVE_TOOLS", REPOSITORY / "build/archive"))
JARS = sorted(TOOLS.glob("jwat/*.jar"))


def needs(tool):
    return unittest.skipUnless((TOOLS / "bin" / tool).exists(), f"{tool} is missing; ./setup test --all installs it")


def chunked(body):
    return Raw(b"HTTP/1.1 200 Fine\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nX-Odd: caf\xe9\r\n\r\n"
               b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))


class Archive(CrawlCase):
    def setUp(self):
        super().setUp()
        same = page("Same", "/").encode()
        latin = "<title>caf\u00e9</title><p>\u00fcber".encode("latin-1")
        # Path: what a reader of the archive should be given: status, body.
        self.expected = {
            "/": (200, page("Start", "/zipped", "/chunked", "/old", "/gone", "/empty", "/same1", "/same2", "/latin",
                            "/q?b=2&a=1", "/caf%C3%A9", "/text", "/many").encode()),
            "/zipped": (200, page("Zipped", body="caf\u00e9 " * 400).encode()),
            "/chunked": (200, b"<title>Chunks</title>" + b"x" * 300),
            "/gone": (410, b"gone"), "/empty": (200, b""), "/same1": (200, same), "/same2": (200, same),
            "/latin": (200, latin), "/q?b=2&a=1": (200, page("Query").encode()),
            "/caf%C3%A9": (200, page("Caf\u00e9").encode()),
            "/text": (200, b"plain \x00\xff text\r\n\r\nWARC/1.1\r\n"),
            "/many": (200, page("Many", body="".join(f"<p>{i}</p>" for i in range(60_000))).encode()),
        }
        routes = {path: Reply(body, status) for path, (status, body) in self.expected.items()}
        routes["/zipped"] = Reply(gzip.compress(self.expected["/zipped"][1]), headers={"Content-Encoding": "gzip"})
        routes["/chunked"] = chunked(self.expected["/chunked"][1])
        routes["/latin"] = Reply(latin, type="text/html; charset=iso-8859-1")
        routes["/text"] = Reply(self.expected["/text"][1], type="text/plain")
        routes["/old"] = redirect("/same1", 301)
        routes["/robots.txt"] = Reply("User-agent: *\nDisallow: /private\n", type="text/plain")
        self.made = self.site(routes)
        self.crawl(self.made.url())
        self.assertEqual(len(self.fetched()), len(self.expected) + 1)
        self.file = self.folder / "site.warc.gz"
        ended = self.run_raw("export", self.db, "--format", "warc", "-o", self.file)
        self.assertEqual(ended.status, 0, ended.output)

    def judge(self, *command):
        ended = subprocess.run(list(map(str, command)), cwd=self.folder, capture_output=True, text=True, timeout=120,
                               stdin=subprocess.DEVNULL)
        return ended.returncode, ended.stdout + ended.stderr

    def damaged(self):
        """A copy that is no longer what its digests say."""
        data = gzip.decompress(self.file.read_bytes())
        at = data.index(b"Chunks</title>")
        path = self.folder / "damaged.warc"
        path.write_bytes(data[:at] + b"c" + data[at + 1:])
        return path

    @needs("warcio")
    def test_warcio_finds_nothing_wrong(self):
        status, said = self.judge(TOOLS / "bin/warcio", "check", "-v", self.file)
        self.assertEqual(status, 0, said)
        self.assertIn("digest pass", said)
        self.assertNotIn("fail", said)
        self.assertNotEqual(self.judge(TOOLS / "bin/warcio", "check", self.damaged())[0], 0)

    @unittest.skipUnless(JARS, "JWAT or a Java to run it is missing; ./setup test --all takes it where Java and Maven are")
    def test_jwat_finds_nothing_wrong(self):
        java = ("java", "-cp", ":".join(map(str, JARS)), HERE / "ReadWarc.java")
        status, said = self.judge(*java, self.file)
        self.assertEqual(status, 0, said)
        self.assertIn(" 0 problems", said)
        status, said = self.judge(*java, self.damaged())
        self.assertEqual(status, 1, said)
        self.assertIn("digest", said)

    @needs("wayback")
    def test_pywb_gives_every_page_back(self):
        for words in (("init", "site"), ("add", "site", self.file)):
            status, said = self.judge(TOOLS / "bin/wb-manager", *words)
            self.assertEqual(status, 0, said)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        log = open(self.folder / "wayback.log", "wb")
        self.addCleanup(log.close)
        server = subprocess.Popen([TOOLS / "bin/wayback", "-b", "127.0.0.1", "-p", str(port)], cwd=self.folder,
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        self.wait_for(server, port)
        for path, (status, body) in self.expected.items():
            answer, given = self.replay(port, path)
            self.assertEqual((answer.status, given), (status, body), path)
        answer, _ = self.replay(port, "/old")
        self.assertEqual(answer.status, 301)
        self.assertEqual(answer.headers["Location"], "/same1")

    def wait_for(self, server, port):
        end = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            self.assertIsNone(server.poll(), (self.folder / "wayback.log").read_text())
            self.assertLess(time.monotonic(), end, "pywb does not start")
            time.sleep(0.05)

    def replay(self, port, path):
        """id_: as it was, without a word changed."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.addCleanup(connection.close)
        stamp = self.one("SELECT strftime('%Y%m%d%H%M%S', fetched_at) FROM pages WHERE url = ?", self.made.url(path))
        connection.request("GET", f"/site/{stamp}id_/{self.made.url(path)}")
        answer = connection.getresponse()
        return answer, answer.read()


if __name__ == "__main__":
    unittest.main()
