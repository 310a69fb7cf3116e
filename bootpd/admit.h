/* SPDX-License-Identifier: ISC */
/* Whether a packet's sender is served: lists, remote verdict.  Pure. */
#ifndef DHCP_ADMIT_H
#define DHCP_ADMIT_H

#include "turn.h"

/*
 * Asked before every answer.  False: it is not served, or not yet (its packet
 * then waits for the remote verdict); the event has been told.
 */
bool dhcp_admit(struct dhcp_turn *turn);

/*
 * Why its entry, a class of its, a list or the verdict refuses it; NULL: none
 * of them does.  Tells nobody.
 */
const char *dhcp_admit_refusal(const struct dhcp_turn *turn);

/* Does its entry, or a class of its, say "allow = yes"? */
bool dhcp_admit_named(const struct dhcp_turn *turn);

/* Is its firmware served, as any other or by name? */
bool dhcp_admit_pxe(const struct dhcp_turn *turn);

/* Is it heard at all, or is it a flood's?  Asked before all else. */
bool dhcp_admit_hears(struct dhcp_turn *turn);

/* The name that the remote verdict gave this client; "" none. */
const char *dhcp_admit_hostname(const struct dhcp_turn *turn);

#endif
