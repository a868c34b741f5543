#!/usr/bin/env python3
"""A fleet under faults, by hand: many processes on many hosts, with kills, freezes, restarts of the
server and a failover to a standby, all at random moments; then the server's log and the database are
held against each other.

  bench/fleet_faults.py --crawl build/release/crawl [--hosts 2000] [--pages 50] [--processes 8]
                        [--kills 6] [--freezes 6] [--restarts 2] [--failover] [--seed 1]

What must hold: every page is kept once; of each host no request comes sooner than the delay after the
last one, whoever sends it; what is asked twice is no more than what was on its way when a process
died or froze; the counts add up. Ends with 1 if anything does not. Needs nginx and PostgreSQL.
"""

import argparse
import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/e2e"))
from postgres_server import PostgresServer, programs  # noqa: E402
from scripted_site import unused_port  # noqa: E402


class Cluster(PostgresServer):
    """A primary, and a standby that becomes one when it is told to."""

    def begin_standby(self):
        self.standby = self.folder / "standby"
        self.sockets = self.folder / "second"
        self.sockets.mkdir()
        if self._as:
            os.chown(self.sockets, self._as["user"], self._as["group"])
        subprocess.run([programs() / "pg_basebackup", "-h", self.folder, "-U", "crawl", "-D", self.standby, "-R",
                        "-X", "stream", "-c", "fast"], check=True, cwd=self.folder, **self._as)
        with open(self.folder / "log2", "ab") as log:
            self.second = subprocess.Popen(
                [programs() / "postgres", "-D", self.standby, "-k", self.sockets, "-c", "listen_addresses=",
                 "-c", "fsync=off", "-c", "max_connections=60", "-c", "hot_standby=on"],
                stdout=log, stderr=log, cwd=self.folder, **self._as)

    def fail_over(self):
        self.kill()
        subprocess.run([programs() / "pg_ctl", "promote", "-D", self.standby, "-w", "-t", "60"], check=True,
                       cwd=self.folder, stdout=subprocess.DEVNULL, **self._as)

    def place(self, name, has_standby):
        hosts = f"{self.folder},{self.sockets}" if has_standby else self.folder
        return f"postgres://crawl@/{name}?host={hosts}"


def address(number):
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"


def make_site(folder, hosts, pages, port):
    root = folder / "site"
    root.mkdir()
    all_hosts = "".join(f'<a href="http://{address(i)}:{port}/0.html">{i}</a>\n' for i in range(hosts))
    (root / "index.html").write_text(f"<title>All</title>{all_hosts}")
    for i in range(pages):
        links = "".join(f'<a href="/{j}.html">{j}</a>' for j in (2 * i + 1, 2 * i + 2, i + 1) if j < pages)
        (root / f"{i}.html").write_text(f"<!doctype html><title>Page {i}</title>{links}<p>{'word ' * 200}")
    conf = folder / "nginx.conf"
    conf.write_text(f"""
daemon off; worker_processes 1; error_log {folder}/error.log; pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  log_format asked '$msec $request_time $host $uri';
  access_log {folder}/access.log asked;
  types {{ text/html html; }}
  server {{ listen {port} reuseport; root {root}; }}
}}
""")
    return conf


def before_others():
    """What comes while the server waits for a processor it takes for what came later, and all at once."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    except PermissionError:
        print("not root: on a busy machine the server's times are late, and requests look as if they came too early")


class Faults:
    def __init__(self, asked, place, port, folder):
        self.asked, self.place, self.port, self.folder = asked, place, port, folder
        self.chance = random.Random(asked.seed)
        self.said = open(folder / "said", "ab")
        self.running = []
        self.frozen = []  # (process, when it wakes)

    def begin(self, *seeds):
        command = [self.asked.crawl, *seeds, "-o", self.place, "--allow-private"]
        if seeds:
            command += ["--scope", "all", "--delay", str(self.asked.delay), "--per-host", "1", "--sitemaps", "no",
                        "--per-address", "100", "--wait-for-hosts", "0"]
        self.running.append(subprocess.Popen(command, stdout=self.said, stderr=self.said))

    def awake(self):
        frozen = [process for process, _ in self.frozen]
        return [process for process in self.running if process not in frozen and process.poll() is None]

    def kill(self):
        if len(self.awake()) < 2:
            return
        victim = self.chance.choice(self.awake())
        victim.kill()
        victim.wait()
        self.running.remove(victim)
        self.begin()

    def freeze(self):
        if len(self.awake()) < 2:
            return
        victim = self.chance.choice(self.awake())
        victim.send_signal(signal.SIGSTOP)
        self.frozen.append((victim, time.monotonic() + self.chance.uniform(0.3, 3) * self.asked.ttl / 1000))

    def wake(self):
        now = time.monotonic()
        for process, when in list(self.frozen):
            if now >= when:
                process.send_signal(signal.SIGCONT)
                self.frozen.remove((process, when))


def requests_so_far(folder):
    log = folder / "access.log"
    return log.read_bytes().count(b"\n") if log.exists() else 0


def run_faults(asked, faults, server, folder, wanted):
    """Each fault when so much of the site has been asked for."""
    kinds = (["kill"] * asked.kills + ["freeze"] * asked.freezes + ["restart"] * asked.restarts +
             ["failover"] * asked.failover)
    faults.chance.shuffle(kinds)
    # The last ones come before the end, or there is nobody to befall.
    moments = [wanted * (0.05 + 0.75 * i / max(1, len(kinds))) for i in range(len(kinds))]
    began = time.monotonic()
    primary_is_gone = False
    while any(process.poll() is None for process in faults.running):
        faults.wake()
        if time.monotonic() - began > asked.most_seconds:
            sys.exit(f"not done after {asked.most_seconds} s; see {folder}")
        if kinds and requests_so_far(folder) >= moments[0]:
            kind = kinds.pop(0)
            moments.pop(0)
            print(f"{time.monotonic() - began:7.1f} s  {kind}", flush=True)
            if kind in ("kill", "freeze"):
                getattr(faults, kind)()
            elif kind == "failover":
                server.fail_over()
                primary_is_gone = True
            elif not primary_is_gone:
                server.kill()
                time.sleep(faults.chance.uniform(0, 2))
                server.start()
        time.sleep(0.1)
    return time.monotonic() - began


def judge(asked, server, place, folder, wanted):
    wrong = []

    def one(sql):
        return subprocess.run(["psql", "-XAtq", place, "-c", sql], capture_output=True, text=True, check=True).stdout.strip()

    states = dict(line.split("|") for line in one("SELECT state, count(*) FROM urls GROUP BY 1").splitlines())
    if states != {"fetched": str(wanted)}:
        wrong.append(f"states {states}, wanted {wanted} fetched")
    if one("SELECT count(*) || ' ' || count(DISTINCT url) FROM pages") != f"{wanted} {wanted}":
        wrong.append("a page is missing or doubled")
    if one("SELECT count(*) FROM pages WHERE status <> 200") != "0":
        wrong.append("a page is not as it is")
    times, asked_for = collections.defaultdict(list), collections.Counter()
    for line in (folder / "access.log").read_text().splitlines():
        answered, took, host, uri = line.split(" ", 3)
        times[host].append(float(answered) - float(took))  # when it came, by the server's clock
        if uri != "/robots.txt":
            asked_for[host, uri] += 1
    if len(asked_for) != wanted:
        wrong.append(f"{len(asked_for)} pages were asked for, wanted {wanted}")
    again = sum(n - 1 for n in asked_for.values())
    early = []
    for host, moments in times.items():
        moments.sort()
        early += [(b - a, host) for a, b in zip(moments, moments[1:]) if b - a < asked.delay / 1000 - asked.jitter / 1000]
    if early:
        wrong.append(f"{len(early)} requests came too early, the worst after {min(early)[0] * 1000:.0f} ms: {min(early)[1]}")
    reasons = one("SELECT end_reason || ' ' || count(*) FROM crawl.run GROUP BY end_reason ORDER BY 1").replace("\n", ", ")
    print(f"{wanted} pages, {again} asked for again; runs: {reasons}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crawl", required=True)
    for name, value in (("hosts", 2000), ("pages", 50), ("processes", 8), ("kills", 6), ("freezes", 6), ("restarts", 2),
                        ("delay", 100), ("jitter", 30), ("ttl", 4000), ("seed", 1), ("most-seconds", 1800)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--failover", action="store_true")
    parser.add_argument("--keep", action="store_true", help="the folder, to look at it")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="crawl-fleet-"))
    folder.chmod(0o755)
    with unused_port() as reserved:
        port = reserved.getsockname()[1]
    nginx = subprocess.Popen(["nginx", "-c", make_site(folder, asked.hosts, asked.pages, port)], preexec_fn=before_others)
    wanted = asked.hosts * asked.pages + 1
    try:
        with Cluster() as server:
            place = server.make("fleet")
            seed = f"http://{address(0)}:{port}/"
            subprocess.run([asked.crawl, seed, "-o", place, "--max-pages", "1", "--scope", "all", "--delay",
                            str(asked.delay), "--per-host", "1", "--sitemaps", "no", "--per-address", "100",
                            "--wait-for-hosts", "0", "--allow-private"], check=True, stderr=subprocess.DEVNULL)
            server.psql("fleet", f"UPDATE crawl.setting SET value = '{asked.ttl}' WHERE name = 'ttl_ms'")
            if asked.failover:
                server.begin_standby()
            place = server.place("fleet", asked.failover)
            faults = Faults(asked, place, port, folder)
            faults.begin(seed)
            time.sleep(1)
            for _ in range(asked.processes - 1):
                faults.begin()
            seconds = run_faults(asked, faults, server, folder, wanted)
            print(f"{seconds:.1f} s, {wanted / seconds:.0f} pages/s")
            wrong = judge(asked, server, place, folder, wanted)
            if asked.failover:
                server.second.send_signal(signal.SIGQUIT)
                server.second.wait()
    finally:
        nginx.terminate()
        nginx.wait()
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)
    for words in wrong:
        print(f"wrong: {words}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
