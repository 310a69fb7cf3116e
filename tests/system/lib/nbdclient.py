# SPDX-License-Identifier: ISC
"""The NBD protocol by hand, for what well-behaved clients never do."""

import socket
import struct

from bwtest import cleanup, equal

SIMPLE, STRUCTURED, EXTENDED = range(3)
READ, WRITE, DISC, FLUSH, TRIM, CACHE, ZERO, STATUS = range(8)
FUA, NO_HOLE, DF, REQ_ONE, FAST_ZERO, PAYLOAD_LEN = (1 << i for i in range(6))
EPERM, EIO, EINVAL, ENOSPC, ENOTSUP = 1, 5, 22, 28, 95


def name_of(text, *rest):
    """A string behind its length, and what follows it."""
    return struct.pack(">I", len(text)) + text + b"".join(rest)


def queries(name, *texts):
    """The data of the options for metadata contexts."""
    return name_of(name, struct.pack(">I", len(texts)), *map(name_of, texts))


class Client:
    """One connection."""

    IHAVEOPT = b"IHAVEOPT"

    def __init__(self, port, source="127.0.0.1", host="127.0.0.1", flags=3):
        self.headers = SIMPLE
        self.peer = socket.create_connection((host, port), 5, (source, 0))
        cleanup(self.peer.close)
        hello = self.take(18)
        equal(hello[:16], b"NBDMAGIC" + self.IHAVEOPT, "greeting")
        equal(hello[16:], b"\0\3", "flags")
        self.peer.sendall(struct.pack(">I", flags))

    def take(self, n):
        data = bytearray(n)
        view, at = memoryview(data), 0
        while at < n:
            more = self.peer.recv_into(view[at:])
            if more == 0:
                raise EOFError
            at += more
        return bytes(data)

    def option(self, number, data=b""):
        self.peer.sendall(self.IHAVEOPT + struct.pack(">II", number, len(data))
                          + data)

    def reply(self):
        magic, option, kind, length = struct.unpack(">QIII", self.take(20))
        equal(magic, 0x3e889045565a9, "reply magic")
        return option, kind, self.take(length)

    def agree(self, headers):
        """On another form of requests and replies."""
        if headers != SIMPLE:
            self.option({STRUCTURED: 8, EXTENDED: 11}[headers])
            equal(self.reply()[1], 1, f"headers {headers}")
        self.headers = headers

    def choose_context(self, name=b"root"):
        self.option(10, queries(name, b"base:allocation"))
        equal(self.reply()[1], 4, "a context")
        equal(self.reply()[1], 1, "and the end")

    def go(self, name=b"root"):
        """Returns the size and the transmission flags."""
        self.option(7, name_of(name, b"\0\0"))
        seen = None
        while True:
            _, kind, data = self.reply()
            if kind == 1:
                return seen
            equal(kind, 3, f"an INFO before the ACK, not {kind:x}")
            if data[:2] == b"\0\0":
                seen = struct.unpack(">QH", data[2:])

    def request(self, kind, offset, length, cookie=7, flags=0, data=b""):
        if self.headers == EXTENDED:
            header = struct.pack(">IHHQQQ", 0x21e41c71, flags |
                                 (PAYLOAD_LEN if kind == WRITE else 0), kind,
                                 cookie, offset, length)
        else:
            header = struct.pack(">IHHQQI", 0x25609513, flags, kind, cookie,
                                 offset, length)
        self.peer.sendall(header + data)

    def answer(self, length):
        magic, error, cookie = struct.unpack(">IIQ", self.take(16))
        equal(magic, 0x67446698, "answer magic")
        return error, cookie, self.take(length) if error == 0 else b""

    def chunk(self):
        """(type, whether it is the last, cookie, payload)"""
        if self.headers == EXTENDED:
            magic, flags, kind, cookie, _, length = struct.unpack(
                ">IHHQQQ", self.take(32))
            equal(magic, 0x6e8a278c, "magic of an extended reply")
        else:
            magic, flags, kind, cookie, length = struct.unpack(
                ">IHHQI", self.take(20))
            equal(magic, 0x668e33ef, "magic of a chunk")
        return kind, flags == 1, cookie, self.take(length)

    def chunks(self):
        """A whole reply: (type, payload) of each chunk."""
        found = []
        while True:
            kind, last, _, payload = self.chunk()
            found.append((kind, payload))
            if last:
                return found

    def ask(self, kind, offset, length, flags=0, data=b""):
        """One request in whatever form; returns its error and its data."""
        self.request(kind, offset, length, 7, flags, data)
        if self.headers == SIMPLE:
            error, _, seen = self.answer(length if kind == READ else 0)
            return error, seen
        error, seen = 0, b""
        for kind, payload in self.chunks():
            if kind & 1 << 15:
                error = struct.unpack(">I", payload[:4])[0]
            elif kind == 1:
                seen += payload[8:]
            elif kind == 2:
                seen += bytes(struct.unpack(">I", payload[8:])[0])
            elif kind in (5, 6):
                seen = payload
        return error, seen

    def extents(self, offset, length, flags=0):
        """[(length, state), ...] by NBD_CMD_BLOCK_STATUS."""
        error, payload = self.ask(STATUS, offset, length, flags)
        equal(error, 0, f"status of {length} at {offset}")
        if self.headers == EXTENDED:
            count = struct.unpack(">I", payload[4:8])[0]
            found = list(struct.iter_unpack(">QQ", payload[8:]))
            equal(len(found), count, "extents")
            return found
        return list(struct.iter_unpack(">II", payload[4:]))

    def write(self, offset, data, flags=0):
        """Returns the error."""
        return self.ask(WRITE, offset, len(data), flags, data)[0]

    def read(self, offset, length):
        error, data = self.ask(READ, offset, length)
        equal(error, 0, f"read {offset} {length}")
        return data

    def flush(self):
        return self.ask(FLUSH, 0, 0)[0]

    def disconnect(self):
        self.request(DISC, 0, 0)
        equal(self.peer.recv(1), b"", "disconnected")
        self.peer.close()
