/* SPDX-License-Identifier: ISC */
/*
 * The numbers of TLS that we name ourselves, and limits.  RFC 8446, RFC 5246.
 */
#ifndef TLSD_PROTO_H
#define TLSD_PROTO_H

#include "base/base.h"

/* SignatureScheme, RFC 8446 4.2.3: those that a server's key may be used for */
enum tls_scheme {
	TLS_SCHEME_RSA_PKCS1_SHA256 = 0x0401,
	TLS_SCHEME_RSA_PKCS1_SHA384 = 0x0501,
	TLS_SCHEME_RSA_PKCS1_SHA512 = 0x0601,
	TLS_SCHEME_ECDSA_SHA256 = 0x0403,
	TLS_SCHEME_ECDSA_SHA384 = 0x0503,
	TLS_SCHEME_ECDSA_SHA512 = 0x0603,
	TLS_SCHEME_RSA_PSS_SHA256 = 0x0804, /* rsa_pss_rsae_sha256 ... */
	TLS_SCHEME_RSA_PSS_SHA384 = 0x0805,
	TLS_SCHEME_RSA_PSS_SHA512 = 0x0806,
};

#define TLS_DIGEST_MAX    64
#define TLS_SIGNATURE_MAX 1024 /* RSA of 8192 bits */
#define TLS_RSA_BITS_MIN  2048

/* Plaintext of a record.  RFC 8446 5.1 */
#define TLS_RECORD_MAX 16384

#define TLS_CONNECTIONS_MAX 16384

/* A client that takes nothing of the last that is sent to it is given up. */
#define TLS_STALL_MS 60000

/* Records of one connection before others have their turn, each way. */
#define TLS_TURN_RECORDS 8

#define TLS_CERTIFICATE_SIZE_MAX (256u << 10) /* the file, with its chain */
#define TLS_KEY_SIZE_MAX         (64u << 10)

/* A signature that has not come after this will not. */
#define TLS_SIGN_PATIENCE_MS 5000

#endif
