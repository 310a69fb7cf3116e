/* SPDX-License-Identifier: ISC */
/*
 * Which transfer a packet belongs to: peers' addresses and ports to slots.
 * All transfers share a few sockets, so the peer alone tells them apart; RFC
 * 1350 section 4 asks no more of a TID.  Pure; storage is the caller's.
 */
#ifndef TFTPD_TABLE_H
#define TFTPD_TABLE_H

#include "base/addr.h"
#include "proto.h"

#define TFTP_TABLE_BUCKETS 8192 /* a power of two */
#define TFTP_TABLE_NONE    (-1)

struct tftp_slot {
	bool used;
	bool confirmed; /* the peer is there: it has answered */
	int next;       /* in the same bucket, or in the free list */
	uint64_t since_ms;
	struct bw_addr peer;
};

struct tftp_table {
	struct tftp_slot slots[TFTP_TRANSFERS_MAX];
	int buckets[TFTP_TABLE_BUCKETS];
	int free;
	size_t n_used;
	int max;             /* slots that may be taken: the first ones */
	uint64_t answer_8ms; /* until peers answer: average, in eighths */
};

/* max is TFTP_TRANSFERS_MAX at most. */
void tftp_table_init(struct tftp_table *table, unsigned max);

/* The peer's slot, or TFTP_TABLE_NONE. */
int tftp_table_find(const struct tftp_table *table, const struct bw_addr *peer);

/* How many slots an address has, whatever the ports. */
size_t
tftp_table_count(const struct tftp_table *table, const struct bw_addr *addr);

/* A slot for a peer that has none; TFTP_TABLE_NONE when all are taken. */
int tftp_table_add(
    struct tftp_table *table, const struct bw_addr *peer, uint64_t now_ms);

void tftp_table_remove(struct tftp_table *table, int slot);

/* The peer has answered. */
void tftp_table_confirm(struct tftp_table *table, int slot, uint64_t now_ms);

/*
 * All slots are taken: whose should be freed for this newcomer?  Forged
 * requests never get beyond their first packet, so the oldest of those waits
 * no longer; and no one address may keep all others out.
 *
 *   returns  a slot, or TFTP_TABLE_NONE: the newcomer must wait
 */
int tftp_table_victim(const struct tftp_table *table,
    const struct bw_addr *newcomer, uint64_t now_ms);

#endif
