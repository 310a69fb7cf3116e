/* SPDX-License-Identifier: ISC */
/*
 * Leases in memory, found by address, by client identity and by MAC, each in
 * constant time.  Storage is the caller's and never grows.  A lease is never
 * taken out: the next holder's replaces it, so that a client that comes back
 * finds its address again.  Pure.
 */
#ifndef BW_LEASE_LEASE_TABLE_H
#define BW_LEASE_LEASE_TABLE_H

#include "lease/lease_row.h"

/* No table has room for more: links to rows have so many bits. */
#define BW_LEASES_MAX ((UINT32_C(1) << 24) - 2)

enum bw_lease_key {
	BW_LEASE_KEY_ADDRESS,
	BW_LEASE_KEY_CLIENT,
	BW_LEASE_KEY_MAC,
	BW_N_LEASE_KEYS,
};

struct bw_lease_table {
	struct bw_lease_row *rows;
	struct bw_cells cells;
	unsigned n_keys;                  /* the first of enum bw_lease_key */
	uint32_t *heads[BW_N_LEASE_KEYS]; /* links to rows; 0: none */
	uint32_t *next[BW_N_LEASE_KEYS];  /* of each row, in the same chain */
	uint32_t n_heads;                 /* a power of two */
	uint32_t capacity;
	uint32_t n; /* rows in use: 0 .. n - 1 */
	uint32_t seed;
};

/*
 * Bytes of storage for a table of this many leases, found by the first n_keys
 * of their keys.  All of it is for leases of which each is as long as can be;
 * what the usual ones do not need is never touched.
 */
size_t bw_lease_table_size(uint32_t capacity, unsigned n_keys);

/*
 * Begin with an empty table.
 *
 *   storage   kept for the table's life; aligned as malloc(3) does
 *   capacity  at most BW_LEASES_MAX
 *   seed      a number that strangers cannot know, lest they choose client
 *             identities that all fall into one chain
 */
void bw_lease_table_init(struct bw_lease_table *table, void *storage,
    uint32_t capacity, unsigned n_keys, uint32_t seed);

/*
 * Remember a lease, in place of what was known of its address.
 *
 *   returns   0
 *             -ENOSPC  a new address and the table is full
 */
int
bw_lease_table_put(struct bw_lease_table *table, const struct bw_lease *lease);

/* As many leases as memory can be asked for ahead; a power of two. */
#define BW_LEASE_LINE 8u

/*
 * Leases that wait to be put into a table until the memory that takes them has
 * been fetched: what many at a time spend most of their time on.  All zeros is
 * an empty one.
 */
struct bw_lease_line {
	struct bw_lease_ahead {
		struct bw_lease lease;
		const uint32_t *heads[BW_N_LEASE_KEYS]; /* of its chains */
	} items[BW_LEASE_LINE];
	uint32_t n_in, n_out;
};

/*
 * Join the line.  Returns whose turn it is to be put, in the order in which
 * they joined, or NULL: nobody's yet.  Borrowed until the next that joins.
 */
const struct bw_lease *bw_lease_line_turn(struct bw_lease_line *line,
    const struct bw_lease_table *table, const struct bw_lease *lease);

/* No more join: the next of those who wait, or NULL after the last. */
const struct bw_lease *bw_lease_line_take(struct bw_lease_line *line);

/*
 * Find; NULL when there is none.  What is returned is borrowed until the next
 * put.  By client: the one that expires last (an empty identity is never
 * found).  By MAC: the one put last.
 */
const struct bw_lease_row *
bw_lease_table_by_address(const struct bw_lease_table *table, uint32_t address);
const struct bw_lease_row *bw_lease_table_by_client(
    const struct bw_lease_table *table, const struct bw_client_id *client);
/* The same among its leases of one network. */
const struct bw_lease_row *
bw_lease_table_by_client_in(const struct bw_lease_table *table,
    const struct bw_client_id *client, uint32_t network, uint32_t netmask);
const struct bw_lease_row *bw_lease_table_by_mac(
    const struct bw_lease_table *table, const uint8_t mac[BW_MAC_LEN]);

/* The nth of all, n below table->n; for listing. */
const struct bw_lease_row *
bw_lease_table_nth(const struct bw_lease_table *table, uint32_t n);

/* All that is known of a lease of this table. */
static inline void
bw_lease_table_get(const struct bw_lease_table *table,
    const struct bw_lease_row *row, struct bw_lease *out)
{
	bw_lease_row_get(row, &table->cells, out);
}

/* Is it this client's?  Nobody's is that of an empty identity. */
static inline bool
bw_lease_table_is_of(const struct bw_lease_table *table,
    const struct bw_lease_row *row, const struct bw_client_id *client)
{
	return bw_lease_row_is_of(row, &table->cells, client);
}

#endif
