/* SPDX-License-Identifier: ISC */
/* What is cached; see cache.h.  Pure. */
#include "cache.h"

#include <string.h>

#include "base/addr.h"
#include "base/text.h"

static uint32_t
hash_of(const char *url)
{
	uint32_t hash = bw_bytes_hash(url, strlen(url));

	return hash ^ hash >> 16;
}

static uint16_t *
bucket_of(struct fetch_cache *cache, const char *url)
{
	return &cache->buckets[hash_of(url) % FETCH_BUCKETS];
}

struct fetch_entry *
fetch_cache_find(struct fetch_cache *cache, const char *url)
{
	uint16_t at = *bucket_of(cache, url);

	while (at != 0) {
		struct fetch_entry *entry = &cache->entries[at - 1];

		if (strcmp(entry->url, url) == 0) {
			return entry;
		}
		at = entry->next;
	}
	return NULL;
}

void
fetch_cache_use(struct fetch_cache *cache, struct fetch_entry *entry)
{
	entry->last_use = ++cache->last_use;
}

static struct fetch_entry *
find_free(struct fetch_cache *cache)
{
	for (size_t i = 0; i < FETCH_ENTRIES_MAX; i++) {
		if (cache->entries[i].state == FETCH_STATE_FREE) {
			return &cache->entries[i];
		}
	}
	return NULL;
}

struct fetch_entry *
fetch_cache_add(
    struct fetch_cache *cache, const char *url, uint64_t number, uint64_t size)
{
	struct fetch_entry *entry = find_free(cache);
	uint16_t *bucket = bucket_of(cache, url);

	if (entry == NULL) {
		return NULL;
	}
	if (number > cache->last_number) {
		cache->last_number = number;
	}
	entry->state = FETCH_STATE_PART;
	entry->number = number != 0 ? number : ++cache->last_number;
	entry->size = size;
	entry->mtime_s = 0;
	entry->fresh_until_ms = 0;
	entry->validators.etag[0] = '\0';
	entry->validators.modified[0] = '\0';
	bw_text_cut(entry->url, sizeof(entry->url), url);
	entry->next = *bucket;
	*bucket = (uint16_t)(entry - cache->entries + 1);
	cache->bytes += size;
	fetch_cache_use(cache, entry);
	return entry;
}

void
fetch_cache_remove(struct fetch_cache *cache, struct fetch_entry *entry)
{
	uint16_t place = (uint16_t)(entry - cache->entries + 1);
	uint16_t *link = bucket_of(cache, entry->url);

	while (*link != place) {
		link = &cache->entries[*link - 1].next;
	}
	*link = entry->next;
	cache->bytes -= entry->size;
	entry->state = FETCH_STATE_FREE;
}

bool
fetch_cache_fits(const struct fetch_cache *cache, uint64_t size)
{
	return size <= cache->max_bytes;
}

struct fetch_entry *
fetch_cache_victim(struct fetch_cache *cache, uint64_t size, bool *out_done)
{
	struct fetch_entry *oldest = NULL;

	*out_done =
	    cache->bytes + size <= cache->max_bytes && find_free(cache) != NULL;
	if (*out_done) {
		return NULL;
	}
	for (size_t i = 0; i < FETCH_ENTRIES_MAX; i++) {
		struct fetch_entry *entry = &cache->entries[i];

		if (entry->state == FETCH_STATE_WHOLE &&
		    (oldest == NULL || entry->last_use < oldest->last_use)) {
			oldest = entry;
		}
	}
	return oldest;
}

void
fetch_cache_miss(
    struct fetch_cache *cache, const char *url, int error, uint64_t until_ms)
{
	struct fetch_miss *miss = &cache->misses[cache->next_miss];

	cache->next_miss = (cache->next_miss + 1) % FETCH_MISSES_MAX;
	miss->error = error;
	miss->until_ms = until_ms;
	miss->hash = hash_of(url);
	bw_text_cut(miss->url, sizeof(miss->url), url);
}

int
fetch_cache_missed(
    const struct fetch_cache *cache, const char *url, uint64_t now_ms)
{
	uint32_t hash = hash_of(url);

	for (size_t i = 0; i < FETCH_MISSES_MAX; i++) {
		const struct fetch_miss *miss = &cache->misses[i];

		if (miss->error != 0 && miss->hash == hash &&
		    now_ms < miss->until_ms && strcmp(miss->url, url) == 0) {
			return miss->error;
		}
	}
	return 0;
}
