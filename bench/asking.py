#!/usr/bin/env python3
"""What questions to a crawl's database cost: each command as a whole process, and each view of the served application.

  asking.py DB [--crawl FILE] [--rounds N] [--asks N]

The database is read and not changed; beside it the index of crawl search is made if it is not there. Views are asked for over
one kept connection, one after the other, each time for something else (another page, page of a list, order, filter, word),
chosen with the same seed each time. bench/real_docs.py --folder makes such a database of two documentations.
"""
import argparse
import http.client
import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

CRAWL = Path(__file__).resolve().parents[1] / "build/release/crawl"


def run(a, *arguments):
    """Wall seconds, CPU seconds, peak MB of one run of the program."""
    began = time.monotonic()
    process = subprocess.Popen([a.crawl, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - began
    if process.returncode != 0:
        raise SystemExit(f"asking.py: {arguments} ended with status {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def timed(a, what, rounds, *arguments, more=lambda wall: ""):
    run(a, *arguments)
    wall, cpu, peak = (statistics.median(each) for each in zip(*(run(a, *arguments) for _ in range(rounds))))
    print(f"{what}: {1000 * wall:.0f} ms, {1000 * cpu:.0f} CPU ms, {peak:.0f} MB{more(wall)}")


def commands(a, folder, words):
    with closing(sqlite3.connect(f"file:{a.db}?mode=ro", uri=True)) as db:
        pages = db.execute("SELECT count(*) FROM pages").fetchone()[0]
        megabytes = db.execute("SELECT sum(size) FROM pages").fetchone()[0] / 1e6
    print(f"{pages} pages, {megabytes:.0f} MB of bodies")
    timed(a, "query, one row", 21, "query", a.db, "SELECT url, status FROM pages LIMIT 1")
    timed(a, "query, what there is", 21, "query", a.db)
    timed(a, "report", a.rounds, "report", a.db, "-o", folder / "report.html")
    timed(a, "export --format warc", a.rounds, "export", a.db, "--format", "warc", "-o", folder / "crawl.warc.gz",
          more=lambda wall: f", {megabytes / wall:.0f} MB/s of bodies")
    began = time.monotonic()
    run(a, "search", a.db, "--index", folder / "index", words[0])
    print(f"search, with the making of the index: {time.monotonic() - began:.1f} s, "
          f"{os.path.getsize(folder / 'index') / 1e6:.0f} MB")
    for asked in (words[0], words[1], " ".join(words[:2]), f'"{words[2]} {words[3]}"', words[0][:2] + "*"):
        timed(a, f"search {asked}", 11, "search", a.db, "--index", folder / "index", asked)


def common_words(db, most=40):
    """Words that many pages have, the most common first. Few pages are read: memory that this program takes is
    counted as that of the programs it starts."""
    counts = {}
    for (text,) in db.execute("SELECT substr(text, 1, 5000) FROM pages WHERE status = 200 AND text IS NOT NULL LIMIT 300"):
        for word in set(re.findall("[a-z]{3,}", text.lower())):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=counts.get, reverse=True)[:most]


@contextmanager
def served(a):
    process = subprocess.Popen([a.crawl, "serve", a.db, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True)
    try:
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline()).group(1))
        yield http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    finally:
        process.terminate()
        process.wait()


def views(a, db, words):
    """Name of a view, and what makes a request of it: (path, parameters, body)."""
    chance = random.Random(1)
    urls = [url for (url,) in db.execute("SELECT url FROM pages WHERE status = 200 ORDER BY id")]
    known = [url for (url,) in db.execute("SELECT url FROM urls LIMIT 50000")]
    origins = [origin for (origin,) in db.execute("SELECT origin FROM hosts WHERE pages > 0")]
    folders = sorted({url.rsplit("/", 1)[0] + "/" for url in chance.sample(urls, min(500, len(urls)))})
    page = lambda what: lambda: (what, {"url": chance.choice(urls)}, None)
    links = lambda way: lambda: ("links", {"url": chance.choice(urls), "direction": way}, None)

    def listing(name, columns, filters):
        def ask():
            parameters = {"limit": 100}
            if chance.random() < 0.5:
                parameters["sort"] = chance.choice(("", "-")) + chance.choice(columns)
            if chance.random() < 0.5:
                column, value = chance.choice(filters)
                parameters["f." + column] = value
            return "list/" + name, parameters, None
        return ask

    word = lambda: chance.choice(words)
    queries = ("SELECT status, count(*) FROM pages GROUP BY 1", "SELECT url, title FROM pages LIMIT 100",
               "SELECT source, target FROM links LIMIT 1000", "SELECT * FROM hosts")
    yield "overview", lambda: ("overview", {}, None)
    yield "pages", listing("pages", ("url", "status", "size", "total_ms", "depth", "title"),
                           [("url", "html"), ("size", ">100000"), ("title", word()), ("status", "200"), ("depth", "2")])
    yield "urls", listing("urls", ("url", "state", "depth"), [("url", "html"), ("state", "skipped"), ("depth", "2")])
    yield "broken links", listing("broken", ("url", "status", "reason"), [("url", "html"), ("status", "404")])
    yield "redirects", listing("redirects", ("url", "redirect_to", "target_status"), [("url", "html"), ("depth", "2")])
    yield "hosts", listing("hosts", ("origin", "pages", "failed", "mean_ms"), [("pages", ">0")])
    for name in ("page", "text", "source", "article", "structured", "picture"):
        yield f"page: {name}", page(name)
    yield "page: links to it", links("in")
    yield "page: links from it", links("out")
    yield "a URL, known or not", lambda: ("page", {"url": chance.choice(known)}, None)
    yield "map of hosts", lambda: ("map", {}, None)
    yield "map of a folder", lambda: ("map", {"place": chance.choice(folders + [each + "/" for each in origins])}, None)
    yield "search", lambda: ("search", {"q": " ".join(word() for _ in range(chance.randint(1, 3)))}, None)
    yield "SQL", lambda: ("sql", {}, json.dumps({"sql": chance.choice(queries)}))
    yield "what there is to ask", lambda: ("start", {}, None)
    yield "findings", lambda: ("findings", {}, None)
    yield "a finding", lambda: ("finding", {"id": chance.choice(a.findings)}, None)


def ask(connection, path, parameters, body):
    """Milliseconds, status, bytes."""
    target = f"/api/{path}?{urlencode(parameters)}"
    headers = {"Origin": f"http://127.0.0.1:{connection.port}"} if body else {}
    began = time.monotonic()
    connection.request("POST" if body else "GET", target, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    return 1000 * (time.monotonic() - began), answer.status, data


def wait_until_audited(connection):
    """Findings are looked for in the background, from when they are first asked for."""
    began = time.monotonic()
    while True:
        answer = json.loads(ask(connection, "findings", {}, None)[2])
        if answer["is_complete"] and not answer["is_working"]:
            return time.monotonic() - began, answer
        if time.monotonic() - began > 300:
            raise SystemExit(f"asking.py: the findings do not come: {str(answer)[:300]}")
        time.sleep(0.05)


def application(a, words):
    with closing(sqlite3.connect(f"file:{a.db}?mode=ro", uri=True)) as db, served(a) as connection:
        seconds, audit = wait_until_audited(connection)
        print(f"findings: {seconds:.1f} s in the background")
        a.findings = [each["id"] for each in audit["findings"]]
        print(f"{'view':24} {'median':>7} {'95th':>7} {'most':>7}  ms of {a.asks}; other answers than 200")
        for name, make in views(a, db, words):
            times, other = [], {}
            for _ in range(a.asks):
                ms, status, _ = ask(connection, *make())
                times.append(ms)
                if status != 200:
                    other[status] = other.get(status, 0) + 1
            times.sort()
            at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
            print(f"{name:24} {at(0.5):7.1f} {at(0.95):7.1f} {times[-1]:7.1f}  {other or ''}")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("db", type=Path), ap.add_argument("--crawl", default=CRAWL)
    ap.add_argument("--rounds", type=int, default=5), ap.add_argument("--asks", type=int, default=100)
    a = ap.parse_args()
    with closing(sqlite3.connect(f"file:{a.db}?mode=ro", uri=True)) as db:
        words = common_words(db)
    with tempfile.TemporaryDirectory() as name:
        commands(a, Path(name), words)
    run(a, "search", a.db, words[0])
    application(a, words)


main()
