/* SPDX-License-Identifier: ISC */
/*
 * The web servers that remote files come from: those of remote roots, and
 * those that [fetchd] allows redirects to.  Nobody else is ever asked.  Pure.
 */
#ifndef BW_CONF_ORIGINS_H
#define BW_CONF_ORIGINS_H

#include "base/url.h"
#include "conf/conf.h"

#define BW_ORIGINS_MAX 64

struct bw_origins {
	struct bw_url items[BW_ORIGINS_MAX]; /* each once; paths are unset */
	size_t n;
};

/* What cannot be parsed, or is one too many, is left out. */
void bw_origins_of(const struct bw_conf *conf, struct bw_origins *out);

bool
bw_origins_have(const struct bw_origins *origins, const struct bw_url *url);

/*
 * What is wrong with [fetchd] redirects.
 *
 *   returns   its first item that is no URL of a server, or NULL
 */
const char *bw_origins_mistake(const struct bw_conf *conf);

/* Does any service have a remote root? */
bool bw_conf_has_remote(const struct bw_conf *conf);

#endif
