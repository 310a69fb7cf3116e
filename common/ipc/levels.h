/* SPDX-License-Identifier: ISC */
/* How services of the suite and levels of the log are written.  Pure. */
#ifndef BW_IPC_LEVELS_H
#define BW_IPC_LEVELS_H

#include "base/log.h"
#include "ipc/msg.h"

/* All that log: the parent and its children, bits 1 << enum bw_role. */
#define BW_SERVICES_ALL ((1u << BW_ROLE_CTL) - 1)

/*
 * A choice of services, "all,-dhcp": those named, or all, without those with a
 * dash, whatever the order.  "dhcp", "tftp", "http" and "nbd" are understood
 * for the names of their daemons.
 *
 *   bad      where the word begins that names no service; may be NULL
 *   returns  0, -ENOENT: no such service; -EINVAL: none is chosen
 */
int bw_services_parse(const char *list, unsigned *out, const char **bad);

/* "none", "error", "warning", "info", "debug" */
const char *bw_level_str(enum bw_log_level level);
int bw_level_parse(const char *word, enum bw_log_level *out);

#endif
