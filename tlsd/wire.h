/* SPDX-License-Identifier: ISC */
/*
 * What a worker asks of its signer, and the answer: one packet each.  Pure.
 *
 *	request   id u32, scheme u16, digest (as long as the scheme's hash)
 *	answer    id u32, signature (none: refused)
 */
#ifndef TLSD_WIRE_H
#define TLSD_WIRE_H

#include "proto.h"

#define TLS_SIGN_REQUEST_MAX (6 + TLS_DIGEST_MAX)
#define TLS_SIGN_ANSWER_MAX  (4 + TLS_SIGNATURE_MAX)

struct tls_sign_request {
	uint32_t id;
	enum tls_scheme scheme;
	size_t len;
	uint8_t digest[TLS_DIGEST_MAX];
};

struct tls_sign_answer {
	uint32_t id;
	size_t len; /* 0: refused */
	uint8_t signature[TLS_SIGNATURE_MAX];
};

/* The length of what is signed by this scheme; 0: there is no such scheme. */
size_t tls_scheme_digest_len(uint16_t scheme);

/* Of a request that tls_sign_request_parse() would take. */
size_t tls_sign_request_build(
    const struct tls_sign_request *request, uint8_t buf[TLS_SIGN_REQUEST_MAX]);
/*
 *   returns   0
 *             -EBADMSG  not the shape of one
 *             -ENOTSUP  not what a handshake signs
 */
int tls_sign_request_parse(
    const uint8_t *buf, size_t len, struct tls_sign_request *out);

size_t tls_sign_answer_build(
    const struct tls_sign_answer *answer, uint8_t buf[TLS_SIGN_ANSWER_MAX]);
/* 0 or -EBADMSG */
int tls_sign_answer_parse(
    const uint8_t *buf, size_t len, struct tls_sign_answer *out);

#endif
