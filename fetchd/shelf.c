/* SPDX-License-Identifier: ISC */
/* The cache on the disk; see shelf.h. */
#include "shelf.h"

#include <errno.h>
#include <string.h>

#include "base/addr.h"
#include "store.h"

static struct fetch_cache cache;

void
fetch_shelf_drop(struct fetch_entry *entry)
{
	fetch_store_remove(entry->number);
	fetch_cache_remove(&cache, entry);
}

static int
make_room(uint64_t size)
{
	bool done;
	struct fetch_entry *victim;

	if (!fetch_cache_fits(&cache, size)) {
		return -EFBIG;
	}
	while ((victim = fetch_cache_victim(&cache, size, &done)) != NULL) {
		fetch_shelf_drop(victim);
	}
	return done ? 0 : -ENOSPC;
}

int
fetch_shelf_add(const char *url, uint64_t size, struct fetch_entry **out)
{
	int error = make_room(size);
	struct fetch_entry *entry;

	if (error != 0) {
		return error;
	}
	entry = fetch_cache_add(&cache, url, 0, size);
	if (entry == NULL) {
		return -ENOSPC;
	}
	*out = entry;
	return 0;
}

int
fetch_shelf_grow(struct fetch_entry *entry, uint64_t size)
{
	int error = make_room(size);

	if (error == 0) {
		entry->size += size;
		cache.bytes += size;
	}
	return error;
}

struct fetch_entry *
fetch_shelf_find(const char *url)
{
	struct fetch_entry *entry = fetch_cache_find(&cache, url);

	if (entry != NULL) {
		fetch_cache_use(&cache, entry);
	}
	return entry;
}

uint64_t
fetch_shelf_tag(const struct fetch_entry *entry)
{
	const char *text = entry->validators.etag[0] != '\0'
			       ? entry->validators.etag
			       : entry->validators.modified;

	return text[0] != '\0' ? bw_bytes_hash(text, strlen(text))
			       : entry->number;
}

void
fetch_shelf_miss(const char *url, int error, uint64_t until_ms)
{
	fetch_cache_miss(&cache, url, error, until_ms);
}

int
fetch_shelf_missed(const char *url, uint64_t now_ms)
{
	return fetch_cache_missed(&cache, url, now_ms);
}

/* A file from an earlier life. */
static void
found(void *arg, uint64_t number, const struct fetch_record *record)
{
	struct fetch_entry *entry = NULL;

	(void)arg;
	if (fetch_cache_find(&cache, record->url) == NULL &&
	    make_room(record->size) == 0) {
		entry =
		    fetch_cache_add(&cache, record->url, number, record->size);
	}
	if (entry == NULL) {
		fetch_store_remove(number);
		return;
	}
	entry->state = FETCH_STATE_WHOLE;
	entry->mtime_s = record->mtime_s;
	entry->validators = record->validators;
}

int
fetch_shelf_open(int dir_fd, uint64_t max_bytes)
{
	cache.max_bytes = max_bytes;
	return fetch_store_open(dir_fd, found, NULL);
}
