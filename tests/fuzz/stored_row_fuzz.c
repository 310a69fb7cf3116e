/* SPDX-License-Identifier: ISC */
/*
 * The lease loader: whatever a row of the database holds, it is refused, or it
 * makes a lease that travels the channel and makes the same row again.
 */
#include "wire.h"

#include <string.h>

#include "base/reader.h"
#include "ipc/msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct store_bytes
bytes(struct bw_reader *r)
{
	size_t len = bw_reader_u16(r);

	return (struct store_bytes){bw_reader_take(r, len), len};
}

static bool
same(const struct store_bytes *a, const struct store_bytes *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->at, b->at, a->len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t packed[BW_MSG_SIZE_MAX];
	struct bw_msg msg = {.type = BW_MSG_LEASE_LOADED}, unpacked;
	struct store_row row, again;
	struct bw_reader r;
	size_t packed_len;

	bw_reader_init(&r, data, len);
	row.address = (int64_t)bw_reader_u64(&r);
	row.state = (int64_t)bw_reader_u64(&r);
	row.expires_s = (int64_t)bw_reader_u64(&r);
	row.pxe = (int64_t)bw_reader_u64(&r);
	row.mac = bytes(&r);
	row.uuid = bytes(&r);
	row.client = bytes(&r);
	row.hostname = bytes(&r);
	if (bw_reader_end(&r) != 0 ||
	    store_row_parse(&row, &msg.u.lease) != 0) {
		return 0;
	}
	BW_ASSERT(bw_msg_pack(&msg, packed, sizeof(packed), &packed_len) == 0);
	BW_ASSERT(bw_msg_unpack(packed, packed_len, &unpacked) == 0);
	store_row_build(&unpacked.u.lease, &again);
	BW_ASSERT(again.address == row.address && again.state == row.state);
	BW_ASSERT(again.expires_s == row.expires_s && again.pxe == row.pxe);
	BW_ASSERT(same(&again.mac, &row.mac) && same(&again.uuid, &row.uuid));
	BW_ASSERT(same(&again.client, &row.client));
	BW_ASSERT(same(&again.hostname, &row.hostname));
	return 0;
}
