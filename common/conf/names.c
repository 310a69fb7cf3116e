/* SPDX-License-Identifier: ISC */
/* Names: those of the table, old ones, and slips; see schema.h.  Pure. */
#include <string.h>

#include "base/text.h"
#include "conf/schema.h"

#define NEAREST_DISTANCE_MAX 3

/* clang-format off */
/* Names of pybootd's first generation, and what its manual misplaced. */
static const struct bw_conf_alias aliases[] = {
	{"bootp", NULL, "bootpd", NULL},
	{"tftp", NULL, "tftpd", NULL},
	{"bootpd", "server_name", "bootpd", "servername"},
	{"bootpd", "boot_file", "bootfile", "default"},
	{"bootpd", "timeout", "http", "timeout"},
};
/* clang-format on */

const struct bw_conf_section *
bw_conf_section_find(const char *name)
{
	const struct bw_conf_section *section;

	for (size_t i = 0; (section = bw_conf_section_nth(i)) != NULL; i++) {
		if (strcmp(section->name, name) == 0) {
			return section;
		}
	}
	return NULL;
}

const struct bw_conf_key *
bw_conf_key_find(const struct bw_conf_section *section, const char *name)
{
	for (size_t i = 0; i < section->n_keys; i++) {
		if (bw_text_equal_nocase(section->keys[i].name, name)) {
			return &section->keys[i];
		}
	}
	return NULL;
}

const struct bw_conf_alias *
bw_conf_alias_nth(size_t i)
{
	return i < ARRAY_LEN(aliases) ? &aliases[i] : NULL;
}

static bool
same_key(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : bw_text_equal_nocase(a, b);
}

const struct bw_conf_alias *
bw_conf_alias_find(const char *section, const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++) {
		if (strcmp(aliases[i].section, section) == 0 &&
		    same_key(aliases[i].key, key)) {
			return &aliases[i];
		}
	}
	return NULL;
}

void
bw_conf_nearest_try(struct bw_conf_nearest *nearest, const char *name)
{
	size_t distance = bw_text_distance(nearest->wanted, name);
	size_t len = strlen(nearest->wanted);

	/* Near: a few slips, and fewer than half of what was written. */
	if (distance > NEAREST_DISTANCE_MAX || 2 * distance >= len) {
		return;
	}
	if (nearest->best == NULL || distance < nearest->distance) {
		nearest->best = name;
		nearest->distance = distance;
	}
}
