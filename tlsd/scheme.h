/* SPDX-License-Identifier: ISC */
/* Signature schemes as GnuTLS calls them. */
#ifndef TLSD_SCHEME_H
#define TLSD_SCHEME_H

#include <gnutls/gnutls.h>

#include "proto.h"

/* 0, or -ENOTSUP: not one that a server's key is used for */
int tls_scheme_of(gnutls_sign_algorithm_t algorithm, enum tls_scheme *out);

gnutls_sign_algorithm_t tls_scheme_algorithm(enum tls_scheme scheme);

/* Of RSA as it was before PSS, which GnuTLS asks for by the hash alone. */
int tls_scheme_of_pkcs1(gnutls_digest_algorithm_t hash, enum tls_scheme *out);

#endif
