/* SPDX-License-Identifier: ISC */
/* Access questions: transfers to one server, with short answers. */
#ifndef FETCHD_ENGINE_H
#define FETCHD_ENGINE_H

#include "conf/conf.h"
#include "core.h"

/*
 * Told how a transfer ended.
 *
 *   id      as it was begun
 *   result  borrowed
 *   why     what went wrong, or NULL
 */
typedef void fetch_ended(
    void *arg, uint32_t id, const struct fetch_result *result, const char *why);

/*
 * Make everything ready, after fetch_multi_open() and fetch_trust_open().
 *
 *   http      kept for the life of the process
 *   token_fd  what the server is to see as "Authorization: Bearer TOKEN", or
 *             -1; lent
 *   returns   0
 *             -EBADMSG  http->location is no [SCHEME://]HOST[:PORT]
 *             -ENOENT   nobody has resolved its host
 *             -EKEYREJECTED  there is no token in token_fd
 *             -ENOMEM
 */
int fetch_engine_open(const struct bw_conf_http_access *http, int token_fd,
    fetch_ended *ended, void *arg);

/* Another token for what is asked from now on; as fetch_authority_take(). */
int fetch_engine_renew(int token_fd);

/* The port of http->location. */
uint16_t fetch_engine_port(void);

/* For tests; a worker simply ends. */
void fetch_engine_close(void);

/* May another transfer be begun? */
bool fetch_engine_has_room(void);

/*
 * Begin to get url, which is copied; there must be room.
 *
 *   due_ms   bw_clock_ms() time at which it is given up
 */
void fetch_engine_begin(uint32_t id, const char *url, uint64_t due_ms);

#endif
