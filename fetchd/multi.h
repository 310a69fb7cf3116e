/* SPDX-License-Identifier: ISC */
/*
 * Transfers by libcurl, many at once, driven by the loop: no threads, no
 * polling, no resolver, no proxy, no cookies, no files.  There is one of it in
 * a process.
 */
#ifndef FETCHD_MULTI_H
#define FETCHD_MULTI_H

#include <curl/curl.h>

#include "os/loop.h"

struct fetch_handle;

/* A transfer has ended, and may be begun again. */
typedef void fetch_done(struct fetch_handle *handle, CURLcode code);

struct fetch_handle {
	CURL *easy;
	fetch_done *done;
};

/*
 * Make everything ready, before the process is confined.
 *
 *   loop      kept for the life of the process
 *   returns   0 or -ENOMEM
 */
int fetch_multi_open(struct bw_loop *loop);
/* For tests; a worker simply ends. */
void fetch_multi_close(void);

/*
 * A handle with what all of them have in common.
 *
 *   resolved  addresses of every name that it will meet; kept
 *   returns   0 or -ENOMEM; its easy is to be cleaned up in either case
 */
int fetch_multi_prepare(
    struct fetch_handle *handle, fetch_done *done, struct curl_slist *resolved);

/* Begin it; false: out of memory. */
bool fetch_multi_begin(struct fetch_handle *handle);
/* It shall not go on, and its done is not called; it was begun. */
void fetch_multi_cancel(struct fetch_handle *handle);

/* For the loop's due and tick. */
uint64_t fetch_multi_due(void);
void fetch_multi_tick(uint64_t now_ms);

#endif
