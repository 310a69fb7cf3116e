/* SPDX-License-Identifier: ISC */
/*
 * Addresses that are asked for in one way, ARP or echo, before they are offered,
 * and the packets that wait for it meanwhile.  Bounded, found by address and by MAC;
 * all wait equally long, so that they leave in the order in which they came.
 * Pure.
 */
#ifndef DHCP_CONFLICT_H
#define DHCP_CONFLICT_H

#include "arp.h"
#include "exchange.h"

/* Addresses asked for at once; more are offered unasked. */
#define DHCP_CONFLICTS_MAX 128u
/* How long an answer may take: on the link, and from behind a relay. */
#define DHCP_CONFLICT_MS      100u
#define DHCP_CONFLICT_ECHO_MS 500u

struct dhcp_conflict {
	bool waits;
	uint32_t address;
	uint8_t mac[BW_MAC_LEN]; /* whom it is for */
	uint64_t due_ms;
	bool granted; /* a remote server has been asked about it already */
	struct dhcp_packet packet; /* its bytes are below */
	uint8_t bytes[DHCP_PACKET_MAX];
};

struct dhcp_conflicts {
	uint32_t wait_ms; /* set by who begins it; all else zeros */
	struct dhcp_conflict items[DHCP_CONFLICTS_MAX]; /* a ring */
	uint32_t first;
	uint32_t n; /* from first on; some may not wait any more */
};

/* Does this machine's packet wait already? */
bool dhcp_conflicts_wait_for(
    const struct dhcp_conflicts *conflicts, const uint8_t mac[BW_MAC_LEN]);

/*
 * Keep a packet (copied) until its address is known to be free.
 *
 *   returns  NULL: too many wait
 */
struct dhcp_conflict *dhcp_conflicts_add(struct dhcp_conflicts *conflicts,
    uint32_t address, const uint8_t mac[BW_MAC_LEN],
    const struct dhcp_packet *packet, uint64_t now_ms);

/*
 * Somebody has an address: the packet that waited for it, which is not its
 * own, borrowed until the next add; or NULL.
 *
 *   ifindex  of the link that he is on; 0: any
 */
const struct dhcp_conflict *
dhcp_conflicts_answered(struct dhcp_conflicts *conflicts,
    const struct dhcp_arp *arp, uint32_t ifindex);

/* The next whose time is over, borrowed until the next add; or NULL. */
const struct dhcp_conflict *
dhcp_conflicts_over(struct dhcp_conflicts *conflicts, uint64_t now_ms);

/* When dhcp_conflicts_over() is to be asked; UINT64_MAX: never. */
uint64_t dhcp_conflicts_due(const struct dhcp_conflicts *conflicts);

#endif
