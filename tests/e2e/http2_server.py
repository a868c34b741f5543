"""An HTTP/2 server over TLS for tests, on loopback: it answers each request with the frames that its
script says, well-formed or not. Frames are those of RFC 9113, 4 and 6; written by hand, for a library
would refuse to misbehave."""

import socket
import ssl
import struct
import subprocess
import threading

DATA, HEADERS, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, CONTINUATION = 0, 1, 3, 4, 5, 6, 7, 9
END_STREAM, END_HEADERS = 1, 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
# RFC 7541, appendix A: 8 is ":status: 200", 31 the name content-type.
OK_HTML = b"\x88\x0f\x10\x09text/html"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


def head(stream, flags=END_HEADERS):
    return frame(HEADERS, flags, stream, OK_HTML)


def data(stream, payload, flags=0):
    return frame(DATA, flags, stream, payload)


def reset(stream, code):
    return frame(RST_STREAM, 0, stream, struct.pack(">I", code))


def goaway(last_stream, code):
    return frame(GOAWAY, 0, 0, struct.pack(">II", last_stream, code))


def make_certificate(folder):
    """A self-signed certificate with its key; gives the file."""
    pem = folder / "server.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-subj", "/CN=127.0.0.1", "-keyout", pem, "-out", folder / "cert.pem"],
                   check=True, capture_output=True)
    pem.write_text(pem.read_text() + (folder / "cert.pem").read_text())
    return pem


class Http2Server:
    """`script`: a callable of (stream number, how the manyeth request) that gives the bytes to send,
    and whether the connection stays open after them."""

    def __init__(self, certificate, script, host="127.0.0.1"):
        self.script = script
        self.requests = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._context.set_alpn_protocols(["h2"])
        self._listening = socket.create_server((host, 0))
        self._open = []
        self.url = f"https://{host}:{self._listening.getsockname()[1]}/"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self._open:
            connection.close()

    def _accept(self):
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            self._open.append(plain)
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain):
        try:
            with self._context.wrap_socket(plain, server_side=True) as connection:
                self._open.append(connection)
                self._speak(connection)
        except (OSError, EOFError):
            pass  # the client went away, which is its right

    def _speak(self, connection):
        read(connection, len(PREFACE))
        connection.sendall(frame(SETTINGS, 0, 0))
        while True:
            top = read(connection, 9)
            length, kind, flags = int.from_bytes(top[:3], "big"), top[3], top[4]
            read(connection, length)
            if kind == SETTINGS and not flags:
                connection.sendall(frame(SETTINGS, 1, 0))
            if kind != HEADERS:
                continue
            self.requests += 1
            answer, stays = self.script(int.from_bytes(top[5:9], "big"), self.requests)
            connection.sendall(answer)
            if not stays:
                return


def read(connection, size):
    got = b""
    while len(got) < size:
        piece = connection.recv(size - len(got))
        if not piece:
            raise EOFError
        got += piece
    return got
