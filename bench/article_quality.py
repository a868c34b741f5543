#!/usr/bin/env python3
"""How well main content is found, on public sets of pages. Takes a checkout and article_check:

  article_quality.py CHECKOUT build/release/bench/article_check

scrapinghub/article-extraction-benchmark has 181 news and blog pages with the text that people chose.
F1, precision and recall are computed as its evaluate.py does, over shingles of four words.
adbar/trafilatura has 990 pages in a dozen languages, with a few sentences each that belong to the
article and some that don't, and for most of them title and date. A sentence is found or not; white
space aside. A page counts as without text if it is said to have no article.
Dates that are in no calendar are no truth. Of the dates that were given for pages said to have none, those
are counted on their own that stand neither in the page's markup as a date of it, nor near its title.
The pages are halved by their names: rules were worked out on the one half only. With --worst the
pages of that half that come out worst are shown. Other extractors' answers can be compared:
--other NAME=FILE.json: in the form of the first benchmark's output/ folder, or for the other one an
object of URLs with text, title and published; --beside runs the trafilatura of this Python on it.
"""

import argparse
import datetime
import gzip
import hashlib
import html
import json
import re
import statistics
import subprocess
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path


def shingles(text):
    words = re.findall(r"\w+", text or "")
    return Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3)) if words[i:i + 4])


def compared(true, found):
    """Of one page: what was found, what should not have been, what is missing; as shares."""
    true, found = shingles(true), shingles(found)
    both = sum((true & found).values())
    wrong, missing = sum((found - true).values()), sum((true - found).values())
    whole = both + wrong + missing
    return tuple(part / whole for part in (both, wrong, missing)) if whole else (0, 0, 0)


def f1_of(both, wrong, missing):
    return 2 * both / (2 * both + wrong + missing) if both else 0.0


def scores(pages):
    precision = statistics.mean(b / (b + w) if b else 0.0 for b, w, _ in pages if b + w > 0)
    recall = statistics.mean(b / (b + m) if b else 0.0 for b, _, m in pages if b + m > 0)
    return 2 * precision * recall / (precision + recall), precision, recall


def run(program, files):
    lines = subprocess.run([program, *files], check=True, capture_output=True, text=True).stdout
    found = [json.loads(line) for line in lines.split("\n") if line]
    print(f"{statistics.mean(one['ms'] for one in found):.2f} CPU ms a page beyond the parse")
    return found


def answers(checkout, program):
    with tempfile.TemporaryDirectory() as folder:
        for packed in sorted((checkout / "html").glob("*.html.gz")):
            Path(folder, packed.name[:-3]).write_bytes(gzip.decompress(packed.read_bytes()))
        found = run(program, sorted(str(path) for path in Path(folder).iterdir()))
    return {Path(one["file"]).stem: one["text"] for one in found}


def report(name, truth, found):
    halves = {"worked on": [], "held out": []}
    for key, true in truth.items():
        half = "worked on" if int(key[-1], 16) % 2 == 0 else "held out"
        halves[half].append(compared(true["articleBody"], found.get(key, "")))
    for half, pages in {**halves, "all": sum(halves.values(), [])}.items():
        f1, precision, recall = scores(pages)
        print(f"{name:<16} {half:<10} {len(pages):>4} pages  F1 {f1:.3f}  precision {precision:.3f}  "
              f"recall {recall:.3f}")


def show_worst(truth, found, number):
    pages = sorted((f1_of(*compared(true["articleBody"], found[key])), key)
                   for key, true in truth.items() if int(key[-1], 16) % 2 == 0)
    for f1, key in pages[:number]:
        true = truth[key]
        _, wrong, missing = compared(true["articleBody"], found[key])
        print(f"\n{f1:.2f} {key} {true.get('url', '')} wrong {wrong:.2f} missing {missing:.2f}")
        lines, wanted = found[key].splitlines(), set(shingles(true["articleBody"]))
        got = set(shingles(found[key]))
        for line in lines:
            words = set(shingles(line))
            if words and len(words & wanted) < len(words) / 2:
                print("  + " + line[:110])
        for line in true["articleBody"].splitlines():
            words = set(shingles(line))
            if words and len(words & got) < len(words) / 2:
                print("  - " + line[:110])


# ---- The set with sentences, titles and dates


def spaced(text):
    return re.sub(r"\s+", " ", text or "").strip()


def letters(text):
    """What two writings of one title have in common."""
    plain = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(c for c in plain if c.isalnum())


def is_held_out(url):
    return int(hashlib.sha256(url.encode()).hexdigest()[-1], 16) % 2 == 1


def files_of(checkout, truth):
    folders = [checkout / "tests" / name for name in ("cache", "eval")]
    found = {url: next((f / true["file"] for f in folders if (f / true["file"]).exists()), None)
             for url, true in truth.items()}
    return {url: path for url, path in found.items() if path}


def snippet_answers(files, program):
    urls = {str(path): url for url, path in files.items()}
    found = run(program, list(urls))
    return {urls[one["file"]]: {**one, "text": one["text"] if one["is_article"] else ""} for one in found}


def answers_beside(files):
    """Of the trafilatura of this Python, as its own evaluation runs it."""
    from trafilatura import extract, extract_metadata
    found = {}
    for url, path in files.items():
        page = path.read_bytes()
        meta = extract_metadata(page)
        found[url] = {"text": extract(page, include_comments=False, include_tables=True),
                      "title": meta and meta.title, "published": meta and meta.date}
    return found


def sentences(true, found):
    text = spaced(found.get("text"))
    right = [one for one in true["with"] if spaced(one) in text]
    wrong = [one for one in true["without"] if spaced(one) in text]
    return right, wrong, [one for one in true["with"] if one not in right]


def says_day(text, day):
    year, month, number = day.split("-")
    number = rf"(?<!\d)0?{int(number)}(?!\d)"
    return re.search(rf"{year}\D?{month}\D?{day[-2:]}|{number}.{{0,25}}?{year}|{year}\D.{{0,15}}?{number}", text) is not None


def is_stated(page, day, title):
    """Whether the page says so: in markup that is for its date or address, or in the text near its title."""
    text = page.decode("utf-8", "replace")
    metas = re.findall(r"<meta\b[^>]{0,300}(?:date|publi|issued|created|time)[^>]{0,300}>", text, re.I)
    linked_data = re.findall(r'"datePublished"\s*:\s*"([^"]{0,80})"', text)
    marked = re.findall(r"<(?:time\b|[^>]{0,300}itemprop=[\"']?date)[^>]{0,300}>[^<]{0,80}", text)
    addresses = re.findall(r"<link\b[^>]{0,99}canonical[^>]{0,500}>|<meta\b[^>]{0,99}og:url[^>]{0,500}>", text)
    if any(says_day(place, day) for place in metas + linked_data + marked + addresses):
        return True
    bare = re.sub(r"(?is)<(script|style|head)\b.*?</\1\s*>|<[^>]*>", " ", text)
    bare = spaced(html.unescape(bare))
    title = spaced(title)
    near = 600  # characters
    return any(says_day(bare[max(0, at.start() - near):at.end() + near], day)
               for at in re.finditer(re.escape(title), bare)) if title else False


def is_day(text):
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def report_snippets(name, truth, found, files):
    for half, is_of in (("worked on", lambda url: not is_held_out(url)), ("held out", is_held_out),
                        ("all", lambda url: True)):
        counts, facts = Counter(), Counter()
        for url, true in truth.items():
            if not is_of(url):
                continue
            answer = found.get(url, {})
            for kind, ones in zip(("right", "wrong", "missing"), sentences(true, answer)):
                counts[kind] += len(ones)
            if true.get("title"):
                facts["title", letters(true["title"]) == letters(answer.get("title"))] += 1
            if "date" in true and (not true["date"] or is_day(true["date"])):
                said = (answer.get("published") or "")[:10]
                facts["date" if true["date"] else "none", said == (true["date"] or "")] += 1
                if said and not true["date"]:
                    title = answer.get("title") or true.get("title")
                    facts["unstated"] += not is_stated(files[url].read_bytes(), said, title)
        right, wrong, missing = counts["right"], counts["wrong"], counts["missing"]

        def share(fact):
            return facts[fact, True] / max(1, facts[fact, True] + facts[fact, False])

        print(f"{name:<16} {half:<10} F1 {2 * right / (2 * right + wrong + missing):.3f}  "
              f"precision {right / (right + wrong):.3f}  recall {right / (right + missing):.3f}  "
              f"titles {share('title'):.3f}  dates {share('date'):.3f}  "
              f"dates where none {facts['none', False]} of {facts['none', False] + facts['none', True]}, "
              f"not stated {facts['unstated']}")


def show_worst_snippets(truth, found, number):
    pages = []
    for url, true in truth.items():
        if not is_held_out(url):
            _, wrong, missing = sentences(true, found[url])
            pages.append((len(wrong) / len(true["without"]) + len(missing) / len(true["with"]), url))
    for _, url in sorted(pages, reverse=True)[:number]:
        _, wrong, missing = sentences(truth[url], found[url])
        print(f"\n{found[url]['file']} {'' if found[url]['is_article'] else 'NO ARTICLE'}")
        for mark, ones in (("+", wrong), ("-", missing)):
            for one in ones:
                print(f"  {mark} {spaced(one)[:110]}")


def judge_snippets(options):
    truth = json.loads((options.checkout / "tests" / "evaldata.json").read_text())
    files = files_of(options.checkout, truth)
    found = snippet_answers(files, options.program)
    report_snippets("crawl", truth, found, files)
    for other in options.other:
        name, file = other.split("=", 1)
        report_snippets(name, truth, json.loads(Path(file).read_text()), files)
    if options.beside:
        report_snippets("trafilatura", truth, answers_beside(files), files)
    show_worst_snippets(truth, found, options.worst)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("program")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--beside", action="store_true")
    parser.add_argument("--other", action="append", default=[], metavar="NAME=FILE")
    options = parser.parse_args()
    if (options.checkout / "tests" / "evaldata.json").exists():
        return judge_snippets(options)
    truth = json.loads((options.checkout / "ground-truth.json").read_text())
    found = answers(options.checkout, options.program)
    report("crawl", truth, found)
    for other in options.other:
        name, file = other.split("=", 1)
        data = json.loads(Path(file).read_text())
        data = data.get("output", data)
        report(name, truth, {key: one.get("articleBody", "") for key, one in data.items()})
    show_worst(truth, found, options.worst)


if __name__ == "__main__":
    main()
