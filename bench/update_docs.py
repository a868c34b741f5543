#!/usr/bin/env python3
"""Crawls two real documentations served by nginx (real_docs.py tells how to get them), brings the file
up to date with nothing changed, then changes 260 pages and brings it up to date again: exactly those
must be told, each with its kind and its fields. With --kills the last is done once more, killed at
random moments, and must leave the same rows.

  update_docs.py usr/share/cppreference/doc/html:en/index.html usr/share/doc/rust-doc/html:index.html

What is changed, by the script, in copies of the pages: 60 in text, 40 in title, 40 only in their bytes
(a comment, a nonce, an attribute), 40 removed, 40 moved by a redirect, 40 new ones that a changed page
links to.
"""

import argparse
import collections
import os
import random
import re
import shlex
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

from kill_test import BINARY, REPOSITORY, check_counts, measured
from killing import after, differences, killed, rows_of
from real_docs import SERVER, nginx

# What is moved has its new place beside its old one, so that nothing must be told to nginx.
MOVING = SERVER.replace("absolute_redirect", 'if (-f "$document_root$uri.moved") {{ return 301 "/moved$uri"; }}\n'
                        "    absolute_redirect")
TEXT, TITLE, NOISE, REMOVED, MOVED, NEW = 60, 40, 40, 40, 40, 40
FIELDS = ("SELECT group_concat(name, ' ') FROM (SELECT name FROM changed_field WHERE c.fields & bit ORDER BY bit)")
# What an update leaves, less what depends on time: rows of rows_of().
TABLES = {
    "pages": "SELECT u.url, p.status, p.title, p.content_hash, p.word_count, p.redirect_to, p.size FROM page p "
             "JOIN url u ON u.page_id = p.id",
    "versions": "SELECT u.url, v.status, v.title, v.content_hash, v.size, v.word_count, v.redirect_to FROM "
                "page_version v JOIN url u ON u.id = v.url_id",
    "changes": f"SELECT u.url, k.name, ({FIELDS}) FROM page_change c JOIN url u ON u.id = c.url_id "
               "JOIN change_kind k ON k.id = c.kind",
    "visits": "SELECT u.url, outcome, status FROM url_visit v JOIN url u ON u.id = v.url_id",
    "revisits": "SELECT u.url, visits, changes, errors, gone FROM url_revisit r JOIN url u ON u.id = r.url_id",
    "links": "SELECT source, target, kind, rel, anchor, position FROM links",
    "urls": "SELECT url, state, reason, role FROM urls",
    "orphans": "SELECT u.url FROM url_orphan o JOIN url u ON u.id = o.url_id",
}


def copy_of(folder, to):
    """Linked file by file: what is to be changed is replaced, never written to. Without what belongs to other packages."""
    shutil.copytree(folder, to, ignore_dangling_symlinks=True,
                    copy_function=lambda source, target: os.link(os.path.realpath(source), target))


def replace(path, text):
    temporary = Path(f"{path}.new")
    temporary.write_text(text, encoding="utf-8", errors="surrogateescape")
    os.replace(temporary, path)


class Pages:
    """The pages that are crawled, with their files, to choose from."""

    def __init__(self, db, bases, roots, starts, choice):
        self.places = []
        with closing(sqlite3.connect(db)) as connection:
            urls = [url for url, in connection.execute(
                "SELECT url FROM pages WHERE status = 200 AND content_type = 'text/html' AND word_count > 60 "
                "AND url NOT LIKE '%?%' AND url NOT LIKE '%/' AND instr(url, '%') = 0 ORDER BY url")]
        for url in urls:
            for base, root, start in zip(bases, roots, starts):
                if not url.startswith(base) or url == base + start:
                    continue
                file = root / unquote(url[len(base):])
                if file.is_file() and self.paragraph(file):
                    self.places.append((url, file, base, root))
        choice.shuffle(self.places)

    @staticmethod
    def paragraph(file):
        text = file.read_text("utf-8", "surrogateescape")
        return re.search(r"<p>[^<>]{60,}? ", text) and re.search(r"<title>[^<]+</title>", text)

    def take(self, count):
        taken, self.places = self.places[:count], self.places[count:]
        if len(taken) < count:
            sys.exit("there are not enough pages")
        return taken


def change(pages):
    """Changes the files; {URL: "kind: fields"} of what an update must tell."""
    expected = {}

    def edit(file, pattern, by):
        text = file.read_text("utf-8", "surrogateescape")
        changed, count = re.subn(pattern, by, text, count=1, flags=re.S | re.I)
        if count != 1:
            sys.exit(f"{file} has no {pattern}")
        replace(file, changed)

    in_text = pages.take(TEXT)
    for number, (url, file, base, root) in enumerate(in_text):
        edit(file, r"(<p>[^<>]{60,}?) ", lambda m, number=number: f"{m[1]}, as was found out {number} days ago, ")
        expected[url] = "changed: text"
    for url, file, base, root in pages.take(TITLE):
        edit(file, r"</title>", " (second edition)</title>")
        expected[url] = "changed: title"
    for number, (url, file, base, root) in enumerate(pages.take(NOISE)):
        edit(file, r"</body>", (f"<!-- made in {number} ms --></body>", f'<script nonce="n{number}">var t={number}</script></body>',
                                f'<input type=hidden name=csrf_token value="{number}"></body>',
                                "</body >")[number % 4])
    for url, file, base, root in pages.take(REMOVED):
        file.unlink()
        expected[url] = "missing: status"
    for url, file, base, root in pages.take(MOVED):
        path = url[len(base) - 1:]
        place = Path(f"{root}/moved/{unquote(path)}")
        place.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text("utf-8", "surrogateescape")
        replace(place, re.sub(r"<head([^>]*)>", rf'<head\1><base href="{path}">', text, count=1))
        Path(f"{file}.moved").touch()
        expected[url] = "moved: status redirect"
        expected[f"{base}moved{path}"] = "new"
    for number, (url, file, base, root) in enumerate(in_text[:NEW]):
        name = f"new-{number}.html"
        replace(root / name, f"<!DOCTYPE html><html><head><title>New {number}</title></head><body><p>A page that "
                             f"was not there, the {number}th.</p></body></html>")
        edit(file, r"</body>", f'<p><a href="/{name}">What is new</a></p></body>')
        expected[url] = "changed: text links"
        expected[base + name] = "new"
    return expected


def with_queries(db, expected):
    """Of a file that is known under another query, too, both URLs tell the same."""
    with closing(sqlite3.connect(db)) as connection:
        for url, in connection.execute("SELECT url FROM pages WHERE instr(url, '?') > 0"):
            told_of_file = expected.get(url.partition("?")[0], "new")
            if told_of_file != "new":
                expected[url] = told_of_file
    return expected


def figures(words, db, cost, pages):
    print(f"{words}: status {cost.status}, {pages} pages in {cost.wall:.2f} s ({pages / cost.wall:.0f} pages/s), CPU "
          f"{cost.cpu:.2f} s ({1000 * cost.cpu / max(pages, 1):.3f} ms a page), RSS {cost.rss_mb:.0f} MB, "
          f"file {db.stat().st_size / 2**20:.1f} MB, counts: {'; '.join(check_counts(db)) or 'add up'}")


def one(db, sql, *parameters):
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql, parameters).fetchone()[0]


def outcomes(db):
    with closing(sqlite3.connect(db)) as connection:
        return dict(connection.execute("SELECT o.name, count(*) FROM url_visit v JOIN visit_outcome o ON o.id = "
                                       "v.outcome WHERE run_id = (SELECT max(id) FROM run) GROUP BY 1"))


def told(db):
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute(f"SELECT u.url, k.name || coalesce(': ' || ({FIELDS}), '') FROM page_change c "
                                  "JOIN url u ON u.id = c.url_id JOIN change_kind k ON k.id = c.kind "
                                  "WHERE c.run_id = (SELECT max(id) FROM run)").fetchall()
    said = dict(rows)
    return said, len(rows) - len(said)


def compare(db, expected):
    """Prints what was told otherwise than expected; True if nothing."""
    said, twice = told(db)
    wrong = [f"{url}: {said.get(url)}, expected {expected.get(url)}"
             for url in sorted(set(said) | set(expected)) if said.get(url) != expected.get(url)]
    for words in wrong[:20]:
        print("  " + words)
    print(f"  told: {dict(collections.Counter(said.values()))}; otherwise than expected {len(wrong)}, twice {twice}")
    return not wrong and not twice


def history_is_whole(db, program):
    if not Path(program).is_file():
        print(f"  history is not looked at: {program} is not there")
        return True
    ended = subprocess.run([program, db], capture_output=True, text=True)
    print(f"  history: {len(ended.stdout.splitlines())} versions, {ended.stderr.strip() or 'all can be had'}")
    return ended.returncode == 0


def version_sizes(db):
    """Of pages with changed text alone: what the version takes, against the body's size as it is stored."""
    with closing(sqlite3.connect(db)) as connection:
        shares, deltas = [], []
        columns = [row[1] for row in connection.execute("PRAGMA table_info(page_version)")]
        row = " + ".join(f"coalesce(length(CAST(v.{column} AS BLOB)), 0)" for column in columns
                         if column in ("redirect_to", "content_type", "title", "description", "canonical", "robots", "rows"))
        for text, delta, body in connection.execute(
                f"SELECT {row}, length(d.delta), length(b.zstd) FROM page_change c JOIN page_version v ON v.id = c.old_id "
                "JOIN version_parts d ON d.version_id = v.id JOIN body b ON b.page_id = c.new_id "
                "WHERE c.run_id = (SELECT max(id) FROM run) AND c.fields = (SELECT bit FROM changed_field WHERE name = 'text')"):
            # Numbers and ids of both rows, and what finds them by their URL: about 84 bytes.
            shares.append((text + delta + 84) / body)
            deltas.append(delta)
    if shares:
        print(f"  a version with a changed paragraph: median {100 * statistics.median(shares):.1f} % of the body as it is "
              f"stored ({statistics.median(deltas):.0f} bytes of delta, {len(shares)} pages, from "
              f"{100 * min(shares):.1f} to {100 * max(shares):.1f} %)")


def remove(db):
    for tail in ("", "-wal", "-shm", "-lock"):
        Path(f"{db}{tail}").unlink(missing_ok=True)


def kill_and_compare(update, before, whole, expected, wall, options, log):
    db, moments, hits = before.with_name("killed.db"), random.Random(options.seed), 0
    remove(db)
    shutil.copyfile(before, db)
    trouble = []
    for number in range(options.kills):
        hits += killed([*update, "-o", db], log, after(moments.uniform(0.05, 1.6 * wall / (options.kills + 1))))
        if number % 2:
            trouble += check_counts(db)
    measured([*update, "-o", db], log)
    trouble += check_counts(db)
    found = differences(rows_of(whole, TABLES), rows_of(db, TABLES))
    for words in (trouble + found)[:20]:
        print("  " + words)
    print(f"{hits} of {options.kills} kills hit; rows that differ: {len(found)}; other trouble: {len(trouble)}")
    well = history_is_whole(db, options.history_check)
    return well and not found and not trouble and hits > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", nargs="+", metavar="FOLDER:START",
                        help="what is served as /, and the path of the start page in it")
    parser.add_argument("--kills", type=int, default=0, metavar="N", help="kill -9 so often, compare")
    parser.add_argument("--seed", type=int, default=1, help="of the choice of pages and of the moments")
    parser.add_argument("--crawl", default=BINARY, help="the program (default %(default)s)")
    parser.add_argument("--history-check", default=str(REPOSITORY / "build/dev/tests/history_check"),
                        help="the program that decodes all versions (default %(default)s)")
    parser.add_argument("--folder", help="for copies, databases and the log; on the disk of the documentation; "
                                         "default: a temporary one")
    parser.add_argument("--options", default="--per-host 32 --delay 0 --allow-private", help="of the crawl (default %(default)s)")
    options = parser.parse_args()
    docs = [(Path(folder).resolve(), start or "index.html")
            for folder, _, start in (each.partition(":") for each in options.docs)]
    folder = Path(options.folder or tempfile.mkdtemp(prefix="crawl-update-"))
    roots = [folder / f"site{number}" for number, _ in enumerate(docs)]
    starts = [start for _, start in docs]
    for (root, _), to in zip(docs, roots):
        shutil.rmtree(to, ignore_errors=True)
        copy_of(root, to)
    db, before = folder / "updated.db", folder / "before.db"
    remove(db)
    with nginx(roots, "off", MOVING) as bases, open(folder / "crawl.log", "ab") as log:
        seeds = [base + start for base, start in zip(bases, starts)]
        command = [options.crawl, *seeds, *shlex.split(options.options)]
        update = [*command, "--update", "--revisit", "0"]
        first = measured([*command, "-o", db], log)
        known = one(db, "SELECT count(*) FROM pages")
        size = db.stat().st_size
        figures("first crawl", db, first, known)
        well = first.status == 0

        # The first takes all pages over and keeps what is found of them; each later one has that.
        for words in ("first update, nothing changed", "second update, nothing changed"):
            same = measured([*update, "-o", db], log)
            figures(words, db, same, known)
            grown, size = db.stat().st_size / size - 1, db.stat().st_size
            print(f"  {outcomes(db)}; {first.wall / same.wall:.1f} x the page rate, {100 * same.cpu / first.cpu:.0f} % of "
                  f"the CPU, the file has grown by {100 * grown:.2f} %")
            well = compare(db, {}) and well
        shutil.copyfile(db, before)

        expected = with_queries(before, change(Pages(db, bases, roots, starts, random.Random(options.seed))))
        changed = measured([*update, "-o", db], log)
        figures("update, 260 pages changed", db, changed, known)
        print(f"  {outcomes(db)}")
        well = compare(db, expected) and well
        well = history_is_whole(db, options.history_check) and well
        version_sizes(db)
        if options.kills:
            well = kill_and_compare(update, before, db, expected, changed.wall, options, log) and well
    print(f"{'all is well' if well else 'NOT AS EXPECTED'}; databases and log in {folder}")
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
