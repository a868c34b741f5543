#!/usr/bin/env python3
"""Counts the HTML pages that can be reached from a start page in a folder, as a web server would
serve it: an answer to hold a crawl against, found by other means (Python's html.parser, files
instead of a network).

Links are those of a, area, frame, iframe and meta refresh. The same host only.
"""

import argparse
import multiprocessing
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

ORIGIN = "http://docs.example"
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# What the URL standard percent-encodes in a path and in a query of http, beside controls and what
# is beyond ASCII.
ENCODED_IN_PATH = frozenset(b' "#<>?^`{}')
ENCODED_IN_QUERY = frozenset(b" \"#<>'")


class _Links(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.base = None
        self.found = []

    def handle_starttag(self, tag, attributes):
        values = dict(reversed(attributes))  # of an attribute given twice the first counts
        if tag == "base" and self.base is None:
            self.base = values.get("href")
        elif tag in ("a", "area"):
            self._add(values.get("href"))
        elif tag in ("frame", "iframe"):
            self._add(values.get("src"))
        elif tag == "meta" and (values.get("http-equiv") or "").lower() == "refresh":
            url = re.match(r"\s*[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?['\"]?([^'\"]*)",
                           values.get("content") or "", re.I)
            self._add(url and url[1])

    handle_startendtag = handle_starttag

    def _add(self, link):
        if link is not None:
            self.found.append(link)


def normalise(url):
    """The normal form of an http URL in ORIGIN as a path with query; None for all else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}".lower() != ORIGIN:
        return None
    path = _encode(_without_dots(parts.path), ENCODED_IN_PATH) or "/"
    has_query = "?" in url.split("#")[0]
    return path + ("?" + _encode(parts.query, ENCODED_IN_QUERY) if has_query else "")


def _without_dots(path):
    kept = []
    for segment in path.split("/")[1:]:
        plain = re.sub("%2e", ".", segment, flags=re.I)
        if plain == "..":
            kept and kept.pop()
        elif plain != ".":
            kept.append(segment)
    if re.sub("%2e", ".", path.rsplit("/", 1)[-1], flags=re.I) in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _encode(text, encoded):
    out = []
    for part in re.split(r"(%[0-9A-Fa-f]{2})", text):
        if re.fullmatch(r"%[0-9A-Fa-f]{2}", part):
            byte = int(part[1:], 16)
            out.append(chr(byte) if byte in UNRESERVED else part.upper())
            continue
        for byte in part.encode("utf-8", "surrogatepass"):
            plain = 0x20 < byte < 0x7F and byte not in encoded
            out.append(chr(byte) if plain else f"%{byte:02X}")
    return "".join(out)


def links_of(root, path):
    """The targets on the page at URL `path`, in their normal form."""
    parser = _Links()
    parser.feed(Path(root, unquote(path.split("?")[0]).lstrip("/")).read_text("utf-8", "replace"))
    parser.close()
    here = ORIGIN + path
    base = urljoin(here, parser.base) if parser.base else here
    targets = set()
    for link in parser.found:
        link = re.sub(r"[\t\n\r]", "", link.strip(" \t\n\f\r")).replace("\\", "/")
        try:
            targets.add(normalise(urljoin(base, link)))
        except ValueError:
            pass  # urljoin finds the URL malformed, as a crawler will
    return targets - {None}


def served(root, path):
    """("page", None), ("redirect", to), ("other", None) or ("missing", None): what a server does."""
    name = unquote_to_bytes(path.split("?")[0])
    file = os.path.join(os.fsencode(root), name.lstrip(b"/"))
    if os.path.isdir(file):
        if not name.endswith(b"/"):
            before, question, query = path.partition("?")
            return "redirect", before + "/" + question + query
        file = os.path.join(file, b"index.html")
    if name.endswith(b"/") and not file.endswith(b"index.html") or not os.path.isfile(file):
        return "missing", None
    return ("page" if file.lower().endswith((b".html", b".htm")) else "other"), None


def _read(job):
    root, path = job
    name = path.split("?")[0]
    # The index of a folder has links relative to the folder, as index.html in it has.
    return links_of(root, name + "index.html" if name.endswith("/") else path)


def reachable_pages(root, start, processes=None):
    """The paths of all HTML pages that links lead to from `start`, itself included."""
    first = normalise(urljoin(ORIGIN + "/", start))
    seen, pages, level = {first}, set(), [first]
    with multiprocessing.Pool(processes) as pool:
        while level:
            jobs, following = [], []

            def discover(path):
                if path not in seen:
                    seen.add(path)
                    following.append(path)

            for path in level:
                kind, to = served(root, path)
                if kind == "page":
                    pages.add(path)
                    jobs.append((root, path))
                elif kind == "redirect":
                    discover(to)
            for targets in pool.imap_unordered(_read, jobs, chunksize=8):
                for target in targets:
                    discover(target)
            level = following
    return pages


def in_words(pages):
    """How many URLs, and how many files: a page asked for with a query is a URL of its own."""
    files = len({path.partition("?")[0] for path in pages})
    return f"{files} pages" + (f" ({len(pages)} URLs)" if files != len(pages) else "")


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", help="what the server would serve as /")
    options.add_argument("start", help="path of the start page in it, as index.html")
    options.add_argument("--list", action="store_true", help="print the paths too")
    chosen = options.parse_args()
    pages = reachable_pages(chosen.folder, chosen.start)
    if chosen.list:
        print("\n".join(sorted(pages)))
    print(in_words(pages))


if __name__ == "__main__":
    main()
