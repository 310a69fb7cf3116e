# SPDX-License-Identifier: ISC
"""Certificates for servers of the tests, by an authority of their own."""

import os

from bwtest import run

EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
RSA = ("-newkey", "rsa:2048", "-nodes")


def make_root(path, key=EC):
    run(["openssl", "req", "-x509", *key, "-days", "2", "-subj",
         f"/CN={os.path.basename(path)}", "-keyout", path + ".key", "-out",
         path + ".pem"])


def sign(path, by, subject, extensions, key=EC):
    """Make a key, and a certificate of subject by another one."""
    run(["openssl", "req", *key, "-subj", f"/CN={subject}",
         "-keyout", path + ".key", "-out", path + ".csr"])
    with open(path + ".ext", "w", encoding="ascii") as file:
        file.write(extensions + "\n")
    run(["openssl", "x509", "-req", "-in", path + ".csr", "-days", "2",
         "-CA", by + ".pem", "-CAkey", by + ".key", "-CAcreateserial",
         "-extfile", path + ".ext", "-out", path + ".pem"])


def make_ca(directory, name, subject="DNS:localhost", key="ec"):
    """A CA, and by it a certificate of subject; what their files begin with."""
    path = os.path.join(directory, name)
    kind = RSA if key == "rsa" else EC
    make_root(path + "-ca", kind)
    sign(path, path + "-ca", subject.partition(":")[2],
         f"subjectAltName={subject}", kind)
    return path


def make_chain(directory, name, subject="DNS:localhost"):
    """The same, with one between them, whose certificate is in the file too."""
    path = os.path.join(directory, name)
    make_root(path + "-ca")
    sign(path + "-mid", path + "-ca", name + " between",
         "basicConstraints=critical,CA:TRUE")
    sign(path, path + "-mid", subject.partition(":")[2],
         f"subjectAltName={subject}")
    with open(path + ".pem", "ab") as chain, \
         open(path + "-mid.pem", "rb") as between:
        chain.write(between.read())
    return path
