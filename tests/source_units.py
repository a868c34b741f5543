#!/usr/bin/env python3
"""Which sources may be read as one.

  tests/source_units.py LINES SOURCE...     a unit a line, its sources divided by semicolons, as CMake takes them

For a source of ours other people's headers are thirty times as long as the source, and what it makes of them is most
of its program. So units are made of some thousand lines of several folders, and each header is read once for a unit.
A file's own names must differ only within a unit: those that are told here put two files apart.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass
class Source:
    path: Path
    text: str
    folders: frozenset  # -I, -isystem and -D, what may be put together
    others: tuple  # all other options: a unit has one set of them
    libraries: frozenset
    names: dict  # of its own, with the namespace around; see names_in
    shown: frozenset  # of its headers

    def goes_with(self, other):
        """Whether one unit may have both."""
        if self.others != other.others or self.names.keys() & other.shown or other.names.keys() & self.shown:
            return False
        return all(self.names[name] and self.names[name] == other.names[name] for name in self.names.keys() & other.names.keys())

    @property
    def lines(self):
        return self.text.count("\n")


def included(path, seen):
    """Headers in angle brackets, through our own ones too, which `seen` gathers."""
    found = set()
    for line in path.read_text().splitlines():
        if include := re.match(r'#include ([<"])([^>"]+)[>"]', line):
            ours = REPOSITORY / include[2]
            if include[1] == "<":
                found.add(include[2])
            elif ours not in seen and ours.is_file():
                seen.add(ours)
                found |= included(ours, seen)
    return found


def names_in(text, is_own):
    """{name: what it is}, of what stands at the beginning of a line in a namespace; clang-format puts it there.
    `is_own`: only what a namespace without a name has. A name for a type may be given twice."""
    names, inside, around = {}, False, ""
    for line in re.sub(r'R"(\w*)\(.*?\)\1"', "", text, flags=re.S).splitlines():
        if opened := re.match(r"namespace( [\w:]+)? \{", line):
            inside = opened[1] is None or not is_own
            around = opened[1] or around
        elif line.startswith("}  // namespace"):
            inside = False
        elif inside and re.match(r"(?!static_assert|namespace|template|[A-Z_]*TEST)[A-Za-z\[]", line):
            told = re.search(r"\b(?:class|struct|enum class|enum|using) (\w+)(?: final)?(?: [:={]|;| \{|$)", line)
            told = told or re.search(r"(\w+)(?:\(|\[\]|\{| =(?: |$))", re.sub(r"<[^<>]*(<[^<>]*>)?[^<>]*>", "", line))
            if told:
                names[f"{around}::{told[1]}"] = line if line.startswith("using") else ""
    return names


class Reader:
    """Reads sources, and each header once."""

    def __init__(self):
        self.names_of = {}

    def read(self, path, folders=frozenset(), others=()):
        headers = set()
        libraries = frozenset(included(path, headers))
        for header in headers - self.names_of.keys():
            self.names_of[header] = names_in(header.read_text(), False)
        shown = frozenset(name for header in headers for name in self.names_of[header])
        text = path.read_text()
        return Source(path, text, folders, others, libraries, names_in(text, True), shown)


def units_of(all_sources, lines):
    """First those that do not go with each other, each to the unit that has most room; then all others, in the order
    of libraries, to the first that has room, so that those of one kind are near each other."""
    number = -(-sum(source.lines for source in all_sources) // lines)
    room = [lines] * number
    units = [[] for _ in room]
    users = Counter(library for source in all_sources for library in source.libraries)
    by_libraries = sorted(all_sources, key=lambda s: (s.others, sorted((users[name], name) for name in s.libraries), s.path))
    clashes = {source.path: sum(not source.goes_with(other) for other in all_sources if other is not source) for source in all_sources}
    for source in sorted(by_libraries, key=lambda s: -clashes[s.path]):
        order = sorted(range(len(units)), key=lambda i: -room[i]) if clashes[source.path] else range(len(units))
        fitting = [i for i in order if all(map(source.goes_with, units[i]))]
        # A little too much is better than one more unit.
        place = next((i for i in fitting if room[i] >= source.lines), max(fitting, key=lambda i: room[i], default=None))
        if place is None:
            place = len(units)
            units.append([])
            room.append(lines)
        units[place].append(source)
        room[place] -= source.lines
    return sorted(filter(None, units), key=lambda unit: -sum(source.lines for source in unit))


def main():
    reader = Reader()
    read = [reader.read(Path(path)) for path in sys.argv[2:]]
    # What speaks to the processor in its own words.
    alone = [source for source in read if "intrin.h>" in source.text]
    for unit in units_of([source for source in read if source not in alone], int(sys.argv[1])) + [[source] for source in alone]:
        print(";".join(str(source.path) for source in unit))


if __name__ == "__main__":
    main()
