/* SPDX-License-Identifier: ISC */
/* Where a reply goes; see route.h. */
#include "route.h"

#include <string.h>

#include "relay.h"

static void
address_to(struct dhcp_send *out, uint32_t address, uint16_t port)
{
	out->way = DHCP_WAY_UDP;
	out->peer = bw_addr_ipv4(address, port);
}

/* The tags that its wire wants. */
static const struct bw_conf_tags *
tags_of(const struct dhcp_turn *turn)
{
	static const struct bw_conf_tags none;

	return turn->link != NULL && turn->link->subnet != NULL
		   ? &turn->link->subnet->tags
		   : &none;
}

static void
by_link(const struct dhcp_turn *turn, struct dhcp_send *out,
    const uint8_t mac[BW_MAC_LEN])
{
	out->way = DHCP_WAY_LINK;
	out->tags = *tags_of(turn);
	memcpy(out->mac, mac, BW_MAC_LEN);
}

/*
 * By the link when that is possible: the kernel's own way for a broadcast
 * costs twice as much, and hands each one back to us.
 */
static void
broadcast(const struct dhcp_turn *turn, struct dhcp_send *out)
{
	static const uint8_t all[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	bool subnet =
	    (turn->settings.quirks & BW_CONF_QUIRK_SUBNET_BROADCAST) != 0;

	address_to(out,
	    subnet ? turn->on_network | ~turn->netmask : DHCP_BROADCAST,
	    DHCP_PORT_CLIENT);
	if (turn->core->can_link) {
		by_link(turn, out, all);
	}
}

/*
 * Who has an address is answered there, whatever brought the request (RFC 2131
 * 4.3.5, RFC 1542 5.4), unless its relay wants to see all (RFC 5107 4).
 */
static bool
goes_past_relay(const struct dhcp_turn *turn)
{
	const struct dhcp_message *message = &turn->message;

	return message->ciaddr != 0 && dhcp_relay_server(message) == 0 &&
	       (message->type == DHCP_TYPE_INFORM ||
		   message->type == DHCP_TYPE_BOOTP);
}

static uint16_t
relay_port(const struct dhcp_turn *turn)
{
	return dhcp_relay_has_port(&turn->message) ? turn->packet->peer.port
						   : DHCP_PORT_SERVER;
}

/* Does the kernel find this address on the link? */
static bool
is_on_link(const struct dhcp_turn *turn, uint32_t address)
{
	const struct bw_msg_interface *interface = turn->interface;

	return ((address ^ interface->address) & interface->netmask) == 0;
}

/* Did its request come over a router, so that only its address reaches it? */
static bool
is_beyond_router(const struct dhcp_turn *turn)
{
	uint32_t ciaddr = turn->message.ciaddr;

	return ciaddr != 0 && turn->on_network == ciaddr &&
	       !is_on_link(turn, ciaddr);
}

/* RFC 2131 4.1; and all ones rather than the subnet's broadcast address,
 * which some firmware does not hear. */
void
dhcp_route(const struct dhcp_reply *reply, const struct dhcp_turn *turn,
    struct dhcp_send *out)
{
	const struct dhcp_message *message = &turn->message;

	out->door = turn->packet->door;
	out->ifindex = turn->interface->index;
	out->source = turn->interface->address;
	if (turn->packet->door == DHCP_DOOR_PXE) {
		uint32_t from = bw_addr_to_ipv4(&turn->packet->peer);

		address_to(out, from != 0 ? from : DHCP_BROADCAST,
		    turn->packet->peer.port);
	} else if (message->giaddr != 0) {
		if (goes_past_relay(turn)) {
			address_to(out, message->ciaddr, DHCP_PORT_CLIENT);
		} else {
			address_to(out, message->giaddr, relay_port(turn));
		}
		out->ifindex = 0; /* wherever the route leads */
	} else if (is_beyond_router(turn)) {
		address_to(out, message->ciaddr, DHCP_PORT_CLIENT);
		out->ifindex = 0;
	} else if (reply->type != DHCP_TYPE_NAK && reply->ciaddr != 0) {
		address_to(out, reply->ciaddr, DHCP_PORT_CLIENT);
		if (turn->core->can_link && (!is_on_link(turn, reply->ciaddr) ||
						tags_of(turn)->n > 0)) {
			by_link(turn, out, turn->client.mac);
		}
	} else if (reply->type == DHCP_TYPE_NAK || reply->yiaddr == 0 ||
		   (message->flags & DHCP_FLAG_BROADCAST) != 0 ||
		   (reply->quirks & BW_CONF_QUIRK_BROADCAST) != 0 ||
		   !turn->core->can_link) {
		broadcast(turn, out);
	} else {
		address_to(out, reply->yiaddr, DHCP_PORT_CLIENT);
		by_link(turn, out, turn->client.mac);
	}
}
