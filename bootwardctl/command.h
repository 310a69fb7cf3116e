/* SPDX-License-Identifier: ISC */
/* The command line's words as a question.  Pure. */
#ifndef BOOTWARDCTL_COMMAND_H
#define BOOTWARDCTL_COMMAND_H

#include "ipc/ctl.h"

/*
 * Parse COMMAND [ARGUMENT].
 *
 *   returns  0
 *            -ENOENT   no such command
 *            -EINVAL   it lacks its argument, or has one too many
 *            -EBADMSG  what it names is no MAC, address, UUID, service
 *                      or level
 */
int command_parse(const char *const *words, size_t n, struct bw_ctl_ask *out);

#endif
