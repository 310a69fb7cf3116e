/* SPDX-License-Identifier: ISC */
/*
 * The system calls of a master besides those that confine.h gives whoever may
 * fork and exec: its own, what a worker does before its own walls stand, and
 * all of its worker's profile, since a filter outlives exec.
 */
#ifndef BW_CHILD_MASTER_ROWS_H
#define BW_CHILD_MASTER_ROWS_H

#include "child/child.h"

#define BW_MASTER_ROWS_MAX 128

/* Fill out; returns how many. */
size_t bw_master_rows(const struct bw_child *child,
    struct bw_syscall_row out[BW_MASTER_ROWS_MAX]);

#endif
