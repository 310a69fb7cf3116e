/* SPDX-License-Identifier: ISC */
/*
 * Replies that wait for the disk.  An id is a serial number and, in its low
 * bits, the entry's number + 1: found at once, and an answer that comes too
 * late does not find the entry's next user.
 */
#include "pending.h"

#define NUMBER_BITS 10
#define NUMBER_MASK ((UINT32_C(1) << NUMBER_BITS) - 1)

_Static_assert(DHCP_PENDING_MAX < NUMBER_MASK, "numbers fit their bits");

void
dhcp_pending_init(struct dhcp_pending *pending)
{
	pending->n_unused = DHCP_PENDING_MAX;
	for (size_t i = 0; i < DHCP_PENDING_MAX; i++) {
		pending->unused[i] = (uint16_t)(DHCP_PENDING_MAX - 1 - i);
	}
}

uint32_t
dhcp_pending_unwatched(struct dhcp_pending *pending)
{
	pending->serial = (pending->serial + 1) & (UINT32_MAX >> NUMBER_BITS);
	if (pending->serial == 0) {
		pending->serial = 1;
	}
	return pending->serial << NUMBER_BITS;
}

struct dhcp_pending_reply *
dhcp_pending_add(struct dhcp_pending *pending, uint64_t now_ms)
{
	struct dhcp_pending_reply *reply;
	uint32_t number;

	if (pending->n_unused == 0) {
		return NULL;
	}
	number = pending->unused[--pending->n_unused];
	reply = &pending->replies[number];
	reply->id = dhcp_pending_unwatched(pending) | (number + 1);
	reply->due_ms = now_ms + DHCP_PENDING_MS;
	if (pending->n_unused == DHCP_PENDING_MAX - 1) {
		pending->heard_ms = now_ms; /* before, it was not asked */
	}
	return reply;
}

void
dhcp_pending_heard(struct dhcp_pending *pending, bool refused, uint64_t now_ms)
{
	pending->refused = refused;
	pending->heard_ms = now_ms;
}

bool
dhcp_pending_is_stuck(const struct dhcp_pending *pending, uint64_t now_ms)
{
	return pending->refused ||
	       (dhcp_pending_n(pending) > 0 &&
		   now_ms - pending->heard_ms > DHCP_PENDING_PATIENCE_MS);
}

const struct dhcp_pending_reply *
dhcp_pending_take(struct dhcp_pending *pending, uint32_t id)
{
	uint32_t number = (id & NUMBER_MASK) - 1; /* wraps for unwatched */
	struct dhcp_pending_reply *reply;

	if (number >= DHCP_PENDING_MAX) {
		return NULL;
	}
	reply = &pending->replies[number];
	if (reply->id != id) {
		return NULL;
	}
	reply->id = 0;
	pending->unused[pending->n_unused++] = (uint16_t)number;
	return reply;
}

uint32_t
dhcp_pending_overdue(const struct dhcp_pending *pending, uint64_t now_ms)
{
	if (dhcp_pending_n(pending) == 0) {
		return 0;
	}
	for (size_t i = 0; i < DHCP_PENDING_MAX; i++) {
		if (pending->replies[i].id != 0 &&
		    now_ms >= pending->replies[i].due_ms) {
			return pending->replies[i].id;
		}
	}
	return 0;
}

size_t
dhcp_pending_n(const struct dhcp_pending *pending)
{
	return DHCP_PENDING_MAX - pending->n_unused;
}
