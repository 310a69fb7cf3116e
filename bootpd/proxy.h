/* SPDX-License-Identifier: ISC */
/*
 * Beside somebody else's DHCP server: boot files without addresses, on port 67
 * (ProxyDHCP) and on 4011 (boot server).  PXE 2.1, 2.2.3 and 2.2.4.  Pure.
 */
#ifndef DHCP_PROXY_H
#define DHCP_PROXY_H

#include "turn.h"

/* Does it look for a boot server: on port 4011, or by broadcast on 67? */
bool dhcp_proxy_is_discovery(const struct dhcp_turn *turn);

/* Decide about a packet that came to port 67 in proxy mode. */
void dhcp_proxy(struct dhcp_turn *turn);

/* Decide about a packet that came to port 4011, in either mode. */
void dhcp_proxy_boot_server(struct dhcp_turn *turn);

#endif
