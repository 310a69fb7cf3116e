/* SPDX-License-Identifier: ISC */
/* Who is asked for remote files; see origins.h.  Pure. */
#include "conf/origins.h"

#include <string.h>

#include "conf/roots.h"

static void
add(struct bw_origins *origins, const char *text)
{
	struct bw_url url;

	if (bw_url_parse(text, &url) != 0 || bw_origins_have(origins, &url) ||
	    origins->n == ARRAY_LEN(origins->items)) {
		return;
	}
	url.path = "";
	origins->items[origins->n++] = url;
}

static void
add_roots(
    const struct bw_conf *conf, enum bw_service service, struct bw_origins *out)
{
	struct bw_roots roots;

	bw_roots_of(conf, service, &roots);
	for (size_t i = 0; i < roots.n; i++) {
		if (roots.items[i].remote) {
			add(out, roots.items[i].path);
		}
	}
}

static void
add_all_roots(const struct bw_conf *conf, struct bw_origins *out)
{
	out->n = 0;
	if (conf->tftpd.enabled) {
		add_roots(conf, BW_SERVICE_TFTPD, out);
	}
	if (conf->httpd.enabled) {
		add_roots(conf, BW_SERVICE_HTTPD, out);
	}
}

void
bw_origins_of(const struct bw_conf *conf, struct bw_origins *out)
{
	const struct bw_conf_names *redirects = &conf->fetchd.redirects;

	add_all_roots(conf, out);
	for (size_t i = 0; i < redirects->n && out->n > 0; i++) {
		add(out, redirects->items[i]);
	}
}

bool
bw_origins_have(const struct bw_origins *origins, const struct bw_url *url)
{
	for (size_t i = 0; i < origins->n; i++) {
		if (bw_url_same_origin(&origins->items[i], url)) {
			return true;
		}
	}
	return false;
}

const char *
bw_origins_mistake(const struct bw_conf *conf)
{
	const struct bw_conf_names *redirects = &conf->fetchd.redirects;
	struct bw_url url;

	for (size_t i = 0; i < redirects->n; i++) {
		if (bw_url_parse(redirects->items[i], &url) != 0 ||
		    (url.path[0] != '\0' && strcmp(url.path, "/") != 0)) {
			return redirects->items[i];
		}
	}
	return NULL;
}

bool
bw_conf_has_remote(const struct bw_conf *conf)
{
	struct bw_origins origins;

	add_all_roots(conf, &origins);
	return origins.n > 0;
}
