/* SPDX-License-Identifier: ISC */
/* Where a client is; see place.h. */
#include "place.h"

#include "relay.h"
#include "settings.h"

static uint32_t
netmask_at(const struct dhcp_turn *turn, uint32_t address)
{
	const struct dhcp_core *core = turn->core;

	if (turn->conf->bootpd.netmask != 0) {
		return turn->conf->bootpd.netmask;
	}
	for (size_t i = 0; i < core->n_interfaces; i++) {
		const struct bw_msg_interface *one = &core->interfaces[i];

		if (((one->address ^ address) & one->netmask) == 0) {
			return one->netmask;
		}
	}
	return turn->interface->netmask;
}

bool
dhcp_place_is_unicast(const struct dhcp_turn *turn)
{
	return turn->packet->local.family != BW_FAMILY_NONE;
}

/* An address on the client's network. */
static uint32_t
find_link(struct dhcp_turn *turn)
{
	const struct dhcp_message *message = &turn->message;
	uint32_t selected = dhcp_relay_link(message);

	if (selected != 0) { /* RFC 3527 3: it goes before option 118 */
		return selected;
	}
	if (turn->conf->bootpd.subnet_selection &&
	    dhcp_message_u32(
		message, DHCP_OPTION_SUBNET_SELECTION, &selected)) {
		turn->subnet_selected = true;
		return selected;
	}
	if (message->giaddr != 0) {
		return message->giaddr;
	}
	/* It renews or asks; its relay has no part in that. */
	if (message->ciaddr != 0 && dhcp_place_is_unicast(turn) &&
	    bw_addr_to_ipv4(&turn->packet->peer) == message->ciaddr &&
	    dhcp_networks_at(&turn->core->networks, message->ciaddr) != NULL) {
		return message->ciaddr;
	}
	return turn->interface->address;
}

static bool
wire_has_pool(const struct dhcp_network *wire)
{
	const struct dhcp_network *network = wire;

	while (network != NULL && network->n_pools == 0) {
		network = network->next == wire ? NULL : network->next;
	}
	return network != NULL;
}

/*
 * Where the client is: where its relay says, or we are.  The own pool's
 * network may have no mask but that of the interface we were asked by.
 */
void
dhcp_place_find(struct dhcp_turn *turn)
{
	struct dhcp_networks *networks = &turn->core->networks;
	uint32_t giaddr = turn->message.giaddr;

	turn->on_network = find_link(turn);
	turn->network = dhcp_networks_at(networks, turn->on_network);
	if (turn->network == NULL && turn->on_network == giaddr) {
		turn->network = dhcp_networks_of_relay(networks, giaddr);
		if (turn->network != NULL) {
			turn->on_network = turn->network->address;
		}
	}
	turn->netmask = turn->network != NULL
			    ? turn->network->netmask
			    : netmask_at(turn, turn->on_network);
	if (turn->network == NULL && networks->own.n_pools > 0 &&
	    dhcp_place_is_near(turn, networks->own.address)) {
		turn->network = &networks->own;
	}
	turn->link = turn->network;
	turn->pool_is_here = wire_has_pool(turn->link);
}

/* The network of this wire that holds the address, or NULL. */
static struct dhcp_network *
find_on_wire(struct dhcp_network *wire, uint32_t address)
{
	struct dhcp_network *network = wire;

	do {
		/* The own one's mask may not be known. */
		if (network->netmask != 0 &&
		    ((network->address ^ address) & network->netmask) == 0) {
			return network;
		}
		network = network->next;
	} while (network != wire);
	return NULL;
}

/* Speak to it by the address that we have in its network, if any. */
static void
face(struct dhcp_turn *turn)
{
	const struct dhcp_core *core = turn->core;

	for (size_t i = 0;
	     i < core->n_interfaces && !dhcp_place_is_unicast(turn); i++) {
		const struct bw_msg_interface *one = &core->interfaces[i];

		if (one->index == turn->interface->index &&
		    dhcp_place_is_near(turn, one->address)) {
			turn->interface = one;
			return;
		}
	}
}

void
dhcp_place_move(struct dhcp_turn *turn, struct dhcp_network *network)
{
	if (network == turn->network) {
		return;
	}
	turn->network = network;
	turn->on_network = network->address;
	turn->netmask = network->netmask;
	face(turn);
	dhcp_settings_find(turn);
}

void
dhcp_place_move_to(struct dhcp_turn *turn, uint32_t address)
{
	struct dhcp_network *network =
	    turn->link != NULL ? find_on_wire(turn->link, address) : NULL;

	if (network != NULL) {
		dhcp_place_move(turn, network);
	}
}

bool
dhcp_place_is_near(const struct dhcp_turn *turn, uint32_t address)
{
	return ((address ^ turn->on_network) & turn->netmask) == 0;
}

bool
dhcp_place_is_host(const struct dhcp_turn *turn, uint32_t address)
{
	uint32_t host = address & ~turn->netmask;

	return address != turn->interface->address &&
	       dhcp_place_is_near(turn, address) &&
	       (~turn->netmask <= 1 || (host != 0 && host != ~turn->netmask));
}

bool
dhcp_place_is_here(const struct dhcp_turn *turn, uint32_t address)
{
	return dhcp_place_is_near(turn, address) ||
	       (turn->link != NULL &&
		   find_on_wire(turn->link, address) != NULL);
}
