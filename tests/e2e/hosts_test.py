"""Settings of some hosts alone, seeds in a config file, and a hangup that reads it again."""

import base64
import json
import os
import signal
import unittest

from harness import CrawlCase
from scripted_site import Reply

LOCAL, OTHER = "127.0.0.1", "127.0.0.2"


class Hosts(CrawlCase):
    def config(self, text):
        path = self.folder / "crawl.toml"
        path.write_text(text)
        return path

    def two_hosts(self, routes):
        return self.site({(host, path): answer for path, answer in routes.items() for host in (LOCAL, OTHER)},
                         hosts=(LOCAL, OTHER))

    def asked(self, site, host, header):
        """What each page of the host was asked with."""
        return {request.target: request.headers.get(header) for request in site.requests(host=host)}

    def test_headers_cookies_and_credentials_go_to_the_host_alone_and_into_no_file(self):
        site = self.two_hosts({"/": "<title>a</title>"})
        (self.folder / "cookie").write_text("session=hush-cookie\n")
        config = self.config(f'header = "X-All: 1"\nheader-everywhere = ["Accept-Language: en", "X-Common: 1"]\n'
                             f'[host."{OTHER}:{site.port}"]\nheaders = ["accept-language: de", {{ env = "KEY" }}]\n'
                             'cookies = ["a=1", { file = "cookie" }]\nauth = { env = "AUTH" }\n')
        os.environ |= {"KEY": "X-Key: hush-key", "AUTH": "me:hush-password"}
        self.addCleanup(lambda: [os.environ.pop(name) for name in ("KEY", "AUTH")])
        ended = self.crawl(site.url("/"), site.url("/", OTHER), "--config", config, "--log-json", "--verbose")
        self.assertEqual(self.asked(site, OTHER, "x-key")["/"], "hush-key")
        self.assertEqual(self.asked(site, OTHER, "x-key")["/robots.txt"], "hush-key")
        self.assertEqual(self.asked(site, OTHER, "cookie")["/"], "a=1; session=hush-cookie")
        self.assertEqual(self.asked(site, OTHER, "accept-language")["/"], "de")
        self.assertEqual(self.asked(site, OTHER, "x-common")["/"], "1")
        self.assertEqual(self.asked(site, OTHER, "authorization")["/"],
                         "Basic " + base64.b64encode(b"me:hush-password").decode())
        for header in ("x-key", "cookie", "authorization"):
            self.assertEqual(set(self.asked(site, LOCAL, header).values()), {None})
        self.assertEqual(self.asked(site, LOCAL, "accept-language")["/"], "en")
        self.assertNotIn("hush", ended.output)
        for path in self.folder.glob("crawl.db*"):
            self.assertNotIn(b"hush", path.read_bytes(), path)
            self.assertNotIn(base64.b64encode(b"me:hush-password"), path.read_bytes(), path)

    def test_secrets_go_in_the_clear_only_where_a_seed_does(self):
        site = self.two_hosts({"/": "", "/x": "x"})
        site.set("/", f"<a href='http://{OTHER}:{site.port}/x'>x</a>")
        config = self.config(f'[host."{OTHER}"]\nheaders = ["X-Key: hush", "Accept-Language: de"]\n')
        self.crawl(site.url("/"), "--config", config, "--scope", "all")
        self.assertEqual(self.asked(site, OTHER, "accept-language")["/x"], "de")
        self.assertIsNone(self.asked(site, OTHER, "x-key")["/x"])

    def test_limits_and_rules_of_a_host(self):
        links = "".join(f"<a href='/{kind}/{i}'>{i}</a>" for kind in ("a", "b") for i in range(3))
        site = self.two_hosts({"/": links, **{f"/{kind}/{i}": "x" for kind in ("a", "b") for i in range(3)}})
        config = self.config(f"[host.\"{LOCAL}\"]\nexclude = '/a/'\n[host.\"127.0.0.*\"]\nmax-pages = 2\n")
        self.crawl(site.url("/"), site.url("/", OTHER), "--config", config)
        self.assertEqual(self.fetched(site, LOCAL), ["/", "/b/0", "/b/1", "/b/2"])
        self.assertEqual(len(self.fetched(site, OTHER)), 2)
        self.assertEqual(self.state(site.url("/a/1")), "skipped/exclude")
        # Other rules at the next start look at the known URLs anew.
        self.config(f"[host.\"{LOCAL}\"]\nexclude = '/a/2'\n")
        self.crawl(site.url("/"), site.url("/", OTHER), "--config", config)
        self.assertEqual(self.fetched(site, LOCAL), ["/", "/a/0", "/a/1", "/b/0", "/b/1", "/b/2"])
        self.assertEqual(len(self.fetched(site, OTHER)), 7)
        kept = json.loads(self.column("SELECT options FROM runs ORDER BY started_at")[-1])
        self.assertEqual(kept["hosts"], [{"host": LOCAL, "exclude": ["/a/2"]}])
        ended = self.run_raw("resume", self.db)
        self.assertEqual(ended.status, 2)
        self.assertIn("settings of hosts", ended.stderr)

    def test_seeds_of_the_file_and_of_a_column(self):
        site = self.site({"/a": "a", "/b": "b", "/c,d": "c", "/listed": "d"})
        site.set("/map.xml", Reply("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>"
                                   f"{site.url('/listed')}</loc></url></urlset>", type="application/xml"))
        (self.folder / "urls.csv").write_text(
            f'Name;Address;Note\nx;{site.url("/a")};"two\nlines; ""quoted"""\ny; "{site.url("/c,d")}" \nz;;\nw;nonsense\n')
        config = self.config(f'seeds = ["urls.csv#address", "{site.url("/b")}", "{site.url("/map.xml")}"]\n')
        ended = self.crawl("--config", config)
        self.assertEqual(self.fetched(site, LOCAL), ["/a", "/b", "/c,d", "/listed", "/map.xml"])
        self.assertIn('urls.csv:6: not a URL: "nonsense"', ended.stderr)
        ended = self.run_raw("urls.csv#url", "-o", "other.db")
        self.assertEqual(ended.status, 1)
        self.assertIn('urls.csv: has no column "url"', ended.stderr)

    def test_mistakes_name_file_line_and_remedy_and_no_secret(self):
        os.environ["BAD"] = "hush"
        self.addCleanup(os.environ.pop, "BAD")
        for text, words in [
                ('[host."example.com"]\ndelay = "soon"\n', ':2: "delay": '),
                ('[host."example.com"]\nspeed = 1\n', ':2: "speed": is unknown'),
                ('[host."http://example.com/"]\n', ":1: "),
                ('[host."example.com"]\nauth = "me:secret-hush"\n', ":2: auth is a secret"),
                ('[host."example.com"]\nauth = { env = "BAD" }\n', ':2: "auth": has no USER:PASSWORD'),
                ('[host."example.com"]\nheaders = [{ env = "BAD" }]\n', ':2: "headers": '),
                ('[host."example.com"]\nheaders = [{ env = "NOT_THERE" }]\n', "no variable \"NOT_THERE\""),
                ('[host."example.com"]\nslots = 0\n', ':2: "slots": '),
                ('[host."example.com"]\n[host."EXAMPLE.com"]\n', ':2: "example.com" is there twice'),
                ('host = 1\n', ":1: settings of a host are a table"),
                ('[hosts]\n', "[host.")]:
            with self.subTest(text=text):
                ended = self.run_raw("https://example.com/", "--config", self.config(text), "-o", self.db)
                self.assertEqual(ended.status, 2, ended.stderr)
                self.assertIn(words, ended.stderr)
                self.assertNotIn("hush", ended.stderr)
        self.assertFalse(self.db.exists())

    def test_a_host_has_its_own_delay_and_slots(self):
        pages = {f"/{i}": "x" for i in range(6)}
        links = "".join(f"<a href='{path}'>x</a>" for path in pages)
        site = self.site({"/": links, **pages})
        config = self.config(f'delay = "1h"\n[host."{LOCAL}"]\ndelay = 0\n')
        self.crawl(site.url("/"), "--config", config, defaults=("--allow-private", "--sitemaps", "no"))
        self.assertEqual(len(self.fetched(site, LOCAL)), 7)


class Hangup(CrawlCase):
    def start_with(self, site, text):
        self.path = self.folder / "crawl.toml"
        self.path.write_text(text)
        # A session of its own has no terminal, as a service has none.
        return self.start(site.url("/"), "--config", self.path, "-o", self.db, "--sitemaps", "no", "--allow-private",
                          start_new_session=True)

    def test_reads_the_delay_again_and_goes_on(self):
        pages = {f"/{i}": "x" for i in range(40)}
        site = self.site({"/": "".join(f"<a href='{path}'>x</a>" for path in pages), **pages})
        process = self.start_with(site, f'[host."{LOCAL}"]\ndelay = "600ms"\n')
        self.assertTrue(site.wait_for(2), "robots.txt and the first page")
        self.path.write_text(f'max-depth = 5\n[host."{LOCAL}"]\ndelay = 0\n')
        process.send_signal(signal.SIGHUP)
        # With the old one it would take 24 s at least.
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, err)
        self.assertIn("the options were read again", err)
        self.assertIn("as it was: max-depth", err)
        self.assertEqual(len(self.fetched(site, LOCAL)), 41)

    def test_a_file_that_is_wrong_changes_nothing(self):
        site = self.site({"/": "<a href='/a'>a</a>", "/a": "a"})
        process = self.start_with(site, "delay = 1500\n")
        self.assertTrue(site.wait_for(2), "robots.txt and the first page")
        self.path.write_text("delay = soon\n")
        process.send_signal(signal.SIGHUP)
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, err)
        self.assertIn("the options stay as they were: ", err)
        self.assertIn("crawl.toml:1:", err)

    def test_without_a_file_it_stops_as_ever(self):
        site = self.site({"/": "<a href='/a'>a</a>", "/a": "a"})
        process = self.start(site.url("/"), "-o", self.db, "--sitemaps", "no", "--delay", "60000", start_new_session=True)
        self.assertTrue(site.wait_for(1), "robots.txt")
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 130)


if __name__ == "__main__":
    unittest.main()
