/* SPDX-License-Identifier: ISC */
/*
 * The image that a client uses, or the client's copy of it: what the core asks
 * for, done with descriptors that the worker was handed.  Opens nothing.
 */
#ifndef NBDD_IMAGE_H
#define NBDD_IMAGE_H

#include "copy.h"

struct image {
	int fd;         /* -1: none */
	uint64_t begin; /* of what is exported, in the file */
	uint64_t size;
	bool sparse;      /* it has holes, or may get some */
	bool shared;      /* it is written to itself */
	bool always_warm; /* nothing tells what of it is in memory */
	int memory_fd;
	int overlay_fd;   /* -1: none */
	struct copy copy; /* copy.fd is -1 unless the client has its own */
	/* The run of data, or the hole, that was looked up last. */
	uint64_t run_begin;
	uint64_t run_end;
	bool run_is_hole;
};

/*
 * Begin with nothing.
 *
 *   memory_fd  for a copy in memory; kept; -1: no export wants one
 */
void image_init(struct image *image, int memory_fd);

/* What the parent handed over to hold the client's copy; takes fd. */
void image_take_overlay(struct image *image, int fd);

/*
 * Take the image of an export up; takes fd.
 *
 *   attach   it is to be used; else only its size is asked for
 *   returns  0, or a negative errno with all that was handed over closed
 */
int image_open(struct image *image, int fd, const struct bw_conf_export *export,
    bool attach);

void image_close(struct image *image);

/* Where in its file these bytes of the image are. */
uint64_t image_at(const struct image *image, uint64_t offset);

/*
 * Bytes that must be granted before the action can be done without a refusal:
 * all that the client's copy will hold then.  0: nothing is wanted.
 */
uint64_t
image_wants(const struct image *image, const struct nbd_action *action);

/* Bytes in the client's copy. */
uint64_t image_overlay_size(const struct image *image);

/*
 * Do NBD_ACTION_READ without waiting for the disk, or see whether there is
 * something to be waited for by NBD_ACTION_LOAD; then the disk is asked for it.
 */
enum image_heat {
	IMAGE_COLD, /* on their way */
	IMAGE_WARM, /* in memory, or nobody knows */
	IMAGE_READ, /* in place already */
};
enum image_heat image_try(struct image *image, const struct nbd_action *action);

/* Read all bytes of NBD_ACTION_READ.  Returns whether they came. */
bool image_read(struct image *image, const struct nbd_action *action);

/*
 * Write what actions have left to be written by one call for many: before
 * their replies are sent, and before the input is used again.  Returns 0 or a
 * negative errno: then the replies are not true.
 */
int image_settle(struct image *image);

/* Answer NBD_ACTION_EXTENT. */
void image_extent(struct image *image, const struct nbd_action *action,
    struct nbd_extent *out);

/* Do any of the other actions; 0 or a negative errno. */
int image_do(struct image *image, const struct nbd_action *action);

#endif
