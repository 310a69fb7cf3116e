/* SPDX-License-Identifier: ISC */
/* A row of the database to a lease and back; see wire.h.  Pure. */
#include "wire.h"

#include <errno.h>
#include <string.h>

static bool
numbers_are_valid(const struct store_row *row)
{
	return row->address > 0 && row->address <= UINT32_MAX &&
	       row->state >= 0 && row->state <= BW_LEASE_STATE_MAX &&
	       row->expires_s >= 0 && (row->pxe == 0 || row->pxe == 1);
}

static bool
bytes_are_valid(const struct store_row *row)
{
	return row->mac.len == BW_MAC_LEN && row->uuid.len == BW_UUID_LEN &&
	       row->client.len <= BW_CLIENT_ID_MAX;
}

static bool
hostname_is_valid(const struct store_bytes *hostname)
{
	const char *text = hostname->at;

	if (hostname->len >= BW_HOSTNAME_MAX) {
		return false;
	}
	for (size_t i = 0; i < hostname->len; i++) {
		if (text[i] < ' ' || text[i] > '~') {
			return false;
		}
	}
	return true;
}

static void
copy(void *out, const struct store_bytes *bytes)
{
	if (bytes->len > 0) {
		memcpy(out, bytes->at, bytes->len);
	}
}

int
store_row_parse(const struct store_row *row, struct bw_lease *out)
{
	if (!numbers_are_valid(row) || !bytes_are_valid(row) ||
	    !hostname_is_valid(&row->hostname)) {
		return -EBADMSG;
	}
	*out = (struct bw_lease){
	    .address = (uint32_t)row->address,
	    .state = (enum bw_lease_state)row->state,
	    .expires_s = (uint64_t)row->expires_s,
	    .client.len = (uint8_t)row->client.len,
	    .pxe = row->pxe == 1,
	};
	copy(out->mac, &row->mac);
	copy(out->uuid, &row->uuid);
	copy(out->client.bytes, &row->client);
	copy(out->hostname, &row->hostname);
	return 0;
}

void
store_row_build(const struct bw_lease *lease, struct store_row *out)
{
	*out = (struct store_row){
	    .address = lease->address,
	    .state = (int64_t)lease->state,
	    /* A lease without end is one until the last second there is. */
	    .expires_s = lease->expires_s > INT64_MAX
			     ? INT64_MAX
			     : (int64_t)lease->expires_s,
	    .mac = {lease->mac, sizeof(lease->mac)},
	    .uuid = {lease->uuid, sizeof(lease->uuid)},
	    .client = {lease->client.bytes, lease->client.len},
	    .hostname = {lease->hostname,
		strnlen(lease->hostname, sizeof(lease->hostname) - 1)},
	    .pxe = lease->pxe ? 1 : 0,
	};
}
