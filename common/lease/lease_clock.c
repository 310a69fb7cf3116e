/* SPDX-License-Identifier: ISC */
/* Clocks that are set; see lease_clock.h. */
#include "lease/lease_clock.h"

/* Less is the clock being steered, or seconds being cut. */
#define JUMP_S 3
/* Longer than most leases: what a clock from 1970 took for one is no longer. */
#define KEPT_S (UINT64_C(30) * 24 * 3600)

/* The time is now_s, and was taken for before_s. */
static void
keep(struct bw_lease_row *row, uint64_t before_s, uint64_t now_s)
{
	uint64_t left_s;

	if (!bw_lease_in_force(row, before_s)) {
		return;
	}
	left_s = row->expires_s - before_s;
	if (now_s > before_s) {
		if (bw_lease_in_force(row, now_s)) {
			return; /* given before a clock was wrong, or for ever */
		}
		left_s = left_s < KEPT_S ? left_s : KEPT_S;
	}
	row->expires_s = (now_s + left_s) & BW_LEASE_EXPIRES_MAX;
}

void
bw_lease_clock_follow(struct bw_lease_clock *clock,
    struct bw_lease_table *table, uint64_t now_ms, uint64_t wall_s)
{
	int64_t now_s = (int64_t)(now_ms / 1000);
	int64_t ahead_s = (int64_t)wall_s - now_s;
	int64_t jump_s = clock->known ? ahead_s - clock->ahead_s : 0;

	clock->known = true;
	clock->ahead_s = ahead_s;
	if (jump_s >= JUMP_S || jump_s <= -JUMP_S) {
		for (uint32_t i = 0; i < table->n; i++) {
			keep(&table->rows[i],
			    (uint64_t)((int64_t)wall_s - jump_s), wall_s);
		}
	}
}
