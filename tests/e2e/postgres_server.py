"""The real PostgreSQL server, as it is installed, in a folder of its own and as another user than root."""

import csv
import io
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from harness import CrawlCase


def programs():
    """The folder of the newest release; None: none is installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "postgres").exists()), None)


def _user():
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class ServerCase(CrawlCase):
    """A test with a server for all of its cases."""

    @classmethod
    def setUpClass(cls):
        if programs() is None:
            raise unittest.SkipTest("PostgreSQL's server is not installed: apt-get install postgresql")
        cls.server = PostgresServer()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)


class PostgresServer:
    """`with PostgresServer() as server`: its databases are at server.address(name)."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="crawl-postgres-"))
        self._as = _user()
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        self.data = self.folder / "data"
        made = subprocess.run(
            [programs() / "initdb", "-D", self.data, "-U", "crawl", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            capture_output=True, text=True, cwd=self.folder, **self._as)
        if made.returncode != 0:
            raise RuntimeError(made.stderr)
        self.start()
        return self

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [programs() / "postgres", "-D", self.data, "-k", self.folder, "-c", "listen_addresses=",
                 "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=40"],
                stdout=log, stderr=log, cwd=self.folder, **self._as)
        # Its last line, once connections are taken.
        until = time.monotonic() + 60
        while "\nready" not in self._pid_file():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.02)

    def _pid_file(self):
        try:
            return (self.data / "postmaster.pid").read_text()
        except FileNotFoundError:
            return ""

    def kill(self):
        """All of its processes at once, without a word to anyone."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, name, password=""):
        user = f"crawl:{password}" if password else "crawl"
        return f"postgres://{user}@/{name}?host={self.folder}"

    def make(self, name):
        self.psql("postgres", f"CREATE DATABASE {name}")
        return self.address(name)

    def psql(self, name, sql):
        asked = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.address(name), "-c", sql],
                               capture_output=True, text=True)
        if asked.returncode != 0:
            raise RuntimeError(asked.stderr)
        return asked.stdout

    def rows(self, name, sql):
        """As texts; NULL is None."""
        text = self.psql(name, f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '\\N', FORCE_QUOTE *)")
        # What is not quoted is NULL.
        return [tuple(None if cell == "\\N" else cell for cell in row) for row in csv.reader(io.StringIO(text))]
