#!/usr/bin/python3 -B
# SPDX-License-Identifier: ISC
"""netboot.py: boot one machine from bootward, tell what happened, judge it.

A case is a private network (one bridge and one namespace for each host, named
with our process id), bootward in it, a QEMU machine with real firmware, and
what must have come over which protocol.  etc/quickstart runs a case for
people, tests/system/boot/ runs them for the test suite.

Needs root, QEMU and the payload that payload.sh assembles; installs nothing,
and leaves nothing behind: neither processes, nor namespaces, nor files.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

from capture import Capture
from lan import Failure, Lan, Program, run

HERE = os.path.dirname(os.path.abspath(__file__))
REPO = os.path.dirname(os.path.dirname(HERE))

SERVER, DHCP_SERVER, MIRROR = "10.77.0.1", "10.77.0.2", "10.77.0.3"
MAC = "52:54:00:77:00:01"
UUID = "77000000-0001-4002-8003-000000000001"
BLOB_BYTES = 3 << 20
MIB = 1 << 20


class Missing(Exception):
    """This host cannot run a case at all."""


# --- cases ------------------------------------------------------------------


class Case:
    """One way to boot, and what must be seen of it."""

    def __init__(self, about, firmware, bootfile, files, proxy=False,
                 root="files", boots="guest", kill=False, disk=False,
                 loss=0, limit_s=240, menu=(), mirror=False, tls=False):
        self.about = about
        self.firmware = firmware    # bios, uefi, uefi-http, uefi-secure
        self.bootfile = bootfile    # the lines of [bootfile]
        self.files = files          # (daemon, name) that must be fetched whole
        self.proxy = proxy          # a plain DHCP server hands out addresses
        self.root = root            # the NBD root: files, whole, written,
                                    # kept, None
        self.boots = boots          # guest or installer
        self.kill = kill            # every worker, once the kernel runs
        self.disk = disk            # GRUB and kernel are on a disk over HTTP
        self.loss = loss            # of 1, each way
        self.limit_s = limit_s      # very generous: two busy cores suffice
        self.menu = menu            # boot files, the first by default
        self.mirror = mirror        # the TFTP root is a URL
        self.tls = tls              # the firmware trusts an authority of ours


TFTP, HTTP = "tftpd", "httpd"
# QEMU's ROM is an iPXE: without a name for iPXE it would be given boot.ipxe.
PXELINUX = {"default": "pxelinux.0", "ipxe": "pxelinux.0"}
BY_PXELINUX = [(TFTP, "pxelinux.0"), (TFTP, "ldlinux.c32"),
               (TFTP, "pxelinux.cfg/default"),
               (TFTP, "vmlinuz"), (TFTP, "initrd.gz")]
BY_IPXE = [(HTTP, "boot.ipxe"), (HTTP, "vmlinuz"), (HTTP, "initrd.gz")]

CASES = {
    "bios": Case(
        "BIOS iPXE ROM, DHCP, pxelinux and kernel over TFTP, root over NBD",
        "bios", PXELINUX, BY_PXELINUX),
    "bios-menu": Case(
        "as bios, by a PXE boot menu whose first item is asked for in a group",
        "bios", {"default": "missing.0"}, BY_PXELINUX,
        menu=("pxelinux.0", "other.0")),
    "bios-proxy": Case(
        "as bios, with bootward as ProxyDHCP beside another DHCP server",
        "bios", PXELINUX, BY_PXELINUX, proxy=True),
    "ipxe-http": Case(
        "BIOS iPXE ROM, script, kernel and initrd over HTTP, root over NBD",
        "bios", {"default": "pxelinux.0", "ipxe": "boot.ipxe"}, BY_IPXE),
    "ipxe-san": Case(
        "BIOS iPXE ROM, which reads a disk with GRUB and kernel over HTTP",
        "bios", {"default": "pxelinux.0", "ipxe": "boot.ipxe"},
        [(HTTP, "boot.ipxe")], disk=True),
    "uefi-tftp": Case(
        "UEFI (OVMF) PXE, GRUB and kernel over TFTP, root over NBD",
        "uefi", {"default": "pxelinux.0", "efi-x64": "grubnetx64.efi"},
        [(TFTP, "grubnetx64.efi"), (TFTP, "grub/grub.cfg"),
         (TFTP, "vmlinuz"), (TFTP, "initrd.gz")]),
    "uefi-grub-http": Case(
        "UEFI PXE, GRUB over TFTP, which takes kernel and initrd over HTTP",
        "uefi", {"default": "pxelinux.0", "efi-x64": "grubnetx64.efi"},
        [(TFTP, "grubnetx64.efi"), (TFTP, "grub/grub.cfg"),
         (HTTP, "vmlinuz"), (HTTP, "initrd.gz")]),
    "uefi-secure": Case(
        "UEFI Secure Boot with Microsoft's keys: shim, GRUB, signed kernel",
        "uefi-secure", {"default": "pxelinux.0", "efi-x64": "shimx64.efi"},
        [(TFTP, "shimx64.efi"), (TFTP, "grubx64.efi"),
         (TFTP, "grub/grub.cfg"), (TFTP, "vmlinuz"), (TFTP, "initrd.gz")]),
    "uefi-proxy": Case(
        "UEFI PXE by ProxyDHCP on port 4011, iPXE over TFTP, then HTTP",
        "uefi", {"default": "pxelinux.0", "efi-x64": "snponly.efi",
                 "ipxe": "boot.ipxe"},
        [(TFTP, "snponly.efi")] + BY_IPXE, proxy=True),
    "uefi-proxy-grub": Case(
        "as uefi-proxy, but iPXE goes on to GRUB, all over TFTP",
        "uefi", {"default": "pxelinux.0", "efi-x64": "snponly.efi",
                 "ipxe-efi-x64": "grubnetx64.efi"},
        [(TFTP, "snponly.efi"), (TFTP, "grubnetx64.efi"),
         (TFTP, "grub/grub.cfg"), (TFTP, "vmlinuz"), (TFTP, "initrd.gz")],
        proxy=True),
    "uefi-http": Case(
        "UEFI HTTP Boot of iPXE, then kernel and initrd over HTTP",
        "uefi-http", {"default": "pxelinux.0", "http-x64": "snponly.efi",
                      "ipxe": "boot.ipxe"},
        [(HTTP, "snponly.efi")] + BY_IPXE),
    "uefi-https": Case(
        "UEFI HTTPS Boot of iPXE, which firmware as it is shipped insists on",
        "uefi-http", {"default": "pxelinux.0", "ipxe": "boot.ipxe",
                      "http-x64": f"https://{SERVER}/snponly.efi"},
        [(HTTP, "snponly.efi")] + BY_IPXE, tls=True),
    "uefi-http-grub": Case(
        "UEFI HTTP Boot of a GRUB that has HTTP, which takes all else by it",
        "uefi-http", {"default": "pxelinux.0", "http-x64": "grubhttp.efi"},
        [(HTTP, "grubhttp.efi"), (HTTP, "grub/grub.cfg"),
         (HTTP, "vmlinuz"), (HTTP, "initrd.gz")]),
    "nbd-root": Case(
        "iPXE and HTTP, then the NBD device is read whole, and not written",
        "bios", {"default": "pxelinux.0", "ipxe": "boot.ipxe"}, BY_IPXE,
        root="whole"),
    "nbd-write": Case(
        "iPXE and HTTP, a root that is written to and fresh at every boot, "
        "and a disk that is kept",
        "bios", {"default": "pxelinux.0", "ipxe": "boot.ipxe"}, BY_IPXE,
        root="written"),
    "nbd-keep": Case(
        "iPXE and HTTP, a root that is written to and kept from boot to boot",
        "bios", {"default": "pxelinux.0", "ipxe": "boot.ipxe"}, BY_IPXE,
        root="kept"),
    "bios-kill": Case(
        "as bios; every worker of bootward is killed once the kernel runs",
        "bios", PXELINUX, BY_PXELINUX, kill=True),
    "bios-loss": Case(
        "as bios, on a wire that loses every hundredth packet each way",
        "bios", PXELINUX, BY_PXELINUX, loss=0.01),
    "bios-mirror": Case(
        "as bios; all files but PXELINUX's configuration are a mirror's",
        "bios", PXELINUX, [one for one in BY_PXELINUX if "cfg" not in one[1]],
        mirror=True),
    "installer": Case(
        "BIOS iPXE ROM, pxelinux, the Debian installer to its first screen",
        "bios", PXELINUX, BY_PXELINUX, root=None, boots="installer", limit_s=420),
}


# --- the machine --------------------------------------------------------------


def accelerator():
    """KVM where it works; it does not nested in PVM, where TCG is faster."""
    chosen = os.environ.get("BW_ACCEL")
    if chosen:
        return chosen
    real = any(os.path.exists(f"/sys/module/{module}")
               for module in ("kvm_intel", "kvm_amd"))
    if (real and not os.path.exists("/sys/module/kvm_pvm")
            and os.access("/dev/kvm", os.R_OK | os.W_OK)):
        return "kvm"
    return "tcg"


def machine_command(case, payload, tap, work):
    """The QEMU command line: a machine that can only boot from the network."""
    if shutil.which("qemu-system-x86_64") is None:
        raise Missing("qemu-system-x86_64 is not installed")
    kvm = accelerator() == "kvm"
    uefi = case.firmware != "bios"
    memory = 1024 if case.boots == "installer" else 512 if uefi else 384
    command = [
        "qemu-system-x86_64", "-nodefaults", "-no-user-config",
        "-display", "none", "-monitor", "none", "-no-reboot",
        "-serial", "stdio", "-smp", "1", "-m", str(memory), "-uuid", UUID]
    command += (["-accel", "kvm", "-accel", "tcg", "-cpu", "max"] if kvm
                else ["-accel", "tcg", "-cpu", "qemu64"])
    nic = f"virtio-net-pci,netdev=n0,mac={MAC},bootindex=1"
    if uefi:
        secure = case.firmware == "uefi-secure"
        variables = os.path.join(work, "vars.fd")
        shutil.copyfile(os.path.join(
            payload, "OVMF_VARS_4M.ms.fd" if secure else "OVMF_VARS_4M.fd"),
            variables)
        code = os.path.join(
            payload, "OVMF_CODE_4M.secboot.fd" if secure
            else "OVMF_CODE_4M.fd")
        command += [
            "-machine", "q35,smm=on" if secure else "q35",
            "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={code}",
            "-drive", f"if=pflash,unit=1,format=raw,file={variables}",
            "-fw_cfg", "name=opt/org.tianocore/IPv6PXESupport,string=no"]
        if secure:
            command += [
                "-global", "driver=cfi.pflash01,property=secure,value=on",
                "-global", "ICH9-LPC.disable_s3=1"]
        if case.firmware == "uefi-http":
            command += ["-fw_cfg",
                        "name=opt/org.tianocore/IPv4PXESupport,string=no"]
        if case.tls:
            command += ["-fw_cfg", "name=etc/edk2/https/cacerts,"
                        f"file={work}/tls/cacerts"]
        nic += ",romfile="          # the firmware's own network stack
    else:
        command += ["-machine", "q35,graphics=off", "-boot", "n"]
    return command + [
        "-netdev", f"tap,id=n0,ifname={tap},script=no,downscript=no,vhost=off",
        "-device", nic]


# --- what is served -------------------------------------------------------------


def place(source, target):
    """The same file under another name; a copy where that cannot be."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


# UEFI 2.10 32.4.1: EFI_CERT_X509_GUID, and an owner
X509_GUID = bytes.fromhex("a159c0a5e494a74a87b5ab155c2bf072")
OWNER_GUID = bytes(16)


def make_certificate(directory):
    """An authority, as firmware is told of it, and by it the server's."""
    key = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
    os.makedirs(directory)
    run("openssl", "req", "-x509", *key, "-subj", "/CN=an authority",
        "-keyout", f"{directory}/ca.key", "-out", f"{directory}/ca.pem")
    run("openssl", "req", *key[:-2], "-subj", f"/CN={SERVER}",
        "-keyout", f"{directory}/key.pem", "-out", f"{directory}/csr")
    write(f"{directory}/ext", f"subjectAltName=IP:{SERVER}\n")
    run("openssl", "x509", "-req", "-days", "2", "-in", f"{directory}/csr",
        "-CA", f"{directory}/ca.pem", "-CAkey", f"{directory}/ca.key",
        "-CAcreateserial", "-extfile", f"{directory}/ext",
        "-out", f"{directory}/chain.pem")
    run("openssl", "x509", "-outform", "DER", "-in", f"{directory}/ca.pem",
        "-out", f"{directory}/ca.der")
    with open(f"{directory}/ca.der", "rb") as der, \
         open(f"{directory}/cacerts", "wb") as out:
        data = OWNER_GUID + der.read()
        out.write(X509_GUID + struct.pack("<III", 28 + len(data), 0,
                                          len(data)) + data)


class Served:
    """The directory, the root image and the ini of one run."""

    def __init__(self, case, payload, work, state, router):
        self.docroot = os.path.join(work, "netboot")
        self.image = os.path.join(work, "root.img")
        self.ini = os.path.join(work, "bootward.ini")
        self.token = secrets.token_hex(16)
        os.makedirs(self.docroot)
        arguments = "console=ttyS0,115200 "
        if case.boots == "installer":
            installer = os.path.join(os.path.dirname(payload), "installer")
            place(f"{installer}/linux", f"{self.docroot}/vmlinuz")
            place(f"{installer}/initrd.gz", f"{self.docroot}/initrd.gz")
            arguments += "vga=off"
        else:
            for name in ("vmlinuz", "initrd.gz"):
                place(f"{payload}/{name}", f"{self.docroot}/{name}")
            arguments += (f"quiet panic=-1 bw.root={case.root} "
                          f"bw.nbd={SERVER}:10809/root")
        for name in ("pxelinux.0", "ldlinux.c32", "snponly.efi",
                     "grubnetx64.efi", "grubhttp.efi", "shimx64.efi"):
            place(f"{payload}/{name}", f"{self.docroot}/{name}")
        place(f"{payload}/grubnetx64.efi", f"{self.docroot}/grubx64.efi")
        place(f"{payload}/http.mod",
              f"{self.docroot}/grub/x86_64-efi/http.mod")
        self._write_menus(arguments, case)
        if case.disk:
            self._make_disk(payload, work, arguments)
        if case.mirror:         # which knows nothing of this machine
            os.makedirs(f"{work}/local")
            os.rename(f"{self.docroot}/pxelinux.cfg/default",
                      f"{work}/local/pxe.cfg")
        if case.root:
            self._make_image(payload, work)
        if case.tls:
            make_certificate(os.path.join(work, "tls"))
        write(self.ini, self._ini_text(case, state, router))

    def size_of(self, name):
        return os.path.getsize(os.path.join(self.docroot, name))

    def image_sha256(self):
        with open(self.image, "rb") as image:
            return hashlib.sha256(image.read()).hexdigest()

    def _write_menus(self, arguments, case):
        # where GRUB looks: where it came from itself, or over HTTP
        root = f"(http,{SERVER})" if (HTTP, "vmlinuz") in case.files else ""
        write(f"{self.docroot}/pxelinux.cfg/default",
              "default linux\nprompt 0\nlabel linux\n\tkernel vmlinuz\n"
              f"\tappend initrd=initrd.gz {arguments}\n")
        write(f"{self.docroot}/boot.ipxe",
              f"#!ipxe\nkernel vmlinuz initrd=initrd.gz {arguments}\n"
              "initrd initrd.gz\nboot\n")
        write(f"{self.docroot}/grub/grub.cfg",
              f"{'insmod http' if root else ''}\n"
              "set timeout=0\nmenuentry linux {\n"
              f"\tlinux {root}/vmlinuz {arguments}\n"
              f"\tinitrd {root}/initrd.gz\n}}\n")

    def _make_disk(self, payload, work, arguments):
        """A hard disk: GRUB before its first partition, a kernel on it."""
        tree = os.path.join(work, "disk")
        for name in ("vmlinuz", "initrd.gz"):
            place(f"{payload}/{name}", f"{tree}/{name}")
        write(f"{tree}/grub/grub.cfg",
              f"linux /vmlinuz {arguments}\ninitrd /initrd.gz\nboot\n")
        disk, partition = f"{self.docroot}/disk.img", f"{work}/partition"
        with open(partition, "wb") as out:
            out.truncate(32 * MIB)
        run("mkfs.ext2", "-q", "-F", "-d", tree, partition)
        with open(disk, "wb") as out:
            for name in ("boot.img", "core.img"):
                with open(f"{payload}/{name}", "rb") as part:
                    out.write(part.read())
            out.seek(446)           # one partition, from 1 MiB on
            out.write(struct.pack("<BxxxBxxxII48x", 0x80, 0x83, 2048,
                                  32 * MIB // 512))
            with open(partition, "rb") as part:
                out.seek(MIB)
                shutil.copyfileobj(part, out)
        os.unlink(partition)
        shutil.rmtree(tree)
        write(f"{self.docroot}/boot.ipxe",
              f"#!ipxe\nsanboot http://{SERVER}/disk.img\n")

    def _make_image(self, payload, work):
        """A root that only this run can have: its contents are random."""
        tree = os.path.join(work, "root")
        for name in ("bin", "sbin", "etc", "data", "proc", "sys", "dev",
                     "run"):
            os.makedirs(os.path.join(tree, name))
        shutil.copy2(f"{payload}/busybox", f"{tree}/bin/busybox")
        shutil.copy2(f"{HERE}/guest-init", f"{tree}/sbin/init")
        for name in run(f"{payload}/busybox", "--list").split():
            if name != "busybox":
                os.symlink("busybox", f"{tree}/bin/{name}")
        write(f"{tree}/etc/bootward-token", self.token + "\n")
        blob = secrets.token_bytes(BLOB_BYTES)
        self.blob_sha256 = hashlib.sha256(blob).hexdigest()
        with open(f"{tree}/data/blob", "wb") as out:
            out.write(blob)
        with open(self.image, "wb") as out:
            out.truncate(16 * MIB)
        run("mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-E",
            "root_owner=0:0", "-d", tree, self.image)
        shutil.rmtree(tree)

    def _ini_text(self, case, state, router):
        sections = {
            "bootward": {"state_dir": state, "control": f"{state}/control",
                         # a machine that is off acknowledges nothing
                         "drain_timeout": 5,
                         "user_prefix": 61000 + os.getpid() % 400 * 10},
            "logger": {"type": "stderr", "level": "info"},
            "bootpd": {"interface": "eth0",
                       "router_advert": "yes" if router else "no"},
            "bootfile": case.bootfile,
        }
        for daemon in {daemon for daemon, _ in case.files}:
            sections[daemon] = {"root": self.docroot}
        if case.tls:
            tls = os.path.join(os.path.dirname(self.docroot), "tls")
            sections["tls"] = {"certificate": f"{tls}/chain.pem",
                               "key": f"{tls}/key.pem"}
        if case.mirror:
            sections[TFTP] = {
                "root": f"http://{MIRROR}/netboot/",
                "filter_dirs": os.path.join(os.path.dirname(self.docroot),
                                            "local")}
            sections["filters"] = {"pxelinux.cfg/*": "pxe.cfg"}
        if case.proxy:
            sections["bootpd"]["proxy"] = "yes"
        else:
            sections["bootpd"].update(
                pool_start="10.77.0.100", pool_count=50,
                gateway=SERVER, dns=SERVER, lease_time=3600)
        if case.menu:
            sections["bootpd"].update(menu_timeout=1,
                                      menu_multicast="239.255.40.11")
        for name in case.menu:
            sections[f"menu {name.split('.')[0]}"] = {"boot_file": name}
        if case.root:
            sections["nbdd"] = {}
            sections["export root"] = {"path": self.image}
        if case.root == "kept":
            sections["export root"]["cow"] = "keep"
        if case.root == "written":
            sections["export root"]["cow"] = "disk"
            sections["export kept"] = {"path": self.image, "cow": "keep"}
        return "\n".join(
            f"[{section}]\n" + "".join(f"{key} = {value}\n"
                                       for key, value in rows.items())
            for section, rows in sections.items())


# --- one boot ---------------------------------------------------------------------


def fields(line):
    """The key=value and key="some words" of a line."""
    return {key: value.strip('"') for key, value in
            re.findall(r'([\w-]+)=("[^"]*"|\S*)', line)}


ESCAPES = re.compile(r"\x1b(?:\[[0-9;?=]*[A-Za-z]|[()][A-Z0-9]|[=>c])|[\x00\r]")


class Boot:
    """Runs a case and says what it saw."""

    def __init__(self, name, build, verbose=False, router=True, keep=None,
                 capture=False):
        self.name, self.case = name, CASES[name]
        self.build, self.verbose, self.keep = build, verbose, keep
        self.router = router
        self.capture = capture      # later: what the wire said
        self.cache = os.path.join(build, "quickstart")
        self.payload = os.path.join(self.cache, "payload")
        self.program = os.environ.get(
            "BW_BOOTWARD", os.path.join(build, "bootward", "bootward"))
        self.start = None           # when the machine was switched on
        self.events = []            # bootward's log: (time, daemon, fields)
        self.guest = {}             # guest's lines: what -> fields
        self.guest_at = {}
        self.server = self.machine = self.served = None
        self.screen = ""
        self.lock = threading.RLock()
        self.pending = {"log": "", "serial": ""}
        self.killed = []

    # The timeline

    def now(self):
        return time.monotonic() - self.start if self.start else 0.0

    def tell(self, text, at=None):
        if not self.start:
            print(f"          {text}", flush=True)
        else:
            print(f"  {self.now() if at is None else at:6.2f}  {text}",
                  flush=True)

    def _lines(self, source, text):
        """Collect text; return the lines that are whole by now."""
        *lines, self.pending[source] = (self.pending[source] + text).split(
            "\n")
        return lines

    def on_log(self, text):
        with self.lock:
            for line in self._lines("log", text):
                if self.verbose:
                    self.tell("| " + line)
                self._on_log_line(line)

    def _on_log_line(self, line):
        found = re.match(r"(?:\S+ )*?([a-z]+)(?:\[\d+\])?: (.*)", line)
        if not found:
            return
        daemon, seen = found.group(1), fields(found.group(2))
        self.events.append((self.now(), daemon, seen))
        if self.start and not self.verbose:
            said = describe(daemon, seen)
            if said:
                self.tell(said)

    def on_serial(self, text):
        with self.lock:
            self.screen += text
            for line in self._lines("serial", text):
                line = ESCAPES.sub("", line)
                if self.verbose:
                    self.tell("serial " + line.strip())
                found = re.search(r"BOOTWARD-GUEST ([\w-]+) ?(.*)", line)
                if found:
                    what, rest = found.groups()
                    self.guest[what] = fields(rest)
                    self.guest_at[what] = self.now()
                    self.tell(f"guest   {what} {rest.strip()}")
                    if what == "up" and self.case.kill:
                        self.kill_workers()

    # Running

    def check_host(self):
        if os.geteuid() != 0:
            raise Missing("needs root for its network namespaces")
        if not os.path.exists("/dev/net/tun"):
            raise Missing("no /dev/net/tun")
        for program in ("ip", "mkfs.ext4", "qemu-system-x86_64"):
            if shutil.which(program) is None:
                raise Missing(f"{program} is not installed")
        if not os.access(self.program, os.X_OK):
            raise Failure(f"{self.program} has not been built")
        owner = os.stat(HERE)
        os.makedirs(self.cache, exist_ok=True)
        os.chown(self.cache, owner.st_uid, owner.st_gid)
        for where in (self.cache, tempfile.gettempdir()):
            for name in os.listdir(where):      # of a run that was killed
                pid = re.fullmatch(r"(?:run|bootward)\.(\d+)(?:\.\w+)?",
                                   name)
                if pid and not os.path.exists(f"/proc/{pid.group(1)}"):
                    shutil.rmtree(os.path.join(where, name), True)
        wanted = ["payload"]
        if self.case.boots == "installer":
            wanted.append("installer")
        for what in wanted:
            done = subprocess.run(
                [f"{HERE}/payload.sh", f"{self.cache}/{what}", what],
                stdin=subprocess.DEVNULL, capture_output=True, text=True,
                check=False)
            if done.returncode != 0:
                raise Missing("no payload: " + done.stderr.strip())

    def run(self):
        self.check_host()
        with contextlib.ExitStack() as stack:
            # The payload is linked into this directory, so it is beside it.
            work = os.path.join(self.cache, f"run.{os.getpid()}")
            os.makedirs(work)
            stack.callback(shutil.rmtree, work, True)
            # A socket's path must be short, and a build's may not be.
            state = tempfile.mkdtemp(prefix=f"bootward.{os.getpid()}.")
            stack.callback(shutil.rmtree, state, True)
            if self.keep:
                stack.callback(self._keep)
            self._run_in(stack, work, state)

    def _keep(self):
        os.makedirs(self.keep, exist_ok=True)
        write(f"{self.keep}/{self.name}.serial", self.screen)
        write(f"{self.keep}/{self.name}.log",
              self.server.text if self.server else "")

    def _start_mirror(self, stack, lan, work):
        """nginx, which serves what others serve from a directory."""
        if shutil.which("nginx") is None:
            raise Missing("nginx is not installed")
        os.makedirs(f"{work}/nginx")
        self.mirror_log = f"{work}/nginx/access.log"
        paths = "".join(
            f"{name}_temp_path {work}/nginx/{name};" for name in
            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        write(f"{work}/nginx.conf",
              f"user root; daemon off; pid {work}/nginx/pid;\n"
              f"error_log {work}/nginx/error.log;\nevents {{}}\n"
              f"http {{ access_log {self.mirror_log}; {paths}\n"
              f"server {{ listen 80; root {work}; }} }}\n")
        Program(stack, Lan.inside(lan.host("web", MIRROR), [
            "nginx", "-c", f"{work}/nginx.conf",
            "-e", f"{work}/nginx/error.log"]))

    def check_mirror(self):
        """Each file was downloaded once."""
        with open(self.mirror_log, encoding="utf-8") as log:
            asked = log.read()
        for _, name in self.case.files:
            expect(f"downloads of {name}",
                   asked.count(f'"GET /netboot/{name} HTTP/1.1" 200'), 1)

    def _run_in(self, stack, work, state):
        self.served = Served(self.case, self.payload, work, state,
                             self.router)
        before = self.served.image_sha256() if self.case.root else None
        try:
            lan = Lan(stack)
            host = lan.host("srv", SERVER)
            tap = lan.tap("tap0")
            if self.case.loss:
                lan.lose("srv", self.case.loss)
                lan.lose(tap, self.case.loss)
        except Failure as why:
            raise Missing(f"no network namespaces here: {why}") from why
        if self.case.proxy:
            self._start_dhcp(stack, lan, work)
        if self.case.mirror:
            self._start_mirror(stack, lan, work)
        self.server = Program(
            stack, Lan.inside(host, [self.program, "-c", self.served.ini]),
            self.on_log)
        self.wait("bootward to be ready", self._ready, 30)

        if self.capture:
            self.capture = Capture(lan.bridge, tap)
        self.tell(f"bootward is up on a bridge of its own: {SERVER}")
        self.start = time.monotonic()
        self._switch_on(stack, lan, tap, work)
        if self.case.boots == "installer":
            self.wait("the installer's first screen", self._first_screen,
                      self.case.limit_s)
            self.guest_at["done"] = self.now()
            self.tell("guest   shows: " + self._first_screen())
        else:
            self._await_guest()
        if self.case.root in ("written", "kept"):
            first, self.guest = self.guest["found"], {}
            self._switch_on(stack, lan, tap, work)
            self._await_guest()
            self.check_written(first)
        if self.capture:
            self.check_trace(state)
        expect("exit status of bootward when asked to end",
               self.server.end(), 0)
        self.check_log()
        if before and self.served.image_sha256() != before:
            raise Failure("the root's image on the server was changed")

    def _switch_on(self, stack, lan, tap, work):
        self.machine = Program(
            stack, Lan.inside(lan.bridge, machine_command(
                self.case, self.payload, tap, work)), self.on_serial)
        self.tell(f"machine {MAC} on ({self.case.firmware}, "
                  f"{accelerator().upper()})")

    def _await_guest(self):
        self.wait("the machine to boot and power off", self.machine.gone,
                  self.case.limit_s)
        self.machine.end()
        self.check_guest()

    def tails(self):
        """The ends of both logs, for whoever has to find out why."""
        def tail(title, text):
            lines = [line for line in ESCAPES.sub("", text).splitlines()
                     if line.strip()]
            return [f"--- {title}"] + ["    " + line.rstrip()
                                       for line in lines[-40:]]
        said = tail("serial line", self.screen)
        if self.server:
            said += tail("bootward's log", self.server.text)
        return "\n".join(said)

    def kill_workers(self):
        """kill -9 for the children of the children of bootward."""
        masters = children_of(self.server.process.pid)
        self.killed = [worker for master in masters
                       for worker in children_of(master)]
        for pid in self.killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.tell(f"killed  {len(self.killed)} workers of bootward")

    def _start_dhcp(self, stack, lan, work):
        """A plain DHCP server that knows nothing of booting."""
        host = lan.host("dhcp", DHCP_SERVER)
        conf = os.path.join(work, "udhcpd.conf")
        leases = os.path.join(work, "udhcpd.leases")
        write(leases, "")
        write(conf, "start 10.77.0.150\nend 10.77.0.199\ninterface eth0\n"
              f"lease_file {leases}\npidfile {work}/udhcpd.pid\n"
              "opt subnet 255.255.255.0\nopt lease 3600\n"
              f"opt router {SERVER}\nopt dns {SERVER}\n")
        Program(stack, Lan.inside(host, [
            f"{self.payload}/busybox", "udhcpd", "-f", conf]))

    def _ready(self):
        with self.lock:
            return any(True for _ in self.seen("ready"))

    def _first_screen(self):
        with self.lock:
            shown = ESCAPES.sub("", self.screen[-20000:])
        found = re.search(r"(Select a language|Choose language)", shown)
        return found.group(1) if found else ""

    def wait(self, what, happened, limit_s):
        end = time.monotonic() + limit_s
        while not happened():
            if self.server.gone():
                raise Failure(f"bootward ended while waiting for {what}")
            if self.machine and self.machine.gone() and not happened():
                raise Failure(f"the machine stopped while waiting for {what}")
            if time.monotonic() > end:
                raise Failure(f"waited {limit_s} s for {what}")
            time.sleep(0.02)

    # Judging

    def check_guest(self):
        guest = self.guest
        if "failed" in guest:
            raise Failure(f"the guest gave up: {guest['failed']}")
        for what in ("up", "dhcp", "nbd", "root", "read", "done"):
            if what not in guest:
                raise Failure(f"the guest never said {what!r}")
        expect("Secure Boot of the booted system",
               guest["up"].get("secure-boot"),
               "1" if self.case.firmware == "uefi-secure" else "0")
        expect("DHCP server of the booted system",
               guest["dhcp"].get("server"),
               DHCP_SERVER if self.case.proxy else SERVER)
        expect("read-only flag of the NBD root",
               guest["nbd"].get("read-only"),
               "0" if self.case.root in ("written", "kept") else "1")
        expect("size of the NBD root", guest["nbd"].get("size"),
               str(os.path.getsize(self.served.image)))
        expect("token in the NBD root", guest["root"].get("token"),
               self.served.token)
        expect("SHA-256 of a file in the NBD root",
               guest["read"].get("sha256"), self.served.blob_sha256)
        if self.case.root == "whole":
            device = guest.get("device", {})
            expect("SHA-256 of the whole NBD device", device.get("sha256"),
                   self.served.image_sha256())
            expect("writing to the NBD device", device.get("write"),
                   "refused")

    def check_written(self, first):
        """Of what the first boot wrote, the second finds what is kept."""
        expect("what the first boot found", (first["fresh"], first["kept"]),
               ("nothing", "nothing"))
        expect("what the second boot found",
               (self.guest["found"]["fresh"], self.guest["found"]["kept"]),
               (first["boot"] if self.case.root == "kept" else "nothing",
                first["boot"]))

    def seen(self, event, **wanted):
        """The events of bootward's log that say all of this."""
        for _, daemon, said in self.events:
            said = {"daemon": daemon, **said}
            if said.get("event") == event and all(
                    said.get(key, "").lower() == value.lower()
                    for key, value in wanted.items()):
                yield said

    def check_log(self):
        """bootward saw the same boot, and nothing of it went wrong."""
        self.check_log_dhcp()
        for daemon, name in self.case.files:
            size = str(self.served.size_of(name))
            whole = [said for said in self.seen(
                "transfer-ended", daemon=daemon, size=size)
                if said.get("file", "").strip("/") == name
                and self.is_whole(said)]
            if not whole:
                raise Failure(f"{daemon} logged no whole transfer of {name}"
                              f" ({size} bytes)")
            if not self.case.proxy:
                expect(f"whom {daemon} sent {name} to", whole[0].get("mac"),
                       MAC)
        if self.case.disk:
            self.check_log_disk()
        if self.case.mirror:
            self.check_mirror()
        address = self.guest.get("dhcp", {}).get("address")
        if self.case.root and not any(
                said.get("peer", "").split(":")[0] == address
                for said in self.seen("export-attached", daemon="nbdd",
                                      export="root")):
            raise Failure(f"nbdd logged no export attached by {address}")
        dead = [(daemon, said) for _, daemon, said in self.events
                if "child" in said or "worker" in said and "signal" in said]
        if not self.case.kill and dead:
            raise Failure(f"a process of bootward died: {dead[0]}")
        if self.case.kill and not 3 <= len(self.killed) == len(dead):
            raise Failure(f"killed {len(self.killed)} workers, bootward "
                          f"noticed {len(dead)}")

    def is_whole(self, said):
        """All of it came; who has it does not answer a lost last ACK."""
        if self.case.loss and said["end"] == "timeout":
            return said.get("reason") == "last block not acknowledged"
        return said["end"] == "complete" and said["bytes"] == said["size"]

    def check_trace(self, state):
        """bootwardctl tells the boot as the wire saw it."""
        sessions = json.loads(run(
            os.path.join(self.build, "bootwardctl", "bootwardctl"),
            "-s", f"{state}/control", "--json", "trace", MAC))
        events = [event for session in sessions for event in session["events"]
                  if event["event"] != "transfer-started"]
        expect("events that were forgotten",
               sum(session["n_lost"] for session in sessions), 0)
        expect("DHCP messages and answers",
               [(event["event"], event["answer"]) for event in events
                if event["service"] == "bootpd"], self.capture.dhcp)
        expect("files over TFTP",
               sorted((event["name"].lstrip("/"), event["bytes"])
                      for event in events if event["service"] == TFTP),
               sorted((name.lstrip("/"), sum(blocks.values()))
                      for name, blocks in self.capture.tftp))
        expect("files over HTTP",
               [event["name"].lstrip("/") for event in events
                if event["service"] == HTTP],
               [name.lstrip("/") for _, name in self.capture.http])
        expect("NBD connections", len(
            [1 for event in events if event["event"] == "export-attached"]),
            self.capture.nbd)
        self.tell(f"bootwardctl tells of {len(events)} events, as the wire")

    def check_log_disk(self):
        """The kernel was read off the disk, a piece at a time."""
        reads = [said for said in self.seen("transfer-ended", daemon="httpd",
                                            file="disk.img")
                 if "GET 206" in said.get("options", "")]
        wanted = sum(map(self.served.size_of, ("vmlinuz", "initrd.gz")))
        if sum(int(said["bytes"]) for said in reads) < wanted:
            raise Failure("httpd did not send as much of the disk")

    def check_log_dhcp(self):
        """What bootpd answered, and in which stage of the boot."""
        stages = {"bios": ["ipxe"], "uefi": ["firmware"],
                  "uefi-secure": ["firmware"], "uefi-http": ["firmware"]
                  }[self.case.firmware]
        if any(name.startswith("ipxe") for name in self.case.bootfile):
            stages = ["ipxe"] + [one for one in stages if one != "ipxe"]
        for stage in stages:
            if not any(said.get("answer") in ("offer", "ack")
                       and said.get("file")
                       for _, said in self.heard(stage)):
                raise Failure(f"bootpd gave no boot file in stage {stage}")
        granted = [said.get("address") for event, said in self.heard("os")
                   if said.get("answer") == "ack"]
        if self.case.proxy:
            expect("addresses that a ProxyDHCP server granted", granted, [])
            if self.case.firmware == "uefi" and not any(
                    said.get("answer") == "ack" and said.get("port") == "4011"
                    for _, said in self.heard("firmware")):
                raise Failure("bootpd answered nothing on port 4011")
        elif self.case.boots == "guest":
            address = self.guest["dhcp"].get("address")
            expect("address granted to the booted system", granted[-1:],
                   [address])
            kept = {said.get("address") for stage in stages
                    for _, said in self.heard(stage)
                    if said.get("answer") == "ack"
                    and said.get("port") != "4011"}
            expect("addresses of the machine on the way there", kept,
                   {address})

    def heard(self, stage):
        """(event, fields) of our machine's DHCP messages in this stage."""
        for _, daemon, said in self.events:
            if (daemon == "bootpd" and said.get("stage") == stage
                    and said.get("peer", "").lower() == MAC):
                yield said.get("event"), said

    def summary(self):
        way = {"bios": "BIOS", "uefi": "UEFI PXE",
               "uefi-secure": "UEFI Secure Boot",
               "uefi-http": "UEFI HTTP Boot"}[self.case.firmware]
        dhcp = "ProxyDHCP" if self.case.proxy else "DHCP"
        http = (HTTP, "vmlinuz") in self.case.files or self.case.disk
        over = "HTTP" if http else "TFTP"
        if self.case.boots == "installer":
            return (f"booted: the Debian installer is at its first screen "
                    f"({way}, {dhcp}, kernel over {over}) in "
                    f"{self.guest_at['done']:.1f} s")
        return (f"booted: Linux {self.guest['up'].get('kernel')} from "
                f"bootward at {SERVER} ({way}, {dhcp}, kernel over {over}, "
                f"root over NBD) in {self.guest_at['done']:.1f} s")


def children_of(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as it:
            return [int(child) for child in it.read().split()]
    except FileNotFoundError:
        return []


def expect(what, seen, wanted):
    if seen != wanted:
        raise Failure(f"{what}: expected {wanted}, got {seen}")


def describe(daemon, said):
    """One of bootward's events in a few words, or None if it is not news."""
    event = said.get("event", "")
    if event == "transfer-ended" and said.get("end") == "complete":
        if said.get("options", "").startswith("HEAD"):
            return None
        again = said.get("retransmits", "0")
        return (f"{daemon:<7} {said.get('file')}, {said.get('bytes')} bytes in"
                f" {said.get('ms')} ms"
                + (f", {again} sent again" if again != "0" else ""))
    if event == "export-attached":
        return f"{daemon:<7} {said.get('export')} attached"
    if daemon == "bootpd" and "answer" in said:
        words = [f"{daemon:<7} {event}: {said['answer']}"]
        words += [said[key] for key in ("address", "file", "reason")
                  if key in said]
        port = " on port 4011" if said.get("port") == "4011" else ""
        return f"{' '.join(words)} ({said.get('stage')}{port})"
    return None


def stop(*_):
    raise KeyboardInterrupt


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("case", nargs="?", choices=list(CASES), default="bios")
    parser.add_argument("--build", default=os.environ.get(
        "BW_BUILD", os.path.join(REPO, "build")))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--verbose", action="store_true",
                        help="show bootward's log and the serial line")
    parser.add_argument("--no-router", action="store_true",
                        help="without router_advert: iPXE waits 13 s")
    parser.add_argument("--capture", action="store_true",
                        help="compare bootwardctl's trace with the wire")
    parser.add_argument("--keep", metavar="DIR",
                        help="keep log and serial line there")
    options = parser.parse_args()
    if options.list:
        for name, case in CASES.items():
            print(f"{name:<12} {case.about}")
        return 0
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    boot = Boot(options.case, os.path.abspath(options.build),
                options.verbose, not options.no_router, options.keep,
                options.capture)
    print(f"{options.case}: {boot.case.about}", flush=True)
    try:
        boot.run()
    except Missing as why:
        print(f"skipped: {why}")
        return 77
    except Failure as why:
        print(boot.tails())
        print(f"failed: {why}")
        return 1
    except KeyboardInterrupt:
        print("interrupted")
        return 130
    print(boot.summary())
    return 0


if __name__ == "__main__":
    sys.exit(main())
