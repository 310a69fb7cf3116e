/* SPDX-License-Identifier: ISC */
/* The access log of httpd: a file that its workers have lines written to. */
#ifndef BOOTWARD_ACCESS_LOG_H
#define BOOTWARD_ACCESS_LOG_H

#include "conf/conf.h"

/*
 * Open it, if one is configured; what it holds is kept.
 *
 *   returns   0, or a negative errno, having logged why
 */
int access_log_open(const struct bw_conf *conf);

/*
 * Append a line that a worker built.  Whatever it holds becomes one line of
 * printable ASCII.
 */
void access_log_write(const char *line);

#endif
