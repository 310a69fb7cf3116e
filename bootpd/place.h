/* SPDX-License-Identifier: ISC */
/*
 * Where a client is: the network that it came by, by our interface, its relay
 * or its address, and the others of the same wire.  Pure.
 */
#ifndef DHCP_PLACE_H
#define DHCP_PLACE_H

#include "turn.h"

/* Fill in link, network, netmask, on_network and pool_is_here. */
void dhcp_place_find(struct dhcp_turn *turn);

/* Sent to our own address, so that it may come from beyond a router? */
bool dhcp_place_is_unicast(const struct dhcp_turn *turn);

/* Is this address in the client's network, where no router is needed? */
bool dhcp_place_is_near(const struct dhcp_turn *turn, uint32_t address);

/* Is it in any network of the client's wire? */
bool dhcp_place_is_here(const struct dhcp_turn *turn, uint32_t address);

/* Is it there an address of a single host, and not ours? */
bool dhcp_place_is_host(const struct dhcp_turn *turn, uint32_t address);

/*
 * The client is to have an address of this network of its wire; settings, and
 * the address of ours that it sees, are those of there.
 */
void dhcp_place_move(struct dhcp_turn *turn, struct dhcp_network *network);

/* The same with the network that has this address; if none has, it stays. */
void dhcp_place_move_to(struct dhcp_turn *turn, uint32_t address);

#endif
