#!/usr/bin/env python3
"""Makes guess_letters.cc and guess_characters.cc from texts: how likely letters follow each other in the
languages whose pages are still met in encodings of old, and how common characters are in those of East Asia.

usage: guess_model.py FOLDER      FOLDER/LANGUAGE.txt in UTF-8, as bench/encoding_texts.py lays them
"""

import collections
import math
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-"
LATIN = "ca cs da de es et fi fr hr hu is it lt lv nb nl pl pt ro sk sl sq sv tr vi".split()
OTHERS = "ar be bg el fa he mk ru sr th uk".split()
EAST_ASIAN = {"ja": 1500, "ko": 1000, "zh_CN": 1600, "zh_TW": 1600}
PER_COST = 50  # characters that share a cost
MAX_LETTERS = 70
COLUMNS = 92

HEAD = """// Made by guess_model.py, not to be edited by hand:
// {what}
// clang-format off
#include "parser/encoding/guess_model.h"

namespace parser {{
namespace {{
"""


def cost(share):
    """Quarters of a bit."""
    return min(63, max(0, round(-4 * math.log2(share))))


def literal(text, indent):
    lines, line = [], ""
    for character in text:
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) + width > COLUMNS - indent:
            lines.append(line)
            line = ""
        line += character
    return ("\n" + " " * indent).join(f'"{part}"' for part in [*lines, line])


def letters_of(counts):
    letters = [c for c in counts if ord(c) >= 0x80 and (c.isalpha() or unicodedata.combining(c))
               and c == c.lower()]
    whole = sum(counts[c] for c in letters)
    letters = [c for c in letters if counts[c] * 3000 >= whole]
    return sorted(sorted(letters, key=lambda c: -counts[c])[:MAX_LETTERS])


def as_in_windows_1258(character):
    """Most tones come behind their letter there."""
    try:
        character.encode("cp1258")
        return character
    except UnicodeEncodeError:
        base, *marks = unicodedata.normalize("NFD", character)
        shape = "".join(m for m in marks if m in "\u0302\u0306\u031b")
        return unicodedata.normalize("NFC", base + shape) + "".join(m for m in marks if m not in shape)


def letter_model(language, text):
    if language == "vi":
        text = "".join(map(as_in_windows_1258, text))
    text = text.lower()
    counts = collections.Counter(text)
    letters = letters_of(counts)
    is_latin = language in LATIN
    first = 27 if is_latin else 2
    number = {c: first + i for i, c in enumerate(letters)}
    for i in range(26):
        number[chr(ord("a") + i)] = 1 + i if is_latin else 1
    size = first + len(letters)
    pairs = collections.Counter(zip([0] + [number.get(c, 0) for c in text], [number.get(c, 0) for c in text]))
    costs = []
    for before in range(size):
        row = [pairs[before, after] + 0.3 for after in range(size)]
        whole = sum(row)
        # Between letters of ASCII nothing is told by the encoding.
        costs += [cost(row[after] / whole) for after in range(size) if before >= first or after >= first]
    upper = "".join(c.upper() if len(c.upper()) == 1 else c for c in letters)
    return "".join(letters), upper, "".join(DIGITS[c] for c in costs)


def write_letters(folder):
    rows = []
    for language in sorted(LATIN + OTHERS):
        letters, upper, costs = letter_model(language, (folder / f"{language}.txt").read_text())
        rows.append(f'    {{"{language}", {"true" if language in LATIN else "false"},\n'
                    f"     {literal(letters, 5)},\n     {literal(upper, 5)},\n     {literal(costs, 5)}}},\n")
    (HERE / "guess_letters.cc").write_text(
        HEAD.format(what="how likely letters follow each other.") + "\nconstexpr LettersOfLanguage kLetters[] = {\n" +
        "".join(rows) + "};\n\n}  // namespace\n\nstd::span<const LettersOfLanguage> letters_of_languages() {"
        " return kLetters; }\n\n}  // namespace parser\n")


def write_characters(folder):
    rows = []
    for language, most in EAST_ASIAN.items():
        counts = collections.Counter(c for c in (folder / f"{language}.txt").read_text() if ord(c) >= 0x2000)
        whole = sum(counts.values())
        common = [c for c, _ in counts.most_common(most)]
        costs = ""
        for at in range(0, len(common), PER_COST):
            part = common[at:at + PER_COST]
            costs += DIGITS[cost(sum(counts[c] for c in part) / len(part) / whole)]
        rows.append(f'    {{"{language}",\n     {literal("".join(common), 5)},\n     {literal(costs, 5)}}},\n')
    (HERE / "guess_characters.cc").write_text(
        HEAD.format(what="the common characters of languages, the most common first.") +
        "\nconstexpr CharactersOfLanguage kCharacters[] = {\n" + "".join(rows) +
        "};\n\n}  // namespace\n\nstd::span<const CharactersOfLanguage> characters_of_languages() {"
        " return kCharacters; }\n\n}  // namespace parser\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_letters(Path(sys.argv[1]))
    write_characters(Path(sys.argv[1]))
