#!/usr/bin/env python3
"""Kills a crawl with SIGKILL at random moments, lets it go on, and holds what it has at the end
against a crawl that nobody disturbed: the same URLs with the same states, statuses, titles,
contents and numbers of links. After every second kill the counts must add up and the file be
sound (a look by another program recovers the file, which the crawl must be able to by itself).

Without URLs it crawls a generated site on loopback with retries, redirects, robots.txt and sitemaps, in
rounds of twenty kills; there all of each view is compared (tests/e2e/killing.py says what is not).
"""

import argparse
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests/e2e"))
from killing import Killer, after, check_counts, differences, killed, rows_of  # noqa: E402
from rich_site import OPTIONS, rich_site  # noqa: E402

BINARY = os.environ.get("CRAWL_BINARY", str(REPOSITORY / "build/release/crawl"))
ROWS = ("SELECT u.url, u.state, coalesce(u.reason, ''), p.status, p.content_hash, p.title, "
        "coalesce(l.links, 0) FROM urls u LEFT JOIN pages p ON p.url = u.url "
        "LEFT JOIN (SELECT source, count(*) AS links FROM links GROUP BY source) l "
        "ON l.source = u.url")


@dataclass
class Run:
    status: int  # of the process, negative for a signal
    wall: float
    cpu: float
    rss_mb: float


def measured(command, log):
    """Runs to the end; what it cost."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(process.returncode, time.monotonic() - began, usage.ru_utime + usage.ru_stime,
               usage.ru_maxrss / 1024)


def differing_rows(one_db, other_db):
    """Rows that are in one database only, from each; of what the web says the same twice."""
    one, other = (rows_of(db, {"rows": ROWS})["rows"] for db in (one_db, other_db))
    return one - other, other - one


def kill_and_compare(command, whole_db, wall, db, kills, seed, log):
    """`command` without its -o; kills it so often while it fills `db`; True if all is well.

    `wall`: what the undisturbed crawl into `whole_db` took.
    """
    moments, done, well = random.Random(seed), 0, True
    for number in range(kills):
        seconds = moments.uniform(0.01, 1.8 * wall / (kills + 1))
        was_running = killed([*command, "-o", db], log, after(seconds))
        done += was_running
        # Not after each: a look recovers the file, and the program must be able to by itself.
        trouble = check_counts(db) if number % 2 and os.path.exists(db) else []
        well = well and not trouble
        print(f"  kill {number + 1} after {seconds:.2f} s{'' if was_running else ' came too late'}"
              f"{': ' if trouble else ''}{'; '.join(trouble)}")
    last = measured([*command, "-o", db], log)
    missing, surplus = differing_rows(whole_db, db)
    trouble = check_counts(db)
    for words, rows in (("only undisturbed", missing), ("only after kills", surplus)):
        for row in sorted(rows, key=str)[:10]:
            print(f"  {words}: {row}")
    print(f"{done} of {kills} kills hit; last run status {last.status}; rows that differ: "
          f"{len(missing)} + {len(surplus)}; counts: {'; '.join(trouble) or 'add up'}")
    return well and not trouble and not missing and not surplus and last.status == 0 and done > 0


def test_generated(options):
    """Rounds of a crawl of the rich site, until there were as many kills as asked for."""
    folder = Path(options.folder or tempfile.mkdtemp(prefix="crawl-kill-"))
    with rich_site(options.pages) as site, open(folder / "crawl.log", "a") as log:
        killer = Killer([options.crawl, site.url("/0"), *OPTIONS], folder, log,
                        random.Random(options.seed), site)
        whole = killer.undisturbed()
        print(f"undisturbed: {killer.requests} requests, a run with nothing to do "
              f"{killer.idle_seconds:.2f} s, rows {({name: len(rows) for name, rows in whole.items()})}; "
              f"files in {folder}")
        found, number = [], 0
        while sum(killer.phases.values()) - killer.phases["too late"] < options.kills:
            found += [f"round {number}: {words}" for words in differences(whole, killer.round(20, number))]
            number += 1
    for words in (killer.trouble + found)[:20]:
        print(f"  {words}")
    print(f"{number} rounds; kills: {dict(killer.phases)}; rows that differ: {len(found)}; "
          f"other trouble: {len(killer.trouble)}")
    return not found and not killer.trouble


def test(seeds, options):
    folder = Path(options.folder or tempfile.mkdtemp(prefix="crawl-kill-"))
    command = [options.crawl, *seeds, *shlex.split(options.options)]
    with open(folder / "crawl.log", "ab") as log:
        whole = measured([*command, "-o", folder / "whole.db"], log)
        print(f"undisturbed: {whole.wall:.2f} s, status {whole.status}; files in {folder}")
        return whole.status == 0 and kill_and_compare(command, folder / "whole.db", whole.wall,
                                                      folder / "killed.db", options.kills,
                                                      options.seed, log)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="*", help="URLs; none: a generated site")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pages", type=int, default=400, help="of the generated site")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")
    parser.add_argument("--crawl", default=BINARY, help="the program (default %(default)s)")
    parser.add_argument("--folder", help="for the databases and the log; default: a temporary one")
    parser.add_argument("--options", default="--per-host 16 --delay 0 --allow-private --sitemaps no",
                        help="of the crawl (default %(default)s)")
    options = parser.parse_args()
    if options.seeds:
        sys.exit(0 if test(options.seeds, options) else 1)
    sys.exit(0 if test_generated(options) else 1)


if __name__ == "__main__":
    main()
