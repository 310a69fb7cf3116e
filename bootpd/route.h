/* SPDX-License-Identifier: ISC */
/* Where a reply goes: to whom, by which door or to which MAC.  Pure. */
#ifndef DHCP_ROUTE_H
#define DHCP_ROUTE_H

#include "turn.h"

/* Address a reply; RFC 2131 4.1.  Its bytes are left alone. */
void dhcp_route(const struct dhcp_reply *reply, const struct dhcp_turn *turn,
    struct dhcp_send *out);

#endif
