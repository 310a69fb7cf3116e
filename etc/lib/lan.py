# SPDX-License-Identifier: ISC
"""lan.py: a private network in namespaces, and the programs that run in it.

Everything is undone by the ExitStack that is passed in, in reverse order.
"""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import threading


class Failure(Exception):
    """What should have happened did not."""


def run(*command):
    """Run a short command; its error text is the failure."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def die_with_parent():
    """In the child: a harness that is killed takes its programs along."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)      # PR_SET_PDEATHSIG


class Program:
    """A process of ours; its output is kept, with times."""

    def __init__(self, stack, command, on_text=None):
        self.name = os.path.basename(command[0])
        self.text = ""
        self.on_text = on_text
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, preexec_fn=die_with_parent,
            start_new_session=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        stack.callback(self.end)

    def _read(self):
        while True:
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                return
            text = data.decode("utf-8", "replace")
            self.text += text
            if self.on_text:
                self.on_text(text)

    def gone(self):
        return self.process.poll() is not None

    def end(self, patience_s=15):
        """Ask it to end, insist after a while; return its exit status."""
        if not self.gone():
            self.process.terminate()
            try:
                self.process.wait(patience_s)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.reader.join(2)
        return self.process.returncode


class Lan:
    """A bridge in a namespace of its own, and hosts that plug into it."""

    def __init__(self, stack):
        self.stack = stack
        self.tag = f"bw{os.getpid()}"
        sweep_dead()
        self.bridge = self._namespace("lan")
        self.ip(self.bridge, "link", "add", "br0", "type", "bridge",
                "forward_delay", "0", "mcast_snooping", "0")
        self.ip(self.bridge, "link", "set", "br0", "up")

    def _namespace(self, name):
        full = f"{self.tag}-{name}"
        run("ip", "netns", "add", full)
        self.stack.callback(remove_namespace, full)
        self.ip(full, "link", "set", "lo", "up")
        return full

    @staticmethod
    def ip(namespace, *arguments):
        return run("ip", "-n", namespace, *arguments)

    def host(self, name, address):
        """A host with eth0 on the bridge; returns its namespace."""
        full = self._namespace(name)
        self.ip(self.bridge, "link", "add", name, "type", "veth",
                "peer", "name", "eth0", "netns", full)
        self.ip(self.bridge, "link", "set", name, "master", "br0", "up")
        self.ip(full, "addr", "add", f"{address}/24", "dev", "eth0")
        self.ip(full, "link", "set", "eth0", "up")
        return full

    def tap(self, name):
        self.ip(self.bridge, "tuntap", "add", name, "mode", "tap")
        self.ip(self.bridge, "link", "set", name, "master", "br0", "up")
        return name

    def lose(self, port, fraction):
        """What comes in by a port of the bridge is lost, so much of it.

        tc and a filter: load a random number (SKF_AD_RANDOM); drop (TC_ACT_SHOT)
        what is below the fraction.  There need not be a netem for it.
        """
        tc = ("ip", "netns", "exec", self.bridge, "tc")
        run(*tc, "qdisc", "add", "dev", port, "ingress")
        run(*tc, "filter", "add", "dev", port, "ingress", "protocol", "all",
            "bpf", "da", "bytecode",
            f"4,32 0 0 {0xfffff000 + 56},53 0 1 {int(fraction * (1 << 32))},"
            "6 0 0 0,6 0 0 2")

    @staticmethod
    def inside(namespace, command):
        return ["ip", "netns", "exec", namespace] + command


def remove_namespace(name):
    """End what still runs in one of our namespaces, then remove it."""
    pids = subprocess.run(["ip", "netns", "pids", name], check=False,
                          capture_output=True, text=True).stdout.split()
    for pid in pids:
        with contextlib.suppress(OSError):
            os.kill(int(pid), signal.SIGKILL)
    subprocess.run(["ip", "netns", "del", name], check=False,
                   stderr=subprocess.DEVNULL)


def sweep_dead():
    """Remove what a harness left that was killed with SIGKILL."""
    with contextlib.suppress(OSError):
        for name in os.listdir("/run/netns"):
            owner = re.fullmatch(r"bw(\d+)-(?:lan|srv|dhcp|rtr|web)", name)
            if owner and not os.path.exists(f"/proc/{owner.group(1)}"):
                remove_namespace(name)
