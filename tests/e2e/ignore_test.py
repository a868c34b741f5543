"""Rules that ignore parts of pages: what they hide changes nothing, in files of any age."""

import unittest

from scripted_site import page
from update_case import UpdateCase

LONG = "<p>" + " ".join(f"word{i}" for i in range(200)) + "</p>"


def shop(number, price=9, title="Cup", more=""):
    """A page of which nearly all differs from visit to visit."""
    return page(title, body=f'{LONG}<p id=price>{price} EUR</p><p class=seen>{number} people look at this</p>'
                f'<div class=also><h2>Also bought</h2><a href="/other/{number}">Thing {number}</a>'
                f'<div itemscope itemtype="https://schema.org/Product"><b itemprop=name>Thing {number}</b></div>'
                f'<script type="application/ld+json">{{"@type": "Offer", "name": "{number}"}}</script></div>'
                f'<footer>{number} visitors so far</footer>{more}')


class Ignored(UpdateCase):
    def rules(self, text, name="rules.toml"):
        path = self.folder / name
        path.write_text(text)
        return path

    ALL = 'ignore = [".also", ".seen"]\nignore_text = ["[0-9]+ visitors so far"]\n'

    def visit(self, site, number, *arguments, **more):
        site.set("/it", shop(number, **more))
        self.update(site.url(), *arguments)
        return self.changes(site)

    def test_what_is_ignored_changes_nothing_and_all_else_does(self):
        site = self.site({"/": page("Start", "/it"), "/it": shop(1)})
        arguments = ("--extract", self.rules(self.ALL), "--scope", "host", "--exclude", "/other/")
        self.crawl(site.url(), *arguments)
        before = self.rows("SELECT id, title FROM page ORDER BY id")
        for number in (2, 3):
            self.assertEqual(self.visit(site, number, *arguments), {})
            self.assertEqual(self.outcomes(site), {"/": "unchanged", "/it": "unchanged"})
        self.assertEqual(self.rows("SELECT id, title FROM page ORDER BY id"), before)
        self.assertEqual(self.visit(site, 4, *arguments, price=8), {"/it": "changed: text"})
        self.assertEqual(self.visit(site, 5, *arguments, price=8), {})
        self.assertEqual(self.visit(site, 6, *arguments, price=8, title="Mug"), {"/it": "changed: title text"})
        self.assertEqual(self.visit(site, 7, *arguments, price=8, title="Mug", more='<a href="/x">8 visitors so far</a>'),
                         {"/it": "changed: links", "/x": "new"})
        # What is shown is all of the page that came last with a change.
        text = self.one("SELECT text FROM page_text t JOIN page p ON p.id = t.page_id JOIN url u ON u.page_id = p.id "
                        "WHERE u.url = ?", site.url("/it"))
        self.assertIn("7 visitors so far", text)
        self.assertEqual(self.rows("SELECT page_id FROM page_lasting WHERE page_id NOT IN (SELECT id FROM page)"), [])

    def test_without_rules_each_of_these_is_a_change(self):
        site = self.site({"/": page("Start", "/it"), "/it": shop(1)})
        self.crawl(site.url(), "--exclude", "/other/")
        self.assertEqual(self.visit(site, 2, "--exclude", "/other/"), {"/it": "changed: text links structured"})
        self.assertEqual(self.column("SELECT name FROM sqlite_master WHERE name = 'page_lasting'"), [],
                         "nobody pays for what they have not")

    def test_a_file_from_before_the_rules(self):
        site = self.site({"/": page("Start", "/it"), "/it": shop(1)})
        self.crawl(site.url(), "--exclude", "/other/")
        arguments = ("--exclude", "/other/", "--extract", self.rules(self.ALL))
        self.assertEqual(self.visit(site, 2, *arguments), {})
        self.assertEqual(self.visit(site, 3, *arguments, price=7), {"/it": "changed: text"})
        # Other rules: what is kept is read once more by them.
        less = ("--exclude", "/other/", "--extract", self.rules('ignore = ".also, footer"', "less.toml"))
        self.assertEqual(self.visit(site, 4, *less, price=7), {"/it": "changed: text"})
        more = ("--exclude", "/other/", "--extract", self.rules('ignore = ".also, footer, .seen, #price"', "more.toml"))
        self.assertEqual(self.visit(site, 5, *more, price=6), {})
        # And none again.
        self.assertEqual(self.visit(site, 6, "--exclude", "/other/", price=7), {"/it": "changed: text links structured"})

    def test_without_bodies_it_begins_with_the_next_change(self):
        arguments = ("--exclude", "/other/", "--keep-bodies", "no")
        site = self.site({"/": page("Start", "/it"), "/it": shop(1)})
        self.crawl(site.url(), *arguments)
        arguments += ("--extract", self.rules(self.ALL))
        self.assertEqual(self.visit(site, 2, *arguments), {"/it": "changed: text links structured"})
        self.assertEqual(self.visit(site, 3, *arguments), {})

    def test_rules_are_for_their_pages(self):
        site = self.site({"/": page("Start", "/it", "/a/1"), "/it": shop(1), "/a/1": shop(1)})
        rules = self.rules('[tables.a]\npages = "**/a/*"\nignore = ".also, .seen, footer"\n')
        arguments = ("--exclude", "/other/", "--extract", rules)
        self.crawl(site.url(), *arguments)
        site.set("/a/1", shop(2))
        self.assertEqual(self.visit(site, 2, *arguments), {"/it": "changed: text links structured"})
        self.assertNotIn("a", self.column("SELECT name FROM sqlite_master WHERE type = 'table'"))

    def test_rows_of_rules_are_asked_for_and_count(self):
        rules = self.rules('ignore = ".seen, .also, footer"\n[tables.watch.fields]\nseen = ".seen"\n')
        site = self.site({"/": page("Start", "/it"), "/it": shop(1)})
        arguments = ("--exclude", "/other/", "--extract", rules)
        self.crawl(site.url(), *arguments)
        self.assertEqual(self.visit(site, 2, *arguments), {"/it": "changed: rows"})

    def test_what_is_ignored_on_a_page_is_shown(self):
        file = self.folder / "it.html"
        file.write_text(shop(3))
        ended = self.run_raw("extract", "--extract", self.rules(self.ALL), "--try", file)
        self.assertEqual(ended.status, 0, ended.stderr)
        self.assertEqual(ended.stdout, "ignore: 1 of 1 links, and something of these lines\n3 people look at this\n"
                         "Also bought\nThing 3\nThing 3\n3 visitors so far\n")

    def test_what_is_wrong_with_them_is_said(self):
        ended = self.run_raw("http://127.0.0.1:9/", "-o", self.db, "--extract", self.rules('ignore = ["a", "b["]\n'))
        self.assertEqual(ended.status, 2)
        self.assertIn("rules.toml:1:19: ignore: ", ended.stderr)


if __name__ == "__main__":
    unittest.main()
