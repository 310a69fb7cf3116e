/* SPDX-License-Identifier: ISC */
/*
 * Every door of the suite: the sockets and directories that masters are handed
 * and the images that nbdd's workers ask for by name.  Opened while still
 * root; nothing is opened later.
 */
#ifndef BOOTWARD_DOORS_H
#define BOOTWARD_DOORS_H

#include "child/child.h"
#include "conf/conf.h"
#include "images.h"

struct doors {
	struct bw_door of[BW_N_ROLES][BW_DOORS_MAX];
	size_t n[BW_N_ROLES];
	struct image_door images[BW_CONF_EXPORTS_MAX];
	size_t n_images;
	uint64_t memory_left; /* for overlays in memory, bytes */
};

/*
 * Open the doors of every enabled service.
 *
 *   returns  0, or a negative errno having logged which door and why; what is
 *            open then is closed by the end of the process
 */
int doors_open(const struct bw_conf *conf, struct doors *out);

/*
 * One more, which is taken.
 *
 *   what     how to call it in the log
 *   fd       or a negative errno, which is logged and returned
 */
int doors_add(struct doors *doors, enum bw_role role, const char *name,
    const char *what, int fd);

/* Close those handed to a master: the parent keeps none. */
void doors_close(struct doors *doors, enum bw_role role);

#endif
