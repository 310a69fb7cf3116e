/* SPDX-License-Identifier: ISC */
/* The masters as processes: where their programs are, their start and end. */
#ifndef BOOTWARD_MASTERS_H
#define BOOTWARD_MASTERS_H

#include "suite.h"

/* Start the master of a role; its doors are handed over and closed here. */
int masters_start(struct suite *suite, enum bw_role role);

/* Reap masters that have ended. */
void masters_reap(struct suite *suite);

/* How many are left? */
size_t masters_count(const struct suite *suite);

#endif
