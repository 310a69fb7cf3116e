/* SPDX-License-Identifier: ISC */
/* Which file and line a key was set by, where that is remembered.  Pure. */
#ifndef BW_CONF_ORIGIN_H
#define BW_CONF_ORIGIN_H

#include "conf/conf.h"

struct bw_conf_origin {
	const char *file; /* or the option of the command line */
	unsigned line;    /* 0: no file */
};

/* Remember, from now on, what each key is set by. */
void bw_conf_origins_keep(struct bw_conf *conf);

/*
 * A key was set; a later one replaces what was before.
 *
 *   section   "bootpd", "host node7"
 *   key       by today's name
 *   returns   0 (also when nothing is to be remembered), -ENOMEM
 */
int bw_conf_origin_put(struct bw_conf *conf, const char *section,
    const char *key, const char *file, unsigned line);

/* NULL: it was not set, or that is not remembered. */
const struct bw_conf_origin *bw_conf_origin_find(
    const struct bw_conf *conf, const char *section, const char *key);

#endif
