/* SPDX-License-Identifier: ISC */
/*
 * A client's own copy of an image: what it wrote is in a file of its own, the
 * rest is read from the image, which is never written.  Memory and unlinked
 * files are gone with the client, and hold pages as they were first written
 * (pile.h).  A file that is kept holds them at their places, and behind them
 * where they are (overlay.h): whoever opens it again finds the same.
 */
#ifndef NBDD_COPY_H
#define NBDD_COPY_H

#include "core.h"
#include "pile.h"

struct copy {
	struct overlay *overlay;
	/* What the client wrote, at its place; empty at first or kept before,
	 * and written by nobody else; lent.  -1: no copy */
	int fd;
	int base_fd;         /* the image; lent */
	uint64_t base_begin; /* where in it what is copied begins */
	uint64_t size;
	bool kept;
	/* Where a copy that is not kept has it instead. */
	struct slots *slots;
	bool on_disk;
	struct pile pile;
};

/*
 * Make room for a copy, or take one up that was kept.  It may grow once it has
 * been granted room: copy->overlay->quota.
 *
 *   copy     filled in by the caller; its overlay is written
 *   returns  0
 *            -EFBIG  the image is over OVERLAY_SIZE_MAX, or the file cannot
 *                    be that long
 *            -EBADMSG, -EIO  what was kept cannot be read
 */
int copy_open(struct copy *copy);

/* Pages that must be granted before these bytes can be written. */
uint64_t copy_missing(const struct copy *copy, uint64_t offset, uint64_t len);

/*
 * Write what was told to be written: before anybody hears that it is, and
 * before the memory where it came from is used again.
 */
int copy_settle(struct copy *copy);

/* Make durable what is kept. */
int copy_flush(const struct copy *copy);

/*
 * In which state these bytes are, up to len, one behind the other in the file;
 * returns how many of them.
 *
 *   out_at  where, if they are data
 */
uint64_t copy_find(const struct copy *copy, uint64_t offset, uint64_t len,
    enum overlay_state *out, uint64_t *out_at);

/* Read all of these bytes; 0 or a negative errno. */
int copy_read(
    const struct copy *copy, uint64_t offset, uint8_t *into, uint64_t len);

/* Write; -ENOSPC beyond the quota, when a part may have been done. */
int copy_write(
    struct copy *copy, uint64_t offset, const uint8_t *from, uint64_t len);

/* Make zeros; they count as data when keep is set, and cannot run out. */
int copy_zero(struct copy *copy, uint64_t offset, uint64_t len, bool keep);

/* What is needed no more becomes zeros, as far as that gives pages back. */
int copy_trim(struct copy *copy, uint64_t offset, uint64_t len);

/* In which state these bytes are, up to len; returns how many of them. */
uint64_t copy_run(const struct copy *copy, uint64_t offset, uint64_t len,
    enum overlay_state *out);

#endif
