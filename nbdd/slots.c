/* SPDX-License-Identifier: ISC */
/* Where the pages of a client's copy are; see slots.h.  Pure. */
#include "slots.h"

#include <string.h>

_Static_assert(SLOTS_LEAF_PAGES <= UINT8_MAX, "used is u8");

void
slots_init(struct slots *slots, uint32_t max)
{
	BW_ASSERT(max <= SLOTS_MAX);
	slots->max = max;
}

/* The page's entry, if there is a leaf for it. */
static const uint32_t *
find(const struct slots *slots, uint64_t page)
{
	uint32_t place = slots->places[page / SLOTS_LEAF_PAGES];

	return place == 0 ? NULL
			  : &slots->leaves[place - 1][page % SLOTS_LEAF_PAGES];
}

uint64_t
slots_run(const struct slots *slots, uint64_t page, uint64_t n, uint32_t *out)
{
	const uint32_t *entry = find(slots, page);
	uint64_t run = 1;
	uint32_t first;

	BW_ASSERT(entry != NULL && *entry != 0);
	first = *entry;
	while (run < n) {
		entry = find(slots, page + run);
		if (entry == NULL || *entry != first + run) {
			break;
		}
		run++;
	}
	*out = first - 1;
	return run;
}

/* A leaf for a place that has none, if there is one left. */
static bool
leaf_take(struct slots *slots, uint64_t place)
{
	uint32_t leaf = slots->n_leaves;

	if (slots->free != 0) {
		leaf = slots->free - 1;
		slots->free = slots->leaves[leaf][0];
	} else if (slots->n_leaves < SLOTS_LEAVES) {
		slots->n_leaves++;
	} else {
		return false;
	}
	memset(slots->leaves[leaf], 0, sizeof(slots->leaves[leaf]));
	slots->used[leaf] = 0;
	slots->places[place] = leaf + 1;
	return true;
}

uint64_t
slots_take(struct slots *slots, uint64_t page, uint64_t n, uint32_t *out)
{
	uint64_t done = 0;

	*out = slots->next;
	for (; done < n && slots->next < slots->max; done++) {
		uint64_t place = (page + done) / SLOTS_LEAF_PAGES;
		uint32_t leaf;

		if (slots->places[place] == 0 && !leaf_take(slots, place)) {
			break;
		}
		leaf = slots->places[place] - 1;
		slots->used[leaf]++;
		slots->leaves[leaf][(page + done) % SLOTS_LEAF_PAGES] =
		    ++slots->next;
	}
	return done;
}

static void
drop(struct slots *slots, uint64_t page)
{
	uint64_t place = page / SLOTS_LEAF_PAGES;
	uint32_t leaf = slots->places[place] - 1;

	if (slots->leaves[leaf][page % SLOTS_LEAF_PAGES] == 0) {
		return;
	}
	slots->leaves[leaf][page % SLOTS_LEAF_PAGES] = 0;
	if (--slots->used[leaf] == 0) {
		slots->leaves[leaf][0] = slots->free;
		slots->free = leaf + 1;
		slots->places[place] = 0;
	}
}

void
slots_drop(struct slots *slots, uint64_t page, uint64_t n)
{
	uint64_t end = page + n;

	while (page < end) {
		if (slots->places[page / SLOTS_LEAF_PAGES] == 0) {
			page += SLOTS_LEAF_PAGES - page % SLOTS_LEAF_PAGES;
		} else {
			drop(slots, page++);
		}
	}
}
