/* SPDX-License-Identifier: ISC */
/*
 * Leases as rows; see lease_row.h.  In the cells: the lengths of the client's
 * identity (0 unless it is OTHER), the UUID and the host name, then these.
 */
#include "lease/lease_row.h"

#include <string.h>

/* The hardware type before a MAC in an identity; RFC 2131 4.2 */
#define ETHERNET 1
/* What the compiler must be told of an enumeration in so many bits. */
#define TWO_BITS 3u

_Static_assert(BW_LEASE_STATE_MAX <= TWO_BITS, "states fit");

enum part {
	PART_CLIENT,
	PART_UUID,
	PART_HOSTNAME,
	N_PARTS,
};

bool
bw_client_id_equal(const struct bw_client_id *a, const struct bw_client_id *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

void
bw_client_id_of_mac(struct bw_client_id *out, const uint8_t mac[BW_MAC_LEN])
{
	out->len = 1 + BW_MAC_LEN;
	out->bytes[0] = ETHERNET;
	memcpy(out->bytes + 1, mac, BW_MAC_LEN);
}

static bool
is_of_mac(const struct bw_client_id *client, const uint8_t mac[BW_MAC_LEN])
{
	return client->len == 1 + BW_MAC_LEN && client->bytes[0] == ETHERNET &&
	       memcmp(client->bytes + 1, mac, BW_MAC_LEN) == 0;
}

static enum bw_lease_owner
owner_of(const struct bw_lease *lease)
{
	if (lease->client.len == 0) {
		return BW_LEASE_OWNER_NOBODY;
	}
	return is_of_mac(&lease->client, lease->mac) ? BW_LEASE_OWNER_MAC
						     : BW_LEASE_OWNER_OTHER;
}

static uint32_t
put_parts(struct bw_cells *cells, const struct bw_lease *lease,
    const uint8_t lens[N_PARTS])
{
	const uint8_t *const parts[N_PARTS] = {
	    lease->client.bytes, lease->uuid, (const uint8_t *)lease->hostname};
	uint8_t bytes[BW_LEASE_MORE_MAX];
	size_t len = N_PARTS;

	memcpy(bytes, lens, N_PARTS);
	for (size_t i = 0; i < N_PARTS; i++) {
		memcpy(bytes + len, parts[i], lens[i]);
		len += lens[i];
	}
	return bw_cells_put(cells, bytes, len);
}

static uint32_t
put_more(struct bw_cells *cells, const struct bw_lease *lease,
    enum bw_lease_owner owner)
{
	bool other = owner == BW_LEASE_OWNER_OTHER;
	bool told = !bw_bytes_zero(lease->uuid, BW_UUID_LEN);
	const uint8_t lens[N_PARTS] = {
	    [PART_CLIENT] = other ? lease->client.len : 0,
	    [PART_UUID] = told ? BW_UUID_LEN : 0,
	    [PART_HOSTNAME] =
		(uint8_t)strnlen(lease->hostname, BW_HOSTNAME_MAX - 1),
	};

	return bw_bytes_zero(lens, N_PARTS) ? 0 : put_parts(cells, lease, lens);
}

void
bw_lease_row_put(struct bw_lease_row *out, struct bw_cells *cells,
    const struct bw_lease *lease)
{
	enum bw_lease_owner owner = owner_of(lease);
	uint64_t expires_s = lease->expires_s < BW_LEASE_EXPIRES_MAX
				 ? lease->expires_s
				 : BW_LEASE_EXPIRES_MAX;

	*out = (struct bw_lease_row){
	    .address = lease->address,
	    .more = put_more(cells, lease, owner),
	    .expires_s = expires_s & BW_LEASE_EXPIRES_MAX,
	    .state = lease->state & TWO_BITS,
	    .owner = owner & TWO_BITS,
	    .pxe = lease->pxe,
	};
	memcpy(out->mac, lease->mac, BW_MAC_LEN);
}

/* One of what is in the cells; returns its length. */
static uint8_t
get_part(const struct bw_lease_row *row, const struct bw_cells *cells,
    enum part which, void *out)
{
	uint8_t lens[N_PARTS];
	size_t from = N_PARTS;

	if (row->more == 0) {
		return 0;
	}
	bw_cells_get(cells, row->more, 0, lens, N_PARTS);
	for (size_t i = 0; i < which; i++) {
		from += lens[i];
	}
	bw_cells_get(cells, row->more, from, out, lens[which]);
	return lens[which];
}

void
bw_lease_row_client(const struct bw_lease_row *row,
    const struct bw_cells *cells, struct bw_client_id *out)
{
	switch ((enum bw_lease_owner)row->owner) {
	case BW_LEASE_OWNER_NOBODY:
		out->len = 0;
		return;
	case BW_LEASE_OWNER_MAC:
		bw_client_id_of_mac(out, row->mac);
		return;
	case BW_LEASE_OWNER_OTHER:
		out->len = get_part(row, cells, PART_CLIENT, out->bytes);
		return;
	}
	BW_ASSERT(false);
}

void
bw_lease_row_uuid(const struct bw_lease_row *row, const struct bw_cells *cells,
    uint8_t out[BW_UUID_LEN])
{
	if (get_part(row, cells, PART_UUID, out) == 0) {
		memset(out, 0, BW_UUID_LEN);
	}
}

void
bw_lease_row_get(const struct bw_lease_row *row, const struct bw_cells *cells,
    struct bw_lease *out)
{
	out->address = row->address;
	out->state = (enum bw_lease_state)row->state;
	out->expires_s = row->expires_s;
	memcpy(out->mac, row->mac, BW_MAC_LEN);
	bw_lease_row_uuid(row, cells, out->uuid);
	bw_lease_row_client(row, cells, &out->client);
	out->hostname[get_part(row, cells, PART_HOSTNAME, out->hostname)] =
	    '\0';
	out->pxe = row->pxe;
}

bool
bw_lease_row_is_of(const struct bw_lease_row *row, const struct bw_cells *cells,
    const struct bw_client_id *client)
{
	struct bw_client_id own;

	switch ((enum bw_lease_owner)row->owner) {
	case BW_LEASE_OWNER_NOBODY:
		return client->len == 0;
	case BW_LEASE_OWNER_MAC:
		return is_of_mac(client, row->mac);
	case BW_LEASE_OWNER_OTHER:
		bw_lease_row_client(row, cells, &own);
		return bw_client_id_equal(&own, client);
	}
	BW_ASSERT(false);
	return false;
}

bool
bw_lease_in_force(const struct bw_lease_row *row, uint64_t now_s)
{
	return row->state != BW_LEASE_STATE_FREE && now_s < row->expires_s;
}
