/* SPDX-License-Identifier: ISC */
/*
 * Which row of the database holds an address.  New addresses get rows in the
 * order in which they come, so that a batch of new leases lies on one page of
 * the file or two, wherever in the pool its addresses are.
 */
#ifndef STORED_SLOTS_H
#define STORED_SLOTS_H

#include "base/base.h"

struct store_slot {
	uint32_t address;
	uint32_t row; /* from 1 on; 0: unused */
};

/* All zeros is empty. */
struct store_slots {
	struct store_slot *items;
	uint32_t n_items; /* a power of two */
	uint32_t n;
	uint32_t last_row;
};

/*
 * An address is in this row (the last one said counts).
 *
 *   returns  0 or -ENOMEM
 */
int store_slots_put(struct store_slots *slots, uint32_t address, uint32_t row);

/*
 * The row of an address, or one for it that no address has.
 *
 *   returns  0 or -ENOMEM
 */
int
store_slots_get(struct store_slots *slots, uint32_t address, uint32_t *out_row);

void store_slots_fini(struct store_slots *slots);

#endif
