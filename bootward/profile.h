/* SPDX-License-Identifier: ISC */
/* What the parent may do once it has started everybody: rows with reasons. */
#ifndef BOOTWARD_PROFILE_H
#define BOOTWARD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine bootward_profile;

#endif
