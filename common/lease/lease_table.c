/* SPDX-License-Identifier: ISC */
/*
 * Chained hash tables, one for each key, over one array of rows.
 */
#include "lease/lease_table.h"

#include <errno.h>
#include <string.h>

#define HEADS_MIN 16u

/* Two leases to a chain when all addresses are given: memory counts too. */
static uint32_t
heads_for(uint32_t capacity)
{
	uint32_t n = HEADS_MIN;

	while (n < capacity / 2 && n < UINT32_C(1) << 30) {
		n <<= 1;
	}
	return n;
}

size_t
bw_lease_table_size(uint32_t capacity, unsigned n_keys)
{
	size_t links = n_keys * ((size_t)heads_for(capacity) + capacity);
	size_t cells = (size_t)capacity * BW_LEASE_CELLS_MAX;

	return capacity * sizeof(struct bw_lease_row) +
	       links * sizeof(uint32_t) + cells * sizeof(struct bw_cell);
}

void
bw_lease_table_init(struct bw_lease_table *table, void *storage,
    uint32_t capacity, unsigned n_keys, uint32_t seed)
{
	struct bw_lease_row *rows = storage;
	uint32_t *links = (uint32_t *)(void *)(rows + capacity);

	*table = (struct bw_lease_table){
	    .rows = rows,
	    .n_keys = n_keys,
	    .n_heads = heads_for(capacity),
	    .capacity = capacity,
	    .seed = seed,
	};
	for (unsigned key = 0; key < n_keys; key++) {
		table->heads[key] = links;
		memset(links, 0, table->n_heads * sizeof(*links));
		table->next[key] = links + table->n_heads;
		links += table->n_heads + capacity;
	}
	bw_cells_init(&table->cells, (struct bw_cell *)(void *)links,
	    capacity * BW_LEASE_CELLS_MAX);
}

/* Seeded from its first byte on: what collides under one seed does not under
 * another. */
static uint32_t
seeded_hash(uint32_t seed, const uint8_t *bytes, size_t len)
{
	uint32_t hash = seed;

	for (size_t i = 0; i < len; i++) {
		hash = (hash ^ bytes[i]) * UINT32_C(0x01000193);
		hash ^= hash >> 15;
	}
	hash *= UINT32_C(0x85ebca6b);
	return hash ^ hash >> 16;
}

static uint32_t *
chain(const struct bw_lease_table *table, enum bw_lease_key key,
    const void *bytes, size_t len)
{
	uint32_t hash = seeded_hash(table->seed, bytes, len);

	BW_ASSERT(key < table->n_keys);
	return &table->heads[key][hash & (table->n_heads - 1)];
}

static uint32_t *
chain_of(const struct bw_lease_table *table, enum bw_lease_key key,
    const struct bw_lease_row *row)
{
	uint32_t address = row->address;
	struct bw_client_id client;

	switch (key) {
	case BW_LEASE_KEY_ADDRESS:
		return chain(table, key, &address, sizeof(address));
	case BW_LEASE_KEY_CLIENT:
		bw_lease_row_client(row, &table->cells, &client);
		return chain(table, key, client.bytes, client.len);
	case BW_LEASE_KEY_MAC:
		return chain(table, key, row->mac, BW_MAC_LEN);
	case BW_N_LEASE_KEYS:
		break;
	}
	BW_ASSERT(false);
	return NULL;
}

/* Nobody's lease is never looked for by its client. */
static bool
has_key(
    const struct bw_lease_table *table, uint32_t number, enum bw_lease_key key)
{
	return key < table->n_keys &&
	       (key != BW_LEASE_KEY_CLIENT ||
		   table->rows[number].owner != BW_LEASE_OWNER_NOBODY);
}

static void
link_row(struct bw_lease_table *table, uint32_t number, enum bw_lease_key key)
{
	uint32_t *head;

	if (has_key(table, number, key)) {
		head = chain_of(table, key, &table->rows[number]);
		table->next[key][number] = *head;
		*head = number + 1;
	}
}

static void
unlink_row(struct bw_lease_table *table, uint32_t number, enum bw_lease_key key)
{
	uint32_t *at;

	if (!has_key(table, number, key)) {
		return;
	}
	at = chain_of(table, key, &table->rows[number]);
	while (*at != number + 1) {
		BW_ASSERT(*at != 0);
		at = &table->next[key][*at - 1];
	}
	*at = table->next[key][number];
}

int
bw_lease_table_put(struct bw_lease_table *table, const struct bw_lease *lease)
{
	const struct bw_lease_row *known =
	    bw_lease_table_by_address(table, lease->address);
	uint32_t number = table->n;

	if (known != NULL) {
		number = (uint32_t)(known - table->rows);
		unlink_row(table, number, BW_LEASE_KEY_CLIENT);
		unlink_row(table, number, BW_LEASE_KEY_MAC);
		bw_cells_drop(&table->cells, known->more);
	} else if (number == table->capacity) {
		return -ENOSPC;
	}
	bw_lease_row_put(&table->rows[number], &table->cells, lease);
	if (known == NULL) {
		table->n++;
		link_row(table, number, BW_LEASE_KEY_ADDRESS);
	}
	link_row(table, number, BW_LEASE_KEY_CLIENT);
	link_row(table, number, BW_LEASE_KEY_MAC);
	return 0;
}

const struct bw_lease_row *
bw_lease_table_by_address(const struct bw_lease_table *table, uint32_t address)
{
	enum bw_lease_key key = BW_LEASE_KEY_ADDRESS;
	uint32_t at = *chain(table, key, &address, sizeof(address));

	for (; at != 0; at = table->next[key][at - 1]) {
		if (table->rows[at - 1].address == address) {
			return &table->rows[at - 1];
		}
	}
	return NULL;
}

const struct bw_lease_row *
bw_lease_table_by_client(
    const struct bw_lease_table *table, const struct bw_client_id *client)
{
	return bw_lease_table_by_client_in(table, client, 0, 0);
}

const struct bw_lease_row *
bw_lease_table_by_client_in(const struct bw_lease_table *table,
    const struct bw_client_id *client, uint32_t network, uint32_t netmask)
{
	enum bw_lease_key key = BW_LEASE_KEY_CLIENT;
	uint32_t at = *chain(table, key, client->bytes, client->len);
	const struct bw_lease_row *best = NULL;

	if (client->len == 0) {
		return NULL;
	}
	for (; at != 0; at = table->next[key][at - 1]) {
		const struct bw_lease_row *row = &table->rows[at - 1];

		if (((row->address ^ network) & netmask) == 0 &&
		    bw_lease_table_is_of(table, row, client) &&
		    (best == NULL || row->expires_s > best->expires_s)) {
			best = row;
		}
	}
	return best;
}

const struct bw_lease_row *
bw_lease_table_by_mac(
    const struct bw_lease_table *table, const uint8_t mac[BW_MAC_LEN])
{
	enum bw_lease_key key = BW_LEASE_KEY_MAC;
	uint32_t at = *chain(table, key, mac, BW_MAC_LEN);

	for (; at != 0; at = table->next[key][at - 1]) {
		if (memcmp(table->rows[at - 1].mac, mac, BW_MAC_LEN) == 0) {
			return &table->rows[at - 1];
		}
	}
	return NULL;
}

const struct bw_lease_row *
bw_lease_table_nth(const struct bw_lease_table *table, uint32_t n)
{
	BW_ASSERT(n < table->n);
	return &table->rows[n];
}
