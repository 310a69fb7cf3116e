# SPDX-License-Identifier: ISC
"""Certificates for servers of the tests, by an authority of their own."""

import os

from bwtest import run

EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def make_ca(directory, name, subject="DNS:localhost"):
    """A CA, and by it a certificate of subject; what their files begin with."""
    path = os.path.join(directory, name)
    run(["openssl", "req", "-x509", *EC, "-days", "2", "-subj",
         f"/CN={name} CA", "-keyout", path + "-ca.key", "-out", path + "-ca.pem"])
    run(["openssl", "req", *EC, "-subj", f"/CN={subject.partition(':')[2]}",
         "-keyout", path + ".key", "-out", path + ".csr"])
    with open(path + ".ext", "w", encoding="ascii") as file:
        file.write(f"subjectAltName={subject}\n")
    run(["openssl", "x509", "-req", "-in", path + ".csr", "-days", "2",
         "-CA", path + "-ca.pem", "-CAkey", path + "-ca.key", "-CAcreateserial",
         "-extfile", path + ".ext", "-out", path + ".pem"])
    return path
