/* SPDX-License-Identifier: ISC */
/* What the parent may do once it has started everybody: rows with reasons. */
#ifndef BOOTWARD_PROFILE_H
#define BOOTWARD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine bootward_profile;

#define PROFILE_ROWS_MAX 32

/* Its rows, with those for overlays on the disk or without; how many. */
size_t profile_rows(bool overlays, struct bw_syscall_row out[PROFILE_ROWS_MAX]);

#endif
