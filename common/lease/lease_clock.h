/* SPDX-License-Identifier: ISC */
/*
 * When the clock on the wall is set, leases that are under way last as long as
 * their clients think, who count by clocks of their own.  Pure.
 */
#ifndef BW_LEASE_LEASE_CLOCK_H
#define BW_LEASE_LEASE_CLOCK_H

#include "lease/lease_table.h"

/* All zeros: nothing is known of the clocks yet. */
struct bw_lease_clock {
	bool known;
	int64_t ahead_s; /* of the one that never jumps */
};

/*
 * Look at both clocks; often, so that only what was set looks like a jump.
 *
 *   now_ms  never jumps
 *   wall_s  since 1970; what leases expire by
 */
void bw_lease_clock_follow(struct bw_lease_clock *clock,
    struct bw_lease_table *table, uint64_t now_ms, uint64_t wall_s);

#endif
