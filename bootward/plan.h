/* SPDX-License-Identifier: ISC */
/*
 * What the suite runs by: a configuration with what it needs of the world, the
 * text of it that children are handed, and the images of its exports.
 */
#ifndef BOOTWARD_PLAN_H
#define BOOTWARD_PLAN_H

#include "conf/conf.h"
#include "doors.h"
#include "options.h"
#include "world.h"

struct plan {
	struct bw_conf conf;
	struct world world;
	/* Sealed memfds; 0: not yet made. */
	int config_fd;
	int brief_fd; /* for workers of nbdd */
	/* beside conf.nbdd.exports.items; the doors have them */
	const struct image_door *images[BW_CONF_EXPORTS_MAX];
};

/*
 * Finish a plan whose configuration is read and whose world is learnt.
 *
 *   returns  0 or a negative errno
 */
int plan_seal(struct plan *plan, const struct doors *doors);

/*
 * Make the plan that is to take over from one that runs: read it all again, and
 * refuse what cannot be had without a restart.  Opens nothing but those files.
 *
 *   out      zeros, or one that was forgotten
 *   returns  0, or a negative errno having complained; out is forgotten then
 */
int plan_follow(struct plan *out, const struct plan *running,
    const struct options *options, const struct doors *doors,
    bw_conf_complain *complain, void *arg);

void plan_forget(struct plan *plan);

#endif
