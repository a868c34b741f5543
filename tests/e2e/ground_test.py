"""Our own ground moves: no space, no memory, no files, other programs, signals, closed channels."""

import ctypes
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
from contextlib import closing
from pathlib import Path

import namespaces
from harness import BINARY, FAST, CrawlCase, has_address_sanitizer
from killing import Killer, differences
from resume_test import forest
from rich_site import OPTIONS, rich_site
from scripted_site import page


def heavy(pages, bytes_each=24_000):
    """A chain of bushes whose pages don't compress: so many bytes each."""
    noise = random.Random(7)
    return {f"/{i}": page(f"Page {i}", *[f"/{n}" for n in range(8 * i + 1, 8 * i + 9) if n < pages],
                          body=f"<p>{noise.randbytes(bytes_each // 2).hex()}</p>")
            for i in range(pages)}


class SmallDisk:
    """A tmpfs of so many KiB at `path`; raises OSError where mounting is not allowed."""

    def __init__(self, path, kib):
        path.mkdir()
        self.path = path
        self._mount("tmpfs", f"size={kib}k", 0)

    def resize(self, kib):
        MS_REMOUNT = 32
        self._mount("tmpfs", f"size={kib}k", MS_REMOUNT)

    def unmount(self):
        MNT_DETACH = 2
        _libc.umount2(os.fsencode(self.path), MNT_DETACH)

    def _mount(self, kind, options, flags):
        if _libc.mount(kind.encode(), os.fsencode(self.path), kind.encode(),
                       ctypes.c_ulong(flags), options.encode()) != 0:
            raise OSError(ctypes.get_errno(), "mount: " + os.strerror(ctypes.get_errno()))


_libc = ctypes.CDLL(None, use_errno=True)


class OtherNames(CrawlCase):
    """One file, reached by two names while a crawl writes to it."""

    PAGES = 300

    def setUp(self):
        super().setUp()
        self.real = self.folder / "real"
        self.real.mkdir()
        self.db = self.real / "crawl.db"

    def begin(self, site, name):
        crawl = self.start(site.url("/0"), "-o", name, *FAST, "--per-host", "4")
        self.assertTrue(site.wait_for(40), "it does not crawl")
        return crawl

    def check_refused(self, site, name, words):
        before = len(site.targets("127.0.0.2"))
        ended = self.run_raw(site.url("/0", "127.0.0.2"), "-o", name, *FAST)
        self.assertEqual(ended.status, 1, ended.output)
        self.assertIn(f"{name}: {words}", ended.stderr)
        self.assertIn("-o", ended.stderr)
        self.assertEqual(len(site.targets("127.0.0.2")), before, "it crawled all the same")

    def finish(self, crawl, site):
        out, err = crawl.communicate(timeout=60)
        self.assertEqual(crawl.returncode, 0, out + err)
        self.check_counts()
        self.assertEqual(self.counts(), {"fetched": self.PAGES})
        self.assertEqual(self.rows("SELECT url FROM pages WHERE status = 0"), [])

    def test_links_lead_to_the_same_lock_and_readers_go_on(self):
        site = self.site(heavy(self.PAGES, 400), hosts=("127.0.0.1", "127.0.0.2"), latency=0.02)
        links = {"link.db": "real/crawl.db", "dir": "real"}
        for name, target in links.items():
            (self.folder / name).symlink_to(target)
        crawl = self.begin(site, "link.db")  # which leads to no file yet
        for name in ("real/crawl.db", self.db, "dir/crawl.db", "link.db"):
            self.check_refused(site, name, "another crawl (process ")
        self.assertIsNone(crawl.poll(), "the crawl was to go on meanwhile")
        for name in ("link.db", "dir/crawl.db", "real/crawl.db"):
            seen = self.run_raw("query", name, "--format", "jsonl", "SELECT count(*) AS n FROM pages")
            self.assertEqual(seen.status, 0, seen.output)
            self.assertGreater(int(seen.stdout.split(":")[1].strip(" }\n")), 0, name)
        self.finish(crawl, site)

    def test_a_hard_link_is_refused_and_the_crawl_goes_on(self):
        site = self.site(heavy(self.PAGES, 400), hosts=("127.0.0.1", "127.0.0.2"), latency=0.02)
        crawl = self.begin(site, "real/crawl.db")
        os.link(self.db, self.folder / "hard.db")
        self.check_refused(site, "hard.db", "has 2 names (hard links)")
        self.assertFalse((self.folder / "hard.db-lock").exists())
        self.finish(crawl, site)

    def test_a_kill_leaves_no_lock(self):
        site = self.site(heavy(self.PAGES, 400), latency=0.02)
        (self.folder / "link.db").symlink_to("real/crawl.db")
        crawl = self.begin(site, "link.db")
        crawl.kill()
        crawl.wait()
        self.crawl(site.url("/0"), "--per-host", "4")
        self.assertEqual(self.counts(), {"fetched": self.PAGES})


class FullDisk(CrawlCase):
    def small_disk(self, kib):
        try:
            disk = SmallDisk(self.folder / "small", kib)
        except OSError as error:
            self.skipTest(f"a small disk can't be mounted here, as root or by unshare -rm: {error}")
        self.addCleanup(disk.unmount)
        self.db = disk.path / "crawl.db"
        return disk

    def test_the_crawl_stops_says_why_and_goes_on_when_there_is_room(self):
        disk = self.small_disk(2_000)
        site = self.site(heavy(200))
        ended = self.run_raw(site.url("/0"), "-o", self.db, *FAST, "--per-host", "8", timeout=20)
        self.assertEqual(ended.status, 1, ended.output)
        self.assertIn(str(self.db), ended.stderr)
        self.assertIn("free some space", ended.stderr)
        self.assertLess(ended.seconds, 10)
        self.assertLess(len(site.targets()), 200, "the disk was large enough for all")
        said = {name: int(count.replace(",", "")) for name, count in re.findall(
            r"^ *(?:URLs )?(discovered|fetched|skipped|failed|waiting) +([0-9,]+)$", ended.stderr, re.M)}
        pages = int(re.search(r"^([0-9,]+) pages? in ", ended.stderr, re.M)[1].replace(",", ""))
        # Where there is room: a reader needs some too.
        copy = Path(tempfile.mkdtemp(dir=self.folder)) / "crawl.db"
        for file in disk.path.glob("crawl.db*"):
            shutil.copy(file, copy.with_name(file.name))
        in_file = dict(self.rows("SELECT state, count(*) FROM urls GROUP BY state", db=copy))
        self.assertEqual({state: said[state] for state in said if state != "discovered" and said[state] > 0}, in_file)
        self.assertEqual(said["discovered"], sum(in_file.values()))
        self.assertEqual(pages, in_file["fetched"])

        again = self.run_raw(site.url("/0"), "-o", self.db, *FAST, timeout=20)
        self.assertEqual(again.status, 1, again.output)
        self.assertIn(str(self.db), again.stderr)
        self.assertIn("free some space", again.stderr)

        disk.resize(64_000)
        self.check_counts()
        self.assertGreater(self.counts().get("fetched", 0), 0)
        kept = self.counts()["fetched"]
        self.assertGreaterEqual(kept, pages)
        before = len(site.targets())
        self.crawl(site.url("/0"), "--per-host", "8")
        self.assertEqual(self.counts(), {"fetched": 200})
        self.assertEqual(len(site.targets()) - before, 200 - kept, "what was kept is not asked for")
        self.assertEqual(self.end_reason(), "finished")


class Reading(CrawlCase):
    """Other programs at the file."""

    def crawling(self, site, requests=20, *options):
        process = self.start(site.url("/0"), "-o", self.db, *FAST, *options)
        self.assertTrue(site.wait_for(requests), "it does not crawl")
        return process

    def test_a_writer_that_holds_the_file_for_a_moment_is_waited_for(self):
        site = self.site(forest(150), latency=0.005)
        process = self.crawling(site)
        with closing(sqlite3.connect(self.db, isolation_level=None, timeout=10)) as other:
            other.execute("BEGIN IMMEDIATE")
            asked = len(site.log)
            # Long enough for all that may be in flight meanwhile to come in.
            threading.Event().wait(1.0)
            self.assertIsNone(process.poll(), "it does not wait")
            self.assertLess(asked, 150)
            other.execute("ROLLBACK")
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, out + err)
        self.check_counts()
        self.assertEqual(self.counts()["fetched"], 157)

    def test_a_writer_that_holds_the_file_for_longer_is_waited_for_and_that_is_said_once(self):
        site = self.site(forest(150), latency=0.005)
        process = self.crawling(site)
        with closing(sqlite3.connect(self.db, isolation_level=None, timeout=10)) as other:
            other.execute("BEGIN IMMEDIATE")
            said = process.stderr.readline()
            while "waits for the database" not in said:
                self.assertTrue(said, "it ends instead of waiting")
                said = process.stderr.readline()
            self.assertIn("crawl.db", said)
            self.assertIn("close the program that is writing", said)
            other.execute("ROLLBACK")
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, out + err)
        self.assertNotIn("waits for the database", err, "once is enough")
        self.assertIn("goes on", err)
        self.check_counts()
        self.assertEqual(self.counts()["fetched"], 157)

    def test_ctrl_c_ends_a_crawl_that_waits_for_the_file(self):
        site = self.site(forest(150), latency=0.005)
        process = self.crawling(site)
        with closing(sqlite3.connect(self.db, isolation_level=None, timeout=10)) as other:
            other.execute("BEGIN IMMEDIATE")
            said = process.stderr.readline()
            while said and "waits for the database" not in said:
                said = process.stderr.readline()
            process.send_signal(signal.SIGINT)
            started = time.monotonic()
            out, err = process.communicate(timeout=20)
            self.assertLess(time.monotonic() - started, 7, "5 s are promised; 2 more for a busy machine")
            self.assertEqual(process.returncode, 1, out + err)
            self.assertIn("close the program that is writing", err)
            other.execute("ROLLBACK")
        self.check_counts()
        self.crawl(site.url("/0"))
        self.assertEqual(self.counts()["fetched"], 157)

    def test_a_reader_that_stays_holds_up_nothing(self):
        site = self.site(forest(150), latency=0.005)
        process = self.crawling(site)
        with closing(sqlite3.connect(self.db, isolation_level=None, timeout=10)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM page").fetchall()
            out, err = process.communicate(timeout=20)
            self.assertEqual(process.returncode, 0, out + err)
        self.check_counts()
        self.assertEqual(self.end_reason(), "finished")

    def test_a_file_that_is_deleted_ends_the_crawl(self):
        site = self.site(forest(400), latency=0.01)
        process = self.crawling(site)
        self.db.unlink()
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 1, out + err)
        self.assertIn("crawl.db", err)
        self.assertIn("deleted or replaced", err)
        self.assertLess(len(site.targets()), 400)

    def test_a_file_that_is_replaced_ends_the_crawl_and_is_left_as_it_is(self):
        site = self.site(forest(400), latency=0.01)
        process = self.crawling(site)
        other = self.folder / "other"
        other.write_bytes(b"not a database")
        other.rename(self.db)
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 1, out + err)
        self.assertIn("deleted or replaced", err)
        self.assertEqual(self.db.read_bytes(), b"not a database")


class Damaged(CrawlCase):
    def test_a_damaged_page_gives_words_and_an_end(self):
        site = self.site(forest(40))
        self.crawl(site.url("/0"), "--max-pages", "25")
        whole = self.db.read_bytes()
        size = 8192
        failures = 0
        for number in random.Random(3).sample(range(len(whole) // size), 8):
            damaged = bytearray(whole)
            for at in range(number * size + (100 if number == 0 else 0), (number + 1) * size):
                damaged[at] ^= 0xFF
            path = self.folder / f"damaged{number}.db"
            path.write_bytes(damaged)
            ended = self.run_raw(site.url("/0"), "-o", path, *FAST, timeout=20)
            self.assertIn(ended.status, (0, 1), f"page {number}: {ended.output}")
            if ended.status == 1:
                failures += 1
                self.assertIn(path.name, ended.stderr)
                self.assertIn(".recover", ended.stderr, f"page {number}")
        self.assertGreater(failures, 0, "no damage was noticed: the test damages nothing")


def limited(which, soft, hard=None):
    return lambda: resource.setrlimit(which, (soft, soft if hard is None else hard))


@unittest.skipIf(has_address_sanitizer(), "AddressSanitizer and a limit of addresses don't go together")
class Memory(CrawlCase):
    def test_too_little_memory_is_said_and_ends_with_1(self):
        site = self.site(forest(20))
        ends = {}
        for mib in (30, 60, 80, 100, 250):
            process = self.start(site.url("/0"), "-o", self.folder / f"{mib}.db", *FAST,
                                 preexec_fn=limited(resource.RLIMIT_AS, mib << 20))
            _, err = process.communicate(timeout=30)
            ends[mib] = (process.returncode, err)
        for mib, (status, err) in ends.items():
            # 127: the loader itself had no room for the libraries, and says so.
            self.assertIn(status, (0, 1, 127), f"{mib} MiB: {err}")
            if status == 1:
                self.assertIn("memory", err, f"{mib} MiB")
        self.assertTrue(any(status == 1 for status, _ in ends.values()), ends)

    def test_memory_that_runs_out_on_the_way_is_said_and_nothing_kept_is_lost(self):
        noise = random.Random(1).randbytes(2_000_000).hex()
        site = self.site({f"/{i}": page(f"Page {i}", f"/{i + 1}", body=noise if i > 5 else "")
                          for i in range(20)}, latency=0.02)
        process = self.start(site.url("/0"), "-o", self.db, *FAST)
        self.assertTrue(site.wait_for(4))
        resource.prlimit(process.pid, resource.RLIMIT_AS, (1 << 20, 1 << 20))
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 1, out + err)
        self.assertIn("memory", err)
        self.check_counts()
        self.crawl(site.url("/0"))
        self.assertEqual(self.counts()["fetched"], 20 + 1)


class Files(CrawlCase):
    def test_few_files_mean_fewer_transfers_and_no_failures(self):
        hosts = [f"127.0.1.{i}" for i in range(1, 61)]
        site = self.site({(h, "/"): page("Start", "/1", "/2") for h in hosts}
                         | {(h, p): page("Leaf") for h in hosts for p in ("/1", "/2")},
                         hosts=hosts, latency=0.05)
        seeds = self.folder / "seeds"
        seeds.write_text("".join(site.url("/", h) + "\n" for h in hosts))
        process = self.start(seeds, "-o", self.db, *FAST, "--retries", "0",
                             preexec_fn=limited(resource.RLIMIT_NOFILE, 64))
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, out + err)
        self.check_counts()
        self.assertEqual(self.counts(), {"fetched": 180}, err)
        self.assertIn("files", err)
        self.assertIn("64", err)

    def test_the_soft_limit_is_raised_and_then_nothing_is_said(self):
        site = self.site({"/": "x"})
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        if hard != resource.RLIM_INFINITY and hard < 2048:
            self.skipTest(f"the hard limit of open files here is {hard}")
        process = self.start(site.url(), "-o", self.db, *FAST,
                             preexec_fn=limited(resource.RLIMIT_NOFILE, 64, hard))
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, out + err)
        self.assertNotIn("files", err)


class Signals(CrawlCase):
    def test_sigterm_and_sighup_end_in_order(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                site = self.site(forest(300), latency=0.01)
                self.db = self.folder / f"{number.name}.db"
                process = self.start(site.url("/0"), "-o", self.db, *FAST)
                self.assertTrue(site.wait_for(20))
                process.send_signal(number)
                out, err = process.communicate(timeout=10)
                self.assertEqual(process.returncode, 130, out + err)
                self.check_counts()
                self.assertEqual(self.end_reason(), "interrupted")
                self.assertEqual(len(site.targets()), self.counts()["fetched"], "what ran was kept")

    def test_under_nohup_a_hangup_is_nothing(self):
        site = self.site(forest(100), latency=0.01)
        process = self.start(site.url("/0"), "-o", self.db, *FAST,
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.assertTrue(site.wait_for(20))
        process.send_signal(signal.SIGHUP)
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, out + err)
        self.assertEqual(self.counts()["fetched"], 107)

    def test_a_reader_that_goes_away_is_no_reason_to_end(self):
        site = self.site(forest(100), latency=0.005)
        process = self.start(site.url("/0"), "-o", self.db, *FAST, "--verbose")
        process.stderr.readline()
        process.stderr.close()
        process.stdout.close()
        self.assertEqual(process.wait(20), 0)
        self.check_counts()
        self.assertEqual(self.counts()["fetched"], 107)


class Channels(CrawlCase):
    def test_closed_standard_channels_are_not_taken_by_the_database(self):
        site = self.site(forest(40), latency=0.01)
        for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
            with self.subTest(closed):
                self.db = self.folder / f"{len(closed)}{closed[:1]}.db"
                site.log.clear()
                process = self.start_in_shell(f'exec "$@" {closed}', site.url("/0"), "-o", self.db,
                                              *FAST, "--verbose")
                self.assertTrue(site.wait_for(10))
                places = {n: os.readlink(f"/proc/{process.pid}/fd/{n}") for n in (0, 1, 2)}
                process.communicate(timeout=20)
                self.assertEqual(process.returncode, 0)
                for number, place in places.items():
                    self.assertNotIn("crawl-e2e", place, f"descriptor {number}")
                    self.assertNotIn("socket", place, f"descriptor {number}")
                self.check_counts()

    def start_in_shell(self, script, *arguments):
        process = subprocess.Popen(["/bin/sh", "-c", script, "sh", BINARY, *map(str, arguments)],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, cwd=self.folder)
        self.addCleanup(lambda: (process.kill() if process.poll() is None else None, process.wait(),
                                 process.stdout.close(), process.stderr.close()))
        return process


class Answers(CrawlCase):
    """Commands that print, where nobody can read it; and files that are not finished."""

    def setUp(self):
        super().setUp()
        site = self.site({"/": page("Start", "/1"), "/1": page("One")})
        self.crawl(site.url("/"))

    def printing(self):
        return (["--help"], ["--version"], ["query", "--help"], ["export", "--help"], ["query", self.db],
                ["query", self.db, "SELECT url FROM urls"], ["export", self.db, "--format", "csv", "-o", "-"],
                ["export", self.db, "--format", "warc", "-o", "-"], ["search", self.db, "one"],
                ["show", self.db, self.column("SELECT url FROM urls")[0]], ["report", self.db, "-o", "-"])

    def in_shell(self, redirection, *arguments):
        return subprocess.run(["/bin/sh", "-c", f'exec "$@" {redirection}', "sh", BINARY, *map(str, arguments)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=self.folder, timeout=30)

    def test_what_nobody_can_read_is_said_and_ends_with_1(self):
        for words in self.printing():
            for redirection, why in ((">/dev/full", "No space left"), (">&-", "Bad file descriptor")):
                with self.subTest(words=words[:2], redirection=redirection):
                    ended = self.in_shell(redirection, *words)
                    self.assertEqual(ended.returncode, 1, ended.stderr)
                    self.assertIn("standard output: " + why, ended.stderr)

    def test_a_reader_that_has_gone_has_what_it_wanted(self):
        for words in self.printing():
            with self.subTest(words=words[:2]):
                ours, its = os.pipe()
                os.close(ours)
                process = self.start(*words, stdout=its)
                os.close(its)
                _, err = process.communicate(timeout=30)
                self.assertEqual((process.returncode, err), (0, ""))

    def parts(self):
        return [name for name in os.listdir(self.folder) if ".part-" in name]

    def exporting(self):
        """An export that has made its file and never comes to an end."""
        before = set(self.parts())
        endless = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n)"
        process = self.start("export", self.db, "--format", "csv", "--where", endless, "-o", self.folder / "out.csv")
        end = time.monotonic() + 20
        while set(self.parts()) <= before:
            self.assertIsNone(process.poll())
            self.assertLess(time.monotonic(), end, "it makes no file")
        return process

    def test_a_signal_leaves_no_unfinished_file(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                process = self.exporting()
                process.send_signal(number)
                _, err = process.communicate(timeout=20)
                self.assertEqual((process.returncode, err), (130, ""))
                self.assertEqual(self.parts(), [])

    def test_what_kill_9_leaves_is_removed_by_the_next_and_nothing_else(self):
        (self.folder / "out.csv.part-of-mine").write_text("mine")
        living, killed = self.exporting(), self.exporting()
        killed.kill()
        killed.wait()
        self.assertIn(f"out.csv.part-{killed.pid}", self.parts())
        ended = self.run_raw("export", self.db, "--format", "csv", "-o", self.folder / "out.csv")
        self.assertEqual(ended.status, 0, ended.output)
        self.assertEqual(set(self.parts()), {f"out.csv.part-{living.pid}", "out.csv.part-of-mine"})
        self.assertIn("One", (self.folder / "out.csv").read_text())


class KillNine(CrawlCase):
    def test_a_crawl_that_is_killed_again_and_again_ends_as_one_that_is_not(self):
        with rich_site(240) as site, open(self.folder / "log", "w") as log:
            killer = Killer([BINARY, site.url("/0"), *OPTIONS], self.folder, log, random.Random(11),
                            site)
            whole = killer.undisturbed()
            self.assertGreater(len(whole["pages"]), 240)
            for table, rows in whole.items():
                self.assertGreater(len(rows), 0, f"{table}: nothing to compare")
            rows = killer.round(10)
        self.assertEqual(killer.trouble, [])
        self.assertEqual(differences(whole, rows), [])
        self.assertGreaterEqual(killer.phases["crawling"], 5, killer.phases)


if __name__ == "__main__":
    namespaces.enter("-rm")
    unittest.main()
