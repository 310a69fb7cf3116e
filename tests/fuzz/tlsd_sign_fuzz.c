/* SPDX-License-Identifier: ISC */
/*
 * The signer's ear: whatever a worker says, it is refused, or it is a digest of
 * its scheme's length that makes the same bytes again.  And the answer's.
 */
#include "wire.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t again[TLS_SIGN_ANSWER_MAX];
	struct tls_sign_request request;
	struct tls_sign_answer answer;

	if (tls_sign_request_parse(data, len, &request) == 0) {
		BW_ASSERT(request.len ==
			  tls_scheme_digest_len((uint16_t)request.scheme));
		BW_ASSERT(tls_sign_request_build(&request, again) == len);
		BW_ASSERT(memcmp(again, data, len) == 0);
	}
	if (tls_sign_answer_parse(data, len, &answer) == 0) {
		BW_ASSERT(tls_sign_answer_build(&answer, again) == len);
		BW_ASSERT(memcmp(again, data, len) == 0);
	}
	return 0;
}
