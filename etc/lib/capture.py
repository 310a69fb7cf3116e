# SPDX-License-Identifier: ISC
"""capture.py: what a machine says on the wire, read off its tap.

Knows nothing of bootward: frames go in, and the messages, files and
connections of a boot come out, to be compared with what bootward tells of it.
"""

import collections
import ctypes
import re
import socket
import struct
import threading

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 3
DHCP_TYPES = [None, "discover", "offer", "request", "decline", "ack", "nak",
              "release", "inform"]


class Capture:
    """Frames of one interface, in a thread that enters its namespace."""

    def __init__(self, namespace, interface):
        self.dhcp = []          # [(what was asked, what was answered or None)]
        self.tftp = []          # [(file, {block number: bytes})]
        self.http = []          # [(method, path)]
        self.nbd = 0            # connections
        self._asked = {}        # xid: index in dhcp
        self._requests = {}     # (client port): its place in tftp
        self._heads = collections.defaultdict(bytes)
        self._ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(namespace, interface), daemon=True)
        self._thread.start()
        if not self._ready.wait(10):
            raise OSError("no capture")

    def _run(self, namespace, interface):
        with open(f"/run/netns/{namespace}", "rb") as there:
            if ctypes.CDLL(None).setns(there.fileno(), CLONE_NEWNET) != 0:
                return
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                            socket.htons(ETH_P_ALL))
        tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 20)
        tap.bind((interface, 0))
        self._ready.set()
        while True:
            try:
                self.frame(tap.recv(65536))
            except OSError:
                return          # the tap is gone, and so is the machine

    def frame(self, frame):
        if frame[12:14] != b"\x08\x00":
            return
        packet = frame[14:]
        length, = struct.unpack(">H", packet[2:4])
        payload = packet[(packet[0] & 15) * 4:length]
        if packet[9] == 17:
            self.udp(payload)
        elif packet[9] == 6:
            self.tcp(payload)

    def udp(self, datagram):
        source, target = struct.unpack(">HH", datagram[:4])
        data = datagram[8:]
        if {source, target} & {67, 4011}:
            self.message(data)
        elif target == 69 and data[:2] == b"\0\1":
            name = data[2:].split(b"\0")[0].decode("latin-1")
            if source not in self._requests:    # or it is said again
                self._requests[source] = len(self.tftp)
                self.tftp.append((name, {}))
        elif target in self._requests and data[:2] == b"\0\3":
            _, blocks = self.tftp[self._requests[target]]
            block, = struct.unpack(">H", data[2:4])
            blocks[block] = len(data) - 4   # also when it is sent again

    def message(self, data):
        xid = data[4:8]
        kind, options = None, data[240:]
        while len(options) > 2 and options[0] != 255:
            if options[0] == 0:
                options = options[1:]
                continue
            if options[0] == 53:
                kind = DHCP_TYPES[options[2]]
            options = options[2 + options[1]:]
        if data[0] == 1:
            self._asked[xid] = len(self.dhcp)
            self.dhcp.append((kind, None))
        elif xid in self._asked:
            asked, _ = self.dhcp[self._asked[xid]]
            self.dhcp[self._asked[xid]] = (asked, kind)

    def tcp(self, segment):
        source, target = struct.unpack(">HH", segment[:4])
        begins = segment[13] & 0x12 == 2        # SYN alone
        data = segment[(segment[12] >> 4) * 4:]
        if target == 10809 and begins:
            self.nbd += 1
        if target == 80 and data:
            head = self._heads[source] + data
            for method, path in re.findall(
                    rb"(GET|HEAD) (\S+) HTTP/1\.[01]\r\n.*?\r\n\r\n", head,
                    re.S):
                self.http.append((method.decode(), path.decode("latin-1")))
            self._heads[source] = head.rpartition(b"\r\n\r\n")[2]
