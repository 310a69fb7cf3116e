/* SPDX-License-Identifier: ISC */
/*
 * Router solicitations of machines that boot from the network, and the answer
 * that there is no IPv6 router here (RFC 4861).  iPXE waits for one before it
 * uses its IPv4 address.  Pure.
 *
 * Never heard by anybody else: the answer goes to a machine that has just
 * spoken DHCP as firmware, alone; and nothing is said while a real router is.
 */
#ifndef DHCP_ADVERT_H
#define DHCP_ADVERT_H

#include "base/addr.h"
#include "base/base.h"

/* How long a machine that booted may solicit. */
#define DHCP_ADVERT_CLIENT_MS 60000u
/* Machines that are remembered; a newer one may take another's place. */
#define DHCP_ADVERT_CLIENTS_MAX 1024

struct dhcp_advert_client {
	uint8_t mac[BW_MAC_LEN];
	uint64_t until_ms;
};

struct dhcp_advert {
	struct dhcp_advert_client clients[DHCP_ADVERT_CLIENTS_MAX];
	uint64_t router_until_ms; /* a router is known so long */
};

/* A machine boots from the network. */
void dhcp_advert_client_seen(
    struct dhcp_advert *advert, const uint8_t mac[BW_MAC_LEN], uint64_t now_ms);

#define DHCP_ADVERT_LEN 16

/*
 * Is this ICMPv6 message, come from a neighbour, to be answered?  RFC 4861
 * 6.1.1, 6.2.6.
 *
 *   peer      its sender, which the answer goes to
 *   out       written only then; the checksum is left to the kernel
 */
bool
dhcp_advert_packet(struct dhcp_advert *advert, const uint8_t *bytes, size_t len,
    const struct bw_addr *peer, uint64_t now_ms, uint8_t out[DHCP_ADVERT_LEN]);

#endif
