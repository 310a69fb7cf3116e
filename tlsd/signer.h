/* SPDX-License-Identifier: ISC */
/*
 * tlsd's master as the signer: it alone has the private key, and gives workers
 * what a handshake needs of it, one signature of one digest at a time.
 */
#ifndef TLSD_SIGNER_H
#define TLSD_SIGNER_H

#include "child/child.h"

/* Doors of a worker: its signer, and the certificate chain's file. */
#define TLS_SIGNER_DOOR      "signer"
#define TLS_CERTIFICATE_DOOR "certificate"

extern const struct bw_master tls_signer;

#endif
