/* SPDX-License-Identifier: ISC */
/*
 * Events posted to web servers: one POST at a time to each, of all that waits
 * for it, tried again until it is taken.
 */
#ifndef FETCHD_HOOKS_H
#define FETCHD_HOOKS_H

#include "conf/conf.h"
#include "ipc/msg.h"

/*
 * Make everything ready, after fetch_multi_open() and fetch_trust_open().
 *
 *   conf      kept for the life of the process
 *   token_fd  as fetch_authority_take() takes it
 *   returns   0 or a negative errno, logged
 */
int fetch_hooks_open(const struct bw_conf *conf, int token_fd);

/* Add their ports to out, which has room for BW_CONF_NOTICES_MAX; how many. */
size_t fetch_hooks_ports(uint16_t *out);

/* Another token for what is told from now on; as fetch_authority_take(). */
int fetch_hooks_renew(int token_fd);

/* A NOTICE_POST. */
void fetch_hooks_put(const struct bw_msg_notice *notice);

/* Has everybody been told what he would listen to now? */
bool fetch_hooks_idle(void);

/* For the loop's due and tick. */
uint64_t fetch_hooks_due(void);
void fetch_hooks_tick(uint64_t now_ms);

#endif
