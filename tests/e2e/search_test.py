"""crawl search: the pages that say something, as a user looks for them."""

import csv
import fcntl
import io
import json
import os
import pty
import random
import signal
import struct
import subprocess
import termios
import time
import unittest

from harness import BINARY, CrawlCase
from scripted_site import Reply, page


def article(title, text, *links, lang="en"):
    return page(title, *links, body=f"<p>{text}</p>").replace("<html>", f'<html lang="{lang}">')


class SearchCase(CrawlCase):
    def setUp(self):
        super().setUp()
        self.made = self.site({
            "/": article("Start", "where it begins", "/title", "/text", "/de", "/gone", "/zh", "/soft"),
            "/title": article("Borrow checker", "rules of the language"),
            "/text": article("Memory", "The borrow  checker keeps references safe: std::vector, caf\u00e9."),
            "/de": article("Speicher", "borrow auf Deutsch", lang="de-AT"),
            "/zh": article("\u5317\u4eac", "\u6211\u4eec\u5728\u5317\u4eac\u5927\u5b66\u5b66\u4e60", lang="zh"),
            "/soft": article("Gro&szlig;&shy;v&auml;&shy;ter", "Ur&shy;gro&szlig;&#x200B;m\u00fctter, o\ufb03ce"),
            "/gone": Reply(article("Borrow gone", "borrow"), 404)})
        self.crawl(self.made.url())

    def search(self, *arguments, status=0, **options):
        ended = self.run_raw("search", self.db, *arguments, **options)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def found(self, *arguments):
        """The rows, by way of --format json."""
        ended = self.run_raw("search", self.db, *arguments, "--format", "json")
        rows = json.loads(ended.stdout)
        self.assertEqual(ended.status, 0 if rows else 1, ended.output)
        return rows

    def paths(self, *arguments):
        return [row["url"].removeprefix(self.made.url("")) for row in self.found(*arguments)]


class Finding(SearchCase):
    def test_the_title_counts_most(self):
        self.assertEqual(self.paths("borrow")[0], "/title")
        self.assertEqual(sorted(self.paths("borrow")), ["/de", "/text", "/title"])
        self.assertEqual(self.paths("BORROW", "Checker"), ["/title", "/text"])
        self.assertEqual(self.paths("cafe"), ["/text"])
        self.assertEqual(self.paths("nowhere"), [])

    def test_nothing_found_is_status_1_as_of_grep(self):
        for form in ("list", "table", "csv", "json", "jsonl"):
            self.assertEqual(self.search("nowhere", "--format", form, status=1).stderr, "")
        self.search("borrow", "-borrow", status=1)
        self.search("borrow")

    def test_a_snippet_is_of_the_article_and_not_of_the_navigation(self):
        menu = "".join(f"<li><a href='/m{i}'>Refund policy {i}</a></li>" for i in range(40))
        text = "<p>" + " ".join(f"Sentence {i} is about something else, as texts of shops are." for i in range(12)) + "</p>"
        site = self.site({"/": page("Shop", body=f"<nav><ul>{menu}</ul></nav><main><article><h1>Terms</h1>{text}"
                                                 f"<p>Whoever asks for a refund gets the money back within a week, "
                                                 f"and needs to give no reason.</p>{text}</article></main>"),
                          "/m1": page("Menu alone", body=f"<nav><ul>{menu}</ul></nav><article>{text}{text}</article>")})
        self.crawl(site.url(), "--max-depth", "1", "--exclude", "/m([02-9]|1.)")
        snippets = {row["url"]: row["snippet"] for row in self.found("refund")}
        self.assertIn("gets the money back", snippets[site.url("/")])
        self.assertNotIn("policy", snippets[site.url("/")])
        self.assertIn("Refund policy", snippets[site.url("/m1")], "where the words are nowhere else")

    def test_what_nobody_sees_hides_no_word(self):
        for word in ("Gro\u00dfv\u00e4ter", "urgro\u00dfm\u00fctter", "office"):
            self.assertEqual(self.paths(word), ["/soft"], word)
        self.assertEqual(self.found("office")[0]["title"], "Gro\u00dfv\u00e4ter")
        self.assertEqual(self.rows("SELECT title, word_count FROM pages WHERE url LIKE '%/soft'"),
                         [("Gro\u00dfv\u00e4ter", 3)])

    def test_phrases_prefixes_and_what_is_left_out(self):
        self.assertEqual(self.paths('"checker keeps"'), ["/text"])
        self.assertEqual(self.paths('"keeps checker"'), [])
        self.assertEqual(self.paths("std::vec*"), ["/text"])
        self.assertEqual(sorted(self.paths("borrow", "-checker")), ["/de"])
        self.assertEqual(sorted(self.paths("borrow NOT checker")), ["/de"])
        self.assertEqual(sorted(self.paths("begins OR deutsch")), ["/", "/de"])
        self.assertEqual(self.paths("\u5317\u4eac"), ["/zh"])
        self.assertEqual(self.paths("\u5927\u5b66"), ["/zh"])
        self.assertEqual(self.paths("\u5b66\u5927"), [])

    def test_filters(self):
        self.assertEqual(self.paths("borrow", "--lang", "de"), ["/de"])
        self.assertEqual(len(self.paths("borrow", "--lang", "EN")), 2)
        self.assertEqual(len(self.paths("borrow", "--host", "127.0.0.1")), 3)
        self.assertEqual(len(self.paths("borrow", "--host", self.made.url(""))), 3)
        self.assertEqual(self.paths("borrow", "--since", "2999-01-01"), [])
        self.assertEqual(len(self.paths("borrow", "--since", "1d")), 3)
        self.assertEqual(len(self.paths("borrow", "--limit", "1")), 1)
        self.assertEqual(len(self.paths("borrow", "-n", "2")), 2)
        self.assertIn("SELECT origin", self.search("borrow", "--host", "elsewhere.test", status=1).stderr)

    def test_formats(self):
        shown = self.search("checker", "keeps").stdout
        self.assertEqual(shown.split("\n")[:3], [
            " 1. Memory", f"    {self.made.url('/text')}",
            "    Memory The borrow checker keeps references safe: std::vector, caf\u00e9."])
        row = self.found("keeps")[0]
        self.assertEqual((row["title"], row["lang"]), ("Memory", "en"))
        self.assertIn("borrow checker keeps", row["snippet"])
        self.assertEqual(row["fetched_at"], self.page(row["url"], "fetched_at"))
        self.assertGreater(row["score"], 0)
        rows = list(csv.DictReader(io.StringIO(self.search("keeps", "--format", "csv").stdout)))
        self.assertEqual(rows[0]["title"], "Memory")
        self.assertEqual(json.loads(self.search("keeps", "--format=jsonl").stdout), row)
        self.assertRegex(self.search("keeps", "--format", "table").stdout, r"\Aurl +title")

    def test_anything_may_be_typed(self):
        for typed in ('"', "borrow)", "a AND", "title:borrow", "NEAR(a b)", "*", "borrow^2", "'; DROP TABLE page",
                      "{a b} : c", '"a" "b', "--- borrow", "x" * 5000, "\x1b[31mborrow", "col : * x"):
            ended = self.run_raw("search", self.db, "--", typed)
            self.assertIn(ended.status, (0, 1, 2), f"{typed}: {ended.output}")
            self.assertTrue(ended.status != 1 or ended.output == "", f"{typed}: {ended.output}")
            self.assertNotIn("syntax", ended.output)
            self.assertNotIn("\x1b", ended.output)
        self.assertIn("no word", self.search("*", status=2).stderr)
        self.assertIn("what to look for", self.search("-borrow", status=2).stderr)
        self.search("a " * 100, status=2)

    def test_mistakes_are_named(self):
        for words, said in (((), "wants DB WORDS"), (("x", "--limit", "0"), "--limit"),
                            (("x", "--limit", "many"), "--limit"), (("x", "--since", "soon"), "--since"),
                            (("x", "--format", "xml"), "list, table"), (("x", "--colour"), "--colour"),
                            (("x", "--index", ""), "--index")):
            self.assertIn(said, self.search(*words, status=2).stderr)
        self.assertIn("wants DB WORDS", self.run_raw("search").stderr)
        missing = self.run_raw("search", self.folder / "none.db", "x")
        self.assertEqual(missing.status, 1)
        self.assertIn("none.db", missing.stderr)
        self.assertFalse((self.folder / "none.db-search").exists())


class Index(SearchCase):
    def test_the_database_stays_as_it_is(self):
        before = self.db.read_bytes()
        self.search("borrow")
        self.assertEqual(self.db.read_bytes(), before)
        index = self.folder / "crawl.db-search"
        stamp = index.stat().st_mtime_ns
        self.search("checker")
        self.assertEqual(index.stat().st_mtime_ns, stamp, "a search writes nothing when nothing is new")
        self.assertEqual([p.name for p in self.folder.glob("*-new*")], [])

    def test_pages_that_came_later_are_found(self):
        self.assertEqual(self.paths("fresh"), [])
        self.made.set("/later", article("Later", "a fresh page"))
        self.crawl(self.made.url("/later"))
        self.assertEqual(self.paths("fresh"), ["/later"])
        self.assertEqual(len(self.paths("borrow")), 3)

    def test_another_place(self):
        place = self.folder / "other.index"
        self.assertEqual(len(self.paths("borrow", "--index", place)), 3)
        self.assertTrue(place.exists())
        self.assertFalse((self.folder / "crawl.db-search").exists())
        for wrong in (self.folder / "no/folder", self.folder, "/proc/index"):
            self.assertIn("--index", self.search("borrow", "--index", wrong, status=1).stderr)
        before = self.db.read_bytes()
        self.assertIn("not a search index", self.search("borrow", "--index", self.db, status=1).stderr)
        self.assertEqual(self.db.read_bytes(), before)

    def test_a_damaged_index_is_made_anew(self):
        self.search("borrow")
        index = self.folder / "crawl.db-search"
        whole = index.read_bytes()
        noise = random.Random(1)
        for at in range(100, len(whole), max(len(whole) // 12, 1)):
            broken = bytearray(whole)
            broken[at:at + 600] = noise.randbytes(len(broken[at:at + 600]))
            index.write_bytes(broken)
            self.found("borrow")
        index.write_bytes(whole[:len(whole) // 2])
        self.assertEqual(len(self.paths("borrow")), 3)
        index.write_bytes(whole)
        self.assertEqual(len(self.paths("borrow")), 3)

    def test_many_at_once(self):
        for _ in range(3):
            (self.folder / "crawl.db-search").unlink(missing_ok=True)
            running = [self.start("search", self.db, "borrow", "--format", "json") for _ in range(6)]
            for process in running:
                out, err = process.communicate(timeout=30)
                self.assertEqual(process.returncode, 0, err)
                self.assertEqual(len(json.loads(out)), 3)
        self.assertEqual([p.name for p in self.folder.glob("*-new*")], [])

    def test_while_a_crawl_runs(self):
        self.made.set("/slow", article("Slow", "a slow page", "/slower"))
        self.made.set("/slower", Reply(article("Slower", "slower"), delay=20))
        crawl = self.start(self.made.url("/slow"), "-o", self.db, "--delay", "0", "--allow-private", "--sitemaps", "no")
        deadline = time.monotonic() + 20
        while self.paths("slow") != ["/slow"]:
            self.assertLess(time.monotonic(), deadline)
        self.assertIsNone(crawl.poll())
        crawl.send_signal(signal.SIGKILL)
        crawl.wait()
        self.assertEqual(self.paths("slow"), ["/slow"])


class Terminal(SearchCase):
    def on_terminal(self, *arguments, columns=60, status=0, **environment):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = subprocess.Popen([BINARY, "search", self.db, *arguments], stdin=slave, stdout=slave, stderr=slave,
                                   env=os.environ | {"TERM": "xterm"} | environment)
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        os.close(master)
        self.assertEqual(process.wait(timeout=30), status)
        return shown.decode().replace("\r\n", "\n")

    def test_hits_are_bold(self):
        shown = self.on_terminal("keeps")
        self.assertIn("\x1b[1mkeeps\x1b[0m", shown)
        self.assertRegex(shown, r"1 of 1 page in \d+ ms\n\Z")
        plain = self.on_terminal("keeps", NO_COLOR="1")
        self.assertNotIn("\x1b", plain)
        self.assertTrue(all(len(line) <= 60 for line in plain.split("\n")), plain)
        self.assertIn("No page contains all of these words", self.on_terminal("nowhere", status=1))

    def test_hostile_text_is_made_safe(self):
        self.made.set("/bad", article("Evil \x9b31m\x02title\x03", "evil \u202e text \x1b[2J\x07"))
        self.crawl(self.made.url("/bad"))
        shown = self.on_terminal("evil", NO_COLOR="1")
        self.assertIn("vil", shown)
        for bad in ("\x1b", "\x9b", "\u202e", "\x07", "\x02", "\x03"):
            self.assertNotIn(bad, shown)


if __name__ == "__main__":
    unittest.main()
