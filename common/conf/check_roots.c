/* SPDX-License-Identifier: ISC */
/* What must hold between the roots; see bw_conf_check() in conf.h.  Pure. */
#include <stdio.h>
#include <string.h>

#include "conf/checking.h"
#include "conf/origins.h"
#include "conf/roots.h"

static void
check_path(struct bw_conf_checking *c, const char *section, const char *key,
    const char *path)
{
	struct bw_url url;

	if (strstr(path, "://") != NULL && bw_url_parse(path, &url) != 0) {
		bw_conf_check_complain(c,
		    "%s.%s: \"%.100s\" is not http://HOST[:PORT]/PATH, or "
		    "https (no user, no query; other bytes as %%XX)",
		    section, key, path);
	}
}

static size_t
n_roots(const struct bw_conf *conf, enum bw_service service)
{
	bool tftp = service == BW_SERVICE_TFTPD;
	const char *root = tftp ? conf->tftpd.root : conf->httpd.root;
	size_t n = root[0] == '\0' ? 0 : 1;

	for (size_t i = 0; i < conf->roots.n; i++) {
		n += tftp ? conf->roots.items[i].tftpd
			  : conf->roots.items[i].httpd;
	}
	return n;
}

static void
check_service(
    struct bw_conf_checking *c, enum bw_service service, const char *name)
{
	size_t n = n_roots(c->conf, service);
	struct bw_roots roots;

	if (n == 0) {
		bw_conf_check_complain(c,
		    "%s.root: missing; it names the directory served, or a URL",
		    name);
	}
	if (n > BW_ROOTS_MAX) {
		bw_conf_check_complain(
		    c, "%s: more than %d roots", name, BW_ROOTS_MAX);
	}
	bw_roots_of(c->conf, service, &roots);
	for (size_t i = 0; i < roots.n; i++) {
		for (size_t j = i + 1; j < roots.n; j++) {
			if (strcmp(roots.items[i].prefix,
				roots.items[j].prefix) == 0) {
				bw_conf_check_complain(c,
				    "%s: two roots with the prefix \"/%s\"",
				    name, roots.items[i].prefix);
			}
		}
	}
}

void
bw_conf_check_roots(struct bw_conf_checking *c)
{
	const struct bw_conf *conf = c->conf;
	const char *mistake = bw_origins_mistake(conf);
	char section[BW_CONF_MESSAGE_MAX / 2];

	if (mistake != NULL) {
		bw_conf_check_complain(c,
		    "fetchd.redirects: \"%.100s\" is not http://HOST[:PORT], "
		    "or https",
		    mistake);
	}

	for (size_t i = 0; i < conf->roots.n; i++) {
		const struct bw_conf_root *root = &conf->roots.items[i];

		(void)snprintf(section, sizeof(section), "root %s", root->name);
		if (root->path[0] == '\0') {
			bw_conf_check_complain(c, "%s.path: missing", section);
		}
		check_path(c, section, "path", root->path);
	}
	for (size_t i = 0; i < conf->tftpd.filter_dirs.n; i++) {
		if (conf->tftpd.filter_dirs.items[i][0] != '/') {
			bw_conf_check_complain(c,
			    "tftpd.filter_dirs: \"%.100s\" does not begin "
			    "with a slash",
			    conf->tftpd.filter_dirs.items[i]);
		}
	}
	if (conf->tftpd.upload.dir[0] != '\0' &&
	    conf->tftpd.upload.dir[0] != '/') {
		bw_conf_check_complain(
		    c, "tftpd.upload: must be an absolute path");
	}
	if (conf->tftpd.enabled) {
		check_path(c, "tftpd", "root", conf->tftpd.root);
		check_service(c, BW_SERVICE_TFTPD, "tftpd");
	}
	if (conf->httpd.enabled) {
		check_path(c, "httpd", "root", conf->httpd.root);
		check_service(c, BW_SERVICE_HTTPD, "httpd");
	}
}
