/* SPDX-License-Identifier: ISC */
/* The walls of tftpd's workers. */
#ifndef TFTPD_PROFILE_H
#define TFTPD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine tftpd_profile;

/* The last of its rows, which nobody needs without case_fold. */
#define TFTPD_N_FOLD_ROWS 1

#endif
