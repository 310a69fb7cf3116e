/* SPDX-License-Identifier: ISC */
/* What an nbdd worker may do besides what every process may. */
#ifndef NBDD_PROFILE_H
#define NBDD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine nbdd_profile;

/* What is called before the profile holds. */
#define NBDD_N_OPEN_ROWS 2
extern const struct bw_syscall_row nbdd_open_rows[];

#endif
