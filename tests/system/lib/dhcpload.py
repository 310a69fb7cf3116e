#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Many DHCP clients on one interface, for the system tests.

    dhcpload.py INTERFACE load SECONDS OUTSTANDING FIRST
        new machines until the time is over; "MAC ADDRESS" for each ACK
    dhcpload.py INTERFACE get MAC       DISCOVER to ACK
    dhcpload.py INTERFACE again MAC ADDRESS  after a reboot
        "ACK ADDRESS SECONDS", "NAK" or "silence", after at most 2 s

All ask for broadcast answers, so that one socket hears them all.
"""

import select
import socket
import struct
import sys
import time

DISCOVER, OFFER, REQUEST, ACK, NAK = 1, 2, 3, 5, 6


def packet(xid, mac, kind, options=b""):
    head = struct.pack(">BBBBIHH", 1, 1, 6, 0, xid, 0, 0x8000)
    return (head + bytes(16) + mac + bytes(10) + bytes(192) +
            b"\x63\x82\x53\x63" + bytes([53, 1, kind]) + options + b"\xff"
            ).ljust(300, b"\0")


def parse(data):
    """(xid, kind, address, server, lease time)"""
    options, at = {}, 240
    while at < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        options[data[at]] = data[at + 2:at + 2 + data[at + 1]]
        at += 2 + data[at + 1]
    lease = struct.unpack(">I", options[51])[0] if 51 in options else 0
    return (struct.unpack(">I", data[4:8])[0], options.get(53, b"\0")[0],
            data[16:20], options.get(54, b""), lease)


class Clients:
    def __init__(self, interface):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE,
                               interface.encode())
        self.socket.bind(("", 68))

    def send(self, data):
        self.socket.sendto(data, ("255.255.255.255", 67))

    def heard(self, seconds):
        """Answers, one by one, for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.socket], [], [], left)[0]:
                data = self.socket.recv(2000)
                if len(data) > 240 and data[0] == 2:
                    yield parse(data)

    def request(self, xid, mac, address, server):
        self.send(packet(xid, mac, REQUEST, bytes([50, 4]) + address +
                         bytes([54, 4]) + server))


def load(clients, seconds, outstanding, first):
    waiting = {}  # xid: [since, MAC, address and server once offered]
    n = first
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = time.monotonic()
        for xid in [x for x, one in waiting.items() if now - one[0] > 1]:
            del waiting[xid]
        while len(waiting) < outstanding:
            mac = b"\x02\x10" + struct.pack(">I", n)
            waiting[n] = [now, mac]
            clients.send(packet(n, mac, DISCOVER))
            n += 1
        for xid, kind, address, server, _ in clients.heard(0.05):
            one = waiting.get(xid)
            if one is None:
                continue
            if kind == OFFER and len(one) == 2:
                waiting[xid] = [time.monotonic(), one[1], address]
                clients.request(xid, one[1], address, server)
            elif kind == ACK and len(one) == 3:
                print(one[1].hex(":"), socket.inet_ntoa(address), flush=True)
                del waiting[xid]
            if len(waiting) < outstanding // 2:
                break


def say(answer):
    if answer is None:
        print("silence")
    elif answer[1] == NAK:
        print("NAK")
    else:
        print("ACK", socket.inet_ntoa(answer[2]), answer[4])


def first(clients, xid, kinds, seconds=2):
    return next((a for a in clients.heard(seconds)
                 if a[0] == xid and a[1] in kinds), None)


def get(clients, mac):
    clients.send(packet(7, mac, DISCOVER))
    offer = first(clients, 7, (OFFER,))
    if offer is not None:
        clients.request(7, mac, offer[2], offer[3])
        offer = first(clients, 7, (ACK, NAK))
    say(offer)


def again(clients, mac, address):
    clients.send(packet(9, mac, REQUEST,
                        bytes([50, 4]) + socket.inet_aton(address)))
    say(first(clients, 9, (ACK, NAK)))


def main(interface, what, *args):
    clients = Clients(interface)
    if what == "load":
        load(clients, float(args[0]), int(args[1]), int(args[2]))
    elif what == "get":
        get(clients, bytes.fromhex(args[0].replace(":", "")))
    else:
        again(clients, bytes.fromhex(args[0].replace(":", "")), args[1])


main(*sys.argv[1:])
