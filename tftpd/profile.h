/* SPDX-License-Identifier: ISC */
/* The walls of tftpd's workers. */
#ifndef TFTPD_PROFILE_H
#define TFTPD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine tftpd_profile;

/* The last of its rows, which nobody needs without upload, ... */
#define TFTPD_N_UPLOAD_ROWS 2
/* ... and those before them, without case_fold either. */
#define TFTPD_N_LIST_ROWS 1

#endif
