/* SPDX-License-Identifier: ISC */
/*
 * What holds for one client: everybody's settings, those of its subnet, its
 * classes and its own entry, the most specific that says something.  Pure.
 */
#ifndef DHCP_SETTINGS_H
#define DHCP_SETTINGS_H

#include "base/line.h"
#include "turn.h"

/*
 * Where a key of settings was looked for, the most specific scope first: lines
 * of SECTION, a tab and KEY.
 */
void dhcp_settings_sources(
    const struct dhcp_turn *turn, const char *key, struct bw_line *out);

/* Fill in turn->settings, once network, classes and host are known. */
void dhcp_settings_find(struct dhcp_turn *turn);

/* The operator's own options for it, each code once; returns how many. */
#define DHCP_OPTIONS_MAX 256
size_t dhcp_settings_options(
    const struct dhcp_turn *turn, struct dhcp_extra out[DHCP_OPTIONS_MAX]);

/* How long it is to have an address; RFC 2131 4.3.1, 51 within limits. */
uint32_t dhcp_settings_lease_s(const struct dhcp_turn *turn);

/* When it is to renew and rebind a lease of this length; RFC 2131 4.4.5. */
struct dhcp_timers {
	uint32_t renewal_s;
	uint32_t rebinding_s;
};
struct dhcp_timers
dhcp_settings_timers(const struct dhcp_turn *turn, uint32_t lease_s);

/* Are we the ones who know all addresses of its network? */
bool dhcp_settings_authoritative(const struct dhcp_turn *turn);

#endif
