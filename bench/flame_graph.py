#!/usr/bin/env python3
"""A flame graph of what perf saw, as one SVG: perf script -i perf.data | flame_graph.py TITLE > graph.svg

Wider is more CPU time; what stands on a frame was called by it. Frames below 0.3 % are left out.
"""
import html
import re
import sys

WIDTH, ROW, LEAST = 1200, 16, 0.003
NAMES = {"/crawl": "gumbo or crawl", "libsqlite3": "SQLite", "libzstd": "zstd", "libcurl": "libcurl", "libc.so": "libc",
         "libuv": "libuv", "kernel": "kernel"}


def name_of(symbol, module):
    if symbol == "[unknown]" or re.fullmatch(r"(0x)?[0-9a-f]+", symbol):
        return next((name for part, name in NAMES.items() if part in module), "?")
    symbol = re.sub(r"\(anonymous namespace\)::|\(.*| const$|\[abi:\w+\]", "", symbol)
    return re.sub(r"^.* ", "", re.sub(r"<[^<>]*>", "", re.sub(r"<[^<>]*>", "", symbol)))


def is_gumbo(symbol, module):
    """C in our own program: the static library. Built without frame pointers, it loses its callers."""
    return module.endswith("/crawl") and "::" not in symbol and symbol not in ("main", "_start", "[unknown]")


def stack_of(frames):
    if is_gumbo(*frames[0]):
        return ["gumbo"]
    names = [name for name in (name_of(*frame) for frame in reversed(frames)) if name != "?"]
    return [name for i, name in enumerate(names) if i == 0 or name != names[i - 1]]


def stacks(lines):
    frames = []
    for line in lines:
        match = re.match(r"\s+[0-9a-f]+ (.*?)(?:\+0x[0-9a-f]+)? \((.*)\)$", line)
        if match:
            frames.append(match.groups())
        elif not line.strip() and frames:
            yield stack_of(frames)
            frames = []


class Frame:
    def __init__(self):
        self.count, self.above = 0, {}


def build(all_stacks):
    root = Frame()
    for stack in all_stacks:
        root.count += 1
        at = root
        for name in stack:
            at = at.above.setdefault(name, Frame())
            at.count += 1
    return root


def draw(name, frame, left, level, total, out):
    share = frame.count / total
    if share < LEAST:
        return level
    width = WIDTH * share
    hue = 40 - sum(map(ord, name)) % 40
    label = html.escape(name)
    out.append((level, f'<g><title>{label}: {100 * share:.1f} %</title><rect x="{left:.1f}" width="{width:.1f}" '
                       f'height="{ROW - 1}" fill="hsl({hue},85%,68%)" y="Y"/>' +
                (f'<text x="{left + 3:.1f}" y="T">{html.escape(name[:int(width / 6.6)])}</text>' if width > 24 else "") +
                "</g>"))
    highest = level
    for above, child in sorted(frame.above.items()):
        highest = max(highest, draw(above, child, left, level + 1, total, out))
        left += WIDTH * child.count / total
    return highest


def main():
    title = sys.argv[1] if len(sys.argv) > 1 else "CPU time"
    root, out = build(stacks(sys.stdin)), []
    if not root.count:
        sys.exit("flame_graph.py: no stacks in what perf script printed")
    height = (draw("all", root, 0, 0, root.count, out) + 3) * ROW
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="11">'
          f'<rect width="100%" height="100%" fill="#fff"/><text x="6" y="14" font-size="13">{html.escape(title)}</text>')
    for level, text in out:
        y = height - (level + 1) * ROW
        print(text.replace('y="Y"', f'y="{y}"').replace('y="T"', f'y="{y + 12}"'))
    print("</svg>")


main()
