/* SPDX-License-Identifier: ISC */
/* What a file has said already; see seen.h.  Pure. */
#include "conf/seen.h"

#include <string.h>

#include "base/addr.h"

#define SEEN_BUCKETS 1024u

struct seen_row {
	struct seen_row *next;
	const char *name;
	bool legacy;
	unsigned line;
};

struct bw_conf_seen {
	struct seen_row *buckets[SEEN_BUCKETS];
};

enum bw_conf_seen_answer
bw_conf_seen_add(struct bw_conf_seen **seen, struct bw_conf_arena **arena,
    const char *name, bool legacy, unsigned line, unsigned *out_first)
{
	size_t bucket = bw_bytes_hash(name, strlen(name)) % SEEN_BUCKETS;
	struct seen_row *row;

	if (*seen == NULL) {
		*seen = bw_conf_arena_alloc(arena, sizeof(**seen));
	}
	if (*seen == NULL) {
		return BW_CONF_SEEN_NO_MEMORY;
	}
	for (row = (*seen)->buckets[bucket]; row != NULL; row = row->next) {
		if (strcmp(row->name, name) != 0) {
			continue;
		}
		if (row->legacy == legacy) {
			*out_first = row->line;
			return BW_CONF_SEEN_TWICE;
		}
		if (legacy) {
			return BW_CONF_SEEN_YIELDS;
		}
		row->legacy = false;
		row->line = line;
		return BW_CONF_SEEN_NEW;
	}
	row = bw_conf_arena_alloc(arena, sizeof(*row));
	name = row == NULL ? NULL : bw_conf_arena_text(arena, name);
	if (name == NULL) {
		return BW_CONF_SEEN_NO_MEMORY;
	}
	*row = (struct seen_row){.next = (*seen)->buckets[bucket],
	    .name = name,
	    .legacy = legacy,
	    .line = line};
	(*seen)->buckets[bucket] = row;
	return BW_CONF_SEEN_NEW;
}
