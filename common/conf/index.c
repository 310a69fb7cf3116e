/* SPDX-License-Identifier: ISC */
/* Which item of a list has this key; see index.h.  Pure. */
#include "conf/index.h"

#include <errno.h>
#include <string.h>

#include "base/addr.h"

#define INDEX_BUCKETS 4096u

struct index_row {
	struct index_row *next;
	size_t number;
	size_t len;
	uint8_t key[];
};

struct bw_conf_index {
	struct index_row *buckets[INDEX_BUCKETS];
};

size_t
bw_conf_index_find(
    const struct bw_conf_index *index, const void *key, size_t len)
{
	const struct index_row *row;

	if (index == NULL) {
		return BW_CONF_INDEX_NONE;
	}
	row = index->buckets[bw_bytes_hash(key, len) % INDEX_BUCKETS];
	for (; row != NULL; row = row->next) {
		if (row->len == len && memcmp(row->key, key, len) == 0) {
			return row->number;
		}
	}
	return BW_CONF_INDEX_NONE;
}

int
bw_conf_index_add(struct bw_conf_index **index, struct bw_conf_arena **arena,
    const void *key, size_t len, size_t number)
{
	struct index_row **bucket;
	struct index_row *row;

	if (*index == NULL) {
		*index = bw_conf_arena_alloc(arena, sizeof(**index));
	}
	row = bw_conf_arena_alloc(arena, sizeof(*row) + len);
	if (*index == NULL || row == NULL) {
		return -ENOMEM;
	}
	bucket = &(*index)->buckets[bw_bytes_hash(key, len) % INDEX_BUCKETS];
	row->next = *bucket;
	row->number = number;
	row->len = len;
	memcpy(row->key, key, len);
	*bucket = row;
	return 0;
}
