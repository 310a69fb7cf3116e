/* SPDX-License-Identifier: ISC */
/*
 * The service manager is told that we serve: sd_notify(3)'s datagram, written
 * by hand.
 */
#ifndef BOOTWARD_MANAGER_H
#define BOOTWARD_MANAGER_H

#include "conf/conf.h"

/* To NOTIFY_SOCKET, if there is one; 0, or a negative errno, logged. */
int manager_open(void);

/* "READY=1" and the like; nothing when no manager asked. */
void manager_tell(const char *state);
/* We serve; what was refused at a reload, or NULL. */
void manager_ready(const struct bw_conf *conf, const char *refused);
void manager_reloading(void);
/* The start came to nothing: a negative errno. */
void manager_failed(int error);
/* We stop, and it may take so long. */
void manager_stopping(uint64_t within_ms);

#endif
