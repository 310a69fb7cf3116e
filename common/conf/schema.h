/* SPDX-License-Identifier: ISC */
/*
 * Every section and key there is, in one table.  Reading, writing, defaults,
 * "did you mean" and the lint of bootward.ini(5) all follow it; a new key is
 * a new row (and its entry in the manual).
 */
#ifndef BW_CONF_SCHEMA_H
#define BW_CONF_SCHEMA_H

#include "conf/conf.h"
#include "conf/out.h"

enum bw_conf_type {
	BW_CONF_TYPE_BOOL,     /* bool, by a table of words */
	BW_CONF_TYPE_TRISTATE, /* enum bw_conf_tristate */
	BW_CONF_TYPE_WORD,     /* an enum or int, by a table of words */
	BW_CONF_TYPE_U16,
	BW_CONF_TYPE_U32,
	BW_CONF_TYPE_SIZE,    /* uint64_t, bytes */
	BW_CONF_TYPE_MS,      /* uint32_t; written in seconds */
	BW_CONF_TYPE_PORTS,   /* struct bw_conf_ports; empty = any */
	BW_CONF_TYPE_TEXT,    /* const char * */
	BW_CONF_TYPE_HOST,    /* const char *, [SCHEME://]HOST[:PORT] */
	BW_CONF_TYPE_IPV4,    /* uint32_t; empty = 0 */
	BW_CONF_TYPE_MAC,     /* uint8_t[6] */
	BW_CONF_TYPE_ADDRS,   /* struct bw_conf_addrs without ports */
	BW_CONF_TYPE_TARGETS, /* struct bw_conf_addrs, each with a port */
	BW_CONF_TYPE_NAMES,   /* struct bw_conf_names of interfaces */
	BW_CONF_TYPE_WORDS,   /* struct bw_conf_names of anything */
	BW_CONF_TYPE_IPV4S,   /* struct bw_conf_addrs, IPv4 without ports */
	BW_CONF_TYPE_DNS,     /* struct bw_conf_dns */
	BW_CONF_TYPE_SECONDS, /* uint32_t; with units; empty = 0 */
	BW_CONF_TYPE_NETWORK, /* struct bw_conf_network; empty = 0.0.0.0/0 */
	BW_CONF_TYPE_NETWORKS,
	BW_CONF_TYPE_POOLS,
	BW_CONF_TYPE_ALLOW,    /* struct bw_conf_allows */
	BW_CONF_TYPE_PATTERNS, /* struct bw_conf_names, commas between */
	BW_CONF_TYPE_BYTES,    /* struct bw_conf_bytes */
	BW_CONF_TYPE_UUID,     /* uint8_t[16] */
	BW_CONF_TYPE_LEVELS,   /* struct bw_conf_levels */
	BW_CONF_TYPE_NOTICES, /* struct bw_conf_notices; min: format unless said */
	BW_CONF_TYPE_BITS,    /* uint32_t, by a table of words; empty = 0 */
	BW_CONF_TYPE_SPANS, /* struct bw_conf_spans */
	BW_CONF_TYPE_ZONE,  /* struct bw_conf_zone */
	BW_CONF_TYPE_TAGS,  /* struct bw_conf_tags */
};

struct bw_conf_word {
	const char *text; /* the first of a value is the one written */
	int value;
};

/* pybootd's booleans, and ok and ko of its first generation. */
extern const struct bw_conf_word bw_conf_yes_no[];

struct bw_conf_key {
	const char *name;
	enum bw_conf_type type;
	size_t offset;        /* in struct bw_conf, or in a named item */
	const char *fallback; /* the default, as it would be written */
	uint32_t min;         /* U16, U32; MS in milliseconds */
	uint32_t max;
	const struct bw_conf_word *words; /* ends in a NULL text */
	bool fixed; /* from the start to the end of the suite */
};

/* One SECTION.KEY = VALUE on its way in. */
struct bw_conf_put {
	struct bw_conf *conf;
	const char *key;
	const char *value; /* "" when nothing is there */
	char reason[384];  /* why it was refused */
};

/* Keep why; returns -EBADMSG. */
int bw_conf_refuse(struct bw_conf_put *put, const char *format, ...)
    BW_PRINTF(2, 3);

/* A boot file's name must fit into option 67. */
#define BW_CONF_BOOT_FILE_MAX 255

#define BW_CONF_NOWHERE SIZE_MAX

struct bw_conf_section {
	const char *name;
	const struct bw_conf_key *keys; /* NULL: its keys are free */
	size_t n_keys;
	size_t mark;    /* offset of a bool: set when the section is seen */
	size_t service; /* offset of a bool: written only if set */

	/* [NAME ITEM]: find or add the item; its keys' offsets start there. */
	void *(*item)(struct bw_conf *conf, const char *name);
	/* The ith item, NULL behind the last; name "": has no section. */
	const void *(*nth)(
	    const struct bw_conf *conf, size_t i, const char **out_name);

	/* Takes keys "option CODE [TYPE] [always]", which go there. */
	struct bw_conf_options *(*options)(void *base);

	/* Free keys; verbatim: case and dashes tell them apart. */
	bool verbatim;
	int (*row_put)(struct bw_conf_put *put);
	void (*rows_write)(const struct bw_conf *conf, struct bw_conf_out *out);
};

/* The sections in the order they are written; NULL behind the last. */
const struct bw_conf_section *bw_conf_section_nth(size_t i);
const struct bw_conf_section *bw_conf_section_find(const char *name);

/* The key of this name, whatever its case; or NULL. */
const struct bw_conf_key *
bw_conf_key_find(const struct bw_conf_section *section, const char *name);

/* Names of older generations and what they have become. */
struct bw_conf_alias {
	const char *section;
	const char *key; /* NULL: the whole section */
	const char *new_section;
	const char *new_key;
};

const struct bw_conf_alias *bw_conf_alias_nth(size_t i);
const struct bw_conf_alias *
bw_conf_alias_find(const char *section, const char *key);

/* The nearest of the names tried, if it is near enough to be meant. */
struct bw_conf_nearest {
	const char *wanted;
	const char *best;
	size_t distance;
};

void bw_conf_nearest_try(struct bw_conf_nearest *nearest, const char *name);

#endif
