"""Documentations with faults in them, served by nginx, and other people's link checkers: what link_checkers.py and
planted_faults.py share."""

import html
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.parse
from contextlib import contextmanager
from dataclasses import dataclass, field

from real_docs import wait_until_served

NGINX = """
user root;
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log crit;
events {{ worker_connections 4096; }}
http {{
  include /etc/nginx/mime.types;
  log_format short '$http_host$request_uri';
  access_log {folder}/access.log short buffer=64k flush=1s;
  sendfile on;
  keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    {listen}
    root "{root}"; absolute_redirect off;
    location /planted/410/ {{ return 410; }}
    location /planted/500/ {{ return 500; }}
    location /planted/loop-a/ {{ rewrite ^/planted/loop-a/(.*) /planted/loop-b/$1 redirect; }}
    location /planted/loop-b/ {{ rewrite ^/planted/loop-b/(.*) /planted/loop-a/$1 redirect; }}
    location /planted/moved/ {{ rewrite ^/planted/moved/(.*) /planted/404/$1 permanent; }}
  }}
  {more}
}}
"""
LINK = '<p><a href="{url}">planted {number}</a></p>'
FIGURES = f"{'requests':>9} {'URLs':>7} {'wall s':>8} {'URLs/s':>8} {'CPU s':>7} {'RSS MB':>7}"


@contextmanager
def served(folder, root, addresses, port, listen="", more=""):
    """Serves `root` on each address; gives the log of what is asked for. `listen`, `more`: of the server, and others."""
    log = folder / "access.log"
    log.touch()
    listen = " ".join(f"listen {address}:{port} backlog=1024;" for address in addresses) + listen
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, root=root, listen=listen, more=more))
    server = subprocess.Popen(["nginx", "-e", folder / "nginx.log", "-c", folder / "nginx.conf"])
    try:
        wait_until_served(addresses, port, server)
        yield log
    finally:
        server.terminate()
        server.wait()


def read(path):
    return path.read_text(encoding="utf-8", errors="surrogateescape")


def write(path, text):
    path.write_text(text, encoding="utf-8", errors="surrogateescape")


def with_more(text, markup):
    """The page with this at the end of its body."""
    end = text.rfind("</body>")
    return text[:end] + markup + text[end:] if end >= 0 else text + markup


def take_out_of_the_web(root):
    """What the documentation says of other sites is neither asked for nor judged."""
    for path in root.rglob("*.html"):
        write(path, re.sub(r'\b(href|src|srcset|action)(\s*=\s*["\']?(?:https?:)?//)', r"data-\1\2", read(path)))


def reachable(root, start):
    """The pages that links lead to from the start."""
    known, left = {start}, [start]
    while left:
        page = left.pop()
        text = read(root / page)
        for _, target in re.findall(r'<a\b[^>]*?\bhref\s*=\s*(["\'])(.*?)\1', text, re.S):
            path = urllib.parse.unquote(urllib.parse.urlsplit(html.unescape(target)).path)
            path = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
            if path.endswith(".html") and path not in known and (root / path).is_file():
                known.add(path)
                left.append(path)
    return sorted(known)


@dataclass
class Measured:
    """What a program said of the site, and what that cost."""

    accused: set = field(default_factory=set)  # addresses
    status: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    rss_mb: float = 0.0
    requests: int = 0
    urls: int = 0  # asked for, each counted once

    def figures(self):
        return (f"{self.requests:>9} {self.urls:>7} {self.wall:>8.1f} {self.urls / self.wall:>8.0f} {self.cpu:>7.1f} "
                f"{self.rss_mb:>7.0f}   status {self.status}")


def run(command, access_log, limit):
    """To its end, or to the limit; what it printed to standard output, and what it cost."""
    before = access_log.stat().st_size
    began = time.monotonic()
    with tempfile.TemporaryFile("w+", errors="replace") as out:
        process = subprocess.Popen(["timeout", str(limit), *map(str, command)], stdout=out, stderr=subprocess.DEVNULL,
                                   stdin=subprocess.DEVNULL)
        # Of the process and all that it waited for.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        out.seek(0)
        text = out.read()
    time.sleep(1.5)  # the server's log is written behind
    with open(access_log) as log:
        log.seek(before)
        asked = log.read().splitlines()
    return text, Measured(set(), process.returncode, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, len(asked),
                          len(set(asked)))


def linkchecker(site, starts, access_log, limit, parallel):
    # By itself it asks a host ten times a second at most.
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as settings:
        settings.write("[checking]\nmaxrequestspersecond=100000\n")
        settings.flush()
        text, cost = run(["linkchecker", "-f", settings.name, "--check-extern", "--no-warnings", "-t", parallel, "-o", "csv",
                          "--timeout", "10", *starts], access_log, limit)
    for line in text.splitlines():
        cells = line.split(";")
        if line.startswith("#") or len(cells) < 8 or cells[0] == "urlname":
            continue
        cost.accused.add(cells[7] if cells[7].startswith("http") else cells[0])
        cost.accused.add(urllib.parse.urljoin(cells[1], cells[0]))
    return cost


def lychee(site, starts, access_log, limit, parallel, more=()):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
        names.write("\n".join(site.pages))
        names.flush()
        program = shutil.which("lychee") or os.environ.get("LYCHEE")
        text, cost = run([program, "--no-progress", "--format", "json", "--max-retries", "0", "--max-concurrency", parallel,
                          "--host-concurrency", parallel, "--host-request-interval", "0ms", "--timeout", "10", *more, "--files-from", names.name],
                         access_log, limit)
    told = json.loads(text) if text.strip().startswith("{") else {}
    for rows in (told.get("error_map") or told.get("fail_map") or {}).values():
        cost.accused |= {row["url"] for row in rows}
    for rows in (told.get("timeout_map") or {}).values():
        cost.accused |= {row["url"] for row in rows}
    return cost


def is_installed(name):
    """linkchecker or lychee; LYCHEE names a program that is not in the path."""
    return bool(shutil.which(name) or name == "lychee" and os.environ.get("LYCHEE"))
