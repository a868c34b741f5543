#!/usr/bin/env python3
"""How well main content is found, on a public benchmark: scrapinghub/article-extraction-benchmark
(181 news and blog pages with the text that people chose). Takes a checkout of it and article_check:

  article_quality.py CHECKOUT build/release/bench/article_check

F1, precision and recall are computed as its evaluate.py does, over shingles of four words. The pages
are halved by the last digit of their names: rules were worked out on the one half only. With --worst
the pages of that half that come out worst are shown. Other extractors' answers can be compared:
--other NAME=FILE.json, a file in the form of the benchmark's output/ folder.
"""

import argparse
import gzip
import json
import re
import statistics
import subprocess
import tempfile
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


def answers(checkout, program):
    with tempfile.TemporaryDirectory() as folder:
        for packed in sorted((checkout / "html").glob("*.html.gz")):
            Path(folder, packed.name[:-3]).write_bytes(gzip.decompress(packed.read_bytes()))
        files = sorted(str(path) for path in Path(folder).iterdir())
        lines = subprocess.run([program, *files], check=True, capture_output=True, text=True).stdout
    found = [json.loads(line) for line in lines.splitlines()]
    print(f"{statistics.mean(one['ms'] for one in found):.2f} CPU ms a page beyond the parse")
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("program")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--other", action="append", default=[], metavar="NAME=FILE")
    options = parser.parse_args()
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
