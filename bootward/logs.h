/* SPDX-License-Identifier: ISC */
/*
 * Where the log goes, and the access log of httpd: files that are begun anew
 * when they were moved away.
 */
#ifndef BOOTWARD_LOGS_H
#define BOOTWARD_LOGS_H

#include "conf/conf.h"
#include "profile.h"

/*
 * Open both as they are configured; what files hold is kept.
 *
 *   returns  0, or a negative errno, having logged why
 */
int logs_open(const struct bw_conf *conf);

/* Directories of the files, held open; returns how many. */
size_t logs_directories(int out[PROFILE_LOGS_MAX]);

/*
 * Begin the files anew.  One that cannot be is gone on with as it is, which is
 * logged.
 */
void logs_reopen(const struct bw_conf *conf);

/*
 * Append a line that a worker built to the access log.  Whatever it holds
 * becomes one line of printable ASCII.
 */
void logs_write_access(const char *line);

#endif
