/* SPDX-License-Identifier: ISC */
/*
 * Hooks: the URLs among [bootward] notify, which events are posted to.  Parent
 * and fetchd number them in this order.  Pure.
 */
#ifndef BW_CONF_HOOKS_H
#define BW_CONF_HOOKS_H

#include "base/url.h"
#include "conf/conf.h"

struct bw_hook {
	const char *text; /* as configured; borrowed from the configuration */
	struct bw_url url;
};

struct bw_hooks {
	struct bw_hook items[BW_CONF_NOTICES_MAX];
	size_t n;
};

void bw_hooks_of(const struct bw_conf *conf, struct bw_hooks *out);

bool bw_conf_has_hooks(const struct bw_conf *conf);

/* Is one of them told by https, and are all? */
bool bw_conf_hooks_have_tls(const struct bw_conf *conf);
bool bw_conf_hooks_are_tls(const struct bw_conf *conf);

#endif
