/* SPDX-License-Identifier: ISC */
/* What bootpd's worker may do. */
#ifndef BOOTPD_PROFILE_H
#define BOOTPD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine bootpd_profile;

#endif
