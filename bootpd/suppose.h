/* SPDX-License-Identifier: ISC */
/* The packet that a machine would send which is only supposed.  Pure. */
#ifndef DHCP_SUPPOSE_H
#define DHCP_SUPPOSE_H

#include "ipc/ctl.h"

#define DHCP_SUPPOSE_MAX 512

/*
 * Build its DISCOVER, with the options that such firmware sends and asks for;
 * without an architecture, class or iPXE: what an operating system would.
 *
 *   returns   0
 *             -EBADMSG  its architecture is neither a name nor a number
 */
int dhcp_suppose_discover(const struct bw_ctl_explain *who,
    uint8_t out[DHCP_SUPPOSE_MAX], size_t *out_len);

#endif
