/* SPDX-License-Identifier: ISC */
/* Where keys were set; see origin.h.  Pure. */
#include "conf/origin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "conf/index.h"
#include "conf/schema.h"

#define NAME_MAX_LEN (2 * BW_CONF_LINE_MAX + 2)

void
bw_conf_origins_keep(struct bw_conf *conf)
{
	conf->origins.kept = true;
}

/* Both names as one key of the index; its length. */
static size_t
join(const char *section, const char *key, char out[NAME_MAX_LEN])
{
	int len = snprintf(out, NAME_MAX_LEN, "%s\n%s", section, key);

	BW_ASSERT(len > 0 && len < (int)NAME_MAX_LEN); /* each part of a line */
	return (size_t)len;
}

/* The files are few, and keys of one stand together. */
static const char *
keep_name(struct bw_conf *conf, const char *file)
{
	const struct bw_conf_origins *origins = &conf->origins;

	if (origins->n > 0 &&
	    strcmp(origins->items[origins->n - 1].file, file) == 0) {
		return origins->items[origins->n - 1].file;
	}
	return bw_conf_arena_text(&conf->arena, file);
}

int
bw_conf_origin_put(struct bw_conf *conf, const char *section, const char *key,
    const char *file, unsigned line)
{
	struct bw_conf_origins *origins = &conf->origins;
	struct bw_conf_origin origin = {.line = line};
	char name[NAME_MAX_LEN];
	size_t len, number;
	void *items;

	if (!origins->kept) {
		return 0;
	}
	len = join(section, key, name);
	origin.file = keep_name(conf, file);
	if (origin.file == NULL) {
		return -ENOMEM;
	}
	number = bw_conf_index_find(origins->index, name, len);
	if (number == BW_CONF_INDEX_NONE) {
		number = origins->n;
		items = bw_conf_arena_grow(
		    &conf->arena, origins->items, number, sizeof(origin));
		if (items == NULL ||
		    bw_conf_index_add(&origins->index, &conf->arena, name, len,
			number) != 0) {
			return -ENOMEM;
		}
		origins->items = items;
		origins->n++;
	}
	origins->items[number] = origin;
	return 0;
}

const struct bw_conf_origin *
bw_conf_origin_find(
    const struct bw_conf *conf, const char *section, const char *key)
{
	const struct bw_conf_origins *origins = &conf->origins;
	char name[NAME_MAX_LEN];
	size_t number;

	if (strlen(section) + strlen(key) + 2 > sizeof(name)) {
		return NULL;
	}
	number =
	    bw_conf_index_find(origins->index, name, join(section, key, name));
	return number == BW_CONF_INDEX_NONE ? NULL : &origins->items[number];
}
