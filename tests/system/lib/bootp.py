# SPDX-License-Identifier: ISC
"""A BOOTP client (RFC 951) behind cli0: prints its reply, or fails."""

import socket
import struct
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"cli0")
s.bind(("", 68))
s.settimeout(1)
mac = bytes.fromhex("020000000b01")
request = struct.pack(">BBBBIHH", 1, 1, 6, 0, 0x1234, 0, 0x8000) + bytes(16) \
    + mac + bytes(10 + 64 + 128) + bytes([99, 130, 83, 99, 255]) + bytes(59)
for _ in range(4):
    s.sendto(request, ("255.255.255.255", 67))
    try:
        reply = s.recv(1500)
    except TimeoutError:
        continue
    print(len(reply), socket.inet_ntoa(reply[16:20]), reply[240:].hex())
    sys.exit(0)
sys.exit(1)
