/* SPDX-License-Identifier: ISC */
/*
 * Who we are to clients: the certificate chain, and a key that is elsewhere
 * (signer.h); and what is agreed upon with them.
 */
#ifndef TLSD_CREDENTIAL_H
#define TLSD_CREDENTIAL_H

#include <gnutls/gnutls.h>

#include "base/base.h"

/*
 * Read the chain, and find out whether the signer's key is its own.
 *
 *   returns   NULL, or what is wrong
 */
const char *tls_credential_open(int certificate_fd, int signer_fd);

/*
 * Begin a session, as a server.
 *
 *   http      its client is told that HTTP/1.1 is spoken.  RFC 7301
 *   returns   0, or what GnuTLS says
 */
int tls_session_open(gnutls_session_t *out, bool http);

#endif
