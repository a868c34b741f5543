"""crawl --extract and crawl extract: tables by rules, and the examples on local copies of what they
are for."""

import json
import os
import signal
import sqlite3
import unittest
from contextlib import closing
from pathlib import Path

from harness import CrawlCase
from scripted_site import Reply, page, redirect

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

RULES = """
[tables.items]
description = "What is on the list"
rows = "li"
[tables.items.fields]
name = { css = "b", required = true, description = "in bold" }
price = { css = "i", type = "number" }
"""


class ExtractCase(CrawlCase):
    def rule_file(self, text, name="rules.toml"):
        path = os.path.join(self.folder, name)
        Path(path).write_text(text, encoding="utf-8")
        return path

    def extract(self, *arguments, status=0):
        ended = self.run_raw("extract", *arguments)
        self.assertEqual(ended.status, status, ended.output)
        return ended


class Crawling(ExtractCase):
    def setUp(self):
        super().setUp()
        self.made = self.site({
            "/": page("Start", "/list", "/empty", "/gone"),
            "/list": page("List", body="<ul><li><b>One</b><i>\u00a31.50</i><li><b>Two</b><i>free</i><li>none</ul>"),
            "/empty": page("Empty"),
            "/gone": Reply(page("Gone", body="<li><b>no</b>"), 404)})

    def test_rows_come_with_the_pages(self):
        self.crawl(self.made.url(), "--extract", self.rule_file(RULES))
        url = self.made.url("/list")
        self.assertEqual(self.rows("SELECT * FROM items"),
                         [(url, 0, "One", 1.5), (url, 1, "Two", None)])
        self.assertEqual(self.rows("SELECT * FROM extract_errors"), [
            (url, "items", 1, "price", "not a number", "free"),
            (url, "items", 2, "name", "nothing found by b", None)])
        self.assertEqual(self.rows("SELECT table_name, column_name, type, description FROM docs"), [
            ("items", "url", "text", "of the page"),
            ("items", "position", "integer", "of the row on its page"),
            ("items", "name", "text", "in bold"), ("items", "price", "number", "")])
        self.assertEqual(self.rows("SELECT name, type FROM pragma_table_info('items')"),
                         [("url", "TEXT"), ("position", "INTEGER"), ("name", "TEXT"), ("price", "REAL")])

    def test_rows_in_rows_and_fields_of_the_page(self):
        shop = ("<h1>Shop</h1><div class=p><b>One</b><p class=o><i>1</i><p class=o><i>two</i></div>"
                "<div class=p><b></b><p class=o><i>9</i></div><div class=p><b>Two</b></div><p class=o><i>8</i>"
                '<div class=p><b>Three</b><p class=o><i>3</i><u>x</u><u>y</u></div>'
                '<script type="application/ld+json">{"@type": "Offer", "free": true, "open": "https://schema.org/False", '
                '"odd": "maybe", "seller": {"name": "N"}}</script>')
        self.made.set("/shop", page("Shop", body=shop))
        rules = self.rule_file("""
[tables.products]
pages = "**/shop"
rows = ".p"
[tables.products.fields]
name = { css = "b", required = true }
shop = { css = "h1 + h1, h1", scope = "page" }
[tables.offers]
of = "products"
rows = ".o"
[tables.offers.fields]
price = { css = "i", type = "integer" }
[tables.marks]
of = "offers"
rows = "u"
[tables.marks.fields]
mark = { }
[tables.free]
items = "Offer"
[tables.free.fields]
free = { type = "boolean" }
open = { type = "boolean" }
odd = { type = "boolean" }
has_seller = { path = "seller.name", take = "exists" }
has_price = { path = "price", take = "exists" }
heading = { css = "h1", scope = "page" }
""")
        self.crawl(self.made.url("/shop"), "--extract", rules)
        url = self.made.url("/shop")
        self.assertEqual(self.rows("SELECT position, name, shop FROM products"), [(0, "One", "Shop"), (2, "Two", "Shop"), (3, "Three", "Shop")])
        self.assertEqual(self.rows("SELECT * FROM offers"), [(url, 0, 0, 1), (url, 1, 0, None), (url, 2, 3, 3)])
        self.assertEqual(self.rows("SELECT position, offers_position, mark FROM marks"), [(0, 2, "x"), (1, 2, "y")])
        self.assertEqual(self.rows("SELECT name, price FROM products p JOIN offers o ON o.url = p.url AND products_position = p.position"),
                         [("One", 1), ("One", None), ("Three", 3)])
        self.assertEqual(self.rows("SELECT * FROM free"), [(url, 0, 1, 0, None, 1, 0, "Shop")])
        self.assertEqual(self.rows("SELECT reason, value, count(*) FROM extract_errors GROUP BY 1, 2 ORDER BY 1, 2"),
                         [("neither true nor false", "maybe", 1), ("not an integer", "two", 1), ("nothing found by b", None, 1)])
        before = self.rows("SELECT * FROM offers")
        self.extract(self.db, "--extract", rules)
        self.assertEqual(self.rows("SELECT * FROM offers"), before)
        for wrong, words in (('of = "free"', "no table of that name"), ('of = "products"\npages = "x"', "pages"), ('scope = "site"', "row and page")):
            old = 'scope = "page"' if "scope" in wrong else 'of = "products"'
            path = self.rule_file(Path(rules).read_text().replace(old, wrong, 1), "wrong.toml")
            self.assertIn(words, self.extract(self.db, "--extract", path, status=2).stderr)

    def test_only_the_links_that_rules_name_are_followed(self):
        body = ('<a class=next href=/p2>next</a><nav><a href=/about>About</a><a href=/both>Both</a></nav>'
                '<div class=product><p><a href=/item>Item</a><a rel=nofollow href=/item2>Item</a></div>'
                '<a class=next href=/moved>moved</a>')
        self.made.set("/shop", page("Shop", body=body))
        self.made.set("/moved", redirect("/there"))
        for path in ("/p2", "/about", "/item2", "/there"):
            self.made.set(path, page(path))
        self.made.set("/item", page("Item", "/both", "/deep"))
        self.made.set("/both", page("Both"))
        self.made.set("/deep", page("Deep"))
        rules = self.rule_file("""
[tables.lists]
pages = "**/shop"
follow = "a.next, .product"
[tables.titles]
fields.title = "title"
[tables.leaves]
pages = "**/p2"
follow = ""
""")
        self.made.set("/p2", page("Two", "/only-here"))
        self.crawl(self.made.url("/shop"), "--extract", rules, "--nofollow", "obey")
        self.assertEqual(self.rows("SELECT substr(url, length(?) + 1), state, reason FROM urls WHERE role = 'page' ORDER BY 1",
                                   self.made.url("")), [
            ("/about", "skipped", "follow"), ("/both", "fetched", None), ("/deep", "fetched", None), ("/item", "fetched", None),
            ("/item2", "skipped", "nofollow"), ("/moved", "fetched", None), ("/only-here", "skipped", "follow"),
            ("/p2", "fetched", None), ("/shop", "fetched", None), ("/there", "fetched", None)])
        self.assertEqual(self.rows("SELECT count(*) FROM links WHERE source = ?", self.made.url("/shop")), [(6,)])
        self.assertEqual(self.rows("SELECT name FROM sqlite_schema WHERE name IN ('lists', 'leaves', 'titles')"), [("titles",)])
        tried = self.extract(self.db, "--extract", rules, "--try", self.made.url("/shop"))
        self.assertTrue(tried.stdout.endswith("follow: 4 links\n" + "".join(
            self.made.url(path) + "\n" for path in ("/p2", "/item", "/item2", "/moved"))), tried.stdout)

    def test_a_start_with_other_rules_says_whose_links_they_count_for(self):
        made = self.site({"/": page("Start", "/a", "/b"), "/a": page("A"), "/b": page("B")})
        first = self.rule_file('[tables.lists]\nfollow = "[href=\'/a\']"\n')
        ended = self.crawl(made.url(), "--extract", first)
        self.assertNotIn("from now on", ended.stderr)
        self.assertEqual(self.state(made.url("/b")), "skipped/follow")
        other = self.rule_file('[tables.lists]\nfollow = "a"\n')
        ended = self.crawl(made.url(), "--extract", other)
        self.assertIn(f"what {other} follows counts for pages that are fetched from now on", ended.stderr)
        ended = self.crawl(made.url())
        self.assertIn("what rules of an earlier run did not follow stays skipped (1 URL)", ended.stderr)
        self.assertEqual(self.state(made.url("/b")), "skipped/follow")

    def test_what_is_followed_is_told_by_rules_that_are_right(self):
        for wrong, words in (('follow = "a["', "rules.toml:2:13: table lists: follow: "), ("follow = 1", "follow is a text"),
                             ('follow = "> a"', "table lists: follow: "),
                             ('rows = "b"\nfollow = "a"', "table lists has no fields")):
            rules = self.rule_file("[tables.lists]\n" + wrong + "\n")
            ended = self.run_raw(self.made.url(), "-o", self.db, "--extract", rules)
            self.assertEqual(ended.status, 2, ended.output)
            self.assertIn(words, ended.stderr)
        rules = self.rule_file('[tables.lists]\nfollow = "a"\n')
        self.assertIn("no tables", self.extract(self.db, "--extract", rules, status=2).stderr)

    def test_dates_with_names_of_months_in_any_language(self):
        self.made.set("/news", page("News", body="<p class=d>Freitag, 5. M\u00e4rz 2021<p class=d>5 \u043c\u0430\u0440\u0442\u0430 2021 \u0433."
                                    "<p class=d>5 listopada 2021<p class=d>2021\u5e743\u67085\u65e5"))
        rules = """[tables.news]
rows = ".d"
[tables.news.fields]
day = { type = "date" }
polish = { type = "date", language = "pl" }
"""
        self.crawl(self.made.url("/news"), "--extract", self.rule_file(rules))
        self.assertEqual(self.rows("SELECT day, polish FROM news"),
                         [("2021-03-05", "2021-03-05"), ("2021-03-05", "2021-03-05"), (None, "2021-11-05"), ("2021-03-05", "2021-03-05")])
        ended = self.extract(self.db, "--extract", self.rule_file(rules.replace('"pl"', '"zz"')), status=2)
        self.assertIn("language", ended.stderr)

    def test_files_of_before_reasons_and_values_were_apart(self):
        self.crawl(self.made.url(), "--extract", self.rule_file(RULES))
        with closing(sqlite3.connect(self.db)) as connection, connection:
            connection.execute("DROP VIEW extract_errors")
            connection.execute("ALTER TABLE extract_error DROP COLUMN value")
        self.extract(self.db, "--extract", self.rule_file(RULES))
        self.assertEqual(self.column("SELECT value FROM extract_errors WHERE value IS NOT NULL"), ["free"])

    def test_they_are_among_what_can_be_asked(self):
        self.crawl(self.made.url(), "--extract", self.rule_file(RULES))
        shown = self.run_raw("query", self.db)
        self.assertIn("items: What is on the list\n    url, position, name, price\n", shown.stdout)
        asked = self.run_raw("query", self.db, "SELECT name FROM items", "--format", "csv")
        self.assertEqual(asked.stdout.split(), ["name", "One", "Two"])

    def test_a_page_is_found_by_an_index(self):
        self.crawl(self.made.url(), "--extract", self.rule_file(RULES))
        index = self.one("SELECT name FROM pragma_index_list('items')")
        self.assertEqual(self.column("SELECT name FROM pragma_index_info(?)", index), ["url", "position"])

    def test_wrong_rules_are_refused_before_the_first_request(self):
        path = self.rule_file(RULES.replace("css = \"i\"", "css = \"i[\""))
        ended = self.run_raw(self.made.url(), "-o", self.db, "--extract", path)
        self.assertEqual(ended.status, 2)
        self.assertIn(f"{path}:7:20: css: the name of an attribute is missing", ended.stderr)
        self.assertEqual(self.made.requests(), [])
        self.assertFalse(os.path.exists(self.db))

    def test_a_name_of_the_crawls_own_is_refused(self):
        for name in ("pages", "Links", "url", "docs", "extract_errors"):
            path = self.rule_file(RULES.replace("tables.items", f"tables.{name}"))
            ended = self.run_raw(self.made.url(), "-o", self.db, "--extract", path)
            self.assertEqual(ended.status, 2)
            self.assertIn("that name is taken", ended.stderr)

    def test_other_columns_are_refused_with_the_remedy(self):
        self.crawl(self.made.url(), "--extract", self.rule_file(RULES))
        other = self.rule_file(RULES.replace("price", "cost"), "other.toml")
        ended = self.run_raw(self.made.url(), "-o", self.db, "--extract", other)
        self.assertEqual(ended.status, 1)
        self.assertIn("crawl extract", ended.stderr)
        self.assertEqual(len(self.rows("SELECT price FROM items")), 2)
        self.extract(self.db, "--extract", other)
        self.assertEqual(self.rows("SELECT name, cost FROM items"), [("One", 1.5), ("Two", None)])
        self.crawl(self.made.url(), "--extract", other)

    def test_a_table_that_no_rules_made_stays(self):
        self.crawl(self.made.url())
        with closing(sqlite3.connect(self.db)) as connection:
            connection.execute("CREATE TABLE items(mine)")
        ended = self.extract(self.db, "--extract", self.rule_file(RULES), status=1)
        self.assertIn("has a table items that is not from rules", ended.stderr)
        self.assertEqual(self.rows("SELECT * FROM items"), [])


class BesidePages(ExtractCase):
    def test_sitemaps_and_empty_pages_are_no_pages_of_a_table(self):
        made = self.site({"/": page("Start", "/empty"), "/empty": Reply(b""), "/sitemap.xml": page("Soft 404"),
                          "/robots.txt": Reply("Sitemap: /sitemap.xml", type="text/plain")})
        rules = self.rule_file('[tables.titles.fields]\ntitle = "title"\n')
        self.crawl(made.url(), "--sitemaps", "yes", "--extract", rules, defaults=("--delay", "0", "--allow-private"))
        crawled = self.rows("SELECT url, title FROM titles")
        self.assertEqual(crawled, [(made.url(), "Start")])
        ended = self.extract(self.db, "--extract", rules)
        self.assertEqual(self.rows("SELECT url, title FROM titles"), crawled)
        self.assertEqual(ended.stderr, "")

    def test_what_new_rules_were_not_asked_of_is_said(self):
        made = self.site({"/": page("Start", "/a"), "/a": page("A")})
        self.crawl(made.url())
        ended = self.crawl(made.url(), "--extract", self.rule_file(RULES))
        self.assertRegex(ended.stderr, r"2 pages are stored already; .*: crawl extract \S+ --extract \S+")
        ended = self.crawl(made.url(), "--extract", self.rule_file(RULES), "--quiet")
        self.assertEqual(ended.stderr, "")


class Again(ExtractCase):
    def setUp(self):
        super().setUp()
        self.made = self.site({"/": page("Start", *[f"/{i}" for i in range(700)])} | {
            f"/{i}": page(f"Page {i}", body=f"<ul><li><b>{i}</b><i>{i}.5</i></ul>") for i in range(700)})
        self.crawl(self.made.url())

    def test_stored_pages_give_the_same_as_a_crawl(self):
        ended = self.extract(self.db, "--extract", self.rule_file(RULES), "--threads", "3")
        self.assertIn("items: 700 rows", ended.stdout)
        self.assertIn("from 701 pages", ended.stdout)
        rows = self.rows("SELECT url, position, name, price FROM items ORDER BY name")
        self.assertEqual(rows, sorted(
            [(self.made.url(f"/{i}"), 0, str(i), i + 0.5) for i in range(700)], key=lambda row: row[2]))
        self.extract(self.db, "--extract", self.rule_file(RULES))
        self.assertEqual(self.rows("SELECT count(*) FROM items"), [(700,)])

    def test_old_rows_stay_where_it_does_not_come_to_its_end(self):
        self.extract(self.db, "--extract", self.rule_file(RULES))
        before = self.rows("SELECT * FROM items ORDER BY 1, 2")
        # Of other columns, and with work for each of the pages.
        other = self.rule_file(RULES + "".join(f'more{i} = {{ css = "b" }}\n' for i in range(50)), "other.toml")
        ends = []
        for number in (signal.SIGKILL, signal.SIGINT, signal.SIGKILL):
            process = self.start("extract", self.db, "--extract", other)
            journal = self.folder / "crawl.db-wal"
            while process.poll() is None and not journal.exists():
                pass
            process.send_signal(number)
            process.communicate(timeout=30)
            ends.append(process.returncode)
            if process.returncode != 0:
                self.assertEqual(self.rows("SELECT * FROM items ORDER BY 1, 2"), before)
        self.assertTrue(any(ends), "each came to its end before its signal")

    def test_one_page_is_tried(self):
        rules = self.rule_file(RULES)
        ended = self.extract(self.db, "--extract", rules, "--try", self.made.url("/7"))
        self.assertIn("items: 1 row", ended.stdout)
        self.assertIn("7.5", ended.stdout)
        self.assertNotIn("items", str(self.rows("SELECT name FROM sqlite_schema")))
        ended = self.extract(self.db, "--extract", rules, "--try", self.made.url("/none"), status=1)
        self.assertIn("not a page in ", ended.stderr)

    def test_a_page_that_is_in_no_database_is_fetched(self):
        site = self.site({
            "/robots.txt": Reply("User-agent: *\nDisallow: /private", headers={"Content-Type": "text/plain"}),
            "/moved": redirect("/list"), "/list": page("List", "/next", body="<ul><li><b>One</b><i>2</i></ul>"),
            "/gone": Reply("no", 404), "/private": page("Private")})
        rules = self.rule_file(RULES)
        passing = os.path.join(self.folder, "passing")
        os.mkdir(passing)
        tried = ("extract", "--extract", rules, "--try")
        here = {"cwd": passing, "env": dict(os.environ, TMPDIR=passing)}
        ended = self.run_raw(*tried, site.url("/moved"), **here)
        self.assertEqual(ended.status, 0, ended.output)
        self.assertIn("items: 1 row", ended.stdout)
        self.assertEqual(site.targets(), ["/moved", "/list"])
        for path, words in (("/gone", "/gone: status 404"), ("/private", "not fetched: robots")):
            ended = self.run_raw(*tried, site.url(path), **here)
            self.assertEqual(ended.status, 1, ended.output)
            self.assertIn(words, ended.stderr)
        Path(self.folder, "crawl.toml").write_text('robots = "ignore"\n', encoding="utf-8")
        ended = self.run_raw(*tried, site.url("/private"), "--config", os.path.join(self.folder, "crawl.toml"), **here)
        self.assertEqual(ended.status, 0, ended.output)
        self.assertIn("items: 0 rows", ended.stdout)
        ended = self.run_raw(*tried, "nowhere.html", **here)
        self.assertEqual(ended.status, 1)
        self.assertIn("write it with https://", ended.stderr)
        self.assertEqual(os.listdir(passing), [], "what was fetched is gone")

    def test_a_file_is_tried(self):
        path = self.rule_file("<ul><li><b>x</b><i>\x1b[31m3</i><li><b></b>", "page.html")
        rules = self.rule_file(RULES.replace("rows", 'pages = "https://a.test/*"\nrows'))
        ended = self.extract("--extract", rules, "--try", path)
        self.assertIn("items: 1 row", ended.stdout)
        self.assertIn("position 1, name: nothing found by b", ended.stdout)
        self.assertNotIn("\x1b", ended.output)
        self.extract("--extract", rules, "--try", path, "--url", "https://a.test/x")
        ended = self.extract("--extract", rules, "--try", path, "--url", "https://b.test/x", status=1)
        self.assertIn("no rule is for this URL", ended.stderr)

    def test_usage(self):
        self.assertIn("--extract FILE", self.extract(self.db, status=2).stderr)
        rules = self.rule_file(RULES)
        self.assertIn("1 to 1024", self.extract(self.db, "--extract", rules, "--threads", "0", status=2).stderr)
        self.assertIn("no such file", self.extract("/nowhere/x.db", "--extract", rules, status=1).stderr)
        self.assertIn("r.toml:1:", self.extract(self.db, "--extract", self.rule_file("x", "r.toml"), status=2).stderr)

    def test_what_is_empty_is_no_failure(self):
        rules = self.rule_file(RULES)
        ended = self.extract(self.db, "--extract", self.rule_file("", "empty.toml"), status=2)
        self.assertIn("empty.toml:1:1: no tables", ended.stderr)
        ended = self.run_raw(self.made.url(), "-o", self.db, "--extract", self.rule_file("", "empty.toml"))
        self.assertIn("empty.toml:1:1: no tables", ended.stderr)
        ended = self.extract("--extract", rules, "--try", self.rule_file("", "empty.html"), status=1)
        self.assertIn("it is not HTML", ended.stderr)
        ended = self.extract("--extract", rules, "--try", self.folder, status=1)
        self.assertIn("can't be read", ended.stderr)

    def test_one_long_cell_does_not_make_every_row_long(self):
        path = self.rule_file("<ul><li><b>" + "x" * 100_000 + "</b><i>1</i>" + "<li><b>y</b><i>2</i>" * 999, "page.html")
        ended = self.extract("--extract", self.rule_file(RULES), "--try", path)
        self.assertIn("x" * 100_000, ended.stdout)
        self.assertLess(len(ended.stdout), 500_000)

    def test_bodies_that_were_not_kept_are_said(self):
        os.remove(self.db)
        self.crawl(self.made.url(), "--keep-bodies", "no", "--max-pages", "3")
        ended = self.extract(self.db, "--extract", self.rule_file(RULES))
        self.assertIn("bodies are not stored", ended.stderr)


def book(number, stock):
    rating = ("One", "Two", "Three", "Four", "Five")[number % 5]
    return f"""<!DOCTYPE html><html><head><title>Book {number}</title></head><body>
<ul class="breadcrumb"><li><a href="/">Home</a></li><li><a href="/b">Books</a></li>
 <li><a href="/p">Poetry</a></li><li class="active">Book {number}</li></ul>
<div id="product_gallery"><div class="thumbnail"><img src="../../media/{number}.jpg" alt="x"></div></div>
<div class="col-sm-6 product_main"><h1>Book {number}</h1><p class="price_color">\u00a3{number}.25</p>
<p class="instock availability">{'<i class="icon-ok"></i>' if stock else ''}
 In stock ({stock} available)</p>
<p class="star-rating {rating}"><i class="icon-star"></i></p></div>
<div id="product_description" class="sub-header"><h2>Product Description</h2></div><p>About {number}.</p>
<table class="table"><tr><th>UPC</th><td>upc-{number}</td></tr><tr><th>Tax</th><td>\u00a30.00</td></tr></table>
</body></html>"""


class Examples(ExtractCase):
    def crawled(self, pages, example):
        self.made = self.site(pages)
        self.crawl(self.made.url(), "--extract", str(EXAMPLES / example))

    def test_books(self):
        shelf = "".join(
            f'<article class="product_pod"><h3><a href="catalogue/book-{i}_{i}/index.html" title="Book {i}">'
            f'Book…</a></h3><p class="price_color">\u00a3{i}.25</p></article>' for i in range(1, 6))
        self.crawled({"/": f"<html><body>{shelf}</body></html>"} | {
            f"/catalogue/book-{i}_{i}/index.html": book(i, i) for i in range(1, 6)}, "books.toml")
        self.assertEqual(self.rows("SELECT title, price, rating, in_stock, available, category, upc, "
                                    "description FROM books ORDER BY title"),
                         [(f"Book {i}", i + 0.25, i % 5 + 1, 1, i, "Poetry", f"upc-{i}", f"About {i}.")
                          for i in range(1, 6)])
        self.assertEqual(self.rows("SELECT image FROM books ORDER BY title LIMIT 1"), [(self.made.url("/media/1.jpg"),)])
        self.assertEqual(self.rows("SELECT title, link, price FROM shelves WHERE position = 1"),
                         [("Book 2", self.made.url("/catalogue/book-2_2/index.html"), 2.25)])
        self.assertEqual(self.rows("SELECT * FROM extract_errors"), [])

    def test_quotes(self):
        self.crawled({
            "/": '<div class="quote"><span class="text">\u201cBe yourself.\u201d</span><span>by <small class="author">'
                 'Oscar Wilde</small> <a href="/author/Oscar-Wilde">(about)</a></span><div class="tags">Tags: '
                 '<a class="tag" href="/tag/a">be-yourself</a> <a class="tag" href="/tag/b">honesty</a></div></div>',
            "/author/Oscar-Wilde": '<h3 class="author-title">Oscar Wilde\n</h3><p>Born: <span class='
                                   '"author-born-date">October 16, 1854</span> <span class="author-born-location">'
                                   'in Dublin, Ireland</span></p><div class="author-description"> An Irish poet.'
                                   '</div>'}, "quotes.toml")
        self.assertEqual(self.rows("SELECT text, author, author_page, tags FROM quotes"), [
            ("Be yourself.", "Oscar Wilde", self.made.url("/author/Oscar-Wilde"), '["be-yourself","honesty"]')])
        self.assertEqual(self.rows("SELECT name, born, place, description FROM authors"),
                         [("Oscar Wilde", "1854-10-16", "Dublin, Ireland", "An Irish poet.")])
        self.assertEqual(self.rows("SELECT a.born FROM quotes q JOIN authors a ON a.name = q.author"),
                         [("1854-10-16",)])

    def test_docs(self):
        self.crawled({"/": """<html><head><link rel="next" href="/two"></head><body>
<nav aria-label="Breadcrumb"><ol><li>Home</li><li>Guide</li></ol></nav>
<main><h1 id="top">Guide</h1><p>Updated <time datetime="2024-05-06">May</time></p>
<h2 id="install">Install</h2><pre><code class="hljs language-sh">apt install x
crawl seeds.txt</code></pre><h2>Plain</h2><h3><a href="#use">#</a>Use</h3></main></body></html>"""}, "docs.toml")
        self.assertEqual(self.rows("SELECT title, trail, updated, next, has_code FROM doc_pages"), [
            ("Guide", '["Home","Guide"]', "2024-05-06", self.made.url("/two"), 1)])
        self.assertEqual(self.rows("SELECT heading, anchor FROM sections ORDER BY position"),
                         [("Guide", "top"), ("Install", "install"), ("#Use", None)])
        self.assertEqual(self.rows("SELECT language, code FROM code"),
                         [("sh", "apt install x\ncrawl seeds.txt")])

    def test_shop(self):
        ld = json.dumps({"@context": "https://schema.org", "@graph": [
            {"@type": "BreadcrumbList"},
            {"@type": "Product", "name": "Lamp", "sku": "L1", "brand": {"@type": "Brand", "name": "Lux"},
             "image": ["/a.jpg", "/b.jpg"],
             "offers": {"@type": "Offer", "price": "1,299.50", "priceCurrency": "EUR",
                        "availability": "https://schema.org/InStock"},
             "aggregateRating": {"ratingValue": 4.5, "reviewCount": "17"}}]})
        micro = ('<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Desk</h1>'
                 '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="price" '
                 'content="80">80 \u20ac</span><meta itemprop="price" content="80"></div></div>')
        self.crawled({"/": page("Shop", "/lamp", "/desk"),
                      "/lamp": f'<html><script type="application/ld+json">{ld}</script></html>',
                      "/desk": f"<html><body>{micro}</body></html>"}, "shop.toml")
        self.assertEqual(self.rows("SELECT name, sku, brand, price, currency, in_stock, rating, reviews, images "
                                    "FROM products ORDER BY name DESC"), [
            ("Lamp", "L1", "Lux", 1299.5, "EUR", "https://schema.org/InStock", 4.5, 17, '["/a.jpg","/b.jpg"]'),
            ("Desk", None, None, 80.0, None, None, None, None, None)])


class Structured(ExtractCase):
    def test_each_syntax_is_rows(self):
        made = self.site({"/": """<html lang=en><head>
<script type="application/ld+json">[{"@type":"Organization","name":"A"},{"@type":["Place","Shop"]}]</script>
<script type="application/ld+json">{"@type": "Broken",</script>
<meta property="og:type" content="article"><meta property="og:image" content="/1"><meta property="og:image" content="/2">
<meta name="twitter:card" content="summary"><link rel=alternate hreflang=de href=/de>
<link rel=alternate type=application/rss+xml title=News href=/feed><link rel="shortcut icon" href=/i.ico sizes=16x16>
</head><body vocab="https://schema.org/"><div itemscope itemtype="http://schema.org/Person"><b itemprop=name>Bo</b></div>
<p typeof=Event><span property=name>Fair</span></p></body></html>"""})
        self.crawl(made.url())
        rows = [(syntax, kind, json.loads(text)) for syntax, kind, text in
                self.rows("SELECT syntax, type, json FROM structured ORDER BY position")]
        self.assertEqual(rows[0], ("json-ld", "Organization", {"@type": "Organization", "name": "A"}))
        self.assertEqual(rows[1][1], "Place Shop")
        self.assertEqual(rows[2][:2], ("json-ld", None))
        self.assertEqual(rows[2][2]["error"], "not JSON")
        self.assertEqual(rows[3], ("microdata", "Person", {"@type": "Person", "name": "Bo"}))
        self.assertEqual(rows[4], ("rdfa", "Event", {"@type": "Event", "name": "Fair"}))
        self.assertEqual(rows[5], ("opengraph", "article", {"og:type": "article", "og:image": ["/1", "/2"]}))
        self.assertEqual(rows[6], ("twitter", "summary", {"twitter:card": "summary"}))
        self.assertEqual(rows[7], ("hreflang", "de", {"lang": "de", "href": made.url("/de")}))
        self.assertEqual(rows[8], ("feed", "application/rss+xml", {
            "title": "News", "href": made.url("/feed"), "type": "application/rss+xml"}))
        self.assertEqual(rows[9], ("icon", "shortcut icon", {
            "rel": "shortcut icon", "href": made.url("/i.ico"), "sizes": "16x16", "type": ""}))
        self.assertEqual(self.rows("SELECT json_extract(json, '$.name') FROM structured WHERE type = 'Person'"),
                         [("Bo",)])

    def test_it_can_be_left(self):
        made = self.site({"/": '<meta property="og:type" content="article">'})
        self.crawl(made.url(), "--structured", "no")
        self.assertEqual(self.rows("SELECT * FROM structured"), [])


STORY = "<p>" + "A sentence that somebody wrote, with a comma and some words to it. " * 3 + "</p>"


class Articles(ExtractCase):
    def setUp(self):
        super().setUp()
        self.made = self.site({
            "/": page("Start", "/story"),
            "/story": f"""<html lang=en><head><title>The story | Site</title><meta name=author content="Ann Onym">
<meta property="article:published_time" content="2024-05-01"></head><body><nav><a href=/>Home</a></nav><article>
<h1>The story</h1>{STORY}<h2>Part</h2><p>See <a href="/x">that</a>. {STORY}{STORY}</article></body></html>"""})

    def test_they_are_kept_as_markdown(self):
        self.crawl(self.made.url(), "--keep-markdown")
        url, title, byline, published, lang, markdown = self.one("SELECT * FROM articles")
        self.assertEqual((url, title, byline, published, lang),
                         (self.made.url("/story"), "The story", "Ann Onym", "2024-05-01", "en"))
        self.assertTrue(markdown.startswith("# The story\n\nAnn Onym, 2024-05-01\n\nA sentence"), markdown)
        self.assertIn("\n\n## Part\n\nSee [that](" + self.made.url("/x") + ").", markdown)
        self.assertNotIn("Home", markdown)
        self.assertEqual(self.one("SELECT markdown FROM pages WHERE url = ?", url), markdown)
        shown = self.run_raw("show", self.db, url, "--markdown")
        self.assertEqual((shown.status, shown.stdout), (0, markdown))

    def test_titles_dates_and_words_are_those_that_a_reader_sees(self):
        lead = "Three years of work on the market hall are over, and the shops are open again, says the council of the town. "
        made = self.site({"/": Reply(f"""<html lang=en><title>Town | The market hall is open again</title><h1><a href=/>Town</a></h1>
<article><h2>The market hall is open again</h2><p class=lead>{lead}</p><div>By <a href=/bo>Bo</a> <span class=date>5 March
2021</span></div><p>{STORY}{STORY}{STORY}</article><div itemscope itemprop=review><meta itemprop=datePublished
content=2022-01-01></div><p><a href=/a>Contact</a><a href=/b>About</a></p>""")})
        self.crawl(made.url(), "--keep-markdown")
        self.assertEqual(self.one("SELECT title, published FROM articles"), ("The market hall is open again", "2021-03-05"))
        self.assertTrue(self.run_raw("show", self.db, made.url(), "--text").stdout.endswith("\nContact About\n"))

    def test_their_links_have_queries_in_the_encoding_of_the_page(self):
        html = f"""<article><h1>История</h1>{STORY}<h2>Часть</h2><p>См. <a href="/x?q=тест">тут</a>.
{STORY}{STORY}</article>"""
        made = self.site({"/": Reply(html.encode("windows-1251"), type="text/html; charset=windows-1251")})
        self.crawl(made.url(), "--keep-markdown")
        markdown = self.one("SELECT markdown FROM articles")
        self.assertIn("[тут](" + made.url("/x?q=%F2%E5%F1%F2") + ")", markdown)
        self.assertEqual(self.run_raw("show", self.db, made.url(), "--markdown").stdout, markdown)

    def test_they_are_made_of_stored_pages(self):
        self.crawl(self.made.url())
        self.assertEqual(self.rows("SELECT * FROM articles"), [])
        shown = self.run_raw("show", self.db, self.made.url("/story"), "--article")
        self.assertTrue(shown.stdout.startswith("A sentence that"), shown.output)
        shown = self.run_raw("show", self.db, self.made.url(), "--article")
        self.assertIn("looks like an article", shown.stderr)

    def test_structured_data_of_one_page_is_shown(self):
        made = self.site({"/": '<meta property="og:type" content="article">'})
        self.crawl(made.url())
        shown = self.run_raw("show", self.db, made.url(), "--structured")
        self.assertEqual(json.loads(shown.stdout),
                         {"syntax": "opengraph", "type": "article", "json": {"og:type": "article"}})


if __name__ == "__main__":
    unittest.main()
