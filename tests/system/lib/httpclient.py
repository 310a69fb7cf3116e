# SPDX-License-Identifier: ISC
"""What the system tests of httpd share: a root to serve, curl, raw requests."""

import os
import re
import socket

from bwtest import Suite, run, scratch

PORT = 8094


def start(extra=""):
    top = scratch()
    root = os.path.join(top, "root")
    os.makedirs(os.path.join(root, "boot"))
    for name, size in (("empty", 0), ("kernel", 5_000_001),
                       ("boot/a b.efi", 1000)):
        with open(os.path.join(root, name), "wb") as file:
            file.write(os.urandom(size))
    with open(os.path.join(root, "large"), "wb") as file:
        file.seek((5 << 30) - 4)
        file.write(b"last")
    with open(os.path.join(top, "secret"), "w", encoding="ascii") as file:
        file.write("not served\n")
    os.symlink("kernel", os.path.join(root, "link-inside"))
    os.symlink("../secret", os.path.join(root, "link-outside"))
    os.symlink("/etc/passwd", os.path.join(root, "link-absolute"))
    os.symlink("..", os.path.join(root, "link-parent"))
    os.mkfifo(os.path.join(root, "fifo"))
    for name in (".git/config", "boot/.htpasswd", ".treeinfo", ".disk/info"):
        os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
        with open(os.path.join(root, name), "w", encoding="ascii") as file:
            file.write(name)
    suite = Suite(f"[httpd]\nroot = {root}\nport = {PORT}\n{extra}")
    suite.root = root
    return suite


def curl(*args, ok=(0,)):
    return run(["curl", "-sg", "-m", "20", *args], ok=ok).stdout


def url(name, host="127.0.0.1"):
    return f"http://{host}:{PORT}/{name}"


def contents(suite, name):
    with open(os.path.join(suite.root, name), "rb") as file:
        return file.read()


def raw(request, timeout=5):
    """Everything that comes back until the server closes or falls silent."""
    with socket.create_connection(("127.0.0.1", PORT), timeout) as peer:
        peer.sendall(request)
        peer.settimeout(1)
        out = b""
        try:
            while True:
                data = peer.recv(1 << 16)
                if not data:
                    break
                out += data
        except TimeoutError:
            pass
    return out


def statuses(request):
    return [int(s) for s in re.findall(rb"HTTP/1\.1 (\d\d\d) ", raw(request))]
