/* SPDX-License-Identifier: ISC */
/*
 * Where each page of a client's copy of an image is: still in the image, in
 * the client's own file at the same place, or nowhere because it is zeros.
 * Two bits a page, in tables of a fixed pool: every question costs the same,
 * however much was written.  Pure.
 */
#ifndef NBDD_OVERLAY_H
#define NBDD_OVERLAY_H

#include "base/base.h"

#define OVERLAY_PAGE UINT64_C(4096)
/* Pages of one table (64 MiB of image), and bytes of it. */
#define OVERLAY_TABLE_PAGES 16384u
#define OVERLAY_TABLE_SIZE  (OVERLAY_TABLE_PAGES / 4)
/* Tables of a client: 256 GiB that were touched, 16 MiB of memory. */
#define OVERLAY_TABLES 4096u
/* Tables that an image may have: 64 TiB. */
#define OVERLAY_PLACES   (UINT64_C(1) << 20)
#define OVERLAY_SIZE_MAX (OVERLAY_PLACES * OVERLAY_TABLE_PAGES * OVERLAY_PAGE)

enum overlay_state {
	OVERLAY_STATE_BASE, /* as in the image */
	OVERLAY_STATE_ZERO,
	OVERLAY_STATE_DATA, /* in the client's own file */
};

struct overlay {
	uint64_t quota;  /* pages of data that there may be */
	uint64_t n_data; /* that there are */
	/* 0: all base; 1: all zeros; else the table, plus 2 */
	uint16_t places[OVERLAY_PLACES];
	uint16_t n_tables; /* ever used */
	uint16_t n_free;   /* of them */
	uint16_t free[OVERLAY_TABLES];
	uint16_t table_data[OVERLAY_TABLES]; /* pages of data in each */
	uint8_t tables[OVERLAY_TABLES][OVERLAY_TABLE_SIZE];
};

/* Begin; the overlay is zeroed memory, for an image up to OVERLAY_SIZE_MAX. */
void overlay_init(struct overlay *overlay, uint64_t quota_pages);

enum overlay_state overlay_get(const struct overlay *overlay, uint64_t page);

/* How many pages from this one, up to n, are in the same state (at least 1) */
uint64_t overlay_run(const struct overlay *overlay, uint64_t page, uint64_t n,
    enum overlay_state *out);

/*
 * Put n pages into a state, in order.
 *
 *   out_done  how many are, also when not all could be
 *   returns   0
 *             -ENOSPC  the quota is used up, or the tables are
 */
int overlay_set(struct overlay *overlay, uint64_t page, uint64_t n,
    enum overlay_state state, uint64_t *out_done);

/* How many of these pages are no data yet? */
uint64_t
overlay_missing(const struct overlay *overlay, uint64_t page, uint64_t n);

/*
 * The states of one table's pages, two bits each, to be kept and to be taken
 * back.  Taking them back counts their data, whatever the quota.
 *
 *   at       the table: page / OVERLAY_TABLE_PAGES
 *   returns  0
 *            -ENOSPC   there are no more tables
 *            -EBADMSG  a state that there is not
 */
void overlay_table_save(const struct overlay *overlay, uint64_t at,
    uint8_t out[OVERLAY_TABLE_SIZE]);
int overlay_table_load(struct overlay *overlay, uint64_t at,
    const uint8_t bytes[OVERLAY_TABLE_SIZE]);

#endif
