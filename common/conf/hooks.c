/* SPDX-License-Identifier: ISC */
/* Hooks by number; see hooks.h.  Pure. */
#include "conf/hooks.h"

void
bw_hooks_of(const struct bw_conf *conf, struct bw_hooks *out)
{
	const struct bw_conf_notices *notify = &conf->bootward.notify;

	out->n = 0;
	for (size_t i = 0; i < notify->n; i++) {
		struct bw_hook *hook = &out->items[out->n];

		hook->text = notify->items[i].url;
		if (hook->text[0] != '\0' &&
		    bw_url_parse(hook->text, &hook->url) == 0) {
			out->n++;
		}
	}
}

bool
bw_conf_has_hooks(const struct bw_conf *conf)
{
	struct bw_hooks hooks;

	bw_hooks_of(conf, &hooks);
	return hooks.n > 0;
}

static size_t
count_tls(const struct bw_hooks *hooks)
{
	size_t n = 0;

	for (size_t i = 0; i < hooks->n; i++) {
		n += hooks->items[i].url.tls ? 1 : 0;
	}
	return n;
}

bool
bw_conf_hooks_have_tls(const struct bw_conf *conf)
{
	struct bw_hooks hooks;

	bw_hooks_of(conf, &hooks);
	return count_tls(&hooks) > 0;
}

bool
bw_conf_hooks_are_tls(const struct bw_conf *conf)
{
	struct bw_hooks hooks;

	bw_hooks_of(conf, &hooks);
	return count_tls(&hooks) == hooks.n;
}
