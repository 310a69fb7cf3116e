/* SPDX-License-Identifier: ISC */
/*
 * What an image's first bytes say it is.  What nbdd exports are the bytes of a
 * disk; images of emulators and compressed files hold a disk, they are none.
 * Pure.
 */
#ifndef BOOTWARD_IMAGE_KIND_H
#define BOOTWARD_IMAGE_KIND_H

#include "base/base.h"

/* First bytes that must be looked at, where there are as many. */
#define IMAGE_KIND_BYTES 512

struct image_kind {
	const char *name;    /* "a qcow2 image" */
	const char *convert; /* how to make a disk of it, with IMAGE in it */
};

/* NULL: nothing that is known not to be a disk. */
const struct image_kind *image_kind_find(const uint8_t *bytes, size_t len);

#endif
