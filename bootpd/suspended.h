/* SPDX-License-Identifier: ISC */
/* Which clients are not heard for now, as bootwardctl is told.  Pure. */
#ifndef DHCP_SUSPENDED_H
#define DHCP_SUSPENDED_H

#include "core.h"

/* The rows of an answer: as many as fit into a socket that is read. */
#define DHCP_SUSPENDED_ROWS 128u

/* One client; row is borrowed until it returns. */
typedef void dhcp_suspended_row(void *arg, const struct bw_ctl_suspension *row);

/*
 * Tell of the clients that are not heard, the first DHCP_SUSPENDED_ROWS of
 * them.
 *
 *   returns  how many more there are
 */
size_t dhcp_suspended(const struct dhcp_core *core, struct dhcp_now now,
    dhcp_suspended_row *tell, void *arg);

#endif
