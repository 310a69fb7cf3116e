/* SPDX-License-Identifier: ISC */
/*
 * The images of exports: opened while still root, checked to be disks, locked
 * when they are to be written to, read into memory when that is asked for.
 */
#ifndef BOOTWARD_IMAGES_H
#define BOOTWARD_IMAGES_H

#include "conf/conf.h"

struct image_door {
	int fd;
	char *path;
	bool write_shared;
	uint64_t version; /* see images_version() */
	bool in_memory;
};

/* What all copies in memory together may hold, in bytes. */
uint64_t images_memory_quota(const struct bw_conf_nbdd *conf);

/*
 * Open the image of an export.
 *
 *   memory   bytes that copy_to_ram may still take; what it took is taken off
 *   out      written only on success
 *   returns  0, or a negative errno having logged why
 */
int images_open(const struct bw_conf_export *export, uint64_t *memory,
    struct image_door *out);

/*
 * The image among those that were opened that does for an export: of the same
 * path, to be written to or not, in memory or not.  NULL: none.
 */
const struct image_door *images_find(const struct image_door *images, size_t n,
    const struct bw_conf_export *export);

/*
 * A number that changes with the image: of its size and of the time it was
 * last written; of a block device's size alone.  Overlays that are kept hold
 * for the version they were made over.
 */
uint64_t images_version(const struct image_door *image);
/* The same of the part of it that an export has. */
uint64_t images_part_version(
    const struct image_door *image, const struct bw_conf_export *export);

/* Its bytes, as it is now. */
uint64_t images_size(const struct image_door *image);

/* Does it reach as far as an export's offset and size? */
bool images_holds(
    const struct image_door *image, const struct bw_conf_export *export);

#endif
