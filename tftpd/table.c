/* SPDX-License-Identifier: ISC */
/* Peers to slots; see table.h.  Pure. */
#include "table.h"

#include <string.h>

#define COUNTERS 256 /* addresses are counted by their hash */
/* A peer that is there answers within so many times the average. */
#define LATE_FACTOR 4

static int *
bucket_of(struct tftp_table *table, const struct bw_addr *peer)
{
	return &table->buckets[bw_addr_hash(peer) % TFTP_TABLE_BUCKETS];
}

void
tftp_table_init(struct tftp_table *table, unsigned max)
{
	BW_ASSERT(max <= TFTP_TRANSFERS_MAX);
	memset(table, 0, sizeof(*table));
	table->max = (int)max;
	table->free = TFTP_TABLE_NONE;
	for (size_t i = 0; i < ARRAY_LEN(table->buckets); i++) {
		table->buckets[i] = TFTP_TABLE_NONE;
	}
	for (int i = table->max - 1; i >= 0; i--) {
		table->slots[i].next = table->free;
		table->free = i;
	}
}

int
tftp_table_find(const struct tftp_table *table, const struct bw_addr *peer)
{
	int slot = table->buckets[bw_addr_hash(peer) % TFTP_TABLE_BUCKETS];

	while (slot != TFTP_TABLE_NONE &&
	       !bw_addr_equal(&table->slots[slot].peer, peer)) {
		slot = table->slots[slot].next;
	}
	return slot;
}

size_t
tftp_table_count(const struct tftp_table *table, const struct bw_addr *addr)
{
	size_t n = 0;

	for (int i = 0; i < table->max; i++) {
		n += table->slots[i].used &&
		     bw_addr_same_ip(&table->slots[i].peer, addr);
	}
	return n;
}

int
tftp_table_add(
    struct tftp_table *table, const struct bw_addr *peer, uint64_t now_ms)
{
	int slot = table->free;
	int *bucket = bucket_of(table, peer);

	if (slot == TFTP_TABLE_NONE) {
		return TFTP_TABLE_NONE;
	}
	table->free = table->slots[slot].next;
	table->slots[slot] = (struct tftp_slot){
	    .used = true,
	    .next = *bucket,
	    .since_ms = now_ms,
	    .peer = *peer,
	};
	*bucket = slot;
	table->n_used++;
	return slot;
}

void
tftp_table_remove(struct tftp_table *table, int slot)
{
	struct tftp_slot *gone = &table->slots[slot];
	int *link = bucket_of(table, &gone->peer);

	BW_ASSERT(gone->used);
	while (*link != slot) {
		BW_ASSERT(*link != TFTP_TABLE_NONE);
		link = &table->slots[*link].next;
	}
	*link = gone->next;
	gone->used = false;
	gone->next = table->free;
	table->free = slot;
	table->n_used--;
}

void
tftp_table_confirm(struct tftp_table *table, int slot, uint64_t now_ms)
{
	struct tftp_slot *confirmed = &table->slots[slot];

	if (!confirmed->confirmed) {
		confirmed->confirmed = true;
		table->answer_8ms -= table->answer_8ms / 8;
		table->answer_8ms += now_ms - confirmed->since_ms;
	}
}

static int
older(const struct tftp_table *table, int a, int b)
{
	if (a == TFTP_TABLE_NONE) {
		return b;
	}
	return table->slots[b].since_ms < table->slots[a].since_ms ? b : a;
}

static int
oldest_unconfirmed(const struct tftp_table *table, uint64_t now_ms)
{
	uint64_t late_ms =
	    TFTP_HALF_OPEN_MS + LATE_FACTOR * (table->answer_8ms / 8);
	int oldest = TFTP_TABLE_NONE;

	for (int i = 0; i < table->max; i++) {
		const struct tftp_slot *slot = &table->slots[i];

		if (slot->used && !slot->confirmed &&
		    now_ms - slot->since_ms >= late_ms) {
			oldest = older(table, oldest, i);
		}
	}
	return oldest;
}

static size_t
counter_of(const struct bw_addr *addr)
{
	struct bw_addr host = *addr;

	host.port = 0;
	return bw_addr_hash(&host) % COUNTERS;
}

/* The oldest transfer of the address that has the most, if far too many. */
static int
oldest_of_the_greediest(
    const struct tftp_table *table, const struct bw_addr *newcomer)
{
	unsigned counts[COUNTERS] = {0};
	size_t most = 0;
	int oldest = TFTP_TABLE_NONE;

	for (int i = 0; i < table->max; i++) {
		if (table->slots[i].used) {
			counts[counter_of(&table->slots[i].peer)]++;
		}
	}
	for (size_t c = 0; c < ARRAY_LEN(counts); c++) {
		most = counts[c] > counts[most] ? c : most;
	}
	if (counts[most] < counts[counter_of(newcomer)] + TFTP_UNFAIR_MARGIN) {
		return TFTP_TABLE_NONE;
	}
	for (int i = 0; i < table->max; i++) {
		if (table->slots[i].used &&
		    counter_of(&table->slots[i].peer) == most) {
			oldest = older(table, oldest, i);
		}
	}
	return oldest;
}

int
tftp_table_victim(const struct tftp_table *table,
    const struct bw_addr *newcomer, uint64_t now_ms)
{
	int victim = oldest_unconfirmed(table, now_ms);

	return victim != TFTP_TABLE_NONE
		   ? victim
		   : oldest_of_the_greediest(table, newcomer);
}
