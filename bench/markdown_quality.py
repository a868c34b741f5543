#!/usr/bin/env python3
"""Whether Markdown says what the page says: each page is written as Markdown by markdown_check, the
Markdown is rendered by markdown-it, and the words of both are compared.

  markdown_quality.py build/release/bench/markdown_check PAGES...

Needs markdown-it-py and html5lib (pip install, in a venv). A page's words are read from html5lib's
tree as a reader sees them: hidden elements have none, and what is raised or lowered is marked, so
that 10<sup>8</sup> is another word than 108. Of articles, the words of `crawl show --article` are
compared instead, without such marks. Counted is what one side has and the other has not, wherever
it stands, and how much of the structure (headings, items, links …) is left. With --worst N the
worst pages are shown, with --json FILE the counts are written.
"""

import argparse
import json
import re
import subprocess
from collections import Counter
from multiprocessing import Pool

import html5lib
from markdown_it import MarkdownIt

UNSEEN = set("audio canvas datalist head iframe noembed noframes noscript rp script style title video "
             "template annotation annotation-xml desc metadata".split())
# What begins and ends lines, cells, or words of its own.
APART = set("address article aside blockquote body br button caption center dd details dialog dir div "
            "dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html "
            "legend li listing main menu nav ol optgroup option p plaintext pre search section summary "
            "table tbody td text textarea tfoot th thead tr ul xmp".split())
STRUCTURE = set("h1 h2 h3 h4 h5 h6 li blockquote pre tr a code img hr sub sup em strong del".split())
SAME = {"b": "strong", "i": "em", "s": "del", "strike": "del", "listing": "pre", "xmp": "pre", "textarea": "pre",
        "option": "li", "kbd": "code", "samp": "code", "tt": "code", "cite": "em", "var": "em", "dfn": "em"}
MARKS = {"sup": ("⁽", "⁾"), "sub": ("₍", "₎")}


def is_unseen(element, name):
    if name in UNSEEN:
        return True
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    return (element.get("hidden") is not None or "display:none" in style
            or "visibility:hidden" in style or "visibility:collapse" in style
            or (name == "dialog" and element.get("open") is None))


def read(root, with_marks):
    """The text, and how many elements of each kind have some of it."""
    out, counts, open_ = [], Counter(), []

    def text(words):
        if words and words.strip():
            counts.update(open_)
            open_.clear()
        out.append(words or "")

    def walk(element, in_pre):
        if not isinstance(element.tag, str):
            return
        name = element.tag.split("}")[-1].lower()
        if is_unseen(element, name) and name != "body":
            return
        kind = SAME.get(name, name) if name == "pre" or not in_pre else ""
        if kind == "a" and (re.match(r"\s*($|#|(?!https?:)[a-z]+:)", element.get("href") or "", re.I)):
            kind = ""
        begin = len(open_)
        if kind in ("img", "hr"):
            counts[kind] += 1
        elif kind in STRUCTURE:
            open_.append(kind)
        gap = " " if name in APART else ""
        before, behind = MARKS.get(name, ("", "")) if with_marks else ("", "")
        at = len(out)
        out.append(gap + before)
        if name == "rt" and with_marks:
            out.append("(")
        text(element.text)
        for child in element:
            walk(child, in_pre or kind == "pre")
            text(child.tail)
        if name == "rt" and with_marks:
            out.append(")")
        del open_[begin:]
        if before and not "".join(out[at + 1:]).strip():
            out[at] = behind = ""
        out.append(behind + gap)

    walk(root, False)
    return "".join(out), counts


def words_of(text):
    text = re.sub(r"(\s+)([⁾₎])|([⁽₍])(\s+)", r"\2\1\4\3", text)
    text = re.sub("[•\u00ad\u200b-\u200f\u2060\ufeff“”‘’\"'«»„]", "", text)
    return Counter(text.split())


def body_of(html):
    return html5lib.parse(html, namespaceHTMLElements=False)


def rendered(markdown):
    return body_of(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))


def judge(line):
    page = json.loads(line)
    wanted, kinds = read(body_of(page["html"]), True)
    got, kept = read(rendered(page["page"]), True)
    wanted, got = words_of(wanted), words_of(got)
    article, told = words_of(page["text"]), words_of(read(rendered(page["article"]), False)[0])
    return {"file": page["file"], "words": wanted.total(), "lost": dict(wanted - got),
            "added": dict(got - wanted), "kinds": dict(kinds), "kept": dict(kept),
            "article_words": article.total(), "article_lost": dict(article - told),
            "article_added": dict(told - article), "ms": page["ms"]}


def number(words):
    return sum(words.values())


def report(pages, worst):
    for name in ("", "article_"):
        print(f"{name or 'page_':<9}{sum(p[name + 'words'] for p in pages):>9} words  "
              f"lost {sum(number(p[name + 'lost']) for p in pages):>7}  "
              f"added {sum(number(p[name + 'added']) for p in pages):>7}  pages as they are "
              f"{sum(not p[name + 'lost'] and not p[name + 'added'] for p in pages)}/{len(pages)}")
    kinds, kept = Counter(), Counter()
    for page in pages:
        kinds.update(page["kinds"])
        kept.update(page["kept"])
    print("kept: " + ", ".join(f"{k} {kept[k]}/{kinds[k]}" for k in sorted(kinds)))
    print(f"{sum(p['ms'] for p in pages) / len(pages):.2f} CPU ms a page for writing")
    for name in ("", "article_"):
        order = sorted(pages, key=lambda p: -number(p[name + "lost"]) - number(p[name + "added"]))
        for page in order[:worst]:
            print(f"\n{name}{page['file']}: of {page[name + 'words']}")
            for side in ("lost", "added"):
                words = page[name + side]
                print(f"  {side} {number(words)}: {' '.join(list(words)[:25])}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("pages", nargs="+")
    arguments.add_argument("--worst", type=int, default=0)
    arguments.add_argument("--json")
    given = arguments.parse_args()
    answer = subprocess.run([given.program, *given.pages], check=True, capture_output=True, text=True)
    with Pool() as pool:
        pages = pool.map(judge, answer.stdout.splitlines(), chunksize=4)
    report(pages, given.worst)
    if given.json:
        with open(given.json, "w", encoding="utf-8") as out:
            json.dump(pages, out)


if __name__ == "__main__":
    main()
