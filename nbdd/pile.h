/* SPDX-License-Identifier: ISC */
/*
 * The file of a copy that is not kept: pages one behind the other as they were
 * first written (slots.h).  What is added is written by one call for many
 * requests, before anybody is told that it is.
 */
#ifndef NBDD_PILE_H
#define NBDD_PILE_H

#include <sys/uio.h>

#include "slots.h"

/* Pieces that are written by one call. */
#define PILE_PIECES_MAX 64

struct pile {
	struct slots *slots;
	int fd;            /* lent */
	bool reserves;     /* the file system is asked for room beforehand */
	uint64_t reserved; /* slots that have it */
	int error;         /* of a write; it stays */
	uint32_t first;    /* slot of what is not written yet */
	uint32_t end;      /* behind it */
	unsigned n_pieces;
	struct iovec pieces[PILE_PIECES_MAX];
};

/*
 * Begin with an empty file, lent for the life of the pile.
 *
 *   slots    zeroed memory; kept
 *   on_disk  it may run out of room
 *   returns  0, or -EFBIG: it cannot be long
 */
int pile_open(struct pile *pile, struct slots *slots, int fd, bool on_disk);

/*
 * Add pages that are not in it.
 *
 *   from      borrowed until the pile is settled; NULL: they are zeros
 *   out_done  how many are, also when not all could be
 *   returns   0, -ENOSPC, or what a write has met with
 */
int pile_add(struct pile *pile, uint64_t page, const uint8_t *from, uint64_t n,
    uint64_t *out_done);

/*
 * Write what was added.  Returns 0, or what this or an earlier write has met
 * with: then what was added since is lost.
 */
int pile_settle(struct pile *pile);

/*
 * Where in the file bytes are, of pages that are in it, and how many of them,
 * up to len, are there one behind the other.  Not before they are settled.
 */
uint64_t pile_run(
    const struct pile *pile, uint64_t offset, uint64_t len, uint64_t *out_at);

/* Overwrite bytes of pages that are in it; 0 or a negative errno. */
int pile_write(
    struct pile *pile, uint64_t offset, const uint8_t *from, uint64_t len);

/* Take out pages that are in it; their memory is given back. */
void pile_remove(struct pile *pile, uint64_t page, uint64_t n);

#endif
