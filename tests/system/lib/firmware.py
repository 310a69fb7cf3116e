# SPDX-License-Identifier: ISC
"""firmware.py INTERFACE MAC boots|hosts: what a machine's first second sends.

Broadcasts a DISCOVER, as firmware or as an operating system, solicits an IPv6
router as iPXE does, and prints a line for each advertisement in a second:
"advert" and its bytes in hexadecimal.
"""

import socket
import struct
import sys
import time

interface, mac_text, kind = sys.argv[1:4]
mac = bytes.fromhex(mac_text.replace(":", ""))
index = socket.if_nametoindex(interface)

options = b"\x63\x82\x53\x63\x35\x01\x01"
if kind == "boots":
    name = b"PXEClient:Arch:00000:UNDI:002001"
    options += b"\x3c" + bytes([len(name)]) + name + b"\x5d\x02\x00\x00"
discover = (struct.pack("!BBBBIHH", 1, 1, 6, 0, 0x1234, 0, 0x8000) + bytes(16)
            + mac + bytes(10 + 192) + options + b"\xff")
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
udp.setsockopt(socket.SOL_SOCKET, 25, interface.encode())  # SO_BINDTODEVICE
udp.bind(("0.0.0.0", 68))
udp.sendto(discover, ("255.255.255.255", 67))
time.sleep(0.2)

door = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
end = time.monotonic() + 5
while True:  # the link-local address is tentative at first
    try:
        door.sendto(b"\x85" + bytes(7) + b"\x01\x01" + mac,
                    ("ff02::2", 0, 0, index))
        break
    except OSError:
        if time.monotonic() > end:
            raise
        time.sleep(0.1)
end = time.monotonic() + 1
while time.monotonic() < end:
    door.settimeout(max(0.01, end - time.monotonic()))
    try:
        heard = door.recv(2048)
    except TimeoutError:
        break
    if heard[:1] == b"\x86":
        print("advert", heard.hex())
