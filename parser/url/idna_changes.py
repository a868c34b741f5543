#!/usr/bin/env python3
"""Write idna_changes.cc: what UTS 46 says of characters today that an older ICU doesn't know.

    idna_changes.py NEWEST OLDER... | clang-format --assume-filename=x.cc > idna_changes.cc

Each argument is a folder with the files of one version of Unicode: IdnaMappingTable.txt (from
https://www.unicode.org/Public/idna/), UnicodeData.txt, CompositionExclusions.txt and
DerivedJoiningType.txt (from .../Public/). OLDER begins with the version of the oldest ICU that the
program is built with, and ends with the last one before NEWEST: a character that any of them reads
differently is written down.
"""

import pathlib
import re
import sys

BIDI = {"L", "R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"}


def rows(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) < 2:
            continue
        first, _, last = fields[0].partition("..")
        yield range(int(first, 16), int(last or first, 16) + 1), fields[1:]


def status_of(fields):
    status = fields[0].removeprefix("disallowed_STD3_")  # UseSTD3ASCIIRules is false
    if status == "deviation":  # the processing is not transitional
        status = "valid"
    return status, tuple(int(c, 16) for c in fields[1].split()) if status == "mapped" else ()


def characters(path):
    """Code points, category, combining class, bidi class and decomposition of each row."""
    first = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split(";")
        code = int(fields[0], 16)
        if fields[1].endswith("First>"):
            first = code
            continue
        codes = range(first if fields[1].endswith("Last>") else code, code + 1)
        parts = () if fields[5].startswith("<") else tuple(int(c, 16) for c in fields[5].split())
        yield codes, fields[2], int(fields[3]), fields[4], parts


class Version:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        text = (folder / "IdnaMappingTable.txt").read_text(encoding="utf-8")
        self.name = re.search(r"Version: (\S+)", text)[1]
        status = {c: status_of(f) for codes, f in rows(folder / "IdnaMappingTable.txt") for c in codes}
        joining = {c: f[0] for codes, f in rows(folder / "DerivedJoiningType.txt") for c in codes}
        self.excluded = {c for line in (folder / "CompositionExclusions.txt").read_text().splitlines()
                         if (c := line.partition("#")[0].strip())}
        self.excluded = {int(c, 16) for c in self.excluded}
        self.combining, self.parts, self.facts = {}, {}, {}
        known = {}
        for codes, category, combining, bidi, parts in characters(folder / "UnicodeData.txt"):
            for c in codes:
                known[c] = (bidi if bidi in BIDI else "B", joining.get(c, "U"), combining,
                            category.startswith("M"))
                self.combining[c] = combining
                if parts:
                    self.parts[c] = parts
        # What a character is matters where it may stand in a name.
        for c, (kind, to) in status.items():
            self.facts[c] = (kind, to, known[c] if kind == "valid" and c in known else None)

    def compositions(self):
        return {c: parts for c, parts in self.parts.items() if self.facts[c][0] == "valid"}


def runs_of(newest, older):
    """[first, last, facts]; of the mapped ones, those whose targets follow each other."""
    found = []
    for c in range(0x110000):
        facts = newest.facts[c]
        if all(version.facts[c] == facts for version in older):
            continue
        kind, to, _ = facts
        if found and found[-1][1] == c - 1:
            first, _, before = found[-1]
            follows = len(to) == len(before[1]) == 1 and to[0] - before[1][0] == c - first
            if before == facts if kind != "mapped" else before[0] == "mapped" and follows:
                found[-1][1] = c
                continue
        found.append([c, c, facts])
    return found


def main():
    newest, *older = [Version(folder) for folder in sys.argv[1:]]
    print(f"// Made by idna_changes.py from Unicode {newest.name}, compared with "
          f"{', '.join(version.name for version in older)}: not to be edited by hand.")
    print('#include "parser/url/idna_changes.h"\n')
    print("namespace parser {\nnamespace {\n")
    print("using enum IdnaStatus; using enum BidiClass; using Joins = JoiningType;\n")
    print("constexpr IdnaChange kChanges[] = {")
    for first, last, (kind, to, known) in runs_of(newest, older):
        to = [*to, 0, 0][:2]
        if len(to) > 2:
            sys.exit(f"a mapping of more than two characters: {first:X}")
        row = f"0x{first:X}, 0x{last:X}, k{kind.capitalize()}"
        if kind == "mapped":
            row += f", {{0x{to[0]:X}, 0x{to[1]:X}}}"
        elif known:
            bidi, joining, combining, mark = known
            row += f", {{}}, k{bidi.capitalize()}, Joins::k{joining}, {combining}, {str(mark).lower()}"
        print(f"    {{{row}}},")
    print("};\n\nconstexpr IdnaPair kPairs[] = {")
    for c, parts in sorted(newest.compositions().items()):
        if all(version.parts.get(c) == parts for version in older):
            continue
        if len(parts) != 2:
            sys.exit(f"a decomposition into one: {c:X}")
        excluded = c in newest.excluded or newest.combining[c] or newest.combining[parts[0]]
        print(f"    {{0x{c:X}, 0x{parts[0]:X}, 0x{parts[1]:X}, {str(not excluded).lower()}}},")
    print("};\n\n}  // namespace\n")
    print("std::span<const IdnaChange> idna_changes() { return kChanges; }\n")
    print("std::span<const IdnaPair> idna_pairs() { return kPairs; }\n")
    print("}  // namespace parser")


main()
