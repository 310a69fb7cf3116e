/* SPDX-License-Identifier: ISC */
/*
 * What a client is called: by its entry, by the remote access server, by
 * itself, or after a pattern.  Pure.
 */
#ifndef DHCP_HOSTNAME_H
#define DHCP_HOSTNAME_H

#include "turn.h"

/*
 * A pattern with its variables replaced: {ip} as 10-1-0-7, {mac} as
 * 52-54-00-00-00-01, {uuid}.  "" when one of them is not known, or when all of
 * it would be too long.
 */
void dhcp_hostname_expand(const char *pattern, const struct dhcp_client *client,
    uint32_t address, char out[BW_HOSTNAME_MAX]);

/* The name for option 12, with this address; "" none. */
void dhcp_hostname_given(
    const struct dhcp_turn *turn, uint32_t address, char out[BW_HOSTNAME_MAX]);

/* The name that its lease is listed with; "" none. */
void dhcp_hostname_listed(
    const struct dhcp_turn *turn, uint32_t address, char out[BW_HOSTNAME_MAX]);

#endif
