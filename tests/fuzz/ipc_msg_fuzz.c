/* SPDX-License-Identifier: ISC */
/* The parent's side of the channel: what unpacks must pack to the same. */
#include "ipc/msg.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct bw_msg msg;
	uint8_t again[BW_MSG_SIZE_MAX];
	size_t again_len = 0;

	if (bw_msg_unpack(data, len, &msg) != 0) {
		return 0;
	}
	BW_ASSERT(bw_msg_pack(&msg, again, sizeof(again), &again_len) == 0);
	BW_ASSERT(again_len == len && memcmp(again, data, len) == 0);
	return 0;
}
