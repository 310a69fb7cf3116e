/* SPDX-License-Identifier: ISC */
/* Which host of the configuration a machine is: hash tables.  Pure. */
#ifndef DHCP_HOSTS_H
#define DHCP_HOSTS_H

#include "conf/conf.h"
#include "identify.h"

/* What a host is found by. */
enum dhcp_host_key {
	DHCP_HOST_KEY_MAC,
	DHCP_HOST_KEY_UUID,
	DHCP_HOST_KEY_CLIENT_ID,
	DHCP_HOST_KEY_CIRCUIT_ID,
	DHCP_HOST_KEY_ADDRESS,
	DHCP_N_HOST_KEYS,
};

struct dhcp_hosts {
	const struct bw_conf_hosts *conf;
	uint32_t *heads; /* number + 1 of the first in each chain */
	uint32_t *next;  /* of host h under key k: at h * N + k */
	uint32_t n_heads;
};

/* Bytes of storage for this many hosts. */
size_t dhcp_hosts_size(size_t n);

/* Begin; conf and storage (aligned as malloc(3) does) are kept. */
void dhcp_hosts_init(
    struct dhcp_hosts *hosts, const struct bw_conf_hosts *conf, void *storage);

/*
 * The host that this client is: by its MAC, else its UUID in either order of
 * bytes, its option 61, the circuit that its relay names.  NULL: none.
 */
const struct bw_conf_host *dhcp_hosts_of(const struct dhcp_hosts *hosts,
    const struct dhcp_message *message, const struct dhcp_client *client);

/* The host that this address is reserved for, or NULL. */
const struct bw_conf_host *
dhcp_hosts_by_address(const struct dhcp_hosts *hosts, uint32_t address);

#endif
