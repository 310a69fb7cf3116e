/* SPDX-License-Identifier: ISC */
/*
 * Replies that wait until their lease is on disk.  Bounded; an entry leaves
 * when its commit is answered or overdue.  Pure.
 */
#ifndef DHCP_PENDING_H
#define DHCP_PENDING_H

#include "exchange.h"

#define DHCP_PENDING_MAX 512
/* Longer than any disk should take; clients have given up before. */
#define DHCP_PENDING_MS 10000
/* A disk that has not answered for so long is not waited for. */
#define DHCP_PENDING_PATIENCE_MS 1000

struct dhcp_pending_reply {
	uint32_t id; /* 0: unused */
	uint64_t due_ms;
	struct bw_lease lease;
	struct dhcp_send send;
	struct bw_msg_client_seen event;
};

struct dhcp_pending {
	struct dhcp_pending_reply replies[DHCP_PENDING_MAX];
	uint16_t unused[DHCP_PENDING_MAX]; /* a stack of their numbers */
	size_t n_unused;
	uint32_t serial;
	bool refused;      /* what was heard last of the disk */
	uint64_t heard_ms; /* and when, or when it was first asked since */
};

/* Begin; it is all zeros, and large: replies are touched when used. */
void dhcp_pending_init(struct dhcp_pending *pending);

/*
 * An entry with a new id, for the caller to fill in; NULL when all are taken.
 */
struct dhcp_pending_reply *
dhcp_pending_add(struct dhcp_pending *pending, uint64_t now_ms);

/* An id for a commit that nobody waits for: never 0, never an entry's. */
uint32_t dhcp_pending_unwatched(struct dhcp_pending *pending);

/* The disk has said something about some commit. */
void
dhcp_pending_heard(struct dhcp_pending *pending, bool refused, uint64_t now_ms);

/* Does it refuse, or not answer? */
bool dhcp_pending_is_stuck(const struct dhcp_pending *pending, uint64_t now_ms);

/*
 * Take out the entry with this id.
 *
 *   returns  borrowed until the next add; NULL: not waiting (any more)
 */
const struct dhcp_pending_reply *
dhcp_pending_take(struct dhcp_pending *pending, uint32_t id);

/* The id of an entry that was due at now_ms, or 0. */
uint32_t
dhcp_pending_overdue(const struct dhcp_pending *pending, uint64_t now_ms);

/* How many wait. */
size_t dhcp_pending_n(const struct dhcp_pending *pending);

#endif
