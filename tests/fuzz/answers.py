#!/usr/bin/env python3
"""Mutated answers at the level of the socket, over HTTP/1.1 and HTTP/2: each request, robots.txt and
sitemaps included, is answered by a good answer that was broken at some places. The program may fail each
of them, but it must end by itself, without a sanitizer's report, and its counts must add up.

    tests/fuzz/answers.py build/asan/crawl [--answers 20000] [--seed 1]

Exits with 1 at a find; the folder with database and messages is kept then, and named. What request gets
what answer is the seed's choice (over HTTP/2 also that of the order on its connection), so that a find
can be met again."""

import argparse
import gzip
import random
import re
import shutil
import socket
import sqlite3
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import http2_server as h2

PAGES_OF_HOST = 2  # few, for a host that fails again and again is left alone for longer and longer
# For one crawl. Most is answered long before; what is left are hosts that are asked again after minutes.
MAX_TIME = 300
SECONDS = MAX_TIME + 60
PAGE = (b"<!doctype html><title>A page</title><base href='/b/'><meta charset=utf-8><h1>Words</h1>"
        b"<p>Some words to read here.<a href='/next?q=1'>next</a><a href='../other'>other</a><img src=i.png>")

# --- HTTP/1.1

HEADERS = (
    b"Content-Type: text/html; charset=utf-8", b"Content-Type: text/html", b"Content-Type: application/xml",
    b"Content-Encoding: gzip", b"Content-Encoding: br", b"Content-Encoding: deflate, gzip", b"Content-Encoding: none",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked", b"Content-Length: 10", b"Content-Length: 0",
    b"Content-Length: 18446744073709551616", b"Content-Length: -1", b"Content-Length: abc", b"Content-Length: 5, 5",
    b"Location: /elsewhere", b"Location: //127.0.0.1:1/", b"Location: http://[::1", b"Location: \xff\xfe?\x80",
    b"Location: /" + b"a" * 9000, b"Set-Cookie: a=b; Path=/; Max-Age=100", b"Set-Cookie: __Host-a=b; Secure; Domain=x",
    b"Set-Cookie: " + b"c" * 5000, b"Retry-After: 1", b"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT",
    b"WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth,auth-int\", algorithm=SHA-256, stale=true",
    b"WWW-Authenticate: Digest realm=\"\\", b"WWW-Authenticate: Basic realm=x, Negotiate, NTLM TlRMTVNTUAAC",
    b"Strict-Transport-Security: max-age=31536000; includeSubDomains", b"Alt-Svc: h3=\":443\"; ma=86400, h2=\":1\"",
    b"Link: </x>; rel=canonical, <y>; rel=\"next", b"X-Robots-Tag: noindex, unavailable_after: 25 Jun 2010",
    b"Refresh: 0; url=/r", b"Connection: close", b"Connection: upgrade", b"Upgrade: h2c", b"Trailer: Expires",
    b"Last-Modified: Mon, 30 Feb 2024 25:61:61 GMT", b"ETag: W/\"x", b" folded: yes", b"\tfolded", b": no name", b"no colon",
    b"Content-Disposition: attachment; filename*=UTF-8''%ff%00", b"Content-Range: bytes 0-1/2", b"X: " + b"y" * 70000,
    b"Content-Language: de\0, en", b"Proxy-Authenticate: Digest x", b"Date: 0",
)
STATUSES = (b"HTTP/1.1 200 OK",) * 12 + (
    b"HTTP/1.1 301 Moved", b"HTTP/1.1 302 Found", b"HTTP/1.1 307 T", b"HTTP/1.1 304 Not Modified", b"HTTP/1.1 204 No",
    b"HTTP/1.1 206 Partial", b"HTTP/1.1 401 Unauthorized", b"HTTP/1.1 404 Not Found", b"HTTP/1.1 429 Slow", b"HTTP/1.1 503 No",
    b"HTTP/1.0 200 OK", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK", b"HTTP/1.1 101 Switching Protocols", b"HTTP/1.1 103 Early",
    b"HTTP/1.1 999 X", b"HTTP/1.1 2000", b"HTTP/9.9 200", b"HTTP/2 200", b"ICY 200 OK", b"HTTP/1.1 000", b"HTTP/1.1",
)
TOKENS = (b"\0", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\r\n ", b"\n\t", b":", b";", b",", b"=", b"\"", b"\\", b"%", b"<", b"\xff\xfe",
          b"\x80", b"\x1b[2J", b"ffffffffffffffff\r\n", b"-1\r\n", b"0\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"a" * 3000, b" " * 300)
ROBOTS = b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.001\nSitemap: /sitemap.xml\n"
SITEMAP = (b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
           b"<url><loc>/from-sitemap</loc><lastmod>2024-02-30</lastmod></url></urlset>")


def chunked(chance, body):
    pieces = b""
    while body:
        size = chance.randint(1, len(body))
        pieces += b"%x%s\r\n%s\r\n" % (size, chance.choice((b"", b"", b";x=y", b" ")), body[:size])
        body = body[size:]
    return pieces + b"0\r\n" + chance.choice((b"", b"", b"Trailing: yes\r\n")) + b"\r\n"


def good_answer(chance, path):
    body = {"/robots.txt": ROBOTS, "/sitemap.xml": SITEMAP}.get(path, PAGE)
    lines = [chance.choice(STATUSES), b"Content-Type: text/plain" if path == "/robots.txt" else b"Content-Type: text/html"]
    if chance.random() < 0.2:
        body = gzip.compress(body)
        lines.append(b"Content-Encoding: gzip")
    if chance.random() < 0.3:
        body = chunked(chance, body)
        lines.append(b"Transfer-Encoding: chunked")
    elif chance.random() < 0.9:
        lines.append(b"Content-Length: %d" % len(body))
    return lines, body


def mutate_bytes(chance, data):
    data = bytearray(data)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(5)
        if kind == 0 and at < len(data):
            data[at] = chance.randrange(256)
        elif kind == 1:
            data[at:at] = chance.choice(TOKENS)
        elif kind == 2:
            del data[at:at + chance.choice((1, 3, 20, 200))]
        elif kind == 3:
            data[at:at] = data[max(0, at - chance.randint(1, 60)):at]
        else:
            del data[at:]
    return bytes(data)


def mutated_answer(chance, path):
    lines, body = good_answer(chance, path)
    if path == "/robots.txt" and chance.random() < 0.7:  # or next to no page would be asked for
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        kind, at = chance.randrange(5), chance.randint(1, len(lines))
        if kind == 0:
            lines.insert(at, chance.choice(HEADERS))
        elif kind == 1:
            lines.append(lines[at - 1])
        elif kind == 2:
            lines.insert(at, b" " + chance.choice(HEADERS))
        elif kind == 3 and at < len(lines):
            del lines[at]
        else:
            lines[at - 1] += chance.choice(TOKENS)
    return mutate_bytes(chance, chance.choice((b"\r\n",) * 9 + (b"\n",)).join(lines) + b"\r\n\r\n" + body)


# --- HTTP/2

def literal(name, value):
    """RFC 7541, 6.2.2, both lengths below 127."""
    return b"\0" + bytes((len(name),)) + name + bytes((len(value),)) + value


def mutated_frames(chance, stream):
    if stream == 1 and chance.random() < 0.5:  # most likely robots.txt
        return h2.frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, stream, b"\x8d")
    block = chance.choice((b"\x88", b"\x88", b"\x88", b"\x8d", b"\x8e", b"\x48\x03301", literal(b":status", b"2000"), b""))
    block += b"\x0f\x10\x09text/html"
    for _ in range(chance.choice((0, 1, 2, 5))):
        name, _, value = chance.choice(HEADERS).partition(b": ")
        block += literal(chance.choice((name.lower(), name))[:120], value[:120])
    if chance.random() < 0.3:
        block = mutate_bytes(chance, block)
    cut = chance.randint(0, len(block))
    whole = chance.random() < 0.8
    frames = [h2.frame(h2.HEADERS, h2.END_HEADERS if whole else 0, stream, block if whole else block[:cut])]
    if not whole:
        frames.append(h2.frame(h2.CONTINUATION, chance.choice((h2.END_HEADERS, 0)), stream, block[cut:]))
    body = gzip.compress(PAGE) if chance.random() < 0.1 else PAGE
    frames += [h2.data(stream, body[:50]), h2.data(stream, body[50:], h2.END_STREAM)]
    strange = (
        h2.reset(stream, chance.randrange(15)), h2.goaway(chance.choice((0, stream, 2**31 - 1)), chance.randrange(15)),
        h2.frame(h2.PUSH_PROMISE, h2.END_HEADERS, stream, struct.pack(">I", 2) + b"\x82\x84\x86"),
        h2.frame(h2.SETTINGS, 0, 0, struct.pack(">HI", chance.randint(0, 9), chance.choice((0, 1, 2**14, 2**31, 2**32 - 1)))),
        h2.frame(8, 0, chance.choice((0, stream)), struct.pack(">I", chance.choice((0, 1, 2**31 - 1)))),
        h2.frame(h2.PING, chance.choice((0, 1)), 0, b"12345678"[:chance.choice((8, 8, 3))]), h2.frame(2, 0, stream, b"\0\0\0\0\1"),
        h2.frame(h2.DATA, 8, stream, bytes((chance.randrange(256),)) + b"padded"), h2.frame(99, 255, stream, b"unknown"),
        h2.head(stream), h2.frame(h2.HEADERS, 5, stream, literal(b"trailing", b"yes")), h2.head(stream + 2), h2.data(stream + 100, b"x"),
    )
    for _ in range(chance.choice((0, 1, 1, 3))):
        frames.insert(chance.randint(0, len(frames)), chance.choice(strange))
    if chance.random() < 0.1:
        del frames[chance.randrange(len(frames))]
    answer = b"".join(frames)
    return mutate_bytes(chance, answer) if chance.random() < 0.3 else answer


# --- the server

class Server:
    """All of 127.0.0.0/8 at one port: as many hosts as one likes. Counts what it answered."""

    def __init__(self, seed, context=None):
        self.answered = 0
        self._seed, self._context = seed, context
        self._lock = threading.Lock()
        self._listening = socket.create_server(("0.0.0.0", 0), backlog=512)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self._listening.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _chance(self, key):
        with self._lock:
            self.answered += 1
        return random.Random(f"{self._seed} {key}")

    def _serve(self, connection):
        host = connection.getsockname()[0]
        try:
            with connection:
                connection.settimeout(20)
                if self._context is None:
                    self._speak_http1(connection, host)
                    return
                with self._context.wrap_socket(connection, server_side=True) as wrapped:
                    self._speak_http2(wrapped, host)
        except (OSError, EOFError):
            pass  # the client went away, which is its right

    def _speak_http1(self, connection, host):
        while True:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            path = head.split(b" ")[1].decode()
            chance = self._chance(host + path)
            answer = mutated_answer(chance, path)
            cut = chance.randint(0, len(answer))
            for piece in (answer[:cut], answer[cut:]) if chance.random() < 0.3 else (answer,):
                connection.sendall(piece)
            end = chance.random()
            if end < 0.001:
                connection.recv(1)  # says nothing more: the client's timeout
            if end < 0.05:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if end < 0.6:
                return

    def _speak_http2(self, connection, host):
        h2.read(connection, len(h2.PREFACE))
        connection.sendall(h2.frame(h2.SETTINGS, 0, 0))
        requests = 0
        while True:
            top = h2.read(connection, 9)
            length, kind, flags = int.from_bytes(top[:3], "big"), top[3], top[4]
            h2.read(connection, length)
            if kind == h2.SETTINGS and not flags:
                connection.sendall(h2.frame(h2.SETTINGS, 1, 0))
            if kind != h2.HEADERS:
                continue
            stream, requests = int.from_bytes(top[5:9], "big"), requests + 1
            chance = self._chance(f"{host} {stream} {requests}")
            connection.sendall(mutated_frames(chance, stream))
            if chance.random() < 0.3:
                return


# --- judging

def faults_of(folder, status, output):
    """What is wrong about a crawl that ended, in words."""
    found = [line for line in output.splitlines()
             if re.search(r"Sanitizer|runtime error:|terminate called|Assertion", line)][:3]
    # 3: hosts were left that give no answer for now.
    if status not in (0, 3):
        found.append(f"exit status {status}")
    with closing(sqlite3.connect(folder / "crawl.db")) as db:
        if db.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            found.append("the database is malformed")
        counts = dict(db.execute("SELECT state, count(*) FROM urls GROUP BY state"))
        if not set(counts) <= {"waiting", "fetched", "skipped", "failed"}:
            found.append(f"states {counts}")
        for view, state in (("pages", "fetched"), ("errors", "failed")):
            rows, = db.execute(f"SELECT count(*) FROM {view}").fetchone()
            if rows != counts.get(state, 0):
                found.append(f"{rows} rows in {view}, {counts.get(state, 0)} {state}")
        if db.execute("SELECT count(*) - count(DISTINCT url) FROM pages").fetchone() != (0,):
            found.append("a page is there twice")
        reasons = db.execute("SELECT coalesce(state || '/' || reason, state), count(*) FROM urls "
                             "GROUP BY 1 ORDER BY 2 DESC").fetchall()
    print("  " + ", ".join(f"{count} {name}" for name, count in reasons))
    return found


def host_name(number):
    return f"127.{number // 62_500 + 1}.{number // 250 % 250}.{number % 250 + 1}"


def crawl(binary, server, scheme, answers, folder):
    """One crawl of so many hosts that the server gives `answers`; its faults."""
    per_host = PAGES_OF_HOST + 1  # its robots.txt
    with open(folder / "seeds.txt", "w") as seeds:
        for host in range(max(1, answers // per_host)):
            for page in range(PAGES_OF_HOST):
                seeds.write(f"{scheme}://{host_name(host)}:{server.port}/{page}\n")
    command = [binary, "seeds.txt", "-o", "crawl.db", "--allow-private", "--insecure", "--delay", "0", "--timeout", "1",
               "--retries", "0", "--wait-for-hosts", "0", "--auth", "user:secret", "--concurrency", "100", "--max-time", str(MAX_TIME)]
    with open(folder / "messages.txt", "w") as messages:
        process = subprocess.Popen(command, cwd=folder, stdout=messages, stderr=messages, stdin=subprocess.DEVNULL)
        try:
            status = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return [f"it did not end in {SECONDS} s"]
    return faults_of(folder, status, (folder / "messages.txt").read_text(errors="replace"))


def run(binary, scheme, answers, seed):
    folder = Path(tempfile.mkdtemp(prefix="crawl-answers-"))
    context = None
    if scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(h2.make_certificate(folder))
        context.set_alpn_protocols(["h2"])
    server = Server(seed, context)
    found = crawl(binary, server, scheme, answers, folder)
    if server.answered < answers:
        found.append(f"it asked for no more than {server.answered} of {answers} answers in {MAX_TIME} s")
    name = "HTTP/1.1" if scheme == "http" else "HTTP/2"
    print(f"{name:8} {server.answered:7} answers, " + ("A FIND, see " + str(folder) if found else "no find"))
    for fault in found:
        print("  " + fault)
    if not found:
        shutil.rmtree(folder)
    return not found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=lambda path: str(Path(path).resolve(strict=True)))
    parser.add_argument("--answers", type=int, default=20_000, help="of each protocol")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    good = [run(arguments.binary, scheme, arguments.answers, arguments.seed) for scheme in ("http", "https")]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
