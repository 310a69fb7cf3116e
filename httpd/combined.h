/* SPDX-License-Identifier: ISC */
/*
 * A line of an access log in the combined format, as log analysers read it:
 *
 *	10.0.0.7 - - [06/Nov/1994:08:49:37 +0000] "GET /a HTTP/1.1" 200 512
 *	"REFERER" "USER-AGENT"
 *
 * What the client sent stands between quotes, and quotes, backslashes and all
 * that is not printable ASCII in it are escaped: it can neither end the field
 * nor the line.  Pure.
 */
#ifndef HTTPD_COMBINED_H
#define HTTPD_COMBINED_H

#include "base/addr.h"
#include "pool.h"

/* Bytes of a line, its NUL included; parts of it are cut to fit. */
#define HTTP_COMBINED_MAX 2000

/*
 * Tell of a request whose response has ended.
 *
 *   wall_s    now
 *   returns   out
 */
const char *http_combined_str(const struct bw_addr *peer,
    const struct http_exchange *exchange, uint64_t wall_s,
    char out[HTTP_COMBINED_MAX]);

#endif
