/* SPDX-License-Identifier: ISC */
/*
 * Which directory a name is looked for in: the roots of a service, tftpd.root
 * or httpd.root and the sections [root NAME], each for names that begin with
 * its prefix.  Pure.
 */
#ifndef BW_CONF_ROOTS_H
#define BW_CONF_ROOTS_H

#include "conf/conf.h"

#define BW_ROOTS_MAX       32 /* of a service, tftpd.root or httpd.root too */
#define BW_ROOT_PREFIX_MAX 255

enum bw_service {
	BW_SERVICE_TFTPD,
	BW_SERVICE_HTTPD,
	BW_N_SERVICES,
};

struct bw_root {
	const char *path; /* borrowed from the configuration */
	bool remote;      /* path is a URL */
	size_t prefix_len;
	/* without slashes before it, one behind it; "" stands for all names */
	char prefix[BW_ROOT_PREFIX_MAX + 2];
};

struct bw_roots {
	struct bw_root items[BW_ROOTS_MAX]; /* the longest prefix first */
	size_t n;
};

/*
 * The roots of a service.  Parent, worker and fetchd number them in this
 * order, and the doors of those that are directories.
 *
 *   conf      checked: no more than BW_ROOTS_MAX, no prefix twice
 */
void bw_roots_of(
    const struct bw_conf *conf, enum bw_service service, struct bw_roots *out);

/*
 * The root of a name: of those whose prefix begins it, the longest.
 *
 *   name      without slashes before it
 *   out_rest  what to look for there, within name; "" is the root itself
 *   returns   its place in items, or -ENOENT
 */
int bw_roots_find(
    const struct bw_roots *roots, const char *name, const char **out_rest);

#endif
