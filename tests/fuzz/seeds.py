#!/usr/bin/env python3
"""Makes the first inputs of a fuzz target, and its dictionary: seeds.py TARGET FOLDER DICTIONARY.

They come from the literals in the unit tests and, where the folder is there, from the conformance
cases (CRAWL_CONFORMANCE, as for the unit tests). Nothing that is in FOLDER already is removed.
"""
import base64
import gzip
import hashlib
import json
import os
import pathlib
import re
import struct
import sys
import zlib

TOP = pathlib.Path(__file__).resolve().parents[2]
CONFORMANCE = pathlib.Path(os.environ.get("CRAWL_CONFORMANCE", TOP / "../shared/conformance"))

LITERALS = re.compile(
    r'R"(?P<mark>\w*)\((?P<raw>.*?)\)(?P=mark)"|(?P<plain>"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*)',
    re.DOTALL)
PIECE = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|(.))", re.DOTALL)
NAMED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"f": b"\f", b"v": b"\v", b"a": b"\a", b"b": b"\b"}


def unescape(match):
    hexadecimal, octal, other = match.groups()
    if hexadecimal or octal:
        return bytes([int(hexadecimal or octal, 16 if hexadecimal else 8) & 255])
    return NAMED.get(other, other)


def literals(*names):
    """The string literals of tests, wherever these lie; adjacent ones joined, includes left out."""
    for name in names:
        found = sorted((TOP / "tests").rglob(name))
        if len(found) != 1:
            sys.exit(f"seeds.py: {len(found)} files are called {name} in tests/")
        source = found[0].read_text()
        source = "\n".join(line for line in source.splitlines() if not line.startswith("#include"))
        for match in LITERALS.finditer(source):
            if match["raw"] is not None:
                yield match["raw"].encode()
            else:
                yield b"".join(ESCAPE.sub(unescape, piece.encode()) for piece in PIECE.findall(match["plain"]))


def cases(name):
    """The texts of each conformance case; nothing if they are not there."""
    path = CONFORMANCE / name
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        texts = {key: value for key, value in json.loads(line).items() if isinstance(value, str)}
        yield {key: base64.b64decode(value) if key.endswith("_b64") else value.encode("utf-8", "surrogatepass")
               for key, value in texts.items()}


def url_seeds():
    for text in literals("url_test.cc", "ip_address_test.cc"):
        yield b"\n" + text
        yield b"https://user:x@b.test:8/f/g?q#h\n" + text
        yield b"\nhttp://" + text + b"/"
    for case in cases("url.jsonl"):
        yield case.get("base", b"") + b"\n" + case.get("input", b"")


def robots_seeds():
    for text in literals("robots_test.cc"):
        yield b"mybot\nx\n" + text
        yield b"crawl/1.0\n" + text.lstrip(b"/") + b"\nUser-agent: *\nDisallow: " + text + b"\nAllow: /a*b$\n"
    for case in cases("robots.jsonl"):
        yield b"\n".join([case["user_agent"], case["url"].partition(b"//")[2].partition(b"/")[2], case["robots_b64"]])


def sitemap_seeds():
    for text in literals("sitemap_test.cc"):
        for choice in (0, 1, 2, 0x80):
            yield bytes([choice]) + text
        yield b"\0" + gzip.compress(text, mtime=0)
    for case in cases("sitemap.jsonl"):
        yield b"\0" + case["body_b64"]


def charset_seeds():
    texts = set(literals("charset_test.cc", "decoding_test.cc"))
    for text in texts:
        yield b"\x1c" + text
    samples = ["Größe ß é", "日本語テスト、ｶﾅ", "漢字한국어", "Привет", "\U0001f600\U00020000 \u20ac"]
    for choice in range(40):
        for codec in ("utf-8", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "shift_jis", "euc_kr", "utf-16-le"):
            yield bytes([choice]) + "".join(samples).encode(codec, "replace")


def codings(text):
    """Body and number of the coding in page_fuzz.cc."""
    yield 0, text
    yield 3, gzip.compress(text, mtime=0)
    yield 4, zlib.compress(text)
    yield 7, gzip.compress(gzip.compress(text, mtime=0), mtime=0)


def page_seeds():
    fields = b'Link: </a>; rel="next"; hreflang=de|Refresh: 1; url=/r|Location: /l|X-Robots-Tag: nofollow'
    names = ("html", "page", "links", "text")
    for text in literals(*(f"{name}_test.cc" for name in names)):
        for number, (coding, body) in enumerate(codings(text)):
            yield bytes([0, 0, coding, 0]) + b"\n" + body
            if number == 0:
                yield bytes([2, 2, 0, 1]) + fields + b"\n" + body
                yield bytes([0, 3, 0, 2]) + b"Refresh: 0;" + text[:60].replace(b"\n", b"") + b"\n" + body
    for text in literals("sitemap_test.cc"):
        yield bytes([0, 4, 0, 0]) + b"\n" + text
        yield bytes([0, 4, 0, 0x10]) + b"\n" + text
    for name in ("encoding-sniff.jsonl", "srcset.jsonl", "meta-refresh.jsonl"):
        for case in cases(name):
            yield bytes([0, 0, 0, 0]) + b"\n" + max(case.values(), key=len, default=b"")


def fields_seeds():
    rules = [b"[tables.t]\n" + text for text in literals("extractor_test.cc") if b"=" in text]
    rules += [text for text in literals("rules_file_test.cc") if b"[tables" in text]
    pages = [text for name in ("extractor", "structured", "content", "selection")
             for text in literals(f"{name}_test.cc") if b"<" in text]
    for number, text in enumerate(literals("selection_test.cc")):
        yield text.replace(b"\n", b" ") + b"\n\n---\n" + pages[number % len(pages)]
    for number, text in enumerate(rules):
        yield b"p\n" + text + b"\n---\n" + pages[number % len(pages)]
    for text in pages:
        yield b"*\n\n---\n" + text
    for case in cases("selectors.jsonl"):
        yield case["selector"].replace(b"\n", b" ") + b"\n\n---\n" + case.get("html", b"")


def select_seeds():
    # As select_fuzz.cc reads them: a selector of one line, then the page.
    page = b"<ul class=a id=x><li>1<li class='a b'>2<p title=t></ul><form><input checked><fieldset disabled><input>"
    for text in literals("selection_test.cc"):
        if text.startswith(b"<"):
            yield b":is(p, * > [id]) ~ :nth-child(2n+1 of :not(.a)):has(+ *)\n" + text
        else:
            yield text.replace(b"\n", b" ") + b"\n" + page
    for case in cases("selectors.jsonl"):
        yield case["selector"].replace(b"\n", b" ") + b"\n" + case.get("html", page)


def style_seeds():
    for text in literals("style_links_test.cc", "places_test.cc"):
        yield b"top\n" + text
        yield text.replace(b"\n", b" ") + b"\np{background:url(a.png)}"


def headers_seeds():
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    for name in ("response_reader", "retry_after"):
        for text in literals(f"{name}_test.cc"):
            yield b"\0" + text
            yield b"\x0b" + head + b"Retry-After: " + text + b"\r\n\r\nbody"
    for text in literals("links_test.cc", "page_test.cc"):
        yield b"\0" + head + b"Link: " + text + b"\r\nRefresh: 1\r\nX-Robots-Tag: " + text + b"\r\n\r\n"
    for text in literals("cookie_file_test.cc"):
        yield b"\0" + text


def history_seeds():
    texts = list(literals("page_comparison_test.cc"))
    for one, other in zip(texts, texts[1:]):
        yield bytes([256 * len(one) // (len(one) + len(other) + 1) & 255]) + one + other


def database_seeds():
    # As database_fuzz.cc reads them: edits of values, then patches of pages of 1,024 bytes.
    for value in range(16):
        yield b"\1" + bytes(byte for column in range(90) for byte in (column, 0, value))
    for column in range(90):
        for value in (0, 7, 255):  # the highest number, a text, the row deleted
            yield bytes([1, column, 0, value])
    for page in range(40):
        for at in (0, 3, 8, 1000):
            yield b"\0" + struct.pack(">I", page * 1024 + at)[1:] + b"\4\xff\xff\xff\xff"
        yield b"\0" + struct.pack(">I", page * 1024)[1:] + b"\xff"


WORDS = {
    "url": ("url_test.cc",),
    "robots": ("robots_test.cc",),
    "sitemap": ("sitemap_test.cc",),
    "charset": ("charset_test.cc", "decoding_test.cc"),
    "page": ("html_test.cc", "links_test.cc", "text_test.cc", "page_test.cc"),
    "fields": ("selection_test.cc", "rules_file_test.cc", "structured_test.cc",
               "content_test.cc"),
    "style": ("style_links_test.cc", "places_test.cc"),
    "headers": ("response_reader_test.cc", "links_test.cc", "cookie_file_test.cc"),
    "database": (),
    "history": ("page_comparison_test.cc",),
    "select": ("selection_test.cc",),
}


def dictionary(target):
    """Words and what surrounds them, in libFuzzer's format."""
    words = set()
    for text in literals(*WORDS[target]):
        words.update(re.findall(rb"</?[A-Za-z!][\w-]*|<!\[CDATA\[|]]>|-->|&#?\w+;?|[A-Za-z][\w-]+[:=]?|%\w\w|://", text))
    for number, word in enumerate(sorted(word for word in words if len(word) < 30)):
        yield f'w{number}="{"".join(f"{chr(b)}" if chr(b).isalnum() else f"{chr(92)}x{b:02X}" for b in word)}"'


def main():
    target, folder, dictionary_path = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for seed in globals()[f"{target}_seeds"]():
        (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
        count += 1
    if count == 0:
        sys.exit(f"seeds.py: no seeds for {target}")
    dictionary_path.write_text("".join(line + "\n" for line in dictionary(target)))


if __name__ == "__main__":
    main()
