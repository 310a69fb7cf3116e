/* SPDX-License-Identifier: ISC */
/*
 * Boot sessions: which machine an event belongs to, and which of its boots.
 * A session begins when a machine's firmware first asks for an address and
 * goes on through loader, kernel and operating system until the firmware asks
 * again.  Pure: bounded storage of the caller, time as an argument.
 */
#ifndef BOOTWARD_SESSION_H
#define BOOTWARD_SESSION_H

#include "base/addr.h"
#include "ipc/msg.h"
#include "recency.h"

#define SESSION_MACHINES_MAX 4096

struct session {
	uint32_t id; /* of the boot; 1, 2, ... in the parent's life */
	uint8_t mac[BW_MAC_LEN];
	uint8_t uuid[BW_UUID_LEN]; /* zeros: not told yet */
	uint32_t address;          /* IPv4; 0 unknown */
	bool leased; /* we gave it that; else it is the machine's word */
	uint8_t first_stage;           /* enum bw_stage */
	uint8_t stage;                 /* the furthest reached */
	bool fetched;                  /* a file or export has been asked for */
	uint16_t arch;                 /* option 93; BW_ARCH_NONE: not told */
	char file[BW_CLIENT_FILE_MAX]; /* File: of the access decision */
	uint64_t started_ms;
	uint64_t discovered_ms; /* the DISCOVER that awaits its ACK; 0 none */
	uint64_t dora_ms; /* from it to this ACK; UINT64_MAX: it is none */
	uint64_t seen_ms;
	uint16_t next_by_mac;
	uint16_t next_by_address;
};

#define SESSION_BUCKETS 4096 /* a power of two */

/*
 * Machines, chained by MAC and by address.  When full the one unseen for
 * longest is forgotten.
 */
struct session_table {
	struct session machines[SESSION_MACHINES_MAX];
	uint16_t by_mac[SESSION_BUCKETS];
	uint16_t by_address[SESSION_BUCKETS];
	struct recency order; /* in which they were seen */
	struct recency_link links[SESSION_MACHINES_MAX];
	uint32_t n;
	uint32_t last_id;
};

/* All zeros is an empty table. */

/*
 * A DHCP client was heard.  Finds its session, or begins one, and notes what
 * the message told.  Never NULL.
 */
struct session *session_client_seen(struct session_table *table,
    const struct bw_msg_client_seen *seen, uint64_t now_ms);

/* The machine at this address, or NULL; nothing changes. */
const struct session *
session_at(struct session_table *table, const struct bw_addr *peer);

/* A web server has granted it to boot, with a file for it. */
void session_granted(struct session_table *table, const uint8_t mac[BW_MAC_LEN],
    const char *file, uint64_t now_ms);

/* Somebody at this address fetches: its session, or NULL when unknown. */
struct session *session_fetched(
    struct session_table *table, const struct bw_addr *peer, uint64_t now_ms);

/* A lease from before our time: this address is that machine's. */
void session_lease_known(struct session_table *table,
    const uint8_t mac[BW_MAC_LEN], uint32_t address, uint64_t now_ms);

#endif
