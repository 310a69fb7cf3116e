/* SPDX-License-Identifier: ISC */
/*
 * Chained hash tables, one for each key, over one array of rows.
 */
#include "lease/lease_table.h"

#include <errno.h>
#include <string.h>

#define HEADS_MIN 16u

/*
 * A link is a row's number + 1 and, above it, bits of the hash of its key: a
 * row with another key is passed without a look at it, which would be one into
 * memory that is in no cache.
 */
#define NUMBER_MASK (BW_LEASES_MAX + 1)

/* 2^64 divided by the golden ratio, for hashes */
#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

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

	BW_ASSERT(capacity <= BW_LEASES_MAX);
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

static uint64_t
half_word(const uint8_t *bytes)
{
	uint32_t half;

	memcpy(&half, bytes, sizeof(half));
	return half;
}

/* Up to eight bytes, all of which count. */
static uint64_t
word_of(const uint8_t *bytes, size_t len)
{
	uint64_t word = 0;

	if (len >= 4) {
		return half_word(bytes) | half_word(bytes + len - 4) << 32;
	}
	for (size_t i = 0; i < len; i++) {
		word = word << 8 | bytes[i];
	}
	return word;
}

/*
 * Each word is multiplied by what strangers do not know, and both halves of
 * the product count: what collides under one seed does not under another.
 */
static uint32_t
seeded_hash(uint32_t seed, const uint8_t *bytes, size_t len)
{
	uint64_t key = (seed | UINT64_C(1) << 32) * GOLDEN | 1;
	uint64_t hash = key ^ len;

	while (len > 0) {
		size_t part = len < sizeof(uint64_t) ? len : sizeof(uint64_t);
		unsigned __int128 product =
		    (unsigned __int128)(hash ^ word_of(bytes, part)) * key;

		hash = (uint64_t)product ^ (uint64_t)(product >> 64);
		bytes += part;
		len -= part;
	}
	return (uint32_t)(hash * GOLDEN >> 32);
}

/* Where rows with some key are. */
struct chain {
	uint32_t *head;
	uint32_t *next;
	uint32_t tag; /* of their links */
};

static struct chain
chain(const struct bw_lease_table *table, enum bw_lease_key key,
    const void *bytes, size_t len)
{
	uint32_t hash = seeded_hash(table->seed, bytes, len);

	BW_ASSERT(key < table->n_keys);
	return (struct chain){
	    .head = &table->heads[key][hash & (table->n_heads - 1)],
	    .next = table->next[key],
	    .tag = hash & ~NUMBER_MASK,
	};
}

/* The first link of this tag from here on; 0: there is none. */
static uint32_t
first_from(const struct chain *chain, uint32_t link)
{
	while (link != 0 && (link & ~NUMBER_MASK) != chain->tag) {
		link = chain->next[(link & NUMBER_MASK) - 1];
	}
	return link;
}

static uint32_t
first(const struct chain *chain)
{
	return first_from(chain, *chain->head);
}

static uint32_t
following(const struct chain *chain, uint32_t link)
{
	return first_from(chain, chain->next[(link & NUMBER_MASK) - 1]);
}

static const struct bw_lease_row *
row_at(const struct bw_lease_table *table, uint32_t link)
{
	return &table->rows[(link & NUMBER_MASK) - 1];
}

static struct chain
chain_of(const struct bw_lease_table *table, enum bw_lease_key key,
    const struct bw_lease_row *row)
{
	uint32_t address = row->address;
	struct bw_client_id client __attribute__((uninitialized));

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
	return (struct chain){NULL, NULL, 0};
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
	struct chain chain;

	if (has_key(table, number, key)) {
		chain = chain_of(table, key, &table->rows[number]);
		chain.next[number] = *chain.head;
		*chain.head = chain.tag | (number + 1);
	}
}

static void
unlink_row(struct bw_lease_table *table, uint32_t number, enum bw_lease_key key)
{
	struct chain chain;
	uint32_t *at;

	if (!has_key(table, number, key)) {
		return;
	}
	chain = chain_of(table, key, &table->rows[number]);
	at = chain.head;
	while ((*at & NUMBER_MASK) != number + 1) {
		BW_ASSERT(*at != 0);
		at = &chain.next[(*at & NUMBER_MASK) - 1];
	}
	*at = chain.next[number];
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

/* The head of the chain that a lease's row will be in. */
static const uint32_t *
head_for(const struct bw_lease_table *table, enum bw_lease_key key,
    const struct bw_lease *lease)
{
	switch (key) {
	case BW_LEASE_KEY_ADDRESS:
		return chain(
		    table, key, &lease->address, sizeof(lease->address))
		    .head;
	case BW_LEASE_KEY_CLIENT:
		return chain(table, key, lease->client.bytes, lease->client.len)
		    .head;
	case BW_LEASE_KEY_MAC:
		return chain(table, key, lease->mac, BW_MAC_LEN).head;
	case BW_N_LEASE_KEYS:
		break;
	}
	BW_ASSERT(false);
	return NULL;
}

static void
fetch_heads(const struct bw_lease_table *table, struct bw_lease_ahead *one)
{
	for (unsigned key = 0; key < table->n_keys; key++) {
		one->heads[key] =
		    head_for(table, (enum bw_lease_key)key, &one->lease);
		__builtin_prefetch(one->heads[key], 1);
	}
}

/* What the heads lead to; they are here by now. */
static void
fetch_next(const struct bw_lease_table *table, const struct bw_lease_ahead *one)
{
	for (unsigned key = 0; key < table->n_keys; key++) {
		uint32_t link = *one->heads[key];

		if (link != 0) {
			__builtin_prefetch(
			    &table->next[key][(link & NUMBER_MASK) - 1]);
		}
	}
}

const struct bw_lease *
bw_lease_line_turn(struct bw_lease_line *line,
    const struct bw_lease_table *table, const struct bw_lease *lease)
{
	uint32_t n = line->n_in++;

	line->items[n % BW_LEASE_LINE].lease = *lease;
	fetch_heads(table, &line->items[n % BW_LEASE_LINE]);
	if (n - line->n_out >= BW_LEASE_LINE / 2) {
		fetch_next(table,
		    &line->items[(n - BW_LEASE_LINE / 2) % BW_LEASE_LINE]);
	}
	return line->n_in - line->n_out < BW_LEASE_LINE
		   ? NULL
		   : bw_lease_line_take(line);
}

const struct bw_lease *
bw_lease_line_take(struct bw_lease_line *line)
{
	return line->n_out == line->n_in
		   ? NULL
		   : &line->items[line->n_out++ % BW_LEASE_LINE].lease;
}

const struct bw_lease_row *
bw_lease_table_by_address(const struct bw_lease_table *table, uint32_t address)
{
	struct chain rows =
	    chain(table, BW_LEASE_KEY_ADDRESS, &address, sizeof(address));

	for (uint32_t at = first(&rows); at != 0; at = following(&rows, at)) {
		if (row_at(table, at)->address == address) {
			return row_at(table, at);
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
	struct chain rows =
	    chain(table, BW_LEASE_KEY_CLIENT, client->bytes, client->len);
	const struct bw_lease_row *best = NULL;

	if (client->len == 0) {
		return NULL;
	}
	for (uint32_t at = first(&rows); at != 0; at = following(&rows, at)) {
		const struct bw_lease_row *row = row_at(table, at);

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
	struct chain rows = chain(table, BW_LEASE_KEY_MAC, mac, BW_MAC_LEN);

	for (uint32_t at = first(&rows); at != 0; at = following(&rows, at)) {
		if (memcmp(row_at(table, at)->mac, mac, BW_MAC_LEN) == 0) {
			return row_at(table, at);
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
