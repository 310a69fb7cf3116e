/* SPDX-License-Identifier: ISC */
/* Which address a client gets; see pool.h. */
#include "pool.h"

#include <limits.h>
#include <string.h>

/* Tries in the client's own sequence before the pool is walked. */
#define PROBES_MAX 64u
/*
 * When all are taken, how long until the pool is walked again: no less, lest a
 * crowd whose offers end one by one has it walked for each; and no more, since
 * some may end earlier than it seemed, when somebody has set the clock.
 */
#define FULL_MIN_MS 1000u
#define FULL_MAX_MS 60000u

/* Bytes for a bit of every address. */
static size_t
bits_size(uint32_t count)
{
	return bw_aligned((size_t)count / CHAR_BIT + 1);
}

size_t
dhcp_pool_size(uint32_t count)
{
	return bits_size(count) + dhcp_offers_size(count);
}

void
dhcp_pool_init(
    struct dhcp_pool *pool, void *storage, uint32_t first, uint32_t count)
{
	*pool = (struct dhcp_pool){
	    .first = first,
	    .count = count,
	    .excluded = storage,
	};
	memset(pool->excluded, 0, bits_size(count));
	dhcp_offers_init(
	    &pool->offers, pool->excluded + bits_size(count), count);
}

static bool
is_in(const struct dhcp_pool *pool, uint32_t address)
{
	return address - pool->first < pool->count; /* wraps when below */
}

void
dhcp_pool_exclude(struct dhcp_pool *pool, uint32_t address)
{
	uint32_t number = address - pool->first;

	if (is_in(pool, address)) {
		pool->excluded[number / CHAR_BIT] |=
		    (uint8_t)(1u << number % CHAR_BIT);
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
	uint32_t number = address - pool->first;

	return is_in(pool, address) && (pool->excluded[number / CHAR_BIT] &
					   1u << number % CHAR_BIT) == 0;
}

/* Is the address kept for some other client? */
static bool
kept_for_other(const struct dhcp_pool *pool, uint32_t address,
    const struct bw_client_id *client, uint64_t now_ms)
{
	const struct dhcp_offer *offer =
	    dhcp_offers_by_address(&pool->offers, address);

	return offer != NULL &&
	       (offer->committing || now_ms < offer->until_ms) &&
	       !bw_client_id_equal(&offer->client, client);
}

bool
dhcp_pool_is_free(const struct dhcp_pool *pool,
    const struct bw_lease_table *leases, uint32_t address,
    const struct bw_client_id *client, struct dhcp_now now)
{
	const struct bw_lease_row *lease;

	if (!dhcp_pool_has(pool, address) ||
	    kept_for_other(pool, address, client, now.ms)) {
		return false;
	}
	lease = bw_lease_table_by_address(leases, address);
	if (lease == NULL || bw_lease_table_is_of(leases, lease, client)) {
		return true;
	}
	return !bw_lease_in_force(lease, now.wall_s) &&
	       (!pool->never_reuse || lease->owner == BW_LEASE_OWNER_NOBODY);
}

/* The offer of this address to this client; what both had before is gone. */
static struct dhcp_offer *
keep(
    struct dhcp_pool *pool, uint32_t address, const struct bw_client_id *client)
{
	struct dhcp_offer *other = dhcp_offers_by_client(&pool->offers, client);
	struct dhcp_offer *before;

	if (other != NULL && other->address == address) {
		return other;
	}
	if (other != NULL && !other->committing) {
		dhcp_offers_remove(&pool->offers, other);
		dhcp_pool_freed(pool);
	}
	before = dhcp_offers_by_address(&pool->offers, address);
	if (before != NULL) {
		dhcp_offers_remove(&pool->offers, before);
	}
	return dhcp_offers_add(&pool->offers, address, client);
}

void
dhcp_pool_offer(struct dhcp_pool *pool, uint32_t address,
    const struct bw_client_id *client, uint64_t until_ms)
{
	if (is_in(pool, address) && !dhcp_pool_is_committing(pool, address)) {
		keep(pool, address, client)->until_ms = until_ms;
	}
}

bool
dhcp_pool_is_offered(const struct dhcp_pool *pool, uint32_t address,
    const struct bw_client_id *client, uint64_t now_ms)
{
	const struct dhcp_offer *offer =
	    dhcp_offers_by_address(&pool->offers, address);

	return offer != NULL && now_ms < offer->until_ms &&
	       bw_client_id_equal(&offer->client, client);
}

void
dhcp_pool_withdraw(struct dhcp_pool *pool, const struct bw_client_id *client)
{
	struct dhcp_offer *offer = dhcp_offers_by_client(&pool->offers, client);

	if (offer != NULL && !offer->committing) {
		dhcp_offers_remove(&pool->offers, offer);
		dhcp_pool_freed(pool);
	}
}

void
dhcp_pool_commit_begin(
    struct dhcp_pool *pool, uint32_t address, const struct bw_client_id *client)
{
	if (is_in(pool, address)) {
		keep(pool, address, client)->committing = true;
	}
}

void
dhcp_pool_commit_end(struct dhcp_pool *pool, uint32_t address)
{
	struct dhcp_offer *offer =
	    dhcp_offers_by_address(&pool->offers, address);

	if (offer != NULL && offer->committing) {
		dhcp_offers_remove(&pool->offers, offer);
	}
}

bool
dhcp_pool_is_committing(const struct dhcp_pool *pool, uint32_t address)
{
	const struct dhcp_offer *offer =
	    dhcp_offers_by_address(&pool->offers, address);

	return offer != NULL && offer->committing;
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
	uint32_t hash = bw_bytes_hash(client->bytes, client->len);
	const struct bw_lease_row *oldest = NULL;

	for (uint32_t i = 0; i < PROBES_MAX + pool->count; i++) {
		uint32_t address = candidate(pool, hash, i);
		const struct bw_lease_row *lease;

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

/* When does this address, which is taken, end being so by itself? */
static uint64_t
taken_until_ms(const struct dhcp_pool *pool,
    const struct bw_lease_table *leases, uint32_t address, struct dhcp_now now)
{
	const struct dhcp_offer *offer =
	    dhcp_offers_by_address(&pool->offers, address);
	const struct bw_lease_row *lease =
	    bw_lease_table_by_address(leases, address);
	uint64_t until_ms = offer != NULL ? offer->until_ms : now.ms;
	uint64_t end_ms;

	if (!dhcp_pool_has(pool, address) ||
	    (offer != NULL && offer->committing) ||
	    (lease != NULL && pool->never_reuse &&
		lease->owner != BW_LEASE_OWNER_NOBODY)) {
		return UINT64_MAX;
	}
	if (lease != NULL && bw_lease_in_force(lease, now.wall_s)) {
		end_ms = now.ms + (lease->expires_s - now.wall_s) * 1000;
		until_ms = until_ms < end_ms ? end_ms : until_ms;
	}
	return until_ms;
}

/* Nothing needs to be looked for until then, unless something is freed. */
static uint64_t
full_until_ms(const struct dhcp_pool *pool, const struct bw_lease_table *leases,
    struct dhcp_now now)
{
	uint64_t until_ms = now.ms + FULL_MAX_MS;

	for (uint32_t i = 0; i < pool->count; i++) {
		uint64_t one_ms =
		    taken_until_ms(pool, leases, pool->first + i, now);

		until_ms = one_ms < until_ms ? one_ms : until_ms;
	}
	return until_ms < now.ms + FULL_MIN_MS ? now.ms + FULL_MIN_MS
					       : until_ms;
}

uint32_t
dhcp_pool_choose(struct dhcp_pool *pool, const struct bw_lease_table *leases,
    const struct bw_client_id *client, uint32_t wanted, struct dhcp_now now)
{
	const struct bw_lease_row *lease =
	    bw_lease_table_by_client(leases, client);
	const struct dhcp_offer *offered =
	    dhcp_offers_by_client(&pool->offers, client);
	uint32_t address;

	if (lease != NULL &&
	    dhcp_pool_is_free(pool, leases, lease->address, client, now)) {
		return lease->address;
	}
	if (offered != NULL &&
	    dhcp_pool_is_free(pool, leases, offered->address, client, now)) {
		return offered->address;
	}
	if (dhcp_pool_is_free(pool, leases, wanted, client, now)) {
		return wanted;
	}
	if (pool->count == 0 || now.ms < pool->full_until_ms) {
		return 0;
	}
	address = search(pool, leases, client, now);
	if (address == 0) {
		pool->full_until_ms = full_until_ms(pool, leases, now);
	}
	return address;
}
