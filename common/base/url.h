/* SPDX-License-Identifier: ISC */
/* URLs of web servers, as an operator writes them.  RFC 3986.  Pure. */
#ifndef BW_BASE_URL_H
#define BW_BASE_URL_H

#include "base/base.h"

#define BW_URL_HOST_MAX 256 /* RFC 1035 2.3.4; with the NUL */

struct bw_url {
	bool tls;
	bool ipv6; /* host is an IPv6 address */
	uint16_t port;
	char host[BW_URL_HOST_MAX]; /* in lower case, without brackets */
	const char *path; /* within the text; "" or begins with a slash */
};

/*
 * Parse "http://HOST[:PORT][/PATH]" or the same with https.
 *
 *   text      kept by out->path
 *   out       written only on success
 *   returns   0
 *             -EBADMSG  it is not that: another scheme, a user name, a query,
 *                       a byte that must be escaped
 */
int bw_url_parse(const char *text, struct bw_url *out);

/*
 * The length of the "http://" or "https://" that text begins with, or 0.
 *
 *   out_tls   is it https?  false when there is none
 */
size_t bw_url_scheme(const char *text, size_t len, bool *out_tls);

/* The same scheme, host and port? */
bool bw_url_same_origin(const struct bw_url *a, const struct bw_url *b);

/* May this byte stand in a path as it is?  RFC 3986 3.3; '/' may. */
bool bw_url_path_byte(char c);

#endif
