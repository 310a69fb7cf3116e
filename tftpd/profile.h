/* SPDX-License-Identifier: ISC */
/* The walls of tftpd's workers. */
#ifndef TFTPD_PROFILE_H
#define TFTPD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine tftpd_profile;

#endif
