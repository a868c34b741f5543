"""The module for Python: as installed from a wheel, or, where there is none, from the tree with CRAWL_BINARY."""

import importlib.util
import os
import sys
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/e2e"))
if os.environ.get("CRAWL_BINARY"):
    sys.path.insert(0, str(REPOSITORY / "packaging/python"))

import crawl  # noqa: E402
from scripted_site import Site  # noqa: E402

PAGES = {"/": "<!doctype html><title>Home</title><a href='/a'>a</a><a href='/gone'>gone</a>",
         "/a": "<!doctype html><title>A &amp; O</title>"}
OPTIONS = {"delay": 0, "sitemaps": "no", "wait_for_hosts": 0}


class Module(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        site = Site(PAGES)
        site.__enter__()
        cls.addClassCleanup(site.__exit__)
        cls.url = site.url("")
        # A name that wants quoting in the address of a file.
        cls.path = Path(cls.folder.name, "a crawl?#1.db")
        cls.status = crawl.run(cls.url + "/", output=cls.path, max_pages=10, header=["A: 1", "B: 2"], summary="no",
                               **OPTIONS)


class Rows(Module):
    def test_pages_are_dicts_with_the_views_columns_and_no_library_is_loaded_for_them(self):
        with crawl.open(self.path) as db:
            pages = sorted(db.pages(), key=lambda page: page["url"])
            self.assertEqual([(page["url"], page["status"], page["title"]) for page in pages],
                             [(self.url + "/", 200, "Home"), (self.url + "/a", 200, "A & O"),
                              (self.url + "/gone", 404, "Not found")])
        self.assertNotIn("pandas", sys.modules)
        self.assertNotIn("polars", sys.modules)

    def test_columns_and_conditions_with_values_choose(self):
        with crawl.open(self.path) as db:
            self.assertEqual(list(db.pages("title", where="url = ?", parameters=[self.url + "/a"])), [{"title": "A & O"}])
            self.assertEqual(sorted(link["target"] for link in db.links("target")), [self.url + "/a", self.url + "/gone"])
            self.assertEqual(list(db.sql("SELECT count(*) AS n FROM pages WHERE status = :status", {"status": 200})), [{"n": 2}])
            self.assertIn("broken_links", db.tables())

    def test_rows_can_be_read_twice(self):
        with crawl.open(self.path) as db:
            rows = db.pages("url")
            self.assertEqual(list(rows), list(rows))

    def test_a_file_is_not_written_to(self):
        with crawl.open(self.path) as db, self.assertRaisesRegex(Exception, "readonly|read-only|not authorized"):
            list(db.sql("DELETE FROM run"))

    def test_no_file_is_an_error_and_none_is_made(self):
        missing = Path(self.folder.name, "missing.db")
        with self.assertRaises(FileNotFoundError):
            crawl.open(missing)
        self.assertFalse(missing.exists())

    def test_a_crawl_that_is_wrong_is_an_error(self):
        self.assertEqual(self.status, 0)
        with self.assertRaisesRegex(Exception, "status 2"):
            crawl.run(self.url, output=self.path, no_such_option=1)


def needs(library):
    return unittest.skipUnless(importlib.util.find_spec(library), f"{library} is not installed")


class Frames(Module):
    @needs("pandas")
    def test_pandas(self):
        with crawl.open(self.path) as db:
            frame = db.pages("url", "status", "title").pandas()
        self.assertEqual(list(frame.columns), ["url", "status", "title"])
        self.assertEqual(sorted(frame[frame["status"] == 200]["title"]), ["A & O", "Home"])

    @needs("polars")
    def test_polars(self):
        with crawl.open(self.path) as db:
            frame = db.pages("url", "status", "title").polars()
            self.assertEqual(db.pages("url", where="0").polars().columns, ["url"])
        self.assertEqual(frame.columns, ["url", "status", "title"])
        self.assertEqual(sorted(frame.filter(frame["status"] == 200)["title"]), ["A & O", "Home"])


if __name__ == "__main__":
    unittest.main()
