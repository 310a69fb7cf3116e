/* SPDX-License-Identifier: ISC */
/* What stored's worker may do besides what every process may. */
#ifndef STORED_PROFILE_H
#define STORED_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine stored_profile;

/* Besides, while the database is opened, before the profile holds. */
#define STORED_N_OPEN_ROWS 8
extern const struct bw_syscall_row stored_open_rows[STORED_N_OPEN_ROWS];

#endif
