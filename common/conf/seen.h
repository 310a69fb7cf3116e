/* SPDX-License-Identifier: ISC */
/*
 * What a file has said already: a hash table of keys and their lines.
 */
#ifndef BW_CONF_SEEN_H
#define BW_CONF_SEEN_H

#include "conf/arena.h"

struct bw_conf_seen;

enum bw_conf_seen_answer {
	BW_CONF_SEEN_NEW,    /* or it stood under its old name only */
	BW_CONF_SEEN_YIELDS, /* an old name, and today's was there */
	BW_CONF_SEEN_TWICE,  /* *out_first is the line of the first */
	BW_CONF_SEEN_NO_MEMORY,
};

/* *seen is NULL at first, and lives in the arena. */
enum bw_conf_seen_answer
bw_conf_seen_add(struct bw_conf_seen **seen, struct bw_conf_arena **arena,
    const char *name, bool legacy, unsigned line, unsigned *out_first);

#endif
