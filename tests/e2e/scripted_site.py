"""A scripted web for tests: an HTTP/1.1 server on loopback that answers what it is told, misbehaves
when it is told, and keeps a log of who asked what and when.

Every loopback address and every name (`*.localhost`) is a host of its own to a crawler. Routes are
kept by (host, path with query); the value is

  Reply       an answer
  Raw         bytes sent as they are, and how the connection ends after them
  Endless     bytes, and then the same piece again and again until the client goes away
  str, bytes  an HTML page with status 200
  a list      of those: the first for the first request, and so on; the last one stays
  a callable  of one Request that gives any of those

Runs in a thread of its own; use as a context manager.
"""

import asyncio
import socket
import threading
import time
from dataclasses import dataclass, field

LOCAL = "127.0.0.1"


@dataclass
class Reply:
    body: bytes | str = b""
    status: int = 200
    type: str | None = "text/html; charset=utf-8"
    headers: dict | list = field(default_factory=dict)  # a list of pairs to repeat names
    delay: float = 0.0  # seconds before the first byte


@dataclass
class Raw:
    data: bytes = b""
    then: str = "close"  # or "hang" (say nothing more), or "reset" (RST)
    delay: float = 0.0


@dataclass
class Endless:
    head: bytes
    piece: bytes
    pause: float = 0.0  # seconds between pieces
    delay: float = 0.0


@dataclass
class Request:
    at: float  # time.monotonic() when its head was read
    host: str  # of the Host field, without the port
    target: str  # path and query
    headers: dict  # names in lower case
    connection: int
    number: int  # the how manyeth for this host and target, from 1
    in_flight: int  # to this host when it came, itself included
    method: str = "GET"
    answered_at: float | None = None


def page(title="", *links, head="", body=""):
    """An HTML page with a link to each of `links`."""
    anchors = "\n".join(f'<p><a href="{link}">to {link}</a></p>' for link in links)
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><h1>{title}</h1>{body}{anchors}</body></html>"
    )


def redirect(location, status=302):
    return Reply(status=status, headers={"Location": location})


class Site:
    """`routes`: {path: answer} of `hosts[0]`, or of another host by {(host, path): answer}."""

    def __init__(self, routes=None, hosts=(LOCAL,), latency=0.0, otherwise=None, held=None):
        self.hosts = tuple(hosts)
        self.held = held  # an unused_port(), to be listened on
        self.latency = latency
        self.otherwise = otherwise  # a callable for what has no route; default: 404
        self.log = []
        self.port = 0
        self._routes = {}
        self._seen = {}
        self._in_flight = {}
        self._connections = 0
        self._sockets = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        for path, answer in (routes or {}).items():
            self.set(path, answer)

    def set(self, path, answer):
        host, path = path if isinstance(path, tuple) else (self.hosts[0], path)
        self._routes[host, path] = answer

    def url(self, path="/", host=None):
        return f"http://{host or self.hosts[0]}:{self.port}{path}"

    def forget_visits(self):
        """Lists of answers begin anew."""
        self._seen.clear()

    # --- what was asked

    def requests(self, path=None, host=None):
        return [
            r for r in list(self.log)
            if path in (None, r.target) and host in (None, r.host)
        ]

    def count(self, path, host=None):
        return len(self.requests(path, host or self.hosts[0]))

    def targets(self, host=None):
        """Paths asked for, in order, robots.txt and sitemap.xml left out."""
        return [r.target for r in self.requests(host=host)
                if r.target not in ("/robots.txt", "/sitemap.xml")]

    def peak(self, host=None):
        return max((r.in_flight for r in self.requests(host=host)), default=0)

    def gaps(self, host=None):
        """Seconds between one request and the next of a host."""
        times = [r.at for r in self.requests(host=host)]
        return [later - earlier for earlier, later in zip(times, times[1:])]

    def wait_for(self, count, timeout=10.0):
        """Until `count` requests came; False when they don't in time."""
        end = time.monotonic() + timeout
        while len(self.log) < count:
            if time.monotonic() > end:
                return False
            time.sleep(0.001)
        return True

    # --- running

    def __enter__(self):
        self._sockets = [self.held] if self.held else _listen(self.hosts)
        self.port = self._sockets[0].getsockname()[1]
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()
        for each in self._sockets:
            each.close()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(lambda loop, context: None)  # clients may vanish
        for each in self._sockets:
            start = asyncio.start_server(self._serve, sock=each, limit=1 << 20)
            self._loop.run_until_complete(start)
        self._loop.run_forever()

    async def _serve(self, reader, writer):
        self._connections += 1
        connection = self._connections
        try:
            while await self._serve_one(reader, writer, connection):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _serve_one(self, reader, writer, connection):
        """Answers one request; True if the connection goes on."""
        first = await reader.readexactly(1)
        if first == b"\x16":  # TLS, which is not spoken here
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return False
        request = self._note(first + await reader.readuntil(b"\r\n\r\n"), connection)
        try:
            answer = self._answer(request)
            delay = answer.delay or self.latency
            if delay:
                await asyncio.sleep(delay)
            if isinstance(answer, Raw) and answer.then == "hang":
                writer.write(answer.data)
                await reader.read()
                return False
            if isinstance(answer, Endless):
                writer.write(answer.head)
                while True:
                    writer.write(answer.piece)
                    await writer.drain()
                    await asyncio.sleep(answer.pause)
        finally:
            # Before the last byte leaves: the client may ask again as soon as it has it.
            self._in_flight[request.host] -= 1
            request.answered_at = time.monotonic()
        if isinstance(answer, Raw):
            writer.write(answer.data)
            await writer.drain()
            if answer.then == "reset":
                _reset_on_close(writer.get_extra_info("socket"))
            return False
        writer.write(_encode(answer, request.method))
        await writer.drain()
        return request.headers.get("connection", "").lower() != "close"

    def _note(self, head, connection):
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target = first.split(" ")[:2]
        headers = {}
        for line in filter(None, lines):
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        host = headers.get("host", "").rsplit(":", 1)[0]
        key = host, target
        self._seen[key] = self._seen.get(key, 0) + 1
        self._in_flight[host] = self._in_flight.get(host, 0) + 1
        request = Request(time.monotonic(), host, target, headers, connection, self._seen[key],
                          self._in_flight[host], method)
        self.log.append(request)
        return request

    def _answer(self, request):
        answer = self._routes.get((request.host, request.target), self.otherwise)
        while not isinstance(answer, (Reply, Raw, Endless)):
            if answer is None:
                answer = Reply(page("Not found"), 404)
            elif isinstance(answer, (str, bytes)):
                answer = Reply(answer)
            elif isinstance(answer, list):
                answer = answer[min(request.number, len(answer)) - 1]
            else:
                answer = answer(request)
        return answer


def unused_port(host=LOCAL):
    """A bound socket that does not listen: connections to its port are refused while it lives."""
    held = socket.socket()
    held.bind((host, 0))
    return held


def _listen(hosts):
    """One listening socket for each address, all with one port; names share 127.0.0.1 and ::1."""
    addresses = {h if h[0].isdigit() else LOCAL: None for h in hosts}
    if any(not h[0].isdigit() for h in hosts) and socket.has_ipv6:
        addresses["::1"] = None
    for _ in range(50):
        made = []
        try:
            port = 0
            for address in addresses:
                family = socket.AF_INET6 if ":" in address else socket.AF_INET
                made.append(socket.create_server((address, port), family=family, backlog=512))
                port = made[-1].getsockname()[1]
            return made
        except OSError:
            for each in made:
                each.close()
            addresses.pop("::1", None)  # perhaps there is no IPv6 here
    raise RuntimeError("no port that is free on every address")


def _encode(reply, method):
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    fields = list(reply.headers.items() if isinstance(reply.headers, dict) else reply.headers)
    if reply.type is not None:
        fields.insert(0, ("Content-Type", reply.type))
    if not any(name.lower() == "content-length" for name, _ in fields):
        fields.append(("Content-Length", str(len(body))))
    head = f"HTTP/1.1 {reply.status} Status\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in fields)
    return head.encode("latin-1") + b"\r\n" + (b"" if method == "HEAD" else body)


def _reset_on_close(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
