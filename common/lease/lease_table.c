/* SPDX-License-Identifier: ISC */
/*
 * Three chained hash tables over one array of slots.
 */
#include "lease/lease_table.h"

#include <errno.h>
#include <string.h>

#define HEADS_MIN 16u

static uint32_t
heads_for(uint32_t capacity)
{
	uint32_t n = HEADS_MIN;

	while (n < capacity && n < UINT32_C(1) << 30) {
		n <<= 1;
	}
	return n;
}

size_t
bw_lease_table_size(uint32_t capacity)
{
	return capacity * sizeof(struct bw_lease_slot) +
	       (size_t)heads_for(capacity) * BW_N_LEASE_KEYS * sizeof(uint32_t);
}

void
bw_lease_table_init(struct bw_lease_table *table, void *storage,
    uint32_t capacity, uint32_t seed)
{
	struct bw_lease_slot *slots = storage;

	*table = (struct bw_lease_table){
	    .slots = slots,
	    .heads = (uint32_t *)(void *)(slots + capacity),
	    .n_heads = heads_for(capacity),
	    .capacity = capacity,
	    .seed = seed,
	};
	memset(table->heads, 0,
	    (size_t)table->n_heads * BW_N_LEASE_KEYS * sizeof(uint32_t));
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
	size_t row = (size_t)key * table->n_heads;

	return &table->heads[row + (hash & (table->n_heads - 1))];
}

static uint32_t *
chain_of(const struct bw_lease_table *table, enum bw_lease_key key,
    const struct bw_lease *lease)
{
	switch (key) {
	case BW_LEASE_KEY_ADDRESS:
		return chain(table, key, &lease->address, sizeof(uint32_t));
	case BW_LEASE_KEY_CLIENT:
		return chain(
		    table, key, lease->client.bytes, lease->client.len);
	case BW_LEASE_KEY_MAC:
		return chain(table, key, lease->mac, BW_MAC_LEN);
	case BW_N_LEASE_KEYS:
		break;
	}
	BW_ASSERT(false);
	return NULL;
}

static void
link_slot(struct bw_lease_table *table, uint32_t number, enum bw_lease_key key)
{
	struct bw_lease_slot *slot = &table->slots[number];
	uint32_t *head;

	if (key == BW_LEASE_KEY_CLIENT && slot->lease.client.len == 0) {
		return; /* nobody's: never looked for */
	}
	head = chain_of(table, key, &slot->lease);
	slot->next[key] = *head;
	*head = number + 1;
}

static void
unlink_slot(
    struct bw_lease_table *table, uint32_t number, enum bw_lease_key key)
{
	const struct bw_lease *lease = &table->slots[number].lease;
	uint32_t *at;

	if (key == BW_LEASE_KEY_CLIENT && lease->client.len == 0) {
		return;
	}
	at = chain_of(table, key, lease);
	while (*at != number + 1) {
		BW_ASSERT(*at != 0);
		at = &table->slots[*at - 1].next[key];
	}
	*at = table->slots[number].next[key];
}

int
bw_lease_table_put(struct bw_lease_table *table, const struct bw_lease *lease)
{
	const struct bw_lease *known =
	    bw_lease_table_by_address(table, lease->address);
	struct bw_lease copy = *lease; /* it may be one of ours */
	uint32_t number;

	if (known != NULL) {
		const struct bw_lease_slot *slot =
		    (const struct bw_lease_slot *)(const void *)known;

		number = (uint32_t)(slot - table->slots);
		unlink_slot(table, number, BW_LEASE_KEY_CLIENT);
		unlink_slot(table, number, BW_LEASE_KEY_MAC);
		table->slots[number].lease = copy;
	} else {
		if (table->n == table->capacity) {
			return -ENOSPC;
		}
		number = table->n++;
		table->slots[number].lease = copy;
		link_slot(table, number, BW_LEASE_KEY_ADDRESS);
	}
	link_slot(table, number, BW_LEASE_KEY_CLIENT);
	link_slot(table, number, BW_LEASE_KEY_MAC);
	return 0;
}

const struct bw_lease *
bw_lease_table_by_address(const struct bw_lease_table *table, uint32_t address)
{
	uint32_t at =
	    *chain(table, BW_LEASE_KEY_ADDRESS, &address, sizeof(address));

	for (; at != 0; at = table->slots[at - 1].next[BW_LEASE_KEY_ADDRESS]) {
		if (table->slots[at - 1].lease.address == address) {
			return &table->slots[at - 1].lease;
		}
	}
	return NULL;
}

const struct bw_lease *
bw_lease_table_by_client(
    const struct bw_lease_table *table, const struct bw_client_id *client)
{
	return bw_lease_table_by_client_in(table, client, 0, 0);
}

const struct bw_lease *
bw_lease_table_by_client_in(const struct bw_lease_table *table,
    const struct bw_client_id *client, uint32_t network, uint32_t netmask)
{
	uint32_t at =
	    *chain(table, BW_LEASE_KEY_CLIENT, client->bytes, client->len);
	const struct bw_lease *best = NULL;

	if (client->len == 0) {
		return NULL;
	}
	for (; at != 0; at = table->slots[at - 1].next[BW_LEASE_KEY_CLIENT]) {
		const struct bw_lease *lease = &table->slots[at - 1].lease;

		if (((lease->address ^ network) & netmask) == 0 &&
		    bw_client_id_equal(&lease->client, client) &&
		    (best == NULL || lease->expires_s > best->expires_s)) {
			best = lease;
		}
	}
	return best;
}

const struct bw_lease *
bw_lease_table_by_mac(
    const struct bw_lease_table *table, const uint8_t mac[BW_MAC_LEN])
{
	uint32_t at = *chain(table, BW_LEASE_KEY_MAC, mac, BW_MAC_LEN);

	for (; at != 0; at = table->slots[at - 1].next[BW_LEASE_KEY_MAC]) {
		if (memcmp(table->slots[at - 1].lease.mac, mac, BW_MAC_LEN) ==
		    0) {
			return &table->slots[at - 1].lease;
		}
	}
	return NULL;
}

const struct bw_lease *
bw_lease_table_nth(const struct bw_lease_table *table, uint32_t n)
{
	BW_ASSERT(n < table->n);
	return &table->slots[n].lease;
}

bool
bw_client_id_equal(const struct bw_client_id *a, const struct bw_client_id *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

bool
bw_lease_in_force(const struct bw_lease *lease, uint64_t now_s)
{
	return lease->state != BW_LEASE_STATE_FREE && now_s < lease->expires_s;
}
