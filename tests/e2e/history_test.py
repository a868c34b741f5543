"""What was and what changed: pages that updates find otherwise, read by show, diff, report, serve and export."""

import json
import re
import unittest
import urllib.error
import urllib.request
import xml.etree.ElementTree as xml

from harness import REPOSITORY, CrawlCase
from scripted_site import Reply, page, redirect

ATOM = "{http://www.w3.org/2005/Atom}"


class History(CrawlCase):
    def setUp(self):
        super().setUp()
        self.first = page("Old title", "/b", "/c", "/moves", "/goes", body="<p>The quick brown fox jumps.</p><p>Same.</p>")
        self.second = page("New title", "/b", "/c", "/moves", "/goes", "/fresh",
                           body="<p>The quick red fox jumps.</p><p>Same.</p>" + "<p>More.</p>")
        self.made = self.site({"/": self.first, "/b": page("B"), "/c": page("C"), "/moves": page("Moves"), "/goes": page("Goes")})
        self.url = self.made.url("/")
        self.crawl(self.url)
        self.made.set("/", self.second)
        self.made.set("/fresh", page("Fresh"))
        self.made.set("/moves", redirect("/b", 301))
        self.made.set("/goes", Reply("gone", 410))
        self.update()

    def update(self):
        self.crawl(self.url, "--update", "--revisit", "0")

    def ask(self, *arguments, status=0):
        ended = self.run_raw(*arguments)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def test_each_change_is_a_row(self):
        rows = self.rows("SELECT url, run, kind, old_title, title FROM changes ORDER BY url")
        self.assertEqual([(url.removeprefix(self.url), *rest) for url, *rest in rows],
                         [("", 2, "changed", "Old title", "New title"), ("fresh", 2, "new", None, "Fresh"),
                          ("goes", 2, "gone", "Goes", None), ("moves", 2, "moved", "Moves", None)])
        fields = dict(self.rows("SELECT kind, fields FROM changes"))
        self.assertEqual(fields["changed"], "title,text,links")
        self.assertEqual(fields["moved"], "status,redirect")

    def test_pages_come_back_as_they_were(self):
        for moment, body in (("1", self.first), ("2", self.second), ("0m", self.second)):
            self.assertEqual(self.ask("show", self.db, self.url, "--at", moment, "--html").stdout, body, moment)
        self.assertIn("quick brown fox", self.ask("show", self.db, self.url, "--at", "1", "--text").stdout)
        self.assertNotIn("/fresh", self.ask("show", self.db, self.url, "--at", "1", "--links").stdout)
        self.assertIn("/fresh", self.ask("show", self.db, self.url, "--at", "2", "--links").stdout)
        self.assertRegex(self.ask("show", self.db, self.url, "--at", "1", "--headers").stdout, r"^HTTP/1.1 200 \w+\nContent-Type: text/html")
        self.assertRegex(self.ask("show", self.db, self.url, "--at", "1").stdout, r"(?m)^  title +Old title$")
        self.assertEqual(self.ask("show", self.db, self.made.url("/goes"), "--at", "1", "--html").stdout, page("Goes"))
        table = self.ask("show", self.db, self.url, "--versions").stdout
        self.assertRegex(table, r"(?m)^ +1 .* Old title *$")
        self.assertRegex(table, r"(?m)^ +2 .* title,text,links +New title *$")

    def test_the_price_of_a_product_over_time(self):
        shop = self.site({"/": page("Shop", body="<article><b>Lamp</b><i>10.50</i></article>")})
        rules = self.folder / "rules.toml"
        rules.write_text('[tables.product]\nrows = "article"\n[tables.product.fields]\nname = "b"\n'
                         'price = { css = "i", type = "number" }\n')
        options = (shop.url("/"), "--extract", rules)
        self.crawl(*options)
        for price in ("10.50", "12", "9.99"):
            shop.set("/", page("Shop", body=f"<article><b>Lamp</b><i>{price}</i></article>"))
            self.crawl(*options, "--update", "--revisit", "0")
        rows = self.rows("SELECT name, price, current, seen_from <= seen_to FROM product_history ORDER BY seen_from")
        self.assertEqual(rows, [("Lamp", 10.5, 0, 1), ("Lamp", 12.0, 0, 1), ("Lamp", 9.99, 1, 1)])
        self.assertEqual(self.rows("SELECT price FROM product"), [(9.99,)])
        self.assertIn("rows", self.one("SELECT fields FROM changes WHERE url = ? ORDER BY at DESC LIMIT 1", shop.url("/")))

    def test_a_diff_names_what_has_changed_in_rows_of_rules(self):
        def goods(*rows):
            return page("Shop", body="".join(f"<article><b>{name}</b><i>{price}</i></article>" for name, price in rows))
        shop = self.site({"/": goods(("Lamp", "10.50"))})
        rules = self.folder / "rules.toml"
        rules.write_text('[tables.product]\nrows = "article"\n[tables.product.fields]\nname = "b"\n'
                         'price = { css = "i", type = "number" }\n')
        options = (shop.url("/"), "--extract", rules)
        self.crawl(*options)
        for rows in ((("Lamp", "12"),), (("Cup", "3"), ("Lamp", "12"), ("Vase", "n/a")), (("Lamp", "9"), ("Jug", "4"))):
            shop.set("/", goods(*rows))
            self.crawl(*options, "--update", "--revisit", "0")

        def rows_between(was, now):
            return json.loads(self.ask("diff", self.db, shop.url("/"), "--from", was, "--to", now, "--format", "json").stdout)["rows"]
        self.assertEqual(rows_between("3", "4"), {"product.price": {"was": "10.5", "is": "12.0"}})
        self.assertEqual(rows_between("4", "5"), {"product[0]": {"was": None, "is": "name: Cup, price: 3.0"},
                                                  "product[2]": {"was": None, "is": "name: Vase"}})
        self.assertEqual(rows_between("5", "6"), {"product[0].price": {"was": "12.0", "is": "9.0"},
                                                  "product[1]": {"was": None, "is": "name: Jug, price: 4.0"}} | {
                                                  "product[0]": {"was": "name: Cup, price: 3.0", "is": None},
                                                  "product[2]": {"was": "name: Vase", "is": None}})
        text = self.ask("diff", self.db, shop.url("/"), "--from", "3", "--to", "4").stdout
        self.assertIn("\nRows of rules\n  product.price 10.5 \u2192 12.0\n", text)
        html = self.ask("diff", self.db, shop.url("/"), "--format", "html").stdout
        self.assertIn("<td>product[0].price</td>", html)
        report = self.ask("report", self.db, "--since", "5", "-o", "-").stdout
        self.assertIn("product[0].price: <del>12.0</del> \u2192 <ins>9.0</ins>", report)

    def test_the_questions_of_the_documentation(self):
        text = (REPOSITORY / "docs/manual.md").read_text()
        section = text[text.index("## What changed"):]
        questions = re.findall(r'crawl query crawl\.db "([^"]+)"', section[:section.index("\n## ", 5)])
        self.assertGreaterEqual(len(questions), 5)
        for question in questions:
            ended = self.ask("query", self.db, question.replace("https://example.com/", self.made.url("/goes")), "--format", "csv")
            self.assertGreaterEqual(len(ended.stdout.splitlines()), 2 if "daily" not in question else 1, question)

    def test_what_is_not_there_is_said(self):
        for url, moment, words in ((self.url, "2001-01-01", "was not there yet: it was first seen 20"),
                                   (self.made.url("/fresh"), "1", "was not there yet"), (self.url, "9", "there is no run 9"),
                                   (self.url, "soon", "neither the number of a run nor a time")):
            self.assertIn(words, self.ask("show", self.db, url, "--at", moment, status=1).stderr)
        self.assertEqual(self.run_raw("show", self.db, self.url, "--at", "1", "--markdown").status, 2)
        self.made.set("/", page("Third", "/b"))
        self.crawl(self.url, "--update", "--revisit", "0", "--keep-versions", "1")
        self.assertIn("no longer kept (--keep-versions)", self.ask("show", self.db, self.url, "--at", "1", status=1).stderr)
        self.assertEqual(self.ask("show", self.db, self.url, "--at", "2", "--html").stdout, self.second)

    def test_a_diff(self):
        text = self.ask("diff", self.db, self.url).stdout
        self.assertIn("title        Old title \u2192 New title", text)
        self.assertIn("- The quick [-brown-] fox jumps.\n+ The quick {+red+} fox jumps.\n", text)
        self.assertRegex(text, r"Links: 0 removed, 1 added\n\+ a +\S+/fresh")
        self.assertNotIn("\x1b", text)
        made = json.loads(self.ask("diff", self.db, self.url, "--from", "1", "--to", "2", "--format", "json").stdout)
        self.assertEqual(made["fields"]["title"], {"was": "Old title", "is": "New title"})
        self.assertEqual(made["words_added"], 5)
        html = self.ask("diff", self.db, self.url, "--format", "html").stdout
        self.assertIn("<del>brown</del><ins>red</ins>", html)
        back = json.loads(self.ask("diff", self.db, self.url, "--from", "2", "--to", "1", "--format", "json").stdout)
        self.assertEqual(back["fields"]["title"], {"was": "New title", "is": "Old title"})
        self.assertIn("has not changed", self.ask("diff", self.db, self.made.url("/b"), status=1).stderr)
        self.assertIn("--format: no \"xml\"", self.ask("diff", self.db, self.url, "--format", "xml", status=2).stderr)

    def test_a_report_says_first_what_changed(self):
        self.ask("report", self.db, "-o", self.folder / "since.html", "--since", "1")
        html = (self.folder / "since.html").read_text()
        self.assertLess(html.index('id="changes"'), html.index('id="overview"'))
        section = html[html.index('id="changes"'):html.index('id="overview"')]
        self.assertEqual(re.findall(r"<tr><td>(\w+)</td>", section), ["gone", "moved", "changed", "new"])
        self.assertIn("title: <del>Old title</del> \u2192 <ins>New title</ins>", section)
        self.assertIn("redirect: \u2013 \u2192 <ins>", section)
        self.assertIn("<td>title, text, links</td>", section)
        self.assertRegex(section, r"<td>\d{4}-\d\d-\d\d \d\d:\d\d UTC</td>")
        self.ask("report", self.db, "-o", self.folder / "none.html", "--since", "2")
        self.assertIn("No update found a change since", (self.folder / "none.html").read_text())
        self.ask("report", self.db, "-o", self.folder / "plain.html")
        self.assertNotIn('id="changes"', (self.folder / "plain.html").read_text())
        self.assertIn("there is no run 7", self.ask("report", self.db, "--since", "7", status=1).stderr)

    def test_a_feed(self):
        first = self.ask("export", self.db, "--format", "atom").stdout
        feed = xml.fromstring(first)
        self.assertEqual(feed.tag, ATOM + "feed")
        for name in ("title", "id", "updated", "author"):
            self.assertEqual(len(feed.findall(ATOM + name)), 1, name)
        entries = feed.findall(ATOM + "entry")
        self.assertEqual(len(entries), 4)
        for entry in entries:
            for name in ("title", "id", "updated", "summary", "link"):
                self.assertEqual(len(entry.findall(ATOM + name)), 1, name)
            self.assertRegex(entry.find(ATOM + "id").text, r"^urn:uuid:[0-9a-f-]{36}$")
            self.assertRegex(entry.find(ATOM + "updated").text, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual(len({entry.find(ATOM + "id").text for entry in entries}), 4)
        moments = [entry.find(ATOM + "updated").text for entry in entries]
        self.assertEqual(feed.find(ATOM + "updated").text, moments[0])
        said = {entry.find(ATOM + "link").get("href"): entry.find(ATOM + "summary").text for entry in entries}
        self.assertIn("title: Old title \u2192 New title", said[self.url])
        self.assertEqual(self.ask("export", self.db, "--format", "atom").stdout, first)
        chosen = xml.fromstring(self.ask("export", self.db, "--format", "atom", "--where", "title = 'Fresh'").stdout)
        self.assertEqual(len(chosen.findall(ATOM + "entry")), 1)

    def test_the_application(self):
        server = self.start("serve", self.db, "--port", "0")
        base = re.search(r"http://\S+:\d+/", server.stdout.readline())
        self.assertIsNotNone(base)

        def api(path):
            with urllib.request.urlopen(base.group() + "api/" + path, timeout=20) as answer:
                return json.load(answer)

        url = urllib.request.quote(self.url, safe="")
        self.assertEqual({(row["kind"], row["pages"]) for row in api("changes")["rows"]},
                         {("changed", 1), ("new", 1), ("gone", 1), ("moved", 1)})
        listed = api("list/changes?sort=-at_ms&f.kind=%3Dchanged")
        self.assertEqual(listed["total"], None if listed["total"] is None else 1)
        self.assertEqual(len(listed["rows"]), 1)
        past = api(f"history?url={url}")
        self.assertEqual([(one["version"], one["title"], one["current"]) for one in past["versions"]],
                         [(1, "Old title", False), (2, "New title", True)])
        self.assertEqual([one["outcome"] for one in past["visits"]], ["changed"])
        diff = api(f"diff?url={url}&from=1&to=2")
        self.assertIn({"removed": "brown"}, [piece for block in diff["text"] for piece in block.get("changed", [])])
        with self.assertRaises(urllib.error.HTTPError) as refused:
            api(f"diff?url={url}&from=1&to=9")
        self.assertEqual(refused.exception.code, 404)
        refused.exception.close()


if __name__ == "__main__":
    unittest.main()
