/* SPDX-License-Identifier: ISC */
/* Connections per address; see crowd.h.  Pure. */
#include "crowd.h"

_Static_assert(HTTP_CONNECTIONS_MAX < UINT16_MAX, "indices are 16 bits");

static size_t
bucket_of(const struct bw_addr *addr)
{
	uint32_t hash = bw_bytes_hash(addr->ip, sizeof(addr->ip));

	return (hash ^ hash >> 16) % HTTP_CROWD_BUCKETS;
}

/* The link that leads to the entry of addr, or to the end of its chain. */
static uint16_t *
link_of(struct http_crowd *crowd, const struct bw_addr *addr)
{
	uint16_t *link = &crowd->buckets[bucket_of(addr)];

	while (*link != 0 &&
	       !bw_addr_same_ip(&crowd->entries[*link - 1].addr, addr)) {
		link = &crowd->entries[*link - 1].next;
	}
	return link;
}

unsigned
http_crowd_count(const struct http_crowd *crowd, const struct bw_addr *addr)
{
	uint16_t at = crowd->buckets[bucket_of(addr)];

	while (at != 0) {
		const struct http_crowd_entry *entry = &crowd->entries[at - 1];

		if (bw_addr_same_ip(&entry->addr, addr)) {
			return entry->n;
		}
		at = entry->next;
	}
	return 0;
}

static uint16_t
take(struct http_crowd *crowd)
{
	uint16_t at = crowd->free;

	if (at != 0) {
		crowd->free = crowd->entries[at - 1].next;
		return at;
	}
	BW_ASSERT(crowd->n_fresh < HTTP_CONNECTIONS_MAX);
	return ++crowd->n_fresh;
}

void
http_crowd_add(struct http_crowd *crowd, const struct bw_addr *addr)
{
	uint16_t *link = link_of(crowd, addr);

	if (*link == 0) {
		*link = take(crowd);
		crowd->entries[*link - 1] =
		    (struct http_crowd_entry){.addr = *addr};
	}
	crowd->entries[*link - 1].n++;
}

void
http_crowd_remove(struct http_crowd *crowd, const struct bw_addr *addr)
{
	uint16_t *link = link_of(crowd, addr);
	uint16_t at = *link;
	struct http_crowd_entry *entry;

	BW_ASSERT(at != 0);
	entry = &crowd->entries[at - 1];
	if (--entry->n == 0) {
		*link = entry->next;
		entry->next = crowd->free;
		crowd->free = at;
	}
}
