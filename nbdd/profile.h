/* SPDX-License-Identifier: ISC */
/* What an nbdd worker may do besides what every process may. */
#ifndef NBDD_PROFILE_H
#define NBDD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine nbdd_profile;

#endif
