/* SPDX-License-Identifier: ISC */
/*
 * Two ways to tell others: the service manager that we serve (sd_notify(3)'s
 * datagram, written by hand), and pybootd's UDP notification targets.
 */
#ifndef BOOTWARD_NOTIFY_H
#define BOOTWARD_NOTIFY_H

#include "conf/conf.h"
#include "ipc/msg.h"

/* Open both kinds of socket; 0, or a negative errno, logged. */
int notify_open(const struct bw_conf *conf);
/* Another configuration has other targets. */
void notify_follow(const struct bw_conf *conf);

/* "READY=1" and the like; nothing when no manager asked. */
void notify_manager(const char *state);
/* We serve; what was refused at a reload, or NULL. */
void notify_ready(const struct bw_conf *conf, const char *refused);
void notify_reloading(void);
/* We stop, and it may take so long. */
void notify_stopping(uint64_t within_ms);

/*
 * Tell the targets of a REQUEST that was acknowledged or a RELEASE, in
 * pybootd's format: KIND,[UUID,]MAC,IP.
 *
 *   uuid  the machine's, zeros when unknown
 */
void notify_client(
    const struct bw_msg_client_seen *seen, const uint8_t uuid[BW_UUID_LEN]);

#endif
