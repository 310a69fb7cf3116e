/* SPDX-License-Identifier: ISC */
/*
 * Remote files: asked for by workers, given from the cache or downloaded, once
 * however many ask.  Who asks gets a descriptor to read from as soon as the
 * size is known, and is told how much of it can be read.
 */
#ifndef FETCHD_REMOTE_H
#define FETCHD_REMOTE_H

#include "conf/conf.h"
#include "ipc/msg.h"

/* Say something to who asked; fd is -1 or lent. */
typedef void fetch_say(const struct bw_msg *msg, int fd);

/*
 * Make ready, before the process is confined.
 *
 *   cache_fd  the cache's directory; kept
 *   returns   0 or a negative errno, logged
 */
int fetch_remote_open(const struct bw_conf *conf, int cache_fd, fetch_say *say);

/* A REMOTE_OPEN. */
void fetch_remote_ask(const struct bw_msg *msg, uint64_t now_ms);

/* For the loop's due and tick. */
uint64_t fetch_remote_due(void);
void fetch_remote_tick(uint64_t now_ms);

#endif
