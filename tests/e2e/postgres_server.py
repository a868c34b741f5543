"""PostgreSQL as Debian has it, in a folder of its own on a free port of loopback: for tests that write a
crawl to a server. Ended by its pid."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

RELEASES = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
MISSING = None if RELEASES else "no PostgreSQL is installed (package postgresql)"
PROGRAMS = RELEASES[-1].parent if RELEASES else None
USER = "crawl"


def _user():
    """Who runs it: not root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


class PostgresServer:
    """`settings`: more lines of its configuration, as "name=value"."""

    def __init__(self, *settings):
        self.settings = settings
        self.process = None

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="crawl-postgres-"))
        if user := _user():
            os.chown(self.folder, user["user"], user["group"])
        self.data = self.folder / "data"
        made = subprocess.run([PROGRAMS / "initdb", "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8",
                               "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
                              capture_output=True, text=True, cwd=self.folder, **_user())
        if made.returncode != 0:
            raise RuntimeError(f"initdb: {made.stdout}{made.stderr}")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()
        return self

    def start(self):
        # Nothing of a test's must outlive a loss of power.
        settings = ("listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={self.folder}",
                    "fsync=off", "full_page_writes=off", "shared_buffers=32MB", *self.settings)
        words = [word for setting in settings for word in ("-c", setting)]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([PROGRAMS / "postgres", "-D", self.data, *words], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL, cwd=self.folder, **_user())
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            # Its last line, once it takes connections.
            state = self.data / "postmaster.pid"
            if state.exists() and state.read_text().rstrip().endswith("ready"):
                return
            time.sleep(0.01)
        raise RuntimeError(f"PostgreSQL does not start: {(self.folder / 'log').read_text()}")

    def stop(self, how=signal.SIGINT):
        """SIGINT: connections are ended; SIGQUIT: as if it had crashed."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def __exit__(self, *_):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def place(self, database):
        return f"postgres://{USER}@127.0.0.1:{self.port}/{database}"

    def make(self, database):
        """A new database; where it is, for -o."""
        self.psql("postgres", f"CREATE DATABASE {database}")
        return self.place(database)

    def psql(self, database, sql):
        """The rows of the answer, as lists of texts; None for NULL."""
        ran = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-R", "\x1e", "-P", "null=\x1d", "-v",
                              "ON_ERROR_STOP=1", self.place(database)],
                             input=sql, capture_output=True, text=True)
        if ran.returncode != 0:
            raise RuntimeError(f"psql: {ran.stderr}")
        rows = ran.stdout.removesuffix("\n").split("\x1e") if ran.stdout.strip() else []
        return [[None if cell == "\x1d" else cell for cell in row.split("\x1f")] for row in rows]
