/* SPDX-License-Identifier: ISC */
/*
 * Where in its file each page of a client's copy is that has been written:
 * pages get places one behind the other, in the order they are first written,
 * so that writes to anywhere in the image are one write to the end of the file.
 * Four bytes a page, in leaves of a fixed pool.  Pure.
 */
#ifndef NBDD_SLOTS_H
#define NBDD_SLOTS_H

#include "overlay.h"

/* Pages of one leaf: half a mebibyte of image in 512 bytes. */
#define SLOTS_LEAF_PAGES 128u
/* Leaves of a client: as much of an image as OVERLAY_TABLES are for. */
#define SLOTS_LEAVES (OVERLAY_TABLES * (OVERLAY_TABLE_PAGES / SLOTS_LEAF_PAGES))
/* Leaves that an image may have. */
#define SLOTS_PLACES (OVERLAY_PLACES * (OVERLAY_TABLE_PAGES / SLOTS_LEAF_PAGES))
/*
 * Slots are not given twice: what is trimmed gives its memory back, but not
 * its slot.  A client may write 8 TiB anew on one connection.
 */
#define SLOTS_MAX (UINT32_C(1) << 31)

struct slots {
	uint32_t max;      /* that there may be */
	uint32_t next;     /* the first that nobody has had */
	uint32_t n_leaves; /* ever used */
	uint32_t free;     /* the first of those free again, plus 1 */
	uint32_t places[SLOTS_PLACES]; /* 0: no leaf; else the leaf, plus 1 */
	uint8_t used[SLOTS_LEAVES];    /* pages in each that have slots */
	/* The slot, plus 1; of a leaf that is free, the next first. */
	uint32_t leaves[SLOTS_LEAVES][SLOTS_LEAF_PAGES];
};

/* Begin with max slots, up to SLOTS_MAX; it is zeroed memory. */
void slots_init(struct slots *slots, uint32_t max);

/*
 * How many pages from this one, up to n, have slots one behind the other (at
 * least 1).
 *
 *   page  has a slot
 *   out   the first of them
 */
uint64_t
slots_run(const struct slots *slots, uint64_t page, uint64_t n, uint32_t *out);

/*
 * Give slots to pages that have none.
 *
 *   out      the first of as many as there are pages
 *   returns  how many pages have got one: less than n when there are no more
 */
uint64_t
slots_take(struct slots *slots, uint64_t page, uint64_t n, uint32_t *out);

/* These pages need theirs no more; those that have none are passed over. */
void slots_drop(struct slots *slots, uint64_t page, uint64_t n);

#endif
