/* SPDX-License-Identifier: ISC */
/*
 * One packet being decided: everything the deciders look at, in one place.
 * Pure.
 */
#ifndef DHCP_TURN_H
#define DHCP_TURN_H

#include "core.h"
#include "identify.h"

/* What the remote access server said about this very packet. */
enum dhcp_remote {
	DHCP_REMOTE_NOT_ASKED,
	DHCP_REMOTE_GRANTED,
	DHCP_REMOTE_DENIED,
};

struct dhcp_turn {
	struct dhcp_core *core;
	const struct bw_conf *conf;
	const struct dhcp_packet *packet;
	struct dhcp_now now;
	struct dhcp_actions *out;
	const struct bw_msg_interface *interface; /* it came in by */
	struct dhcp_message message;
	struct dhcp_client client;       /* its uuid filled in from memory */
	const struct bw_conf_host *host; /* its entry, or NULL */
	bool boot_server;                /* it is asked for a boot file alone */
	enum dhcp_remote remote;
	const struct dhcp_arp *conflict; /* who has what it was to get */
	struct dhcp_network *link;       /* it came by; NULL: not one of ours */
	/* the network that its address is to be of: link, or of its wire */
	struct dhcp_network *network;
	uint32_t netmask;
	uint32_t on_network;  /* an address in it: relay's or ours */
	bool pool_is_here;    /* on its wire */
	bool subnet_selected; /* it is on another than it seems; RFC 3011 */
	uint64_t classes;     /* dhcp_classify() */
	struct bw_conf_settings settings; /* for this client */
};

/*
 * Begin with a parsed message; fills in the rest.
 *
 *   returns   0
 *             -ENOTSUP  not a client that we can know
 */
int dhcp_turn_init(struct dhcp_turn *turn);

/* The address that it says to have, or asks for; 0: none. */
uint32_t dhcp_turn_named(const struct dhcp_turn *turn);

/* Is the relay that it came by one we listen to, or the lack of one? */
bool dhcp_turn_is_heard(const struct dhcp_turn *turn);

/* How this client is to address us: option 54. */
uint32_t dhcp_turn_server(const struct dhcp_turn *turn);

/* Is its option 54 absent, or any address of ours?  RFC 2131 4.1 */
bool dhcp_turn_is_for_us(const struct dhcp_turn *turn);

/* The pool of this address; never NULL. */
struct dhcp_pool *
dhcp_turn_pool(const struct dhcp_turn *turn, uint32_t address);

/* May this client have addresses of this pool of its network? */
bool dhcp_turn_pool_allowed(
    const struct dhcp_turn *turn, const struct dhcp_pool *pool);

/* May it have this address, of one of its network's pools, now? */
bool dhcp_turn_may_have(const struct dhcp_turn *turn, uint32_t address);

/* The client's entry's address, if it may have it here and now; else 0. */
uint32_t dhcp_turn_reserved(const struct dhcp_turn *turn);

/* Begin an event about this packet. */
void
dhcp_turn_event(const struct dhcp_turn *turn, struct bw_msg_client_seen *out);

/* Tell that the packet is not answered, and why.  Rate-limited. */
void dhcp_turn_unanswered(struct dhcp_turn *turn, const char *reason);

/* The same, with a line in the log. */
void dhcp_turn_warn(struct dhcp_turn *turn, enum dhcp_warning warning);

#endif
