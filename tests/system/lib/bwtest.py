# SPDX-License-Identifier: ISC
"""What the system tests share: the suite as a process, and networks of our own.

A test is a script that calls main() with its test functions.  Each function is
one TAP line.  Everything started here is ended here, also on failure: processes
by their pid, namespaces by their name, files with their directory.
"""

import atexit
import ctypes
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))))
BUILD = os.path.abspath(os.environ.get("BW_BUILD", os.path.join(TOP, "build")))
FIRST_UID = 64300
CLONE_NEWNET = 0x40000000
ROLES = ["bootward", "bootpd", "tftpd", "httpd", "nbdd", "stored", "fetchd",
         "tlsd"]


# A program for on_client(sys.executable, BOOTP).
BOOTP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bootp.py")


class Skip(Exception):
    """This test cannot run here; says why."""


class Failure(Exception):
    """What was expected, and what was there instead."""


def check(condition, what):
    if not condition:
        raise Failure(what)


def equal(seen, wanted, what):
    if seen != wanted:
        raise Failure(f"{what}: wanted {wanted!r}, saw {seen!r}")


def need_root():
    if os.geteuid() != 0:
        raise Skip("needs root")


def need(*programs):
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    for program in programs:
        if shutil.which(program, path=path) is None:
            raise Skip(f"needs {program}")


def wait_for(condition, seconds, what):
    """Poll until condition() is true; returns its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def run(args, timeout=30, ok=(0,), **kw):
    """Run to the end; the output is checked for its status."""
    done = subprocess.run(args, timeout=timeout, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kw)
    if ok is not None and done.returncode not in ok:
        raise Failure(f"{' '.join(args)}: status {done.returncode}\n"
                      + done.stdout.decode(errors="replace")
                      + done.stderr.decode(errors="replace"))
    return done


_cleanups = []


def cleanup(function, *args):
    _cleanups.append((function, args))


def clean_up():
    while _cleanups:
        function, args = _cleanups.pop()
        try:
            function(*args)
        except Exception as error:  # the rest must be cleaned all the same
            print(f"# cleaning up: {error}", flush=True)


atexit.register(clean_up)


def scratch():
    """A directory that anybody may enter, removed at the end."""
    path = tempfile.mkdtemp(prefix="bwtest-")
    os.chmod(path, 0o755)
    cleanup(shutil.rmtree, path, True)
    return path


def public_build():
    """The build where every user can reach it; a checkout may lie in /root."""
    copy = scratch()
    for role in ROLES:
        for name in (role, role + "-worker"):
            program = os.path.join(BUILD, role, name)
            if os.path.exists(program):
                os.makedirs(os.path.join(copy, role), 0o755, exist_ok=True)
                shutil.copy(program, os.path.join(copy, role, name))
    return copy


class Network:
    """A server's and a client's namespace, joined by a veth pair."""

    count = 0

    def __init__(self, address="10.99.0.1", prefix=24):
        need_root()
        need("ip")
        Network.count += 1
        # None that a run which was killed may have left behind.
        name = f"bwt{secrets.token_hex(3)}-{Network.count}"
        self.server, self.client = name + "s", name + "c"
        self.address = address
        for namespace in (self.server, self.client):
            run(["ip", "netns", "add", namespace])
            cleanup(run, ["ip", "netns", "del", namespace], 30, None)
            self.ip(namespace, "link", "set", "lo", "up")
        self.ip(self.server, "link", "add", "srv0", "type", "veth",
                "peer", "name", "cli0", "netns", self.client)
        self.ip(self.server, "addr", "add", f"{address}/{prefix}", "dev", "srv0")
        self.ip(self.server, "-6", "addr", "add", "fd99::1/64", "dev", "srv0",
                "nodad")
        self.ip(self.server, "link", "set", "srv0", "up")
        self.ip(self.client, "link", "set", "cli0", "up")

    @staticmethod
    def ip(namespace, *args):
        return run(["ip", "-n", namespace, *args])

    def client_address(self, address="10.99.0.2/24"):
        self.ip(self.client, "addr", "add", address, "dev", "cli0")
        self.ip(self.client, "-6", "addr", "add", "fd99::2/64", "dev", "cli0",
                "nodad")

    def client_address_again(self):
        """After the link was down: IPv6 addresses do not survive that."""
        self.ip(self.client, "-6", "addr", "replace", "fd99::2/64", "dev",
                "cli0", "nodad")

    def on_server(self, *args):
        return ["ip", "netns", "exec", self.server, *args]

    def on_client(self, *args):
        return ["ip", "netns", "exec", self.client, *args]


class Suite:
    """A running bootward."""

    def __init__(self, ini, network=None, args=(), build=BUILD, wait=True,
                 directory=None, user=None, bootward=""):
        self.bootward = bootward  # more keys for that section
        self.directory = directory or scratch()
        self.state = os.path.join(self.directory, "state")
        self.control = os.path.join(self.directory, "control")
        self.log_path = os.path.join(self.directory, f"log{time.time()}")
        self.ini = os.path.join(self.directory, "bootward.ini")
        with open(self.ini, "w", encoding="utf-8") as file:
            file.write(self.frame(ini))
        program = os.path.join(build, "bootward", "bootward")
        if not os.path.exists(program):
            raise Failure(f"{program} is not built")
        command = [program, "-c", self.ini, *args]
        if user is not None:
            command = ["setpriv", f"--reuid={user}", f"--regid={user}",
                       "--clear-groups", *command]
        if network is not None:
            command = network.on_server(*command)
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.pid = self.process.pid
        cleanup(self.kill)
        if wait:
            self.wait_log("event=ready", 20)

    def frame(self, ini):
        """The ini with what every test wants, unless it says otherwise."""
        if "[bootward]" in ini:
            return ini.replace("STATE", self.state)
        return (f"[bootward]\nstate_dir = {self.state}\n"
                f"control = {self.control}\n"
                f"user_prefix = {FIRST_UID}\n{self.bootward}\n" + ini)

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def lines(self, pattern):
        return [line for line in self.log().splitlines()
                if re.search(pattern, line)]

    def wait_log(self, pattern, seconds=5):
        """The first line that matches; fails early when the suite has ended."""
        end = time.monotonic() + seconds
        while True:
            lines = self.lines(pattern)
            if lines:
                return lines[0]
            if self.process.poll() is not None:
                raise Failure(f"ended with {self.process.returncode} before "
                              f"{pattern!r}\n" + self.log())
            if time.monotonic() > end:
                raise Failure(f"no {pattern!r} in {seconds} s in\n" + self.log())
            time.sleep(0.02)

    def processes(self):
        """{(role, 'master' | 'worker' | 'parent'): [pid, ...]}"""
        found = {("bootward", "parent"): [self.pid]}
        for pid in children(self.pid):
            add_process(found, pid)
            for worker in children(pid):
                add_process(found, worker)
        return found

    def worker(self, role):
        """The only worker of a role, once it is confined."""
        def one():
            pids = self.processes().get((role, "worker"), [])
            return pids[0] if pids and status(pids[0]).get("Seccomp") == "2" \
                else None
        return wait_for(one, 5, f"a worker of {role}")

    def master(self, role):
        return self.processes()[(role, "master")][0]

    def stop(self, number=signal.SIGTERM, seconds=15):
        """End it as an operator would; returns its exit status."""
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def kill(self):
        pids = [pid for found in self.processes().values() for pid in found] \
            if self.process.poll() is None else []
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.process.poll() is None:
            self.process.wait(10)
        for pid in pids:  # until then its ports may be taken
            wait_for(lambda: not is_alive(pid), 10, f"the end of {pid}")


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def tree(pid):
    """A process and all below it."""
    return [pid] + [one for child in children(pid) for one in tree(child)]


def pss(pids):
    """Bytes of processes, pages divided among all that share them."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                total += sum(int(line.split()[1]) << 10 for line in file
                             if line.startswith("Pss:"))
        except OSError:
            pass  # it has ended
    return total


def add_process(found, pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().split(b"\0")
    except OSError:
        return
    if len(words) > 1 and words[1] in (b"master", b"worker"):
        found.setdefault((words[0].decode(), words[1].decode()), []).append(pid)


def status(pid):
    """/proc/PID/status as a dictionary."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            pairs = (line.rstrip("\n").partition(":\t") for line in file)
            return {key.rstrip(":"): value.strip() for key, _, value in pairs}
    except OSError:
        return {}


def is_alive(pid):
    return status(pid).get("State", "Z")[0] not in "ZX"


def own_network():
    """As root: the ports that a test names are nobody else's, and what a run
    that was killed left behind answers to nobody."""
    if os.geteuid() != 0:
        return
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    run(["ip", "link", "set", "lo", "up"])


def main(*tests):
    """Run test functions in a network of their own; TAP on stdout."""
    failed = skipped = 0
    own_network()
    # Whoever ends us early (a time-out, ^C) still finds the host clean.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        name = test.__name__
        try:
            test()
            print(f"ok {number} - {name}", flush=True)
        except Skip as reason:
            skipped += 1
            print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        except Exception as error:  # any exception is a failed test
            failed += 1
            text = f"{type(error).__name__}: {error}".replace("\n", "\n# ")
            print(f"not ok {number} - {name}\n# {text}", flush=True)
        finally:
            clean_up()
    sys.exit(1 if failed else 0)
