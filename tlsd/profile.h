/* SPDX-License-Identifier: ISC */
/* What a worker of tlsd may ask of the kernel; rows with reasons. */
#ifndef TLSD_PROFILE_H
#define TLSD_PROFILE_H

#include "os/confine.h"

#define TLSD_N_OPEN_ROWS 1

/* What it does before the profile holds. */
extern const struct bw_syscall_row tlsd_open_rows[TLSD_N_OPEN_ROWS];
extern const struct bw_confine tlsd_profile;

#endif
