/* SPDX-License-Identifier: ISC */
/*
 * What relay agents say in option 82: RFC 3046, RFC 3527 (link selection),
 * RFC 5107 (server identifier override), RFC 8357 (source port).  Only that of
 * a packet with a giaddr counts.  Pure.
 */
#ifndef DHCP_RELAY_H
#define DHCP_RELAY_H

#include "conf/conf.h"
#include "wire.h"

/* A sub-option as sent; at is NULL when there is none. */
struct dhcp_bytes dhcp_relay_option(
    const struct dhcp_message *message, enum dhcp_relay_option code);

/* An address on the network that the client is on, or 0: not told. */
uint32_t dhcp_relay_link(const struct dhcp_message *message);

/* What the relay wants clients to take for our address, or 0. */
uint32_t dhcp_relay_server(const struct dhcp_message *message);

/* Can this be a relay's address: not of many, and not loopback? */
bool dhcp_relay_is_host(uint32_t giaddr);

/* Does it want answers at the port that it sends from?  RFC 8357 5.1 */
bool dhcp_relay_has_port(const struct dhcp_message *message);

/* Is this relay in the list?  An empty one has all. */
bool dhcp_relay_listed(const struct bw_conf_networks *relays, uint32_t giaddr);

#endif
