/* SPDX-License-Identifier: ISC */
/* The body of an access server's answer. */
#include <string.h>

#include "core.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Only what may be shown and passed on comes out, and ends in NUL. */
static void
check_text(const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	BW_ASSERT(len < size);
	for (size_t i = 0; i < len; i++) {
		BW_ASSERT(text[i] >= ' ' && text[i] <= '~');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fetch_result result = {
	    .status = 200,
	    .body = (const char *)data,
	    .body_len = len < FETCH_BODY_MAX ? len : FETCH_BODY_MAX,
	};
	uint8_t buf[BW_MSG_SIZE_MAX];
	size_t packed_len;
	struct bw_msg msg;

	fetch_answer_build(1, &result, &msg);
	check_text(
	    msg.u.access_answered.client, sizeof(msg.u.access_answered.client));
	check_text(
	    msg.u.access_answered.file, sizeof(msg.u.access_answered.file));
	BW_ASSERT(bw_msg_pack(&msg, buf, sizeof(buf), &packed_len) == 0);
	return 0;
}
