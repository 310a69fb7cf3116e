/* SPDX-License-Identifier: ISC */
/* Signature schemes; see scheme.h. */
#include "scheme.h"

#include <errno.h>

static const struct {
	enum tls_scheme scheme;
	gnutls_sign_algorithm_t algorithm; /* that the signer uses */
	gnutls_sign_algorithm_t alias;     /* TLS 1.3's, of a curve */
} rows[] = {
    {TLS_SCHEME_RSA_PKCS1_SHA256, GNUTLS_SIGN_RSA_SHA256, GNUTLS_SIGN_UNKNOWN},
    {TLS_SCHEME_RSA_PKCS1_SHA384, GNUTLS_SIGN_RSA_SHA384, GNUTLS_SIGN_UNKNOWN},
    {TLS_SCHEME_RSA_PKCS1_SHA512, GNUTLS_SIGN_RSA_SHA512, GNUTLS_SIGN_UNKNOWN},
    {TLS_SCHEME_ECDSA_SHA256, GNUTLS_SIGN_ECDSA_SHA256,
	GNUTLS_SIGN_ECDSA_SECP256R1_SHA256},
    {TLS_SCHEME_ECDSA_SHA384, GNUTLS_SIGN_ECDSA_SHA384,
	GNUTLS_SIGN_ECDSA_SECP384R1_SHA384},
    {TLS_SCHEME_ECDSA_SHA512, GNUTLS_SIGN_ECDSA_SHA512,
	GNUTLS_SIGN_ECDSA_SECP521R1_SHA512},
    {TLS_SCHEME_RSA_PSS_SHA256, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256,
	GNUTLS_SIGN_UNKNOWN},
    {TLS_SCHEME_RSA_PSS_SHA384, GNUTLS_SIGN_RSA_PSS_RSAE_SHA384,
	GNUTLS_SIGN_UNKNOWN},
    {TLS_SCHEME_RSA_PSS_SHA512, GNUTLS_SIGN_RSA_PSS_RSAE_SHA512,
	GNUTLS_SIGN_UNKNOWN},
};

int
tls_scheme_of(gnutls_sign_algorithm_t algorithm, enum tls_scheme *out)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (algorithm != GNUTLS_SIGN_UNKNOWN &&
		    (rows[i].algorithm == algorithm ||
			rows[i].alias == algorithm)) {
			*out = rows[i].scheme;
			return 0;
		}
	}
	return -ENOTSUP;
}

gnutls_sign_algorithm_t
tls_scheme_algorithm(enum tls_scheme scheme)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].scheme == scheme) {
			return rows[i].algorithm;
		}
	}
	return GNUTLS_SIGN_UNKNOWN;
}

int
tls_scheme_of_pkcs1(gnutls_digest_algorithm_t hash, enum tls_scheme *out)
{
	return tls_scheme_of(gnutls_pk_to_sign(GNUTLS_PK_RSA, hash), out);
}
