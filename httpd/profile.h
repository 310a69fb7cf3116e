/* SPDX-License-Identifier: ISC */
/* The walls of httpd's workers. */
#ifndef HTTPD_PROFILE_H
#define HTTPD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine httpd_profile;

/* The last of its rows, which nobody needs without listing. */
#define HTTPD_N_LISTING_ROWS 1

/* What httpd_open() calls besides. */
#define HTTPD_N_OPEN_ROWS 2
extern const struct bw_syscall_row httpd_open_rows[HTTPD_N_OPEN_ROWS];

#endif
