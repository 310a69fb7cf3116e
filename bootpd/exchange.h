/* SPDX-License-Identifier: ISC */
/*
 * What goes into the core and what comes out of it: packets with where they
 * came from, the time, and a short list of things to do.  Types only.
 */
#ifndef DHCP_EXCHANGE_H
#define DHCP_EXCHANGE_H

#include "arp.h"
#include "conf/net.h"
#include "ipc/msg.h"
#include "reply.h"
#include "wire.h"

enum dhcp_door {
	DHCP_DOOR_DHCP,   /* UDP 67 */
	DHCP_DOOR_PXE,    /* UDP 4011 */
	DHCP_DOOR_ROUTER, /* ICMPv6 */
	DHCP_DOOR_ECHO,   /* ICMP */
	DHCP_N_DOORS,
};

/* Are its packets DHCP? */
static inline bool
dhcp_door_is_dhcp(enum dhcp_door door)
{
	return door == DHCP_DOOR_DHCP || door == DHCP_DOOR_PXE;
}

/* Now, on both clocks: timers live by the first, leases by the second. */
struct dhcp_now {
	uint64_t ms;     /* never jumps */
	uint64_t wall_s; /* since 1970 */
};

/* A packet and where it came from. */
struct dhcp_packet {
	enum dhcp_door door;
	uint32_t ifindex;     /* it came in by */
	struct bw_addr peer;  /* its source */
	struct bw_addr local; /* its destination */
	const uint8_t *bytes;
	size_t len;
};

enum dhcp_way {
	DHCP_WAY_UDP,  /* by the door's socket */
	DHCP_WAY_LINK, /* by the packet socket, to a MAC */
};

/* A reply and where it goes. */
struct dhcp_send {
	enum dhcp_door door;
	enum dhcp_way way;
	uint32_t ifindex;
	uint32_t source; /* our address */
	struct bw_addr peer;
	uint8_t mac[BW_MAC_LEN];  /* DHCP_WAY_LINK */
	struct bw_conf_tags tags; /* DHCP_WAY_LINK */
	uint8_t bytes[DHCP_REPLY_MAX];
	size_t len;
};

/* An ARP request and where it goes. */
struct dhcp_probe {
	uint32_t ifindex;
	uint8_t arp[DHCP_ARP_LEN];
};

/* What the log hears of; strangers can cause all of it. */
enum dhcp_warning {
	DHCP_WARNING_MALFORMED,
	DHCP_WARNING_POOL_FULL,
	DHCP_WARNING_DECLINED,
	DHCP_WARNING_CONFLICT,
	DHCP_WARNING_TOO_LONG,
	DHCP_WARNING_COMMITS_FULL,
	DHCP_WARNING_FROM_MEMORY,
	DHCP_WARNING_FLOOD,
	DHCP_WARNING_QUESTIONS_FULL,
	DHCP_N_WARNINGS,
};

enum dhcp_action_kind {
	DHCP_ACTION_SEND,    /* a packet */
	DHCP_ACTION_COMMIT,  /* a lease; answered by its id */
	DHCP_ACTION_PROBE,   /* ask on the link who has an address */
	DHCP_ACTION_ASK,     /* for a remote verdict; answered by its id */
	DHCP_ACTION_MEASURE, /* a boot file; answered by its name */
	DHCP_ACTION_EVENT,   /* tell the parent */
	DHCP_ACTION_WARN,    /* a line for the log */
	DHCP_ACTION_FOUND,   /* another: who has an address of ours */
};

struct dhcp_action {
	enum dhcp_action_kind kind;
	uint32_t id;
	union {
		struct dhcp_send send;
		struct bw_lease lease;
		struct dhcp_probe probe;
		struct bw_msg_access_ask ask;
		struct bw_msg_file_measure measure;
		struct bw_msg_client_seen event;
		enum dhcp_warning warning;
		struct dhcp_arp found;
	} u;
};

/* No event of the core leads to more than this many actions. */
#define DHCP_ACTIONS_MAX 16
/* Nor any packet, of those that are decided when time passes, to more. */
#define DHCP_ACTIONS_OF_PACKET_MAX 6

struct dhcp_actions {
	struct dhcp_action items[DHCP_ACTIONS_MAX];
	size_t n;
};

/* "all addresses of the pool are taken" */
const char *dhcp_warning_str(enum dhcp_warning warning);

/* Is there room for those of one packet more? */
static inline bool
dhcp_actions_have_room(const struct dhcp_actions *actions)
{
	return actions->n + DHCP_ACTIONS_OF_PACKET_MAX <= DHCP_ACTIONS_MAX;
}

/* The next action to fill in. */
static inline struct dhcp_action *
dhcp_actions_add(struct dhcp_actions *actions, enum dhcp_action_kind kind)
{
	BW_ASSERT(actions->n < DHCP_ACTIONS_MAX);
	actions->items[actions->n].kind = kind;
	actions->items[actions->n].id = 0;
	return &actions->items[actions->n++];
}

#endif
