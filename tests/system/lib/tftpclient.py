# SPDX-License-Identifier: ISC
"""A TFTP client that does what it is told, wrong things included."""

import ctypes
import os
import socket
import struct
import time

CLONE_NEWNET = 0x40000000
RRQ, WRQ, DATA, ACK, ERROR, OACK = 1, 2, 3, 4, 5, 6


def enter(fd):
    if ctypes.CDLL(None, use_errno=True).setns(fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def socket_in(namespace, family=socket.AF_INET, kind=socket.SOCK_DGRAM,
              protocol=0):
    """A socket, of UDP unless said, of another namespace; we stay in ours."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    try:
        enter(there)
        made = socket.socket(family, kind, protocol)
        enter(home)
        return made
    finally:
        os.close(home)
        os.close(there)


def request(opcode, name, **options):
    """An RRQ or WRQ; options by name, in their order."""
    packet = struct.pack(">H", opcode) + name.encode() + b"\0octet\0"
    for option, value in options.items():
        packet += f"{option}\0{value}\0".encode()
    return packet


def rrq(name, **options):
    return request(RRQ, name, **options)


class Transfer:
    """One RRQ and what came of it."""

    opcode = RRQ

    def __init__(self, namespace, name, server="10.99.0.1", **options):
        self.socket = socket_in(namespace, socket.AF_INET6 if ":" in server
                                else socket.AF_INET)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.settimeout(5)
        self.peer = (server, 69)
        self.request = request(self.opcode, name, **options)
        self.send(self.request)

    def send(self, packet):
        self.socket.sendto(packet, self.peer[:2])

    def receive(self, seconds=5):
        """(opcode, block or error code, rest) of a packet; None: none came."""
        self.socket.settimeout(seconds)
        try:
            packet, self.peer = self.socket.recvfrom(1 << 16)
        except TimeoutError:
            return None
        opcode, number = struct.unpack(">HH", packet[:4])
        if opcode == OACK:
            words = packet[2:].split(b"\0")[:-1]
            return opcode, 0, {words[i].decode(): words[i + 1].decode()
                               for i in range(0, len(words), 2)}
        return opcode, number, packet[4:]

    def drain(self, seconds):
        """All packets that come within so many seconds."""
        found, end = [], time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            packet = self.receive(left)
            if packet is not None:
                found.append(packet)
        return found

    def ack(self, block):
        self.send(struct.pack(">HH", ACK, block & 0xffff))

    def error(self, code, text=b""):
        self.send(struct.pack(">HH", ERROR, code) + text + b"\0")


class Upload(Transfer):
    """One WRQ and what came of it."""

    opcode = WRQ

    def data(self, block, data):
        self.send(struct.pack(">HH", DATA, block & 0xffff) + data)
