/* SPDX-License-Identifier: ISC */
/*
 * The addresses that may be given out, who was offered which, and which of
 * them a client should get.  Leases themselves are in the lease table.  Pure.
 */
#ifndef DHCP_POOL_H
#define DHCP_POOL_H

#include "exchange.h"
#include "lease/lease_table.h"
#include "offers.h"

struct dhcp_pool {
	uint32_t first; /* host order */
	uint32_t count;
	uint8_t *excluded; /* a bit each: ours, reserved, no host's address */
	struct dhcp_offers offers;
	uint64_t full_until_ms; /* all are taken; 0: not that we know */
	bool never_reuse;       /* who had an address keeps it for good */
};

/* Bytes of storage that a pool of this many addresses needs. */
size_t dhcp_pool_size(uint32_t count);

/* Begin; storage is kept, aligned as malloc(3) does. */
void dhcp_pool_init(
    struct dhcp_pool *pool, void *storage, uint32_t first, uint32_t count);

/* Never give this one out (others' addresses are ignored). */
void dhcp_pool_exclude(struct dhcp_pool *pool, uint32_t address);

/*
 * The pool's network is now known: exclude its own address, its broadcast
 * address, and what lies beyond it.
 */
void dhcp_pool_fit(struct dhcp_pool *pool, uint32_t netmask);

/* May this address be given out at all? */
bool dhcp_pool_has(const struct dhcp_pool *pool, uint32_t address);

/* May this client have this address now? */
bool dhcp_pool_is_free(const struct dhcp_pool *pool,
    const struct bw_lease_table *leases, uint32_t address,
    const struct bw_client_id *client, struct dhcp_now now);

/*
 * The address for a client: the one it has or had, was offered, asks for, or
 * the first free one of a sequence that depends on its identity alone; when
 * others had all it looks at, the one whose lease ended first.
 *
 *   wanted   option 50; 0 none
 *   returns  0 when all are taken
 */
uint32_t
dhcp_pool_choose(struct dhcp_pool *pool, const struct bw_lease_table *leases,
    const struct bw_client_id *client, uint32_t wanted, struct dhcp_now now);

/* Keep an address for a client until then, and no other for it. */
void dhcp_pool_offer(struct dhcp_pool *pool, uint32_t address,
    const struct bw_client_id *client, uint64_t until_ms);

/* Is it kept for this client by an offer? */
bool dhcp_pool_is_offered(const struct dhcp_pool *pool, uint32_t address,
    const struct bw_client_id *client, uint64_t now_ms);

/* The client went to another server, or has its lease. */
void
dhcp_pool_withdraw(struct dhcp_pool *pool, const struct bw_client_id *client);

/*
 * From asking for a commit to its answer the address is the client's, however
 * long that takes; if the answer is no it has become free.  Addresses outside
 * the pool are ignored.
 */
void dhcp_pool_commit_begin(struct dhcp_pool *pool, uint32_t address,
    const struct bw_client_id *client);
void dhcp_pool_commit_end(struct dhcp_pool *pool, uint32_t address);
bool dhcp_pool_is_committing(const struct dhcp_pool *pool, uint32_t address);

/*
 * Something became free, other than by its time being over: look again even if
 * all were taken just now.
 */
void dhcp_pool_freed(struct dhcp_pool *pool);

#endif
