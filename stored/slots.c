/* SPDX-License-Identifier: ISC */
/* Rows by address: one table with linear probing; see slots.h. */
#include "slots.h"

#include <errno.h>

#define ITEMS_MIN 1024u

/* Where an address is, or belongs. */
static struct store_slot *
find(const struct store_slots *slots, uint32_t address)
{
	uint32_t i = address * UINT32_C(0x9e3779b1);

	i = (i ^ i >> 15) & (slots->n_items - 1);
	while (slots->items[i].row != 0 && slots->items[i].address != address) {
		i = (i + 1) & (slots->n_items - 1);
	}
	return &slots->items[i];
}

/* Room for one more, with an eighth to spare. */
static int
grow(struct store_slots *slots)
{
	struct store_slots wider = *slots;

	if (slots->n_items > 0 && slots->n < slots->n_items / 8 * 7) {
		return 0;
	}
	wider.n_items = slots->n_items > 0 ? slots->n_items * 2 : ITEMS_MIN;
	wider.items = calloc(wider.n_items, sizeof(*wider.items));
	if (wider.items == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < slots->n_items; i++) {
		if (slots->items[i].row != 0) {
			*find(&wider, slots->items[i].address) =
			    slots->items[i];
		}
	}
	free(slots->items);
	*slots = wider;
	return 0;
}

int
store_slots_put(struct store_slots *slots, uint32_t address, uint32_t row)
{
	struct store_slot *slot;
	int error = grow(slots);

	if (error != 0) {
		return error;
	}
	slot = find(slots, address);
	if (slot->row == 0) {
		slots->n++;
	}
	*slot = (struct store_slot){.address = address, .row = row};
	if (row > slots->last_row) {
		slots->last_row = row;
	}
	return 0;
}

int
store_slots_get(struct store_slots *slots, uint32_t address, uint32_t *out_row)
{
	const struct store_slot *slot =
	    slots->n_items > 0 ? find(slots, address) : NULL;
	int error = 0;

	if (slot == NULL || slot->row == 0) {
		error = store_slots_put(slots, address, slots->last_row + 1);
		if (error != 0) {
			return error;
		}
		slot = find(slots, address);
	}
	*out_row = slot->row;
	return 0;
}

void
store_slots_fini(struct store_slots *slots)
{
	free(slots->items);
	*slots = (struct store_slots){0};
}
