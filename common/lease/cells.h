/* SPDX-License-Identifier: ISC */
/*
 * Strings of bytes that are mostly short and seldom long, each in a chain of
 * small cells: one costs what it is long, and gives back all of it.  Storage
 * is the caller's and never grows.  Pure.
 */
#ifndef BW_LEASE_CELLS_H
#define BW_LEASE_CELLS_H

#include "base/base.h"

#define BW_CELL_BYTES 28

struct bw_cell {
	uint32_t next; /* cell number + 1; 0: the last */
	uint8_t bytes[BW_CELL_BYTES];
};

struct bw_cells {
	struct bw_cell *items;
	uint32_t capacity;
	uint32_t n;      /* that were ever used: the rest is untouched */
	uint32_t unused; /* a chain of those given back */
};

/* How many cells a string of this length takes. */
#define BW_CELLS_FOR(len) (((len) + BW_CELL_BYTES - 1) / BW_CELL_BYTES)

/* Begin with none in use; storage is kept, capacity cells of it. */
void bw_cells_init(
    struct bw_cells *cells, struct bw_cell *storage, uint32_t capacity);

/*
 * Keep a string.  There must be room; no length needs none.
 *
 *   returns  by which it is found; 0 for no length
 */
uint32_t bw_cells_put(struct bw_cells *cells, const uint8_t *bytes, size_t len);

/* Forget it; 0 is nothing to forget. */
void bw_cells_drop(struct bw_cells *cells, uint32_t string);

/* Copy len of its bytes, from `from` on; it must have them. */
void bw_cells_get(const struct bw_cells *cells, uint32_t string, size_t from,
    uint8_t *out, size_t len);

#endif
