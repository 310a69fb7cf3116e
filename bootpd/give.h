/* SPDX-License-Identifier: ISC */
/*
 * Giving an address: which, as an offer that is kept for a while, or as a
 * lease that is on disk before the client hears of it.  Pure.
 */
#ifndef DHCP_GIVE_H
#define DHCP_GIVE_H

#include "answer.h"
#include "turn.h"

/* How long an offered address is kept for a client. */
#define DHCP_OFFER_MS 60000

/* An address for this client, or 0, having told why. */
uint32_t dhcp_give_choose(struct dhcp_turn *turn);

/* It chose another server: what was offered to it is free again. */
void dhcp_give_withdraw(struct dhcp_turn *turn);

/* An answer that gives an address, and a boot file to who boots. */
void dhcp_give_answer(const struct dhcp_turn *turn, enum dhcp_type type,
    uint32_t address, uint32_t lease_s, struct dhcp_answer *answer);

/* Offer it. */
void dhcp_give_offer(struct dhcp_turn *turn, uint32_t address);

/*
 * Ask for the lease to be made durable; the ACK (or BOOTP reply) waits.  A
 * client that says it again meanwhile is not asked for twice.
 *
 * While nothing can be made durable, who holds a lease that is is told of it
 * at once, for as long as it still lasts.
 */
void
dhcp_give_lease(struct dhcp_turn *turn, uint32_t address, uint32_t lease_s);

#endif
