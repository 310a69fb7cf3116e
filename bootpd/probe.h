/* SPDX-License-Identifier: ISC */
/*
 * Is an address in use by somebody whom we have not given it?  Asked on the
 * link before it is offered; RFC 2131 4.3.1.  Pure.
 */
#ifndef DHCP_PROBE_H
#define DHCP_PROBE_H

#include "turn.h"

/*
 * Ask, unless there is no need to.  True: the packet waits for the answer, and
 * the address is kept for its client.
 */
bool dhcp_probe_waits(struct dhcp_turn *turn, uint32_t address);

/* The packet has waited, and its address is another's: nobody gets it. */
void dhcp_probe_conflict(struct dhcp_turn *turn);

/* Ask by ARP who has an address. */
void dhcp_probe_ask(const struct bw_msg_interface *interface, uint32_t address,
    struct dhcp_actions *out);

/* Leave an address alone for a while; mac: who uses it. */
void dhcp_probe_quarantine(struct dhcp_core *core, uint32_t address,
    const uint8_t mac[BW_MAC_LEN], struct dhcp_now now,
    struct dhcp_actions *out);

#endif
