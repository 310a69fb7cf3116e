/* SPDX-License-Identifier: ISC */
/*
 * What bootpd is told of networks and machines: [subnet NAME], [host NAME],
 * and what either may say of its own.  Part of conf.h.
 */
#ifndef BW_CONF_NET_H
#define BW_CONF_NET_H

#include "base/addr.h"
#include "base/base.h"

#define BW_CONF_INFINITE UINT32_MAX /* seconds: for ever; RFC 2131 3.3 */

/* A yes or no whose default depends on other keys. */
enum bw_conf_tristate {
	BW_CONF_TRISTATE_UNSET,
	BW_CONF_TRISTATE_NO,
	BW_CONF_TRISTATE_YES,
};

struct bw_conf_addrs {
	struct bw_addr *items;
	size_t n;
};

/* dns: addresses, or "auto", which the parent fills in */
struct bw_conf_dns {
	bool automatic;
	struct bw_conf_addrs addrs; /* IPv4 */
};

/* 10.1.0.0/24; the default, 0.0.0.0/0, is unset. */
struct bw_conf_network {
	uint32_t address; /* host order; its host part is zero */
	uint32_t netmask;
};

struct bw_conf_networks {
	struct bw_conf_network *items;
	size_t n;
};

/* Who may have an address of a pool. */
enum bw_conf_guard {
	BW_CONF_GUARD_NONE,
	BW_CONF_GUARD_ONLY, /* members of the class */
	BW_CONF_GUARD_NOT,  /* everybody but these */
};

/* The class of those who speak BOOTP; it has no section. */
#define BW_CONF_CLASS_BOOTP "bootp"

/* 10.1.0.100-10.1.0.199 only phones */
struct bw_conf_pool {
	uint32_t first; /* host order */
	uint32_t last;  /* inclusive */
	enum bw_conf_guard guard;
	const char *class_name; /* "" with BW_CONF_GUARD_NONE */
};

struct bw_conf_pools {
	struct bw_conf_pool *items;
	size_t n;
};

/*
 * What everybody, a subnet or a host may have of its own.  0, NULL and "" are
 * unset: then what is less specific counts.
 */
struct bw_conf_settings {
	uint32_t lease_time_s;
	uint32_t min_lease_time_s;
	uint32_t max_lease_time_s;
	uint32_t renewal_time_s;   /* T1 */
	uint32_t rebinding_time_s; /* T2 */
	enum bw_conf_tristate discourage_renewals;
	struct bw_conf_addrs router; /* IPv4 */
	struct bw_conf_dns dns;
	struct bw_conf_addrs ntp; /* IPv4 */
	const char *domain;
	uint32_t next_server;
	const char *boot_file; /* of firmware */
	const char *ipxe_file; /* of iPXE */
};

/* [subnet NAME] */
struct bw_conf_subnet {
	const char *name;
	struct bw_conf_network network;
	struct bw_conf_pools pools;
	/* whose clients these are; empty: those on the wire, and relays in it */
	struct bw_conf_networks relays;
	enum bw_conf_tristate authoritative; /* unset: as [bootpd] */
	struct bw_conf_settings settings;
};

struct bw_conf_subnets {
	struct bw_conf_subnet *items;
	size_t n;
};

/* A reservation: [host NAME], or a row of [static_dhcp]. */
struct bw_conf_host {
	const char *name; /* of the section; "" for a row of [static_dhcp] */
	uint8_t mac[BW_MAC_LEN];
	uint32_t address;     /* host order; 0 = from the pool */
	const char *hostname; /* option 12; "" unset */
	struct bw_conf_settings settings;
};

struct bw_conf_index;

struct bw_conf_hosts {
	struct bw_conf_host *items;
	size_t n;
	struct bw_conf_index *by_name; /* "" is not in it ... */
	struct bw_conf_index *by_mac;  /* ... but here: rows of [static_dhcp] */
};

/* Does the network hold this address? */
static inline bool
bw_conf_network_has(const struct bw_conf_network *network, uint32_t address)
{
	return ((network->address ^ address) & network->netmask) == 0;
}

#endif
