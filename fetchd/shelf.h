/* SPDX-License-Identifier: ISC */
/*
 * The cache as it is on the disk: the index of cache.h and the files of
 * store.h, kept in step.  There is one in a process.
 */
#ifndef FETCHD_SHELF_H
#define FETCHD_SHELF_H

#include "cache.h"

/*
 * Take what is there; see fetch_store_open().
 *
 *   max_bytes  of all contents
 */
int fetch_shelf_open(int dir_fd, uint64_t max_bytes);

/* The entry of a URL, which is used; or NULL. */
struct fetch_entry *fetch_shelf_find(const char *url);

/*
 * A new entry, which what was used longest ago makes room for.
 *
 *   url       has none
 *   out       its file is to be created
 *   returns   0
 *             -EFBIG   larger than the cache
 *             -ENOSPC  what is being downloaded takes all the room
 */
int fetch_shelf_add(const char *url, uint64_t size, struct fetch_entry **out);
/* Its size is larger by so much. */
int fetch_shelf_grow(struct fetch_entry *entry, uint64_t size);
/* It goes, and its file with it; who reads that may go on. */
void fetch_shelf_drop(struct fetch_entry *entry);

/* Another for other contents; the same for the same, after a restart too. */
uint64_t fetch_shelf_tag(const struct fetch_entry *entry);

/* See fetch_cache_miss(). */
void fetch_shelf_miss(const char *url, int error, uint64_t until_ms);
int fetch_shelf_missed(const char *url, uint64_t now_ms);

#endif
