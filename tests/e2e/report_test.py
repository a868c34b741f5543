"""crawl report: an audit of the crawl as one HTML file."""

import html.parser
import json
import os
import re
import signal
import sqlite3
import stat
import unittest
from contextlib import closing

from harness import CrawlCase
from scripted_site import Reply, page, redirect

HOSTILE = ("</script><img src=x onerror=alert(1)>", "<!--<script>", "]]>&lt;b&gt;", "\u2028\u2029",
           "\x00\x1b[31m", "\u202egnp.exe", "'\"`${alert(1)}", "=HYPERLINK(1)")


class Read(html.parser.HTMLParser):
    """What a browser would make of the file: elements, scripts, text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.scripts, self.text, self.inside = [], [], "", ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag in ("script", "style"):
            self.inside = tag
            self.scripts.append((dict(attributes), ""))

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        else:
            self.text += data

    def rows(self, finding):
        """The list of a finding."""
        for attributes, text in self.scripts:
            if attributes.get("id") == "rows-" + finding:
                return json.loads(text)
        return None


class Report(CrawlCase):
    def setUp(self):
        super().setUp()
        self.made = self.site({
            "/": page("Start", "/a", "/b", "/old", "/gone", "/private", "http://other.test/"),
            "/a": page("Same", "/"), "/b": page("Same", "/"),
            "/old": redirect("/older", 301), "/older": redirect("/a", 301),
            "/private": page("P"),
            "/robots.txt": Reply("User-agent: *\nDisallow: /private\n", type="text/plain")})
        self.crawl(self.made.url())
        self.html = self.folder / "report.html"

    def report(self, *arguments, status=0):
        ended = self.run_raw("report", self.db, *arguments)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def read(self):
        return Read(self.html.read_text(encoding="utf-8"))

    def test_one_file_that_needs_nothing_else(self):
        ended = self.report()
        self.assertRegex(ended.stderr, r"\Areport\.html: [\d.]+ KB in ")
        made = self.read()
        for tag, attributes in made.elements:
            self.assertFalse({"src", "srcset", "action", "onclick", "onerror", "style"} & set(attributes), tag)
            if "href" in attributes:
                self.assertRegex(attributes["href"], r"\A#|\Adata:image/svg\+xml,[\w%]+\Z", tag)
        self.assertEqual([t for t, _ in made.elements if t in ("iframe", "object", "embed", "base", "form")], [])

    def test_each_script_and_style_has_its_hash_in_the_policy(self):
        import base64
        import hashlib
        self.report()
        text = self.html.read_text(encoding="utf-8")
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        made = self.read()
        judged = 0
        for attributes, content in made.scripts:
            if attributes.get("type") == "application/json":
                continue
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            self.assertIn(f"'sha256-{digest}'", policy)
            judged += 1
        self.assertEqual(judged, 5)
        # Nothing stands ahead of the policy that it would not cover.
        self.assertLess(text.index("Content-Security-Policy"), text.index("<style"))

    def test_the_numbers_are_those_of_the_database(self):
        self.report()
        made = self.read()
        counts = self.counts()
        self.assertIn(f"{sum(counts.values())} discovered = {counts['fetched']} fetched + "
                      f"{counts['skipped']} skipped + 0 failed + 0 waiting", made.text)
        self.assertIn("It ended by itself: nothing was left to fetch.", made.text)
        self.assertIn(self.made.url(""), made.text)

    def test_a_run_takes_as_long_in_its_summary_as_in_the_database_and_the_report(self):
        self.db = self.folder / "timed.db"
        words = re.search(r"(?m)^\d+ pages? in (.+) \(", self.crawl(self.made.url()).output)[1]
        self.report()
        self.assertIn(f" and took {words}: ", self.read().text)
        # As a number, of a run that takes a while.
        site = self.site({"/": Reply(page("Slow"), delay=0.2)})
        ended = self.crawl(site.url(), "--log-json")
        told = json.loads(ended.output.splitlines()[-1])["elapsed_ms"]
        self.assertGreaterEqual(told, 200)
        *_, (elapsed, between) = self.rows(
            "SELECT elapsed_ms, round((julianday(ended_at) - julianday(started_at)) * 86400000) "
            "FROM runs ORDER BY id")
        self.assertEqual([elapsed, between], [told, told])
        self.report()
        self.assertIn(" and took ", self.read().text)

    def test_findings_have_count_list_and_sql(self):
        self.report()
        made = self.read()
        url = self.made.url
        broken = made.rows("broken-links")
        self.assertEqual(broken["columns"], ["page", "broken_url", "answer", "kind", "anchor"])
        self.assertEqual(broken["rows"], [[url("/"), url("/gone"), 404, "a", "to /gone"]])
        self.assertEqual(made.rows("redirect-chains")["rows"],
                         [[url("/old"), 2, url("/older"), url("/a")]])
        self.assertEqual(made.rows("title-duplicate")["rows"],
                         [["Same", 2, url("/a")], ["Same", 2, url("/b")]])
        self.assertEqual([row[0] for row in made.rows("robots-blocked")["rows"]], [url("/private")])
        self.assertIsNone(made.rows("mixed-content"))
        self.assertIn("Mixed content: http on https pages", made.text, "checked, and not found")

    def test_groups_come_by_score_each_with_the_worst_first_and_what_found_nothing_folded(self):
        self.report()
        text = self.html.read_text(encoding="utf-8")
        text = text[text.index('id="findings"'):]
        groups = re.findall(r'<div class="sheet" id="(group-[a-z-]+)">\n<h3>([^<]+) <span[^>]*>score (\d+)</span></h3>(.*?)(?=<div class="sheet" id="group|</section>)',
                            text, re.S)
        self.assertGreater(len(groups), 15)
        scores = [int(score) for _, _, score, _ in groups]
        self.assertEqual(scores, sorted(scores))
        order = ["error", "warning", "notice", "fact"]
        folded = 0
        for _, name, score, block in groups:
            severities = re.findall(r'<summary><span class="badge (\w+)">', block)
            self.assertEqual(severities, sorted(severities, key=order.index), name)
            told = re.search(r"How the score comes about</summary><p>100 .*? = (?:below 0|(\d+))", block)
            self.assertEqual(told is None, all(each == "fact" for each in severities), name)
            if told and told[1]:
                self.assertEqual(told[1], score, name)
            folded += len(re.findall(r"<summary>\d+ checks? found nothing</summary>", block))
        self.assertGreater(folded, 10)

    def test_findings_of_the_users_own_stand_beside_the_programs(self):
        own = self.folder / "own.toml"
        entry = ('[[finding]]\nid = "short-urls"\ntitle = "Short addresses"\nseverity = "notice"\nmeaning = "M."\n'
                 'remedy = "R."\nsql = "SELECT url FROM pages WHERE length(url) < 30 ORDER BY url"\n')
        own.write_text(entry, encoding="utf-8")
        self.report("--findings", own)
        made = self.read()
        self.assertIn("Own checks", made.text)
        self.assertIn(self.made.url("/a"), [row[0] for row in made.rows("short-urls")["rows"]])
        self.html.unlink()
        own.write_text(entry.replace("FROM pages", "FROM nowhere"), encoding="utf-8")
        ended = self.report("--findings", own, status=1)
        self.assertIn("own.toml:7: sql of short-urls: no such table: nowhere", ended.stderr)
        self.assertFalse(self.html.exists())
        own.write_text(entry.replace('"notice"', '"bad"'), encoding="utf-8")
        self.assertIn("own.toml:1: severity: use error, warning, notice or fact",
                      self.report("--findings", own, status=1).stderr)

    def test_the_sql_shown_gives_the_list_shown(self):
        self.report()
        made = self.read()
        text = self.html.read_text(encoding="utf-8")
        seen = 0
        for identity, block in re.findall(r'<details class="finding" id="([^"]+)">(.*?)</pre>', text, re.S):
            sql = html.unescape(block[block.rindex("<pre"):].split(">", 1)[1])
            answered = self.run_raw("query", self.db, sql, "--format", "json")
            self.assertEqual(answered.status, 0, identity + answered.output)
            rows = [list(row.values()) for row in json.loads(answered.stdout)]
            shown = made.rows(identity)["rows"]
            for one, other in zip(shown, rows, strict=True):
                self.assertEqual([v for v in one if not isinstance(v, float)],
                                 [v for v in other if not isinstance(v, float)], identity)
            seen += 1
        self.assertGreater(seen, 8)

    def test_without_scripts_the_numbers_are_there(self):
        self.report()
        made = self.read()
        self.assertRegex(made.text, r"Links to broken URLs\s+1\s")
        self.assertRegex(made.text, r"(?s)Status codes.*404\s*1\s")
        self.assertIn("noscript", [tag for tag, _ in made.elements])

    def test_crawled_text_stays_text(self):
        with closing(sqlite3.connect(self.db)) as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM page WHERE status = 200")]
            for i, text in enumerate(HOSTILE):
                connection.execute("UPDATE page SET content_type = ? WHERE id = ?", (text, ids[2]))
                connection.execute("INSERT INTO page SELECT id + 1000 * ?, url_id, fetched_at, status, size, "
                                   "transferred, ttfb_ms, total_ms, 3, content_hash, simhash, redirect_id, redirect_to, "
                                   "'text/html', charset, ?, ?, NULL, ?, meta_robots, header_robots, http_version, ip, "
                                   "etag, last_modified, ?, ?, NULL FROM page WHERE id = ?",
                                   (i + 1, text, text * 99, text, text, text, ids[0]))
            connection.execute("UPDATE url SET url = url || ? WHERE id = 2", (HOSTILE[0],))
            # Bytes that are no UTF-8, and a surrogate.
            connection.execute("UPDATE page SET title = CAST(x'ff3c2f7363726970743eedA0BD00C3' AS TEXT) WHERE id = ?",
                               (ids[1],))
            connection.execute("UPDATE host SET origin = ?", (HOSTILE[0],))
            connection.execute("UPDATE run SET options = ?, end_reason = ?", (HOSTILE[0], HOSTILE[1]))
            connection.commit()
        self.report()
        raw = self.html.read_bytes()
        text = raw.decode("utf-8")  # valid, whatever came in
        self.assertNotIn(b"\x00", raw)
        self.assertNotIn(b"\x1b", raw)
        made = Read(text)
        self.assertEqual([tag for tag, _ in made.elements if tag == "img"], [])
        self.assertEqual(text.count("<script"), text.count("</script>"))
        self.assertEqual([a for _, a in made.elements if any(k.startswith("on") for k in a)], [])
        titles = [row[2] for name in ("canonical-other", "thin-pages") for row in made.rows(name)["rows"]]
        self.assertIn(HOSTILE[0], titles)
        self.assertIn("\ufffd</script>\ufffd\ufffd\ufffd\ufffd\ufffd", titles)
        for title in titles:
            self.assertNotIn("\x00", title)

    def test_where_it_is_written(self):
        out = self.report("-o", "-")
        self.assertTrue(out.stdout.startswith("<!DOCTYPE html>"))
        self.assertTrue(out.stdout.endswith("</html>\n"))
        self.assertEqual(out.stderr, "")
        self.assertFalse(self.html.exists())
        self.report("--output", "audit.html")
        self.assertTrue((self.folder / "audit.html").exists())
        self.assertIn("mkdir -p no/such", self.report("-o", "no/such/x.html", status=1).stderr)
        self.assertIn("is a folder", self.report("-o", ".", status=1).stderr)
        self.assertIn("is a database and is not overwritten", self.report("-o", self.db, status=1).stderr)
        for suffix in ("-wal", "-lock", "-journal"):
            said = self.report("-o", f"./{self.db.name}{suffix}", status=1).stderr
            self.assertIn("belongs to the database next to it", said)
        (self.folder / "link.html").symlink_to("audit.html")
        self.report("-o", "link.html")
        self.assertTrue((self.folder / "link.html").is_symlink())
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        self.report("-o", "/dev/null")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        self.assertEqual([name for name in os.listdir(self.folder) if "part" in name], [])

    def test_a_report_that_fails_leaves_the_old_one(self):
        self.html.write_text("old")
        with closing(sqlite3.connect(self.db)) as connection:
            connection.execute("DROP TABLE tally")
            connection.commit()
        self.assertIn("tally", self.report(status=1).stderr)
        self.assertEqual(self.html.read_text(), "old")
        self.assertEqual([name for name in os.listdir(self.folder) if "part" in name], [])

    def test_while_a_crawl_writes(self):
        site = self.site({"/": page("Start", "/slow"), "/slow": Reply(page("Slow"), delay=60)})
        crawl = self.start(site.url(), "-o", "running.db", "--delay", "0", "--allow-private", "--sitemaps", "no")
        site.wait_for(3)  # robots.txt and both pages
        self.db = self.folder / "running.db"
        self.report()
        text = self.read().text
        self.assertIn("It is still running", text)
        self.assertIn("2 discovered = 1 fetched + 0 skipped + 0 failed + 1 waiting", text)
        crawl.kill()
        crawl.wait()
        self.report()
        self.assertIn("2 discovered = 1 fetched", self.read().text)

    def test_ctrl_c_while_it_writes(self):
        # Into a pipe that nobody empties: it is writing once its first byte is there.
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        for arguments in (("-o", pipe), ("-o", "-")):
            process = self.start("report", self.db, *arguments, text=False)
            stream = open(pipe, "rb", buffering=0) if arguments[1] == pipe else process.stdout
            os.read(stream.fileno(), 1)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=20), 130)
            if stream is not process.stdout:
                stream.close()
        self.assertTrue(stat.S_ISFIFO(os.stat(pipe).st_mode))

    def test_what_is_no_crawl_database(self):
        self.assertIn("no such file", self.run_raw("report", "none.db").stderr)
        (self.folder / "x.db").write_text("no database")
        ended = self.run_raw("report", "x.db")
        self.assertEqual(ended.status, 1)
        self.assertIn("is not a crawl database", ended.stderr)
        self.assertEqual(self.run_raw("report").status, 2)
        self.assertEqual(self.run_raw("report", self.db, "-o").status, 2)
        self.assertEqual(self.run_raw("report", self.db, "-x").status, 2)
        self.assertFalse(self.html.exists())

    def test_a_database_without_a_page(self):
        self.db = self.folder / "empty.db"
        self.crawl(self.made.url("/"), "--max-pages", "1", "--exclude", ".", status=0)
        with closing(sqlite3.connect(self.db)) as connection:
            for table in ("page", "link", "url", "host", "run", "tally"):
                connection.execute(f"DELETE FROM {table}")
            connection.commit()
        self.report()
        self.assertIn("0 discovered = 0 fetched", self.read().text)


if __name__ == "__main__":
    unittest.main()
