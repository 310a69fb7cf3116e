/* SPDX-License-Identifier: ISC */
/*
 * Leases in memory, found by address, by client identity and by MAC, each in
 * constant time.  Storage is the caller's and never grows.  A lease is never
 * taken out: the next holder's replaces it, so that a client that comes back
 * finds its address again.  Pure.
 */
#ifndef BW_LEASE_LEASE_TABLE_H
#define BW_LEASE_LEASE_TABLE_H

#include "lease/lease.h"

enum bw_lease_key {
	BW_LEASE_KEY_ADDRESS,
	BW_LEASE_KEY_CLIENT,
	BW_LEASE_KEY_MAC,
	BW_N_LEASE_KEYS,
};

struct bw_lease_slot {
	struct bw_lease lease;
	uint32_t next[BW_N_LEASE_KEYS]; /* slot number + 1 in the same chain */
};

struct bw_lease_table {
	struct bw_lease_slot *slots;
	uint32_t *heads;  /* BW_N_LEASE_KEYS times n_heads */
	uint32_t n_heads; /* a power of two */
	uint32_t capacity;
	uint32_t n; /* slots in use: 0 .. n - 1 */
	uint32_t seed;
};

/* Bytes of storage that a table of this many leases needs. */
size_t bw_lease_table_size(uint32_t capacity);

/*
 * Begin with an empty table.
 *
 *   storage  kept for the table's life; aligned as malloc(3) does
 *   seed     a number that strangers cannot know, lest they choose client
 *            identities that all fall into one chain
 */
void bw_lease_table_init(struct bw_lease_table *table, void *storage,
    uint32_t capacity, uint32_t seed);

/*
 * Remember a lease, in place of what was known of its address.
 *
 *   returns   0
 *             -ENOSPC  a new address and the table is full
 */
int
bw_lease_table_put(struct bw_lease_table *table, const struct bw_lease *lease);

/*
 * Find; NULL when there is none.  What is returned is borrowed until the next
 * put.  By client: the one that expires last (an empty identity is never
 * found).  By MAC: the one put last.
 */
const struct bw_lease *
bw_lease_table_by_address(const struct bw_lease_table *table, uint32_t address);
const struct bw_lease *bw_lease_table_by_client(
    const struct bw_lease_table *table, const struct bw_client_id *client);
/* The same among its leases of one network. */
const struct bw_lease *
bw_lease_table_by_client_in(const struct bw_lease_table *table,
    const struct bw_client_id *client, uint32_t network, uint32_t netmask);
const struct bw_lease *bw_lease_table_by_mac(
    const struct bw_lease_table *table, const uint8_t mac[BW_MAC_LEN]);

/* The nth of all, n below table->n; for listing. */
const struct bw_lease *
bw_lease_table_nth(const struct bw_lease_table *table, uint32_t n);

bool
bw_client_id_equal(const struct bw_client_id *a, const struct bw_client_id *b);

/* Does somebody hold this address, or is it in quarantine, at now_s? */
bool bw_lease_in_force(const struct bw_lease *lease, uint64_t now_s);

#endif
