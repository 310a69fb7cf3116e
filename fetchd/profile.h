/* SPDX-License-Identifier: ISC */
/* What fetchd's worker may do besides what every process may. */
#ifndef FETCHD_PROFILE_H
#define FETCHD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine fetchd_profile;

/* Besides, while libcurl is warmed up, before the profile holds. */
#define FETCHD_N_OPEN_ROWS 6
extern const struct bw_syscall_row fetchd_open_rows[FETCHD_N_OPEN_ROWS];

#endif
