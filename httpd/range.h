/* SPDX-License-Identifier: ISC */
/* The Range field; RFC 9110 section 14.  Pure. */
#ifndef HTTPD_RANGE_H
#define HTTPD_RANGE_H

#include "text.h"

struct http_range {
	uint64_t first;
	uint64_t length; /* at least 1; first + length is within the file */
};

/*
 * Parse "bytes=a-b", "bytes=a-" or "bytes=-n" for a file of size bytes.
 *
 *   returns   0
 *             -ERANGE   the file has no such bytes: 416
 *             -ENOTSUP  another unit, or several ranges: to be ignored
 *             -EBADMSG  not the shape of a range: to be ignored
 */
int
http_range_parse(struct http_text text, uint64_t size, struct http_range *out);

#endif
