"""A name server for tests, at 127.0.0.1:53 by UDP, that answers what it is told and keeps a log of
what it was asked.

Names are given in lower case; "*.corp.test" stands for all names below. An answer is a text of
addresses of both families ("192.0.2.1 2001:db8::1", for each question those of its type), or one of
SERVFAIL, SILENCE and NO_SUCH_NAME, which also is what a name gets that is not known here. Several
answers are given in turn, for each type of question on its own; the last one stays. All hold for no
time at all (TTL 0).

Runs in a thread of its own; use as a context manager.
"""

import ipaddress
import socket
import struct
import threading
import time
from dataclasses import dataclass

NO_SUCH_NAME = 3
SERVFAIL = 2
SILENCE = None

_TYPES = {1: "A", 28: "AAAA"}


@dataclass
class Question:
    at: float  # time.monotonic()
    name: str
    type: str


class NameServer:
    def __init__(self):
        self.log = []
        self._answers = {}
        self._given = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def set(self, name, *answers):
        self._answers[name] = answers

    def asked(self, name=None):
        """The types of the questions about a name, in order; without one, the names asked about."""
        if name is None:
            return {question.name for question in list(self.log)}
        return [question.type for question in list(self.log) if question.name == name]

    def __enter__(self):
        self._socket.bind(("127.0.0.1", 53))
        self._thread.start()
        return self

    def __exit__(self, *_):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stop:
            stop.sendto(b"", ("127.0.0.1", 53))
        self._thread.join()
        self._socket.close()

    def _serve(self):
        while True:
            packet, place = self._socket.recvfrom(4096)
            if not packet:
                return
            reply = self._reply(packet)
            if reply:
                self._socket.sendto(reply, place)

    def _reply(self, packet):
        """RFC 1035 4.1: the header and the question come back, then the records."""
        name, end = _name_at(packet, 12)
        kind = int.from_bytes(packet[end:end + 2], "big")
        type_ = _TYPES.get(kind, str(kind))
        self.log.append(Question(time.monotonic(), name, type_))
        answer = self._answer(name, type_)
        if answer is SILENCE:
            return None
        records = []
        if isinstance(answer, str):
            for address in map(ipaddress.ip_address, answer.split()):
                if _TYPES.get(kind) == ("A" if address.version == 4 else "AAAA"):
                    records.append(struct.pack(">HHHIH", 0xC00C, kind, 1, 0, len(address.packed)) + address.packed)
        recursion = 0x8180  # an answer, wished for and had
        code = answer if isinstance(answer, int) else 0
        head = packet[:2] + struct.pack(">HHHHH", recursion | code, 1, len(records), 0, 0)
        return head + packet[12:end + 4] + b"".join(records)

    def _answer(self, name, type_):
        key = name
        while key not in self._answers:
            _, dot, parent = key.removeprefix("*.").partition(".")
            if not dot:
                return NO_SUCH_NAME
            key = "*." + parent
        answers = self._answers[key]
        given = self._given.get((name, type_), 0)
        self._given[name, type_] = given + 1
        return answers[min(given, len(answers) - 1)]


def _name_at(packet, at):
    labels = []
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1").lower())
        at += 1 + packet[at]
    return ".".join(labels), at + 1
