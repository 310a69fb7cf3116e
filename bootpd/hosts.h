/* SPDX-License-Identifier: ISC */
/* Which host of the configuration a machine is: hash tables.  Pure. */
#ifndef DHCP_HOSTS_H
#define DHCP_HOSTS_H

#include "conf/conf.h"

/* What a host is found by. */
enum dhcp_host_key {
	DHCP_HOST_KEY_MAC,
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

/* The host with this MAC or this address, or NULL. */
const struct bw_conf_host *dhcp_hosts_by_mac(
    const struct dhcp_hosts *hosts, const uint8_t mac[BW_MAC_LEN]);
const struct bw_conf_host *
dhcp_hosts_by_address(const struct dhcp_hosts *hosts, uint32_t address);

#endif
