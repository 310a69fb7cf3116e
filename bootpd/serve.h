/* SPDX-License-Identifier: ISC */
/*
 * The DHCP server proper: addresses.  RFC 2131 4.3, RFC 951, RFC 1542.  Pure.
 */
#ifndef DHCP_SERVE_H
#define DHCP_SERVE_H

#include "turn.h"

/* Decide about a packet that came to port 67. */
void dhcp_serve(struct dhcp_turn *turn);

/* Why a client of this kind, or from there, is not served; NULL: it is. */
const char *dhcp_serve_refusal(const struct dhcp_turn *turn);

#endif
