/* SPDX-License-Identifier: ISC */
/*
 * How much anybody is heard.  Each client, by its MAC, has a bucket that fills
 * by one packet a second; who empties it is not heard for a while.  Clients
 * that hold no lease and have no entry share a bucket for each interface and one for all, so
 * that made-up MACs keep nobody from renewing.  What is remembered is bounded
 * by a table of the configured size: the client unheard for longest leaves it,
 * suspended ones last.  Pure.
 */
#ifndef DHCP_FLOOD_H
#define DHCP_FLOOD_H

#include "conf/conf.h"

#define DHCP_FLOOD_WAYS       8u
#define DHCP_FLOOD_INTERFACES 256u /* those beyond share a bucket */

/* The time at which the bucket is full again: it needs no more. */
struct dhcp_flood_client {
	uint8_t mac[BW_MAC_LEN];
	bool used;
	bool denied; /* why it is suspended: else it said too much */
	uint64_t full_ms;
	uint64_t suspended_ms; /* until then */
};

struct dhcp_flood {
	const struct bw_conf_flood *conf;
	struct dhcp_flood_client *clients; /* DHCP_FLOOD_WAYS to a set */
	uint32_t n_sets;
	uint32_t seed;
	uint64_t interface_full_us[DHCP_FLOOD_INTERFACES];
	uint64_t all_full_us;
};

enum dhcp_flood_verdict {
	DHCP_FLOOD_HEARD,
	DHCP_FLOOD_SUSPENDED, /* just now: worth a line in the log */
	DHCP_FLOOD_IGNORED,
};

/* Bytes of storage that a table of the configured size needs. */
size_t dhcp_flood_size(const struct bw_conf_flood *conf);

/* Begin; storage is kept, aligned as malloc(3) does, and all zeros. */
void dhcp_flood_init(struct dhcp_flood *flood, const struct bw_conf_flood *conf,
    void *storage, uint32_t seed);

/* A packet of this client came. */
enum dhcp_flood_verdict dhcp_flood_client(
    struct dhcp_flood *flood, const uint8_t mac[BW_MAC_LEN], uint64_t now_ms);

/* Nothing is known of it: is it heard all the same? */
bool dhcp_flood_stranger(
    struct dhcp_flood *flood, uint32_t ifindex, uint64_t now_ms);

/* It is denied access: do not hear it for as long as is configured. */
void dhcp_flood_deny(
    struct dhcp_flood *flood, const uint8_t mac[BW_MAC_LEN], uint64_t now_ms);

/* The next client that is not heard for now, from *at on; NULL: no more. */
const struct dhcp_flood_client *dhcp_flood_next_suspended(
    const struct dhcp_flood *flood, size_t *at, uint64_t now_ms);

/* For how long such a client is not heard. */
uint64_t dhcp_flood_length_ms(
    const struct dhcp_flood *flood, const struct dhcp_flood_client *client);

/*
 * Hear them again, as if they had said nothing yet.
 *
 *   mac      NULL: all that are suspended
 *   returns  0, or -ENOENT: this one is not suspended
 */
int dhcp_flood_pardon(
    struct dhcp_flood *flood, const uint8_t *mac, uint64_t now_ms);

#endif
