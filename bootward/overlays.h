/* SPDX-License-Identifier: ISC */
/*
 * The directory of overlays: what clients write to their copies of images when
 * that goes to the disk.  Those that are not kept have no name.
 */
#ifndef BOOTWARD_OVERLAYS_H
#define BOOTWARD_OVERLAYS_H

#include "conf/conf.h"
#include "os/confine.h"
#include "os/ids.h"
#include "overlay_name.h"

#define OVERLAYS_MAX 4096

/* One that is kept. */
struct overlay_file {
	struct overlay_name name;
	bool is_there;
	bool in_use;
	uint64_t bytes; /* of the disk, when nobody uses it */
	uint64_t used_s;
};

/*
 * Open the directory, make it if need be, and learn what is kept there.
 *
 *   ids      whose it is to be: the parent's as it will be; NULL: not root
 *   returns  0, or a negative errno having logged why
 */
int overlays_open(const struct bw_conf *conf, const struct bw_ids *ids);

/* What the walls must leave a way to; returns how many paths, 0 or 1. */
size_t overlays_path(struct bw_confine_path *out);
/* One without a name, gone when it is closed; descriptor or negative errno. */
int overlays_temporary(void);

/*
 * One that is kept, made when there is none; descriptor or negative errno:
 * -ENOSPC too many.  It is in use until overlays_release().
 *
 *   out_stale  is there another one of this client, of another version?
 */
int overlays_keep(const struct overlay_name *name, struct overlay_file **out,
    bool *out_stale);
void overlays_release(struct overlay_file *file);

/* Bytes of the disk in overlays that are kept and not in use. */
uint64_t overlays_kept_size(void);

/* The nth place; NULL behind the last.  Those that are not there are empty. */
const struct overlay_file *overlays_nth(size_t n);

/*
 * Drop a client's overlays of one export, or ("") of all of them.
 *
 *   returns  0
 *            -ENOENT  there is none
 *            -EBUSY   one of them is in use; that one stays
 */
int overlays_drop(const char *client, const char *export);

#endif
