/* SPDX-License-Identifier: ISC */
/* ARP, as far as asking whether anybody has an address.  RFC 826, 5227.  Pure. */
#ifndef DHCP_ARP_H
#define DHCP_ARP_H

#include "base/addr.h"
#include "base/base.h"

#define DHCP_ARP_LEN 28

/* Who says to have which address. */
struct dhcp_arp {
	uint32_t address;
	uint8_t mac[BW_MAC_LEN];
};

/*
 * A probe, RFC 5227 2.1.1: it names no sender's address, so that nobody learns
 * a wrong one from it.
 *
 *   mac   of the interface that asks
 */
void dhcp_arp_build(
    const uint8_t mac[BW_MAC_LEN], uint32_t address, uint8_t out[DHCP_ARP_LEN]);

/* Parse a reply.  Returns 0, or -EBADMSG: it is none for Ethernet and IPv4. */
int dhcp_arp_parse(const uint8_t *bytes, size_t len, struct dhcp_arp *out);

#endif
