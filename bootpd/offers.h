/* SPDX-License-Identifier: ISC */
/*
 * Which addresses are kept for whom until they are leases: offers that last
 * for a while, and those whose commit is under way, found by address and by
 * client.  Bounded: when all places are taken an older offer is forgotten, and
 * its client may find its address taken.  Pure.
 */
#ifndef DHCP_OFFERS_H
#define DHCP_OFFERS_H

#include "lease/lease_row.h"
#include "pending.h"

/* Of one pool at once; clients ask again within seconds. */
#define DHCP_OFFERS_MAX 8192u

_Static_assert(DHCP_OFFERS_MAX > 2 * DHCP_PENDING_MAX,
    "there is always one that is not committing");

enum dhcp_offer_key {
	DHCP_OFFER_KEY_ADDRESS,
	DHCP_OFFER_KEY_CLIENT,
	DHCP_N_OFFER_KEYS,
};

struct dhcp_offer {
	uint32_t address;
	bool committing; /* until the commit is answered */
	uint64_t until_ms;
	struct bw_client_id client;
	uint32_t next[DHCP_N_OFFER_KEYS]; /* number + 1 in the same chain */
};

/* All zeros has none, nor room for one. */
struct dhcp_offers {
	struct dhcp_offer *items;
	uint32_t *heads[DHCP_N_OFFER_KEYS];
	uint32_t n_heads; /* a power of two */
	uint32_t capacity;
	uint32_t n;      /* items that were ever used */
	uint32_t unused; /* a chain of those that are not, by address */
	uint32_t oldest; /* about: the next to be forgotten */
};

/* Bytes of storage for the offers of a pool of this many addresses. */
size_t dhcp_offers_size(uint32_t count);

/* Begin with none; storage is kept, aligned as malloc(3) does. */
void
dhcp_offers_init(struct dhcp_offers *offers, void *storage, uint32_t count);

/* Find; NULL when there is none. */
struct dhcp_offer *
dhcp_offers_by_address(const struct dhcp_offers *offers, uint32_t address);
struct dhcp_offer *dhcp_offers_by_client(
    const struct dhcp_offers *offers, const struct bw_client_id *client);

/*
 * A new one, of an address that has none.  What was found before is no longer
 * to be used.
 */
struct dhcp_offer *dhcp_offers_add(struct dhcp_offers *offers, uint32_t address,
    const struct bw_client_id *client);

void dhcp_offers_remove(struct dhcp_offers *offers, struct dhcp_offer *offer);

#endif
