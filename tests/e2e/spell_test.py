"""crawl spell: the words that no dictionary knows."""

import json
import unittest
from pathlib import Path

from harness import CrawlCase
from scripted_site import page


def written(text, lang="en"):
    return page("Page", body=f"<p>{text}</p>").replace("<html", f'<html lang="{lang}"', 1)


class Spell(CrawlCase):
    def setUp(self):
        super().setUp()
        self.dictionaries = Path(self.folder, "dictionaries")
        self.dictionaries.mkdir()
        (self.dictionaries / "en_US.aff").write_text("SET UTF-8\nTRY eir\n")
        (self.dictionaries / "en_US.dic").write_text("7\nPage\nthe\nreceive\nmessage\nto\nand\nof\n")

    def spell(self, *flags, status=0):
        ended = self.run_raw("spell", self.db, "--dictionaries", str(self.dictionaries), *flags)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def found(self, *flags):
        return [json.loads(line) for line in self.spell("--format", "jsonl", *flags).stdout.splitlines()]

    def crawl_words(self, *pages):
        paths = [f"/{i}" for i in range(len(pages))]
        start = page("Page", *paths).replace("<html", '<html lang="en"', 1)
        site = self.site({"/": start, **dict(zip(paths, pages))})
        self.crawl(site.url())
        return site

    def test_each_word_once_with_what_is_meant_and_where_it_is(self):
        site = self.crawl_words(written("receive " * 30), written("to recieve the message, and recieve"),
                                written("the mutex"), written("the mutex"))
        typo, term = self.found()
        self.assertEqual((typo["word"], typo["kind"], typo["times"], typo["pages"]), ("recieve", "typo", 2, 1))
        self.assertEqual(typo["suggestions"].split(", ")[0], "receive")
        self.assertEqual((typo["language"], typo["for_example"]), ("en_US", site.url("/1")))
        self.assertEqual(typo["context"], "to recieve the message, and recieve")
        self.assertEqual((term["word"], term["kind"], term["pages"]), ("mutex", "unknown", 2))
        words = Path(self.folder, "words.txt")
        words.write_text("# ours\nmutex\n")
        self.assertEqual([row["word"] for row in self.found("--words", str(words))], ["recieve"])

    def test_what_was_not_read_is_said(self):
        self.crawl_words(written("le message", "fr"), written("the wrod").replace(' lang="en"', ""))
        said = self.spell().stderr
        self.assertIn('1 page in "fr" not read: no dictionary is installed for it (apt install hunspell-fr)', said)
        self.assertIn("1 page not read: no language is stated; --lang says which it is", said)
        self.assertEqual([row["word"] for row in self.found("--lang", "en")], ["wrod"])

    def test_control_characters_of_pages_do_not_reach_the_terminal(self):
        self.crawl_words(written("the wrod &#27;[31m\u009b message"))
        shown = self.spell("--format", "table").stdout
        self.assertIn("wrod", shown)
        self.assertNotRegex(shown, "[\x1b\x9b]")

    def test_mistakes_are_named(self):
        self.crawl_words(written("the message"))
        self.assertIn("only for en_US", self.spell("--lang", "tlh", status=2).stderr)
        self.assertIn("a number of words", self.spell("--suggest", "many", status=2).stderr)
        self.assertIn("nowhere.txt", self.spell("--words", "nowhere.txt", status=1).stderr)
        empty = Path(self.folder, "empty")
        empty.mkdir()
        ended = self.run_raw("spell", self.db, "--dictionaries", str(empty))
        self.assertEqual(ended.status, 1)
        self.assertIn("there is no dictionary", ended.stderr)


if __name__ == "__main__":
    unittest.main()
