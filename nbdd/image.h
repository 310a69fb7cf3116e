/* SPDX-License-Identifier: ISC */
/*
 * The image that a client uses, or the client's copy of it: what the core asks
 * for, done with descriptors that the worker was handed.  Opens nothing.
 */
#ifndef NBDD_IMAGE_H
#define NBDD_IMAGE_H

#include "copy.h"

struct image {
	int fd; /* -1: none */
	uint64_t size;
	bool sparse;      /* it has holes */
	struct copy copy; /* copy.fd is -1 unless the client may write */
	/* The run of data, or the hole, that was looked up last. */
	uint64_t run_begin;
	uint64_t run_end;
	bool run_is_hole;
};

/*
 * Find out about an image; takes fd.
 *
 *   out      written only on success
 *   returns  0, or a negative errno with fd closed
 */
int image_open(struct image *out, int fd);

void image_close(struct image *image);

/* Read all bytes of NBD_ACTION_READ.  Returns whether they came. */
bool image_read(struct image *image, const struct nbd_action *action);

/* Answer NBD_ACTION_EXTENT. */
void image_extent(struct image *image, const struct nbd_action *action,
    struct nbd_extent *out);

/* Do any of the other actions; 0 or a negative errno. */
int image_do(struct image *image, const struct nbd_action *action);

#endif
