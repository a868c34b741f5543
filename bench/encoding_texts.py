#!/usr/bin/env python3
"""Lays texts in many languages for parser/encoding/guess_model.py and bench/encoding_check, all in UTF-8:

  FOLDER/train/LANGUAGE.txt   messages of GNOME's programs, its help, a quarter of LibreOffice's
  FOLDER/test/LANGUAGE/*      other texts: manual pages, Debian's handbook, another quarter of LibreOffice's
                              help; where there are none, the messages of GLib

How to get them on Debian (the numbers in docs/performance.md are those of the packages of Debian 12), and measure:

  mkdir texts texts/debs && cd texts/debs
  apt-get download $(PATH/bench/encoding_texts.py --packages)
  cd .. && PATH/bench/encoding_texts.py .
  PATH/parser/encoding/guess_model.py train     # only to make the model anew
  PATH/build/release/bench/encoding_check test
"""

import gettext
import gzip
import html
import random
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

LANGUAGES = ("cs pl hu sk sl hr ro ru uk bg sr mk be de fr es it pt nl sv da nb fi ca el tr he ar fa lt lv et th vi "
             "ja zh_CN zh_TW ko is sq").split()
NAMED_OTHERWISE = {"pt": "pt_BR"}  # in packages
MANUALS = "cs da de el es fi fr hu it ja mk nb nl pl pt-br ro ru sr sv tr uk vi zh".split()
OFFICE = "el et ja ko tr zh-cn zh-tw".split()
OTHERS = ["debian-handbook", "evolution-common", "gnome-user-docs", "libglib2.0-data", "libgtk-3-common"]
PACKAGES = [f"manpages-{name}" for name in MANUALS] + [f"libreoffice-help-{name}" for name in OFFICE] + OTHERS

ENOUGH = 30  # texts of a language
ROFF_WITH_TEXT = re.compile(r"\.(SH|SS|B|I|BR|IR|RB|TP|BI) +(.*)")


def plain(text):
    return html.unescape(re.sub(r"<[^>]*>", " ", text))


def shuffled(items, seed):
    items = sorted(items)
    random.Random(seed).shuffle(items)
    return items


def messages(path):
    with open(path, "rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog
    for text in dict.fromkeys(v for k, v in catalog.items() if isinstance(v, str) and k and v):
        yield text.replace("_", "") if " " in text else text  # a mark of a letter to press


def office_pages(root, language, quarter):
    folder = root / "usr/share/libreoffice/help" / language.replace("_", "-") / "text"
    return [page for i, page in enumerate(sorted(folder.rglob("*.html"))) if i % 4 == quarter]


def training_text(root, language):
    parts = []
    for name in {"pt": ["pt", "pt_BR"]}.get(language, [language]):
        for path in sorted((root / "usr/share/locale" / name / "LC_MESSAGES").glob("*.mo")):
            if path.name != "glib20.mo":
                parts += map(plain, messages(path))
        for path in sorted((root / "usr/share/help" / name).rglob("*.page")):
            parts.append(plain(path.read_text()))
    for path in office_pages(root, language, 0):
        content = re.search(r'<div id="DisplayArea".*', path.read_text(), re.S)
        parts.append(plain(content.group(0)) if content else "")
    return as_of_old(language, unicodedata.normalize("NFC", re.sub(r"\s+", " ", "\n".join(parts))))


def as_of_old(language, text):
    """The encodings of Romanian have its letters with cedillas."""
    return text.translate(str.maketrans("șțȘȚ", "şţŞŢ")) if language == "ro" else text


def manual_page(path):
    paragraphs, current = [], []
    for line in gzip.open(path, "rt", encoding="utf8").read().split("\n"):
        if not line.startswith((".", "'")):
            current.append(line)
            continue
        found = ROFF_WITH_TEXT.match(line)
        if found and found.group(1) not in ("SH", "SS"):
            current.append(found.group(2).replace('"', ""))
            continue
        paragraphs.append(" ".join(current))
        current = []
        if found:
            paragraphs.append(found.group(2).replace('"', ""))
    paragraphs.append(" ".join(current))
    for pattern, instead in ((r"\\f[BIRP]|\\f\(..|\\&|\\c", ""), (r"\\\(..", " "), (r"\\-", "-"),
                             (r"\\[e\[][^\]]*\]?", ""), (r"\s+", " ")):
        paragraphs = [re.sub(pattern, instead, paragraph) for paragraph in paragraphs]
    return [paragraph.strip() for paragraph in paragraphs if paragraph.strip()]


def undeclared(page):
    page = re.sub(r"<meta[^>]*charset[^>]*>", "", page, flags=re.I)
    return re.sub(r'<\?xml[^>]*>|(xml:)?lang="[^"]*"', "", page)


def manual_texts(root, language):
    name = NAMED_OTHERWISE.get(language, language)
    for path in shuffled((root / "usr/share/man" / name).glob("man*/*.gz"), 1):
        if path.is_symlink():
            continue
        try:
            paragraphs = manual_page(path)
        except (OSError, UnicodeDecodeError):
            continue  # a link to a page of another package
        if sum(map(len, paragraphs)) >= 300:
            yield "\n".join(paragraphs)


def write_tests(root, language, folder):
    folder.mkdir(parents=True, exist_ok=True)
    texts = {}
    for number, text in zip(range(150), manual_texts(root, language)):
        texts[f"manual{number}.txt"] = text
    for number, path in enumerate(shuffled(office_pages(root, language, 2), 2)[:100]):
        texts[f"office{number}.html"] = undeclared(path.read_text())
    name = NAMED_OTHERWISE.get(language, language).replace("_", "-")
    books = sorted((root / "usr/share/doc/debian-handbook/html").glob(f"{name}*/**/*.html"))
    for number, path in enumerate(books[:40]):
        texts[f"book{number}.html"] = undeclared(path.read_text())
    catalog = root / "usr/share/locale" / language / "LC_MESSAGES/glib20.mo"
    if len(texts) < ENOUGH and catalog.exists():
        lines = shuffled((plain(text) for text in messages(catalog) if len(text) > 20), 3)
        for at in range(0, len(lines) - 15, 15):
            texts[f"messages{at}.txt"] = "\n".join(lines[at:at + 15])
    for name, text in texts.items():
        (folder / name).write_text(as_of_old(language, text))
    return len(texts)


def main():
    if sys.argv[1:] == ["--packages"]:
        return print(" ".join(PACKAGES))
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    root = folder / "unpacked"
    root.mkdir(exist_ok=True)
    for package in sorted((folder / "debs").glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, root], check=True)
    (folder / "train").mkdir(exist_ok=True)
    for language in LANGUAGES:
        text = training_text(root, language)
        (folder / "train" / f"{language}.txt").write_text(text)
        print(language, len(text), write_tests(root, language, folder / "test" / language))


if __name__ == "__main__":
    main()
