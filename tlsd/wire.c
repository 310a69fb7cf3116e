/* SPDX-License-Identifier: ISC */
/* Requests for signatures, and answers; see wire.h.  Pure. */
#include "wire.h"

#include <errno.h>
#include <string.h>

#include "base/reader.h"
#include "base/writer.h"

size_t
tls_scheme_digest_len(uint16_t scheme)
{
	switch (scheme) {
	case TLS_SCHEME_RSA_PKCS1_SHA256:
	case TLS_SCHEME_ECDSA_SHA256:
	case TLS_SCHEME_RSA_PSS_SHA256:
		return 32;
	case TLS_SCHEME_RSA_PKCS1_SHA384:
	case TLS_SCHEME_ECDSA_SHA384:
	case TLS_SCHEME_RSA_PSS_SHA384:
		return 48;
	case TLS_SCHEME_RSA_PKCS1_SHA512:
	case TLS_SCHEME_ECDSA_SHA512:
	case TLS_SCHEME_RSA_PSS_SHA512:
		return 64;
	default:
		return 0;
	}
}

size_t
tls_sign_request_build(
    const struct tls_sign_request *request, uint8_t buf[TLS_SIGN_REQUEST_MAX])
{
	struct bw_writer w;
	int error;

	bw_writer_init(&w, buf, TLS_SIGN_REQUEST_MAX);
	bw_writer_u32(&w, request->id);
	bw_writer_u16(&w, (uint16_t)request->scheme);
	bw_writer_bytes(&w, request->digest, request->len);
	error = bw_writer_end(&w);
	BW_ASSERT(error == 0);
	return w.len;
}

int
tls_sign_request_parse(
    const uint8_t *buf, size_t len, struct tls_sign_request *out)
{
	struct tls_sign_request request = {0};
	struct bw_reader r;
	uint16_t scheme;

	bw_reader_init(&r, buf, len);
	request.id = bw_reader_u32(&r);
	scheme = bw_reader_u16(&r);
	request.len = tls_scheme_digest_len(scheme);
	if (request.len == 0 && bw_reader_left(&r) > 0) {
		return -ENOTSUP;
	}
	bw_reader_copy(&r, request.digest, request.len);
	if (request.len == 0 || bw_reader_end(&r) != 0) {
		return -EBADMSG;
	}
	request.scheme = (enum tls_scheme)scheme;
	*out = request;
	return 0;
}

size_t
tls_sign_answer_build(
    const struct tls_sign_answer *answer, uint8_t buf[TLS_SIGN_ANSWER_MAX])
{
	struct bw_writer w;
	int error;

	bw_writer_init(&w, buf, TLS_SIGN_ANSWER_MAX);
	bw_writer_u32(&w, answer->id);
	bw_writer_bytes(&w, answer->signature, answer->len);
	error = bw_writer_end(&w);
	BW_ASSERT(error == 0);
	return w.len;
}

int
tls_sign_answer_parse(
    const uint8_t *buf, size_t len, struct tls_sign_answer *out)
{
	struct tls_sign_answer answer = {0};
	struct bw_reader r;

	bw_reader_init(&r, buf, len);
	answer.id = bw_reader_u32(&r);
	answer.len = bw_reader_left(&r);
	if (answer.len > sizeof(answer.signature)) {
		return -EBADMSG;
	}
	bw_reader_copy(&r, answer.signature, answer.len);
	if (bw_reader_end(&r) != 0) {
		return -EBADMSG;
	}
	*out = answer;
	return 0;
}
