/* SPDX-License-Identifier: ISC */
/* Which address a client gets; see pool.h. */
#include "pool.h"

#include <string.h>

#define HEADS_MIN 16u
/* Tries in the client's own sequence before the pool is walked. */
#define PROBES_MAX 64u
/* When all are taken, how long until the pool is walked again. */
#define FULL_MS 1000u

static uint32_t
heads_for(uint32_t count)
{
	uint32_t n = HEADS_MIN;

	while (n < count && n < UINT32_C(1) << 30) {
		n <<= 1;
	}
	return n;
}

size_t
dhcp_pool_size(uint32_t count)
{
	return count * sizeof(struct dhcp_pool_slot) +
	       heads_for(count) * sizeof(uint32_t);
}

void
dhcp_pool_init(
    struct dhcp_pool *pool, void *storage, uint32_t first, uint32_t count)
{
	struct dhcp_pool_slot *slots = storage;

	memset(storage, 0, dhcp_pool_size(count));
	*pool = (struct dhcp_pool){
	    .first = first,
	    .count = count,
	    .slots = slots,
	    .heads = (uint32_t *)(void *)(slots + count),
	    .n_heads = heads_for(count),
	};
}

static struct dhcp_pool_slot *
slot_of(const struct dhcp_pool *pool, uint32_t address)
{
	uint32_t number = address - pool->first; /* wraps when below */

	return number < pool->count ? &pool->slots[number] : NULL;
}

void
dhcp_pool_exclude(struct dhcp_pool *pool, uint32_t address)
{
	struct dhcp_pool_slot *slot = slot_of(pool, address);

	if (slot != NULL) {
		slot->excluded = true;
	}
}

void
dhcp_pool_fit(struct dhcp_pool *pool, uint32_t netmask)
{
	uint32_t network = pool->first & netmask;
	uint32_t broadcast = pool->first | ~netmask;

	if (broadcast - network >= 3) { /* not /31 or /32, RFC 3021 */
		dhcp_pool_exclude(pool, network);
		dhcp_pool_exclude(pool, broadcast);
	}
	if (pool->count > 0 && pool->count - 1 > broadcast - pool->first) {
		pool->count = broadcast - pool->first + 1;
	}
}

bool
dhcp_pool_has(const struct dhcp_pool *pool, uint32_t address)
{
	const struct dhcp_pool_slot *slot = slot_of(pool, address);

	return slot != NULL && !slot->excluded;
}

/* Is the slot kept for some other client? */
static bool
kept_for_other(const struct dhcp_pool_slot *slot,
    const struct bw_client_id *client, uint64_t now_ms)
{
	return slot->client.len > 0 &&
	       (slot->committing || now_ms < slot->offered_until_ms) &&
	       !bw_client_id_equal(&slot->client, client);
}

bool
dhcp_pool_is_free(const struct dhcp_pool *pool,
    const struct bw_lease_table *leases, uint32_t address,
    const struct bw_client_id *client, struct dhcp_now now)
{
	const struct dhcp_pool_slot *slot = slot_of(pool, address);
	const struct bw_lease *lease;

	if (slot == NULL || slot->excluded ||
	    kept_for_other(slot, client, now.ms)) {
		return false;
	}
	lease = bw_lease_table_by_address(leases, address);
	if (lease == NULL || bw_client_id_equal(&lease->client, client)) {
		return true;
	}
	return !bw_lease_in_force(lease, now.wall_s) &&
	       (!pool->never_reuse || lease->client.len == 0);
}

static uint32_t
client_hash(const struct bw_client_id *client)
{
	return bw_bytes_hash(client->bytes, client->len);
}

static uint32_t *
client_chain(const struct dhcp_pool *pool, const struct bw_client_id *client)
{
	return &pool->heads[client_hash(client) & (pool->n_heads - 1)];
}

static struct dhcp_pool_slot *
slot_of_client(const struct dhcp_pool *pool, const struct bw_client_id *client)
{
	uint32_t at = *client_chain(pool, client);

	while (at != 0) {
		struct dhcp_pool_slot *slot = &pool->slots[at - 1];

		if (bw_client_id_equal(&slot->client, client)) {
			return slot;
		}
		at = slot->next;
	}
	return NULL;
}

static void
unlink_slot(struct dhcp_pool *pool, struct dhcp_pool_slot *slot)
{
	uint32_t number = (uint32_t)(slot - pool->slots);
	uint32_t *at;

	if (slot->client.len == 0) {
		return;
	}
	at = client_chain(pool, &slot->client);
	while (*at != number + 1) {
		BW_ASSERT(*at != 0);
		at = &pool->slots[*at - 1].next;
	}
	*at = slot->next;
	slot->client.len = 0;
	slot->offered_until_ms = 0;
}

static void
keep(struct dhcp_pool *pool, struct dhcp_pool_slot *slot,
    const struct bw_client_id *client)
{
	struct dhcp_pool_slot *other = slot_of_client(pool, client);
	uint32_t *head = client_chain(pool, client);

	if (other == slot) {
		return;
	}
	if (other != NULL && !other->committing) {
		unlink_slot(pool, other);
	}
	unlink_slot(pool, slot);
	slot->client = *client;
	slot->next = *head;
	*head = (uint32_t)(slot - pool->slots) + 1;
}

void
dhcp_pool_offer(struct dhcp_pool *pool, uint32_t address,
    const struct bw_client_id *client, uint64_t until_ms)
{
	struct dhcp_pool_slot *slot = slot_of(pool, address);

	if (slot != NULL && !slot->committing) {
		keep(pool, slot, client);
		slot->offered_until_ms = until_ms;
	}
}

bool
dhcp_pool_is_offered(const struct dhcp_pool *pool, uint32_t address,
    const struct bw_client_id *client, uint64_t now_ms)
{
	const struct dhcp_pool_slot *slot = slot_of(pool, address);

	return slot != NULL && now_ms < slot->offered_until_ms &&
	       bw_client_id_equal(&slot->client, client);
}

void
dhcp_pool_withdraw(struct dhcp_pool *pool, const struct bw_client_id *client)
{
	struct dhcp_pool_slot *slot = slot_of_client(pool, client);

	if (slot != NULL && !slot->committing) {
		unlink_slot(pool, slot);
		dhcp_pool_freed(pool);
	}
}

void
dhcp_pool_commit_begin(
    struct dhcp_pool *pool, uint32_t address, const struct bw_client_id *client)
{
	struct dhcp_pool_slot *slot = slot_of(pool, address);

	if (slot != NULL) {
		keep(pool, slot, client);
		slot->committing = true;
	}
}

void
dhcp_pool_commit_end(struct dhcp_pool *pool, uint32_t address)
{
	struct dhcp_pool_slot *slot = slot_of(pool, address);

	if (slot != NULL && slot->committing) {
		slot->committing = false;
		unlink_slot(pool, slot);
		dhcp_pool_freed(pool);
	}
}

bool
dhcp_pool_is_committing(const struct dhcp_pool *pool, uint32_t address)
{
	const struct dhcp_pool_slot *slot = slot_of(pool, address);

	return slot != NULL && slot->committing;
}

void
dhcp_pool_freed(struct dhcp_pool *pool)
{
	pool->full_until_ms = 0;
}

/* The ith address of a client's sequence: scattered at first, then in a row. */
static uint32_t
candidate(const struct dhcp_pool *pool, uint32_t hash, uint32_t i)
{
	uint64_t step = hash % 8191 | 1;

	if (i < PROBES_MAX) {
		return pool->first +
		       (uint32_t)((hash + i * step) % pool->count);
	}
	return pool->first + (uint32_t)(((uint64_t)hash + i) % pool->count);
}

/*
 * The first free candidate that nobody ever had, so that clients which come
 * back find theirs; of those that somebody had, the one free for longest among
 * the first PROBES_MAX, or else the first there is.
 */
static uint32_t
search(const struct dhcp_pool *pool, const struct bw_lease_table *leases,
    const struct bw_client_id *client, struct dhcp_now now)
{
	uint32_t hash = client_hash(client);
	const struct bw_lease *oldest = NULL;

	for (uint32_t i = 0; i < PROBES_MAX + pool->count; i++) {
		uint32_t address = candidate(pool, hash, i);
		const struct bw_lease *lease;

		if (i >= PROBES_MAX && oldest != NULL) {
			break;
		}
		if (!dhcp_pool_is_free(pool, leases, address, client, now)) {
			continue;
		}
		lease = bw_lease_table_by_address(leases, address);
		if (lease == NULL) {
			return address;
		}
		if (oldest == NULL || lease->expires_s < oldest->expires_s) {
			oldest = lease;
		}
	}
	return oldest != NULL ? oldest->address : 0;
}

uint32_t
dhcp_pool_choose(struct dhcp_pool *pool, const struct bw_lease_table *leases,
    const struct bw_client_id *client, uint32_t wanted, struct dhcp_now now)
{
	const struct bw_lease *lease = bw_lease_table_by_client(leases, client);
	const struct dhcp_pool_slot *offered = slot_of_client(pool, client);
	uint32_t address;

	if (lease != NULL &&
	    dhcp_pool_is_free(pool, leases, lease->address, client, now)) {
		return lease->address;
	}
	if (offered != NULL) {
		address = pool->first + (uint32_t)(offered - pool->slots);
		if (dhcp_pool_is_free(pool, leases, address, client, now)) {
			return address;
		}
	}
	if (dhcp_pool_is_free(pool, leases, wanted, client, now)) {
		return wanted;
	}
	if (pool->count == 0 || now.ms < pool->full_until_ms) {
		return 0;
	}
	address = search(pool, leases, client, now);
	if (address == 0) {
		pool->full_until_ms = now.ms + FULL_MS;
	}
	return address;
}
