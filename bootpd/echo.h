/* SPDX-License-Identifier: ISC */
/* ICMP, as far as asking whether anybody answers at an address.  RFC 792. */
#ifndef DHCP_ECHO_H
#define DHCP_ECHO_H

#include "base/base.h"

#define DHCP_ECHO_LEN 8

/*
 * An echo request without data.
 *
 *   mark  ours: a reply to it bears it too
 */
void dhcp_echo_build(uint32_t mark, uint8_t out[DHCP_ECHO_LEN]);

/* Is this IPv4 packet a reply to a request with that mark? */
bool dhcp_echo_is_reply(const uint8_t *bytes, size_t len, uint32_t mark);

#endif
