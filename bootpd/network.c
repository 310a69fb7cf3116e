/* SPDX-License-Identifier: ISC */
/* Networks and their pools; see network.h. */
#include "network.h"

#include <string.h>

static uint32_t
own_count(const struct bw_conf *conf)
{
	return conf->bootpd.pool_start == 0 ? 0 : conf->bootpd.pool_count;
}

static uint32_t
count_of(const struct bw_conf_pool *pool)
{
	return pool->last - pool->first + 1;
}

static size_t
n_pools(const struct bw_conf *conf)
{
	size_t n = 1; /* the own one */

	for (size_t i = 0; i < conf->bootpd.subnets.n; i++) {
		n += conf->bootpd.subnets.items[i].pools.n;
	}
	return n;
}

size_t
dhcp_networks_size(const struct bw_conf *conf)
{
	const struct bw_conf_subnets *subnets = &conf->bootpd.subnets;
	size_t size = 0;

	if (conf->bootpd.proxy) {
		return 0;
	}
	size += bw_aligned(n_pools(conf) * sizeof(struct dhcp_pool));
	size += bw_aligned(subnets->n * sizeof(struct dhcp_network));
	size += bw_aligned(dhcp_pool_size(own_count(conf)));
	for (size_t i = 0; i < subnets->n; i++) {
		const struct bw_conf_pools *pools = &subnets->items[i].pools;

		for (size_t j = 0; j < pools->n; j++) {
			size += bw_aligned(
			    dhcp_pool_size(count_of(&pools->items[j])));
		}
	}
	return size;
}

/* What is left of the storage. */
struct storage {
	uint8_t *at;
	bool never_reuse; /* of its pools */
};

static void *
carve(struct storage *storage, size_t size)
{
	void *piece = storage->at;

	storage->at += bw_aligned(size);
	return piece;
}

static void
pool_begin(struct dhcp_pool *pool, struct storage *storage, uint32_t first,
    uint32_t count)
{
	dhcp_pool_init(
	    pool, carve(storage, dhcp_pool_size(count)), first, count);
	pool->never_reuse = storage->never_reuse;
}

/* Where among the n subnets so far, which are in order, this one belongs. */
static size_t
place_of(const struct dhcp_networks *networks, uint32_t address)
{
	size_t low = 0, high = networks->n_subnets;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (networks->subnets[middle].address <= address) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static void
subnet_begin(struct dhcp_networks *networks,
    const struct bw_conf_subnet *subnet, struct storage *storage,
    struct dhcp_pool *pools)
{
	size_t at = place_of(networks, subnet->network.address);
	struct dhcp_network *network = &networks->subnets[at];

	memmove(network + 1, network,
	    (networks->n_subnets - at) * sizeof(*network));
	networks->n_subnets++;
	*network = (struct dhcp_network){.subnet = subnet,
	    .address = subnet->network.address,
	    .netmask = subnet->network.netmask,
	    .pools = pools,
	    .n_pools = subnet->pools.n};
	for (size_t i = 0; i < subnet->pools.n; i++) {
		const struct bw_conf_pool *one = &subnet->pools.items[i];

		pool_begin(&pools[i], storage, one->first, count_of(one));
		dhcp_pool_fit(&pools[i], network->netmask);
	}
}

static bool
same_wire(const struct dhcp_network *a, const struct dhcp_network *b)
{
	const char *wire = a->subnet->wire, *other = b->subnet->wire;

	return a == b || (wire != NULL && wire[0] != '\0' && other != NULL &&
			     strcmp(wire, other) == 0);
}

/* Each leads to the one behind it on its wire, the last to the first. */
static void
link_wires(struct dhcp_networks *networks)
{
	for (size_t i = 0; i < networks->n_subnets; i++) {
		struct dhcp_network *one = &networks->subnets[i];
		size_t at = i;

		do {
			at = (at + 1) % networks->n_subnets;
		} while (!same_wire(one, &networks->subnets[at]));
		one->next = &networks->subnets[at];
	}
}

void
dhcp_networks_init(
    struct dhcp_networks *networks, const struct bw_conf *conf, void *storage)
{
	const struct bw_conf_subnets *subnets = &conf->bootpd.subnets;
	struct storage left = {storage, conf->bootpd.lease_reuse_never};
	struct dhcp_pool *pools;

	memset(networks, 0, sizeof(*networks));
	if (conf->bootpd.proxy) {
		return; /* gives no addresses */
	}
	pools = carve(&left, n_pools(conf) * sizeof(*pools));
	networks->subnets =
	    carve(&left, subnets->n * sizeof(*networks->subnets));
	pool_begin(pools, &left, conf->bootpd.pool_start, own_count(conf));
	networks->own =
	    (struct dhcp_network){.address = conf->bootpd.pool_start,
		.netmask = conf->bootpd.netmask,
		.pools = pools,
		.n_pools = own_count(conf) > 0 ? 1 : 0,
		.next = &networks->own};
	if (networks->own.netmask != 0) {
		dhcp_pool_fit(pools, networks->own.netmask);
	}
	pools++;
	for (size_t i = 0; i < subnets->n; i++) {
		subnet_begin(networks, &subnets->items[i], &left, pools);
		pools += subnets->items[i].pools.n;
	}
	link_wires(networks);
}

struct dhcp_network *
dhcp_networks_at(struct dhcp_networks *networks, uint32_t address)
{
	struct dhcp_network *own = &networks->own;
	size_t at = place_of(networks, address);
	struct dhcp_network *below;

	if (at > 0) {
		below = &networks->subnets[at - 1];
		if (((below->address ^ address) & below->netmask) == 0) {
			return below;
		}
	}
	if (own->n_pools > 0 && own->netmask != 0 &&
	    ((own->address ^ address) & own->netmask) == 0) {
		return own;
	}
	return NULL;
}

static bool
names_relay(const struct bw_conf_networks *relays, uint32_t giaddr)
{
	for (size_t i = 0; i < relays->n; i++) {
		/* "any" tells nothing about which subnet is meant. */
		if (relays->items[i].netmask != 0 &&
		    bw_conf_network_has(&relays->items[i], giaddr)) {
			return true;
		}
	}
	return false;
}

struct dhcp_network *
dhcp_networks_of_relay(struct dhcp_networks *networks, uint32_t giaddr)
{
	for (size_t i = 0; i < networks->n_subnets; i++) {
		struct dhcp_network *one = &networks->subnets[i];

		if (names_relay(&one->subnet->relays, giaddr)) {
			return one;
		}
	}
	return NULL;
}

static bool
is_in(const struct dhcp_pool *pool, uint32_t address)
{
	return address - pool->first < pool->count; /* wraps when below */
}

struct dhcp_pool *
dhcp_networks_pool(struct dhcp_networks *networks, uint32_t address)
{
	struct dhcp_network *own = &networks->own;
	struct dhcp_network *network = dhcp_networks_at(networks, address);

	for (size_t i = 0; network != NULL && i < network->n_pools; i++) {
		if (is_in(&network->pools[i], address)) {
			return &network->pools[i];
		}
	}
	if (own->n_pools > 0 && is_in(own->pools, address)) {
		return own->pools;
	}
	return &networks->none;
}

void
dhcp_networks_exclude(struct dhcp_networks *networks, uint32_t address)
{
	dhcp_pool_exclude(dhcp_networks_pool(networks, address), address);
}

void
dhcp_networks_interface(
    struct dhcp_networks *networks, uint32_t address, uint32_t netmask)
{
	struct dhcp_network *own = &networks->own;

	dhcp_networks_exclude(networks, address);
	if (own->n_pools > 0 && own->netmask == 0 &&
	    ((own->address ^ address) & netmask) == 0) {
		own->netmask = netmask;
		dhcp_pool_fit(own->pools, netmask);
	}
}
