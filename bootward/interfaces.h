/* SPDX-License-Identifier: ISC */
/*
 * Which interfaces bootpd serves: learnt at the start, and whenever the kernel
 * says that something has changed.
 */
#ifndef BOOTWARD_INTERFACES_H
#define BOOTWARD_INTERFACES_H

#include "suite.h"
#include "world.h"

/* Begin to ask the kernel; 0, or a negative errno, logged. */
int interfaces_open(struct world *world);

/*
 * Learn which there are and choose those to serve.
 *
 *   returns  0, or a negative errno having logged why, with the candidates
 */
int interfaces_choose(const struct bw_conf_bootpd *bootpd, struct world *world);

/* From now on tell bootpd of changes. */
int interfaces_watch(struct suite *suite);

/* Tell a bootpd that is new of all of them. */
void interfaces_tell(struct peer *bootpd);

#endif
