/* SPDX-License-Identifier: ISC */
/* Entity tags; RFC 9110 sections 8.8.3 and 13.1.  Pure. */
#ifndef HTTPD_VALIDATOR_H
#define HTTPD_VALIDATOR_H

#include "text.h"

#define HTTP_ETAG_MAX 64

/* What is known of a file that was opened. */
struct http_file {
	uint64_t size;
	uint64_t inode;
	uint64_t mtime_s;
	uint32_t mtime_ns;
	bool gzip; /* it is the compressed form of the one asked for */
};

/* "inode-mtime-size" in hexadecimal and quotes: a strong one. */
const char *
http_etag_str(const struct http_file *file, char out[HTTP_ETAG_MAX]);

enum http_compare {
	HTTP_COMPARE_STRONG, /* a weak tag is like no other */
	HTTP_COMPARE_WEAK,
};

/*
 * Does the value of If-Match or If-None-Match ("*", or tags) name this tag?
 * What follows a malformed tag is not looked at.
 */
bool http_etag_listed(
    struct http_text list, const char *etag, enum http_compare compare);

/* Is text an entity tag (of If-Range), rather than a date? */
bool http_etag_like(struct http_text text);

#endif
