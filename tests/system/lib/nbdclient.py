# SPDX-License-Identifier: ISC
"""The NBD protocol by hand, for what well-behaved clients never do."""

import socket
import struct

from bwtest import cleanup, equal


class Client:
    """One connection."""

    IHAVEOPT = b"IHAVEOPT"

    def __init__(self, port, source="127.0.0.1", host="127.0.0.1"):
        self.peer = socket.create_connection((host, port), 5, (source, 0))
        cleanup(self.peer.close)
        hello = self.take(18)
        equal(hello[:16], b"NBDMAGIC" + self.IHAVEOPT, "greeting")
        equal(hello[16:], b"\0\3", "flags")
        self.peer.sendall(struct.pack(">I", 3))

    def take(self, n):
        data = b""
        while len(data) < n:
            more = self.peer.recv(n - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def option(self, number, data=b""):
        self.peer.sendall(self.IHAVEOPT + struct.pack(">II", number, len(data))
                          + data)

    def reply(self):
        magic, option, kind, length = struct.unpack(">QIII", self.take(20))
        equal(magic, 0x3e889045565a9, "reply magic")
        return option, kind, self.take(length)

    def go(self, name=b"root"):
        self.option(7, struct.pack(">I", len(name)) + name + b"\0\0")
        while True:
            _, kind, _ = self.reply()
            if kind == 1:
                return
            equal(kind, 3, f"an INFO before the ACK, not {kind:x}")

    def request(self, kind, offset, length, cookie=7, flags=0):
        self.peer.sendall(struct.pack(">IHHQQI", 0x25609513, flags, kind,
                                      cookie, offset, length))

    def answer(self, length):
        magic, error, cookie = struct.unpack(">IIQ", self.take(16))
        equal(magic, 0x67446698, "answer magic")
        return error, cookie, self.take(length) if error == 0 else b""

    def write(self, offset, data, flags=0):
        """Returns the error."""
        self.request(1, offset, len(data), flags=flags)
        self.peer.sendall(data)
        return self.answer(0)[0]

    def read(self, offset, length):
        self.request(0, offset, length)
        error, _, data = self.answer(length)
        equal(error, 0, f"read {offset} {length}")
        return data

    def flush(self):
        self.request(3, 0, 0)
        return self.answer(0)[0]

    def disconnect(self):
        self.request(2, 0, 0)
        equal(self.peer.recv(1), b"", "disconnected")
        self.peer.close()
