"""A network of the test's own, in which nothing leaves the machine and any address can be served:
loopback alone, with public addresses on it and with files of ours in place of the system's.

The program calls enter() first of all, and set_up() before its first test; both need Linux.
"""

import ctypes
import os
import shutil
import socket
import struct
import tempfile
import unittest
from pathlib import Path

import namespaces

# Every address of an IPv4 network here is this machine's, as 127/8 is everywhere.
NETWORKS = ("93.184.216.34/24", "10.0.0.1/24", "2606:2800:220:1::34/128", "2606:2800:220:1::35/128")

_IFF_UP = 1
_LOOPBACK = 1  # its index in each network namespace
_MS_BIND = 4096
_RTM_NEWLINK, _RTM_NEWADDR = 16, 20
_REQUEST_WITH_ANSWER, _CREATE = 0x5, 0x400
_IFA_ADDRESS, _IFA_LOCAL = 1, 2


def enter():
    namespaces.enter("-rmn")


def set_up():
    """Raises SkipTest where there can be no such network."""
    if not namespaces.entered():
        raise unittest.SkipTest("a network of one's own can't be had here, as root or by unshare -rmn")
    _tell_kernel(_RTM_NEWLINK, struct.pack("BxHiII", socket.AF_UNSPEC, 0, _LOOPBACK, _IFF_UP, _IFF_UP))
    for network in NETWORKS:
        address, prefix = network.split("/")
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        packed = socket.inet_pton(family, address)
        attributes = b"".join(struct.pack("HH", 4 + len(packed), kind) + packed
                              for kind in (_IFA_LOCAL, _IFA_ADDRESS))
        _tell_kernel(_RTM_NEWADDR,
                     struct.pack("BBBBI", family, int(prefix), 0, 0, _LOOPBACK) + attributes)


class SystemFiles:
    """Files of ours over the system's, for all programs of this namespace, until close()."""

    def __init__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="crawl-files-"))
        self._ours = {}

    def write(self, path, text):
        """Raises OSError if there is no file at `path`, or none can be laid over it."""
        ours = self._folder / path.strip("/").replace("/", "-")
        ours.write_text(text)
        if path not in self._ours:
            _check(_libc.mount(os.fsencode(ours), os.path.realpath(path).encode(), b"none",
                               ctypes.c_ulong(_MS_BIND), None), path)
            self._ours[path] = ours

    def close(self):
        for path in self._ours:
            _libc.umount(os.path.realpath(path).encode())
        shutil.rmtree(self._folder, ignore_errors=True)


class Watch:
    """Listens at an address that nobody is to connect to."""

    def __init__(self, address, port):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.create_server((address, port), family=family)
        self._socket.setblocking(False)

    def visits(self):
        """The connections made since the last call."""
        count = 0
        try:
            while True:
                self._socket.accept()[0].close()
                count += 1
        except BlockingIOError:
            return count

    def close(self):
        self._socket.close()


class Mute:
    """An address that lets connections wait for ever: its queue of connections is full, and to more
    Linux says nothing at all."""

    def __init__(self, address, port):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.create_server((address, port), family=family, backlog=0)
        self._first = socket.create_connection((address, port))

    def close(self):
        self._first.close()
        self._socket.close()


def _tell_kernel(kind, body):
    """One request to the kernel's rtnetlink(7)."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as channel:
        channel.send(struct.pack("IHHII", 16 + len(body), kind, _REQUEST_WITH_ANSWER | _CREATE, 1, 0) + body)
        error = -struct.unpack_from("i", channel.recv(4096), 16)[0]
    if error:
        raise unittest.SkipTest("addresses can't be had here: " + os.strerror(error))


def _check(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


_libc = ctypes.CDLL(None, use_errno=True)
