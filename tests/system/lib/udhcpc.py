# SPDX-License-Identifier: ISC
"""One machine after the other at the client's end of a network, by udhcpc."""

import os

from bwtest import run


def boots(suite, mac, uuid=None, more=()):
    """The address, and perhaps name, that a client of this MAC gets; or None."""
    suite.network.ip(suite.network.client, "link", "set", "cli0", "down")
    suite.network.ip(suite.network.client, "link", "set", "cli0", "address", mac)
    suite.network.ip(suite.network.client, "link", "set", "cli0", "up")
    suite.network.client_address_again()
    suite.network.ip(suite.network.server, "neigh", "flush", "all")
    options = [] if uuid is None else ["-x", "0x61:00" + uuid.replace("-", "")]
    script = os.path.join(suite.directory, "script")
    with open(script, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\n[ \"$1\" = bound ] && echo \"$ip $hostname\"\n"
                   "exit 0\n")
    os.chmod(script, 0o755)
    done = run(suite.network.on_client(
        "busybox", "udhcpc", "-i", "cli0", "-n", "-q", "-f", "-t", "3", "-T",
        "1", "-s", script, "-O", "hostname", *options, *more), ok=(0, 1), timeout=20)
    return done.stdout.decode().split() if done.returncode == 0 else None
