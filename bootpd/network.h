/* SPDX-License-Identifier: ISC */
/*
 * The networks that addresses are given on, each with its pools: one for each
 * [subnet NAME], and one for [bootpd]'s pool_start and pool_count.  Pure.
 */
#ifndef DHCP_NETWORK_H
#define DHCP_NETWORK_H

#include "conf/conf.h"
#include "pool.h"

struct dhcp_network {
	const struct bw_conf_subnet *subnet; /* NULL: [bootpd]'s own */
	uint32_t address;
	uint32_t netmask;        /* 0: of its interface, which is not known */
	struct dhcp_pool *pools; /* of a subnet: as in its conf's list */
	size_t n_pools;
	struct dhcp_network *next; /* on its wire, round; alone: itself */
};

struct dhcp_networks {
	struct dhcp_network own; /* [bootpd]'s; no pool unless it has one */
	struct dhcp_network *subnets; /* by address; they do not overlap */
	size_t n_subnets;
	struct dhcp_pool *pools;
	struct dhcp_pool none; /* has no address */
};

/* Bytes of storage for this configuration. */
size_t dhcp_networks_size(const struct bw_conf *conf);

/*
 * Begin.
 *
 *   conf     kept
 *   storage  kept; dhcp_networks_size() bytes, aligned as malloc(3) does
 */
void dhcp_networks_init(
    struct dhcp_networks *networks, const struct bw_conf *conf, void *storage);

/* The network that holds this address, or NULL. */
struct dhcp_network *
dhcp_networks_at(struct dhcp_networks *networks, uint32_t address);

/* The subnet that says that this relay is its own, or NULL. */
struct dhcp_network *
dhcp_networks_of_relay(struct dhcp_networks *networks, uint32_t giaddr);

/*
 * The pool that holds this address; if none does, one that has no address,
 * which takes every call and knows nothing.
 */
struct dhcp_pool *
dhcp_networks_pool(struct dhcp_networks *networks, uint32_t address);

/* Never give this address out. */
void dhcp_networks_exclude(struct dhcp_networks *networks, uint32_t address);

/* An interface of ours: it tells what the own network's mask is. */
void dhcp_networks_interface(
    struct dhcp_networks *networks, uint32_t address, uint32_t netmask);

#endif
