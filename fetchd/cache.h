/* SPDX-License-Identifier: ISC */
/*
 * What is cached, and what must go: the index of the files of the cache by
 * their URLs, their sizes, who was used last; and the URLs that lately had no
 * file.  The files themselves are store.h's.  Pure: storage of the caller,
 * time as an argument.
 */
#ifndef FETCHD_CACHE_H
#define FETCHD_CACHE_H

#include "proto.h"

#define FETCH_ENTRIES_MAX 4096
#define FETCH_BUCKETS     1024 /* a power of two */
#define FETCH_MISSES_MAX  256

/* What tells one version of a file from the next; RFC 9110 8.8. */
struct fetch_validators {
	char etag[FETCH_ETAG_MAX];         /* as it came; "" none */
	char modified[FETCH_MODIFIED_MAX]; /* a date, as it came; "" none */
};

enum fetch_state {
	FETCH_STATE_FREE,
	FETCH_STATE_PART, /* it is being downloaded */
	FETCH_STATE_WHOLE,
};

struct fetch_entry {
	enum fetch_state state;
	uint64_t number; /* of its file */
	uint64_t size;   /* of the whole */
	uint64_t mtime_s;
	uint64_t fresh_until_ms; /* 0: ask the origin before it is given */
	uint64_t last_use;       /* larger is later */
	uint16_t next;           /* in its bucket; its place and 1; 0 none */
	struct fetch_validators validators;
	char url[FETCH_URL_MAX];
};

/* A URL that was refused, and until when it is without being asked. */
struct fetch_miss {
	int error; /* 0: free */
	uint64_t until_ms;
	uint32_t hash;
	char url[FETCH_URL_MAX];
};

/* All zeros, but for max_bytes, is an empty cache. */
struct fetch_cache {
	uint64_t max_bytes;
	uint64_t bytes; /* of all entries */
	uint64_t last_number;
	uint64_t last_use;
	uint16_t buckets[FETCH_BUCKETS];
	struct fetch_entry entries[FETCH_ENTRIES_MAX];
	size_t next_miss;
	struct fetch_miss misses[FETCH_MISSES_MAX];
};

/* The entry of a URL, or NULL; and that it was used. */
struct fetch_entry *
fetch_cache_find(struct fetch_cache *cache, const char *url);
void fetch_cache_use(struct fetch_cache *cache, struct fetch_entry *entry);

/*
 * A new entry, of a file whose number is 0 (the next one) or was found.  The
 * URL must have none.
 *
 *   returns   NULL: all are taken; see fetch_cache_victim()
 */
struct fetch_entry *fetch_cache_add(
    struct fetch_cache *cache, const char *url, uint64_t number, uint64_t size);
void fetch_cache_remove(struct fetch_cache *cache, struct fetch_entry *entry);

/* Can a file of so many bytes ever be kept? */
bool fetch_cache_fits(const struct fetch_cache *cache, uint64_t size);

/*
 * What must be removed before so many bytes more are added: of those that are
 * whole the one used longest ago.
 *
 *   out_done  nothing more must be
 *   returns   NULL: nothing more must, or can, be removed
 */
struct fetch_entry *
fetch_cache_victim(struct fetch_cache *cache, uint64_t size, bool *out_done);

/* A URL was refused: that is the answer until then. */
void fetch_cache_miss(
    struct fetch_cache *cache, const char *url, int error, uint64_t until_ms);
/* Why it is refused without asking; 0: it is not. */
int fetch_cache_missed(
    const struct fetch_cache *cache, const char *url, uint64_t now_ms);

#endif
